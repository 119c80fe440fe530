"""Extra time is written as one says it: “25 %”, “1.25”, “5 minutes”."""

import pytest

from quizapp.classes.extra_time import ExtraTime, read_extra_time, say_extra_time


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25 %", ExtraTime(1.25)),
        ("25%", ExtraTime(1.25)),
        ("+ 25\u202f%", ExtraTime(1.25)),
        ("25 per cent", ExtraTime(1.25)),
        ("1.25", ExtraTime(1.25)),
        ("1,25", ExtraTime(1.25)),
        ("5 minutes", ExtraTime(minutes=5)),
        ("10 min", ExtraTime(minutes=10)),
        ("", ExtraTime()),
        ("0 %", ExtraTime()),
        ("0.5", None),  # less time is no extra time
        ("much", None),
        ("25 hours", None),
        ("1e9", None),
    ],
)
def test_extra_time_is_read_as_it_is_written(typed, meant):
    assert read_extra_time(typed) == meant


def test_minutes_are_a_factor_of_each_limit():
    extra = ExtraTime(minutes=5)
    assert extra.factor_of(600) == 1.5  # 5 of 10 minutes
    assert extra.factor_of(None) == 1.0
    assert ExtraTime(1.25).factor_of(600) == 1.25


@pytest.mark.parametrize("said", ["25 %", "5 min", ""])
def test_what_is_shown_is_read_as_the_same(said):
    found = read_extra_time(said)
    assert found is not None
    assert say_extra_time(found) == said
