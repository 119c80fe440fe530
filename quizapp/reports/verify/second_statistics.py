"""The published statistics a second time, from first definitions and by other routes.

Shares no code with ``quizapp.domain.statistics`` and works in decimal numbers of 50 digits instead of
floats. Where a statistic has two equivalent definitions, this module uses the other one: raw sums for
deviations, Henrysson's correction for the item-rest correlation, the analysis of variance for alpha,
integration for the quantiles of t and F, a search for the attempts still needed.

Two conventions belong to the statistics themselves: values count as all alike where their standard
deviation is below 1e-9 of full marks, and a correlation nearer than 1e-12 to 0 or 1 is taken to be there.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from statistics import median, quantiles

#: Set as the context's precision by whoever calls these functions.
DIGITS = 50
_ALIKE = Decimal("1e-9")
_NOISE = Decimal("1e-12")
_GOOD_HALF_WIDTH = Decimal("0.2")

Numbers = Sequence[Decimal]
#: Column to value, as in a published row: None is "no value".
Values = dict[str, Decimal | int | str | None]


def root(value: Decimal) -> Decimal:
    return value.sqrt() if value > 0 else Decimal(0)


def cross(xs: Numbers, ys: Numbers) -> Decimal:
    """``sum x y - sum x sum y / n``: n - 1 times the covariance."""
    return sum((x * y for x, y in zip(xs, ys, strict=True)), Decimal(0)) - sum(xs) * sum(ys) / Decimal(
        len(xs)
    )


def spread(values: Numbers, scale: Decimal) -> Decimal | None:
    """The sum of squared deviations; None where all values are alike."""
    if len(values) < 2:
        return None
    square = cross(values, values)
    return square if square > len(values) * (_ALIKE * scale) ** 2 else None


@lru_cache(maxsize=64)
def normal_limit(level: float) -> float:
    """The z with ``erf(z / sqrt 2) = level``, by halving."""
    low, high = 0.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.erf(middle / math.sqrt(2)) < level else (low, middle)
    return (low + high) / 2


@lru_cache(maxsize=256)
def beta_odds(p: float, a: float, b: float) -> float:
    """The odds ``x / (1 - x)`` at the p quantile of the beta distribution, by integrating its density.

    The logarithm of the odds has the density ``exp(a u - (a + b) log(1 + exp u))`` but for a factor, a
    smooth hill that Boole's rule integrates; where it is 48 natural units below its top it is left out.
    """

    def height(u: float) -> float:
        soft = max(u, 0.0) + math.log1p(math.exp(-abs(u)))
        return a * u - (a + b) * soft

    top = math.log(a / b)
    peak = height(top)

    def foot(step: float) -> float:
        reach = step
        while height(top + reach) > peak - 48:
            reach *= 1.1
        return top + reach

    unit = 1 / math.sqrt(a * b / (a + b))
    start, end = foot(-unit), foot(unit)

    def area(left: float, right: float) -> float:
        panels = 1500
        width = (right - left) / (4 * panels)
        density = [math.exp(height(left + k * width) - peak) for k in range(4 * panels + 1)]
        inner = (
            14 * math.fsum(density[4:-1:4]) + 32 * math.fsum(density[1::2]) + 12 * math.fsum(density[2::4])
        )
        return (7 * (density[0] + density[-1]) + inner) * 2 * width / 45

    wanted = p * (area(start, top) + area(top, end))
    low, high = start, end
    u, below = top, area(start, top)
    for _ in range(100):
        low, high = (u, high) if below < wanted else (low, u)
        step = (wanted - below) / math.exp(height(u) - peak)
        target = u + step if low < u + step < high else (low + high) / 2
        if abs(target - u) < 1e-15 * max(1.0, abs(u)):
            break
        below += area(u, target)
        u = target
    return math.exp(u)


def t_limit(level: float, degrees: int) -> Decimal:
    """The t that a share ``level`` of Student's distribution lies within: t^2 / v are beta odds."""
    return Decimal(math.sqrt(degrees * beta_odds(level, 0.5, degrees / 2)))


def wilson(right: int, n: int, level: float) -> tuple[Decimal, Decimal]:
    """The shares p with ``(right/n - p)^2 = z^2 p (1 - p) / n``: the roots of a quadratic equation."""
    share, z = Decimal(right) / n, Decimal(normal_limit(level))
    a, b, c = 1 + z * z / n, -(2 * share + z * z / n), share * share
    gap = root(b * b - 4 * a * c)
    return (-b - gap) / (2 * a), (-b + gap) / (2 * a)


