"""Write what units, months, days of the week and powers of ten are called in other languages, from CLDR:
``unit_words.txt``, ``date_words.txt`` and ``scale_words.txt`` in ``quizapp/domain/figures``.

``python tools/unit_words.py`` after a new release of Babel, which brings the data.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.dates import get_day_names, get_month_names

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "quizapp" / "domain" / "figures" / "unit_words.txt"
HEAD = (
    "# What units are called in other languages, from CLDR: made by tools/unit_words.py. Unit; its words.\n"
)
DATES = FILE.with_name("date_words.txt")
DATES_HEAD = "# Days of the week and months, from CLDR: made by tools/unit_words.py. Language; days; January; …; December.\n"
SCALES = FILE.with_name("scale_words.txt")
SCALES_HEAD = "# Words for a thousand, a million …, from CLDR: made by tools/unit_words.py. Language; power of ten and its words; …\n"
LANGUAGES = """
    ar bg bn ca cs cy da de el es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko lt lv mk ms nb nl nn pl pt ro
    ru sk sl sq sr sv sw ta th tr uk ur uz vi zh zh_Hant
""".split()
#: CLDR's name and ours.
UNITS = {
    "length-kilometer": "km", "length-meter": "m", "length-centimeter": "cm", "length-millimeter": "mm",
    "length-mile": "mi", "length-foot": "ft", "length-inch": "in", "length-yard": "yd",
    "area-square-kilometer": "km^2", "area-square-meter": "m^2", "area-square-centimeter": "cm^2",
    "area-square-mile": "mi^2", "area-hectare": "ha", "area-acre": "acre",
    "volume-cubic-meter": "m^3", "volume-cubic-kilometer": "km^3", "volume-liter": "l", "volume-milliliter": "ml",
    "mass-kilogram": "kg", "mass-gram": "g", "mass-milligram": "mg", "mass-tonne": "t", "mass-metric-ton": "t",
    "mass-pound": "lb", "mass-ounce": "oz",
    "duration-second": "s", "duration-minute": "min", "duration-hour": "h", "duration-day": "d",
    "duration-week": "wk", "duration-month": "mo", "duration-year": "yr", "duration-century": "century",
    "speed-kilometer-per-hour": "km/h", "speed-meter-per-second": "m/s", "speed-mile-per-hour": "mph",
    "temperature-celsius": "°C", "temperature-fahrenheit": "°F", "angle-degree": "degree",
    "concentr-percent": "%", "concentr-permille": "‰",
}  # fmt: skip


def words_of(patterns: object) -> Iterator[str]:
    """What stands beside the number in each plural form, in full and short."""
    for width in ("long", "short"):
        forms = patterns.get(width, {})
        for form, pattern in forms.items():
            if isinstance(pattern, str) and "{0}" in pattern and form != "per" and "{1}" not in pattern:
                word = re.sub(r"[\u200e\u200f\u061c]", "", pattern.replace("{0}", "")).strip(" \u00a0\u202f.")
                if word:
                    yield word.casefold()


def find_words() -> dict[str, set[str]]:
    """Our units with their words; a word that means two of them in two languages is left out."""
    meanings = defaultdict(set)
    for language in LANGUAGES:
        known = Locale.parse(language)._data["unit_patterns"]
        for name, unit in UNITS.items():
            for word in words_of(known.get(name, {})):
                meanings[word].add(unit)
    found = defaultdict(set)
    for word, units in meanings.items():
        if len(units) == 1:
            found[units.pop()].add(word)
    return found


def date_words(language: str) -> list[set[str]]:
    """The days of the week, then each month, in every form that is one word."""
    forms = [(width, context) for width in ("wide", "abbreviated") for context in ("format", "stand-alone")]
    days = {name for form in forms for name in get_day_names(*form, language).values()}
    months = [{get_month_names(*form, language)[month] for form in forms} for month in range(1, 13)]
    return [
        {word for word in (name.strip(".").casefold() for name in names) if word.isalpha()}
        for names in (days, *months)
    ]


def scale_words(language: str) -> dict[int, set[str]]:
    """Powers of ten with their words in every plural form; "000 millones" stands for a hundred million."""
    found = defaultdict(set)
    for width in ("long", "short"):
        for forms in Locale.parse(language).compact_decimal_formats[width].values():
            for power, pattern in forms.items():
                word = (
                    re.sub(r"[\u200e\u200f\u061c'0]", "", pattern.pattern).strip(" \u00a0\u202f.").casefold()
                )
                # Letters alone are signs: "3 M"; and "3 mi" are miles.
                if len(word) > 2 or (word and not word[0].islower()):
                    found[len(power) - max(1, pattern.pattern.count("0"))].add(word)
    return {
        power: {word for word in words if not re.search(r"[\s;.-]|॰", word)}
        for power, words in sorted(found.items())
    }


def scale_row(language: str) -> str:
    powers = scale_words(language).items()
    return "; ".join(
        [language, *(" ".join((str(power), *sorted(words))) for power, words in powers if words)]
    )


def main() -> int:
    rows = [
        [language, *(" ".join(sorted(words)) for words in date_words(language))]
        for language in ("en", *LANGUAGES)
    ]
    DATES.write_text(DATES_HEAD + "".join("; ".join(row) + "\n" for row in rows), encoding="utf-8")
    SCALES.write_text(SCALES_HEAD + "".join(scale_row(each) + "\n" for each in LANGUAGES), encoding="utf-8")
    lines = [f"{unit}; {', '.join(sorted(words))}\n" for unit, words in sorted(find_words().items())]
    FILE.write_text(HEAD + "".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
