"""Numbers as people write them: digits with separators, fractions, powers of ten, English number words.

Exact arithmetic only, nothing is ever evaluated, and every step is linear in a text of bounded length.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from quizapp.basics.limits import FIGURE_DIGITS, FIGURE_EXPONENT, FIGURE_LETTERS
from quizapp.basics.messages import Message, msg
from quizapp.domain.figures.scales import ENGLISH_SCALES, LETTER, scale_at

#: Languages that write 1.5 and 1,200; every other one writes 1,5 and 1.200 or 1 200.
_POINT_LANGUAGES = frozenset(
    {
        "en",
        "zh",
        "ja",
        "ko",
        "th",
        "he",
        "hi",
        "bn",
        "ta",
        "te",
        "ur",
        "ms",
        "cy",
        "ga",
        "mt",
        "sw",
        "yo",
        "ig",
    }
)
_POINT_REGIONS = frozenset({"de-ch", "de-li", "it-ch", "es-mx", "es-us", "es-gt", "es-pa", "es-pr"})

#: Letters that stand for a scale, unless the question is about a unit of that letter.
_SCALE_LETTERS = {"k": 10**3, "K": 10**3, "m": 10**6, "M": 10**6, "b": 10**9, "B": 10**9}

#: The decimal sign of Arabic and Persian, which parts nothing else.
_DECIMAL = "٫"
_RUN = re.compile(rf"\d+(?:[.,' {_DECIMAL}]\d+)*|[.,{_DECIMAL}]\d+")
_SEPARATOR = re.compile(rf"[.,' {_DECIMAL}]")
_MIXED = re.compile(r"(?:(\d{1,9}) )?(\d{1,9})/(\d{1,9})(?![\d/.,])")
_POWER = re.compile(r"[eE]([+-]?\d+)(?![\w.,])| ?[x*·] ?10\^([+-]?\d+)")
_BARE_POWER = re.compile(r"10\^([+-]?\d+)")
_SCALE_WORD = re.compile(rf"[ -]?({LETTER}+)(\.?)(?![\w^])")
_AND_PART = re.compile(r" and (?:a |one )?(half|quarter|third)\b", re.IGNORECASE)


class CannotRead(ValueError):
    """A text that is not one figure; the text of the error says so to whoever wrote it, and what to write."""


@dataclass(frozen=True)
class Number:
    """A number and how finely it was written.

    ``step`` is the place value of its last digit: 100,000 for "1.2 million", 1 for "154".
    ``other`` is what the same digits mean where the decimal sign is the other one ("1.609": 1609).
    """

    value: Fraction
    step: Fraction = Fraction(1)
    #: Whether it was written with a decimal sign, and so is right to the digits written.
    rounded: bool = False
    other: Fraction | None = None

    def times(self, factor: Fraction) -> "Number":
        """The number with everything about it multiplied."""
        other = None if self.other is None else self.other * factor
        return Number(self.value * factor, self.step * abs(factor), self.rounded, other)


def writes_point(language: str) -> bool:
    """Whether decimals are written with a point in a language (a BCP 47 tag such as ``en`` or ``de-CH``)."""
    tag = language.lower().replace("_", "-")
    return tag in _POINT_REGIONS or (tag.partition("-")[0] in _POINT_LANGUAGES and tag != "en-za")


def normalise_spelling(text: str) -> str:
    """One spelling for what keyboards and newspapers vary: digits of every script, spaces, dashes, quotes,
    fractions ("3½" becomes "3 1/2") and raised digits ("km²" becomes "km^2")."""
    if len(text) > 4 * FIGURE_LETTERS:
        raise CannotRead(_too_long(text))
    pieces: list[str] = []
    raised = False
    for letter in unicodedata.normalize("NFC", text):
        piece, is_raised = _plain_letter(letter)
        pieces.append("^" + piece if is_raised and not raised else piece)
        raised = is_raised
    result = " ".join("".join(pieces).split())
    if len(result) > FIGURE_LETTERS:
        raise CannotRead(_too_long(result))
    return result


def _too_long(text: str) -> Message:
    return msg(
        "That is %(number)s characters long. Write one figure alone.",
        number=len(text),
    )


def _plain_letter(letter: str) -> tuple[str, bool]:
    """The plain spelling of one character, and whether it is raised."""
    if letter.isascii():
        return letter, False
    if letter.isspace() or letter == "\u200b":
        return " ", False
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter)), False
    if category in {"Cf", "Mn", "Cc"}:
        return "", False
    if category == "Pd" or letter == "\u2212":
        return "-", False
    if letter in _SIGNS:
        return _SIGNS[letter], False
    folded = unicodedata.normalize("NFKC", letter)
    if "\u2044" in folded:
        return " " + folded.replace("\u2044", "/") + (" " if folded[-1].isdigit() else ""), False
    is_raised = unicodedata.decomposition(letter).startswith("<super>") and folded in _RAISED
    return folded.replace("\u2212", "-"), is_raised


_RAISED = frozenset("0123456789+-\u2212")
_SIGNS = {
    "º": "°", "˚": "°", "×": "x", "✕": "x", "⋅": "·", "∙": "·", "•": "·", "’": "'", "‘": "'", "ʼ": "'", "′": "'", "“": '"', "”": '"',
    "„": '"', "«": '"', "»": '"', "″": '"', "∕": "/", "\u2044": "/", "٬": "'", "、": ",", "。": ".",
}  # fmt: skip


def ask_for_number(language: str) -> Message:
    """How to write a number: number words are read in English alone, so that they are offered there alone."""
    if language.lower().partition("-")[0] == "en":
        return msg("Write a number in digits or words.")
    return msg("Write a number in digits.")


def read_number(
    text: str, language: str, *, letter_is_unit: frozenset[str] = frozenset()
) -> tuple[Number, int]:
    """Read the number a plain text begins with.

    Returns the number and where it ends. ``letter_is_unit`` names the letters (of k, K, m, M, b, B) that are
    units here and no scales. Raises CannotRead where the text begins with no number, or with one that can be
    read in two ways.
    """
    found = _read_digits(text, language)
    if found is None:
        worded = read_words(text)
        if worded is None:
            nothing = msg("There is no figure in “%(words)s”.", words=text)
            raise CannotRead(msg("%(one)s %(two)s", one=nothing, two=ask_for_number(language)))
        return worded
    number, end = found
    part = _AND_PART.match(text, end)
    if part:
        number, end = Number(number.value + _PARTS[part[1].lower()]), part.end()
    return _read_scales(text, number, end, language, letter_is_unit)


def _read_digits(text: str, language: str) -> tuple[Number, int] | None:
    bare = _BARE_POWER.match(text)
    if bare:
        return Number(_power(bare[1])), bare.end()
    mixed = _MIXED.match(text)
    if mixed:
        return _mixed(mixed), mixed.end()
    run = _RUN.match(text)
    if not run:
        return None
    number, end = read_run(run[0], language), run.end()
    power = _POWER.match(text, end)
    if power:
        return number.times(_power(power[1] or power[2])), power.end()
    return number, end


def _mixed(found: re.Match[str]) -> Number:
    if not int(found[3]):
        raise CannotRead(msg("“%(text)s” divides by nothing. Write one number.", text=found[0]))
    return Number(int(found[1] or 0) + Fraction(int(found[2]), int(found[3])))


def _power(exponent: str) -> Fraction:
    if len(exponent) > 4 or abs(int(exponent)) > FIGURE_EXPONENT:
        raise CannotRead(
            msg("That figure has more digits than can be read here. Write it out, or check the power of ten.")
        )
    return Fraction(10) ** int(exponent)


def read_run(run: str, language: str) -> Number:
    """Read digits with separators, such as "1.200.000,5", as a language means them."""
    if len(run) > FIGURE_DIGITS:
        raise CannotRead(
            msg(
                "That figure has more than %(most)s digits. Write it shorter, with a word such as million.",
                most=FIGURE_DIGITS,
            )
        )
    groups = _SEPARATOR.split(run)
    signs = _SEPARATOR.findall(run)
    kinds = sorted(set(signs), key=signs.index)
    if not signs:
        return Number(Fraction(int(run)))
    if not groups[0]:
        return _decimal(groups)
    last = signs[-1]
    if (
        len(kinds) == 2
        and last in f".,{_DECIMAL}"
        and signs.count(last) == 1
        and _are_thousands(groups[:-1], kinds[0])
    ):
        return _decimal(["".join(groups[:-1]), groups[-1]])
    if signs == [_DECIMAL]:
        return _decimal(groups)
    if (
        len(kinds) == 1
        and _are_thousands(groups, last)
        and (last in " '" or (len(signs) > 1 and last != _DECIMAL))
    ):
        return Number(Fraction(int("".join(groups))))
    if len(signs) == 1 and last in ".,":
        return _one_sign(run, groups, is_decimal=last == ("." if writes_point(language) else ","))
    raise CannotRead(
        msg(
            "“%(run)s” can be read as more than one number. Write one, without spaces or signs in it.",
            run=run,
        )
    )


def _are_thousands(groups: list[str], sign: str) -> bool:
    """Whether groups of digits are grouped as thousands (or, with commas, as lakhs: 12,34,567)."""
    if not 1 <= len(groups[0]) <= 3 or len(groups) < 2:
        return False
    rest = groups[1:]
    if all(len(group) == 3 for group in rest):
        return True
    return (
        sign == "," and len(rest) > 1 and len(rest[-1]) == 3 and all(len(group) == 2 for group in rest[:-1])
    )


def _decimal(groups: list[str]) -> Number:
    whole, digits = groups
    step = Fraction(1, 10 ** len(digits))
    return Number(int(whole + digits) * step, step, rounded=True)


def _one_sign(run: str, groups: list[str], *, is_decimal: bool) -> Number:
    """Read "1.200" or "1,200": the language decides, but nobody writes 1.200 for 1.2 without a reason."""
    if not (_are_thousands(groups, ".") and groups[0][0] != "0"):
        return _decimal(groups)
    grouped, decimal = Fraction(int("".join(groups))), _decimal(groups)
    if not is_decimal:
        return Number(grouped, other=decimal.value)
    if groups[1].endswith("0"):
        sign = run[len(groups[0])]
        short = f"{groups[0]}{sign}{groups[1]}".rstrip("0").rstrip(sign)
        raise CannotRead(
            msg(
                "“%(run)s” can be %(grouped)s or %(short)s. Write %(grouped)s or %(short)s.",
                run=run,
                grouped=grouped,
                short=short,
            )
        )
    return Number(decimal.value, decimal.step, rounded=True, other=grouped)


def _read_scales(
    text: str, number: Number, end: int, language: str, letter_is_unit: frozenset[str]
) -> tuple[Number, int]:
    """Multiply by the scale words that follow, at most two ("hundred thousand")."""
    for turn in range(2):
        found = _SCALE_WORD.match(text, end)
        if not found:
            break
        word = found[1]
        factor, letters = scale_at(word, language)
        if factor is None and turn == 0 and word not in letter_is_unit:
            after = text[found.end() : found.end() + 1]
            factor = _SCALE_LETTERS.get(word) if after in {"", " ", "-", ")"} else None
        if factor is None:
            break
        number = number.times(Fraction(factor))
        end = found.end() if letters == len(word) else found.start(1) + letters
    return number, end


_UP_TO_NINETEEN = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen"""
_SMALL = {word: value for value, word in enumerate(_UP_TO_NINETEEN.split())} | {
    "nil": 0,
    "nought": 0,
    "none": 0,
}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_PARTS = {
    "half": Fraction(1, 2), "halves": Fraction(1, 2), "quarter": Fraction(1, 4), "quarters": Fraction(1, 4),
    "third": Fraction(1, 3), "thirds": Fraction(1, 3), "fifth": Fraction(1, 5), "fifths": Fraction(1, 5),
    "tenth": Fraction(1, 10), "tenths": Fraction(1, 10),
}  # fmt: skip
_HUNDREDS = {"hundred": 100, "dozen": 12}
_WORD_SCALES = {
    word: scale for word, scale in ENGLISH_SCALES.items() if len(word) > 3 and word not in _HUNDREDS
}
_WORD = re.compile(r"(?:^|[ -]|, )([A-Za-z]+)")


