"""One answer as the schedule sees it, and the school day it falls on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from quizapp.basics.limits import DAY_ENDS
from quizapp.domain.answers import Certainty


class Origin(StrEnum):
    """Where an answer was given."""

    QUIZ = "quiz"
    PRACTICE = "practice"
    REVIEW = "review"
    FLASHCARD = "flashcard"
    #: A guess before reading: it is no sign of memory, so the schedule never counts it.
    GUESS = "guess"


@dataclass(frozen=True, kw_only=True)
class ReviewEvent:
    """One answer to one variant of an item.

    ``right`` is the verdict on the whole answer; "I don't know" is not right. ``fraction`` (0 to 1) is the
    mark of an answer with several parts, None where there is none. ``certainty`` is None where skipped.

    Raises ValueError for a time without a zone, TypeError for a verdict that is not exactly a bool.
    """

    item: str
    question: str
    answered_at: datetime
    right: bool
    certainty: Certainty | None = None
    typed: bool = False
    origin: Origin = Origin.REVIEW
    fraction: float | None = None

    def __post_init__(self) -> None:
        # fsrs takes True for 1, which is Again: a verdict and a rating must never be mistaken for one another.
        if type(self.right) is not bool:
            raise TypeError(f"right is True or False, not {self.right!r}; give a partial mark as fraction")
        if self.answered_at.tzinfo is None:
            raise ValueError("answered_at has no time zone; attach datetime.UTC where it is read")
        # fsrs compares the zone with datetime.timezone.utc itself and refuses its equals.
        object.__setattr__(self, "answered_at", self.answered_at.astimezone(UTC))
        object.__setattr__(self, "origin", Origin(self.origin))
        if self.certainty is not None:
            object.__setattr__(self, "certainty", Certainty(self.certainty))
        if self.fraction is not None and not 0 <= self.fraction <= 1:
            raise ValueError(f"fraction is from 0 to 1, not {self.fraction}")


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The school day of a moment, in the zone of the class: from ``DAY_ENDS`` to ``DAY_ENDS``.

    Every date of studying comes from here and from ``day_start``. Raises ValueError for a naive time.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone falls on no certain day")
    # Hours on the clock of the class, not hours that went by: the day ends at four when clocks change, too.
    return (moment.astimezone(zone) - timedelta(hours=DAY_ENDS)).date()


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of a school day, in UTC."""
    return datetime.combine(day, time(DAY_ENDS), tzinfo=zone).astimezone(UTC)
