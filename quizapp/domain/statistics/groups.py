"""Scores by topic, by aspect, or by any other way of sorting questions."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from quizapp.domain.statistics.intervals import LEVEL, Interval, mean_interval, wilson_interval
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
                interval=wilson_interval(right, len(met), level) if plain else mean_interval(met, level),
                under_half=sum(value < HALF - _NOISE for value in met),
            )
        )
    return tuple(scores)


def group_shares(matrix: ScoreMatrix, groups: Mapping[str, Collection[str]]) -> dict[str, list[float | None]]:
    """Per group, the share that each row of the matrix earned in it; None where it met no question that counts."""
    rows = list(read_table(matrix))
    shares: dict[str, list[float | None]] = {}
    for label, ids in groups.items():
        places = [place for place, question_id in enumerate(matrix.question_ids) if question_id in ids]
        full = math.fsum(matrix.full_marks[place] for place in places)
        found: list[float | None] = []
        shares[label] = found
        for row in rows:
            earned = math.fsum([row[place] for place in places])
            if earned == earned and full > 0:
                found.append(earned / full)
            else:  # a mark is missing (NaN differs from itself): rare, unless students had draws of their own
                found.append(_share_of_marked(row, places, matrix.full_marks))
    return shares


def _share_of_marked(
    row: Sequence[float], places: Sequence[int], full_marks: Sequence[float]
) -> float | None:
    marked = [place for place in places if row[place] == row[place]]
    full = math.fsum(full_marks[place] for place in marked)
    return math.fsum(row[place] for place in marked) / full if full > 0 else None
