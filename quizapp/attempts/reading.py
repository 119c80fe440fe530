"""What a viewer may read of a bank, question by question: its briefing, cards, practice and all that gives a key away."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts.allowances import NOTHING, Extra, attempts_allowed, effective_close, extras_at
from quizapp.attempts.visibility import (
    ResultPart,
    Rules,
    Stake,
    kept_back,
    visible,
)
from quizapp.banks import publishing
from quizapp.basics.limits import ANSWER_GRACE
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.question import Question
from quizapp.domain.recipes import QuizRecipe
from quizapp.identity.permissions import takers_of
from quizapp.models import (
    Assignment,
    AssignmentKind,
    Attempt,
    AttemptState,
    Bank,
    Membership,
    Position,
    Quiz,
    SchoolClass,
)


def idea_of(bank: LoadedBank, question: Question) -> str:
    """What variants of a question share, and one that was renamed keeps (``replaces``), from version to version."""
    first = bank.question(question.idea)
    return first.replaces or first.id


@dataclass(frozen=True)
class Reading:
    """What one viewer may read of one bank now."""

    now: datetime
    stakes: tuple[Stake, ...] = ()
    #: A teacher who may use the bank.
    everything: bool = False

    @property
    def exists(self) -> bool:
        """Whether the bank is there for them at all: a quiz of it is open to anyone, or set for a class of theirs."""
        return self.everything or any(stake.is_door for stake in self.stakes)

    @property
    def concerns_them(self) -> bool:
        """Whether they have ever had to do with the bank, or could: it may have closed to them since."""
        return self.everything or bool(self.stakes)

    def may(self, part: ResultPart, idea: str) -> bool:
        """Whether a part of an idea's questions may be shown.

        Nothing that any quiz keeps back. Else what a quiz of theirs has released, and in a bank that is open to
        anyone everything.
        """
        if self.everything:
            return True
        asked = [stake for stake in self.stakes if idea in stake.ideas]
        if any(kept_back(part, stake, self.now) for stake in asked):
            return False
        return self._is_free(part) or any(self._releases(part, stake) for stake in asked)

    def _is_free(self, part: ResultPart) -> bool:
        doors = [stake for stake in self.stakes if stake.is_door]
        return any(not s.of_class or (part is ResultPart.BRIEFING and s.read_first) for s in doors)

    def _releases(self, part: ResultPart, stake: Stake) -> bool:
        return stake.of_class or visible(part, teacher=False, rules=stake.rules, now=self.now)

    def may_claim(self, part: ResultPart, bank: LoadedBank, key: str) -> bool:
        """Whether a claim may be shown: it is the key, or half of it, of every question about it."""
        if self.everything:
            return True
        about = _ideas_by_claim(bank, self._memory).get(key, frozenset())
        if any(kept_back(part, s, self.now) and s.ideas & about for s in self.stakes):
            return False
        if self._is_free(part):
            return True
        return any(self.may(part, idea) for idea in about or self._known)

    def keeping(self, part: ResultPart, idea: str) -> tuple[Stake, ...]:
        """The quizzes that keep a part of an idea's questions back."""
        if self.everything:
            return ()
        return tuple(s for s in self.stakes if idea in s.ideas and kept_back(part, s, self.now))

    def shows_some(self, part: ResultPart, bank: LoadedBank) -> bool:
        """Whether there is anything of the bank of which a part may be shown."""
        return any(self.may(part, idea_of(bank, question)) for question in bank.questions)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset[str]().union(*(stake.ideas for stake in self.stakes))

    @cached_property
    def _memory(self) -> dict[int, Mapping[str, frozenset[str]]]:
        return {}


def _ideas_by_claim(
    bank: LoadedBank, memory: dict[int, Mapping[str, frozenset[str]]]
) -> Mapping[str, frozenset[str]]:
    if id(bank) not in memory:
        found: dict[str, set[str]] = defaultdict(set)
        for question in bank.questions:
            for key in question.claims:
                found[key].add(idea_of(bank, question))
        memory[id(bank)] = {key: frozenset(ideas) for key, ideas in found.items()}
    return memory[id(bank)]


