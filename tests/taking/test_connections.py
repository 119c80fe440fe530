"""Each request has one connection to the database, and behind a pooler each save knows what it has written."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from quizapp.attempts.recording import NotWritten, page_of, record
from quizapp.models import Attempt, Position, ResponseEvent
from quizapp.models.db import count_connections
from tests.taking.conftest import controls, value_of

BOTH = pytest.mark.databases("sqlite", "postgresql")


def at_once(app) -> list[int]:
    """How many connections were out at the same time, at most, from now on."""
    pool = app.extensions["quizapp"].sessions.engine.pool
    most = [0]

    @sa.event.listens_for(pool, "checkout")
    def count(*_about) -> None:
        most[0] = max(most[0], pool.checkedout())

    return most


def test_a_page_and_a_save_need_one_connection(app, taker):
    most = at_once(app)
    page = taker.open(1)
    assert taker.answer(1, {"answer": value_of(page, "Sandvik")}, page=page).status_code == 303
    assert taker.submit().status_code == 303
    assert taker.visitor.get(taker.at()).status_code == 200
    assert taker.visitor.get("/").status_code == 200
    assert most == [1]


def test_the_pool_holds_what_all_threads_can_want(make_app):
    """Two for each thread, and two for the sweep and a command of the program's own."""
    pool = make_app(threads="64").extensions["quizapp"].sessions.engine.pool
    assert pool.size() + pool._max_overflow == count_connections(64) == 130


@BOTH
def test_a_save_that_wrote_no_row_is_not_acknowledged(taker, session):
    """As when a pooler's server runs another client's statement of the same name in place of ours."""
    attempt = session.scalars(sa.select(Attempt)).one()
    page = page_of(session, attempt.public_id, 1, attempt.student_id, lock=True)
    said = {"certainty": None, "op_id": "op-12345", "body_hash": "x", "now": page.started_at}
    with pytest.raises(NotWritten):
        record(session, replace(page, position_id=0), 0, **said)
    session.rollback()
    assert session.scalars(sa.select(ResponseEvent)).all() == []
    assert session.scalars(sa.select(Position.revision).where(Position.position == 1)).one() == 0


@pytest.mark.databases("postgresql")
def test_the_save_path_leaves_no_prepared_statement_on_the_server(app, taker):
    """Behind a pooler in transaction mode such a name belongs to whoever made it first: the wrong statement runs."""
    for _again in range(8):  # the driver prepares what it has sent five times
        assert taker.answer(4, {"answer": "Norway"}).status_code == 303
    with app.extensions["quizapp"].sessions.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        for _again in range(8):
            raw.execute("SELECT %s::text", ("x",))
        assert raw.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)


class SlowBody:
    """A body as a client sends it who takes as long as it pleases; notes how many connections are held meanwhile."""

    def __init__(self, pool) -> None:
        self.pool = pool
        self.left = b"answer=Norway"
        self.held: list[int] = []

    def read(self, size: int = -1) -> bytes:
        self.held.append(self.pool.checkedout())
        given, self.left = self.left[:4], self.left[4:]
        return given


def test_a_slow_body_is_read_before_the_database_is_asked_anything(app, taker):
    """The token comes in a header, as the page's script sends it, so that nothing has read the form before."""
    token = controls(taker.open(4), "csrf_token")[0].value
    body = SlowBody(app.extensions["quizapp"].sessions.engine.pool)
    taker.visitor.post(
        taker.at(4),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": str(len(body.left))},
        headers={"X-CSRF-Token": token},
    )
    assert body.held
    assert set(body.held) == {0}
