"""A database that somebody else holds: 503 within a limit, with what was written; and what is no such thing is not called so."""

import fcntl
import os
import threading
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from quizapp.models import Attempt
from quizapp.models.db import SQLITE, FileLock, NotPrepared, WriteQueue, make_engine
from tests.taking.conftest import Taker
from tests.taking.test_nothing_written_is_lost import given_back

ESSAY = 10
TEXT = "I would ask a second source."


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr("quizapp.models.db.BUSY_SECONDS", 0.3)
    monkeypatch.setattr("quizapp.models.db.LOCK_SECONDS", 0.3)


@pytest.fixture
def taker(impatient, harbour, client) -> Taker:
    return Taker(client, harbour.entries["all"])


def assert_given_back(taker: Taker, page) -> None:
    refused = taker.answer(ESSAY, {"answer": TEXT}, page=page)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert given_back(refused) == TEXT
    assert "is not saved" in refused.text


def assert_taken(taker: Taker, page, harbour) -> None:
    assert taker.answer(ESSAY, {"answer": TEXT}, page=page).status_code == 303
    assert harbour.events() == [(ESSAY, "answer")]


@pytest.mark.databases("sqlite")
def test_while_another_program_writes_an_answer_is_given_back(taker, harbour, db_url):
    page = taker.open(ESSAY)
    with closing(SQLITE.connect(make_url(db_url).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_given_back(taker, page)
    assert_taken(taker, page, harbour)


@pytest.mark.databases("sqlite")
def test_while_a_command_has_the_queue_an_answer_is_given_back(taker, harbour, db_url):
    page = taker.open(ESSAY)
    held = os.open(f"{make_url(db_url).database}-writers", os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)
    assert_given_back(taker, page)
    assert_given_back(taker, page)
    os.close(held)
    assert_taken(taker, page, harbour)


@pytest.mark.databases("postgresql")
def test_while_somebody_holds_the_row_an_answer_is_given_back(taker, harbour, db_url):
    page = taker.open(ESSAY)
    other = sa.create_engine(make_url(db_url).set(drivername="postgresql+psycopg"))
    with other.connect() as holding:
        holding.execute(sa.select(Attempt.id).with_for_update())
        assert_given_back(taker, page)
    other.dispose()
    assert_taken(taker, page, harbour)


@pytest.mark.databases("postgresql")
def test_every_transaction_has_its_limits_and_a_migration_none(engine):
    limits = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    with engine.connect() as connection:
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in limits]
    assert found == ["5s", "30s", "2min"]
    with engine.execution_options(unhurried=True).connect() as connection:
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in limits]
    assert found == ["0", "0", "0"]


def test_when_all_connections_are_taken_an_answer_is_given_back(taker, harbour, app):
    page = taker.open(ESSAY)
    pool = app.extensions["quizapp"].sessions.engine.pool
    pool._timeout = 0.2
    taken = [pool.connect() for _ in range(pool.size() + pool._max_overflow - pool.checkedout())]
    assert_given_back(taker, page)
    for each in taken:
        each.close()
    assert_taken(taker, page, harbour)


@pytest.mark.databases("sqlite", "postgresql")
def test_a_missing_table_is_no_busy_server(client, session):
    session.execute(sa.text("DROP TABLE attempt_event"))
    session.execute(sa.text("ALTER TABLE assignment RENAME TO other"))
    session.commit()
    with pytest.raises(NotPrepared, match=r"python3 manage\.py prepare"):
        client.get("/")


@pytest.mark.databases("sqlite", "postgresql")
def test_a_missing_column_is_no_busy_server(client, session):
    session.execute(sa.text("ALTER TABLE assignment RENAME COLUMN title TO other"))
    session.commit()
    with pytest.raises(NotPrepared, match=r"python3 manage\.py prepare"):
        client.get("/")


@pytest.mark.databases("sqlite")
def test_a_fault_gives_back_what_was_written_and_promises_nothing(taker, app, monkeypatch):
    page = taker.open(ESSAY)

    def fail(*_given, **_named) -> None:
        raise ArithmeticError

    monkeypatch.setattr("quizapp.taking.views_questions.record", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    refused = taker.answer(ESSAY, {"answer": TEXT}, page=page)
    assert refused.status_code == 500
    assert given_back(refused) == TEXT
    assert "may not be saved" in refused.text
    assert "safe" not in refused.text


@pytest.mark.databases("sqlite")
def test_a_process_that_gave_up_waiting_keeps_no_other_out(tmp_path):
    """The thread that waits on gets the lock when nobody wants it any more, and must give it back."""
    ours, theirs = FileLock(str(tmp_path / "lock")), FileLock(str(tmp_path / "lock"))
    assert theirs.acquire(1)
    assert not ours.acquire(0.05)
    theirs.release()
    assert theirs.acquire(5)
    theirs.release()
    assert ours.acquire(5)
    ours.release()


@pytest.mark.databases("sqlite")
def test_two_processes_that_write_all_the_time_both_get_their_turns(tmp_path):
    queues = [WriteQueue(str(tmp_path / "db")) for _ in range(2)]
    end = threading.Event()
    turns = [0, 0]

    def write(which: int) -> None:
        while not end.is_set():
            queues[which].enter()
            turns[which] += 1
            queues[which].leave()

    threads = [threading.Thread(target=write, args=(n % 2,)) for n in range(8)]
    for each in threads:
        each.start()
    end.wait(1)
    end.set()
    for each in threads:
        each.join(5)
    assert min(turns) > 20, turns


@pytest.mark.databases("postgresql")
def test_an_address_that_says_how_long_to_wait_for_the_server_is_followed(db_url):
    engine = make_engine(make_url(db_url).update_query_dict({"connect_timeout": "7"}).render_as_string(False))
    with engine.connect() as connection:
        assert connection.connection.dbapi_connection.info.get_parameters()["connect_timeout"] == "7"
    engine.dispose()
