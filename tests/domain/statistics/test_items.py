"""Statistics of single questions: hand-worked cases, edges, and a second implementation."""

import math
from array import array
from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.domain.statistics.items import item_statistics
from quizapp.domain.statistics.matrix import ScoreMatrix
from quizapp.domain.statistics.quiz import analyse
from tests.domain.statistics import oracle

NAN = math.nan


def matrix(rows, full=None, **more):
    width = len(full) if full is not None else len(rows[0])
    return ScoreMatrix(
        tuple(f"q{k}" for k in range(width)),
        tuple(full or [1.0] * width),
        [tuple(row) for row in rows],
        **more,
    )


def random_rows(seed, n=60, p=8, marks=(0.0, 0.25, 0.5, 1.0)):
    rng = Random(seed)
    rows = []
    for _ in range(n):
        able = rng.random()
        rows.append([rng.choice(marks) if rng.random() > able else marks[-1] for _ in range(p)])
    return rows


def test_discrimination_leaves_the_item_itself_out_of_the_total():
    # Rest of the quiz: 3, 2, 2, 1. cov = (1/2*1 + 0 + 0 + 1/2*1)/3 = 1/3, var(x) = 1/3, var(rest) = 2/3.
    stats = item_statistics([1, 1, 0, 0], [4, 3, 2, 1], full_marks=1)

    assert stats.discrimination == pytest.approx(0.5**0.5, abs=1e-12)


def test_efficiency_is_the_covariance_beside_the_largest_these_marks_allow():
    # x = 1, 0, 1, 0 and rest = 3, 2, 1, 0: products about the means (1/2, 3/2) are
    # 3/4 - 1/4 - 1/4 + 3/4 = 1. Sorted on their own x = 0, 0, 1, 1 goes with 0, 1, 2, 3:
    # 3/4 + 1/4 + 1/4 + 3/4 = 2. So efficiency 1/2.
    stats = item_statistics([1, 0, 1, 0], [4, 2, 2, 0], full_marks=1)

    assert stats.efficiency == pytest.approx(0.5, abs=1e-12)


def test_facility_and_spread_are_of_partial_marks():
    # Marks 0, 1, 2 of 4: mean 1, facility 1/4; squares 1 + 0 + 1 over n - 1 = 2 give sd 1, 1/4 of the marks.
    stats = item_statistics([0, 1, 2], [0, 3, 5], full_marks=4)

    assert (stats.mean, stats.facility, stats.sd) == (1, 0.25, 1)


def test_marks_of_nothing_or_all_get_wilsons_interval_and_others_students():
    assert item_statistics([0, 2, 2], [1, 2, 4], full_marks=2).facility_interval.method == "wilson"
    assert item_statistics([0, 1, 2], [1, 2, 4], full_marks=2).facility_interval.method == "student-t"
    assert item_statistics([-1, 2, 2], [1, 2, 4], full_marks=2).facility_interval.method == "student-t"
    assert item_statistics([0, 2, 3], [1, 2, 4], full_marks=2).facility_interval.method == "student-t"


@pytest.mark.parametrize(
    ("item", "total"),
    [
        pytest.param([], [], id="no attempt"),
        pytest.param([1], [3], id="one attempt"),
        pytest.param([1, 1], [3, 5], id="everybody right"),
        pytest.param([1, 0], [4, 3], id="rest of the quiz all alike"),
        pytest.param([1 / 3] * 3, [1, 2, 3], id="everybody a third right"),
        pytest.param([0.1 + 0.2, 0.3, 0.3], [1, 2, 3], id="alike but for rounding"),
    ],
)
def test_discrimination_is_none_where_nothing_varies(item, total):
    stats = item_statistics(item, total, full_marks=1)

    assert stats.discrimination is None
    assert stats.efficiency is None
    assert stats.discrimination_interval is None
    assert stats.attempts_needed is None


def test_one_attempt_has_a_facility_and_no_spread():
    stats = item_statistics([0.5], [3], full_marks=1)

    assert (stats.n, stats.facility, stats.sd) == (1, 0.5, None)


