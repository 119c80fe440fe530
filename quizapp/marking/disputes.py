"""Disputes: a student's "something is wrong with this question", and the teacher's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.banks import publishing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.domain.question import Question
from quizapp.identity.audit_log import log_act
from quizapp.identity.permissions import reportable
from quizapp.models import Assignment, Attempt, AttemptState, Dispute, Position


def position_for(attempt: Attempt, place: int) -> Position:
    """The position of an own attempt that a student may dispute: once it is handed in."""
    if attempt.is_open:
        raise Refused(_("Hand in first. Then you can say on your results what is wrong with a question."))
    found = next((p for p in attempt.positions if p.position == place), None)
    if found is None:
        raise NotFound()
    return found


def dispute_of(session: Session, position: Position) -> Dispute | None:
    return session.scalar(select(Dispute).where(Dispute.position_id == position.id))


def raise_dispute(session: Session, position: Position, reason: str, now: datetime) -> Dispute:
    """Say that something is wrong with a question; until it is answered the reason can be changed."""
    found = dispute_of(session, position)
    if found is not None and found.answered_at is not None:
        raise Refused(_("Your teacher has answered this already. The answer stands with the question."))
    if found is None:
        try:
            with session.begin_nested():
                found = Dispute(position_id=position.id, reason=reason, raised_at=now)
                session.add(found)
        except IntegrityError:  # the other press of the button was first
            return session.scalars(select(Dispute).where(Dispute.position_id == position.id)).one()
    found.reason = reason
    session.flush()
    return found


@dataclass(frozen=True)
class DisputedQuestion:
    """The disputes of one question of one assignment."""

    assignment: Assignment
    question: Question
    #: That of its bank.
    language: str
    disputes: tuple[Dispute, ...]

    @property
    def waiting(self) -> int:
        return sum(d.answered_at is None for d in self.disputes)


def list_disputed_questions(session: Session, user_id: int, assignment: str = "") -> list[DisputedQuestion]:
    """The disputes that a teacher may answer, by question, those that wait first.

    ``assignment``: the public id of the one to show; empty for all.
    """
    found = session.scalars(
        select(Dispute)
        .join(Position, Position.id == Dispute.position_id)
        .join(Attempt, Attempt.id == Position.attempt_id)
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .where(
            reportable(user_id),
            Dispute.reason != "",
            Attempt.state != AttemptState.VOIDED,
            *([Assignment.public_id == assignment] if assignment else []),
        )
        .options(
            joinedload(Dispute.at)
            .joinedload(Position.attempt)
            .options(joinedload(Attempt.assignment), joinedload(Attempt.student))
        )
        .order_by(Dispute.raised_at)
        .limit(1000)
    ).all()
    by_question: dict[tuple[int, str], list[Dispute]] = {}
    for dispute in found:
        at = dispute.at
        by_question.setdefault((at.attempt.assignment_id, at.question_id), []).append(dispute)
    made = [_group(session, each) for each in by_question.values()]
    return sorted(made, key=lambda g: (g.waiting == 0, -len(g.disputes)))


def _group(session: Session, disputes: Sequence[Dispute]) -> DisputedQuestion:
    at = disputes[0].at
    bank = publishing.load_version(session, at.attempt.bank_version_id)
    return DisputedQuestion(
        at.attempt.assignment, bank.question(at.question_id), bank.language, tuple(disputes)
    )


def find_for_teacher(session: Session, public_id: str, user_id: int) -> Dispute:
    """A dispute that this teacher may answer."""
    found = session.scalar(
        select(Dispute)
        .join(Position, Position.id == Dispute.position_id)
        .join(Attempt, Attempt.id == Position.attempt_id)
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .where(Dispute.public_id == public_id, reportable(user_id))
    )
    if found is None:
        raise NotFound()
    return found


def answer_dispute(session: Session, dispute: Dispute, text: str, user_id: int, now: datetime) -> None:
    """Answer a dispute; an answer can be replaced by a later one. The very same again changes nothing."""
    if dispute.answered_at is not None and dispute.answer == text:
        return
    dispute.answer, dispute.answered_at, dispute.answered_by_id = text, now, user_id
    attempt = dispute.at.attempt
    about = f"{attempt.assignment.title}: {attempt.student.name}, {dispute.at.position}"
    log_act(session, attempt.assignment.school_class, user_id, "dispute answered", about, now, text)
