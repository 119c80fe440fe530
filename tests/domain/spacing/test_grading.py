"""What an answer is worth to the schedule."""

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Rating

from quizapp.domain.answers import Certainty
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import ReviewEvent
from quizapp.domain.spacing.grading import Grading, Reason, grade_review
from quizapp.domain.spacing.schedule import advance

DAY_0 = datetime(2024, 8, 13, 9, tzinfo=UTC)
SETTINGS = SpacingSettings(zone=UTC)


def event(
    *,
    right: bool,
    certainty: Certainty | None = None,
    typed: bool = False,
    fraction: float | None = None,
    day: int = 0,
    minutes: int = 0,
) -> ReviewEvent:
    return ReviewEvent(
        item="area",
        question="area-1",
        answered_at=DAY_0 + timedelta(days=day, minutes=minutes),
        right=right,
        certainty=certainty,
        typed=typed,
        fraction=fraction,
    )


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("sure_before", [False, True])
@pytest.mark.parametrize("certainty", [None, *Certainty])
def test_wrong_is_again_however_sure(certainty: Certainty | None, typed: bool, sure_before: bool) -> None:
    grading = grade_review(event(right=False, certainty=certainty, typed=typed), sure_before=sure_before)
    assert grading == Grading(Rating.Again, Reason.WRONG)


@pytest.mark.parametrize("typed", [False, True])
def test_right_by_ones_own_account_a_guess_is_again_and_says_so(typed: bool) -> None:
    grading = grade_review(event(right=True, certainty=Certainty.GUESSING, typed=typed), sure_before=True)
    assert grading == Grading(Rating.Again, Reason.OWN_GUESS)


@pytest.mark.parametrize("certainty", [None, Certainty.FAIRLY_SURE, Certainty.CERTAIN])
def test_otherwise_right_is_good_also_with_certainty_skipped(certainty: Certainty | None) -> None:
    assert grade_review(event(right=True, certainty=certainty)) == Grading(Rating.Good, Reason.RIGHT)


def test_a_choice_is_never_easy() -> None:
    chosen = event(right=True, certainty=Certainty.CERTAIN, typed=False)
    assert grade_review(chosen, sure_before=True).rating is Rating.Good


@pytest.mark.parametrize("sure_before", [False, True])
@pytest.mark.parametrize("fraction", [None, 0.0, 0.5, 1.0])
@pytest.mark.parametrize("certainty", [None, *Certainty])
@pytest.mark.parametrize("right", [False, True])
def test_nothing_is_hard(
    right: bool, certainty: Certainty | None, fraction: float | None, sure_before: bool
) -> None:
    for typed in (False, True):
        given = event(right=right, certainty=certainty, typed=typed, fraction=fraction)
        assert grade_review(given, sure_before=sure_before).rating is not Rating.Hard


@pytest.mark.parametrize("right", [False, True])
def test_several_parts_are_right_only_as_a_whole(right: bool) -> None:
    grading = grade_review(event(right=right, fraction=0.75, certainty=Certainty.CERTAIN))
    assert grading == Grading(Rating.Again, Reason.PARTLY_RIGHT)
    assert grade_review(event(right=False, fraction=0.0)).reason is Reason.WRONG
    assert grade_review(event(right=True, fraction=1.0)).rating is Rating.Good


SURE = {"right": True, "typed": True, "certainty": Certainty.CERTAIN}


def reasons(*events: ReviewEvent) -> list[Reason | None]:
    state, found = None, []
    for each in events:
        step = advance(state, each, SETTINGS)
        state = step.state
        found.append(step.grading.reason if step.grading else None)
    return found


def test_easy_is_the_second_answering_day_running_typed_certain_and_right() -> None:
    assert reasons(event(**SURE, day=0), event(**SURE, day=2)) == [Reason.RIGHT, Reason.SURE_AGAIN]


@pytest.mark.parametrize(
    "first",
    [
        {**SURE, "typed": False},
        {**SURE, "certainty": Certainty.FAIRLY_SURE},
        {**SURE, "certainty": None},
        {**SURE, "right": False},
        {**SURE, "fraction": 0.5},
    ],
)
def test_both_days_must_be_typed_certain_and_right(first: dict[str, object]) -> None:
    assert reasons(event(**first, day=0), event(**SURE, day=2))[1] is Reason.RIGHT  # type: ignore[arg-type]


def test_twice_on_one_day_is_not_two_days_running() -> None:
    assert reasons(event(**SURE), event(**SURE, minutes=5), event(right=True, typed=True, day=2)) == [
        Reason.RIGHT,
        None,
        Reason.RIGHT,
    ]


def test_a_miss_between_ends_the_run() -> None:
    answers = event(**SURE, day=0), event(right=False, typed=True, day=2), event(**SURE, day=3)
    assert reasons(*answers) == [Reason.RIGHT, Reason.WRONG, Reason.RIGHT]


def test_easy_gives_a_longer_gap_than_good() -> None:
    first = advance(None, event(**SURE), SETTINGS).state
    easy = advance(first, event(**SURE, day=2), SETTINGS).state
    good = advance(first, event(right=True, typed=True, day=2), SETTINGS).state
    assert easy is not None
    assert good is not None
    assert easy.gap > good.gap == 11


@pytest.mark.parametrize("rating", [True, 3, None])
def test_a_grade_is_one_of_fsrs_ratings(rating: object) -> None:
    with pytest.raises(TypeError, match="a rating is one of"):
        Grading(rating, Reason.RIGHT)  # type: ignore[arg-type]


def test_stored_words_are_read_and_other_words_refused() -> None:
    words = {"item": "i", "question": "q", "answered_at": DAY_0, "right": True}
    assert ReviewEvent(**words, certainty="guessing").certainty is Certainty.GUESSING  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="quite sure"):
        ReviewEvent(**words, certainty="quite sure")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="exam"):
        ReviewEvent(**words, origin="exam")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="from 0 to 1"):
        ReviewEvent(**words, fraction=1.5)  # type: ignore[arg-type]
