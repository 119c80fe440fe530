"""What most of a class missed, and whose score fell."""

import pytest

from quizapp.domain.answers import Verdict
from quizapp.domain.statistics.missed import Missed, fell, missed, most_missed

RIGHT, PARTLY, WRONG, UNKNOWN, BLANK, WAITING = (
    Verdict.RIGHT,
    Verdict.PARTLY,
    Verdict.WRONG,
    Verdict.DONT_KNOW,
    Verdict.BLANK,
    Verdict.WAITING,
)


@pytest.mark.parametrize(
    ("outcomes", "facility", "expected"),
    [
        ({RIGHT: 7, WRONG: 12, UNKNOWN: 4, BLANK: 2}, 0.28, Missed("q", 18, 25)),
        ({RIGHT: 12, WRONG: 12}, 0.5, None),  # half is not most
        ({PARTLY: 20, RIGHT: 5}, 0.8, None),  # nearly all of a long question was right
        ({PARTLY: 20, RIGHT: 5}, 0.4, Missed("q", 20, 25)),
        ({WRONG: 2}, 0.0, None),  # two are no class
        ({WRONG: 3, WAITING: 20}, 0.0, Missed("q", 3, 3)),  # what waits is not counted
        ({WAITING: 20}, None, None),
    ],
)
def test_most_missed_it_where_more_than_half_were_not_right_and_earned_less_than_half(
    outcomes, facility, expected
):
    assert missed("q", outcomes, facility) == expected


def test_the_three_that_the_largest_part_missed_come_first():
    found = [Missed("a", 13, 25), Missed("b", 18, 25), None, Missed("c", 3, 4), Missed("d", 14, 25)]
    assert [each.question_id for each in most_missed(found)] == ["c", "b", "d"]  # 75, 72, 56, 52 %


@pytest.mark.parametrize(
    ("now", "earlier", "expected"),
    [
        (0.4, (0.8, 0.8), True),
        (0.6, (0.8, 0.8), True),  # by 20 points
        (0.65, (0.8, 0.8), False),
        (0.4, (0.8, 0.3), False),  # it was lower before
        (0.4, (0.8,), False),  # one earlier score is no habit
    ],
)
def test_a_score_fell_where_it_lies_well_below_all_earlier_ones(now, earlier, expected):
    assert fell(now, earlier) is expected
