"""A second implementation of the statistics, from textbook definitions with plain loops and fractions.

Written for the tests alone: slow, exact until the last square root, and deaf to noise.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt


def exact(values: Sequence[float]) -> list[Fraction]:
    return [Fraction(value) for value in values]


def covariance(xs: Sequence[Fraction], ys: Sequence[Fraction]) -> Fraction:
    n = len(xs)
    mean_x, mean_y = sum(xs) / n, sum(ys) / n
    return sum(((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)), Fraction(0)) / (n - 1)


def discrimination(item: Sequence[float], totals: Sequence[float]) -> float:
    x = exact(item)
    rest = [t - i for t, i in zip(exact(totals), x, strict=True)]
    return float(covariance(x, rest)) / sqrt(covariance(x, x) * covariance(rest, rest))


def efficiency(item: Sequence[float], totals: Sequence[float]) -> float:
    x = exact(item)
    rest = [t - i for t, i in zip(exact(totals), x, strict=True)]
    return float(covariance(x, rest) / covariance(sorted(x), sorted(rest)))


def effective_weights(rows: Sequence[Sequence[float]]) -> list[float | None]:
    totals = [sum(exact(row), Fraction(0)) for row in rows]
    covariances = [covariance(exact(column), totals) for column in zip(*rows, strict=True)]
    roots = [sqrt(c) if c >= 0 else None for c in covariances]
    whole = sum(root for root in roots if root is not None)
    return [None if root is None else root / whole for root in roots]


def alpha(rows: Sequence[Sequence[float]]) -> float:
    totals = [sum(exact(row), Fraction(0)) for row in rows]
    columns = [exact(column) for column in zip(*rows, strict=True)]
    p = len(columns)
    return float(
        Fraction(p, p - 1) * (1 - sum(covariance(c, c) for c in columns) / covariance(totals, totals))
    )
