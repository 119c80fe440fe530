"""What tells whether a kept report still holds: numbers that change with everything that it rests on."""

from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from quizapp.models import Assignment, Attempt, AttemptEvent, AttemptState, Membership, Regrade, Student


def cache_key(session: Session, assignment: Assignment) -> tuple[Any, ...]:
    """Numbers that change whenever anything does that a report rests on.

    One statement over the attempts alone, and one over those who left the class.

    Covered: attempts begun, handed in, reopened, excused, deleted, merged into another student's, marked by hand
    or again (the weighted sum tells a mark moved from one to another), late answers, students removed or back.
    Attempts that no report reads are in it too: at worst a report is worked out again for nothing. All that is
    asked of an attempt is in the index ``ix_attempt_fingerprint``, so that its row with the vectors is not read.
    """
    acts = (
        select(func.max(AttemptEvent.id))
        .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
        .where(Attempt.assignment_id == assignment.id)
        .scalar_subquery()
    )
    regrades = select(
        func.count() + func.coalesce(func.sum(case((Regrade.undone_at.is_not(None), 1_000_000), else_=0)), 0)
    ).where(Regrade.assignment_id == assignment.id)
    row = session.execute(
        select(
            func.count(),
            func.max(Attempt.id),
            func.sum(Attempt.student_id),
            func.sum(case((Attempt.state == AttemptState.GRADED, Attempt.id), else_=0)),
            func.sum(case((Attempt.state == AttemptState.SUBMITTED, Attempt.id), else_=0)),
            func.sum(case((Attempt.excused_at.is_not(None), Attempt.id), else_=0)),
            func.sum(Attempt.score),
            func.sum(Attempt.score * Attempt.id),
            func.sum(Attempt.max_marks * Attempt.id),
            acts,
            regrades.scalar_subquery(),
        ).where(Attempt.assignment_id == assignment.id, Attempt.state != AttemptState.VOIDED)
    ).one()
    return (*row, *_left(session, assignment))


def _left(session: Session, assignment: Assignment) -> tuple[Any, ...]:
    """Numbers that change whenever a student is removed from the class of an assignment, restored or deleted.

    Squares and the newest removal tell those apart who left in turn and have the same sum.
    """
    found = (
        select(
            func.count(),
            func.sum(Membership.student_id),
            func.sum(Membership.student_id * Membership.student_id),
            func.max(Membership.removed_at),
            func.count(Student.erased_at),
        )
        .join(Student, Student.id == Membership.student_id)
        .where(Membership.class_id == assignment.class_id, Membership.removed_at.is_not(None))
    )
    return tuple(session.execute(found).one())
