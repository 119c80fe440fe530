"""What is set before the classes of a student, and whether it is open to them."""

from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts.allowances import NOTHING, extras_at, has_closed
from quizapp.basics.limits import CLOSED_SHOWN
from quizapp.models import Allowance, Assignment, Membership, Quiz, SchoolClass


def class_assignments(session: Session, student_id: int, now: datetime) -> list[Assignment]:
    """What is set before the student's classes and open now to them, what closes first at the top."""
    later = exists().where(
        Allowance.membership_id == Membership.id,
        or_(Allowance.assignment_id.is_(None), Allowance.assignment_id == Assignment.id),
        or_(Allowance.later_days > 0, Allowance.closes_at > now),
    )
    wanted = (
        _set_for(student_id)
        .where(or_(Assignment.opens_at.is_(None), Assignment.opens_at <= now))
        .where(or_(Assignment.closes_at.is_(None), Assignment.closes_at > now, later))
    )
    order = Assignment.closes_at.is_(None), Assignment.closes_at, Assignment.id
    found = session.scalars(wanted.order_by(*order)).all()
    shut = {each.id for each in found if each.closes_at is not None and each.closes_at <= now}
    extras = extras_at(session, student_id, shut) if shut else {}
    return [each for each in found if not has_closed(each, extras.get(each.id, NOTHING), now)]


def closed_assignments(session: Session, student_id: int, now: datetime) -> list[Assignment]:
    """What was set before the student's classes and has closed, the newest first; a school year's oldest are left out."""
    wanted = _set_for(student_id).where(Assignment.closes_at <= now)
    newest_first = Assignment.closes_at.desc(), Assignment.id.desc()
    return list(session.scalars(wanted.order_by(*newest_first).limit(CLOSED_SHOWN)))


def _set_for(student_id: int) -> Select[Assignment]:
    return (
        select(Assignment)
        .join(SchoolClass)
        .join(Membership, Membership.class_id == SchoolClass.id)
        .where(Membership.student_id == student_id, Membership.removed_at.is_(None))
        .where(Assignment.archived_at.is_(None), SchoolClass.archived_at.is_(None))
        .options(joinedload(Assignment.quiz).joinedload(Quiz.bank))
    )


def sees_own_only(session: Session, student_id: int) -> bool:
    """Whether a class of the student leaves other stories out of their start page."""
    return bool(
        session.scalar(
            select(SchoolClass.id)
            .join(Membership, Membership.class_id == SchoolClass.id)
            .where(Membership.student_id == student_id, Membership.removed_at.is_(None))
            .where(SchoolClass.own_quizzes_only, SchoolClass.archived_at.is_(None))
            .limit(1)
        )
    )
