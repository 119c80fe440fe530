"""Several tries: the verdict from the answer, the marks from the try, and no try that takes marks away."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.answers import Verdict, verdict_of, verdict_on
from quizapp.domain.tries import Try, count_tries, share_of

#: A third off for each try before: Moodle's default penalty, as shares.
THIRDS = (Fraction(1), Fraction(2, 3), Fraction(1, 3))
FALLING = (Fraction(1), Fraction(3, 5), Fraction(3, 10))
DONT_KNOW = Try(None, Fraction(0))


def tries(*given: tuple[str, float]) -> list[Try]:
    return [Try(said, Fraction(grade).limit_denominator(100)) for said, grade in given]


@pytest.mark.parametrize(
    ("given", "shares", "earned", "verdict"),
    [
        # qbehaviour_adaptive, walkthrough_test.php: test_adaptive_multichoice, 3 marks, 3 * (1 - 0.3333333)
        (tries(("B", 0), ("A", 1)), THIRDS, Fraction(2, 3), "right"),
        # test_adaptive_multichoice2: right at once, and the same sent again does nothing
        (tries(("A and C", 1), ("A and C", 1)), THIRDS, 1, "right"),
        # test_adaptive_shortanswer_partially_right: toad 0.8, bumblebee 0.8, frog 0.8, gradedright
        (tries(("toad", 0.8), ("bumblebee", 0), ("frog", 1)), THIRDS, Fraction(4, 5), "right"),
        # test_adaptive_shortanswer_wrong_right_wrong: the same again changes nothing, 4 of 6 marks stay (its state: see ADR 13)
        (tries(("hippo", 0), ("hippo", 0), ("frog", 1), ("bumblebee", 0)), THIRDS, Fraction(2, 3), "right"),
        # test_adaptive_shortanswer_zero_penalty: 1.0 at the second try
        (tries(("hippo", 0), ("frog", 1)), (), 1, "right"),
        # test_adaptive_numerical_invalid, a penalty of 0.1: -5, 3.14; what is no number ("Pi") is no try in either
        (tries(("-5", 0), ("3.14", 1)), (Fraction(1), Fraction(9, 10)), Fraction(9, 10), "right"),
        # qbehaviour_interactive, walkthrough_test.php: wrong, try again, right: 0.6666667, gradedright
        (tries(("C", 0), ("A", 1)), THIRDS, Fraction(2, 3), "right"),
        # test_interactive_finish_when_try_again_showing: gradedwrong, 0
        (tries(("C", 0)), THIRDS, 0, "wrong"),
    ],
)
def test_where_the_rules_agree_moodle_s_published_walkthroughs_come_out(given, shares, earned, verdict):
    counted = count_tries(given, shares)
    assert (counted.earned, verdict_on(float(counted.fraction))) == (earned, verdict)


@pytest.mark.parametrize(
    ("given", "place", "used", "fraction", "earned"),
    [
        # The table of docs/banks.md: three tries worth 100, 60 and 30 per cent.
        (tries(("half", 0.75)), 0, 1, 0.75, 0.75),
        (tries(("half", 0.75), ("all", 1)), 1, 2, 1, 0.75),
        (tries(("half", 0.75), ("none", 0)), 0, 2, 0.75, 0.75),
        ([*tries(("half", 0.75)), DONT_KNOW], 0, 2, 0.75, 0.75),
        (tries(("a", 0), ("a", 0), ("all", 1)), 2, 2, 1, 0.6),
        (tries(("a", 0), ("b", 0), ("a", 0), ("all", 1)), 3, 3, 1, 0.3),
        (tries(("a", 0), ("b", 0), ("c", 0), ("all", 1)), 3, 4, 1, 0),
    ],
)
def test_the_best_so_far_counts_and_a_try_beyond_the_last_share_earns_nothing(
    given, place, used, fraction, earned
):
    counted = count_tries(given, FALLING)
    assert (counted.place, counted.used) == (place, used)
    assert (float(counted.fraction), float(counted.earned)) == (fraction, earned)
    assert counted.fraction * counted.credit == counted.earned


def test_of_two_that_are_as_good_the_later_counts_and_the_repeat_is_told():
    assert count_tries(tries(("a", 0), ("b", 0)), FALLING).place == 1
    assert [count_tries(tries(*[("a", 0)] * n), FALLING).repeated for n in (1, 2)] == [False, True]
    assert not count_tries([DONT_KNOW, DONT_KNOW], FALLING).repeated


def test_an_answer_that_a_person_marks_ends_the_tries_without_a_grade():
    counted = count_tries([Try("My essay.", None)], FALLING)
    assert (counted.fraction, counted.credit) == (None, 1)


def test_without_shares_every_try_is_worth_all():
    assert [share_of(number, ()) for number in (1, 2, 9)] == [1, 1, 1]


grades = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(3, 4), Fraction(1)])
answers = st.lists(
    st.builds(Try, st.sampled_from([None, *"abcd"]), grades).map(
        lambda t: t if t.said else Try(None, Fraction(0))
    ),
    min_size=1,
    max_size=8,
)
shares = st.lists(grades, max_size=4).map(lambda found: tuple(sorted(found, reverse=True)))


@given(answers, shares)
def test_no_further_answer_lowers_what_is_safe_or_the_verdict(given, shares):
    steps = [count_tries(given[: end + 1], shares) for end in range(len(given))]
    assert all(a.earned <= b.earned for a, b in pairwise(steps))
    assert all(a.fraction <= b.fraction for a, b in pairwise(steps))
    assert all(0 <= each.credit <= 1 for each in steps)


@given(answers, shares)
def test_falling_credit_never_moves_the_verdict(given, shares):
    assert count_tries(given, shares).fraction == count_tries(given, ()).fraction


@pytest.mark.parametrize(
    ("kind", "fraction", "verdict"),
    [
        ("blank", None, Verdict.BLANK),
        ("blank", 0.0, Verdict.BLANK),
        ("dont-know", 0.0, Verdict.DONT_KNOW),
        ("answer", None, Verdict.WAITING),
        ("answer", 0.0, Verdict.WRONG),
        ("answer", 1e-12, Verdict.WRONG),
        ("answer", 0.01, Verdict.PARTLY),
        ("answer", 0.99, Verdict.PARTLY),
        # Three thirds as floats: 0.1 added ten times is 0.9999999999999999.
        ("answer", sum([0.1] * 10), Verdict.RIGHT),
        ("answer", 1.0, Verdict.RIGHT),
    ],
)
def test_there_is_one_verdict_on_what_stands_at_a_position(kind, fraction, verdict):
    assert verdict_of(kind, fraction) is verdict
