"""Who may see what of a key, feedback or score, and when. The one place that decides."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts.allowances import NOTHING, Extra, attempts_allowed, effective_close, extras_at
from quizapp.models import FINISHED, Attempt, AttemptState, ShowWhen


class ResultPart(Enum):
    """What can be held back."""

    SCORE = auto()
    #: The key, and whether an answer was right.
    ANSWERS = auto()
    #: Why, feedback on options, who said it with its status, where in the source.
    EXPLANATIONS = auto()
    #: A bank's claims in its own words, to be read before any quiz where the teacher says so.
    BRIEFING = auto()


@dataclass(frozen=True)
class Rules:
    """What decides about one attempt: its assignment's choices and where the student stands."""

    show_score: str
    show_answers: str
    show_explanations: str
    closes_at: datetime | None
    submitted: bool
    #: Whether the student has another attempt open at this assignment.
    other_open: bool
    #: Whether the student could still begin another one. Always False for quizzes that anyone may take freely.
    more_allowed: bool

    def when(self, part: ResultPart) -> str:
        return {
            ResultPart.SCORE: self.show_score,
            ResultPart.ANSWERS: self.show_answers,
            ResultPart.EXPLANATIONS: self.show_explanations,
            ResultPart.BRIEFING: self.show_explanations,
        }[part]

    def is_closed(self, now: datetime) -> bool:
        return self.closes_at is not None and now >= self.closes_at


def visible(part: ResultPart, *, teacher: bool, rules: Rules, now: datetime, locked: bool = False) -> bool:
    """Whether this part may be shown now.

    ``teacher``: the viewer teaches the class of the attempt (others never get this far: 404). ``locked``: the
    answer in question can no longer change. A key stays hidden, also after handing in, while the same student
    has another attempt open or could still begin one before the close.
    """
    if teacher:
        return True
    when = rules.when(part)
    if when == ShowWhen.AT_ONCE:
        return locked or rules.submitted
    if when == ShowWhen.AFTER_SUBMITTING:
        if not rules.submitted:
            return False
        if part is ResultPart.SCORE:
            return True
        return not rules.other_open and (not rules.more_allowed or rules.is_closed(now))
    if when == ShowWhen.AFTER_CLOSING:
        return rules.submitted and rules.is_closed(now)
    return False


@dataclass(frozen=True)
class Hidden:
    """What decides when more of an attempt is shown than now."""

    #: The student could begin another attempt, or has one open: the last one shows it.
    after_last: bool
    #: The close of the quiz shows it; None: that changes nothing.
    closes_at: datetime | None


def what_hides(rules: Rules, now: datetime) -> Hidden | None:
    """Why a handed-in attempt is not shown whole to its student; None where it is."""
    parts = (ResultPart.SCORE, ResultPart.ANSWERS, ResultPart.EXPLANATIONS)
    waits = {rules.when(each) for each in parts if not visible(each, teacher=False, rules=rules, now=now)}
    if not waits:
        return None
    opens = waits != {ShowWhen.NEVER} and not rules.is_closed(now)
    return Hidden(ShowWhen.AFTER_SUBMITTING in waits, rules.closes_at if opens else None)


@dataclass(frozen=True)
class Stake:
    """A quiz that concerns a student: what it asks, and where they stand with it."""

    #: The assignment's public id and title.
    assignment: str
    title: str
    #: Set for a class of theirs; else open to anyone, or a teacher's own trial.
    of_class: bool
    #: It lets them into its bank: they could take it once it opens, or have taken it in a class that they are in.
    is_door: bool
    #: An attempt is under way. One whose time is over is not: it counts as handed in.
    running: bool
    #: They have begun an attempt, or can no longer begin one: what is over counts as taken.
    taken: bool
    #: Students of the class may read the briefing before they take it.
    read_first: bool
    rules: Rules
    #: What it has asked them and may ask them yet, by ``quizapp.attempts.reading.idea_of``.
    ideas: frozenset[str]

    def of_other_bank(self, name: str) -> "Stake":
        """What this quiz is to another bank that it takes questions from: no door to it, but these ideas are at stake."""
        begin = f"{name}/"
        ideas = frozenset(idea.removeprefix(begin) for idea in self.ideas if idea.startswith(begin))
        return replace(self, is_door=False, ideas=ideas)


def kept_back(part: ResultPart, stake: Stake, now: datetime) -> bool:
    """Whether a quiz keeps a part of what it asks from a student, wherever else they may meet it.

    A quiz that anyone may take as often as they like keeps nothing back. One that is set for a class of theirs keeps
    everything that ``visible`` does not show for it: all of it while they have still to take it. Its teacher may let
    them read the briefing all the same, and never while they are taking it.
    """
    if not stake.of_class:
        return False
    if part is ResultPart.BRIEFING and stake.read_first:
        return stake.running
    return not visible(part, teacher=False, rules=stake.rules, now=now)


def rules_of(session: Session, attempt: Attempt) -> Rules:
    """The facts that ``visible`` needs for an attempt."""
    return rules_of_all(session, attempt.student_id, (attempt,))[attempt.id]


def rules_of_all(session: Session, student_id: int, attempts: Collection[Attempt]) -> dict[int, Rules]:
    """The facts that ``visible`` needs for attempts of one student, by attempt id; two statements in all."""
    at = {attempt.assignment_id for attempt in attempts}
    extras = extras_at(session, student_id, at)
    begun: Counter[int] = Counter()
    running: dict[int, int] = {}
    for attempt_id, assignment_id, state in session.execute(
        select(Attempt.id, Attempt.assignment_id, Attempt.state).where(
            Attempt.student_id == student_id,
            Attempt.assignment_id.in_(at),
            Attempt.state != AttemptState.VOIDED,
        )
    ):
        begun[assignment_id] += 1
        if state == AttemptState.OPEN:
            running[assignment_id] = attempt_id
    return {
        attempt.id: _rules(
            attempt,
            extras.get(attempt.assignment_id, NOTHING),
            begun[attempt.assignment_id],
            running.get(attempt.assignment_id, attempt.id),
        )
        for attempt in attempts
    }


def _rules(attempt: Attempt, extra: Extra, begun: int, running: int) -> Rules:
    assignment = attempt.assignment
    limit = attempts_allowed(assignment, extra)
    return Rules(
        show_score=assignment.show_score,
        show_answers=assignment.show_answers,
        show_explanations=assignment.show_explanations,
        closes_at=effective_close(assignment, extra),
        submitted=attempt.state in FINISHED,
        other_open=running != attempt.id,
        more_allowed=limit is not None and begun < limit,
    )
