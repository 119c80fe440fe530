"""Means, spreads, quantiles and the shape of plain lists of numbers."""

import math
from collections.abc import Sequence

#: Values whose standard deviation is below this share of their scale count as all alike. Marks such as
#: 0.3333333 leave noise near 1e-16 of the scale; one attempt in a million that differs by a hundredth of
#: the marks leaves 1e-5.
ALIKE = 1e-9
#: A correlation, or a share of variance, closer to its limit than this is rounding noise.
NOISE = 1e-12


def squares_about(values: Sequence[float], centre: float) -> float:
    """The sum of ``(v - centre)^2``.

    ``math.dist`` adds the squares in C without losing digits, so two passes cost less than one in Python.
    """
    return math.dist(values, (centre,) * len(values)) ** 2


def varies(square_sum: float, n: int, scale: float) -> bool:
    """Whether ``n`` values with this sum of squared deviations differ by more than rounding noise."""
    return n > 1 and square_sum > n * (ALIKE * scale) ** 2


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None without values."""
    return math.fsum(values) / len(values) if values else None


def standard_deviation(values: Sequence[float]) -> float | None:
    """``sqrt(sum (v - mean)^2 / (n - 1))``; None below two values."""
    centre = mean(values)
    if centre is None or len(values) < 2:
        return None
    return math.sqrt(squares_about(values, centre) / (len(values) - 1))


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The ``share`` quantile (0 to 1) of values in ascending order; None without values.

    Linear between neighbours: with ``h = (n - 1) * share`` the value lies at place ``h``, counted from 0.
    The median is the middle value, or the mean of the two in the middle. This is type 7 of Hyndman & Fan
    (1996), *The American Statistician* 50(4), 361-365; spreadsheets use it too.
    """
    if not ordered:
        return None
    if not 0 <= share <= 1:
        raise ValueError(f"a quantile's share lies between 0 and 1, not {share}")
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    part = place - below
    return ordered[below] * (1 - part) + ordered[above] * part


def skewness(values: Sequence[float], scale: float = 1.0) -> float | None:
    """How far a distribution leans: below 0 a long tail of low values, above 0 of high ones.

    With the central moments ``m2``, ``m3`` (divided by n): ``k2 = n m2 / (n - 1)``,
    ``k3 = n^2 m3 / ((n - 1)(n - 2))``, skewness ``= k3 / k2^1.5``.

    None below three values, or where all are alike on the given scale. Source: Fisher's k-statistics;
    Joanes & Gill (1998), *The Statistician* 47(1), 183-189 (their G1). Moodle reports the same.
    """
    n = len(values)
    if n < 3:
        return None
    gaps, square_sum = _deviations(values)
    if not varies(square_sum, n, scale):
        return None
    cubes = math.fsum(g * g * g for g in gaps)
    k2 = square_sum / (n - 1)
    k3 = n * cubes / ((n - 1) * (n - 2))
    return float(k3 / k2**1.5)


def kurtosis(values: Sequence[float], scale: float = 1.0) -> float | None:
    """How heavy the tails are beside a normal curve's, which has 0 (excess kurtosis).

    With the central moments ``m2``, ``m4`` (divided by n):
    ``k4 = n^2 ((n + 1) m4 - 3 (n - 1) m2^2) / ((n - 1)(n - 2)(n - 3))``, kurtosis ``= k4 / k2^2``.

    None below four values, or where all are alike. Source: as for ``skewness`` (their G2).
    """
    n = len(values)
    if n < 4:
        return None
    gaps, square_sum = _deviations(values)
    if not varies(square_sum, n, scale):
        return None
    m2 = square_sum / n
    m4 = math.fsum(g * g * g * g for g in gaps) / n
    k2 = square_sum / (n - 1)
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return k4 / (k2 * k2)


def _deviations(values: Sequence[float]) -> tuple[list[float], float]:
    centre = math.fsum(values) / len(values)
    return [v - centre for v in values], squares_about(values, centre)
