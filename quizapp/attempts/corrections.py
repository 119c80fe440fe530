"""Corrections of keys and marks, made after students have answered: what scoring, results and regrading share.

A correction holds for one question of one assignment. Several may follow one another; each builds on those before
it. What a position is worth is always the same chain: the answer graded by the key as published, then every active
correction in the order they were applied. Handing in, regrading and undoing all walk this one chain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from quizapp.attempts.hand_marks import GivenMark, newest_marks
from quizapp.attempts.tries import JudgedAnswer, graded_at_once, judge_position, show_counting, tries_at
from quizapp.banks import publishing
from quizapp.domain.bank import Bank
from quizapp.domain.question import ChangeRefused, FigureAs, KeyChange, Question
from quizapp.models import (
    Assignment,
    Attempt,
    BankVersion,
    Dispute,
    Position,
    Regrade,
    RegradeMark,
    RegradePolicy,
)

#: Whom a correction reaches.
EVERYONE, NEVER_LOWER, ONLY_UNMARKED = RegradePolicy


@dataclass(frozen=True)
class Correction:
    """What is put right. Exactly one field is set.

    ``full``: everybody gets the full marks. ``marks``: what the question is worth now; 0 takes it out of the count.
    """

    change: KeyChange | None = None
    full: bool = False
    marks: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As the column ``regrade.change`` holds it."""
        if self.marks is not None:
            return {"marks": self.marks}
        if self.change is None:
            return {"full": True}
        if self.change.right:
            return {"right": list(self.change.right)}
        if self.change.rows:
            return {"rows": [list(row) for row in self.change.rows]}
        if self.change.figure:
            return {"figure": asdict(self.change.figure)}
        return {name: text for name in ("accept", "refuse", "void") if (text := getattr(self.change, name))}

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> "Correction":
        """As ``to_json`` wrote it."""
        if "marks" in written:
            return cls(marks=float(written["marks"]))
        if "full" in written:
            return cls(full=True)
        return cls(
            change=KeyChange(
                right=tuple(written.get("right", ())),
                accept=written.get("accept", ""),
                void=written.get("void", ""),
                refuse=written.get("refuse", ""),
                rows=tuple((label, choice) for label, choice in written.get("rows", ())),
                figure=FigureAs(**written["figure"]) if "figure" in written else None,
            )
        )


@dataclass(frozen=True)
class Worth:
    """What a position earns: its grade (None: not marked yet), the full marks, and the share that the try left of it."""

    fraction: float | None
    marks: float
    credit: float = 1.0

    @classmethod
    def of(cls, position: Position) -> "Worth":
        """What a position is worth now."""
        return cls(position.fraction, position.marks, position.credit)

    @property
    def earned(self) -> float | None:
        """The share of the full marks; None while there is no mark."""
        return None if self.fraction is None else self.fraction * self.credit


def apply_correction(
    correction: Correction, policy: str, before: Worth, regraded: JudgedAnswer | None, *, unmarked: bool
) -> Worth:
    """What a position is worth after one correction.

    ``regraded``: what the answer comes to by the corrected key; None where that key has no place for the change.
    ``unmarked``: whether the answer had no mark when the correction was made.

    *Never lower* looks at the position alone, so that the order of corrections on different questions does not
    matter, and yet no result can fall: a full answer may only become worth more, an empty one only count for less.
    """
    if policy == ONLY_UNMARKED and not unmarked:
        return before
    careful = policy == NEVER_LOWER
    if correction.marks is not None:
        raised = correction.marks > before.marks
        if careful and before.earned != (1.0 if raised else 0.0):
            return before
        return Worth(before.fraction, correction.marks, before.credit)
    judged = JudgedAnswer(1.0) if correction.full else regraded
    if judged is None or judged.fraction is None:
        return before
    now = Worth(judged.fraction, before.marks, judged.credit)
    if careful and before.fraction is not None and (now.earned or 0.0) <= (before.earned or 0.0):
        return before
    return now


# --- keys -------------------------------------------------------------------------------------------------


def apply_changes(question: Question, corrections: Iterable[Correction]) -> Question:
    """A question with corrected keys; a change that it has no place for is left out."""
    for correction in corrections:
        if correction.change is not None:
            try:
                question = question.change(correction.change)
            except ChangeRefused:
                continue
    return question


@dataclass(frozen=True)
class Corrections:
    """The active corrections of an assignment, in the order they were applied."""

    regrades: tuple[Regrade, ...] = ()
    #: Questions that had any, undone ones too: their marks given on the way must be worked out anew.
    ever: frozenset[str] = frozenset()

    def of_question(self, question_id: str) -> tuple[Regrade, ...]:
        return tuple(r for r in self.regrades if r.question_id == question_id)

    def question(self, bank: Bank, question_id: str) -> Question:
        """A question of the bank as its key stands now."""
        found = bank.question(question_id)
        return apply_changes(found, (Correction.of(r.change) for r in self.of_question(question_id)))


def corrections_of(session: Session, assignment_id: int, *, lock: bool = False) -> Corrections:
    """The corrections of an assignment. ``lock`` keeps others from being applied or undone until the commit."""
    if lock and session.get_bind().dialect.name != "sqlite":  # SQLite has one writer at a time
        session.execute(
            select(Assignment.id).where(Assignment.id == assignment_id).with_for_update(read=True)
        )
    found = session.scalars(
        select(Regrade)
        .where(Regrade.assignment_id == assignment_id)
        .order_by(Regrade.applied_at, Regrade.id)
        .execution_options(populate_existing=True)
    ).all()
    return Corrections(
        tuple(r for r in found if r.undone_at is None), frozenset(r.question_id for r in found)
    )


