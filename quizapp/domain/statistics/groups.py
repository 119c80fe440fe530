"""Scores by topic, by aspect, or by any other way of sorting questions."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from quizapp.domain.statistics.intervals import LEVEL, Interval, mean_share_interval, wilson_interval
from quizapp.domain.statistics.matrix import ScoreMatrix, read_table
from quizapp.domain.statistics.moments import mean

#: A student below this share of a topic's marks is counted as under half.
HALF = 0.5
_NOISE = 1e-9


@dataclass(frozen=True)
class GroupScore:
    """How a class did on the questions of one topic or aspect.

    ``n`` attempts met at least one of its questions that counts; ``mean`` is the mean of their shares,
    with its interval; ``under_half`` how many earned less than half.
    """

    label: str
    questions: int
    n: int
    mean: float | None
    interval: Interval | None
    under_half: int


def score_groups(
    matrix: ScoreMatrix, groups: Mapping[str, Collection[str]], level: float = LEVEL
) -> tuple[GroupScore, ...]:
    """Score every group of questions (label to question ids), in the order given.

    Each attempt's share is its marks over the full marks of the group's questions that it has marks for,
    so that one draw per student works, and an essay that waits does not hold back other topics. The mean
    weighs attempts alike. Its interval is Student's t over attempts, or Wilson's where each earned all or
    nothing. Question ids that the matrix lacks are ignored. None without attempts.
    """
    shares = group_shares(matrix, groups)
    known = set(matrix.question_ids)
    scores = []
    for label, ids in groups.items():
        met = [value for value in shares[label] if value is not None]
        plain = all(value in (0, 1) for value in met)
        right = sum(value == 1 for value in met)
        scores.append(
            GroupScore(
                label=label,
                questions=len(known & set(ids)),
                n=len(met),
                mean=mean(met),
                interval=wilson_interval(right, len(met), level)
                if plain
                else mean_share_interval(met, level),
                under_half=sum(value < HALF - _NOISE for value in met),
            )
        )
    return tuple(scores)


def group_shares(matrix: ScoreMatrix, groups: Mapping[str, Collection[str]]) -> dict[str, list[float | None]]:
    """Per group, the share that each row of the matrix earned in it; None where it met no question that counts."""
    table = read_table(matrix)
    shares: dict[str, list[float | None]] = {}
    for label, ids in groups.items():
        places = [place for place, question_id in enumerate(matrix.question_ids) if question_id in ids]
        full = [matrix.full_marks[place] for place in places]
        whole = math.fsum(full)
        found: list[float | None] = [None] * len(table.totals)
        rows = zip(*(table.column(place) for place in places), strict=True)
        for number, row in enumerate(rows):
            earned = math.fsum(row)
            if earned == earned and whole > 0:
                found[number] = earned / whole
            else:  # a mark is missing (NaN differs from itself): rare, unless students had draws of their own
                found[number] = _share_of_marked(row, full)
        shares[label] = found
    return shares


def _share_of_marked(row: Sequence[float], full_marks: Sequence[float]) -> float | None:
    marked = [mark == mark for mark in row]
    full = math.fsum(compress(full_marks, marked))
    return math.fsum(compress(row, marked)) / full if full > 0 else None