def mean_limits(
    values: Numbers, level: float, scale: Decimal = Decimal(1)
) -> tuple[Decimal | None, Decimal | None]:
    """Student's interval for a mean of shares, which ends at 0 and 1; no limits where all values are alike."""
    n, square = len(values), spread(values, scale)
    if square is None:
        return None, None
    middle = sum(values) / Decimal(n)
    reach = t_limit(level, n - 1) * root(square / (n - 1) / n)
    return max(middle - reach, Decimal(0)), min(middle + reach, Decimal(1))


def correlation_limits(r: Decimal | None, n: int, level: float) -> tuple[Decimal | None, Decimal | None]:
    """Fisher's interval, by logarithms; no limits below four pairs or at 1 and -1."""
    if r is None or n < 4 or abs(r) > 1 - _NOISE:
        return None, None
    middle = ((1 + r) / (1 - r)).ln()
    reach = 2 * Decimal(normal_limit(level)) / root(Decimal(n - 3))
    low, high = (middle - reach).exp(), (middle + reach).exp()
    return (low - 1) / (low + 1), (high - 1) / (high + 1)


def attempts_needed(r: Decimal | None, n: int, level: float) -> int | None:
    """How many more attempts until the interval leaves out 0 or reaches at most 0.2 to either side."""
    if r is None:
        return None

    def speaks(attempts: int) -> bool:
        low, high = correlation_limits(r, attempts, level)
        if low is None or high is None:
            return attempts >= 4
        return low > 0 or high < 0 or (high - low) / 2 <= _GOOD_HALF_WIDTH

    if speaks(n):
        return 0
    silent, spoken = n, 2 * n + 4
    while not speaks(spoken):
        silent, spoken = spoken, 2 * spoken
    while spoken - silent > 1:
        middle = (silent + spoken) // 2
        silent, spoken = (silent, middle) if speaks(middle) else (middle, spoken)
    return spoken - n


def alpha_limits(
    alpha: Decimal | None, n: int, questions: int, level: float
) -> tuple[Decimal | None, Decimal | None]:
    """Feldt's interval; the F quantile is beta odds times the ratio of degrees of freedom."""
    if alpha is None:
        return None, None
    above, below = n - 1, (n - 1) * (questions - 1)

    def limit(p: float) -> Decimal:
        return 1 - (1 - alpha) * Decimal(beta_odds(p, above / 2, below / 2) * below / above)

    return limit((1 + level) / 2), limit((1 - level) / 2)


def item_values(
    marks: Numbers, pairs: Sequence[tuple[Decimal, Decimal]], full: Decimal, rest_scale: Decimal, level: float
) -> Values:
    """One question from its marks, and from pairs of its mark and the total (rest plus mark)."""
    n = len(marks)
    values: Values = dict.fromkeys(
        (
            "mean",
            "sd",
            "facility",
            "facility_low",
            "facility_high",
            "facility_method",
            "discrimination",
            "efficiency",
        )
    )
    values["n"], values["full_marks"] = n, full
    if n:
        values["mean"] = sum(marks) / Decimal(n)
    if n and full > 0:
        values["facility"] = sum(marks) / full / n
        values.update(_facility_limits(marks, full, level))
    if n > 1 and full > 0:
        values["sd"] = root(cross(marks, marks) / (n - 1))
    xs, totals = [x for x, _ in pairs], [t for _, t in pairs]
    rests = [t - x for x, t in pairs]
    square, rest_square = spread(xs, full), spread(rests, rest_scale)
    r = None
    if square is not None and rest_square is not None:
        own, whole = root(square), root(cross(totals, totals))
        with_total = cross(xs, totals) / own / whole if whole else Decimal(0)
        r = (with_total * whole - own) / root(whole**2 + own**2 - 2 * with_total * whole * own)
        values["efficiency"] = cross(xs, rests) / cross(sorted(xs), sorted(rests))
    values["discrimination"] = r
    values["discrimination_low"], values["discrimination_high"] = correlation_limits(r, len(xs), level)
    values["attempts_needed"] = attempts_needed(r, len(xs), level)
    return values


def _facility_limits(marks: Numbers, full: Decimal, level: float) -> Values:
    right = sum(mark == full for mark in marks)
    if right + sum(mark == 0 for mark in marks) == len(marks):
        low, high = wilson(right, len(marks), level)
        return {"facility_low": low, "facility_high": high, "facility_method": "wilson"}
    shares = [mark / full for mark in marks]
    first, last = mean_limits(shares, level)
    method = None if first is None else "student-t"
    return {"facility_low": first, "facility_high": last, "facility_method": method}


