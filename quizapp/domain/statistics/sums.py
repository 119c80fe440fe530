"""The sums that every statistic of a question is made of: the one place where speed shapes the code.

Marks repeat: 125,000 attempts on 40 questions have some hundred different totals and a few different marks
per question. So attempts are first counted into cells of equal mark and equal total, and the sums run over
the cells. The counting is done by ``bytes.count`` and ``Counter``, in C.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from quizapp.domain.statistics.matrix import ScoreMatrix, Table, attempt_scores, read_table
from quizapp.domain.statistics.moments import ALIKE, NOISE, varies


@dataclass(frozen=True)
class MarkSums:
    """Sums over the marks of one question."""

    n: int
    full_marks: float
    mean: float | None
    #: Sum of squared deviations from the mean.
    square: float
    #: How many earned full marks, where every mark is nothing or all; else None.
    right: int | None

    @property
    def varies(self) -> bool:
        return varies(self.square, self.n, self.full_marks)


@dataclass(frozen=True)
class PairSums:
    """Sums over pairs of a question's marks and the rest of the same attempt, each about its mean."""

    n: int
    square: float
    rest_square: float
    product: float
    #: The product with marks and rest each sorted ascending on its own: the most that could be.
    most_product: float
    #: Full marks of the question and of the quiz: what deviations are measured against.
    scale: float
    rest_scale: float

    @property
    def correlate(self) -> bool:
        """Whether both sides vary, so that a correlation has a value."""
        return varies(self.square, self.n, self.scale) and varies(self.rest_square, self.n, self.rest_scale)

    @property
    def with_total(self) -> float:
        """The product of marks and totals (rest and marks together); 0 where that is rounding noise."""
        total_square = self.square + 2 * self.product + self.rest_square
        if not varies(self.square, self.n, self.scale) or not varies(total_square, self.n, self.rest_scale):
            return 0.0
        value = self.product + self.square
        return value if abs(value) > NOISE * math.sqrt(self.square * total_square) else 0.0


#: A mark, the total of the same attempts less the mean total (so that no digits are lost), how many such.
Cell = tuple[float, float, int]
#: A run of attempts with equal totals: where it starts, where it ends, and the total.
Run = tuple[int, int, float]


def sum_complete(table: Table, full_marks: Sequence[float]) -> list[tuple[MarkSums, PairSums]]:
    """Sums of every question over rows that lack no mark."""
    n, width = len(table.totals), table.width
    middle = math.fsum(table.totals) / n if n else 0.0
    centred = [total - middle for total in table.totals]
    quiz_marks = math.fsum(full_marks)
    order = sorted(range(n), key=centred.__getitem__)
    runs = _find_runs([centred[place] for place in order])
    values, codes = _encode(table.marks)
    if codes is not None:
        codes = b"".join([codes[place * width : (place + 1) * width] for place in order])
    every = []
    for place, full in enumerate(full_marks):
        cells = None if codes is None else _count_in_runs(codes[place::width], values, runs)
        every.append(sum_cells(cells or count_pairs(table.column(place), centred), full, quiz_marks))
    return every


def sum_marked(matrix: ScoreMatrix) -> list[MarkSums]:
    """Sums of every question over all rows that have a mark for it, whether or not another mark is missing."""
    table = read_table(matrix)
    return [
        _sum_marks(Counter(mark for mark in table.column(place) if mark == mark).items(), full)
        for place, full in enumerate(matrix.full_marks)
    ]


def sum_shown(matrix: ScoreMatrix) -> list[tuple[MarkSums, PairSums]]:
    """Sums per question over the attempts that were shown it, where each student had a draw of their own.

    Attempts then differ in what could be earned, so the rest is a share of the rest's full marks. An
    attempt with nothing else to earn has no rest: it counts for the question's own marks alone.
    """
    table, scores = read_table(matrix), attempt_scores(matrix)
    every = []
    for place, full in enumerate(matrix.full_marks):
        alone, paired, rest = [], [], []
        for mark, score in zip(table.column(place), scores, strict=True):
            if mark != mark:
                continue
            if score.marks is None:  # it has no total yet: the mark counts for the question alone
                alone.append(mark)
            elif score.full_marks - full > ALIKE:
                paired.append(mark)
                rest.append((score.marks - mark) / (score.full_marks - full))
            else:
                alone.append(mark)
        own = _sum_marks(Counter(paired + alone).items(), full)
        every.append((own, _sum_pairs(Counter(zip(paired, rest, strict=True)), full, 1.0)))
    return every