def test_no_attempt_has_no_figure_at_all():
    stats = item_statistics([], [], full_marks=1)

    assert (stats.n, stats.mean, stats.facility, stats.facility_interval, stats.sd) == (
        0,
        None,
        None,
        None,
        None,
    )


def test_question_without_marks_has_no_facility_and_no_intended_weight_in_the_total():
    unmarked, marked, other = analyse(matrix([[0, 1, 0], [0, 0, 1], [0, 1, 1]], full=[0, 1, 1])).items

    assert (unmarked.facility, unmarked.sd, unmarked.facility_interval) == (None, None, None)
    assert (unmarked.intended_weight, marked.intended_weight) == (0, 0.5)
    assert unmarked.effective_weight == 0
    assert other.discrimination is not None


def test_negative_marks_make_a_negative_facility():
    assert item_statistics([-1, 0], [1, 2], full_marks=1).facility == -0.5


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="2 marks on the question but 1 totals"):
        item_statistics([1, 0], [1], full_marks=1)
    with pytest.raises(ValueError, match="full marks are 0 or more"):
        item_statistics([1], [1], full_marks=-1)
    with pytest.raises(ValueError, match="full marks are 0 or more"):
        item_statistics([1], [1], full_marks=NAN)


def test_weights_by_hand():
    # Rows (1, 2), (0, 0): T = 3, 0. cov(x1, T) = 2 * (1/2 * 3/2) / 1 = 3/2; cov(x2, T) = 2 * (1 * 3/2) = 3.
    # Roots 1.2247 and 1.7321; shares 1/(1 + sqrt 2) and sqrt 2/(1 + sqrt 2). Intended 1/3 and 2/3.
    first, second = analyse(matrix([[1, 2], [0, 0]], full=[1, 2])).items

    assert first.effective_weight == pytest.approx(1 / (1 + 2**0.5))
    assert second.effective_weight == pytest.approx(2**0.5 / (1 + 2**0.5))
    assert (first.intended_weight, second.intended_weight) == pytest.approx((1 / 3, 2 / 3))


def test_question_that_pulls_against_the_total_has_no_weight_and_leaves_the_sum():
    # x1 = 1, 0, 0 while T = 1, 2, 2: covariance negative. The other two share the weight alike.
    against, second, third = analyse(matrix([[1, 0, 0], [0, 1, 1], [0, 1, 1]])).items

    assert (against.effective_weight, against.pulls_against_total) == (None, True)
    assert (second.effective_weight, third.effective_weight) == pytest.approx((0.5, 0.5))
    assert not second.pulls_against_total


def test_weight_is_zero_where_only_others_vary_and_none_where_nobody_differs():
    still, moving = analyse(matrix([[1, 1], [1, 0]])).items
    assert (still.effective_weight, moving.effective_weight) == (0, 1)

    # Totals all alike although both questions vary.
    assert [i.effective_weight for i in analyse(matrix([[1, 0], [0, 1]])).items] == [None, None]
    assert [i.effective_weight for i in analyse(matrix([[1, 1]])).items] == [None, None]


def test_weight_of_an_uncorrelated_question_is_zero_in_spite_of_rounding():
    # x1 goes with none of the totals' differences: cov(x1, T) is 0 but for rounding noise; sqrt would blow
    # 1e-17 up to 3e-9. x1 = .1, -.1, .1, -.1; others make T = .4, .4, -.4, -.4.
    rows = [[0.1, 0.3], [-0.1, 0.5], [0.1, -0.5], [-0.1, -0.3]]

    assert analyse(matrix(rows)).items[0].effective_weight == 0


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_the_second_implementation(seed):
    rows = random_rows(seed, marks=(0.0, 1 / 3, 0.1, 1.0) if seed % 2 else (0.0, 1.0))
    totals = [math.fsum(row) for row in rows]
    analysis = analyse(matrix(rows))

    for place, item in enumerate(analysis.items):
        column = [row[place] for row in rows]
        assert item.discrimination == pytest.approx(oracle.discrimination(column, totals), abs=1e-9)
        assert item.efficiency == pytest.approx(oracle.efficiency(column, totals), abs=1e-9)
    weights = [item.effective_weight for item in analysis.items]
    assert weights == pytest.approx(oracle.effective_weights(rows), abs=1e-9)
    assert math.fsum(weights) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_scipy(seed):
    stats = pytest.importorskip("scipy.stats")
    rows = random_rows(seed, n=200)
    totals = [math.fsum(row) for row in rows]

    for place, item in enumerate(analyse(matrix(rows)).items):
        column = [row[place] for row in rows]
        rest = [t - x for t, x in zip(totals, column, strict=True)]
        assert item.discrimination == pytest.approx(stats.pearsonr(column, rest).statistic, abs=1e-9)
        assert item.sd == pytest.approx(stats.tstd(column), abs=1e-9)


