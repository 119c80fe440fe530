"""Days as they are typed where a day of the month is asked: "6th", "the sixth", "Tuesday, 6 August 2024"."""

import re

from quizapp.basics.messages import msg
from quizapp.domain.figures.numerals import CannotRead

_ASKED = re.compile(
    r"\b(?:which|what) (?:day|date)\b|\bday of (?:the month|\w+) \b|\bwelche[mnr]? (?:tag|datum)\b|\bquel(?:le)? (?:jour|date)\b"
    r"|\bqué (?:día|fecha)\b|\bяк(?:ого|ий|а) (?:числа|дня|день|дата)\b|\bкакого (?:числа|дня)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт"
    r"|листоп|груд)[^\W\d]*)\.?"
)
_DATE = re.compile(
    rf"(?:on )?(?:\w+day,? )?(?:the )?(?:{_MONTH} (?:the )?(\d{{1,2}})|(\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?{_MONTH})"
    r"(?:st|nd|rd|th)?(?:,? \d{4})?",
    re.IGNORECASE,
)
#: A month that a question names, in capitals or in the form that follows a day.
_MONTH_ASKED = re.compile(
    r"\b(?:(Jan|Feb|Mär|Mar|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)(?:[a-z]*(?:uary|uar|ch|z|il|e|i|y|ust|ber))?"
    r"|(січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру)(?:ня|того|езня|ітня|вня|пня|есня|тня|топада|дня))\b"
)
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


def is_asked(stem: str) -> bool:
    """Whether a question asks for a day."""
    return bool(_ASKED.search(stem))


def day_in(words: str, stem: str) -> str:
    """The day of a date, "6" of "6 August 2024"; other words as they are. Raises CannotRead where the date has another
    month than the question names."""
    words = _DAY_IN_WORDS.sub(lambda found: str(_DAYS[found[0].lower().replace("-", " ")]), words)
    found = _DATE.fullmatch(words)
    if not found:
        return re.sub(r"^(?:on )?the (?=\d)", "", words)
    asked = {(month[1] or month[2]).lower() for month in _MONTH_ASKED.finditer(stem)}
    if asked and (found[1] or found[4]).lower()[:3] not in asked:
        raise CannotRead(
            msg("“%(text)s” is in another month than the question names. Write the day alone.", text=words)
        )
    return found[2] or found[3]


def may_be_two(words: str) -> bool:
    """Whether a text is a date in figures alone: 6/8 is in June or in August."""
    return bool(_NUMBERED.fullmatch(words.rstrip(".")))
