"""Handing in and scoring: every answer graded against the version that was shown."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from quizapp.attempts import drafts, packed_answers
from quizapp.attempts.corrections import Corrections, apply_corrections, corrections_of
from quizapp.attempts.packed_answers import AnswerFacts
from quizapp.attempts.tries import graded_at_once, judge_position, show_counting, tries_at
from quizapp.attempts.trust import trust_of
from quizapp.banks import publishing
from quizapp.basics.limits import ANSWER_GRACE
from quizapp.domain.answers import AnswerKind, verdict_of
from quizapp.domain.bank import Bank
from quizapp.domain.question import Question
from quizapp.models import FINISHED, Attempt, AttemptEvent, AttemptState, Position


def grade_position(session: Session, attempt: Attempt, position: Position, question: Question) -> None:
    """Write down what the answer at a position comes to by this key; no grade where a person must mark it."""
    rules, tries = attempt.rules, None
    if graded_at_once(attempt, position):
        tries = tries_at(session, [position.id])[position.id]
        show_counting(position, question, rules=rules, tries=tries)
    judged = judge_position(question, position, rules=rules, tries=tries)
    position.fraction, position.credit = judged.fraction, judged.credit


def score_attempt(session: Session, attempt: Attempt, corrections: Corrections | None = None) -> None:
    """Write the attempt's score and score vector from the fractions at its positions, and its state.

    The vector follows the questions of the draw; NaN stands where a mark is still missing. Unmarked questions
    (``unmarked``) count 0 of 0 marks through their ``marks``. ``corrections`` are those of its assignment, where
    the caller has them already.
    """
    if corrections is None:
        corrections = corrections_of(session, attempt.assignment_id)
    at = {p.question_id: p for p in attempt.positions}
    drawn = [at[q] for q in attempt.draw.question_ids]
    marks = [p.earned_marks for p in drawn]
    bank = publishing.load_version(session, attempt.bank_version_id)
    attempt.scores = packed_answers.pack_scores(marks)
    if attempt.student.erased_at is None:  # else what was counted of the answers is all that is left of them
        attempt.outcomes = bytes(
            packed_answers.write_facts(facts_of(bank, p, corrections.question(bank, p.question_id)))
            for p in drawn
        )
        attempt.tenths = packed_answers.pack_tenths(p.seconds for p in drawn)
    attempt.max_marks = sum(p.marks for p in attempt.positions)
    known = [m for m in marks if m is not None]
    attempt.score = sum(known) if known else None
    if attempt.state in FINISHED:
        attempt.state = AttemptState.GRADED if len(known) == len(marks) else AttemptState.SUBMITTED
    session.flush()


def facts_of(bank: Bank, position: Position, question: Question) -> AnswerFacts:
    """What reports count of the answer at a position; ``question`` has the key that holds now."""
    verdict = verdict_of(position.kind, position.fraction)
    if position.kind != AnswerKind.ANSWER:
        return AnswerFacts(verdict, position.certainty)
    return AnswerFacts(verdict, position.certainty, trust_of(bank, question, position.response))


def submit_attempt(
    session: Session, attempt: Attempt, now: datetime, *, how: str = "handed in", user_id: int | None = None
) -> bool:
    """Hand in an open attempt: grade what is saved, score it, close it. False when it was no longer open.

    A guarded update: of two that hand in at once, one does it and the other finds it done. What was chosen or typed
    and not sent becomes a response first.
    """
    if attempt.is_open:
        drafts.settle_drafts(session, attempt, now)
    closed = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == AttemptState.OPEN)
        .values(state=AttemptState.SUBMITTED, submitted_at=max(now, attempt.started_at))
    )
    if cast("CursorResult[object]", closed).rowcount != 1:
        session.refresh(attempt)
        return False
    session.refresh(attempt)
    bank = publishing.load_version(session, attempt.bank_version_id)
    corrections = corrections_of(session, attempt.assignment_id, lock=True)
    for position in attempt.positions:
        if position.fraction is None:
            grade_position(session, attempt, position, bank.question(position.question_id))
    apply_corrections(session, attempt, bank, corrections)
    session.add(AttemptEvent(attempt_id=attempt.id, at=now, what=how, user_id=user_id))
    score_attempt(session, attempt, corrections)
    return True


def grade_again(session: Session, attempt: Attempt, position: Position) -> None:
    """Grade an answer that has changed in an attempt that is handed in; corrections hold for it, too."""
    bank = publishing.load_version(session, attempt.bank_version_id)
    corrections = corrections_of(session, attempt.assignment_id, lock=True)
    grade_position(session, attempt, position, bank.question(position.question_id))
    apply_corrections(session, attempt, bank, corrections, only=position)
    score_attempt(session, attempt, corrections)


@dataclass(frozen=True)
class Swept:
    """What one round of handing in came to."""

    done: int
    #: Attempts that could not be handed in: told in the log, and left as they were.
    failed: tuple[int, ...] = ()
    #: The last attempt that was looked at; None where there was none left.
    last: int | None = None


def sweep(session: Session, now: datetime, *, limit: int = 50, after: int = 0) -> Swept:
    """Hand in attempts whose time is over, with what is saved. Safe to run anywhere, twice.

    Of several servers each takes what no other has. An attempt that cannot be handed in keeps nobody else's open:
    what it has changed is taken back, and the next round goes on ``after`` it.
    """
    overdue = session.scalars(
        select(Attempt)
        .where(
            Attempt.state == AttemptState.OPEN,
            Attempt.deadline_at.is_not(None),
            Attempt.deadline_at < now - ANSWER_GRACE,
            Attempt.id > after,
        )
        .order_by(Attempt.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    numbers = [attempt.id for attempt in overdue]
    done, failed = 0, []
    for number, attempt in zip(numbers, overdue, strict=True):
        try:
            with session.begin_nested():
                done += submit_attempt(session, attempt, now, how="time was over")
        except OperationalError:  # of the database, not of this attempt
            raise
        except Exception:
            logging.getLogger(__name__).exception("attempt %s cannot be handed in", number)
            failed.append(number)
    return Swept(done, tuple(failed), numbers[-1] if numbers else None)
