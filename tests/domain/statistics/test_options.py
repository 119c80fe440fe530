"""Option tables, typed answers, changes of mind, times and tallies."""

import math
from random import Random

import pytest

from quizapp.domain.answers import Verdict
from quizapp.domain.statistics.options import (
    AnswerPath,
    GivenAnswer,
    Seen,
    ThirdCounts,
    TypedAnswer,
    answer_flow,
    count_labels,
    group_typed,
    option_table,
    time_spent,
)

RIGHT, WRONG, BLANK, UNKNOWN = Verdict.RIGHT, Verdict.WRONG, Verdict.BLANK, Verdict.DONT_KNOW


def six():
    return [
        GivenAnswer(RIGHT, ("A",), score=0.9, rest=0.9),
        GivenAnswer(RIGHT, ("A",), score=0.8, rest=0.7),
        GivenAnswer(WRONG, ("B",), score=0.6, rest=0.6),
        GivenAnswer(RIGHT, ("A",), score=0.5, rest=0.4),
        GivenAnswer(UNKNOWN, (), score=0.3, rest=0.3),
        GivenAnswer(BLANK, (), score=0.1, rest=0.1),
    ]


def test_options_are_counted_by_third_with_those_nobody_chose():
    table = option_table(six(), options=("A", "B", "C"), keys=("A",))
    a, b, c, unknown, blank = table.rows

    assert [row.category for row in table.rows] == ["A", "B", "C", "I don't know", "not answered"]
    assert (a.count, a.share, a.thirds, a.is_key) == (3, 0.5, ThirdCounts(0, 1, 2), True)
    assert (b.count, b.thirds, b.is_key) == (1, ThirdCounts(0, 1, 0), False)
    assert (c.count, c.share, c.correlation) == (0, 0, None)
    assert (unknown.count, unknown.thirds) == (1, ThirdCounts(1, 0, 0))
    assert (blank.count, blank.thirds) == (1, ThirdCounts(1, 0, 0))
    assert table.thirds == ThirdCounts(2, 2, 2)


def test_blank_wrong_and_i_dont_know_are_counted_apart():
    table = option_table(six())

    assert [table.count(outcome) for outcome in (RIGHT, WRONG, BLANK, UNKNOWN)] == [3, 1, 1, 1]
    assert table.count(Verdict.PARTLY) == 0


def test_correlation_of_an_option_by_hand():
    # Rests 0.9 0.7 0.6 0.4 0.3 0.1, mean 0.5, squares 0.16+0.04+0.01+0.01+0.04+0.16 = 0.42. Chose A: the
    # 1st, 2nd, 4th: sum of (rest - mean) = 0.4 + 0.2 - 0.1 = 0.5; spread of the choice 6 * 1/4 = 1.5.
    # r = 0.5 / sqrt(1.5 * 0.42) = 0.6299.
    table = option_table(six(), options=("A",), keys=("A",))

    assert table.rows[0].correlation == pytest.approx(0.5 / math.sqrt(1.5 * 0.42))


def test_correlation_agrees_with_scipys_point_biserial():
    stats = pytest.importorskip("scipy.stats")
    rng = Random(2)
    answers = [
        GivenAnswer(WRONG, (rng.choice("AB"),), score=rng.random(), rest=rng.random()) for _ in range(80)
    ]
    row = option_table(answers, options=("A",)).rows[0]
    chosen = ["A" in answer.categories for answer in answers]

    assert row.correlation == pytest.approx(
        stats.pointbiserialr(chosen, [answer.rest for answer in answers]).statistic, abs=1e-9
    )


def test_several_ticks_count_under_each_option_once():
    answers = [GivenAnswer(Verdict.PARTLY, ("A", "B", "A")), GivenAnswer(RIGHT, ("A",))]
    table = option_table(answers, options=("A", "B"))

    assert [row.count for row in table.rows[:2]] == [2, 1]
    assert [row.share for row in table.rows[:2]] == [1, 0.5]


