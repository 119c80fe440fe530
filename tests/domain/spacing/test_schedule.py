"""The schedule against fsrs's published intervals, its traps, and days as people live them."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import fsrs.card
import pytest
from fsrs import Card, Rating, ReviewLog, Scheduler, State
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.answers import Certainty
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin, ReviewEvent, local_day
from quizapp.domain.spacing.grading import grade_review
from quizapp.domain.spacing.schedule import Ignored, advance, fsrs_scheduler, replay_answers, retrievability
from quizapp.domain.spacing.state import CardState, Progress, measure_progress, read_state, write_state

LONDON = SpacingSettings(zone=ZoneInfo("Europe/London"))
DAY_0 = datetime(2024, 8, 13, 9, tzinfo=UTC)


def answer(when: datetime, *, right: bool = True, **more: object) -> ReviewEvent:
    event = ReviewEvent(item="area", question="area-1", answered_at=when, right=right)
    return replace(event, **more)  # type: ignore[arg-type]


def counted(events: Sequence[ReviewEvent], settings: SpacingSettings = LONDON) -> CardState:
    state = replay_answers(events, settings)
    assert state is not None
    return state


def answer_when_due(verdicts: Sequence[bool], settings: SpacingSettings = LONDON) -> CardState:
    """Each answer on the day the one before made due."""
    events = [answer(DAY_0, right=verdicts[0])]
    for verdict in verdicts[1:]:
        due = counted(events, settings).due_day
        events.append(answer(datetime(due.year, due.month, due.day, 9, tzinfo=UTC), right=verdict))
    return counted(events, settings)


# Golden intervals, in days, as fsrs 6.3.2 gives them with its default weights, without steps and fuzz.


@pytest.mark.parametrize(
    ("verdicts", "days"),
    [
        ([False], 1),
        ([True], 2),
        ([True, True], 11),
        ([True, True, True], 46),
        ([False, True], 2),
        ([False, True, True], 6),
        # fsrs alone says 2 here, and up to 7 further on; we promise tomorrow.
        ([True, True, False], 1),
        ([True, True, True, True, False], 1),
    ],
)
def test_answers_on_the_due_day_give_the_published_gaps(verdicts: list[bool], days: int) -> None:
    assert answer_when_due(verdicts).gap == days


@pytest.mark.parametrize(
    ("rating", "days"), [(Rating.Again, 1), (Rating.Hard, 1), (Rating.Good, 2), (Rating.Easy, 8)]
)
def test_each_first_grade_gives_the_published_gap(rating: Rating, days: int) -> None:
    card, _ = fsrs_scheduler(0.90, 120).review_card(Card(card_id=1, due=DAY_0), rating, DAY_0)
    assert (card.due - DAY_0).days == days


def test_a_first_good_answer_has_the_memory_of_the_default_weights() -> None:
    # Weight w2 is the first stability after Good; difficulty is w4 - e^(2 w5) + 1
    # = 6.4133 - e^1.6668 + 1 = 6.4133 - 5.2952 + 1 = 2.1181.
    state = counted([answer(DAY_0)])
    assert state.stability == 2.3065
    assert state.difficulty == pytest.approx(2.1181, abs=1e-4)


# The traps of fsrs.


def test_fsrs_still_takes_true_for_again() -> None:
    """Why verdicts are fenced off. If this fails, fsrs has mended it."""
    as_true, _ = fsrs_scheduler(0.90, 120).review_card(Card(card_id=1, due=DAY_0), True, DAY_0)  # type: ignore[arg-type]
    as_again, _ = fsrs_scheduler(0.90, 120).review_card(Card(card_id=1, due=DAY_0), Rating.Again, DAY_0)
    assert as_true.stability == as_again.stability


def test_a_right_answer_is_not_mistaken_for_a_lapse() -> None:
    assert counted([answer(DAY_0, right=True)]).stability > counted([answer(DAY_0, right=False)]).stability


@pytest.mark.parametrize("verdict", [1, 0, Rating.Good, None, "yes", 0.5])
def test_a_verdict_that_is_not_a_bool_is_refused(verdict: object) -> None:
    with pytest.raises(TypeError, match="True or False"):
        ReviewEvent(item="i", question="q", answered_at=DAY_0, right=verdict)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "zone", [UTC, ZoneInfo("UTC"), ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-7))]
)
def test_any_zone_is_turned_into_the_only_one_that_fsrs_takes(zone: timezone | ZoneInfo) -> None:
    event = answer(DAY_0.astimezone(zone))
    assert event.answered_at.tzinfo is UTC
    assert counted([event]) == counted([answer(DAY_0)])


def test_a_naive_time_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"attach datetime\.UTC"):
        answer(DAY_0.replace(tzinfo=None))


@pytest.mark.parametrize("retention", [1.5, 1.0, 0.98, 0.69, 0.0, -1.0, float("nan"), float("inf")])
def test_a_senseless_retention_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="retention is from"):
        SpacingSettings(zone=UTC, retention=retention)


def test_fsrs_still_takes_any_retention() -> None:
    assert Scheduler(desired_retention=1.5).desired_retention == 1.5


def test_an_answer_dated_before_the_last_one_is_passed_over_with_the_reason() -> None:
    state = counted([answer(DAY_0)])
    step = advance(state, answer(DAY_0 - timedelta(days=40), right=False), LONDON)
    assert step.ignored is Ignored.OUT_OF_ORDER
    assert step.state is state


def test_recall_is_counted_in_whole_school_days() -> None:
    # (1 + F t/S)^-w20 with w20 = 0.1542, F = 0.9^(-1/w20) - 1 = 0.98037, S = 2.3065:
    # t = 1: (1 + 0.42505)^-0.1542 = 0.94685; t = 2: (1.85010)^-0.1542 = 0.90949.
    state = counted([answer(DAY_0)])
    assert retrievability(state, date(2024, 8, 13)) == 1
    assert retrievability(state, date(2024, 8, 14)) == pytest.approx(0.94685, abs=1e-4)
    assert retrievability(state, date(2024, 8, 15)) == pytest.approx(0.90949, abs=1e-4)
    assert retrievability(state, date(2024, 8, 1)) == 1


def test_an_afternoon_and_the_next_morning_are_two_days() -> None:
    """17 hours lie between; fsrs by itself would count no day at all and take it for the same sitting."""
    late, early = datetime(2024, 1, 9, 16, tzinfo=UTC), datetime(2024, 1, 10, 9, tzinfo=UTC)
    a_day_apart = counted([answer(late - timedelta(hours=7)), answer(early)])
    assert counted([answer(late), answer(early)]).stability == a_day_apart.stability


def test_making_cards_neither_sleeps_nor_reads_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("fsrs used the clock")

    class NoClock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "NoClock":
            raise AssertionError("fsrs read the clock")

    monkeypatch.setattr(time, "sleep", refuse)
    monkeypatch.setattr(fsrs.card, "datetime", NoClock)
    with pytest.raises(AssertionError):
        Card()
    assert answer_when_due([True, False, True]).reviews == 3


@pytest.mark.parametrize("verdicts", [[False], [True], [True, False], [True, False, False]])
def test_there_are_no_steps_of_minutes(verdicts: list[bool]) -> None:
    state = answer_when_due(verdicts)
    assert state.state == State.Review.value
    assert state.step is None
    assert state.gap >= 1


# Only the first answer of the school day counts.


def test_the_second_answer_of_a_day_changes_nothing() -> None:
    first = counted([answer(DAY_0, right=False)])
    step = advance(first, answer(DAY_0 + timedelta(minutes=3)), LONDON)
    assert step.ignored is Ignored.NOT_FIRST_OF_DAY
    assert step.grading is None
    assert step.state is first


def test_a_guess_before_reading_neither_counts_nor_uses_up_the_day() -> None:
    guess = answer(DAY_0, right=False, origin=Origin.GUESS)
    assert advance(None, guess, LONDON).ignored is Ignored.BEFORE_READING
    assert replay_answers([guess], LONDON) is None
    assert counted([guess, answer(DAY_0 + timedelta(minutes=9))]).gap == 2


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        # New Zealand's winter is UTC+12: four in the morning there is 16:00 UTC.
        ("Pacific/Auckland", "2024-08-13T15:59:59", "2024-08-13T16:00:00"),
        # California's summer is UTC-7: four in the morning there is 11:00 UTC.
        ("America/Los_Angeles", "2024-08-13T10:59:59", "2024-08-13T11:00:00"),
        # New Zealand's summer is UTC+13.
        ("Pacific/Auckland", "2024-12-13T14:59:59", "2024-12-13T15:00:00"),
    ],
)
def test_the_day_ends_at_four_in_the_morning_where_the_class_is(zone: str, before: str, after: str) -> None:
    settings = SpacingSettings(zone=ZoneInfo(zone))
    last_second, four = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (before, after))
    one_day = [answer(last_second - timedelta(hours=5)), answer(last_second)]
    assert counted(one_day, settings).reviews == 1
    two_days = counted([answer(last_second), answer(four)], settings)
    assert two_days.reviews == 2
    assert two_days.last_day - local_day(last_second, settings.zone) == timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "first", "due"),
    [
        # London puts clocks forward at one on 31 March 2024: from that day on four o'clock is 03:00 UTC.
        ("Europe/London", "2024-03-29T12:00", "2024-03-31T03:00"),
        # and back at two on 27 October: from that day on it is 04:00 UTC.
        ("Europe/London", "2024-10-25T12:00", "2024-10-27T04:00"),
        # Beirut skipped midnight of 31 March 2024 (UTC+2 to +3): its four o'clock was 01:00 UTC.
        ("Asia/Beirut", "2024-03-29T12:00", "2024-03-31T01:00"),
        # Havana had midnight of 3 November 2024 twice (UTC-4, then -5): its four o'clock was 09:00 UTC.
        ("America/Havana", "2024-11-01T12:00", "2024-11-03T09:00"),
    ],
)
def test_due_is_the_first_moment_of_the_day_also_when_clocks_change(zone: str, first: str, due: str) -> None:
    settings = SpacingSettings(zone=ZoneInfo(zone))
    state = counted([answer(datetime.fromisoformat(first).replace(tzinfo=UTC))], settings)
    assert state.gap == 2
    assert state.due == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert local_day(state.due, settings.zone) == state.due_day
    assert local_day(state.due - timedelta(seconds=1), settings.zone) < state.due_day


def test_right_before_and_after_midnight_is_one_day_and_holds_nothing() -> None:
    """23:59 and 00:01: nobody has slept on it."""
    evening = datetime(2024, 8, 12, 22, 59, tzinfo=UTC)  # 23:59 in London
    state = counted([answer(evening), answer(evening + timedelta(minutes=2))])
    assert (state.reviews, measure_progress(state)) == (1, Progress.MET)
    morning = counted([answer(evening), answer(evening + timedelta(hours=5))])  # 03:59, and then 04:59
    assert measure_progress(morning) is Progress.HELD_ONCE


def test_missed_last_says_so_of_what_had_been_held_and_of_nothing_else() -> None:
    held, missed = answer_when_due([True, True, True]), answer_when_due([True, True, True, False])
    assert (held.missed_last, missed.missed_last) == (False, True)
    # Right on the day before "remember until": the gap is one day, and nothing was missed.
    capped = counted(
        [answer(DAY_0)], replace(LONDON, remember_until=local_day(DAY_0, LONDON.zone) + timedelta(days=1))
    )
    assert (capped.gap, capped.missed_last) == (1, False)


def test_a_state_stored_before_the_last_miss_was_kept_can_be_read() -> None:
    for verdicts in ([False], [True]):
        state = answer_when_due(verdicts)
        stored = {k: v for k, v in write_state(state).items() if k != "missed_last"}
        assert read_state(stored) == state


# Caps.


def test_gaps_end_on_the_day_until_which_to_remember() -> None:
    # Good, Good gives 11 days: 13 + 2 = 15 August, then 26 August; the exam is on the 20th.
    settings = replace(LONDON, remember_until=date(2024, 8, 20))
    assert answer_when_due([True, True], settings).due_day == date(2024, 8, 20)


def test_after_that_day_the_usual_cap_holds() -> None:
    settings = replace(LONDON, remember_until=date(2024, 8, 15))
    assert answer_when_due([True, True], settings).gap == 11


def test_without_a_date_no_gap_is_longer_than_120_days() -> None:
    # The gaps are 2, 11, 46 and then 163, were there no cap (fsrs's own tests).
    assert answer_when_due([True, True, True, True]).gap == 120


def test_a_state_made_under_other_settings_is_refused() -> None:
    state = counted([answer(DAY_0)])
    later = replace(LONDON, remember_until=date(2024, 9, 1))
    with pytest.raises(ValueError, match="replay the events"):
        advance(state, answer(DAY_0 + timedelta(days=2)), later)


def test_answers_to_another_item_are_refused() -> None:
    other = answer(DAY_0 + timedelta(days=2), item="losses")
    with pytest.raises(ValueError, match="cannot be replayed as one"):
        replay_answers([answer(DAY_0), other], LONDON)
    with pytest.raises(ValueError, match="cannot advance"):
        advance(counted([answer(DAY_0)]), other, LONDON)


# Any history.

ZONES = ["UTC", "Pacific/Auckland", "America/Los_Angeles", "Europe/London", "Asia/Kathmandu", "Asia/Beirut"]
every_settings = st.builds(
    SpacingSettings,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    remember_until=st.none() | st.dates(date(2024, 1, 1), date(2025, 6, 1)),
    retention=st.sampled_from([0.70, 0.85, 0.90, 0.97]),
)
every_event = st.builds(
    ReviewEvent,
    item=st.just("area"),
    question=st.sampled_from(["a", "b"]),
    answered_at=st.integers(0, 285 * 24 * 60).map(
        lambda m: datetime(2024, 2, 20, tzinfo=UTC) + timedelta(minutes=m)
    ),
    right=st.booleans(),
    certainty=st.none() | st.sampled_from(Certainty),
    typed=st.booleans(),
    origin=st.sampled_from(Origin),
    fraction=st.none() | st.sampled_from([0.0, 0.5, 1.0]),
)
#: In the order of time, but for a few in places where a clock was wrong.
every_history = st.builds(
    lambda ordered, strays: sorted(ordered, key=lambda event: event.answered_at) + strays,
    st.lists(every_event, max_size=25),
    st.lists(every_event, max_size=2),
)


def by_fsrs_alone(events: Sequence[ReviewEvent], settings: SpacingSettings) -> Card | None:
    """The same history through fsrs's own replay; the answers that count are picked out here anew."""
    logs: list[ReviewLog] = []
    sure = False
    for event in events:
        clock = event.answered_at.astimezone(settings.zone)
        day = clock.date() - timedelta(days=clock.hour < 4)
        if event.origin is Origin.GUESS or (logs and day <= logs[-1].review_datetime.date()):
            continue
        rating = grade_review(event, sure_before=sure).rating
        whole = event.right and event.fraction in (None, 1)
        sure = whole and event.typed and event.certainty is Certainty.CERTAIN
        logs.append(ReviewLog(1, rating, datetime(day.year, day.month, day.day, tzinfo=UTC), None))
    if not logs:
        return None
    last = logs[-1].review_datetime.date()
    until = settings.remember_until
    cap = 120 if until is None or until <= last else (until - last).days
    scheduler = Scheduler(
        desired_retention=settings.retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=cap,
        enable_fuzzing=False,
    )
    return scheduler.reschedule_card(Card(card_id=1, due=DAY_0), logs)


