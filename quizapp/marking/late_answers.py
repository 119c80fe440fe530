"""Answers that came too late: listed for the teacher, and accepted one by one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import assignment_queries
from quizapp.attempts.assignment_queries import SavedRow
from quizapp.attempts.corrections import corrections_of
from quizapp.attempts.schedules import tell_again
from quizapp.attempts.scoring import grade_again, grade_position
from quizapp.attempts.tries import graded_at_once
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.domain.answers import AnswerKind
from quizapp.identity.audit_log import log_act
from quizapp.identity.display_names import People
from quizapp.models import Assignment, Attempt, AttemptEvent, AttemptState, Draft, Position, ResponseEvent


@dataclass(frozen=True)
class LateLine:
    """A late answer beside the one that counts now."""

    event_id: int
    name: str
    attempt: str
    position: int
    stem: str
    said: str
    #: What counts at this position now, in one line.
    now_counts: str
    received_at: datetime
    #: Seconds after the attempt was handed in; None where it is still open.
    after: float | None
    #: waits | accepted | newer: a newer answer counts
    state: str


def list_late_answers(session: Session, assignment: Assignment, people: People) -> list[LateLine]:
    """Late answers, those that wait first."""
    attempts = {row.id: row for row in assignment_queries.read_attempts(session, assignment)}
    drawn = assignment_queries.read_draws(session, assignment)
    found = assignment_queries.late_saves(session, assignment)
    current = {
        (answer.attempt_id, answer.position): answer
        for answer in assignment_queries.read_answers(
            session, assignment, {save.question_id for save in found}
        )
    }
    lines = []
    for save in found:
        row = attempts[save.attempt_id]
        question = publishing.load_version(session, drawn[row.draw_id].version_id).question(save.question_id)
        counts = current.get((save.attempt_id, save.position))
        lines.append(
            LateLine(
                event_id=save.id,
                name=people.name(row.student_id),
                attempt=row.public_id,
                position=save.position,
                stem=question.stem_text(),
                said=question.summary(save.value, save.order)
                if save.value is not None
                else _("“I don’t know”"),
                now_counts=question.summary(counts.response, save.order)
                if counts and counts.kind == AnswerKind.ANSWER
                else "",
                received_at=save.received_at,
                after=(save.received_at - row.submitted_at).total_seconds() if row.submitted_at else None,
                state=_state(save),
            )
        )
    return sorted(lines, key=lambda line: (line.state != "waits", line.received_at))


@dataclass(frozen=True)
class UnreadLine:
    """What somebody had begun when the attempt ended, and what could not be read as an answer."""

    name: str
    position: int
    stem: str
    said: str
    at: datetime


def list_unread(session: Session, assignment: Assignment, people: People) -> list[UnreadLine]:
    """What could not be read when attempts ended: no answer, but somebody's work."""
    rows = session.execute(
        select(Draft, Position, Attempt)
        .join(Position, Position.id == Draft.position_id)
        .join(Attempt, Attempt.id == Position.attempt_id)
        .where(Attempt.assignment_id == assignment.id, Draft.unread_at.is_not(None))
        .where(Attempt.state != AttemptState.VOIDED)
        .order_by(Attempt.id, Position.position)
    )
    return [
        UnreadLine(
            name=people.name(attempt.student_id),
            position=position.position,
            stem=publishing.load_version(session, attempt.bank_version_id)
            .question(position.question_id)
            .stem_text(),
            said=_as_typed(draft.posted),
            at=draft.edited_at,
        )
        for draft, position, attempt in rows
    ]


def _as_typed(posted: dict[str, list[str]]) -> str:
    """What was typed or chosen, as it was sent."""
    return "; ".join(
        ", ".join(values) for name, values in sorted(posted.items()) if name != "certainty" and any(values)
    )


def _state(save: SavedRow) -> str:
    if save.is_accepted:
        return "accepted"
    return "waits" if save.answered_at is None or save.answered_at < save.received_at else "newer"


def accept_late_answer(
    session: Session, assignment: Assignment, event_id: int, user_id: int, now: datetime
) -> None:
    """Let a late answer count. A second time, or once a newer one counts, nothing happens."""
    event = session.scalar(
        select(ResponseEvent)
        .join(Attempt)
        .where(ResponseEvent.id == event_id, ResponseEvent.kind == AnswerKind.LATE)
        .where(Attempt.assignment_id == assignment.id, Attempt.state != AttemptState.VOIDED)
    )
    if event is None:
        raise NotFound()
    attempt = session.get_one(Attempt, event.attempt_id, with_for_update=True)
    position = next(p for p in attempt.positions if p.position == event.position)
    if position.answered_at is not None and position.answered_at >= event.received_at:
        return
    if position.locked_at is not None:
        raise Refused(
            _("Its feedback had been shown before this answer came, so it cannot count."),
            title=_("This answer cannot be accepted"),
        )
    _take_over(session, attempt, position, event)
    tell_again(session, attempt)
    session.add(
        AttemptEvent(
            attempt_id=attempt.id,
            at=now,
            what="late answer accepted",
            user_id=user_id,
            reason=_("question %(number)s") % {"number": position.position},
        )
    )
    session.flush()
    about = f"{assignment.title}: {attempt.student.name}, {position.position}"
    log_act(session, assignment.school_class, user_id, "late answer accepted", about, now)


def _take_over(session: Session, attempt: Attempt, position: Position, event: ResponseEvent) -> None:
    """Make the late answer the current one, or one of the tries where several were allowed; grade it as the others."""
    value = (
        event.value.value if event.value is not None else None
    )  # read first: loading it flushes the position
    position.kind, position.response = event.late_kind or AnswerKind.ANSWER, value
    if position.kind == AnswerKind.ANSWER and value is None:
        raise Refused(_("This answer was erased, so it cannot count."))
    position.certainty = event.certainty
    position.revision += 1
    position.tries += 1
    position.answered_at = event.received_at
    if not attempt.is_open:
        grade_again(session, attempt, position)
    elif graded_at_once(attempt, position):
        bank = publishing.load_version(session, attempt.bank_version_id)
        question = corrections_of(session, attempt.assignment_id).question(bank, position.question_id)
        grade_position(session, attempt, position, question)
