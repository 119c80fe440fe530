"""The picture of certainty: how often answers of each certainty were right."""

from dataclasses import dataclass

from quizapp.domain.statistics.certainty import Calibration, CertaintyRow

#: The picture's own units: where 0 and 100 % stand, and the height of a line.
LEFT, RIGHT, LINE, TOP = 96.0, 326.0, 34.0, 10.0


@dataclass(frozen=True)
class Dot:
    """One certainty: where its dot and its interval stand."""

    row: CertaintyRow
    y: float
    x: float
    low: float
    high: float

    @property
    def label_x(self) -> float:
        """Beside the interval, on the side that has room."""
        return self.low - 8 if self.is_far else self.high + 8

    @property
    def is_far(self) -> bool:
        return self.high > LEFT + (RIGHT - LEFT) * 0.7


@dataclass(frozen=True)
class Chart:
    """The dots, the axis, and whether the finding is that the learner is too sure, too unsure or neither."""

    dots: tuple[Dot, ...]
    height: float
    ticks: tuple[tuple[float, int], ...]
    #: Right with certainty, and how many times certain; None where never.
    certain: CertaintyRow


def calibration_chart(found: Calibration) -> Chart | None:
    """The picture of somebody's certainty; None where they never gave one."""
    if not found.n:
        return None
    dots = tuple(
        Dot(row, TOP + LINE * place + LINE / 2, _x(row.share), _x(row.interval.low), _x(row.interval.high))
        for place, row in enumerate(found.rows)
        if row.share is not None and row.interval is not None
    )
    ticks = tuple((_x(percent / 100), percent) for percent in (0, 50, 100))
    return Chart(dots, TOP + LINE * len(found.rows) + 30, ticks, found.rows[-1])


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share
