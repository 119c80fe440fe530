"""What is asked today, in which order, and how far things have come."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.answers import Certainty
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin, ReviewEvent
from quizapp.domain.spacing.plan import plan_day
from quizapp.domain.spacing.practice_round import study_session
from quizapp.domain.spacing.schedule import advance, replay_answers
from quizapp.domain.spacing.state import CardState, Progress, measure_progress
from quizapp.domain.spacing.variants import Variant, choose_variant

SETTINGS = SpacingSettings(zone=UTC)
MONDAY = datetime(2024, 8, 12, 9, tzinfo=UTC)


def answer(
    item: str, day: int, *, right: bool = True, origin: Origin = Origin.REVIEW, minutes: int = 0
) -> ReviewEvent:
    when = MONDAY + timedelta(days=day, minutes=minutes)
    return ReviewEvent(item=item, question=f"{item}-1", answered_at=when, right=right, origin=origin)


def after(*events: ReviewEvent) -> CardState:
    state = replay_answers(events, SETTINGS)
    assert state is not None
    return state


def quizzed(count: int, *, right: bool = False) -> dict[str, CardState]:
    """``count`` items answered in a quiz on Monday: due on Tuesday, or on Wednesday where right."""
    return {f"i{n:02}": after(answer(f"i{n:02}", 0, right=right, origin=Origin.QUIZ)) for n in range(count)}


# A day's plan.


def test_nothing_met_means_nothing_planned() -> None:
    plan = plan_day([], MONDAY, UTC)
    assert (plan.today, plan.started, plan.next_day, plan.next_count) == ((), (), None, 0)


def test_what_is_not_due_is_not_asked_and_the_next_day_is_told() -> None:
    states = [*quizzed(3).values(), after(answer("late", 0, origin=Origin.QUIZ))]
    plan = plan_day(states, MONDAY, UTC)
    assert plan.today == ()
    assert (plan.next_day, plan.next_count) == (date(2024, 8, 13), 3)


def test_twelve_due_are_ten_today_and_two_tomorrow() -> None:
    plan = plan_day(quizzed(12).values(), MONDAY + timedelta(days=1), UTC)
    assert len(plan.today) == 10
    assert (plan.next_day, plan.next_count) == (date(2024, 8, 14), 2)


def test_the_longest_due_come_first() -> None:
    states = {**quizzed(11, right=True), "old": after(answer("old", -3, right=False, origin=Origin.QUIZ))}
    plan = plan_day(states.values(), MONDAY + timedelta(days=2), UTC)
    assert plan.today[0] == "old"


def test_a_backlog_of_45_is_worked_off_ten_a_day_and_no_page_says_how_much_is_left() -> None:
    states, counts = quizzed(45), []
    for day in range(20, 26):
        plan = plan_day(states.values(), MONDAY + timedelta(days=day), UTC)
        counts.append(len(plan.today))
        assert plan.next_count <= 10
        for item in plan.today:
            step = advance(states[item], answer(item, day), SETTINGS)
            assert step.state is not None
            # Held far away, so that only the backlog is counted here.
            states[item] = replace(step.state, due_day=date(2025, 1, 1))
    assert counts == [10, 10, 10, 10, 5, 0]


def test_asking_for_the_page_again_brings_no_eleventh() -> None:
    states = quizzed(25)
    now = MONDAY + timedelta(days=1)
    first = plan_day(states.values(), now, UTC)
    for minutes, item in enumerate(first.today):
        step = advance(states[item], answer(item, 1, minutes=minutes, right=False), SETTINGS)
        assert step.state is not None
        states[item] = step.state
    again = plan_day(states.values(), now, UTC)
    assert again.today == ()
    assert again.started == first.today
    # 15 were left over, and the ten that were missed are due tomorrow too: still ten.
    assert (again.next_day, again.next_count) == (date(2024, 8, 14), 10)


def test_a_quiz_taken_today_uses_up_none_of_todays_review() -> None:
    due = quizzed(4)
    fresh = {f"n{n}": after(answer(f"n{n}", 1, origin=Origin.QUIZ)) for n in range(12)}
    assert len(plan_day([*due.values(), *fresh.values()], MONDAY + timedelta(days=1), UTC).today) == 4


def test_what_is_to_come_first_comes_first_however_much_waits() -> None:
    """A changed record, last answered yesterday, before a backlog of thirty that have waited for a month."""
    changed = replace(after(answer("changed", 30)), due_day=date(2024, 9, 12))
    states = [*quizzed(30).values(), changed]
    a_month_later = MONDAY + timedelta(days=31)
    assert "changed" not in plan_day(states, a_month_later, UTC).today
    plan = plan_day(states, a_month_later, UTC, first={"changed"})
    assert (plan.today[0], len(plan.today)) == ("changed", 10)
    # Not before its day, and not beyond the limit.
    assert plan_day([after(answer("changed", 31))], a_month_later, UTC, first={"changed"}).today == ()


def test_due_changes_at_four_in_the_morning_where_the_class_is() -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    settings = SpacingSettings(zone=auckland)
    # Monday 21:00 in Auckland; missed, so due on Tuesday, which begins at 16:00 UTC.
    state = advance(None, answer("i", 0, right=False), settings).state
    assert state is not None
    assert plan_day([state], datetime(2024, 8, 12, 15, 59, tzinfo=UTC), auckland).today == ()
    assert plan_day([state], datetime(2024, 8, 12, 16, 0, tzinfo=UTC), auckland).today == ("i",)
    los_angeles = ZoneInfo("America/Los_Angeles")
    assert plan_day([state], datetime(2024, 8, 13, 10, 59, tzinfo=UTC), los_angeles).today == ()


def test_the_order_is_mixed_and_the_same_in_every_process() -> None:
    states = quizzed(10)
    plan = plan_day(states.values(), MONDAY + timedelta(days=1), UTC)
    assert list(plan.today) != sorted(plan.today)
    assert plan_day(reversed(list(states.values())), MONDAY + timedelta(days=1), UTC) == plan
    assert _order_elsewhere("1") == _order_elsewhere("2") == ",".join(plan.today)


def _order_elsewhere(hash_seed: str) -> str:
    code = (
        "from datetime import UTC, datetime\n"
        "from quizapp.domain.spacing.class_settings import SpacingSettings\n"
        "from quizapp.domain.spacing.events import Origin, ReviewEvent\n"
        "from quizapp.domain.spacing.plan import plan_day\n"
        "from quizapp.domain.spacing.schedule import advance\n"
        "s = SpacingSettings(zone=UTC)\n"
        "t = datetime(2024, 8, 12, 9, tzinfo=UTC)\n"
        "e = lambda i: ReviewEvent(item=i, question=i, answered_at=t, right=False, origin=Origin.QUIZ)\n"
        "states = [advance(None, e(f'i{n:02}'), s).state for n in range(10)]\n"
        "print(','.join(plan_day(states, t.replace(day=13), UTC).today))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("limit", [0, -1])
def test_a_senseless_limit_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        plan_day([], MONDAY, UTC, limit)


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        plan_day([], MONDAY.replace(tzinfo=None), UTC)


@given(
    st.lists(st.tuples(st.integers(-30, 1), st.booleans(), st.sampled_from(Origin)), max_size=40),
    st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=40),
    st.integers(1, 10),
)
def test_never_more_than_the_limit_however_a_day_goes(
    past: list[tuple[int, bool, Origin]], today: list[tuple[int, bool]], limit: int
) -> None:
    """Review items in any order, right or wrong: those of the day stay the same ones, at most ``limit``."""
    states: dict[str, CardState] = {}
    for number, (day, right, origin) in enumerate(past):
        state = advance(None, answer(f"i{number}", day, right=right, origin=origin), SETTINGS).state
        if state and not (day == 1 and origin is Origin.REVIEW):
            states[state.item] = state
    now = MONDAY + timedelta(days=1)
    planned = plan_day(states.values(), now, UTC, limit).today
    assert len(planned) <= limit
    for minutes, (choice, right) in enumerate(today):
        plan = plan_day(states.values(), now, UTC, limit)
        assert {*plan.started, *plan.today} == {*planned}
        assert plan.next_count <= limit
        assert plan.next_day is None or plan.next_day > plan.day
        if not plan.today:
            break
        item = plan.today[choice % len(plan.today)]
        step = advance(states[item], answer(item, 1, right=right, minutes=minutes), SETTINGS)
        assert step.state is not None
        states[item] = step.state


# A sitting.


def sitting(planned: Sequence[str], *given_answers: tuple[str, bool], asks: int = 3) -> tuple[str, ...]:
    events = [answer(item, 1, right=right, minutes=n) for n, (item, right) in enumerate(given_answers)]
    return study_session(planned, events, asks=asks).queue


def test_items_are_asked_in_the_order_of_the_plan() -> None:
    assert sitting(["b", "a", "c"]) == ("b", "a", "c")


def test_a_right_answer_ends_an_items_turn() -> None:
    assert sitting(["b", "a"], ("b", True)) == ("a",)


def test_a_miss_comes_back_behind_everything_asked_less_often() -> None:
    assert sitting(["a", "b", "c"], ("a", False)) == ("b", "c", "a")
    assert sitting(["a", "b", "c"], ("a", False), ("b", False), ("c", True)) == ("a", "b")
    assert sitting(["a", "b"], ("a", False), ("b", False), ("a", False)) == ("b", "a")


def test_a_miss_comes_back_at_most_twice() -> None:
    misses = [("a", False)] * 3
    assert sitting(["a"], *misses[:2]) == ("a",)
    events = [answer("a", 1, right=False, minutes=n) for n in range(3)]
    over = study_session(["a"], events)
    assert (over.current, over.left, over.right, over.asked) == (None, ("a",), (), 3)


def test_practice_after_a_quiz_asks_at_most_twice_and_leaves_the_quizs_own_answers_out() -> None:
    events = [
        answer("a", 0, right=False, origin=Origin.QUIZ),
        answer("a", 0, right=False, origin=Origin.PRACTICE, minutes=5),
        answer("a", 0, right=False, origin=Origin.PRACTICE, minutes=6),
        answer("b", 0, right=True, origin=Origin.PRACTICE, minutes=7),
    ]
    done = study_session(["a", "b", "c"], events, origin=Origin.PRACTICE, asks=2)
    assert (done.queue, done.left, done.right, done.asked, done.size) == (("c",), ("a",), ("b",), 3, 3)


def test_the_run_marks_what_is_asked_now_also_the_second_time() -> None:
    seen = [answer("a", 1, right=False), answer("b", 1, minutes=1)]
    assert study_session(["a", "b", "c"], seen).marks == ("wrong", "right", "now")
    seen.append(answer("c", 1, right=False, minutes=2))
    assert study_session(["a", "b", "c"], seen).marks == ("wrong now", "right", "wrong")


def test_a_right_guess_ends_the_turn_for_today_and_is_due_tomorrow() -> None:
    guess = replace(answer("a", 1), certainty=Certainty.GUESSING)
    assert study_session(["a"], [guess]).current is None
    assert after(guess).gap == 1


def test_part_of_an_answer_is_a_miss() -> None:
    assert study_session(["a"], [replace(answer("a", 1), fraction=0.5)]).queue == ("a",)


def test_answers_posted_twice_or_to_other_items_change_nothing() -> None:
    events = [answer("a", 1), answer("a", 1, right=False, minutes=1), answer("x", 1, minutes=2)]
    assert study_session(["a", "b"], events) == study_session(["a", "b"], events[:1])


def test_asking_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="at least once"):
        study_session(["a"], [], asks=0)


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 10), st.integers(1, 4))
def test_every_sitting_ends(verdicts: list[bool], size: int, asks: int) -> None:
    planned = [f"i{n}" for n in range(size)]
    events: list[ReviewEvent] = []
    promised = size * asks
    for right in [*verdicts, *[False] * (size * asks)]:
        now = study_session(planned, events, asks=asks)
        assert now.most == (promised := min(promised, now.most))  # never more than was said before
        assert now.is_sure == (len(events) + len(now.queue) == promised)
        assert sorted((*now.queue, *now.right, *now.left)) == planned
        if now.current is None:
            break
        events.append(answer(now.current, 1, right=right, minutes=len(events)))
    assert study_session(planned, events, asks=asks).current is None
    assert len(events) == study_session(planned, events, asks=asks).most <= size * asks


# Progress.


def test_not_met_met_held_once_held_over_a_week() -> None:
    assert measure_progress(None) is Progress.NOT_MET
    met = answer("a", 0, origin=Origin.QUIZ)
    assert measure_progress(after(met)) is Progress.MET
    assert measure_progress(after(met, answer("a", 2))) is Progress.HELD_ONCE
    assert measure_progress(after(met, answer("a", 2), answer("a", 8))) is Progress.HELD_ONCE
    assert measure_progress(after(met, answer("a", 2), answer("a", 9))) is Progress.HELD_OVER_A_WEEK


def test_eight_days_running_are_not_a_week_held() -> None:
    assert measure_progress(after(*(answer("a", day) for day in range(9)))) is Progress.HELD_ONCE


def test_a_miss_is_met_and_slipping_until_held_again() -> None:
    history = [answer("a", 0), answer("a", 9), answer("a", 20, right=False)]
    lost = after(*history)
    assert measure_progress(lost) is Progress.MET
    assert lost.is_slipping
    again = after(*history, answer("a", 21))
    assert measure_progress(again) is Progress.HELD_ONCE
    assert not again.is_slipping


def test_never_held_is_not_slipping() -> None:
    assert not after(answer("a", 0, right=False), answer("a", 1, right=False)).is_slipping
    assert not after(answer("a", 0), answer("a", 2, right=False)).is_slipping


def test_right_a_second_time_that_day_is_not_held() -> None:
    assert measure_progress(after(answer("a", 0, right=False), answer("a", 0, minutes=9))) is Progress.MET


def test_a_right_guess_is_not_held() -> None:
    guess = replace(answer("a", 9), certainty=Certainty.GUESSING)
    assert measure_progress(after(answer("a", 0), guess)) is Progress.MET


# Variants.

FOUR = Variant("four", "choice", Fraction(1, 4))
FOUR_TOO = Variant("four-too", "choice", Fraction(1, 4))
THREE = Variant("three", "three options", Fraction(1, 3))
TYPED = Variant("typed", "figure", Fraction(0))
TWO = Variant("two", "true or false", Fraction(1, 2))


def test_true_or_false_is_for_the_quiz_only() -> None:
    assert choose_variant([TWO], []) is None
    assert choose_variant([TWO, THREE], ["three"]) == THREE


def test_another_form_than_last_time_is_preferred() -> None:
    assert choose_variant([FOUR, FOUR_TOO, TYPED], ["four"]) == TYPED
    assert choose_variant([FOUR, FOUR_TOO], ["four"]) == FOUR_TOO
    assert choose_variant([FOUR, THREE, TYPED], ["typed", "four"]) == TYPED


def test_the_form_of_the_quiz_counts_as_last_time_too() -> None:
    assert choose_variant([TWO, FOUR], ["two"]) == FOUR


def test_four_options_or_typed_come_before_three() -> None:
    assert choose_variant([THREE, FOUR], []) == FOUR
    assert choose_variant([THREE, TYPED], []) == TYPED


def test_the_question_asked_least_often_comes_next() -> None:
    other = Variant("other", "match", Fraction(1, 24))
    assert choose_variant([FOUR, TYPED, other], ["typed", "four", "typed", "four"]) == other


def test_the_only_variant_is_asked_again() -> None:
    assert choose_variant([FOUR], ["four"]) == FOUR
    assert choose_variant([], []) is None


def test_a_question_that_is_no_longer_there_does_not_matter() -> None:
    assert choose_variant([FOUR], ["gone"]) == FOUR


def test_learners_get_different_variants_and_each_the_same_one_again() -> None:
    chosen = {choose_variant([FOUR, FOUR_TOO], [], salt=f"learner {n}") for n in range(20)}
    assert chosen == {FOUR, FOUR_TOO}
    assert choose_variant([FOUR, FOUR_TOO], [], salt="x") == choose_variant([FOUR_TOO, FOUR], [], salt="x")
