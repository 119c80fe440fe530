"""Learn: a learner's way through one bank, from first guesses to the return in a week."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading
from quizapp.banks import publishing
from quizapp.models import Assignment, AssignmentKind, Attempt, Bank, Membership, Quiz, SchoolClass
from quizapp.studying.briefing import Access, handed_in_attempts, may_read
from quizapp.studying.lessons import Lesson, lessons
from quizapp.studying.planning import Board, Today, plan_practice, plan_today
from quizapp.studying.recording import keys_visible
from quizapp.studying.review_items import Deck


class StepState(StrEnum):
    """Where a learner stands with a step."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    #: Not done, and nothing comes of doing it now: guesses after reading, practice where nothing was missed.
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class StartableQuiz:
    """A quiz of the bank that this learner can start: its assignment's public id and title."""

    public_id: str
    title: str


@dataclass(frozen=True)
class Way:
    """The five steps of a bank. ``guess`` is None where the bank has no quiz of unmarked guesses."""

    guess: StartableQuiz | None
    quizzes: tuple[StartableQuiz, ...]
    #: The newest attempt of guesses; empty where there is none.
    guesses: str
    read: bool
    quizzed: bool
    #: The newest attempt with something to practise, and how many questions that is.
    practise: str
    missed: int
    practised: bool
    #: The newest quiz left nothing to practise.
    nothing_missed: bool
    today: Today
    access: Access
    #: Whether there is anything to read first: claims, or a source with an address.
    has_reading: bool
    cards: Access
    lessons: tuple[Lesson, ...]

    def state(self, step: str) -> StepState:
        """Whether a step (guess, read, quiz, practise, return) is done, is the next one, or comes later."""
        done = {
            "guess": bool(self.guesses),
            "read": self.read,
            "quiz": self.quizzed,
            "practise": self.practised,
            "return": False,
        }
        passed = {
            "guess": self.guess is None or self.read or self.quizzed,
            "read": not self.has_reading,
            "practise": self.nothing_missed,
        }
        if done[step]:
            return StepState.DONE
        if passed.get(step):
            return StepState.LEFT_OUT
        ahead = next(s for s, is_done in done.items() if not is_done and not passed.get(s))
        return StepState.NOW if ahead == step else StepState.LATER


def find_path(
    session: Session, board: Board, deck: Deck, reading: Reading, now: datetime, *, has_read: bool
) -> Way:
    """Where a learner stands on the way through a bank."""
    startable = _quizzes_to_start(session, deck, board.student_id, now)
    handed_in = handed_in_attempts(session, deck.bank_id, board.student_id)
    marked = [a for a in handed_in if not a.draw.rules.get("unmarked")]
    practise, missed, practised, nothing = _practice(session, board.student_id, marked, reading, now)
    patterns = {q.pattern for item in deck.items.values() for q in item.questions}
    return Way(
        guess=next((quiz for quiz, unmarked in startable if unmarked), None),
        quizzes=tuple(quiz for quiz, unmarked in startable if not unmarked),
        guesses=next((a.public_id for a in handed_in if a not in marked), ""),
        read=has_read,
        quizzed=bool(marked),
        practise=practise,
        missed=missed,
        practised=practised,
        nothing_missed=nothing,
        today=plan_today(session, board, now),
        access=may_read(reading, deck),
        has_reading=bool(deck.bank.claims) or any(source.link for source in deck.bank.sources.values()),
        cards=may_read(reading, deck, ResultPart.EXPLANATIONS),
        lessons=tuple(lesson for pattern, lesson in lessons().items() if pattern in patterns),
    )


def _practice(
    session: Session, student_id: int, marked: list[Attempt], reading: Reading, now: datetime
) -> tuple[str, int, bool, bool]:
    """The newest attempt that may be practised, how many questions are left, whether that is done, or was nothing."""
    shown = keys_visible(session, student_id, marked, now)
    for attempt in marked:
        if attempt.id in shown:
            found = plan_practice(session, attempt, reading)
            if found is None or found.waits:
                return attempt.public_id, found.left if found else 0, False, False
            return attempt.public_id, found.left, bool(found.asked) and not found.left, not found.asked
    return "", 0, False, False


