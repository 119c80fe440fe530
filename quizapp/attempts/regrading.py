"""Regrading: what a correction would do to every attempt at an assignment, doing it, and undoing it exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from quizapp.attempts.corrections import (
    Correction,
    Corrections,
    Worth,
    apply_changes,
    apply_correction,
    corrections_of,
    write_mark,
)
from quizapp.attempts.review_cards import worth_text
from quizapp.attempts.schedules import replay_later
from quizapp.attempts.scoring import score_attempt
from quizapp.attempts.tries import GivenTry, graded_at_once, judge_position, show_counting, tries_at
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.messages import msg
from quizapp.domain.answers import AnswerKind
from quizapp.domain.markdown import stem_line
from quizapp.domain.question import ChangeRefused, Question
from quizapp.identity.audit_log import log_act
from quizapp.models import (
    FINISHED,
    Assignment,
    Attempt,
    AttemptEvent,
    AttemptState,
    HandMark,
    Position,
    Quiz,
    Regrade,
    RegradeMark,
)

#: Bars of the histogram: shares of the marks in tenths; a full score belongs to the last.
BINS = 10


@dataclass(frozen=True)
class RegradedAttempt:
    """One attempt before and after a correction."""

    position_id: int
    attempt: str
    student_id: int
    student: str
    number: int
    #: The answer in one line.
    summary: str
    before: Worth
    now: Worth
    #: Shares of the marks of the whole attempt, 0 to 1; None where it carries none.
    share_before: float | None
    share_now: float | None
    #: Whether the key that this attempt was given has no place for the change.
    refused: bool
    #: Whether it is counted: not excused.
    counted: bool

    @property
    def gains(self) -> bool:
        return (self.share_now or 0) > (self.share_before or 0) + 1e-9

    @property
    def loses(self) -> bool:
        return (self.share_now or 0) < (self.share_before or 0) - 1e-9

    @property
    def changes(self) -> bool:
        return self.before != self.now

    @property
    def before_text(self) -> str:
        return worth_text(self.before)

    @property
    def now_text(self) -> str:
        return worth_text(self.now)


@dataclass(frozen=True)
class RegradePlan:
    """What a correction would do; nothing is written yet."""

    rows: tuple[RegradedAttempt, ...]
    pass_mark: float | None
    #: Attempts that are running: they are graded with the correction when they are handed in.
    running: int

    @property
    def gaining(self) -> tuple[RegradedAttempt, ...]:
        return tuple(r for r in self.rows if r.gains)

    @property
    def losing(self) -> tuple[RegradedAttempt, ...]:
        return tuple(r for r in self.rows if r.loses)

    @property
    def changed(self) -> tuple[RegradedAttempt, ...]:
        return tuple(r for r in self.rows if r.changes)

    @property
    def refused(self) -> int:
        return sum(r.refused for r in self.rows)

    def histogram(self, *, now: bool) -> tuple[int, ...]:
        """How many counted attempts have a share in each tenth."""
        bins = [0] * BINS
        for row in self.rows:
            share = row.share_now if now else row.share_before
            if row.counted and share is not None:
                bins[min(BINS - 1, int(share * BINS + 1e-9))] += 1
        return tuple(bins)

    def passing(self, row: RegradedAttempt) -> str:
        """ "passes now", "fails now", or nothing where the pass mark is not crossed."""
        if self.pass_mark is None or row.share_before is None or row.share_now is None:
            return ""
        was, is_now = (share >= self.pass_mark - 1e-9 for share in (row.share_before, row.share_now))
        return "" if was == is_now else "passes now" if is_now else "fails now"

    @property
    def newly_passed(self) -> int:
        return sum(self.passing(r) == "passes now" for r in self.rows)

    @property
    def newly_failed(self) -> int:
        return sum(self.passing(r) == "fails now" for r in self.rows)


# --- working it out ---------------------------------------------------------------------------------------


def attempts_with(session: Session, assignment_id: int, question_id: str) -> Sequence[Attempt]:
    """The finished attempts that were asked a question, with everything that scoring needs."""
    asked = select(Position.attempt_id).where(Position.question_id == question_id)
    return session.scalars(
        select(Attempt)
        .where(Attempt.assignment_id == assignment_id, Attempt.state.in_(FINISHED), Attempt.id.in_(asked))
        .options(
            joinedload(Attempt.student),
            joinedload(Attempt.draw),
            joinedload(Attempt.assignment),
            selectinload(Attempt.positions),
        )
        .order_by(Attempt.id)
        .execution_options(populate_existing=True)
    ).all()


def position_of(attempt: Attempt, question_id: str) -> Position:
    return next(p for p in attempt.positions if p.question_id == question_id)


def plan_regrade(
    session: Session, assignment: Assignment, question_id: str, correction: Correction, policy: str
) -> RegradePlan:
    """Work out what a correction would do, attempt by attempt.

    Raises ChangeRefused when no attempt's question has a place for it.
    """
    check_correction(session, assignment, question_id, correction)
    corrections = corrections_of(session, assignment.id)
    attempts = attempts_with(session, assignment.id, question_id)
    at = [position_of(attempt, question_id) for attempt in attempts]
    tries = _tries(session, attempts, question_id)
    rows = []
    for attempt, position in zip(attempts, at, strict=True):
        bank = publishing.load_version(session, attempt.bank_version_id)
        question = corrections.question(bank, question_id)
        regraded, refused = None, False
        # Of somebody who has erased their answers only the mark is left: nothing can be graded anew.
        if correction.change is not None and attempt.student.erased_at is None:
            try:
                changed = question.change(correction.change)
            except ChangeRefused:
                refused = True
            else:
                regraded = judge_position(
                    changed, position, rules=attempt.rules, tries=tries.get(position.id)
                )
        before = Worth.of(position)
        now = before
        if not refused:
            now = apply_correction(correction, policy, before, regraded, unmarked=position.fraction is None)
        rows.append(_row(attempt, position, question, before, now, refused=refused))
    running = session.scalar(
        select(func.count()).where(Attempt.assignment_id == assignment.id, Attempt.state == AttemptState.OPEN)
    )
    return RegradePlan(tuple(rows), assignment.pass_mark, running or 0)


def _tries(session: Session, attempts: Sequence[Attempt], question_id: str) -> dict[int, list[GivenTry]]:
    """The answers to a question by position, of the attempts where they were graded when they were given."""
    at = [(attempt, position_of(attempt, question_id)) for attempt in attempts]
    return tries_at(session, [p.id for a, p in at if graded_at_once(a, p)])


def _row(
    attempt: Attempt, position: Position, question: Question, before: Worth, now: Worth, *, refused: bool
) -> RegradedAttempt:
    answered = position.kind == AnswerKind.ANSWER
    return RegradedAttempt(
        position.id,
        attempt.public_id,
        attempt.student_id,
        attempt.student.name,
        attempt.number,
        question.summary(position.response, position.order)
        if answered and position.response is not None
        else "",
        before,
        now,
        _share(attempt.positions, position, before),
        _share(attempt.positions, position, now),
        refused,
        attempt.excused_at is None,
    )


def _share(positions: Iterable[Position], changed: Position, worth: Worth) -> float | None:
    """The share of the marks that an attempt has, with one position as given."""
    at = [worth if p is changed else Worth.of(p) for p in positions]
    full = sum(w.marks for w in at)
    return sum(w.earned * w.marks for w in at if w.earned is not None) / full if full else None


def check_correction(
    session: Session, assignment: Assignment, question_id: str, correction: Correction
) -> None:
    """Raise ChangeRefused when none of the versions in use has a place for the correction."""
    if correction.change is None:
        return
    refusal: ChangeRefused | None = None
    for question in questions_in_use(session, assignment, question_id):
        try:
            question.change(correction.change)
        except ChangeRefused as error:
            refusal = error
        else:
            return
    raise refusal or ChangeRefused(msg("No attempt was asked this question."))


def questions_in_use(session: Session, assignment: Assignment, question_id: str) -> list[Question]:
    """The question as attempts of any state were asked it, newest version first, with its key as it stands now."""
    versions = session.scalars(
        select(Attempt.bank_version_id)
        .join(Position)
        .where(Attempt.assignment_id == assignment.id, Position.question_id == question_id)
        .distinct()
        .order_by(Attempt.bank_version_id.desc())
    ).all()
    corrections = corrections_of(session, assignment.id)
    return [
        corrections.question(publishing.load_version(session, version), question_id) for version in versions
    ]


# --- doing and undoing it ---------------------------------------------------------------------------------


def apply_regrade(
    session: Session,
    assignment: Assignment,
    question_id: str,
    correction: Correction,
    policy: str,
    *,
    reason: str,
    user_id: int,
    now: datetime,
    public_id: str,
) -> Regrade:
    """Apply a correction to every finished attempt; attempts handed in later are graded with it, too.

    The same ``public_id`` again finds the regrade that it made.
    """
    _lock(session, assignment.id)
    known = session.scalar(select(Regrade).where(Regrade.public_id == public_id))
    if known is not None:
        return known
    worked_out = plan_regrade(session, assignment, question_id, correction, policy)
    regrade = Regrade(
        public_id=public_id,
        assignment_id=assignment.id,
        question_id=question_id,
        change=correction.to_json(),
        policy=policy,
        reason=reason,
        applied_at=max(now, _last_applied(session, assignment.id) or now),
        applied_by_id=user_id,
    )
    session.add(regrade)
    session.flush()
    by_position = {row.position_id: row for row in worked_out.changed}
    for attempt in attempts_with(session, assignment.id, question_id):
        position = position_of(attempt, question_id)
        row = by_position.get(position.id)
        if row is not None:
            write_mark(session, regrade, position, row.before, row.now)
            _log(session, attempt, now, "regraded", user_id, reason)
    _score_all(session, assignment.id, question_id)
    about = _about(session, assignment, question_id)
    log_act(session, assignment.school_class, user_id, "question corrected", about, now, reason)
    return regrade


def find_regrade(session: Session, assignment: Assignment, public_id: str) -> Regrade:
    """A correction of this quiz; NotFound for another's."""
    found = session.scalar(
        select(Regrade).where(Regrade.public_id == public_id, Regrade.assignment_id == assignment.id)
    )
    if found is None:
        raise NotFound()
    return found


