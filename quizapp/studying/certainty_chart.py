"""The picture of certainty: how often answers of each certainty were right."""

from dataclasses import dataclass

from quizapp.domain.statistics.certainty import Calibration, CertaintyRow
from quizapp.domain.statistics.columns import FEWEST

#: The picture's own units: where 0 and 100 % stand, where counts end, and the height of a line.
LEFT, RIGHT, COUNTS, LINE, TOP = 96.0, 258.0, 338.0, 34.0, 10.0


@dataclass(frozen=True)
class CertaintyDot:
    """One certainty: where its dot stands; without one where there are too few answers for a share to say anything."""

    row: CertaintyRow
    y: float
    x: float | None


@dataclass(frozen=True)
class Chart:
    """The dots, the axis, and whether the finding is that the learner is too sure, too unsure or neither."""

    dots: tuple[CertaintyDot, ...]
    height: float
    ticks: tuple[tuple[float, int], ...]
    counts_x: float
    #: Right with certainty, and how many times certain; None where never.
    certain: CertaintyRow
    #: Answers of one certainty from which on its share is shown.
    fewest: int = FEWEST


def calibration_chart(found: Calibration) -> Chart | None:
    """The picture of somebody's certainty; None until one certainty was given often enough."""
    if max(row.n for row in found.rows) < FEWEST:
        return None
    dots = tuple(
        CertaintyDot(
            row,
            TOP + LINE * place + LINE / 2,
            None if row.share is None or row.n < FEWEST else _x(row.share),
        )
        for place, row in enumerate(found.rows)
    )
    ticks = tuple((_x(percent / 100), percent) for percent in (0, 50, 100))
    return Chart(dots, TOP + LINE * len(found.rows) + 30, ticks, COUNTS, found.rows[-1])


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share