class _Words:
    """Reads English number words from the left as far as they make one number."""

    def __init__(self, text: str) -> None:
        self.words: list[tuple[str, int]] = []
        end = 0
        while found := _WORD.match(text, end):
            self.words.append((found[1].lower(), found.end()))
            end = found.end()
        self.at = 0
        self.total = Fraction(0)
        self.group: Fraction | None = None
        self.last = "start"
        self.scale = 10**15
        self.step = Fraction(1)
        self.rounded = False

    def word(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.words[place][0] if place < len(self.words) else ""

    def read(self) -> tuple[Number, int] | None:
        while self.at < len(self.words) and self._take():
            pass
        if not self.at or self.last == "article":
            return None
        value = self.total + (self.group or 0)
        return Number(value, self.step, rounded=self.rounded), self.words[self.at - 1][1]

    def _take(self) -> bool:
        """Take the next word (and words that only lead to it); False where it does not belong."""
        word = self.word()
        if word in _SMALL or word in _TENS:
            return self._small(word)
        if word in _HUNDREDS or word in _WORD_SCALES or word.removesuffix("s") in _WORD_SCALES:
            return self._large(word)
        if word in _PARTS:
            return self._part(word)
        if word == "and":
            return self._and()
        if word == "point":
            return self._point()
        return self._lead(word)

    def _done(self, kind: str, taken: int = 1) -> bool:
        self.last = kind
        self.at += taken
        return True

    def _small(self, word: str) -> bool:
        value = _SMALL[word] if word in _SMALL else _TENS[word]
        after_tens = self.last == "tens" and 0 < value < 10
        if not after_tens and self.last not in {"start", "and", "hundred", "scale"}:
            return False
        self.group = (self.group or Fraction(0)) + value
        return self._done("tens" if word in _TENS else "small")

    def _large(self, word: str) -> bool:
        group = Fraction(1) if self.group is None else self.group
        if word in _HUNDREDS:
            if self.last not in {"start", "article", "small", "tens", "part"}:
                return False
            self.group = group * _HUNDREDS[word]
            return self._done("hundred")
        factor = _WORD_SCALES[word if word in _WORD_SCALES else word.removesuffix("s")]
        vague = self.last == "start" and word not in _WORD_SCALES  # "millions of"
        if vague or factor >= self.scale or self.last in {"scale", "and"}:
            return False
        self.total += group * factor
        self.group, self.scale = None, factor
        self.step *= factor if self.rounded else 1
        return self._done("scale")

    def _part(self, word: str) -> bool:
        part = _PARTS[word]
        if self.last in {"start", "article"}:
            self.group = part
        elif self.last == "small" and self.group:
            self.group *= part
        else:
            return False
        return self._done("part")

    def _and(self) -> bool:
        """ "and" joins only the end of a number: "hundred and one", "two and a half"."""
        lead = 2 if self.word(1) in {"a", "an", "one"} else 1
        if self.word(lead) in _PARTS and self.last in {"small", "tens", "hundred", "scale"}:
            part = _PARTS[self.word(lead)]
            if self.group is None:
                self.total += part * self.scale
            else:
                self.group += part
            return self._done("part", lead + 1)
        follows = self.word(1) in _SMALL or self.word(1) in _TENS
        return follows and self.last in {"hundred", "scale"} and self._done("and")

    def _point(self) -> bool:
        digits = ""
        while _SMALL.get(self.word(1 + len(digits)), 10) < 10 and len(digits) < FIGURE_DIGITS:
            digits += str(_SMALL[self.word(1 + len(digits))])
        if not digits or self.last not in {"start", "small", "tens", "hundred"}:
            return False
        self.step, self.rounded = Fraction(1, 10 ** len(digits)), True
        self.group = (self.group or Fraction(0)) + int(digits) * self.step
        return self._done("point", 1 + len(digits))

    def _lead(self, word: str) -> bool:
        """ "a" before a large number or a part, "of a" between a part and a scale."""
        if word in {"a", "an"} and self.last == "start":
            follows = self.word(1)
            if follows in _HUNDREDS or follows in _WORD_SCALES or follows in _PARTS:
                return self._done("article")
        if self.last == "part" and word in {"of", "a", "an"}:
            lead = 2 if word == "of" and self.word(1) in {"a", "an"} else 1
            if self.word(lead) in _WORD_SCALES or self.word(lead) in _HUNDREDS:
                self.at += lead
                return True
        return False


def read_words(text: str) -> tuple[Number, int] | None:
    """Read the English number words a plain text begins with: the number and where it ends, or None."""
    return _Words(text).read()


def _places(value: Fraction, places: int, *, digits: int) -> int:
    """So many decimal places, or more where fewer would leave less than these digits of a small number."""
    while value and abs(value) * 10**places < 10 ** (digits - 1) and places < FIGURE_EXPONENT:
        places += 1
    return places


def round_digits(value: Fraction) -> Fraction:
    """A number without what only a conversion has put at its end: two that differ stay two, however small."""
    return round(value, _places(value, 6, digits=6))


def show_number(value: Fraction, language: str = "en") -> str:
    """A number in the language's own writing; ``read_number`` reads back every number with a finite decimal
    form of at most 12 places, and any other is shown to four significant digits."""
    sign = "-" if value < 0 else ""
    value = abs(value)
    places = next((p for p in range(13) if (value * 10**p).denominator == 1), None)
    if places is None:
        places = _places(value, 3, digits=4)
    digits = str(round(value * 10**places)).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    part = part.rstrip("0")
    point, group = (".", ",") if writes_point(language) else (",", "\u202f")
    grouped = f"{int(whole):,}".replace(",", group) if len(whole) > 4 else whole
    return sign + grouped + (point + part if part else "")