def test_more_than_256_different_marks_are_counted_like_any_others():
    rng = Random(5)
    rows = [[rng.random(), rng.random(), rng.random()] for _ in range(300)]
    totals = [math.fsum(row) for row in rows]

    for place, item in enumerate(analyse(matrix(rows)).items):
        column = [row[place] for row in rows]
        assert item.discrimination == pytest.approx(oracle.discrimination(column, totals), abs=1e-9)


def test_large_classes_are_counted_in_runs_with_the_same_result():
    # 2,000 attempts on 5 questions have 6 different totals: the fast way. Few attempts take the other.
    rows = random_rows(9, n=2000, p=5, marks=(0.0, 1.0))
    totals = [math.fsum(row) for row in rows]

    for place, item in enumerate(analyse(matrix(rows)).items):
        column = [row[place] for row in rows]
        alone = item_statistics(column, totals, 1.0)
        assert item.discrimination == pytest.approx(oracle.discrimination(column, totals), abs=1e-9)
        assert item.discrimination == pytest.approx(alone.discrimination, abs=1e-12)
        assert item.efficiency == pytest.approx(alone.efficiency, abs=1e-12)


def test_bytes_and_sequences_give_the_same():
    rows = random_rows(3)
    blobs = [array("d", row).tobytes() for row in rows]
    as_bytes = ScoreMatrix(tuple(f"q{k}" for k in range(8)), (1.0,) * 8, blobs)

    assert analyse(as_bytes) == analyse(matrix(rows))


def test_one_mark_that_waits_hides_only_what_needs_it():
    rows = [[1, 1, 0], [0, NAN, 1], [0, 1, 1], [1, 0, 0]]
    analysis = analyse(matrix(rows))
    whole = analyse(matrix([rows[0], rows[2], rows[3]]))

    # Each question over those marked: 2 of 4, 2 of 3, 2 of 4.
    assert [(item.n, item.facility) for item in analysis.items] == [
        (4, 0.5),
        (3, pytest.approx(2 / 3)),
        (4, 0.5),
    ]
    # What needs totals, over the three that are marked whole.
    for item, of_whole in zip(analysis.items, whole.items, strict=True):
        assert (item.n_whole, item.discrimination, item.effective_weight) == (
            3, of_whole.discrimination, of_whole.effective_weight,
        )  # fmt: skip
    assert analysis.quiz == replace(whole.quiz, waiting=1)


def test_with_draws_of_their_own_a_row_that_waits_has_no_total_either():
    rows = [[1, 1, NAN], [1, NAN, NAN], [0, 1, NAN], [NAN, 1, 1]]  # the second waits for its mark of q1
    analysis = analyse(replace(matrix(rows, same_questions=False), unfinished=frozenset({1})))

    assert [item.n for item in analysis.items] == [3, 3, 1]
    assert [item.n_whole for item in analysis.items] == [2, 3, 1]
    assert (analysis.quiz.n, analysis.quiz.waiting) == (3, 1)


def test_below_ten_whole_attempts_nothing_is_said_that_compares_them():
    rows = [[1, 1, 0], [0, 1, 1], [0, 0, 0], [1, 0, 0], [1, 1, 1]] * 2
    ten, nine = analyse(matrix(rows)), analyse(matrix(rows[:9]))

    assert ten.only_telling() == ten
    assert nine.quiz.alpha is not None
    told = nine.only_telling()
    assert (told.quiz.alpha, told.quiz.standard_error, told.quiz.skewness) == (None, None, None)
    assert told.quiz.mean == nine.quiz.mean
    assert {(item.discrimination, item.efficiency, item.attempts_needed) for item in told.items} == {
        (None,) * 3
    }
    assert [item.facility for item in told.items] == [item.facility for item in nine.items]


