"""What the schedule of a class depends on."""

from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cached_property
from importlib.metadata import version

from quizapp.basics.limits import LONGEST_GAP_DAYS

#: Outside of these, gaps become too short to keep or too long to learn from.
RETENTION_RANGE = (0.70, 0.97)
#: Raise it when a rule of this package changes the schedule: cached states are then rebuilt.
RULES = 2
FSRS_VERSION = version("fsrs")


@dataclass(frozen=True, kw_only=True)
class SpacingSettings:
    """``zone`` decides what a day is; ``remember_until`` caps the gaps; ``retention`` is the recall aimed at.

    Raises ValueError for a retention outside of ``RETENTION_RANGE``: fsrs itself would take 1.5.
    """

    zone: tzinfo
    remember_until: date | None = None
    retention: float = 0.90

    def __post_init__(self) -> None:
        low, high = RETENTION_RANGE
        # Written so that nan fails too.
        if not low <= self.retention <= high:
            raise ValueError(f"retention is from {low} to {high}, not {self.retention}")

    def cap(self, day: date) -> int:
        """Longest gap in days after an answer on ``day``: never past "remember until" while it lies ahead."""
        if self.remember_until is None or self.remember_until <= day:
            return LONGEST_GAP_DAYS
        return (self.remember_until - day).days

    @cached_property
    def version(self) -> str:
        """Names everything a state depends on. A state of another version must be replayed."""
        until = self.remember_until.isoformat() if self.remember_until else "-"
        return f"fsrs {FSRS_VERSION}; rules {RULES}; {self.retention}; {until}; {self.zone}"
