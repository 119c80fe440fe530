"""The store is durable and fair, and its tables refuse what no part of the program may do."""

import os
import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from quizapp.models import (
    Assignment,
    Attempt,
    Bank,
    BankVersion,
    Draw,
    Quiz,
    ResponseEvent,
    ResponseValue,
    Student,
)
from quizapp.models.db import SQLITE, journal_pragmas, make_engine, wal_is_safe

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),  # Debian 12
        ((3, 44, 5), False),
        ((3, 44, 6), True),  # backport
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),  # backport
        ((3, 51, 2), False),
        ((3, 51, 3), True),  # fixed
        ((3, 53, 4), True),
    ],
)
def test_wal_is_used_only_where_the_reset_bug_is_fixed(version, safe):
    assert wal_is_safe(version) is safe
    assert journal_pragmas(version) == (("WAL", "FULL") if safe else ("TRUNCATE", "FULL"))


@pytest.mark.databases("sqlite")
def test_every_connection_is_durable(engine):
    """synchronous: 2 is FULL. Three connections at once, so that the pool has to make more than one."""
    held = [engine.connect() for _ in range(3)]
    for connection in held:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert (
            connection.exec_driver_sql("PRAGMA journal_mode").scalar()
            == journal_pragmas(SQLITE.sqlite_version_info)[0].lower()
        )
    for connection in held:
        connection.close()


@pytest.mark.databases("sqlite")
def test_only_its_owner_can_read_the_database(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    engine.connect().close()
    assert (tmp_path / "new.db").stat().st_mode & 0o077 == 0
    engine.dispose()


def test_eight_writers_that_read_first_lose_no_update(sessions):
    with sessions.write() as session:
        session.add(Student(name="0", created_at=NOW))
        session.commit()
    failures: list[Exception] = []

    def add_one_fifty_times() -> None:
        try:
            for _ in range(25):
                with sessions.write() as session:
                    row = session.scalars(sa.select(Student).with_for_update()).one()
                    row.name = str(int(row.name) + 1)
                    session.commit()
        except Exception as error:  # noqa: BLE001  # any failure of a thread fails the test below
            failures.append(error)

    threads = [threading.Thread(target=add_one_fifty_times) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with sessions.read() as session:
        assert session.scalars(sa.select(Student.name)).one() == "200"  # 8 writers x 25


@pytest.mark.databases("sqlite")
def test_a_failed_transaction_leaves_the_queue(sessions):
    with sessions.write() as session:
        session.add(BankVersion(bank_id=99, number=1, text="", sha256="", published_at=NOW))
        with pytest.raises(IntegrityError):
            session.commit()
    with sessions.write() as session:  # would wait ten seconds and fail if the queue were still held
        session.add(Student(name="next", created_at=NOW))
        session.commit()


def test_a_time_without_a_zone_is_refused(session):
    session.add(Student(name="Mira", created_at=datetime(2026, 1, 1)))
    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        session.flush()


def test_times_come_back_in_utc(session):
    session.add(Student(name="Mira", created_at=NOW))
    session.flush()
    session.expire_all()
    assert session.scalars(sa.select(Student.created_at)).one().tzinfo is UTC


@pytest.fixture
def attempt(session) -> Attempt:
    bank = Bank(name="b", title="B", created_at=NOW)
    session.add(bank)
    session.flush()
    version = BankVersion(bank_id=bank.id, number=1, text="x", sha256="x", published_at=NOW)
    quiz = Quiz(bank_id=bank.id, key="q", title="Q", created_at=NOW)
    student = Student(name="Mira", created_at=NOW)
    session.add_all([version, quiz, student])
    session.flush()
    assignment = Assignment(kind="open", quiz_id=quiz.id, title="Q", created_at=NOW)
    session.add(assignment)
    session.flush()
    draw = Draw(
        assignment_id=assignment.id, bank_version_id=version.id, shared=True, question_ids=[], rules={}
    )
    session.add(draw)
    session.flush()
    made = Attempt(
        assignment_id=assignment.id,
        student_id=student.id,
        draw_id=draw.id,
        bank_version_id=version.id,
        number=1,
        length=0,
        started_at=NOW,
        max_marks=0.0,
    )
    session.add(made)
    session.flush()
    return made


def twin(attempt: Attempt, **changes: object) -> dict[str, object]:
    kept = {
        column.key: getattr(attempt, column.key)
        for column in sa.inspect(Attempt).column_attrs
        if column.key not in ("id", "public_id")
    }
    return {**kept, "public_id": "twin", **changes}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({"number": 2}, "attempt", id="a second open attempt"),
        pytest.param({"state": "submitted", "submitted_at": NOW}, "attempt", id="the same number again"),
        pytest.param({"state": "paused", "number": 2}, "ck_attempt_state", id="an unknown state"),
        pytest.param({"state": "submitted", "number": 2}, "ck_attempt_submitted", id="handed in, but when?"),
        pytest.param({"submitted_at": NOW, "number": 2}, "ck_attempt_open", id="open, yet handed in"),
        pytest.param({"number": 0, "state": "voided"}, "ck_attempt_number", id="number nought"),
    ],
)
def test_the_table_of_attempts_refuses(session, attempt, changes, rule):
    with pytest.raises(IntegrityError, match=rule):
        session.execute(sa.insert(Attempt).values(**twin(attempt, **changes)))


