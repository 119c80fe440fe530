"""Days as they are typed where a day of the month is asked: "6th", "the sixth", "Tuesday, 6 August 2024"."""

import re
from functools import cache
from pathlib import Path

from quizapp.basics.messages import msg
from quizapp.domain.figures.numerals import CannotRead

_ASKED = re.compile(
    r"\b(?:which|what) (?:day|date)\b|\bday of (?:the month|\w+) \b|\bwelche[mnr]? (?:tag|datum)\b|\bquel(?:le)? (?:jour|date)\b"
    r"|\bqué (?:día|fecha)\b|\bяк(?:ого|ий|а) (?:числа|дня|день|дата)\b|\bкакого (?:числа|дня)\b",
    re.IGNORECASE,
)
#: The days of the week in ``_names``.
_WEEKDAY = 0
#: What stands in a date beside day, month and year.
_BESIDE = frozenset("on the of st nd rd th am den der le er du el de del il di op år року г р".split())
#: What stands between two days of a month, and what leads to a day at the end of a sentence.
_JOINS = frozenset(
    "to until till through and or bis zum und oder au et ou y o e al a do i до та і й и або по - – — / . ,".split()
)
_DAY_LEAD = re.compile(r"\b(?:on the|am|den|le|el|il)\s*$", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d]+|\d+|[^\w\s]")
_WORD_OR_NUMBER = re.compile(r"\d+|[^\W\d]+")
_ISO = re.compile(r"\d{4}-(\d\d)-(\d\d)")
_NUMBERED = re.compile(r"\d{1,4}[./-]\d{1,2}(?:[./-](?:\d{1,4})?)?")
_ONES = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
_TWENTIES = [f"twenty {one}" for one in _ONES]
_DAYS = {
    word: day
    for day, word in enumerate(
        [*_ONES, *_TEENS, "twentieth", *_TWENTIES, "thirtieth", "thirty first"], start=1
    )
}
_DAY_IN_WORDS = re.compile(
    rf"\b(?:{'|'.join(sorted(_DAYS, key=len, reverse=True)).replace(' ', '[ -]')})\b", re.IGNORECASE
)


_PLACE = re.compile(rf"\s*(?:the )?({_DAY_IN_WORDS.pattern})((?: (?!of\b)[^\W\d_]+)?)[\s.!]*", re.IGNORECASE)


def is_asked(stem: str) -> bool:
    """Whether a question asks for a day."""
    return bool(_ASKED.search(stem))


def ask_of_gap(before: str, after: str, language: str) -> str:
    """A question for the day, where a gap stands beside the name of a month, other days between them left out ("from [[6]]
    to [[9]] August"), or ends a sentence with one behind "on the"; else empty."""
    following = _TOKEN.findall(after)
    month = _month_in(following, language) or _month_in(_TOKEN.findall(before)[::-1], language)
    if not month and _DAY_LEAD.search(before) and (not following or following[0] in ",.;:!?)"):
        sentence = _TOKEN.findall(re.split(r"[.!?]\s", before)[-1])
        month = next((word for word in sentence if _is_month(word, language)), "")
    return month and f"Which day of {month}?"


def _is_month(word: str, language: str) -> bool:
    """Whether a word names a month: with a capital in English and German, where "may" is another word."""
    is_name = word[0].isupper() or language[:2] not in ("en", "de")
    return is_name and _names(language).get(word.casefold(), _WEEKDAY) != _WEEKDAY


def _month_in(words: list[str], language: str) -> str:
    """The month that words begin with, other days and what joins them left out."""
    for word in words:
        if _is_month(word, language):
            return word
        low = word.casefold()
        if not (
            word.isdigit()
            or low in _JOINS
            or low in _BESIDE
            or low in _names(language)
            or not word.strip("_")
        ):
            break
    return ""


@cache
def _names(language: str) -> dict[str, int]:
    """The months of a language and of English by their names, and the days of the week as none.

    In other letters than ours those of every language, as a bank may not say its own.
    """
    lines = Path(__file__).with_name("date_words.txt").read_text(encoding="utf-8").splitlines()[1:]
    found: dict[str, int] = {"sept": 9}
    for line in sorted(lines, key=lambda line: (line.startswith(f"{language};"), line.startswith("en;"))):
        own, *names = line.split("; ")
        known = own in ("en", language)
        found |= {
            word: number
            for number, words in enumerate(names)
            for word in words.split()
            if known or not word.isascii()
        }
    return found


def _count(ordinal: str) -> str:
    return str(_DAYS[ordinal.lower().replace("-", " ")])


def place_in(text: str) -> str:
    """A place written in words in digits, "the third" as "3"; any other text as it is."""
    found = _PLACE.fullmatch(text)
    return _count(found[1]) + found[2] if found else text


def day_in(words: str, stem: str, language: str) -> str:
    """The day of a date, "6" of "6 August 2024"; other words as they are. Raises CannotRead where the date has another
    month than the question names."""
    words = _DAY_IN_WORDS.sub(lambda found: _count(found[0]), words)
    names = _names(language.lower().partition("-")[0])
    date = _read_date(words, names)
    if date is None:
        return re.sub(r"^(?:on )?the (?=\d)", "", words)
    day, month = date
    # A month is written with a capital in English and German; elsewhere its short forms are other words, too.
    asked = {
        names.get(word.casefold(), _WEEKDAY)
        for word in _WORD_OR_NUMBER.findall(stem)
        if word[0].isupper() or (len(word) > 3 and not (word.isascii() and language[:2] in ("en", "de")))
    } - {_WEEKDAY}
    if asked and month not in asked:
        raise CannotRead(
            msg("“%(text)s” is in another month than the question names. Write the day alone.", text=words)
        )
    return day


def _read_date(words: str, names: dict[str, int]) -> tuple[str, int] | None:
    """Day and month of a date that names its month, or has year, month and day in this order."""
    iso = _ISO.fullmatch(words)
    if iso:
        return str(int(iso[2])), int(iso[1])
    parts = [part.casefold() for part in _WORD_OR_NUMBER.findall(words)]
    days = [part for part in parts if part.isdigit() and len(part) < 3]
    months = {names[part] for part in parts if names.get(part, _WEEKDAY)}
    others = [part for part in parts if part not in days and part not in names and part not in _BESIDE]
    if (
        len(days) != 1
        or len(months) != 1
        or len(others) > 1
        or not all(re.fullmatch(r"\d{4}", each) for each in others)
    ):
        return None
    return days[0], months.pop()


def may_be_two(words: str) -> bool:
    """Whether a text is a date in figures alone: 6/8 is in June or in August."""
    return bool(_NUMBERED.fullmatch(words.rstrip("."))) and not _ISO.fullmatch(words)
