"""Statistics of one question: how hard it is, and whether it tells stronger from weaker attempts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizapp.domain.statistics.intervals import (
    FEW_ATTEMPTS,
    LEVEL,
    Interval,
    attempts_needed,
    correlation_interval,
    share_interval,
    wilson_interval,
)
from quizapp.domain.statistics.sums import MarkSums, PairSums, count_pairs, sum_cells


@dataclass(frozen=True)
class ItemStatistics:
    """The statistics of one question. Shares and correlations are fractions: a page shows them times 100.

    None means that the value is undefined, never that it is zero.
    """

    question_id: str
    #: Attempts that were shown the question and have a mark for it.
    n: int
    #: Those of them that are marked whole and had something else to earn: what discrimination rests on.
    n_whole: int
    full_marks: float
    #: Mean and standard deviation in marks.
    mean: float | None
    sd: float | None
    facility: float | None
    facility_interval: Interval | None
    #: The facility that blind guessing would give, as the question's type says; not from responses.
    guess_score: float | None
    intended_weight: float | None
    effective_weight: float | None
    #: True where the question pulls against the total, so that it has no effective weight.
    pulls_against_total: bool
    discrimination: float | None
    discrimination_interval: Interval | None
    efficiency: float | None
    #: About how many more attempts until the discrimination says something; 0 where it does.
    attempts_needed: int | None

    def only_telling(self) -> "ItemStatistics":
        """Without the figures that say nothing of so few attempts."""
        if self.n_whole >= FEW_ATTEMPTS:
            return self
        return replace(
            self,
            effective_weight=None,
            pulls_against_total=False,
            discrimination=None,
            discrimination_interval=None,
            efficiency=None,
            attempts_needed=None,
        )


@dataclass(frozen=True)
class Weights:
    """A question's share in the total: as the marks intend, and as the responses turned out."""

    intended: float | None = None
    effective: float | None = None
    pulls_against_total: bool = False


def item_statistics(
    marks: Sequence[float],
    totals: Sequence[float],
    full_marks: float,
    *,
    question_id: str = "",
    guess_score: float | None = None,
    level: float = LEVEL,
) -> ItemStatistics:
    """Describe one question from the marks it earned and the same attempts' totals.

    With ``x`` the marks on this question, ``T`` the total marks, ``y = T - x`` the marks on the rest of
    the quiz and ``M`` the full marks, over ``n`` attempts (variances and covariances divide by n - 1):

    * facility index ``mean(x) / M``
    * standard deviation ``sqrt(var(x))``, in marks
    * discrimination index ``cov(x, y) / sqrt(var(x) var(y))``
    * discriminative efficiency ``cov(x, y) / covmax``, where ``covmax`` is the covariance after sorting
      ``x`` and ``y`` ascending, each on its own: the most these marks could have reached

    The discrimination index is the corrected item-total ("item-rest") correlation: taking the question out
    of the total keeps it from correlating with itself. It is *not* the difference between the upper and
    lower 27 % of students, which some textbooks call by the same name.

    Facility is None without attempts or without full marks; the standard deviation below two attempts or
    without full marks; discrimination and efficiency below two attempts or where nobody differs on the
    question or on the rest. Weights need the whole quiz (``analyse``) and are None here.

    Sources: Henrysson (1963), *Psychometrika* 28(2), 211-218, for the correction; Crocker & Algina (1986),
    *Introduction to Classical and Modern Test Theory*, ch. 14. Moodle reports the same indices, times 100, where
    all had the same questions.
    """
    n = len(marks)
    if n != len(totals):
        raise ValueError(f"{n} marks on the question but {len(totals)} totals")
    if not full_marks >= 0:
        raise ValueError(f"full marks are 0 or more, not {full_marks}")
    middle = math.fsum(totals) / n if n else 0.0
    scale = max(map(abs, totals), default=0.0)
    own, pairs = sum_cells(count_pairs(marks, [total - middle for total in totals]), full_marks, scale)
    return describe_item(question_id, own, pairs, Weights(), guess_score=guess_score, level=level)


def describe_item(
    question_id: str,
    own: MarkSums,
    pairs: PairSums,
    weights: Weights,
    *,
    guess_score: float | None = None,
    level: float = LEVEL,
) -> ItemStatistics:
    """Turn a question's sums into its statistics; formulas and sources in ``item_statistics``."""
    counts = own.full_marks > 0
    discrimination = efficiency = None
    if pairs.correlate:
        discrimination = pairs.product / math.sqrt(pairs.square) / math.sqrt(pairs.rest_square)
        efficiency = pairs.product / pairs.most_product
    return ItemStatistics(
        question_id=question_id,
        n=own.n,
        n_whole=pairs.n,
        full_marks=own.full_marks,
        mean=own.mean,
        sd=math.sqrt(own.square / (own.n - 1)) if own.n > 1 and counts else None,
        facility=own.mean / own.full_marks if own.mean is not None and counts else None,
        facility_interval=_facility_interval(own, level),
        guess_score=guess_score,
        intended_weight=weights.intended,
        effective_weight=weights.effective,
        pulls_against_total=weights.pulls_against_total,
        discrimination=discrimination,
        discrimination_interval=correlation_interval(discrimination, pairs.n, level),
        efficiency=efficiency,
        attempts_needed=attempts_needed(discrimination, pairs.n, level),
    )


def _facility_interval(own: MarkSums, level: float) -> Interval | None:
    if own.mean is None or not own.full_marks > 0:
        return None
    if own.right is not None:
        return wilson_interval(own.right, own.n, level)
    full = own.full_marks
    return share_interval(own.n, own.mean / full, own.square / (full * full), level)


def weigh_items(every: Sequence[tuple[MarkSums, PairSums]]) -> list[Weights]:
    """The weights of all questions of a quiz that everybody was shown whole.

    * intended weight ``M_i / sum of M_j``; None where no question has marks
    * effective weight ``w_i / sum of w_j`` with ``w_i = sqrt(cov(x_i, T))``: how much of the spread of
      totals the question makes. A question whose marks fall as totals rise (a negative covariance) has
      None and is left out of the sum. None for all below two attempts or where nobody differs.

    Source: Moodle's quiz statistics, which name both.
    """
    whole = math.fsum(own.full_marks for own, _ in every)
    products = [pairs.with_total for _, pairs in every]
    roots = [math.sqrt(product) if product >= 0 else None for product in products]
    spread = math.fsum(root for root in roots if root is not None)
    return [
        Weights(
            intended=own.full_marks / whole if whole > 0 else None,
            effective=root / spread if root is not None and spread > 0 else None,
            pulls_against_total=root is None,
        )
        for (own, _), root in zip(every, roots, strict=True)
    ]