def undo_regrade(session: Session, regrade: Regrade, *, user_id: int, now: datetime) -> None:
    """Take a correction back: every mark that it moved is what it was. Twice is once.

    Raises Refused while a later correction of the same question is active. A mark that a person gave since stays.
    """
    _lock(session, regrade.assignment_id)
    session.refresh(regrade)
    if regrade.undone_at is not None:
        return
    active = corrections_of(session, regrade.assignment_id).of_question(regrade.question_id)
    if active and active[-1].id != regrade.id:
        raise Refused(msg("A later correction builds on this one. Undo that one first."))
    marks = session.scalars(
        select(RegradeMark)
        .where(RegradeMark.regrade_id == regrade.id)
        .options(joinedload(RegradeMark.at).joinedload(Position.attempt))
        .order_by(RegradeMark.id)
    ).all()
    regrade.undone_at, regrade.undone_by_id = now, user_id
    for mark in marks:
        position = mark.at
        if position.marks == mark.marks_after:
            position.marks = mark.marks_before
        if position.fraction == mark.fraction_after and not _marked_since(session, position, regrade):
            position.fraction, position.credit = mark.fraction_before, mark.credit_before
        _log(session, position.attempt, now, "regrade undone", user_id, regrade.reason)
    session.flush()
    _score_all(session, regrade.assignment_id, regrade.question_id)
    assignment = session.get_one(Assignment, regrade.assignment_id)
    about = _about(session, assignment, regrade.question_id)
    log_act(session, assignment.school_class, user_id, "correction undone", about, now, regrade.reason)


