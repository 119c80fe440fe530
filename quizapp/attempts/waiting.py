"""What waits for a teacher: answers to mark, disputes, late answers, students who stopped. One list for every page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from quizapp.basics.limits import REMINDED_FOR, STOPPED_AFTER
from quizapp.identity.permissions import reportable
from quizapp.models import (
    Assignment,
    AssignmentKind,
    Attempt,
    AttemptState,
    Dispute,
    Membership,
    Position,
    ResponseEvent,
    SchoolClass,
    Student,
)

#: In the order in which they are shown.
KINDS = ("mark", "dispute", "late", "stopped")


@dataclass(frozen=True)
class Waiting:
    """So many of one kind wait at an assignment."""

    #: One of KINDS.
    kind: str
    public_id: str
    title: str
    #: The class; empty where a quiz is open to anyone.
    place: str
    number: int


def count_waiting(session: Session, user_id: int, now: datetime) -> list[Waiting]:
    """All that waits for this teacher, one statement: cheap enough for the menu of every page."""
    kinds = (_to_mark(), _disputes(), _late(now), _stopped(now))
    own = (each.where(reportable(user_id)).group_by(Attempt.assignment_id) for each in kinds)
    found = union_all(*own).subquery()
    rows = session.execute(
        select(found.c.kind, Assignment.public_id, Assignment.title, SchoolClass.name, found.c.number)
        .join(Assignment, Assignment.id == found.c.assignment_id)
        .outerjoin(SchoolClass, SchoolClass.id == Assignment.class_id)
        .where(SchoolClass.archived_at.is_(None))
        .order_by(Assignment.id.desc())
    )
    lines = [Waiting(kind, public_id, title, name or "", n) for kind, public_id, title, name, n in rows]
    return sorted(lines, key=lambda line: KINDS.index(line.kind))


def _of_attempts(kind: str) -> Select[Any]:
    """A count by assignment, of attempts that a teacher sees: no deleted ones, no trials, nobody who was removed."""
    trial = exists().where(Student.id == Attempt.student_id, Student.user_id.is_not(None))
    removed = exists().where(
        Membership.class_id == Assignment.class_id,
        Membership.student_id == Attempt.student_id,
        Membership.removed_at.is_not(None),
    )
    columns: tuple[Any, ...] = (
        literal(kind).label("kind"),
        Attempt.assignment_id.label("assignment_id"),
        func.count().label("number"),
    )
    return (
        select(*columns)
        .select_from(Attempt)
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .where(Assignment.kind != AssignmentKind.TRIAL, Assignment.archived_at.is_(None))
        .where(Attempt.state != AttemptState.VOIDED, ~trial, ~removed)
    )


def _to_mark() -> Select[Any]:
    return (
        _of_attempts("mark")
        .join(Position, Position.attempt_id == Attempt.id)
        .where(Attempt.state == AttemptState.SUBMITTED, Attempt.excused_at.is_(None))
        .where(Position.kind == "answer", Position.fraction.is_(None))
    )


def _disputes() -> Select[Any]:
    found = _of_attempts("dispute").join(Position, Position.attempt_id == Attempt.id).join(Dispute)
    return found.where(Dispute.answered_at.is_(None), Dispute.reason != "")


def _late(now: datetime) -> Select[Any]:
    at = and_(Position.attempt_id == ResponseEvent.attempt_id, Position.position == ResponseEvent.position)
    return (
        _of_attempts("late")
        .join(ResponseEvent, ResponseEvent.attempt_id == Attempt.id)
        .join(Position, at)
        # Written out: SQLite uses an index of some rows only where it reads the same words.
        .where(ResponseEvent.kind == literal_column("'late'"), ResponseEvent.received_at > now - REMINDED_FOR)
        .where(or_(Position.answered_at.is_(None), Position.answered_at < ResponseEvent.received_at))
        .where(Position.locked_at.is_(None))
    )


def _stopped(now: datetime) -> Select[Any]:
    at_it = exists().where(Position.attempt_id == Attempt.id, Position.answered_at > now - STOPPED_AFTER)
    lately = exists().where(Position.attempt_id == Attempt.id, Position.answered_at > now - REMINDED_FOR)
    return (
        _of_attempts("stopped")
        .where(Attempt.state == AttemptState.OPEN, Attempt.started_at <= now - STOPPED_AFTER, ~at_it)
        .where(or_(Attempt.started_at > now - REMINDED_FOR, lately))
        .where(Assignment.class_id.is_not(None))
        .where(or_(Assignment.closes_at.is_(None), Assignment.closes_at > now))
    )
