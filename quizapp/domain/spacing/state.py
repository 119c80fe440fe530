"""The schedule of one item for one learner, and what it says about progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from quizapp.domain.spacing.events import Origin

#: Days that a right answer must bridge to count as "remembered after a week".
WEEK = 7


@dataclass(frozen=True, kw_only=True)
class CardState:
    """Where one item stands. Made by ``advance`` only; ``schedule`` makes the same from the events.

    ``stability`` is in days (recall falls to 0.9 after so many), ``difficulty`` from 1 to 10. ``due`` is the
    moment (UTC) at which the school day ``due_day`` begins, so that ``due <= now`` is "due today".
    ``last_review`` and ``last_day`` are those of the last counted answer.
    """

    item: str
    stability: float
    difficulty: float
    due: datetime
    due_day: date
    last_review: datetime
    last_day: date
    #: fsrs's own state and step; always Review (2) and None, as there are no learning steps.
    state: int
    step: int | None
    scheduler_version: str
    #: Where the last counted answer was given.
    origin: Origin
    #: Counted answers.
    reviews: int
    #: How often an item that had been held was not remembered.
    lapses: int
    #: Longest gap in days that a remembered answer has bridged since the last one that was not.
    held_gap: int
    #: The last counted answer was typed, certain and right.
    sure: bool
    #: The last counted answer was not remembered: it was wrong, right in part, or right by the learner’s own guess.
    missed_last: bool

    @property
    def gap(self) -> int:
        """Days from the last counted answer to the day it is due."""
        return (self.due_day - self.last_day).days

    @property
    def is_slipping(self) -> bool:
        """It was held once, was then not remembered, and has not been held since."""
        return self.lapses > 0 and self.held_gap == 0


class Progress(StrEnum):
    """How far one item has come."""

    NOT_MET = "not met"
    MET = "met"
    HELD_ONCE = "remembered once"
    HELD_OVER_A_WEEK = "remembered after a week"


def measure_progress(state: CardState | None) -> Progress:
    """How far an item has come, counted since it was last not remembered.

    *Remembered once*: remembered on a later day than an answer before it. *Remembered after a week*: remembered after
    seven days or more without a counted answer. The first meeting shows nothing held, right or wrong;
    a right answer that the learner calls a guess is not held.
    """
    if state is None:
        return Progress.NOT_MET
    if state.held_gap >= WEEK:
        return Progress.HELD_OVER_A_WEEK
    return Progress.HELD_ONCE if state.held_gap else Progress.MET


def write_state(state: CardState) -> dict[str, Any]:
    """The state as plain JSON values; ``read_state`` gives back an equal state, floats bit for bit."""
    return {
        **vars(state),
        "due": state.due.isoformat(),
        "due_day": state.due_day.isoformat(),
        "last_review": state.last_review.isoformat(),
        "last_day": state.last_day.isoformat(),
        "origin": str(state.origin),
    }


def read_state(stored: Mapping[str, Any]) -> CardState:
    """What ``write_state`` wrote. Raises KeyError, TypeError or ValueError for anything else: then replay."""
    # Rows that no visit has replayed since the field came: what had never been held is told by its gap.
    missed = stored["held_gap"] == 0 and stored["due_day"] == _day_after(stored["last_day"])
    return CardState(
        **{
            "missed_last": missed,
            **stored,
            "due": datetime.fromisoformat(stored["due"]),
            "due_day": date.fromisoformat(stored["due_day"]),
            "last_review": datetime.fromisoformat(stored["last_review"]),
            "last_day": date.fromisoformat(stored["last_day"]),
            "origin": Origin(stored["origin"]),
        }
    )


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
