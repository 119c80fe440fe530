"""What a teacher does to attempts: reopen, hand in, excuse, delete, each with a reason and a way back."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import score_attempt, submit_attempt
from quizapp.attempts.schedules import tell_again
from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import REOPENED_FOR
from quizapp.identity.audit_log import log_act
from quizapp.models import Attempt, AttemptEvent, AttemptState, SchoolClass


def act_on_attempt(
    session: Session,
    school_class: SchoolClass,
    attempt: Attempt,
    act: str,
    reason: str,
    user_id: int,
    now: datetime,
    *,
    until: datetime | None = None,
) -> None:
    """Do one of ``ACTS`` to an attempt. Done already: nothing happens. Raises Refused with a sentence.

    ``until``: the deadline of its own that a reopened attempt gets; without one it keeps the time that was left.
    """
    if not reason.strip():
        raise Refused(_("Write a reason. It is kept beside the change."))
    what = ACTS[act](session, attempt, now)
    if what and act == "reopen" and until is not None:
        attempt.deadline_at = until
    if what:
        session.add(
            AttemptEvent(attempt_id=attempt.id, at=now, what=what, user_id=user_id, reason=reason.strip())
        )
        about = f"{attempt.assignment.title}: {attempt.student.name}, {attempt.number}"
        log_act(session, school_class, user_id, f"attempt {what}", about, now, reason.strip())


def _reopen(session: Session, attempt: Attempt, now: datetime) -> str:
    """Give a handed-in attempt back to its student.

    What is answered anew is graded anew when it is saved; other answers keep their marks, given by hand or corrected.
    """
    if attempt.is_open:
        return ""
    if attempt.state == AttemptState.VOIDED:
        raise Refused(_("This attempt is deleted. Bring it back first."))
    _open(session, attempt)
    tell_again(session, attempt)
    if attempt.deadline_at is not None and attempt.deadline_at <= now:
        attempt.deadline_at = now + REOPENED_FOR
    attempt.score, attempt.scores = None, None
    return "reopened"


def _hand_in(session: Session, attempt: Attempt, now: datetime) -> str:
    """Hand in for a student what is saved."""
    return "handed in by the teacher" if submit_attempt(session, attempt, now, how="closed") else ""


def _excuse(_session: Session, attempt: Attempt, now: datetime) -> str:
    """Take an attempt out of every count. The student keeps it."""
    if attempt.excused_at is not None:
        return ""
    attempt.excused_at = now
    return "excused"


def _count(_session: Session, attempt: Attempt, _now: datetime) -> str:
    """Count an excused attempt again."""
    if attempt.excused_at is None:
        return ""
    attempt.excused_at = None
    return "counted again"


def _delete(_session: Session, attempt: Attempt, _now: datetime) -> str:
    """Take an attempt away from its student and every count. Nothing is erased, so it can be brought back."""
    if attempt.state == AttemptState.VOIDED:
        return ""
    attempt.state = AttemptState.VOIDED
    return "deleted"


def _bring_back(session: Session, attempt: Attempt, _now: datetime) -> str:
    if attempt.state != AttemptState.VOIDED:
        return ""
    if attempt.submitted_at is None:
        _open(session, attempt)
    else:
        attempt.state = AttemptState.SUBMITTED
        score_attempt(session, attempt)
    return "brought back"


ACTS: dict[str, Callable[[Session, Attempt, datetime], str]] = {
    "reopen": _reopen,
    "hand-in": _hand_in,
    "excuse": _excuse,
    "count": _count,
    "delete": _delete,
    "bring-back": _bring_back,
}


def acts_for(attempt: Attempt) -> list[str]:
    """What can be done to this attempt now."""
    if attempt.state == AttemptState.VOIDED:
        return ["bring-back"]
    first = "hand-in" if attempt.is_open else "reopen"
    return [first, "excuse" if attempt.excused_at is None else "count", "delete"]


def _open(session: Session, attempt: Attempt) -> None:
    """Open an attempt; the database holds that a student has one open at a time."""
    try:
        with session.begin_nested():
            attempt.state, attempt.submitted_at = AttemptState.OPEN, None
    except IntegrityError:
        raise Refused(_("This student has another attempt open. Hand that one in first.")) from None


def attempts_at(session: Session, assignment_id: int, student_id: int) -> list[Attempt]:
    """One student's attempts at an assignment, deleted ones too, first to last."""
    return list(
        session.scalars(
            select(Attempt)
            .where(Attempt.assignment_id == assignment_id, Attempt.student_id == student_id)
            .order_by(Attempt.number)
        )
    )


def events_of(session: Session, attempts: list[Attempt]) -> dict[int, list[AttemptEvent]]:
    """What became of each of these attempts, by its id, first to last."""
    found: dict[int, list[AttemptEvent]] = {attempt.id: [] for attempt in attempts}
    for event in session.scalars(
        select(AttemptEvent)
        .where(AttemptEvent.attempt_id.in_(found))
        .options(joinedload(AttemptEvent.user))
        .order_by(AttemptEvent.id)
    ):
        found[event.attempt_id].append(event)
    return found
