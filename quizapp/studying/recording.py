"""Recording: answers become events, once each, and events move the schedule."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import ResultPart, submit_attempt, visible
from quizapp.attempts.schedules import told_note
from quizapp.attempts.visibility import rules_of_all
from quizapp.banks import publishing
from quizapp.basics.limits import ANSWER_GRACE
from quizapp.domain.answers import AnswerKind, Certainty, is_whole
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin
from quizapp.domain.spacing.events import ReviewEvent as Answered
from quizapp.domain.spacing.schedule import Step, advance, replay_answers
from quizapp.domain.spacing.state import CardState, read_state, write_state
from quizapp.identity import sessions
from quizapp.identity.merged_identities import current_id, select_identities
from quizapp.models import (
    FINISHED,
    Assignment,
    Attempt,
    AttemptState,
    Position,
    Quiz,
    RegradeMark,
    ReviewAnswer,
    ReviewEvent,
    ReviewState,
    Student,
    StudyNote,
)
from quizapp.studying.review_items import can_be_studied, item_key

#: The order in which answers are replayed. What a quiz tells comes to be known later than it was answered.
AS_ANSWERED = (ReviewEvent.answered_at, ReviewEvent.id)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer to be recorded. ``op_id`` is the posted operation: the same again is the same answer."""

    student_id: int
    bank_id: int
    version_id: int
    item: str
    question_id: str
    origin: Origin
    op_id: str
    answered_at: datetime
    fraction: float
    certainty: Certainty | None = None
    typed: bool = False
    order: Sequence[int] = ()
    #: None for "I don't know" and for a flashcard.
    response: Any = None


@dataclass(frozen=True)
class Recorded:
    """The event of an answer; ``again``: it had been recorded before, and nothing was done."""

    event: ReviewEvent
    again: bool


def settings_of(session: Session, student_id: int, server_zone: ZoneInfo) -> SpacingSettings:
    """Time zone and "remember until" of the class the student joined last, else the server's zone and no end."""
    days = sessions.days_of(session, student_id)
    if days is None:
        return SpacingSettings(zone=server_zone)
    return SpacingSettings(zone=ZoneInfo(days.timezone), remember_until=days.remember_until)


def record_practice(session: Session, answer: Answer, settings: SpacingSettings, now: datetime) -> Recorded:
    """Append an answer and move its item's schedule; the same operation again does nothing.

    Raises ValueError for an answer dated after ``now``.
    """
    if answer.answered_at > now:
        raise ValueError(f"an answer of {answer.answered_at} cannot be recorded at {now}")
    # One writer per learner: two tabs at once must not both move the schedule from the same state.
    session.execute(select(Student.id).where(Student.id == answer.student_id).with_for_update())
    op_id = f"{answer.origin}:{answer.op_id}"
    known = event_of(session, answer.student_id, op_id)
    if known is not None:
        return Recorded(known, again=True)
    event = ReviewEvent(
        student_id=answer.student_id,
        bank_id=answer.bank_id,
        item=answer.item,
        question_id=answer.question_id,
        bank_version_id=answer.version_id,
        op_id=op_id,
        answered_at=answer.answered_at,
        right=is_whole(answer.fraction),
        fraction=answer.fraction,
        certainty=answer.certainty,
        typed=answer.typed,
        origin=answer.origin,
        order=list(answer.order),
    )
    session.add(event)
    session.flush()
    if answer.response is not None:
        session.add(ReviewAnswer(event_id=event.id, value=answer.response))
    _move(session, event, settings)
    return Recorded(event, again=False)


def event_of(session: Session, student_id: int, op_id: str) -> ReviewEvent | None:
    """A student's own event, by its operation with the origin before it."""
    return session.scalar(
        select(ReviewEvent).where(
            ReviewEvent.student_id.in_(select_identities(student_id)), ReviewEvent.op_id == op_id
        )
    )


#: Of an answer that now counts in a quiz: when it was given, and what it earns by the corrected key.
Standing = tuple[datetime | None, float]