def count_pairs(marks: Iterable[float], centred_totals: Iterable[float]) -> list[Cell]:
    """Count attempts with equal mark and equal total."""
    return [(mark, total, n) for (mark, total), n in Counter(zip(marks, centred_totals, strict=True)).items()]


def sum_cells(cells: Sequence[Cell], full_marks: float, quiz_marks: float) -> tuple[MarkSums, PairSums]:
    """Sums of one question, which has these full marks in a quiz that has those."""
    by_mark: Counter[float] = Counter()
    pairs: Counter[tuple[float, float]] = Counter()
    for mark, total, n in cells:
        by_mark[mark] += n
        pairs[mark, total - mark] += n
    return _sum_marks(by_mark.items(), full_marks), _sum_pairs(pairs, full_marks, quiz_marks)


def _find_runs(ordered: Sequence[float]) -> list[Run]:
    runs, start = [], 0
    for total, run in groupby(ordered):
        end = start + sum(1 for _ in run)
        runs.append((start, end, total))
        start = end
    return runs


def _encode(marks: Iterable[float]) -> tuple[list[float], bytes | None]:
    """The different marks, and one byte per mark that numbers them; None where there are more than 256."""
    codes = _Codes()
    try:
        coded = bytes(map(codes.__getitem__, marks))
    except ValueError:
        coded = None
    return list(codes), coded


class _Codes(dict[float, int]):
    """Numbers marks in the order in which they turn up."""

    def __missing__(self, mark: float) -> int:
        self[mark] = len(self)
        return len(self) - 1


def _count_in_runs(column: bytes, values: Sequence[float], runs: Sequence[Run]) -> list[Cell] | None:
    """Count a question's marks in every run of equal totals; None where going through all pairs is faster."""
    present = set(column)
    if len(present) * len(runs) * 2 > len(column):
        return None
    count = column.count
    return [
        (values[code], total, n)
        for code in present
        for start, end, total in runs
        if (n := count(code, start, end))
    ]


def _sum_marks(counts: Iterable[tuple[float, int]], full_marks: float) -> MarkSums:
    marks = list(counts)
    n = sum(times for _, times in marks)
    if not n:
        return MarkSums(0, full_marks, None, 0.0, None)
    middle = math.fsum(mark * times for mark, times in marks) / n
    square = math.fsum(times * (mark - middle) ** 2 for mark, times in marks)
    right = None
    if full_marks > 0 and all(mark in (0, full_marks) for mark, _ in marks):
        right = sum(times for mark, times in marks if mark == full_marks)
    return MarkSums(n, full_marks, middle, square, right)


def _sum_pairs(pairs: Counter[tuple[float, float]], full_marks: float, rest_scale: float) -> PairSums:
    n = pairs.total()
    if not n:
        return PairSums(0, 0.0, 0.0, 0.0, 0.0, full_marks, rest_scale)
    middle = math.fsum(mark * times for (mark, _), times in pairs.items()) / n
    rest_middle = math.fsum(rest * times for (_, rest), times in pairs.items()) / n
    away = [(mark - middle, rest - rest_middle, times) for (mark, rest), times in pairs.items()]
    return PairSums(
        n=n,
        square=math.fsum(mark * mark * times for mark, _, times in away),
        rest_square=math.fsum(rest * rest * times for _, rest, times in away),
        product=math.fsum(mark * rest * times for mark, rest, times in away),
        most_product=_sorted_product(
            sorted((mark, times) for mark, _, times in away), sorted((rest, times) for _, rest, times in away)
        ),
        scale=full_marks,
        rest_scale=rest_scale,
    )


def _sorted_product(lows: Sequence[tuple[float, int]], highs: Sequence[tuple[float, int]]) -> float:
    """The sum of products of two sorted lists, each given as (value, how many), taken pair by pair."""
    products = []
    others = iter(highs)
    other, left = 0.0, 0
    for value, times in lows:
        while times:
            if not left:
                other, left = next(others)
            taken = min(times, left)
            products.append(value * other * taken)
            times -= taken
            left -= taken
    return math.fsum(products)
