"""How long an item of a round takes, from when answers were really given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from quizapp.basics.limits import PACE_ITEMS, ROUND_PAUSE_SECONDS


@dataclass(frozen=True)
class Timed:
    """When a learner answered an item."""

    learner: int
    item: str
    at: datetime


def seconds_an_item(answers: Iterable[Timed], fewest: int = PACE_ITEMS) -> float | None:
    """Seconds that an item took on average, its feedback and its repeat included; None from fewer than ``fewest`` items.

    From one answer to the next is the time of the later one, unless it is longer than ``ROUND_PAUSE_SECONDS``: then a new
    sitting begins. When the first question of a sitting was opened is not known, so it counts as its others do on average.
    """
    seconds, items = 0.0, 0
    for sitting in _sittings(answers):
        if len(sitting) > 1:
            spent = (sitting[-1].at - sitting[0].at).total_seconds()
            seconds += spent * len(sitting) / (len(sitting) - 1)
            items += len({answer.item for answer in sitting})
    return seconds / items if items >= fewest else None


def _sittings(answers: Iterable[Timed]) -> Iterable[list[Timed]]:
    """The answers of each learner in order, parted where a pause was too long."""
    ordered = sorted(answers, key=lambda answer: (answer.learner, answer.at))
    for _learner, group in groupby(ordered, key=lambda answer: answer.learner):
        sitting: list[Timed] = []
        for answer in group:
            if sitting and (answer.at - sitting[-1].at).total_seconds() > ROUND_PAUSE_SECONDS:
                yield sitting
                sitting = []
            sitting.append(answer)
        yield sitting
