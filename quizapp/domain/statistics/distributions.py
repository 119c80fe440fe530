"""Quantiles of the normal, Student t, F and beta distributions."""

import math
from functools import lru_cache
from statistics import NormalDist

_NORMAL = NormalDist()
#: Below this a term of the continued fraction counts as zero and is moved aside (modified Lentz).
_TINY = 1e-300
#: The fraction needs about the square root of the larger parameter; this allows parameters of 1e9.
_MOST_TERMS = 200_000


def normal_quantile(p: float) -> float:
    """The value below which a standard normal variable falls with probability ``p`` (Wichura's AS 241)."""
    return _NORMAL.inv_cdf(p)


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function ``I_x(a, b)``.

    By the continued fraction DLMF 8.17.22, evaluated with Lentz's method as modified by Thompson & Barnett
    (1986), *Journal of Computational Physics* 64, 490-509. It converges fast below the mean of the
    distribution; above it the identity ``I_x(a, b) = 1 - I_(1-x)(b, a)`` is used.
    """
    if a <= 0 or b <= 0:
        raise ValueError(f"both parameters of a beta distribution are positive, not {a} and {b}")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_front(1 - x, b, a) * _beta_fraction(1 - x, b, a) / b
    return _beta_front(x, a, b) * _beta_fraction(x, a, b) / a


def _beta_front(x: float, a: float, b: float) -> float:
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta)


def _beta_fraction(x: float, a: float, b: float) -> float:
    def away_from_zero(value: float) -> float:
        return value if abs(value) > _TINY else _TINY

    c = 1.0
    d = 1 / away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / away_from_zero(1 + term * d)
            c = away_from_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-16:
            return result
    raise ArithmeticError(f"the incomplete beta function did not settle at x={x}, a={a}, b={b}")


@lru_cache(maxsize=512)
def beta_quantile(p: float, a: float, b: float) -> float:
    """The ``x`` with ``I_x(a, b) = p``, by Newton's method kept inside a shrinking bracket.

    Right to about 1e-13 of its value for parameters up to some thousands, and to 1e-10 for millions,
    where ``lgamma`` itself has no more digits to give.
    """
    if not 0 < p < 1:
        raise ValueError(f"a probability strictly between 0 and 1 is needed, not {p}")
    low, high = 0.0, 1.0
    x = a / (a + b)
    for _ in range(300):
        miss = beta_cdf(x, a, b) - p
        if miss > 0:
            high = x
        else:
            low = x
        slope = _beta_front(x, a, b) / (x * (1 - x))
        better = x - miss / slope if slope > 0 else math.nan
        if not low < better < high:
            better = (low + high) / 2
        if abs(better - x) <= 2e-16 * better:
            return better
        x = better
    return x


def t_quantile(p: float, degrees: float) -> float:
    """The value below which Student's t with these degrees of freedom falls with probability ``p``.

    If t has ``v`` degrees of freedom, ``t^2 / (v + t^2)`` has the beta distribution with parameters 1/2
    and v/2 (DLMF 8.17; Abramowitz & Stegun 26.5.27), which is inverted.
    """
    if degrees <= 0:
        raise ValueError(f"degrees of freedom are positive, not {degrees}")
    if p == 0.5:
        return 0.0
    if not 0 < p < 1:
        raise ValueError(f"a probability strictly between 0 and 1 is needed, not {p}")
    y = beta_quantile(abs(2 * p - 1), 0.5, degrees / 2)
    return math.copysign(math.sqrt(degrees * y / (1 - y)), p - 0.5)


def f_quantile(p: float, degrees_above: float, degrees_below: float) -> float:
    """The value below which F with these degrees of freedom falls with probability ``p``.

    If F has ``u`` and ``v`` degrees of freedom, ``u F / (u F + v)`` has the beta distribution with
    parameters u/2 and v/2 (Abramowitz & Stegun 26.5.28), which is inverted.
    """
    if degrees_above <= 0 or degrees_below <= 0:
        raise ValueError(f"degrees of freedom are positive, not {degrees_above} and {degrees_below}")
    x = beta_quantile(p, degrees_above / 2, degrees_below / 2)
    return degrees_below * x / (degrees_above * (1 - x))