def test_answers_outside_the_list_follow_by_frequency():
    answers = [GivenAnswer(WRONG, (text,)) for text in ("x", "z", "z", "y")]

    assert [row.category for row in option_table(answers, options=("A",)).rows[:4]] == ["A", "z", "x", "y"]


def test_empty_table_has_rows_and_no_shares():
    table = option_table([], options=("A",), keys=("A",))

    assert table.n == 0
    assert [(row.count, row.share, row.correlation) for row in table.rows] == [(0, None, None)] * 3


def test_answers_without_a_score_are_in_no_third():
    table = option_table(
        [GivenAnswer(RIGHT, ("A",)), GivenAnswer(RIGHT, ("A",), score=0.0, rest=0.0)], ("A",)
    )

    assert table.rows[0].count == 2
    assert table.thirds == table.rows[0].thirds == ThirdCounts(0, 1, 0)


def test_an_answer_with_an_options_words_is_not_a_blank():
    # A typed answer that happens to read "not answered" has a row of its own beside the real blanks.
    rows = option_table([GivenAnswer(WRONG, ("not answered",)), GivenAnswer(BLANK)]).rows

    assert [(row.category, row.outcome, row.count) for row in rows] == [
        ("not answered", None, 1),
        ("I don't know", UNKNOWN, 0),
        ("not answered", BLANK, 1),
    ]


def test_typed_answers_are_grouped_by_what_was_read_or_folded():
    groups = group_typed(
        [
            TypedAnswer("1,000 km²", read="1000 km2", fraction=1.0),
            TypedAnswer("1000km2", read="1000 km2", fraction=1.0),
            TypedAnswer("1000km2 ", read="1000 km2", fraction=1.0),
            TypedAnswer(" Kursk  oblast"),
            TypedAnswer("kursk oblast", fraction=0.0),
        ]
    )

    assert [(group.label, group.count, group.share, group.fraction) for group in groups] == [
        ("1000km2", 3, 0.6, 1.0),
        ("Kursk  oblast", 2, 0.4, None),
    ]
    assert groups[0].spellings == (("1000km2", 2), ("1,000 km²", 1))
    assert group_typed([]) == ()


def test_flow_counts_changes_by_direction():
    flow = answer_flow(
        [
            AnswerPath("A", "A", first_right=True, final_right=True),
            AnswerPath("B", "A", first_right=False, final_right=True),
            AnswerPath("B", "A", first_right=False, final_right=True),
            AnswerPath("A", "C", first_right=True, final_right=False),
            AnswerPath("B", "C", first_right=False, final_right=False),
            AnswerPath("A", "A too", first_right=True, final_right=True),
        ]
    )

    assert (flow.n, flow.changed) == (6, 5)
    assert (flow.wrong_to_right, flow.right_to_wrong, flow.wrong_to_wrong) == (2, 1, 1)
    assert flow.flows == (("B", "A", 2), ("A", "A", 1), ("A", "A too", 1), ("A", "C", 1), ("B", "C", 1))


def test_times_without_a_record_are_left_out():
    spent = time_spent([None, 10, 40, 20])

    assert (spent.n, spent.lower_quartile, spent.median, spent.upper_quartile) == (3, 15, 20, 30)
    assert (time_spent([None]).n, time_spent([None]).median) == (0, None)


def test_tally_counts_students_once_and_times_all():
    seen = [
        Seen("who", "ann", "q1"),
        Seen("who", "ann", "q2"),
        Seen("who", "bob", "q1"),
        Seen("unit", "ann", "q1"),
    ]
    who, unit, never = count_labels(seen, {"who": 4, "never": 3})

    assert (who.label, who.times, who.students, who.share) == ("who", 3, 2, 0.5)
    assert who.questions == (("q1", 2), ("q2", 1))
    assert who.interval.low < 0.5 < who.interval.high
    assert (unit.label, unit.chances, unit.share, unit.interval) == ("unit", None, None, None)
    assert (never.label, never.students, never.share) == ("never", 0, 0)


def test_tally_refuses_more_students_than_could_be():
    with pytest.raises(ValueError, match="1 students showed 'who', but only 0"):
        count_labels([Seen("who", "ann", "q1")], {"who": 0})