def _quizzes_to_start(
    session: Session, deck: Deck, student_id: int, now: datetime
) -> list[tuple[StartableQuiz, bool]]:
    """The bank's quizzes that can be started now, each once: as set for a class, else as open to anyone; with "unmarked"."""
    rows = session.scalars(
        select(Assignment)
        .join(Quiz)
        .outerjoin(
            Membership,
            (Membership.class_id == Assignment.class_id)
            & (Membership.student_id == student_id)
            & Membership.removed_at.is_(None),
        )
        .where(Quiz.bank_id == deck.bank_id, Assignment.archived_at.is_(None), Quiz.archived_at.is_(None))
        .where((Assignment.kind == AssignmentKind.OPEN) | Membership.id.is_not(None))
        .options(joinedload(Assignment.quiz))
        .where(or_(Assignment.opens_at.is_(None), Assignment.opens_at <= now))
        .where(or_(Assignment.closes_at.is_(None), Assignment.closes_at > now))
        .order_by(Assignment.kind, Assignment.id)
    )
    once = {row.quiz_id: row for row in reversed(list(rows))}
    recipes = ((row, publishing.recipe_in(deck.bank, row.quiz)) for row in reversed(once.values()))
    return [(StartableQuiz(row.public_id, row.title), recipe.unmarked) for row, recipe in recipes if recipe]


def startable_quizzes(session: Session, deck: Deck, now: datetime) -> tuple[StartableQuiz, ...]:
    """The bank's quizzes that anyone may start, for a visitor whom we do not know; guesses first."""
    startable = _quizzes_to_start(session, deck, 0, now)
    return tuple(quiz for quiz, unmarked in sorted(startable, key=lambda pair: not pair[1]))


@dataclass(frozen=True)
class Story:
    """A bank that can be learnt step by step."""

    public_id: str
    title: str
    #: Whether a class of the learner is set a quiz of it.
    is_theirs: bool = False


def list_stories(session: Session, student_id: int, now: datetime) -> tuple[Story, ...]:
    """The banks whose quizzes a learner's classes are set or anyone may take; those of the classes first."""
    mine = Membership.id.is_not(None)
    is_mine = func.max(case((mine, 1), else_=0))
    rows = session.execute(
        select(Bank.public_id, Bank.title, is_mine)
        .join(Quiz, Quiz.bank_id == Bank.id)
        .join(Assignment, Assignment.quiz_id == Quiz.id)
        .outerjoin(
            Membership,
            (Membership.class_id == Assignment.class_id)
            & (Membership.student_id == student_id)
            & Membership.removed_at.is_(None),
        )
        .outerjoin(SchoolClass, SchoolClass.id == Assignment.class_id)
        .where(Assignment.archived_at.is_(None), Quiz.archived_at.is_(None), Bank.archived_at.is_(None))
        .where(SchoolClass.archived_at.is_(None))
        .where(or_(Assignment.opens_at.is_(None), Assignment.opens_at <= now))
        .where((Assignment.kind == AssignmentKind.OPEN) | mine)
        .group_by(Bank.id, Bank.public_id, Bank.title)
        .order_by(is_mine.desc(), Bank.id)
    )
    return tuple(Story(row[0], row[1], bool(row[2])) for row in rows)


def stories_of_class(session: Session, class_id: int) -> tuple[Story, ...]:
    """The banks that a class was set a quiz of, in the order in which they came."""
    rows = session.execute(
        select(Bank.public_id, Bank.title)
        .join(Quiz, Quiz.bank_id == Bank.id)
        .join(Assignment, Assignment.quiz_id == Quiz.id)
        .where(Assignment.class_id == class_id, Assignment.archived_at.is_(None), Bank.archived_at.is_(None))
        .group_by(Bank.id, Bank.public_id, Bank.title)
        .order_by(func.min(Assignment.id))
    )
    return tuple(Story(*row) for row in rows)