def record_correction(session: Session, student_id: int) -> dict[str, Standing]:
    """A student's quiz answers whose key was corrected since, as they stand now, by operation."""
    found = session.execute(
        select(Attempt.public_id, Position.position, Position.answered_at, Position.fraction)
        .join(Position, Position.attempt_id == Attempt.id)
        .where(Attempt.student_id == student_id, Position.fraction.is_not(None))
        .where(exists().where(RegradeMark.position_id == Position.id))
    )
    return {f"{public_id}-{place}": (at, fraction or 0.0) for public_id, place, at, fraction in found}


def as_answer(event: ReviewEvent, fractions: Mapping[str, Standing] | None = None) -> Answered:
    """A row as the schedule sees it; ``fractions`` are those that corrections of keys have changed."""
    fraction = event.fraction
    at, changed = (fractions or {}).get(_first_op(event.op_id), (None, fraction))
    if at == event.answered_at:  # else another answer took its place since, and the correction is of that one
        fraction = changed
    return Answered(
        item=event.item,
        question=event.question_id,
        answered_at=event.answered_at,
        right=is_whole(fraction),
        certainty=Certainty(event.certainty) if event.certainty else None,
        typed=event.typed,
        origin=Origin(event.origin),
        fraction=fraction,
    )


def events_of_item(session: Session, student_id: int, item: str) -> list[ReviewEvent]:
    """All answers of a student to an item, in the order in which they were given."""
    return list(
        session.scalars(
            select(ReviewEvent)
            .where(ReviewEvent.student_id.in_(select_identities(student_id)), ReviewEvent.item == item)
            .order_by(*AS_ANSWERED)
            .options(joinedload(ReviewEvent.answer))
        )
    )


def last_step(
    events: Iterable[ReviewEvent], settings: SpacingSettings, fractions: Mapping[str, Standing] | None = None
) -> Step | None:
    """What the last of some answers to an item did to its schedule; None where there are none."""
    step: Step | None = None
    for event in events:
        step = advance(step.state if step else None, as_answer(event, fractions), settings)
    return step


def _move(session: Session, event: ReviewEvent, settings: SpacingSettings) -> None:
    row = session.scalar(
        select(ReviewState).where(ReviewState.student_id == event.student_id, ReviewState.item == event.item)
    )
    last, state = event, _moved(row, event, settings)
    if state is None and row is not None:
        events = events_of_item(session, event.student_id, event.item)
        known = record_correction(session, event.student_id)
        last, state = events[-1], replay_answers([as_answer(e, known) for e in events], settings)
    if state is not None:
        _keep(session, row, event.student_id, last, state)


def _moved(row: ReviewState | None, event: ReviewEvent, settings: SpacingSettings) -> CardState | None:
    """The schedule after one more answer; None where only a replay leads there, or where none counts yet.

    A row made under other settings or by a key that was corrected has to be replayed, and so has one that an answer
    of an earlier moment is added to, which came to be known late.
    """
    if row is None:
        return advance(None, as_answer(event), settings).state
    if row.scheduler_version != settings.version:
        return None
    before = read_state(row.state)
    if event.answered_at < before.last_review:
        return None
    return advance(before, as_answer(event), settings).state


def _keep(
    session: Session, row: ReviewState | None, student_id: int, last: ReviewEvent, state: CardState
) -> None:
    if row is None:
        row = ReviewState(student_id=student_id, bank_id=last.bank_id, item=last.item)
        session.add(row)
    row.due = state.due
    row.state = write_state(state)
    row.scheduler_version = state.scheduler_version
    row.last_event_id = last.id
    session.flush()


# --- replaying -------------------------------------------------------------------------------------------