def _about(session: Session, assignment: Assignment, question_id: str) -> str:
    asked = questions_in_use(session, assignment, question_id)
    return f"{assignment.title}: {stem_line(asked[0].stem_text()) if asked else question_id}"


def _score_all(session: Session, assignment_id: int, question_id: str) -> None:
    """Write the scores of all that were asked the question: what reports count of an answer can change with its key.

    Their review schedules rest on the mark, too: marked as made by another key, each is replayed at the next visit.
    """
    session.flush()
    corrections = corrections_of(session, assignment_id)
    attempts = attempts_with(session, assignment_id, question_id)
    tries = _tries(session, attempts, question_id)
    for attempt in attempts:
        position = position_of(attempt, question_id)
        if position.id in tries:  # by another key another of the answers may be the best
            question = corrections.question(
                publishing.load_version(session, attempt.bank_version_id), question_id
            )
            show_counting(position, question, rules=attempt.rules, tries=tries[position.id])
        score_attempt(session, attempt, corrections)
    bank = session.scalars(select(Quiz.bank_id).join(Assignment).where(Assignment.id == assignment_id)).one()
    replay_later(session, {attempt.student_id for attempt in attempts}, bank)


def _marked_since(session: Session, position: Position, regrade: Regrade) -> bool:
    return (
        session.scalar(
            select(HandMark.id)
            .where(HandMark.position_id == position.id, HandMark.marked_at > regrade.applied_at)
            .limit(1)
        )
        is not None
    )


def _lock(session: Session, assignment_id: int) -> None:
    """Let regrades of an assignment, and handing in, follow one another."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(Assignment.id).where(Assignment.id == assignment_id).with_for_update())


def _last_applied(session: Session, assignment_id: int) -> datetime | None:
    """When the latest correction was applied: the order of corrections is their order in time."""
    return session.scalar(
        select(Regrade.applied_at)
        .where(Regrade.assignment_id == assignment_id)
        .order_by(Regrade.applied_at.desc())
        .limit(1)
    )


def _log(session: Session, attempt: Attempt, now: datetime, what: str, user_id: int, reason: str) -> None:
    session.add(AttemptEvent(attempt_id=attempt.id, at=now, what=what, user_id=user_id, reason=reason))


def list_regrades(session: Session, assignment_id: int) -> Sequence[Regrade]:
    """Every correction of an assignment, newest first."""
    return session.scalars(
        select(Regrade)
        .where(Regrade.assignment_id == assignment_id)
        .options(selectinload(Regrade.marks))
        .order_by(Regrade.applied_at.desc(), Regrade.id.desc())
    ).all()


__all__ = [
    "BINS",
    "Correction",
    "Corrections",
    "RegradePlan",
    "RegradedAttempt",
    "apply_changes",
    "apply_regrade",
    "list_regrades",
    "plan_regrade",
    "questions_in_use",
    "undo_regrade",
]
