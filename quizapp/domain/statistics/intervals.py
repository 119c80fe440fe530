"""Confidence intervals, and how many attempts a figure still needs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizapp.domain.statistics.distributions import f_quantile, normal_quantile, t_quantile
from quizapp.domain.statistics.moments import NOISE, mean, squares_about, varies

#: The level of every interval unless a caller says otherwise.
LEVEL = 0.95
#: A discrimination index is known well enough once its interval is at most this far to either side.
GOOD_HALF_WIDTH = 0.2
#: Below this many attempts a page shows means grey and with their interval, and indices that compare attempts with one
#: another (discrimination, alpha, correlations, the shape of scores) not at all.
FEW_ATTEMPTS = 10

WILSON = "wilson"
STUDENT_T = "student-t"
FISHER_Z = "fisher-z"
FELDT = "feldt"


@dataclass(frozen=True)
class Interval:
    """A confidence interval: where the true value plausibly lies, and how that was worked out.

    ``level`` is the share of such intervals that hold the true value in the long run (0.95). ``method`` is
    one of the codes above. Student's t knows no bounds: of shares take ``share_interval``.
    """

    low: float
    high: float
    level: float
    method: str

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


def wilson_interval(right: int, n: int, level: float = LEVEL) -> Interval | None:
    """An interval for a share, from ``right`` of ``n`` (each all or nothing); None where n is 0.

    With ``z`` the normal quantile at ``(1 + level) / 2`` and ``p = right / n``::

        (p + z^2/2n  -/+  z sqrt(p(1 - p)/n + z^2/4n^2)) / (1 + z^2/n)

    It never leaves 0 to 1 and has a width even where all or none are right. Source: Wilson (1927),
    *Journal of the American Statistical Association* 22, 209-212.
    """
    if not 0 <= right <= n:
        raise ValueError(f"{right} right of {n} cannot be")
    if n == 0:
        return None
    z = _normal_limit(level)
    p = right / n
    middle = p + z * z / (2 * n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    below = 1 + z * z / n
    # The formula gives 0 and 1 at the ends, save for a last digit that must not peep out.
    low = 0.0 if right == 0 else (middle - reach) / below
    high = 1.0 if right == n else (middle + reach) / below
    return Interval(low, high, level, WILSON)


def mean_interval(values: Sequence[float], level: float = LEVEL, scale: float = 1.0) -> Interval | None:
    """An interval for a mean by Student's t: ``mean -/+ t(n - 1) * sd / sqrt(n)``.

    None below two values, and where all are alike (on the given scale): then nothing is known of the
    spread, and an interval of no width would claim certainty. Source: Student (1908), *Biometrika* 6, 1-25.
    """
    n = len(values)
    centre = mean(values)
    if centre is None:
        return None
    return mean_interval_from(n, centre, squares_about(values, centre), level, scale)


def mean_interval_from(
    n: int, centre: float, square_sum: float, level: float = LEVEL, scale: float = 1.0
) -> Interval | None:
    """As ``mean_interval``, from the sum of squared deviations that a caller has at hand."""
    if not varies(square_sum, n, scale):
        return None
    reach = t_quantile((1 + _checked(level)) / 2, n - 1) * math.sqrt(square_sum / (n - 1) / n)
    return Interval(centre - reach, centre + reach, level, STUDENT_T)


def share_interval(
    n: int, centre: float, square_sum: float, level: float = LEVEL, scale: float = 1.0
) -> Interval | None:
    """As ``mean_interval_from``, for shares of full marks: it ends at 0 and 1, as no mean lies beyond them."""
    found = mean_interval_from(n, centre, square_sum, level, scale)
    return found and replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))


def mean_share_interval(shares: Sequence[float], level: float = LEVEL) -> Interval | None:
    """As ``mean_interval``, for shares of full marks."""
    centre = mean(shares)
    return (
        None if centre is None else share_interval(len(shares), centre, squares_about(shares, centre), level)
    )


def correlation_interval(r: float | None, n: int, level: float = LEVEL) -> Interval | None:
    """An interval for a correlation: ``tanh(atanh(r) -/+ z / sqrt(n - 3))``.

    None without a correlation, below four pairs, and at a correlation of exactly 1 or -1, where the
    transformation has no value. Source: Fisher (1921), *Metron* 1, 3-32. It is exact for normal variables
    only; with marks of 0 or 1 it is a fair approximation.
    """
    z = _normal_limit(level)
    if r is None or n < 4 or abs(r) > 1 - NOISE:
        return None
    middle = math.atanh(r)
    reach = z / math.sqrt(n - 3)
    return Interval(math.tanh(middle - reach), math.tanh(middle + reach), level, FISHER_Z)


def alpha_interval(alpha: float | None, n: int, questions: int, level: float = LEVEL) -> Interval | None:
    """An interval for the coefficient of internal consistency.

    ``(1 - true) / (1 - alpha)`` is taken to follow F with ``n - 1`` and ``(n - 1)(p - 1)`` degrees of
    freedom, for n attempts and p questions, so the limits are ``1 - (1 - alpha) F`` at the upper and the
    lower quantile. None without alpha, below two attempts or two questions. Source: Feldt (1965),
    *Psychometrika* 30(3), 357-370.
    """
    tail = (1 - _checked(level)) / 2
    if alpha is None or n < 2 or questions < 2:
        return None
    degrees = n - 1, (n - 1) * (questions - 1)
    low = 1 - (1 - alpha) * f_quantile(1 - tail, *degrees)
    high = 1 - (1 - alpha) * f_quantile(tail, *degrees)
    return Interval(low, high, level, FELDT)


def attempts_needed(
    r: float | None, n: int, level: float = LEVEL, half_width: float = GOOD_HALF_WIDTH
) -> int | None:
    """How many more attempts until a discrimination index says something; 0 where it does already.

    An index says something once its interval (``correlation_interval``) either

    * leaves out 0, so that its sign is known: ``n > 3 + (z / atanh r)^2``; or
    * reaches at most ``half_width`` to either side on average. With ``h = z / sqrt(n - 3)`` and
      ``a = atanh r`` the half width is ``sinh 2h / (cosh 2a + cosh 2h)``. It equals ``w`` where
      ``E = exp 2h`` solves ``(1 - w) E^2 - 2 w cosh(2a) E - (1 + w) = 0``, so
      ``n >= 3 + (2 z / ln E)^2``.

    The smaller of the two counts, supposing that the index stays as it is: a rough guide, to be shown with
    the word "about". With r = 0 it is 97 attempts in all at a level of 0.95. None where there is no index.
    """
    if not 0 < half_width < 1:
        raise ValueError(f"a half width lies between 0 and 1, not {half_width}")
    z = _normal_limit(level)
    if r is None:
        return None
    if abs(r) > 1 - NOISE:
        return max(0, 4 - n)
    a = math.atanh(r)
    part = half_width * math.cosh(2 * a)
    narrow = (part + math.sqrt(part * part + 1 - half_width * half_width)) / (1 - half_width)
    total = math.ceil(3 + (2 * z / math.log(narrow)) ** 2)
    if abs(a) > NOISE:
        total = min(total, math.floor(3 + (z / a) ** 2) + 1)
    return max(0, max(total, 4) - n)


def _checked(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, not {level}")
    return level


def _normal_limit(level: float) -> float:
    return normal_quantile((1 + _checked(level)) / 2)
