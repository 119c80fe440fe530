"""What grading a response yields."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.domain.figures.diagnosis import Neighbour, Slip, diagnose
from quizapp.domain.figures.quantities import Figure, FigureKey, is_right


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


def grade_figure(figure: Figure, key: FigureKey, others: Sequence[Neighbour] = ()) -> Grade:
    """Grade a fitted figure: right, or wrong with at most two diagnosed mistakes."""
    if is_right(figure, key):
        return RIGHT
    return Grade(Fraction(0), diagnose(figure, key, others))
