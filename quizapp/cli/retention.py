"""Nothing is kept for ever: whoever has left and was not here for so many months is forgotten, every day anew."""

from datetime import datetime, timedelta

from sqlalchemy import Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from quizapp.attempts import jobs
from quizapp.attempts.erasing import erase_student
from quizapp.identity.rate_limit import forget_old
from quizapp.identity.sessions import forget_expired
from quizapp.models import Attempt, AuditEvent, Membership, ReviewEvent, SchoolClass, Student, WebSession
from quizapp.models.db import Sessions

#: Students that are forgotten in one transaction: few, so that nobody who saves waits long.
_AT_A_TIME = 20


def _months_before(now: datetime, months: int) -> datetime:
    return now - timedelta(days=months * 365.25 / 12)


def forget_all(sessions: Sessions, now: datetime, months: int) -> int:
    """Forget what need not be kept any more; returns how many students went. ``months`` 0: nobody goes."""
    with sessions.write() as session:
        forget_expired(session, now)
        forget_old(session, now)
        jobs.forget_old(session, now)
        if months:
            session.execute(delete(AuditEvent).where(AuditEvent.at < _months_before(now, months)))
        session.commit()
    gone = 0
    while months:
        with sessions.write() as session:
            some = _forget_some(session, now, _months_before(now, months))
            session.commit()
        if not some:
            break
        gone += some
    if gone:
        sessions.forget_erased()
    return gone


def _forget_some(session: Session, now: datetime, before: datetime) -> int:
    due = session.scalars(due_students(before).limit(_AT_A_TIME)).all()
    for student_id in due:
        erase_student(session, student_id, now)
    return len(due)


def due_students(before: datetime) -> Select[int]:
    """Students who have done nothing since, and are in no class that goes on or was put away since."""
    goes_on = or_(SchoolClass.archived_at.is_(None), SchoolClass.archived_at >= before)
    in_class = exists().where(
        and_(Membership.student_id == Student.id, Membership.class_id == SchoolClass.id), goes_on
    )
    return (
        select(Student.id)
        .where(
            Student.erased_at.is_(None),
            Student.user_id.is_(None),
            Student.merged_into_id.is_(None),
            Student.is_demo.is_(False),
            Student.created_at < before,
            ~in_class,
            ~exists().where(
                Attempt.student_id == Student.id,
                func.coalesce(Attempt.submitted_at, Attempt.started_at) >= before,
            ),
            ~exists().where(ReviewEvent.student_id == Student.id, ReviewEvent.answered_at >= before),
            ~exists().where(WebSession.student_id == Student.id, WebSession.seen_at >= before),
        )
        .order_by(Student.id)
    )
