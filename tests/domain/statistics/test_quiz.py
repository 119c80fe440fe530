"""Statistics of a whole quiz, and the matrix they start from."""

import math
from array import array
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.domain.statistics.matrix import ScoreMatrix, ability_thirds, attempt_scores, rest_shares
from quizapp.domain.statistics.moments import kurtosis, quantile, skewness, standard_deviation
from quizapp.domain.statistics.quiz import analyse, score_bands
from tests.domain.statistics import oracle
from tests.domain.statistics.test_items import NAN, matrix, random_rows, tables

FIGURES = ("skewness", "kurtosis", "alpha", "alpha_interval", "error_ratio", "standard_error")


def test_alpha_and_what_follows_by_hand():
    # Rows 1 1, 1 0, 0 0: totals 2, 1, 0 with variance 1. Both columns have the variance 1/3.
    # alpha = 2/1 * (1 - 2/3) = 2/3; error ratio sqrt(1/3). As shares of 2 marks the sd is 1/2,
    # so the standard error is sqrt(1/3) / 2.
    quiz = analyse(matrix([[1, 1], [1, 0], [0, 0]])).quiz

    assert quiz.alpha == pytest.approx(2 / 3)
    assert quiz.error_ratio == pytest.approx((1 / 3) ** 0.5)
    assert quiz.sd == pytest.approx(0.5)
    assert quiz.standard_error == pytest.approx((1 / 3) ** 0.5 / 2)


def test_mean_median_and_quartiles_by_hand():
    # Scores of 10: 1, 2, 4, 8. Median (2 + 4)/2 = 3; quartiles at places 0.75 and 2.25: 1.75 and 5.
    quiz = analyse(matrix([[1], [2], [4], [8]], full=[10])).quiz

    assert (quiz.mean, quiz.median) == pytest.approx((0.375, 0.3))
    assert (quiz.minimum, quiz.lower_quartile, quiz.upper_quartile, quiz.maximum) == pytest.approx(
        (0.1, 0.175, 0.5, 0.8)
    )
    assert quiz.full_marks == 10


def test_skewness_and_kurtosis_by_hand():
    # 0, 0, 0, 1: m2 = 3/16, m3 = 3/32, m4 = 21/256. k2 = 1/4, k3 = 16 * 3/32 / 6 = 1/4, k3/k2^1.5 = 2.
    # k4 = 16 (5 * 21/256 - 9 * 9/256) / 6 = 16 * 24/256 / 6 = 1/4; k4/k2^2 = 4.
    assert skewness([0, 0, 0, 1]) == pytest.approx(2)
    assert kurtosis([0, 0, 0, 1]) == pytest.approx(4)


def test_no_attempt_gives_nothing_but_counts():
    quiz = analyse(matrix([], full=[1, 1])).quiz

    assert (quiz.n, quiz.questions, quiz.full_marks) == (0, 2, 2)
    rest = [
        value for name, value in vars(quiz).items() if name not in {"n", "waiting", "questions", "full_marks"}
    ]
    assert set(rest) == {None}


def test_one_attempt_has_a_mean_and_no_spread():
    quiz = analyse(matrix([[1, 0]])).quiz

    assert (quiz.mean, quiz.median, quiz.minimum, quiz.maximum) == (0.5, 0.5, 0.5, 0.5)
    assert (quiz.sd, quiz.mean_interval) == (None, None)
    assert [getattr(quiz, name) for name in FIGURES] == [None] * 6


def test_two_attempts_have_a_spread_but_no_shape_and_no_alpha():
    quiz = analyse(matrix([[1, 0], [1, 1]])).quiz

    assert quiz.sd == pytest.approx(0.125**0.5)
    assert [getattr(quiz, name) for name in FIGURES] == [None] * 6


def test_kurtosis_needs_four_attempts():
    quiz = analyse(matrix([[1, 0], [1, 1], [0, 0]])).quiz

    assert quiz.skewness == pytest.approx(0)
    assert quiz.kurtosis is None


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[1, 1]] * 5, id="all right"),
        pytest.param([[0, 0]] * 5, id="all blank"),
        pytest.param([[1, 0], [0, 1], [1, 0], [0, 1]], id="totals alike though questions differ"),
        pytest.param([[0.1, 0.2], [0.3, 0.0], [0.2, 0.1], [0.15, 0.15]], id="alike but for rounding"),
    ],
)
def test_scores_all_alike_have_no_shape_and_no_alpha(rows):
    quiz = analyse(matrix(rows)).quiz

    assert [getattr(quiz, name) for name in FIGURES] == [None] * 6
    assert quiz.mean_interval is None