def is_stale(session: Session, student_id: int, settings: SpacingSettings) -> bool:
    """Whether any of a student's schedules was made under other settings, another scheduler or another key."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    ReviewState.student_id == student_id, ReviewState.scheduler_version != settings.version
                )
            )
        )
    )


def rebuild_schedule(session: Session, student_id: int, settings: SpacingSettings) -> int:
    """Replay all of a student's answers into the schedule; returns how many items' rows were not as replayed."""
    session.execute(select(Student.id).where(Student.id == student_id).with_for_update())
    rows = {
        row.item: row
        for row in session.scalars(select(ReviewState).where(ReviewState.student_id == student_id))
    }
    events = session.scalars(
        select(ReviewEvent)
        .where(ReviewEvent.student_id.in_(select_identities(student_id)))
        .order_by(ReviewEvent.item, *AS_ANSWERED)
    )
    changed, known = 0, record_correction(session, student_id)
    for item, group in groupby(events, key=lambda event: event.item):
        answers = list(group)
        state = replay_answers([as_answer(answer, known) for answer in answers], settings)
        row = rows.pop(item, None)
        if state is None:
            if row is not None:
                rows[item] = row
            continue
        if row is None or row.state != write_state(state) or row.last_event_id != answers[-1].id:
            changed += 1
            _keep(session, row, student_id, answers[-1], state)
        elif row.scheduler_version != state.scheduler_version:
            row.scheduler_version = state.scheduler_version  # replayed, and it is as it was
    if rows:
        changed += len(rows)
        session.execute(delete(ReviewState).where(ReviewState.id.in_([row.id for row in rows.values()])))
    return changed


def students_with_events(session: Session) -> list[int]:
    """Everybody who has studied, by row number; who was merged into another counts as that other."""
    found = session.scalars(select(ReviewEvent.student_id).distinct())
    return sorted({current_id(session, student_id) for student_id in found})


# --- what quizzes tell the schedule ----------------------------------------------------------------------


def find_uncollected(session: Session, student_id: int, now: datetime) -> list[Attempt]:
    """Attempts that the schedule does not know yet: handed in, with a key that the student may see; or overdue.

    While the key is hidden nothing is told: a due date would give away what was wrong. An overdue one is to be handed
    in first.
    """
    found = _find_untold(session, student_id, now)
    shown = keys_visible(session, student_id, found, now)
    return [attempt for attempt in found if attempt.is_open or attempt.id in shown]


def awaits_a_key(session: Session, student_id: int, now: datetime) -> bool:
    """Whether a student has handed in what the schedule hears of only when its key is shown."""
    handed_in = [attempt for attempt in _find_untold(session, student_id, now) if not attempt.is_open]
    return len(keys_visible(session, student_id, handed_in, now)) < len(handed_in)


def _find_untold(session: Session, student_id: int, now: datetime) -> Sequence[Attempt]:
    return session.scalars(
        select(Attempt)
        .join(Assignment)
        .join(Quiz)
        .where(Attempt.student_id == student_id)
        .where(
            Attempt.state.in_(FINISHED)
            | ((Attempt.state == AttemptState.OPEN) & (Attempt.deadline_at < now - ANSWER_GRACE))
        )
        .where(
            ~exists().where(
                StudyNote.student_id == student_id,
                StudyNote.bank_id == Quiz.bank_id,
                StudyNote.key == literal(told_note("")) + Attempt.public_id,
            )
        )
        .options(
            joinedload(Attempt.assignment).joinedload(Assignment.quiz).joinedload(Quiz.bank),
            joinedload(Attempt.draw),
        )
        .order_by(Attempt.submitted_at, Attempt.id)
    ).all()


def keys_visible(
    session: Session, student_id: int, attempts: Collection[Attempt], now: datetime
) -> frozenset[int]:
    """Those of a student's attempts whose key they may see; two statements for any number."""
    rules = rules_of_all(session, student_id, attempts) if attempts else {}
    return frozenset(
        each
        for each, found in rules.items()
        if visible(ResultPart.ANSWERS, teacher=False, rules=found, now=now)
    )


def key_is_visible(session: Session, attempt: Attempt, now: datetime) -> bool:
    return bool(keys_visible(session, attempt.student_id, [attempt], now))


