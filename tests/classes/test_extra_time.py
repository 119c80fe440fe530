"""Extra time is written as one says it: “25 %”, “1.25”, “5 minutes”."""

import pytest

from quizapp.classes.extra_time import ExtraTime, read_extra_time


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
