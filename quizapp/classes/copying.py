"""A class copied for the next term: its settings, and what was set before it with other dates; nobody of its students."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.basics.clock import days_later
from quizapp.classes.assignments import AssignmentPlan, assign_quiz, plan_of
from quizapp.classes.service import ClassPlan, make_class
from quizapp.classes.weights import copy_scheme
from quizapp.identity.permissions import usable_bank, usable_quiz
from quizapp.models import Assignment, Bank, Quiz, SchoolClass


def copied_assignments(session: Session, class_id: int, user_id: int) -> list[Assignment]:
    """What of a class goes into its copy: all that is not archived and whose quiz this teacher may set."""
    return list(
        session.scalars(
            select(Assignment)
            .join(Quiz)
            .join(Bank)
            .where(Assignment.class_id == class_id, Assignment.archived_at.is_(None))
            .where(
                usable_bank(user_id),
                usable_quiz(user_id),
                Bank.archived_at.is_(None),
                Quiz.archived_at.is_(None),
            )
            .order_by(Assignment.id)
        )
    )


def first_date(assignments: Iterable[Assignment]) -> datetime | None:
    """The earliest date of some assignments; None where none has a date."""
    dates = [at for each in assignments for at in (each.opens_at, each.closes_at) if at is not None]
    return min(dates, default=None)


def copy_class(
    session: Session,
    school_class: SchoolClass,
    name: str,
    copies: Mapping[Assignment, str],
    first: date | None,
    public_id: str,
    user_id: int,
    now: datetime,
) -> SchoolClass:
    """A class with the settings of another; ``copies`` are the assignments that are set before it, with their new ids.

    ``first`` is what the first of their days becomes: all dates move by as many days. The same form twice is one class.
    """
    zone = ZoneInfo(school_class.timezone)
    began = first_date(copies)
    days = (first - began.astimezone(zone).date()).days if first and began else 0
    plan = ClassPlan(**{each: getattr(school_class, each) for each in ClassPlan.__dataclass_fields__})
    until = plan.remember_until + timedelta(days=days) if plan.remember_until and days else None
    made = make_class(session, replace(plan, name=name, remember_until=until), public_id, user_id, now)
    for assignment, new_id in copies.items():
        moved = _moved(plan_of(assignment), days, zone)
        assign_quiz(session, made, assignment.quiz, moved, new_id, user_id, now)
    copy_scheme(school_class, made, copies)
    return made


def _moved(plan: AssignmentPlan, days: int, zone: ZoneInfo) -> AssignmentPlan:
    opens, closes = (at and days_later(at, days, zone) for at in (plan.opens_at, plan.closes_at))
    return replace(plan, opens_at=opens, closes_at=closes)