def collect_answers(session: Session, student_id: int, settings: SpacingSettings, now: datetime) -> int:
    """Tell the schedule of the answers of handed-in quizzes; returns how many answers. Safe to run twice."""
    session.execute(select(Student.id).where(Student.id == student_id).with_for_update())
    told = 0
    overdue = [attempt for attempt in find_uncollected(session, student_id, now) if attempt.is_open]
    for attempt in overdue:
        submit_attempt(session, attempt, now, how="time was over")
    for attempt in find_uncollected(session, student_id, now):
        last = max((p.answered_at for p in attempt.positions if p.answered_at), default=now)
        if last > now:  # a clock was set back; the answers wait until their time has come
            continue
        told += _collect_attempt(session, attempt, settings, now)
        bank_id = attempt.assignment.quiz.bank_id
        key = told_note(attempt.public_id)
        session.add(StudyNote(student_id=student_id, bank_id=bank_id, key=key, at=now))
        session.flush()
    return told


def _collect_attempt(session: Session, attempt: Attempt, settings: SpacingSettings, now: datetime) -> int:
    """One event per answer, in the order of answering. Blank is no answer; an essay cannot be scheduled."""
    origin = Origin.GUESS if attempt.draw.rules.get("unmarked") else Origin.QUIZ
    answered = [p for p in attempt.positions if p.kind != AnswerKind.BLANK and p.fraction is not None]
    told, known = 0, _told_before(session, attempt)
    for position in sorted(answered, key=lambda p: (p.answered_at or now, p.position)):
        home = publishing.home_of(session, attempt, position.question_id)  # remembered with its own bank
        bank = publishing.load_version(session, home.version_id)
        question = bank.question(home.question_id)
        if not can_be_studied(question):
            continue
        op_id = f"{attempt.public_id}-{position.position}"
        before = known.get(op_id)
        if before is not None:
            if (before.answer.value if before.answer else None) == position.response:
                continue
            op_id += (
                f" {position.revision}"  # answered anew, late or after reopening: both answers were given
            )
        answer = Answer(
            student_id=attempt.student_id,
            bank_id=home.bank.id,
            version_id=home.version_id,
            item=item_key(home.bank.public_id, bank, question),
            question_id=question.id,
            origin=origin,
            op_id=op_id,
            answered_at=position.answered_at or now,
            fraction=position.fraction or 0.0,
            certainty=position.certainty,
            typed=question.typed,
            order=position.order,
            response=position.response,
        )
        told += not record_practice(session, answer, settings, now).again
    return told


def _told_before(session: Session, attempt: Attempt) -> dict[str, ReviewEvent]:
    """The newest event of each of an attempt's questions that the schedule was told of, by its first operation."""
    found = session.scalars(
        select(ReviewEvent)
        .where(ReviewEvent.student_id.in_(select_identities(attempt.student_id)))
        .where(
            or_(
                *(
                    ReviewEvent.op_id.startswith(f"{origin}:{attempt.public_id}-", autoescape=True)
                    for origin in (Origin.QUIZ, Origin.GUESS)
                )
            )
        )
        .options(joinedload(ReviewEvent.answer))
        .order_by(ReviewEvent.id)
    )
    return {_first_op(event.op_id): event for event in found}


def _first_op(op_id: str) -> str:
    """The attempt and place of a quiz's answer, whichever of those given there it is."""
    return op_id.partition(":")[2].partition(" ")[0]


# --- notes -----------------------------------------------------------------------------------------------


def add_note(session: Session, student_id: int, bank_id: int, key: str, now: datetime) -> None:
    """Remember a step of study; once."""
    if not has_note(session, student_id, key, bank_id):
        session.add(StudyNote(student_id=student_id, bank_id=bank_id, key=key, at=now))
        session.flush()


def has_note(session: Session, student_id: int, key: str, bank_id: int) -> bool:
    """Whether a step is remembered of a bank."""
    found = select(StudyNote.id).where(StudyNote.student_id == student_id, StudyNote.key == key)
    return session.scalar(found.where(StudyNote.bank_id == bank_id)) is not None


def notes_of(session: Session, student_id: int, prefix: str) -> dict[str, datetime]:
    """The remembered steps whose key begins so, of whichever bank, with when each was first taken."""
    found = session.execute(
        select(StudyNote.key, func.min(StudyNote.at))
        .where(StudyNote.student_id == student_id, StudyNote.key.startswith(prefix, autoescape=True))
        .group_by(StudyNote.key)
    )
    return {row[0]: row[1] for row in found}