@given(every_history, every_settings)
def test_replay_equals_answer_by_answer_through_the_stored_cache(
    events: list[ReviewEvent], settings: SpacingSettings
) -> None:
    stored = None
    for event in events:
        state = advance(read_state(json.loads(stored)) if stored else None, event, settings).state
        stored = json.dumps(write_state(state)) if state else None
    replayed = replay_answers(events, settings)
    assert (read_state(json.loads(stored)) if stored else None) == replayed


@given(every_history, every_settings)
def test_replay_equals_what_fsrs_replays(events: list[ReviewEvent], settings: SpacingSettings) -> None:
    ours, theirs = replay_answers(events, settings), by_fsrs_alone(events, settings)
    assert (ours is None) == (theirs is None)
    if ours and theirs:
        assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
        assert ours.due_day == (ours.last_day + timedelta(days=1) if ours.missed_last else theirs.due.date())


@given(every_history, every_settings)
def test_due_lies_ahead_and_under_every_cap(events: list[ReviewEvent], settings: SpacingSettings) -> None:
    state = replay_answers(events, settings)
    if state is None:
        return
    assert state.due_day > state.last_day
    assert state.due > state.last_review
    until = settings.remember_until
    if until and until > state.last_day:
        assert state.due_day <= until
    else:
        assert state.gap <= 120
    assert 1 <= state.difficulty <= 10
    assert 0 < retrievability(state, state.due_day) <= 1


@given(every_history, every_settings)
def test_answers_that_do_not_count_leave_no_trace(
    events: list[ReviewEvent], settings: SpacingSettings
) -> None:
    state, kept = None, []
    for event in events:
        step = advance(state, event, settings)
        assert (step.ignored is None) != (step.grading is None)
        if step.ignored is None:
            kept.append(event)
        state = step.state
    assert replay_answers(kept, settings) == state
    assert len({local_day(event.answered_at, settings.zone) for event in kept}) == len(kept)
