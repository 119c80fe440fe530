"""What one student gets beyond the others of a class: more time, tries and attempts, a later close.

An allowance holds for one quiz, or for every quiz of the class. Where a student has both, the more generous counts,
point by point: nobody loses by a second allowance.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.basics.clock import days_later
from quizapp.models import Allowance, Assignment, Membership


@dataclass(frozen=True)
class Extra:
    """What one student is allowed beyond the others."""

    time_factor: float = 1.0
    extra_attempts: int = 0
    #: A later close of one quiz.
    closes_at: datetime | None = None
    reason: str = ""
    extra_minutes: float = 0.0
    extra_tries: int = 0
    #: Days that every quiz of the class closes later.
    later_days: int = 0


#: What everybody has.
NOTHING = Extra()


def extra_of(allowance: Allowance | None) -> Extra:
    """What an allowance gives; nothing extra where there is none."""
    if allowance is None:
        return NOTHING
    return Extra(**{name: getattr(allowance, name) for name in Extra.__dataclass_fields__})


def most_of(extras: Iterable[Extra]) -> Extra:
    """The more generous of several allowances, point by point."""
    given = [NOTHING, *extras]
    return Extra(
        time_factor=max(each.time_factor for each in given),
        extra_attempts=max(each.extra_attempts for each in given),
        closes_at=max((each.closes_at for each in given if each.closes_at is not None), default=None),
        reason="; ".join(dict.fromkeys(each.reason for each in given if each.reason)),
        extra_minutes=max(each.extra_minutes for each in given),
        extra_tries=max(each.extra_tries for each in given),
        later_days=max(each.later_days for each in given),
    )


def extras_at(session: Session, student_id: int, assignment_ids: Collection[int]) -> dict[int, Extra]:
    """What a student is allowed at each of some quizzes, in one statement; a quiz without an allowance is left out."""
    found: dict[int, list[Extra]] = {}
    for assignment_id, allowance in session.execute(
        select(Assignment.id, Allowance)
        .join(Membership, Membership.class_id == Assignment.class_id)
        .join(Allowance, Allowance.membership_id == Membership.id)
        .where(Membership.student_id == student_id, Assignment.id.in_(assignment_ids))
        .where(or_(Allowance.assignment_id.is_(None), Allowance.assignment_id == Assignment.id))
    ):
        found.setdefault(assignment_id, []).append(extra_of(allowance))
    return {assignment_id: most_of(extras) for assignment_id, extras in found.items()}


def extra_at(session: Session, assignment_id: int, student_id: int) -> Extra:
    return extras_at(session, student_id, (assignment_id,)).get(assignment_id, NOTHING)


def extras_of_all(session: Session, assignment: Assignment) -> dict[int, Extra]:
    """What each student of the class is allowed at a quiz, by student; those without an allowance are left out."""
    found: dict[int, list[Extra]] = {}
    for student_id, allowance in session.execute(
        select(Membership.student_id, Allowance)
        .join(Allowance, Allowance.membership_id == Membership.id)
        .where(Membership.class_id == assignment.class_id, Membership.student_id.is_not(None))
        .where(or_(Allowance.assignment_id.is_(None), Allowance.assignment_id == assignment.id))
    ):
        found.setdefault(student_id or 0, []).append(extra_of(allowance))
    return {student_id: most_of(extras) for student_id, extras in found.items()}


def effective_close(assignment: Assignment, extra: Extra) -> datetime | None:
    """When the assignment closes for one student: the latest of the class's date, their own, and so many days later."""
    closes = assignment.closes_at
    if closes is None:
        return None
    if extra.later_days and assignment.school_class is not None:
        closes = days_later(closes, extra.later_days, ZoneInfo(assignment.school_class.timezone))
    return closes if extra.closes_at is None else max(closes, extra.closes_at)


def has_closed(assignment: Assignment, extra: Extra, now: datetime) -> bool:
    closes = effective_close(assignment, extra)
    return closes is not None and now >= closes


def seconds_allowed(assignment: Assignment, extra: Extra) -> float | None:
    """How long one student has from the start on; None: no time limit. The largest of what is given counts."""
    limit = assignment.time_limit_seconds
    if limit is None:
        return None
    return max(limit * assignment.time_factor, limit * extra.time_factor, limit + 60 * extra.extra_minutes)


def attempts_allowed(assignment: Assignment, extra: Extra) -> int | None:
    """How many attempts one student has in all; None: as many as they like."""
    if assignment.attempts_allowed is None:
        return None
    return assignment.attempts_allowed + extra.extra_attempts
