"""Dates, times and numbers as a language writes them: English, and a translation that brings its own."""

import gettext
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from quizapp.basics import i18n
from quizapp.web.formatting import SAMPLE, day, moment, numeral, share

#: A Sunday in Kyiv, two hours ahead of UTC.
INSTANT, KYIV = datetime(2026, 11, 22, 7, 5, tzinfo=UTC), ZoneInfo("Europe/Kyiv")
GERMAN = {
    "%(day)s %(month)s %(year)s": "%(day)s. %(month)s %(year)s",
    "November": "November",
    "%(day)s, %(clock)s": "%(day)s um %(clock)s Uhr",
    SAMPLE: "1.234,5",
    "%(number)s\u202f%%": "%(number)s Prozent",
}
SWISS = {SAMPLE: "1’234.5"}
UNPARTED = {SAMPLE: "1234,5"}
CARELESS = {SAMPLE: "a number"}


class Written(gettext.NullTranslations):
    """A translation from a table; English for what is not in it."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def gettext(self, message: str) -> str:
        return self._texts.get(message, message)


@pytest.fixture
def speak():
    """Speak a language for the rest of the test."""
    before = i18n._current.set(Written({}))
    yield lambda texts: i18n._current.set(Written(texts))
    i18n._current.reset(before)


def test_english_dates_and_numbers(speak):
    assert moment(INSTANT, KYIV) == "22 November 2026, 09:05"
    assert numeral(-1234567.5) == "−1\u202f234\u202f567.5"
    assert share(0.715) == "72\u202f%"
    assert (moment(None, KYIV), numeral(None), share(None)) == ("", "–", "–")


def test_a_translation_brings_its_own_order_and_marks(speak):
    speak(GERMAN)
    assert day(INSTANT, KYIV) == "22. November 2026"
    assert moment(INSTANT, KYIV) == "22. November 2026 um 09:05 Uhr"
    assert numeral(-1234567.5) == "−1.234.567,5"
    assert share(0.715) == "72 Prozent"


@pytest.mark.parametrize(
    ("texts", "written"),
    [(SWISS, "1’234’567.5"), (UNPARTED, "1234567,5"), (CARELESS, "1\u202f234\u202f567.5")],
)
def test_marks_are_read_off_the_sample(speak, texts, written):
    speak(texts)
    assert numeral(1234567.5) == written


def test_the_pseudo_languages_keep_numbers_readable():
    before = i18n._current.set(i18n.translations(i18n.PSEUDO))
    assert numeral(1234.5) == "1\u202f234.5"
    i18n._current.reset(before)
