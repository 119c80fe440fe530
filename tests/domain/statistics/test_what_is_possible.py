"""Questions without marks are no part of the score's consistency, and no interval lies where no share can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.statistics.quiz import analyse
from tests.domain.statistics.test_items import matrix

#: Six attempts at four marked questions.
ROWS = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]]


def test_unmarked_questions_leave_alpha_its_limits_and_the_error_as_they_are():
    """By hand, n = 6: totals 4, 3, 2, 1, 0, 4, mean 7/3, squares about it 40/3, variance 8/3.

    Rights 5, 4, 3, 2 of 6: variances r (6 - r) / 30 = 5/30, 8/30, 9/30, 8/30, sum 1. Alpha 4/3 (1 - 3/8) = 5/6.
    """
    alone = analyse(matrix(ROWS)).quiz
    beside = analyse(matrix([[*row, 0, 0, 0, 0] for row in ROWS], full=[1, 1, 1, 1, 0, 0, 0, 0])).quiz

    assert alone.alpha == pytest.approx(5 / 6)
    for name in ("alpha", "alpha_interval", "error_ratio", "standard_error"):
        assert getattr(beside, name) == getattr(alone, name), name
    assert beside.questions == 8


def test_one_marked_question_has_no_consistency_however_many_unmarked_stand_beside():
    assert analyse(matrix([[1, 0], [0, 0], [1, 0]], full=[1, 0])).quiz.alpha is None


@given(st.lists(st.lists(st.sampled_from([0, 0.25, 0.5, 1]), min_size=3, max_size=3), min_size=2, max_size=9))
def test_every_interval_of_a_share_lies_where_shares_can_be(rows):
    found = analyse(matrix(rows))
    intervals = [found.quiz.mean_interval, *(item.facility_interval for item in found.items)]
    assert all(0 <= each.low <= each.high <= 1 for each in intervals if each is not None)


def test_two_attempts_at_a_half_and_a_whole_reach_to_the_end_and_not_beyond():
    """Mean 0.75, sd 0.3536, t(0.975, 1) = 12.706: 0.75 -/+ 3.18 is everything there is."""
    interval = analyse(matrix([[0.5], [1]])).items[0].facility_interval
    assert (interval.low, interval.high) == (0.0, 1.0)
