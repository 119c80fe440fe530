"""Dates in the class's time zone, and QR pictures."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import segno
from werkzeug.datastructures import MultiDict

from quizapp.classes.allowance_forms import ExtraForm
from quizapp.classes.local_time import NoSuchTime, to_instant, to_typed
from quizapp.web.qr_codes import MARGIN, qr_picture

LONDON, NEW_YORK, KYIV = ZoneInfo("Europe/London"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Kyiv")


# London is at UTC in winter and an hour ahead in summer; New York 5 and 4 behind; Kyiv 2 and 3 ahead.
@pytest.mark.parametrize(
    ("typed", "zone", "instant"),
    [
        ("2026-03-02T09:00", LONDON, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        ("2026-07-02T09:00", LONDON, datetime(2026, 7, 2, 8, 0, tzinfo=UTC)),
        ("2026-07-02 09:00", LONDON, datetime(2026, 7, 2, 8, 0, tzinfo=UTC)),
        ("2026-12-31T23:30", NEW_YORK, datetime(2027, 1, 1, 4, 30, tzinfo=UTC)),
        ("2026-07-01T00:00", KYIV, datetime(2026, 6, 30, 21, 0, tzinfo=UTC)),
        ("2026-03-02T09:00:59", LONDON, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_an_instant_and_back(typed, zone, instant):
    assert to_instant(typed, zone, latest=False) == instant
    assert to_typed(instant, zone) == typed.replace(" ", "T")[:16]


def test_a_time_that_the_clocks_skip_is_no_time():
    # In London, clocks go from 01:00 to 02:00 on 29 March 2026.
    with pytest.raises(NoSuchTime):
        to_instant("2026-03-29T01:30", LONDON, latest=False)
    assert to_instant("2026-03-29T02:00", LONDON, latest=False) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_of_a_time_that_comes_twice_nobody_loses_an_hour():
    # In London, clocks go back from 02:00 to 01:00 on 25 October 2026: 01:30 is 00:30 UTC, then 01:30 UTC.
    assert to_instant("2026-10-25T01:30", LONDON, latest=False) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_instant("2026-10-25T01:30", LONDON, latest=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_close_at_a_time_that_comes_twice_stays_when_the_form_is_saved_again():
    instant = to_instant("2026-10-25T01:30", LONDON, latest=True)

    assert to_instant(to_typed(instant, LONDON), LONDON, latest=True) == instant


@pytest.mark.parametrize(
    "typed",
    ["tomorrow", "2026-13-01T09:00", "0001-01-01T00:00", "9999-12-31T23:59", "2026-03-02T09:00Z", "٢"],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(ValueError, match=re.escape(typed) if typed[0] in "09" else None):
        to_instant(typed, LONDON, latest=False)


@pytest.mark.parametrize("typed", ["tomorrow", "0001-01-01T00:00", "9" * 5000])
def test_a_form_keeps_what_it_cannot_read_and_says_how_to_write_it(typed):
    form = ExtraForm(MultiDict({"closes_at": typed, "time": "1,5"}), zone=LONDON)

    assert not form.validate()
    assert form.closes_at.errors == ["Write date and time like 2026-03-29 09:00."]
    assert typed in form.closes_at()
    assert form.extra().time_factor == 1.5


def test_a_form_says_that_the_clocks_skip_a_time():
    form = ExtraForm(MultiDict({"closes_at": "2026-03-29T01:30"}), zone=LONDON)
    form.validate()

    assert form.closes_at.errors == ["The clocks go forward then, and skip this time. Choose another hour."]


@pytest.mark.parametrize("typed", ["many", "nan", "inf", "-1", "1_0x", "9" * 5000])
def test_a_factor_that_is_no_number_gets_one_sentence(typed):
    form = ExtraForm(MultiDict({"time": typed}), zone=LONDON)

    assert not form.validate()
    assert len(form.time.errors) == 1


# QR


def modules(path: str, size: int) -> list[list[int]]:
    """The dark modules that an SVG path of unit rows draws."""
    drawn = [[0] * size for _row in range(size)]
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path):
        assert width == back
        for place in range(int(x), int(x) + int(width)):
            drawn[int(y)][place] = 1
    return drawn


@pytest.mark.parametrize("text", ["https://example.org/join/ABCD2345", "http://127.0.0.1:8000/r/" + "x" * 43])
def test_the_picture_draws_exactly_the_modules_of_the_code_with_its_margin(text):
    picture = qr_picture(text)
    drawn = modules(picture.path, picture.size)
    expected = [list(row) for row in segno.make(text, error="q", micro=False).matrix]

    inner = [row[MARGIN:-MARGIN] for row in drawn[MARGIN:-MARGIN]]
    assert inner == expected
    assert sum(map(sum, drawn)) == sum(map(sum, inner))
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", picture.path)
