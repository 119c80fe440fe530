"""Statistics of a whole quiz: how scores are spread and how far they can be trusted."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quizapp.domain.statistics.intervals import (
    FEW_ATTEMPTS,
    LEVEL,
    Interval,
    alpha_interval,
    mean_share_interval,
)
from quizapp.domain.statistics.items import ItemStatistics, Weights, describe_item, weigh_items
from quizapp.domain.statistics.matrix import ScoreMatrix, attempt_scores, read_complete
from quizapp.domain.statistics.moments import (
    NOISE,
    kurtosis,
    mean,
    quantile,
    skewness,
    squares_about,
    standard_deviation,
    varies,
)
from quizapp.domain.statistics.sums import sum_complete, sum_marked, sum_shown


@dataclass(frozen=True)
class QuizStatistics:
    """The statistics of a quiz. Scores are shares of full marks, 0 to 1: a page shows them times 100.

    None means that the value is undefined, never that it is zero.
    """

    #: Attempts that have a total, and attempts without one because a response still waits to be marked.
    n: int
    waiting: int
    questions: int
    #: Full marks of the quiz; None where attempts differ because each student had a draw of their own.
    full_marks: float | None
    mean: float | None
    mean_interval: Interval | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    minimum: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    maximum: float | None
    #: The coefficient of internal consistency (alpha), the share of the spread that is error, and the
    #: standard error of measurement of one score.
    alpha: float | None
    alpha_interval: Interval | None
    error_ratio: float | None
    standard_error: float | None

    def only_telling(self) -> "QuizStatistics":
        """Without the figures that say nothing of so few attempts."""
        if self.n >= FEW_ATTEMPTS:
            return self
        return replace(
            self,
            skewness=None,
            kurtosis=None,
            alpha=None,
            alpha_interval=None,
            error_ratio=None,
            standard_error=None,
        )


@dataclass(frozen=True)
class Analysis:
    """A quiz and each of its questions, in the order of the matrix."""

    items: tuple[ItemStatistics, ...]
    quiz: QuizStatistics

    def only_telling(self) -> "Analysis":
        """Without the figures that say nothing of so few attempts: what is published."""
        return Analysis(tuple(item.only_telling() for item in self.items), self.quiz.only_telling())


def analyse(
    matrix: ScoreMatrix, *, guess_scores: Mapping[str, float | None] | None = None, level: float = LEVEL
) -> Analysis:
    """Every statistic of a quiz and of its questions.

    ``guess_scores`` holds, per question id, the facility that blind guessing would give. Where each
    student had a draw of their own, a question is described over those who were shown it, and alpha, what
    follows from it and both weights are None: they need questions in common.

    Formulas and sources: ``item_statistics``, ``weigh_items``, ``quiz_statistics``.
    """
    if matrix.same_questions:
        table = read_complete(matrix)
        whole = math.fsum(matrix.full_marks)
        shares = [total / whole for total in table.totals] if whole > 0 else []
        sums = sum_complete(table, matrix.full_marks)
        weights = weigh_items(sums)
        n, waiting, full_marks = len(table.totals), table.waiting, whole
        # Unmarked questions are no part of the score, so they are no part of its consistency either.
        marked = [own for own, _ in sums if own.full_marks > 0] if n > 1 else []
        item_variances = [own.square / (n - 1) / whole**2 for own in marked]
        if len(table.totals) < len(matrix.rows):  # a question is counted over all who have a mark for it
            sums = [(own, pairs) for own, (_, pairs) in zip(sum_marked(matrix), sums, strict=True)]
    else:
        scores = attempt_scores(matrix)
        shares = [score.share for score in scores if score.share is not None]
        sums = sum_shown(matrix)
        weights = [Weights()] * len(sums)
        n, waiting = len(scores) - len(matrix.unfinished), matrix.waiting + len(matrix.unfinished)
        full_marks = None
        item_variances = []
    guesses = guess_scores or {}
    items = tuple(
        describe_item(question_id, own, pairs, weight, guess_score=guesses.get(question_id), level=level)
        for question_id, (own, pairs), weight in zip(matrix.question_ids, sums, weights, strict=True)
    )
    quiz = quiz_statistics(
        shares, item_variances, n=n, waiting=waiting, questions=len(items), full_marks=full_marks, level=level
    )
    return Analysis(items, quiz)


def quiz_statistics(
    shares: Sequence[float],
    item_variances: Sequence[float],
    *,
    n: int,
    waiting: int,
    questions: int,
    full_marks: float | None,
    level: float = LEVEL,
) -> QuizStatistics:
    """Describe a quiz from its attempts' scores and from the variances of its questions' marks.

    With ``T`` the score of an attempt as a share of full marks, over ``n`` attempts, ``p`` marked questions
    and     ``var(x_i)`` the variance of question i on the same scale (all variances divide by n - 1):

    * mean, median, standard deviation, minimum, maximum; quartiles as in ``moments.quantile``
    * skewness and (excess) kurtosis as in ``moments``
    * coefficient of internal consistency, alpha: ``p / (p - 1) * (1 - sum var(x_i) / var(T))``
    * error ratio ``sqrt(1 - alpha)``: the share of the standard deviation that is chance
    * standard error of measurement ``error ratio * sd``

    None: everything without attempts; the standard deviation below two; alpha, error ratio and standard
    error below three attempts, with fewer than two questions, where all scores are alike, or where
    ``item_variances`` is empty because the questions were not the same for all. Alpha may be far below 0
    and is given as it is.

    Sources: Cronbach (1951), *Psychometrika* 16(3), 297-334; Lord & Novick (1968), *Statistical Theories
    of Mental Test Scores*, for the error. Moodle reports the same, times 100, but counts slots without marks in p.
    """
    ordered = sorted(shares)
    sd = standard_deviation(ordered)
    alpha = _alpha(ordered, item_variances) if sd is not None else None
    error_ratio = None
    if alpha is not None:
        error_ratio = math.sqrt(1 - alpha) if 1 - alpha > NOISE else 0.0
    return QuizStatistics(
        n=n,
        waiting=waiting,
        questions=questions,
        full_marks=full_marks,
        mean=mean(ordered),
        mean_interval=mean_share_interval(ordered, level),
        median=quantile(ordered, 0.5),
        sd=sd,
        skewness=skewness(ordered),
        kurtosis=kurtosis(ordered),
        minimum=ordered[0] if ordered else None,
        lower_quartile=quantile(ordered, 0.25),
        upper_quartile=quantile(ordered, 0.75),
        maximum=ordered[-1] if ordered else None,
        alpha=alpha,
        alpha_interval=alpha_interval(alpha, n, len(item_variances), level),
        error_ratio=error_ratio,
        standard_error=error_ratio * sd if error_ratio is not None and sd is not None else None,
    )


def _alpha(shares: Sequence[float], item_variances: Sequence[float]) -> float | None:
    n, p = len(shares), len(item_variances)
    if n < 3 or p < 2:
        return None
    square_sum = squares_about(shares, math.fsum(shares) / n)
    if not varies(square_sum, n, 1.0):
        return None
    return p / (p - 1) * (1 - math.fsum(item_variances) / (square_sum / (n - 1)))


def score_bands(shares: Sequence[float], bands: int = 10) -> list[int]:
    """How many scores fall into each of equally wide bands from 0 to 1, for a histogram.

    A score on a border counts in the upper band, a full score in the last one. Scores below 0 (penalties)
    count in the first band.
    """
    if bands < 1:
        raise ValueError(f"a histogram has at least one band, not {bands}")
    counts = [0] * bands
    for share in shares:
        # Rounded, since 0.7 * 10 is a hair below 7 in binary for some of the ways to reach 0.7.
        place = math.floor(round(share * bands, 9))
        counts[min(max(place, 0), bands - 1)] += 1
    return counts
