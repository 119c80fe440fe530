"""Whether a database is whole: its file, its foreign keys, the chain of saves, and positions against that log."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts.recording import event_hash, value_hash
from quizapp.basics.limits import RAW_ANSWER_LETTERS
from quizapp.cli.safety import Finding
from quizapp.domain.answers import AnswerKind
from quizapp.models import Attempt, Position, ResponseEvent, ResponseValue, Student

_CHAINED = (
    "attempt_id", "position", "op_id", "body_hash", "kind", "late_kind", "certainty", "revision", "received_at",
    "value_hash", "prev_hash",
)  # fmt: skip
_FROM_BACKUP = "Restore the last backup that verifies, and keep this database to look into."


def of_database(session: Session) -> Iterator[Finding]:
    """Everything that is broken; nothing where the database is whole."""
    broken = list(of_file(session))
    yield from broken
    if not broken:
        yield from of_log(session)


def of_file(session: Session) -> Iterator[Finding]:
    """What SQLite itself finds broken; PostgreSQL keeps foreign keys, and looks at its files with pg_amcheck."""
    if session.get_bind().dialect.name != "sqlite":
        return
    connection = session.connection()
    for row in connection.exec_driver_sql("PRAGMA integrity_check(5)").fetchall():
        if row[0] != "ok":
            yield Finding(f"The database is damaged: {row[0]}.", _FROM_BACKUP)
    lost = {str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()}
    if lost:
        yield Finding(f"Rows without what they belong to in: {', '.join(sorted(lost))}.", _FROM_BACKUP)


def of_log(session: Session) -> Iterator[Finding]:
    """Saves that were changed, left out or put in after they were made, and positions that say otherwise than the log."""
    rows = session.execute(
        select(
            *(getattr(ResponseEvent, name) for name in _CHAINED),
            ResponseEvent.hash,
            ResponseEvent.value_id,
            ResponseValue.value,
            ResponseValue.raw,
            ResponseValue.salt,
        )
        .outerjoin(ResponseValue, ResponseValue.id == ResponseEvent.value_id)
        .order_by(ResponseEvent.attempt_id, ResponseEvent.id)
        .execution_options(yield_per=2000)
    )
    attempt, previous = None, ""
    broken: dict[int, str] = {}
    revisions: dict[tuple[int, int], int] = {}
    values: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        if row.attempt_id != attempt:
            attempt, previous = row.attempt_id, ""
        fault = _fault_of(row, previous)
        if fault:
            broken.setdefault(row.attempt_id, fault)
        previous = row.hash
        at = (row.attempt_id, row.position)
        revisions[at] = max(revisions.get(at, 0), row.revision)
        values.setdefault(at, []).append(row.value)
    for attempt_id, fault in broken.items():
        yield Finding(f"The log of attempt {attempt_id} is broken: {fault}.", _FROM_BACKUP)
    yield from _of_positions(session, revisions, values)


def _fault_of(row: Any, previous: str) -> str:
    if row.prev_hash != previous:
        return f"what stood before the save at question {row.position} is not there"
    if event_hash({name: getattr(row, name) for name in _CHAINED}) != row.hash:
        return f"the save at question {row.position} was changed"
    erased = row.salt is None
    cut = (
        row.raw is not None and len(row.raw) >= RAW_ANSWER_LETTERS
    )  # earlier versions hashed what was cut off
    if not erased and not cut and value_hash(row.salt, row.value, row.raw or "") != row.value_hash:
        return f"the answer to question {row.position} was changed"
    return ""


def _of_positions(
    session: Session, revisions: dict[tuple[int, int], int], values: dict[tuple[int, int], list[Any]]
) -> Iterator[Finding]:
    rows = session.execute(
        select(Position.attempt_id, Position.position, Position.kind, Position.response, Position.revision)
        .join(Attempt, Attempt.id == Position.attempt_id)
        .join(Student, Student.id == Attempt.student_id)
        .where(Student.erased_at.is_(None))
        .execution_options(yield_per=2000)
    )
    for row in rows:
        at = (row.attempt_id, row.position)
        what = f"Question {row.position} of attempt {row.attempt_id}"
        if row.revision < revisions.get(at, 0):
            yield Finding(f"{what} is behind its log.", _FROM_BACKUP)
        elif row.kind == AnswerKind.ANSWER and row.response not in values.get(at, []):
            yield Finding(f"{what} has an answer that is not in its log.", _FROM_BACKUP)
