"""Learn: a learner's way through one bank, from first guesses to the return in a week."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp import banks
from quizapp.models import Assignment, Attempt, Membership, Quiz
from quizapp.studying.briefing import Access, access, handed_in_attempts
from quizapp.studying.items import Deck
from quizapp.studying.lessons import Lesson, lessons
from quizapp.studying.looking_back import zone_of
from quizapp.studying.planning import Board, Visits, next_visit, practice
from quizapp.studying.recording import key_is_visible


class StepState(StrEnum):
    """Where a learner stands with a step."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class Door:
    """A quiz of the bank that this learner can start: its assignment's public id and title."""

    public_id: str
    title: str


@dataclass(frozen=True)
class Way:
    """The five steps of a bank. ``guess`` is None where the bank has no quiz of unmarked guesses."""

    guess: Door | None
    quizzes: tuple[Door, ...]
    guessed: bool
    read: bool
    quizzed: bool
    #: The newest attempt with something to practise, and how many questions that is.
    practise: str
    missed: int
    practised: bool
    visits: Visits
    access: Access
    lessons: tuple[Lesson, ...]

    def state(self, step: str) -> StepState:
        """Whether a step (guess, read, quiz, practise, return) is done, is the next one, or comes later."""
        done = {
            "guess": self.guessed or self.guess is None or self.quizzed,
            "read": self.read,
            "quiz": self.quizzed,
            "practise": self.practised,
            "return": False,
        }
        if done[step]:
            return StepState.DONE
        return (
            StepState.NOW
            if next(s for s, is_done in done.items() if not is_done) == step
            else StepState.LATER
        )


def way(session: Session, board: Board, deck: Deck, now: datetime, *, has_read: bool) -> Way:
    """Where a learner stands on the way through a bank."""
    doors = _doors(session, deck, board.student_id)
    handed_in = handed_in_attempts(session, deck.bank_id, board.student_id)
    marked = [a for a in handed_in if not a.draw.rules.get("unmarked")]
    practise, missed, practised = _practice(session, marked, now)
    patterns = {q.pattern for item in deck.items.values() for q in item.questions}
    return Way(
        guess=next((door for door, unmarked in doors if unmarked), None),
        quizzes=tuple(door for door, unmarked in doors if not unmarked),
        guessed=len(marked) < len(handed_in),
        read=has_read,
        quizzed=bool(marked),
        practise=practise,
        missed=missed,
        practised=practised,
        visits=next_visit(board.due(), now, zone_of(board.settings)),
        access=access(session, deck, board.student_id, now),
        lessons=tuple(lesson for pattern, lesson in lessons().items() if pattern in patterns),
    )


def _practice(session: Session, marked: list[Attempt], now: datetime) -> tuple[str, int, bool]:
    """The newest attempt that may be practised, how many questions are left, and whether that is done."""
    for attempt in marked:
        if key_is_visible(session, attempt, now):
            found = practice(session, attempt)
            left = len(found.study.queue) if found else 0
            return attempt.public_id, left, left == 0
    return "", 0, False


def _doors(session: Session, deck: Deck, student_id: int) -> list[tuple[Door, bool]]:
    """The bank's quizzes that the learner's classes were set, then those open to anyone; with "unmarked"."""
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
        .where((Assignment.kind == "open") | Membership.id.is_not(None))
        .options(joinedload(Assignment.quiz))
        .order_by(Assignment.kind, Assignment.id)
    )
    return [
        (Door(row.public_id, row.title), banks.recipe_of(session, row.quiz, deck.version_id).unmarked)
        for row in rows
    ]


def open_doors(session: Session, deck: Deck) -> tuple[Door, ...]:
    """The bank's quizzes that anyone may start, for a visitor whom we do not know; guesses first."""
    doors = _doors(session, deck, student_id=0)
    return tuple(door for door, unmarked in sorted(doors, key=lambda pair: not pair[1]))