def weights(columns: Sequence[Numbers], totals: Numbers, full: Numbers) -> list[Values]:
    """Intended and effective weight of every question of a quiz that all were shown whole."""
    whole = sum(full, Decimal(0))
    total_square = spread(totals, whole)
    roots: list[Decimal | None] = []
    for column, marks in zip(columns, full, strict=True):
        square = spread(column, marks)
        if square is None or total_square is None:
            roots.append(Decimal(0))
            continue
        product = cross(column, totals)
        if abs(product) <= _NOISE * root(square * total_square):
            product = Decimal(0)
        roots.append(root(product) if product >= 0 else None)
    spread_sum = sum((one for one in roots if one is not None), Decimal(0))
    return [
        {
            "intended_weight": marks / whole if whole else None,
            "effective_weight": one / spread_sum if one is not None and spread_sum else None,
        }
        for one, marks in zip(roots, full, strict=True)
    ]


def quiz_values(shares: Numbers, level: float) -> Values:
    """The quiz from the scores of its attempts, as shares of full marks."""
    n = len(shares)
    names = ("mean", "median", "sd", "skewness", "kurtosis")
    quarters = ("minimum", "lower_quartile", "upper_quartile", "maximum")
    values: Values = dict.fromkeys((*names, *quarters, "mean_low", "mean_high"))
    if not n:
        return values
    values["mean"], values["median"] = sum(shares) / Decimal(n), median(shares)
    values["minimum"], values["maximum"] = min(shares), max(shares)
    first, _, last = quantiles(shares, n=4, method="inclusive") if n > 1 else (shares[0],) * 3
    values["lower_quartile"], values["upper_quartile"] = first, last
    values["mean_low"], values["mean_high"] = mean_limits(shares, level)
    if n > 1:
        values["sd"] = root(cross(shares, shares) / (n - 1))
    if n > 2 and spread(shares, Decimal(1)) is not None:
        values["skewness"], values["kurtosis"] = _shape(shares)
    return values


def _shape(shares: Numbers) -> tuple[Decimal, Decimal | None]:
    """Skewness and kurtosis by way of their uncorrected forms g1 and g2 (Joanes & Gill 1998)."""
    n = Decimal(len(shares))
    middle = sum(shares) / n
    m2, m3, m4 = (sum((share - middle) ** power for share in shares) / n for power in (2, 3, 4))
    g1, g2 = m3 / (m2 * root(m2)), m4 / m2**2 - 3
    skewness = g1 * root(n * (n - 1)) / (n - 2)
    return skewness, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6) if n > 3 else None


def reliability_values(columns: Sequence[Numbers], shares: Numbers, sd: Decimal, level: float) -> Values:
    """Alpha by Hoyt's (1941) analysis of variance of marks by attempts and questions, and what follows."""
    n, p = len(shares), len(columns)
    values: Values = dict.fromkeys(("alpha", "alpha_low", "alpha_high", "error_ratio", "standard_error"))
    if n < 3 or p < 2 or spread(shares, Decimal(1)) is None:
        return values
    rows = list(zip(*columns, strict=True))
    common = sum(map(sum, rows)) ** 2 / Decimal(n * p)
    between_rows = sum(sum(row) ** 2 for row in rows) / Decimal(p) - common
    between_columns = sum(sum(column) ** 2 for column in columns) / Decimal(n) - common
    everything = sum(mark * mark for row in rows for mark in row) - common
    error = (everything - between_rows - between_columns) / ((n - 1) * (p - 1))
    alpha = 1 - error / (between_rows / (n - 1))
    ratio = root(1 - alpha) if 1 - alpha > _NOISE else Decimal(0)
    low, high = alpha_limits(alpha, n, p, level)
    values.update(alpha=alpha, alpha_low=low, alpha_high=high, error_ratio=ratio, standard_error=ratio * sd)
    return values


def third_counts(scores: Numbers, chosen: Sequence[bool]) -> tuple[int, int, int]:
    """How many of each ability third chose something; equal scores (nine decimals) share a third."""
    keys = [round(score, 9) for score in scores]
    ordered = sorted(keys)
    counts = [0, 0, 0]
    for key, pick in zip(keys, chosen, strict=True):
        place = Decimal(bisect_left(ordered, key) + bisect_right(ordered, key)) / 2
        third = sum(3 * place > cut * len(keys) for cut in (1, 2))
        # A place of exactly one third is no longer lower.
        third = 1 if 3 * place == len(keys) else third
        counts[third] += pick
    return counts[0], counts[1], counts[2]


def choice_correlation(chosen: Sequence[bool], rests: Numbers) -> Decimal | None:
    """Point-biserial: ``(mean of those who chose - mean of the others) sqrt(share (1 - share)) / sd``."""
    took = [rest for rest, pick in zip(rests, chosen, strict=True) if pick]
    left = [rest for rest, pick in zip(rests, chosen, strict=True) if not pick]
    scale = max(map(abs, rests), default=Decimal(0))
    square = spread(rests, scale)
    if not took or not left or square is None:
        return None
    n = Decimal(len(rests))
    gap = sum(took) / Decimal(len(took)) - sum(left) / Decimal(len(left))
    return gap * root(len(took) * len(left) / n / n) / root(square / n)