def test_one_question_has_no_alpha():
    quiz = analyse(matrix([[1], [0], [1], [0]])).quiz

    assert (quiz.alpha, quiz.error_ratio, quiz.standard_error) == (None, None, None)
    assert quiz.skewness == pytest.approx(0)


def test_alpha_far_below_zero_is_given_as_it_is():
    # Columns nearly mirror one another: totals 1, 1, 1, 0 have the variance 1/4; columns 1 0 1 0 and
    # 0 1 0 0 have 1/3 and 1/4. alpha = 2 (1 - (7/12)/(1/4)) = 2 (1 - 7/3) = -8/3.
    quiz = analyse(matrix([[1, 0], [0, 1], [1, 0], [0, 0]])).quiz

    assert quiz.alpha == pytest.approx(-8 / 3)
    assert quiz.error_ratio == pytest.approx((11 / 3) ** 0.5)


def test_error_is_exactly_zero_where_all_questions_agree():
    # Rounding leaves 1 - alpha at 1e-16 here, whose root would be an error ratio of 1e-8.
    quiz = analyse(matrix([[mark] * 6 for mark in (0.1, 0.7, 0.0, 0.2, 0.0)])).quiz

    assert quiz.alpha == pytest.approx(1)
    assert (quiz.error_ratio, quiz.standard_error) == (0, 0)


def test_questions_without_marks_are_not_among_the_questions_of_alpha():
    # Three questions, one of them worth nothing: p / (p - 1) is 2, where Moodle takes 3/2.
    with_zero = analyse(matrix([[1, 1, 0], [1, 0, 0], [0, 0, 0]], full=[1, 1, 0])).quiz

    assert with_zero.alpha == pytest.approx(2 * (1 - 2 / 3))


def test_quiz_without_any_marks_has_no_scores():
    quiz = analyse(matrix([[0, 0], [0, 0]], full=[0, 0])).quiz

    assert (quiz.n, quiz.mean, quiz.alpha) == (2, None, None)


def test_quiz_without_questions_is_empty_and_no_error():
    analysis = analyse(ScoreMatrix((), (), [(), ()]))

    assert (analysis.items, analysis.quiz.n, analysis.quiz.mean) == ((), 2, None)


def test_draw_per_student_has_no_alpha_and_scores_by_what_was_shown():
    rows = [[1, 1, NAN], [1, NAN, 0], [0, 1, NAN], [NAN, 1, 1]]
    quiz = analyse(matrix(rows, full=[1, 1, 2], same_questions=False, waiting=2)).quiz

    # 2/2, 1/3, 1/2, 2/3: mean 5/8.
    assert quiz.mean == pytest.approx(0.625)
    assert (quiz.alpha, quiz.error_ratio, quiz.full_marks, quiz.waiting) == (None, None, None, 2)


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_scipy_and_the_second_implementation(seed):
    stats = pytest.importorskip("scipy.stats")
    rows = random_rows(seed, n=50 + 40 * seed, p=6)
    shares = [math.fsum(row) / 6 for row in rows]
    quiz = analyse(matrix(rows)).quiz

    assert quiz.skewness == pytest.approx(stats.skew(shares, bias=False), abs=1e-9)
    assert quiz.kurtosis == pytest.approx(stats.kurtosis(shares, bias=False), abs=1e-9)
    assert quiz.sd == pytest.approx(stats.tstd(shares), abs=1e-9)
    assert quiz.alpha == pytest.approx(oracle.alpha(rows), abs=1e-9)
    for name, share in (("lower_quartile", 0.25), ("median", 0.5), ("upper_quartile", 0.75)):
        assert getattr(quiz, name) == pytest.approx(stats.mstats.mquantiles(shares, share, 1, 1)[0], abs=1e-9)


def test_far_from_zero_no_digits_are_lost():
    # The textbook short cut sum v^2 - n mean^2 would leave nothing here: values of 1e9 with a spread of 1.
    rng = Random(1)
    values = [1e9 + rng.randrange(4) for _ in range(1000)]
    shifted = [value - 1e9 for value in values]

    assert standard_deviation(values) == pytest.approx(standard_deviation(shifted), rel=1e-9)