# --- finding out -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Mine:
    """What a student has of their own at some assignments."""

    attempts: Mapping[int, list[Attempt]] = field(default_factory=dict)
    extras: Mapping[int, Extra] = field(default_factory=dict)
    #: Ids of the questions of each attempt.
    asked: Mapping[int, list[str]] = field(default_factory=dict)


def find_readings(
    session: Session, student_id: int | None, bank_ids: Collection[int], now: datetime
) -> dict[int, Reading]:
    """What a student, or with None a stranger, may read of some banks; six statements at most, for any number.

    Quizzes of other banks count that take questions from one of these.
    """
    wanted = sorted(set(bank_ids))
    rows = _rows(session, student_id or 0, wanted) if wanted else []
    mine = _mine(session, student_id, [row[0].id for row in rows])
    set_before = {row[0].quiz.bank_id for row in rows if row[0].kind == AssignmentKind.CLASS}
    newest = publishing.newest_version_ids(session, set_before) if set_before else {}
    found: dict[int, list[Stake]] = {bank_id: [] for bank_id in wanted}
    elsewhere: list[Stake] = []
    for assignment, in_force, is_member in rows:
        bank_id = assignment.quiz.bank_id
        version = assignment.bank_version_id or newest.get(bank_id)
        stake = _stake(session, assignment, version, mine, now, in_force=in_force, is_member=is_member)
        if stake is not None and bank_id in found:
            found[bank_id].append(stake)
        if stake is not None and any("/" in idea for idea in stake.ideas):
            elsewhere.append(stake)
    if elsewhere:
        for bank_id, name in session.execute(select(Bank.id, Bank.name).where(Bank.id.in_(wanted))):
            stakes = (stake.of_other_bank(name) for stake in elsewhere)
            found[bank_id] += [stake for stake in stakes if stake.ideas]
    return {bank_id: Reading(now, tuple(stakes)) for bank_id, stakes in found.items()}


def reads_some(session: Session, student_id: int, bank_id: int, now: datetime) -> bool:
    """Whether a student may read anything of the newest version of a bank, if only its briefing."""
    version = publishing.newest_version_ids(session, [bank_id]).get(bank_id)
    found = find_readings(session, student_id, [bank_id], now)[bank_id]
    return version is not None and found.shows_some(
        ResultPart.BRIEFING, publishing.load_version(session, version)
    )


def _rows(session: Session, student_id: int, bank_ids: list[int]) -> list[tuple[Assignment, bool, bool]]:
    """The assignments on some banks that concern a student; whether each still goes on, and is one of a class of theirs."""
    begun = (
        select(Attempt.id)
        .where(Attempt.assignment_id == Assignment.id, Attempt.student_id == student_id)
        .where(Attempt.state != AttemptState.VOIDED)
        .exists()
    )
    is_member: ColumnElement[bool] = Membership.id.is_not(None)
    in_force = (
        Assignment.archived_at.is_(None)
        & SchoolClass.archived_at.is_(None)
        & (
            (Assignment.kind == AssignmentKind.CLASS)
            | (Quiz.archived_at.is_(None) & Bank.archived_at.is_(None))
        )
    )
    rows = session.execute(
        select(Assignment, in_force, is_member)
        .join(Quiz, Quiz.id == Assignment.quiz_id)
        .join(Bank, Bank.id == Quiz.bank_id)
        .outerjoin(SchoolClass, SchoolClass.id == Assignment.class_id)
        .outerjoin(
            Membership,
            (Membership.class_id == Assignment.class_id)
            & (Membership.student_id == student_id)
            & Membership.removed_at.is_(None),
        )
        .where(or_(Quiz.bank_id.in_(bank_ids), Quiz.bank_id.in_(takers_of(*bank_ids))))
        .where(or_(begun, in_force & ((Assignment.kind == AssignmentKind.OPEN) | is_member)))
        .options(joinedload(Assignment.quiz))
        .order_by(Assignment.id)
    )
    return [(assignment, bool(going), bool(member)) for assignment, going, member in rows]