def test_a_second_shared_draw_is_refused(session, attempt):
    first = session.get_one(Draw, attempt.draw_id)
    session.add(
        Draw(
            assignment_id=first.assignment_id,
            bank_version_id=first.bank_version_id,
            shared=True,
            question_ids=["other"],
            rules={},
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.fixture
def saved(session, attempt) -> ResponseEvent:
    value = ResponseValue(value=1, raw="1", salt="s")
    session.add(value)
    session.flush()
    event = ResponseEvent(
        attempt_id=attempt.id,
        position=1,
        op_id="op",
        body_hash="h",
        kind="answer",
        revision=1,
        received_at=NOW,
        value_id=value.id,
        value_hash="v",
        prev_hash="",
        hash="x",
    )
    session.add(event)
    session.flush()
    return event


@pytest.mark.parametrize(
    "statement",
    ["UPDATE response_event SET certainty = 'certain'", "DELETE FROM response_event"],
)
def test_saved_responses_are_append_only(session, saved, statement):
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(sa.text(statement))


def test_the_value_of_a_response_can_still_be_erased(session, saved):
    session.execute(sa.update(ResponseValue).values(value=None, raw=None, salt=None))
    session.flush()
    assert session.get_one(ResponseEvent, saved.id).hash == "x"


@pytest.mark.parametrize("statement", ["UPDATE bank_version SET text = 'other'", "DELETE FROM bank_version"])
def test_published_versions_never_change(session, attempt, statement):
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(sa.text(statement))


def test_the_same_save_cannot_be_written_twice(session, saved):
    again = {
        column.key: getattr(saved, column.key)
        for column in sa.inspect(ResponseEvent).column_attrs
        if column.key != "id"
    }
    with pytest.raises(IntegrityError):
        session.execute(sa.insert(ResponseEvent).values(**again))


def rename_fifty_times(sessions, name):
    for number in range(50):
        with sessions.write() as session:
            session.scalars(
                sa.select(Student).where(Student.name.startswith(name))
            ).one().name = f"{name}{number}"
            session.commit()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_process_that_forks_after_its_first_request_shares_no_connection(sessions):
    with sessions.write() as session:
        session.add_all([Student(name="parent", created_at=NOW), Student(name="child", created_at=NOW)])
        session.commit()
    with sessions.read() as reading, sessions.write() as writing:  # both are open while it forks
        reading.scalars(sa.select(Student.id)).all()
        writing.scalars(sa.select(Student.id)).all()
        child = os.fork()
        if child == 0:
            try:
                pool = sessions.engine.pool
                os._exit(0 if pool.checkedin() == pool.checkedout() == 0 else 3)
            finally:
                os._exit(4)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    child = os.fork()
    if child == 0:
        try:
            rename_fifty_times(sessions, "child")
            os._exit(0)
        finally:
            os._exit(5)
    rename_fifty_times(sessions, "parent")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with sessions.read() as session:
        assert sorted(session.scalars(sa.select(Student.name))) == ["child49", "parent49"]
