"""The pace of a learner: minutes that are promised are those that were spent."""

from datetime import UTC, datetime, timedelta

from quizapp.domain.spacing.pace import Timed, seconds_an_item

START = datetime(2026, 3, 2, 16, tzinfo=UTC)


def answers(*seconds: int, learner: int = 1, items: str = "abcdefghijkl") -> list[Timed]:
    return [
        Timed(learner, item, START + timedelta(seconds=at)) for item, at in zip(items, seconds, strict=False)
    ]


def test_an_item_takes_the_time_between_answers() -> None:
    # Five answers in 80 seconds are four gaps of 20; the first took as long as the others do.
    assert seconds_an_item(answers(0, 20, 40, 60, 80), fewest=5) == 20


def test_a_repeat_belongs_to_its_item() -> None:
    # Six answers to three items, 10 seconds each: 60 seconds for three.
    assert seconds_an_item(answers(0, 10, 20, 30, 40, 50, items="abcabc"), fewest=3) == 20


def test_a_long_pause_begins_a_new_sitting_and_counts_as_nobodys_time() -> None:
    # Two sittings of two answers, 10 and 30 seconds apart: 20 + 60 seconds for four items.
    assert seconds_an_item(answers(0, 10, 4000, 4030), fewest=4) == 20


def test_learners_are_not_mixed() -> None:
    both = answers(0, 10, 20) + answers(5, 15, 25, learner=2)
    assert seconds_an_item(both, fewest=6) == 10


def test_few_items_say_nothing() -> None:
    assert seconds_an_item(answers(0, 20, 40)) is None
    assert seconds_an_item([]) is None