def test_with_a_draw_per_student_a_question_is_described_over_those_who_were_shown_it():
    # q0 was shown to three: marks 1, 1, 0. Their rests as shares: 1/1, 0/1, 1/1 (of q1 or q2).
    # cov = ((1/3)(1/3) + (1/3)(-2/3) + (-2/3)(1/3)) / 2 = -1/6; var(x) = var(rest) = 1/3; r = -1/2.
    rows = [[1, 1, NAN], [1, NAN, 0], [0, 1, NAN], [NAN, 1, 1]]
    first, second, third = analyse(matrix(rows, same_questions=False)).items

    assert (first.n, first.facility) == (3, pytest.approx(2 / 3))
    assert first.discrimination == pytest.approx(-0.5)
    assert (second.n, third.n) == (3, 2)
    assert (first.intended_weight, first.effective_weight) == (None, None)


def test_attempt_that_was_shown_one_question_alone_counts_for_facility_only():
    rows = [[1, NAN], [1, 1], [0, 0], [1, 0]]
    alone = analyse(matrix(rows, same_questions=False)).items[0]
    without = analyse(matrix(rows[1:], same_questions=False)).items[0]

    assert (alone.n, alone.facility) == (4, 0.75)
    assert alone.discrimination == without.discrimination


def test_same_draw_for_all_is_the_common_case_of_a_draw_per_student():
    rows = random_rows(4)
    common, drawn = analyse(matrix(rows)), analyse(matrix(rows, same_questions=False))

    for one, other in zip(common.items, drawn.items, strict=True):
        assert other.discrimination == pytest.approx(one.discrimination, abs=1e-12)
        assert other.efficiency == pytest.approx(one.efficiency, abs=1e-12)
        assert other.facility == pytest.approx(one.facility, abs=1e-12)
        assert other.sd == pytest.approx(one.sd, abs=1e-12)


marks = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0])
tables = st.integers(1, 5).flatmap(lambda p: st.lists(st.lists(marks, min_size=p, max_size=p), max_size=12))


@given(tables)
def test_figures_stay_within_their_bounds(rows):
    assume(rows)
    analysis = analyse(matrix(rows))

    for item in analysis.items:
        assert item.n == len(rows)
        assert 0 <= item.facility <= 1
        if item.discrimination is not None:
            assert -1 - 1e-12 <= item.discrimination <= 1 + 1e-12
            assert item.efficiency <= 1 + 1e-12
            assert (item.efficiency > 0) == (item.discrimination > 0)
        if item.facility_interval is not None:
            assert item.facility_interval.low - 1e-12 <= item.facility <= item.facility_interval.high + 1e-12
        assert item.effective_weight is None or 0 <= item.effective_weight <= 1
        assert not any(isinstance(v, float) and math.isnan(v) for v in vars(item).values())


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_attempts_changes_nothing(rows, rng):
    assume(rows)
    shuffled = list(rows)
    rng.shuffle(shuffled)

    for one, other in zip(analyse(matrix(rows)).items, analyse(matrix(shuffled)).items, strict=True):
        for name, value in vars(one).items():
            mixed = getattr(other, name)
            if isinstance(value, float):
                assert mixed == pytest.approx(value, abs=1e-12), name
            elif not name.endswith("interval"):
                assert mixed == value, name


@given(tables, st.floats(0.125, 8))
def test_a_scale_of_marks_changes_no_share_and_no_correlation(rows, scale):
    assume(rows)
    scaled = [[mark * scale for mark in row] for row in rows]
    ours = analyse(matrix(rows)).items
    theirs = analyse(matrix(scaled, full=[scale] * len(rows[0]))).items

    for one, other in zip(ours, theirs, strict=True):
        assert other.facility == pytest.approx(one.facility, abs=1e-9)
        assert (other.discrimination is None) == (one.discrimination is None)
        if one.discrimination is not None:
            assert other.discrimination == pytest.approx(one.discrimination, abs=1e-9)