def _mine(session: Session, student_id: int | None, assignment_ids: list[int]) -> _Mine:
    if student_id is None or not assignment_ids:
        return _Mine()
    at = Attempt.assignment_id.in_(assignment_ids)
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in session.scalars(
        select(Attempt).where(Attempt.student_id == student_id, at, Attempt.state != AttemptState.VOIDED)
    ):
        attempts[attempt.assignment_id].append(attempt)
    asked: dict[int, list[str]] = defaultdict(list)
    if attempts:
        for attempt_id, question_id in session.execute(
            select(Position.attempt_id, Position.question_id)
            .join(Attempt, Attempt.id == Position.attempt_id)
            .where(Attempt.student_id == student_id, at, Attempt.state != AttemptState.VOIDED)
        ):
            asked[attempt_id].append(question_id)
    return _Mine(attempts, extras_at(session, student_id, assignment_ids), asked)


def _stake(
    session: Session,
    assignment: Assignment,
    version: int | None,
    mine: _Mine,
    now: datetime,
    *,
    in_force: bool,
    is_member: bool,
) -> Stake | None:
    of_class = assignment.kind == AssignmentKind.CLASS
    attempts = mine.attempts.get(assignment.id, [])
    extra = mine.extras.get(assignment.id, NOTHING)
    limit, closes = attempts_allowed(assignment, extra), effective_close(assignment, extra)
    recipe = _recipe(session, assignment, version) if of_class and in_force and is_member else None
    is_left = limit is None or len(attempts) < limit
    can_begin = recipe is not None and is_left and (closes is None or now < closes)
    running = any(attempt.is_open and not is_over(attempt, now) for attempt in attempts)
    taken = not running and (bool(attempts) or not can_begin)
    ideas = {
        idea_of(bank, bank.question(question_id))
        for attempt in attempts
        for bank in (publishing.load_version(session, attempt.bank_version_id),)
        for question_id in mine.asked.get(attempt.id, ())
    }
    if recipe is not None and version is not None and (not attempts or (can_begin and limit is not None)):
        ideas |= collect_ideas(publishing.load_version(session, version), recipe)
    return Stake(
        assignment=assignment.public_id,
        title=assignment.title,
        of_class=of_class,
        is_door=is_member and (in_force or bool(attempts))
        if of_class
        else in_force and assignment.kind == AssignmentKind.OPEN,
        running=running,
        taken=taken,
        read_first=assignment.read_first,
        rules=Rules(
            show_score=assignment.show_score,
            show_answers=assignment.show_answers,
            show_explanations=assignment.show_explanations,
            closes_at=closes,
            submitted=taken,
            other_open=False,
            more_allowed=bool(attempts) and limit is not None and len(attempts) < limit,
        ),
        ideas=frozenset(ideas),
    )


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether an open attempt's time is over, so that it counts as handed in whoever gets to do it."""
    return attempt.deadline_at is not None and now > attempt.deadline_at + ANSWER_GRACE


def _recipe(session: Session, assignment: Assignment, version: int | None) -> QuizRecipe | None:
    """The rules by which an attempt would be drawn now; None where none can be."""
    return (
        None
        if version is None
        else publishing.recipe_in(publishing.load_version(session, version), assignment.quiz)
    )


def collect_ideas(bank: LoadedBank, recipe: QuizRecipe) -> set[str]:
    """The ideas of all questions that a quiz may ask."""
    named = {*recipe.questions, *(each for rule in recipe.draw for each in bank.qualifying(rule))}
    return {idea_of(bank, bank.question(each)) for each in named & bank.places.keys()}