# --- the chain, at handing in -----------------------------------------------------------------------------


def apply_corrections(
    session: Session,
    attempt: Attempt,
    bank: Bank,
    corrections: Corrections,
    *,
    only: Position | None = None,
) -> None:
    """Give the answers just graded what the active corrections make of them, and write down what each did.

    For positions of questions that were corrected: all, or ``only`` one. Safe to repeat: what an earlier handing
    in wrote is replaced.
    """
    places = attempt.positions if only is None else [only]
    touched = [p for p in places if p.question_id in corrections.ever]
    if not touched:
        return
    rules = attempt.rules
    tries = tries_at(session, [p.id for p in touched if graded_at_once(attempt, p)])
    for position in touched:
        regrades = corrections.of_question(position.question_id)
        _forget_marks(session, position)
        question = bank.question(position.question_id)
        if not question.hand_marked:
            judged = judge_position(question, position, rules=rules, tries=tries.get(position.id))
            position.fraction, position.credit = judged.fraction, judged.credit
        for regrade in regrades:
            correction = Correction.of(regrade.change)
            question = apply_changes(question, (correction,))
            before = Worth.of(position)
            regraded = judge_position(question, position, rules=rules, tries=tries.get(position.id))
            now_worth = apply_correction(correction, regrade.policy, before, regraded, unmarked=True)
            if now_worth != before:
                write_mark(session, regrade, position, before, now_worth)
        if position.id in tries:
            show_counting(position, question, rules=rules, tries=tries[position.id])


def _forget_marks(session: Session, position: Position) -> None:
    """Take back what corrections did at a position, before its answer is graded anew."""
    marks = session.scalars(
        select(RegradeMark)
        .join(Regrade, Regrade.id == RegradeMark.regrade_id)
        .where(RegradeMark.position_id == position.id, Regrade.undone_at.is_(None))
        .order_by(RegradeMark.id)
    ).all()
    if marks:
        position.marks = marks[0].marks_before
        session.execute(delete(RegradeMark).where(RegradeMark.id.in_([m.id for m in marks])))


def write_mark(session: Session, regrade: Regrade, position: Position, before: Worth, now: Worth) -> None:
    """Change what a position is worth, and write down enough to undo it."""
    session.add(
        RegradeMark(
            regrade_id=regrade.id,
            position_id=position.id,
            fraction_before=before.fraction,
            fraction_after=now.fraction,
            credit_before=before.credit,
            credit_after=now.credit,
            marks_before=before.marks,
            marks_after=now.marks,
        )
    )
    position.fraction, position.marks, position.credit = now.fraction, now.marks, now.credit


# --- what students are told -------------------------------------------------------------------------------


@dataclass(frozen=True)
class RegradeNote:
    """A correction as the student reads it; before and after are None where their mark did not move."""

    at: datetime
    reason: str
    before: Worth | None
    now: Worth | None


@dataclass(frozen=True)
class DisputeNote:
    """What a student said of a question, and the answer."""

    reason: str
    raised_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Newest:
    """The version of the bank that is newest now, beside the one that an attempt was given."""

    bank: Bank
    taken_at: datetime
    published_at: datetime


@dataclass(frozen=True)
class AttemptCorrections:
    """What became of an attempt's questions after it was handed in."""

    corrections: Corrections = field(default_factory=Corrections)
    marks: Mapping[tuple[int, int], RegradeMark] = field(default_factory=dict)
    disputes: Mapping[int, DisputeNote] = field(default_factory=dict)
    #: The newest mark that a person gave, by position.
    given: Mapping[int, GivenMark] = field(default_factory=dict)
    #: None where the attempt was given the newest version.
    newest: Newest | None = None

    def notes(self, position: Position) -> tuple[RegradeNote, ...]:
        found = []
        for regrade in self.corrections.of_question(position.question_id):
            mark = self.marks.get((regrade.id, position.id))
            found.append(
                RegradeNote(
                    regrade.applied_at,
                    regrade.reason,
                    Worth(mark.fraction_before, mark.marks_before, mark.credit_before) if mark else None,
                    Worth(mark.fraction_after, mark.marks_after, mark.credit_after) if mark else None,
                )
            )
        return tuple(found)


def standing_of(session: Session, attempt: Attempt) -> AttemptCorrections:
    """The corrections, disputes and marks by hand of an attempt's questions, and how its bank stands now.

    Five statements, however many questions it has.
    """
    mine = select(Position.id).where(Position.attempt_id == attempt.id)
    marks = session.scalars(select(RegradeMark).where(RegradeMark.position_id.in_(mine)))
    disputes = session.scalars(select(Dispute).where(Dispute.position_id.in_(mine)))
    return AttemptCorrections(
        corrections_of(session, attempt.assignment_id),
        {(m.regrade_id, m.position_id): m for m in marks},
        {d.position_id: DisputeNote(d.reason, d.raised_at, d.answer, d.answered_at) for d in disputes},
        newest_marks(session, mine),
        _newest(session, attempt.bank_version_id),
    )


def _newest(session: Session, version_id: int) -> Newest | None:
    taken = aliased(BankVersion)
    row = session.execute(
        select(BankVersion.id, BankVersion.published_at, taken.published_at)
        .join(taken, taken.bank_id == BankVersion.bank_id)
        .where(taken.id == version_id)
        .order_by(BankVersion.number.desc())
        .limit(1)
    ).one()
    newest_id, published_at, taken_at = row
    if newest_id == version_id:
        return None
    return Newest(publishing.load_version(session, newest_id), taken_at, published_at)