@given(tables)
def test_bounds_and_no_nan_anywhere(rows):
    assume(rows)
    quiz = analyse(matrix(rows)).quiz

    assert 0 <= quiz.minimum <= quiz.lower_quartile <= quiz.median <= quiz.upper_quartile <= quiz.maximum <= 1
    assert quiz.minimum - 1e-12 <= quiz.mean <= quiz.maximum + 1e-12
    assert quiz.alpha is None or quiz.alpha <= 1 + 1e-12
    assert not any(isinstance(v, float) and math.isnan(v) for v in vars(quiz).values())


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_attempts_and_questions_changes_nothing(rows, rng):
    assume(rows)
    columns = list(zip(*rows, strict=True))
    rng.shuffle(columns)
    shuffled = list(zip(*columns, strict=True))
    rng.shuffle(shuffled)
    ours, theirs = analyse(matrix(rows)).quiz, analyse(matrix(shuffled)).quiz

    for name, value in vars(ours).items():
        if isinstance(value, float):
            assert getattr(theirs, name) == pytest.approx(value, abs=1e-9), name


def test_matrix_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="2 questions but a row of 1 marks"):
        ScoreMatrix(("a", "b"), (1.0, 1.0), [(1.0,)])
    with pytest.raises(ValueError, match=r"2 questions but a row of 1\.5 marks"):
        ScoreMatrix(("a", "b"), (1.0, 1.0), [b"\0" * 12])
    with pytest.raises(ValueError, match="2 questions but full marks for 1"):
        ScoreMatrix(("a", "b"), (1.0,), [])
    with pytest.raises(ValueError, match="full marks are 0 or more"):
        ScoreMatrix(("a",), (-1.0,), [])
    with pytest.raises(ValueError, match="infinite"):
        analyse(ScoreMatrix(("a",), (1.0,), [(math.inf,)]))


def test_attempt_scores_are_in_the_order_of_rows_and_waiting_ones_have_none():
    scores = attempt_scores(matrix([[1, 1], [NAN, 1], [0, 2]], full=[1, 3]))

    assert [score.share for score in scores] == [0.5, None, 0.5]
    assert [score.marks for score in scores] == [2, None, 2]


def test_rest_shares_leave_the_question_out():
    # Of 3 other marks: 1, 2; the waiting attempt has none, and neither has one not shown the question.
    assert rest_shares(matrix([[1, 1], [0, 2], [NAN, 1]], full=[1, 3]))["q0"] == [1 / 3, 2 / 3, None]
    assert rest_shares(matrix([[NAN, 1], [1, NAN]], same_questions=False))["q0"] == [None, None]
    assert rest_shares(matrix([[NAN, 1, 0], [1, 0, NAN]], same_questions=False))["q0"] == [None, 0]


def test_little_endian_bytes_are_read_on_any_computer():
    row = array("d", [0.5, 1.0])
    if row.tobytes() != b"\0\0\0\0\0\0\xe0\x3f\0\0\0\0\0\0\xf0\x3f":
        row.byteswap()
    assert analyse(ScoreMatrix(("a", "b"), (1.0, 1.0), [row.tobytes()])).quiz.mean == 0.75


def test_thirds_by_hand():
    assert ability_thirds([0.1, 0.2, 0.3]) == [0, 1, 2]
    assert ability_thirds([0.6, 0.5, 0.4, 0.3, 0.2, 0.1]) == [2, 2, 1, 1, 0, 0]
    # Places of 4 (middle of those shared, b + t/2): 0.5, 2, 2, 3.5 of 4: lower, middle, middle, upper.
    assert ability_thirds([0.1, 0.5, 0.5, 0.9]) == [0, 1, 1, 2]
    assert ability_thirds([0.5] * 5) == [1] * 5
    assert ability_thirds([]) == []
    # 0.1 + 0.2 and 0.3 are a tie in spite of rounding; both sit at 1 of 3, which is no longer lower.
    assert ability_thirds([0.1 + 0.2, 0.3, 0.9]) == [1, 1, 2]


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1))
def test_equal_scores_share_a_third_and_higher_scores_never_sit_lower(scores):
    thirds = ability_thirds(scores)
    ranked = sorted(zip(scores, thirds, strict=True))

    assert [third for _, third in ranked] == sorted(thirds)
    assert len({(score, third) for score, third in ranked}) == len(set(scores))


def test_bands_hold_every_score_and_the_last_one_full_marks():
    assert score_bands([0, 0.1, 0.19, 0.7, 1.0, -0.2], bands=10) == [2, 2, 0, 0, 0, 0, 0, 1, 0, 1]
    assert score_bands([0.1 * 7], bands=10)[7] == 1
    assert score_bands([0.29 * 100 / 100], bands=100)[29] == 1
    with pytest.raises(ValueError, match="at least one band"):
        score_bands([], bands=0)


def test_quantile_refuses_shares_outside_0_to_1():
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([1.0], 1.5)
