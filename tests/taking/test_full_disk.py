"""A full disk: what finds no room is refused with 507 and given back, nothing else waits, and room ends it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quizapp.models import Student
from tests.support.clock import START
from tests.taking.test_nothing_written_is_lost import given_back

pytestmark = pytest.mark.databases("sqlite")
ESSAY = 10
LONG = "I would ask a second source. " * 300


@pytest.fixture
def room(app):
    """Set how many pages the database may have from now on: as many as now, or as many as wanted."""
    engine = app.extensions["quizapp"].sessions.engine
    pages: list[str] = []

    @sa.event.listens_for(engine, "connect")
    def limit(connection, _entry) -> None:
        for most in pages:
            connection.execute(f"PRAGMA max_page_count={most}")

    def set_room(*, full: bool) -> None:
        engine.dispose()  # the limit is each connection's own
        with engine.connect() as connection:
            now = connection.exec_driver_sql("PRAGMA page_count").scalar()
        engine.dispose()
        pages[:] = [str(now)] if full else ["100000"]

    return set_room


def test_a_full_disk_gives_the_answer_back_and_room_ends_it(harbour, taker, room):
    page = taker.open(ESSAY)
    room(full=True)
    for _again in range(3):
        refused = taker.answer(ESSAY, {"answer": LONG, "certainty": "certain"}, page=page)
        assert refused.status_code == 507
        assert given_back(refused) == LONG
        assert taker.open(1).status_code == 200
    assert harbour.position(ESSAY)["kind"] == "blank"

    room(full=False)
    # Script off: what was refused stands on its page, choices too, and one press sends it again.
    assert taker.visitor.submit(refused, button="Send it again").location == taker.at("check")
    assert (harbour.position(ESSAY)["kind"], harbour.position(ESSAY)["certainty"]) == ("answer", "certain")
    assert harbour.events() == [(ESSAY, "answer")]


def test_a_commit_that_fails_lets_the_next_writer_in(sessions, monkeypatch):
    """As a disk that fills up in the very moment of the commit: here a row without its parent, checked only then."""
    monkeypatch.setattr("quizapp.models.db.BUSY_SECONDS", 0.2)
    with sessions.write() as session:
        session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        session.execute(
            sa.text("INSERT INTO class_teacher (class_id, user_id, role) VALUES (999, 999, 'owner')")
        )
        with pytest.raises(IntegrityError):
            session.commit()
    with sessions.write() as another:  # would give up if the queue were still held
        another.add(Student(name="next", created_at=START))
        another.commit()
