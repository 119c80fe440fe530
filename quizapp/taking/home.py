"""The start page: what to go on with, what is to do, what is done with its score, what has closed, and what is open to anyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.attempts import Offer, describe_offers
from quizapp.attempts.allowances import NOTHING, attempts_allowed, extras_at
from quizapp.models import Assignment
from quizapp.taking import service, set_quizzes
from quizapp.taking.service import PastAttempt


@dataclass(frozen=True)
class OpenAttempt:
    """An attempt that is not handed in yet: where it goes on, with one mark per question."""

    public_id: str
    title: str
    #: Until when it takes answers: its own time, which may be later than the quiz's close.
    until: datetime | None
    place: int
    marks: tuple[str, ...]

    @property
    def answered(self) -> int:
        return sum(mark == "done" for mark in self.marks)


@dataclass(frozen=True)
class StoryQuizzes:
    """A story with its quizzes that anyone may take."""

    story: Any
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Home:
    """The start page of one viewer."""

    going: tuple[OpenAttempt, ...] = ()
    to_do: tuple[Offer, ...] = ()
    #: The newest attempt of each quiz that was handed in.
    done: tuple[PastAttempt, ...] = ()
    #: Of what is done and can be taken again: its assignment.
    again: frozenset[str] = frozenset()
    #: What has closed and was never taken, the newest first.
    closed: tuple[Offer, ...] = ()
    shelves: tuple[StoryQuizzes, ...] = ()
    #: Stories that no class of the student is set: folded away.
    others: tuple[StoryQuizzes, ...] = ()
    #: Quizzes that the viewer has begun: they are gone on with, not begun anew by a press.
    begun: frozenset[str] = frozenset()


def home_of(session: Session, student_id: int | None, stories: Sequence[Any], now: datetime) -> Home:
    """The start page of a student, or of somebody whom we do not know."""
    if student_id is None:
        return Home(shelves=_shelves(session, stories, set()))
    running = set_quizzes.class_assignments(session, student_id, now)
    closed = [c for c in set_quizzes.closed_assignments(session, student_id, now) if c not in running]
    past = service.past_attempts(session, student_id, now)
    extras = extras_at(session, student_id, {each.id for each in running}) if running else {}
    begun = frozenset(each.assignment for each in past)
    done = {each.assignment: each for each in reversed(past) if each.state != "open"}
    # A quiz that a class has open is taken there, where it counts; it is not offered a second time.
    shelves = _shelves(session, stories, {each.quiz_id for each in running})
    fold, only = bool(running or closed), set_quizzes.sees_own_only(session, student_id)
    return Home(
        going=_going(session, [each for each in past if each.state == "open"]),
        to_do=_offers(session, student_id, [each for each in running if each.public_id not in begun]),
        done=tuple(sorted(done.values(), key=lambda each: each.submitted_at or now, reverse=True)),
        again=frozenset(
            each.public_id for each in running if attempts_allowed(each, extras.get(each.id, NOTHING)) != 1
        ),
        closed=_offers(session, student_id, [each for each in closed if each.public_id not in begun]),
        shelves=tuple(each for each in shelves if each.story.is_theirs or not (fold or only)),
        others=tuple(each for each in shelves if fold and not only and not each.story.is_theirs),
        begun=begun,
    )


def _shelves(session: Session, stories: Sequence[Any], without: set[int]) -> tuple[StoryQuizzes, ...]:
    """Every story with its open quizzes, but for the quizzes ``without``."""
    offers: dict[str, list[Offer]] = {}
    found = [each for each in service.open_assignments(session) if each.quiz_id not in without]
    for each, made in zip(found, describe_offers(session, found), strict=True):
        if not made.gone:
            offers.setdefault(each.quiz.bank.public_id, []).append(made)
    shelves = (StoryQuizzes(story, tuple(offers.get(story.bank, ()))) for story in stories)
    return tuple(each for each in shelves if each.offers or each.story.is_theirs)


def _offers(session: Session, student_id: int, assignments: Sequence[Assignment]) -> tuple[Offer, ...]:
    return tuple(describe_offers(session, assignments, student_id))


def _going(session: Session, past: Sequence[PastAttempt]) -> tuple[OpenAttempt, ...]:
    runs = service.runs_of(session, [each.public_id for each in past])
    return tuple(
        OpenAttempt(each.public_id, each.title, each.deadline_at, *runs[each.public_id]) for each in past
    )
