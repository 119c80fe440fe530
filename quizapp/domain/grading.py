"""What grading a response yields."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Slip:
    """A diagnosed mistake in a figure, e.g. miles for kilometres.

    ``kind`` is a stable code that reports count under; ``message`` is the sentence for the learner.
    """

    kind: str
    message: str


@dataclass(frozen=True)
class Grade:
    """The worth of one response: a fraction from 0 to 1, or None where a person must mark it."""

    fraction: Fraction | None
    slips: tuple[Slip, ...] = ()

    def __post_init__(self) -> None:
        if self.fraction is not None and not 0 <= self.fraction <= 1:
            raise ValueError(f"a grade is a fraction from 0 to 1, not {self.fraction}")


RIGHT = Grade(Fraction(1))
WRONG = Grade(Fraction(0))
UNMARKED = Grade(None)
