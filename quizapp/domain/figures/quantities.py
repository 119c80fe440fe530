"""Figures as people and newspapers write them: a number with a unit or a noun, read and compared exactly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from quizapp.basics.messages import Message, msg
from quizapp.domain.figures import dates
from quizapp.domain.figures.bounds import is_bound
from quizapp.domain.figures.numerals import (
    CannotRead,
    Number,
    ask_for_number,
    normalise_spelling,
    read_number,
    read_words,
    show_number,
)
from quizapp.domain.figures.scales import LETTER, scale_of
from quizapp.domain.figures.units import Unit, UnknownUnit, name_dimension, read_money, read_unit, usual_units

_HEDGE = re.compile(
    r"""(?:[~≈≃=<>≤≥]=?\ ?|(?:c|ca|approx|etwa|rund)\.\ ?|(?:about|approximately|approx|around|roughly|nearly|almost
    |circa|some|exactly|precisely|just|only|over|under|above|below|more\ than|fewer\ than|less\ than|at\ least
    |at\ most|up\ to|as\ many\ as|as\ much\ as|close\ to|well|nearer|an\ estimated|estimated|in|by|it\ is|it's
    |(?:a\ )?factor(?:\ of)?|um|das|в|во|у|פי|etwa|rund|ca|environ|около|około|примерно|близько|приблизно|біля|майже|alrededor\ de|unos|unas)\b(?!')\ ?)""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = re.compile(
    r"[ ,]*(?:\bor (?:so|more|less)|\bin (?:total|all|length|width|depth|height|size|area|diameter)|\baltogether"
    r"|\bapproximately|\bapprox|\b(?:long|wide|deep|high|tall|thick|away|apart|across|old|lang|breit|tief|hoch|entfernt|alt)"
    r"|\bde (?:long|large|haut|profondeur|largo|ancho|alto|profundidad)|\bof [^\d]*)[.!]?$",
    re.IGNORECASE,
)
#: How many times as large: "2.5x", "2.5:1", "2.5 to 1"; and before the number "x2.5".
_TIMES_AFTER = re.compile(r"[ -]?(?:[xXхХ]|: ?1|to 1|fach(?:e[mns]?)?|krát)$")
_TIMES_BEFORE = re.compile(r"^[xXхХ] ?(?=[\d.])")
_ORDINAL = re.compile(r"(?:the )?(\d{1,4})(?:st|nd|rd|th|\.)", re.IGNORECASE)
_SIGN = re.compile(r"(minus |[+-] ?)", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"([A-Za-z]{1,3}\$|[^\w\s.,+\-~]|[^\W\d_]{2,3}(?=\.? ?\d))\.? ?(?=[+-]?[\d.,])")
_RANGE = re.compile(
    r"^(?:between|from)\b|^\D{0,30}?(?:-|\bto\b|\buntil\b|\bbis\b|\.\.) ?[+$€£]?\d", re.IGNORECASE
)
_OPERATOR = re.compile(r" ?[*^=+]")
_NOUN = re.compile(rf"{LETTER}+(?:[ '’.-]{{1,2}}{LETTER}+){{0,7}}")
_FIRST_DIGITS = re.compile(r"(?<![\d^])\d[\d.,]*")  # those of km^2 are no figure
_ASKED_FOR = re.compile(r"\b(?:how many|number of|what|in) ((?:[^\W_][\w²³/^.]* ?){1,3})", re.IGNORECASE)
_LONGEST_STEM = 2000
#: Letters that are a scale ("1.2m") unless the question is about this base quantity.
_UNIT_LETTERS = {"m": "length", "K": "temperature", "b": "data", "B": "data"}


@dataclass(frozen=True)
class Figure:
    """One figure: a number with a unit of the table, or with what is counted, or bare.

    ``text`` is what was written.
    """

    number: Number
    unit: Unit | None = None
    noun: str = ""
    text: str = ""

    @property
    def value(self) -> Fraction:
        """The number, in its own unit."""
        return self.number.value

    def value_in(self, unit: Unit | None) -> Fraction:
        """The number in another unit of the same dimension, exactly."""
        if unit is None or self.unit is None or unit == self.unit:
            return self.value
        return unit.from_base(self.unit.to_base(self.value))

    def can_be_compared_to(self, other: "Figure") -> bool:
        """Whether both are of one dimension; two counts are, whatever is counted."""
        mine, others = (figure.unit.dimension if figure.unit else () for figure in (self, other))
        return mine == others


@dataclass(frozen=True)
class Tolerance:
    """How far off is still right: a part of the key, or an amount in the key's unit."""

    relative: Fraction | None = None
    absolute: Fraction = Fraction(0)


@dataclass(frozen=True)
class FigureKey:
    """The figure asked for. ``bare_unit`` is what a number without a unit is taken in: the unit that stands
    beside the box or that the stem asks for; None where the learner has to choose one."""

    figure: Figure
    within: Tolerance | None = None
    bare_unit: Unit | None = None

    def margin(self) -> Fraction:
        """How far off, in the key's unit, is still right. Whole numbers are exact, decimals right to the
        digits written, unless the key says otherwise."""
        if self.within is None:
            return self.figure.number.step / 2 if self.figure.number.rounded else Fraction(0)
        if self.within.relative is not None:
            return abs(self.figure.value) * self.within.relative
        return self.within.absolute


def read_figure(
    text: str, language: str = "en", asked: Unit | None = None, *, as_key: bool = False
) -> Figure:
    """Read one figure; raises CannotRead with a sentence for whoever wrote it.

    ``asked`` is the unit the question is about: it decides what "m", "$" or "ton" mean. ``as_key`` refuses
    what a question leaves open: "12 m" may be metres or millions.
    """
    words = normalise_spelling(text)
    if not words:
        raise CannotRead(ask_for_number(language))
    bare = _strip_hedges(words)
    ordinal = _ORDINAL.fullmatch(bare) if asked is None else None
    bare = ordinal[1] if ordinal else re.sub(r"(?<=\d) ?-?ish$", "", bare)
    if asked is None:
        bare = _TIMES_AFTER.sub("", _TIMES_BEFORE.sub("", bare, count=1)) if re.search(r"\d", bare) else bare
    bare, is_negative, money = _strip_front(bare, asked)
    _refuse_range(bare, _as_typed(text))
    try:
        number, end = read_number(bare, language, letter_is_unit=_letters_as_units(asked))
    except CannotRead as error:
        raise _alone(bare, _as_typed(text), asked, language) or error from None
    if is_negative:
        number = number.times(Fraction(-1))
    if as_key and asked is None and money is None and re.search(r"[\d ]m$", bare):
        raise CannotRead(
            msg("“%(words)s” can be metres or millions. Write “metres” or “million”.", words=_as_typed(text))
        )
    unit, noun = _read_rest(bare[:end], bare[end:], asked, money)
    return Figure(number, unit, noun, _as_typed(text))


def read_answer(text: str, key: FigureKey, language: str = "en", stem: str = "") -> Figure:
    """Read an answer to a key, fitted to it; raises CannotRead with a question back. Where a day is asked, "6 August"
    is the sixth; where the key is a whole number, "third" is a place and no part."""
    if _asks_day(key, stem):
        words = normalise_spelling(text).strip(" \"'()[];:!?")
        text = dates.day_in(words, stem[:_LONGEST_STEM], language)
    elif key.figure.unit is None and key.figure.value.denominator == 1:
        text = dates.place_in(text)
    return fit_quantity(read_figure(text, language, key.figure.unit), key, stem)


def ask_back(text: str, figure: Figure, key: FigureKey, language: str = "en", stem: str = "") -> None:
    """Raise CannotRead where a figure that is not right may have been meant otherwise: a bound where the key is none, a
    date in figures alone where a day is asked, "1,234" where the key tells that 1.234 may be meant."""
    words = normalise_spelling(text).strip(" \"'()[];:!?")
    if is_bound(words) and not is_bound(key.figure.text):
        raise CannotRead(
            msg("“%(text)s” is more or less than one figure. Write the figure alone.", text=_as_typed(text))
        )
    if dates.may_be_two(words) and not _ORDINAL.fullmatch(words) and _asks_day(key, stem):
        raise CannotRead(
            msg("“%(text)s” can be read as two dates. Write the day alone.", text=_as_typed(text))
        )
    number, other = figure.number, figure.number.other
    scale = number.step * 1000 if number.rounded else number.step  # of a word such as million
    large = abs(key.figure.value) >= 1000 * scale
    if other is not None and number.rounded is not key.figure.number.rounded and number.rounded is large:
        one, two = (show_number(value, language) for value in sorted((number.value, other), reverse=True))
        if not is_right(figure, key):
            # What is offered is not asked back again: digits alone, or a place more than parts thousands.
            one = re.sub(r"[^\d-]", "", one) if one in words else one
            given = {"figure": figure.text, "one": one, "two": two + "0" * (two in words)}
            raise CannotRead(
                msg("“%(figure)s” can be %(one)s or %(two)s. Write %(one)s or %(two)s.", **given)
            )


def _asks_day(key: FigureKey, stem: str) -> bool:
    return key.figure.unit is None and not key.figure.noun and dates.is_asked(stem[:_LONGEST_STEM])


def _as_typed(text: str) -> str:
    """A text as its writer sees it, for a message."""
    return " ".join(text.split())[:80]


def _strip_hedges(words: str) -> str:
    """Leave out what newspapers put before a figure ("nearly", "about", "~") and marks around it."""
    words = words.strip(" \"'()[];:!?")
    for _ in range(4):
        found = _HEDGE.match(words)
        if not found or found.end() == len(words):
            break
        words = words[found.end() :]
    return words.rstrip(" .,;!?") if not words.endswith("p.c.") else words


def _strip_front(words: str, asked: Unit | None) -> tuple[str, bool, Unit | None]:
    """Leave out sign and currency before the number, in either order."""
    is_negative, money = False, None
    for _ in range(2):
        sign = _SIGN.match(words)
        if sign:
            is_negative = is_negative or sign[1][0] in "-mM"
            words = words[sign.end() :]
        before = _MONEY_BEFORE.match(words) if money is None else None
        unit = read_money(before[1], asked) if before else None
        if before and unit:
            money, words = unit, words[before.end() :]
    return words, is_negative, money


def _refuse_range(bare: str, words: str) -> None:
    if bare and not bare[0].isdigit() and _RANGE.match(bare):
        raise CannotRead(msg("“%(words)s” is a range. Write one figure.", words=words))


def _letters_as_units(asked: Unit | None) -> frozenset[str]:
    """Which of the letters that mean a thousand or a million are units in this question."""
    if asked is None:
        return frozenset()
    bases = {base for base, _ in asked.dimension}
    return frozenset(letter for letter, base in _UNIT_LETTERS.items() if base in bases)


def _alone(bare: str, words: str, asked: Unit | None, language: str) -> CannotRead | None:
    """What to say where the text holds digits, but does not begin with them."""
    if _FIRST_DIGITS.search(bare) is None:
        example = (_offer(asked) if asked else None) or ask_for_number(language)
        nothing = msg("There is no figure in “%(words)s”.", words=words)
        return CannotRead(msg("%(one)s %(two)s", one=nothing, two=example))
    found = None if bare[0].isdigit() else _FIRST_DIGITS.search(bare)
    if found is None or len(found[0]) > 20:
        return None
    given = {"words": words, "figure": found[0].rstrip(".,")}
    return CannotRead(msg("Write the figure alone: in “%(words)s” we can read %(figure)s.", **given))


def _read_rest(written: str, rest: str, asked: Unit | None, money: Unit | None) -> tuple[Unit | None, str]:
    """Read what follows the number: a unit, or else what is counted."""
    words = rest.strip(" -").strip("()")
    if money is not None:
        return _with_money(written, words, rest, money), ""
    if not words:
        return None, ""
    for attempt in dict.fromkeys((words, _TAIL.sub("", words))):
        try:
            return (read_unit(attempt, asked), "") if attempt else (None, "")
        except UnknownUnit:
            continue
    _refuse_second_number(written, rest)
    parted = rest[0] in " -" or (rest[0].isalpha() and rest[0].swapcase() == rest[0])  # as in Chinese: 400人
    if not parted or not _NOUN.fullmatch(words):
        raise CannotRead(
            msg(
                "We can read %(written)s, but not “%(words)s”. Write one figure, with its unit if it has one.",
                written=written,
                words=_raised(words),
            )
        )
    if asked is not None:
        problem = msg(
            "We can read %(written)s, but “%(words)s” is no unit known here.",
            written=written,
            words=_raised(words),
        )
        offer = _offer(asked)
        raise CannotRead(msg("%(one)s %(two)s", one=problem, two=offer) if offer else problem)
    return None, words


def _with_money(written: str, words: str, rest: str, money: Unit) -> Unit:
    """A figure with a currency before it: after it the same currency, or "per barrel", may follow."""
    if not words:
        return money
    try:
        if words.startswith(("/", "per ")):
            return read_unit(f"{money.name} {words}" if words[0] == "p" else money.name + words)
        if read_unit(words, money) == money:
            return money
    except UnknownUnit:
        pass
    _refuse_second_number(written, rest)
    raise CannotRead(
        msg(
            "We can read %(written)s %(unit)s, but not “%(words)s”. Write one figure with one unit.",
            written=written,
            unit=money.name,
            words=words,
        )
    )


def _refuse_second_number(written: str, rest: str) -> None:
    """Say what more than one number is taken for: a range, a calculation, a list."""
    if _RANGE.match(rest):
        raise CannotRead(
            msg("“%(words)s” is a range or a calculation. Write one figure.", words=_raised(written + rest))
        )
    if _OPERATOR.match(rest):
        raise CannotRead(
            msg("“%(words)s” is a calculation. Write its result.", words=_raised(written + rest))
        )
    counted = [word for word in re.findall(r"[^\W\d_]+", rest) if read_words(word) or scale_of(word, "en")]
    if re.search(r"(?<![A-Za-z])\d", rest) or counted:
        raise CannotRead(
            msg(
                "There is more than one number in “%(words)s”. Write one figure.",
                words=_raised(written + rest),
            )
        )


def _raised(words: str) -> str:
    """A plain text with its raised digits, and with the bracket that was taken off its end."""
    shown = words.replace("^2", "²").replace("^3", "³")
    return shown + ")" * (shown.count("(") - shown.count(")"))


def _offer(asked: Unit) -> Message | None:
    """Which units a figure may have, where there are several units to choose from: the only one would be told."""
    names = usual_units(asked)
    if len(names) < 2:
        return None
    return msg("Write the unit after the figure: “%(one)s” or “%(two)s”.", one=names[0], two=names[1])


_FIGURE_IN_STEM = re.compile(r"\d[\d.,]*(?: [^\W\d_][\w²³/^]*){1,3}")


def figures_in(stem: str, asked: Unit) -> Iterator[Figure]:
    """The figures with a unit that a stem gives."""
    for found in _FIGURE_IN_STEM.finditer(stem[:_LONGEST_STEM]):
        words = found[0].split()
        for count in range(len(words), 1, -1):
            try:
                given = read_figure(" ".join(words[:count]), asked=asked)
            except CannotRead:
                continue
            if given.unit:
                yield given


def _stands_in(stem: str, figure: Figure, unit: Unit) -> bool:
    """Whether a figure is one of the stem's own, given in a unit other than the one asked for."""
    if figure.unit is None or figure.unit.factor == unit.factor:
        return False
    own = [
        given.value
        for given in figures_in(stem, figure.unit)
        if given.unit and given.unit.factor == figure.unit.factor
    ]
    return figure.value in own


def fit_quantity(figure: Figure, key: FigureKey, stem: str = "") -> Figure:
    """A figure as an answer to a key: in the unit that the question names where none was written, and
    without its unit where the key has none and the stem asks for just that one ("How many per cent …").

    Raises CannotRead where the unit is missing, where one was written and none is asked for, and where a
    figure of the stem is given back that was to be converted.
    """
    asked = key.figure.unit
    if key.bare_unit is not None and _stands_in(stem, figure, key.bare_unit):
        raise CannotRead(
            msg(
                "%(figure)s is the figure of the question. Give it in %(unit)s.",
                figure=figure.text,
                unit=key.bare_unit.name,
            )
        )
    if figure.unit is None and asked is not None:
        if key.bare_unit is not None:
            return replace(figure, unit=key.bare_unit)
        offer = _offer(asked)
        if offer is None:
            raise CannotRead(msg("In which unit? Write it after the figure."))
        raise CannotRead(msg("In which unit? %(offer)s", offer=offer))
    if figure.unit is not None and asked is None and not key.figure.noun:
        named = unit_in_stem(stem, figure.unit)
        if named is not None and named.factor == figure.unit.factor:
            return replace(figure, unit=None)
        raise CannotRead(msg("Write the number alone: no unit is asked for here."))
    return figure


def unit_in_stem(stem: str, unit: Unit) -> Unit | None:
    """The unit that a stem asks for ("How many square miles …", "… in kilometres?"), where it is one of the
    dimension of ``unit``; None where the stem names none."""
    for found in _ASKED_FOR.finditer(stem[:_LONGEST_STEM]):
        words = found[1].split()
        for count in range(len(words), 0, -1):
            try:
                named = read_unit(" ".join(words[:count]), unit)
            except UnknownUnit:
                continue
            if named.dimension == unit.dimension:
                return replace(named, name=" ".join(words[:count]))
    return None


def read_tolerance(text: str, key: Figure, language: str = "en") -> Tolerance:
    """Read ``within``: "5%" of the key, "50 million" or "2 km" in its unit. Raises CannotRead."""
    figure = read_figure(text.strip().removeprefix("±").removeprefix("+/-"), language, key.unit)
    if figure.value < 0:
        raise CannotRead(msg("A tolerance is never negative."))
    if figure.unit is not None and figure.unit.dimension == (("per-cent", 1),):
        return Tolerance(relative=figure.unit.to_base(figure.value) / 100)
    points = (("percentage-points", 1),)
    if figure.unit is None or key.unit is None:
        if figure.unit is not None:
            raise CannotRead(
                msg(
                    "The figure has no unit, but its tolerance is %(tolerance)s.",
                    tolerance=name_dimension(figure.unit.dimension),
                )
            )
        return Tolerance(absolute=figure.value)
    if figure.unit.dimension != key.unit.dimension and figure.unit.dimension != points:
        raise CannotRead(
            msg(
                "The figure is %(figure)s, its tolerance %(tolerance)s.",
                figure=name_dimension(key.unit.dimension),
                tolerance=name_dimension(figure.unit.dimension),
            )
        )
    return Tolerance(absolute=figure.value * figure.unit.factor / key.unit.factor)


def is_right(figure: Figure, key: FigureKey) -> bool:
    """Whether a fitted figure is the key's.

    Where it was written in another unit and the key has no tolerance, the converted key must round to
    the digits written, and those must be at least two significant ones.
    """
    if not figure.can_be_compared_to(key.figure):
        return False
    if abs(figure.value_in(key.figure.unit) - key.figure.value) <= key.margin():
        return True
    return key.within is None and agrees_when_converted(figure, key.figure)


def agrees_when_converted(figure: Figure, key: Figure) -> bool:
    """Whether a figure in another unit is the key rounded to the digits the figure was written with."""
    if figure.unit is None or key.unit is None:
        return False
    if (figure.unit.factor, figure.unit.offset) == (key.unit.factor, key.unit.offset):
        return False
    expected = key.value_in(figure.unit)
    step = figure.number.step
    return abs(expected - figure.value) * 2 <= step and step * 10 <= abs(expected)


def is_conversion(original: Figure, key: Figure) -> bool:
    """Whether a key is a figure in another unit, rounded to the digits it is shown with: 31 km of 19 miles."""
    if original.unit is None or key.unit is None or not original.can_be_compared_to(key):
        return False
    if (original.unit.factor, original.unit.offset) == (key.unit.factor, key.unit.offset):
        return False
    return abs(original.value_in(key.unit) - key.value) * 2 <= _shown_step(key)


def repeats(original: Figure, key: Figure) -> bool:
    """Whether a key is a figure, in its unit or another, rounded or cut to the digits it is shown with."""
    apart = abs(original.value_in(key.unit) - key.value)
    return original.can_be_compared_to(key) and apart < _shown_step(key)


def _shown_step(figure: Figure) -> Fraction:
    """The place value of the last digit that says something: 100 for 400, 0.1 for 9.7."""
    step = figure.number.step
    while not figure.number.rounded and figure.value and (figure.value / (10 * step)).denominator == 1:
        step *= 10
    return step


def is_finer(key: Figure, original: Figure) -> bool:
    """Whether a key claims to know more than the figure that it repeats or was converted from.

    That is where its last digit stands for less than a quarter of what the original's does, each as a part of its
    figure: 9.7 km of six miles (1 % against 17 %), and not 13 km of eight.
    """
    if not key.value or not original.value:
        return False
    return abs(_shown_step(key) / key.value) * 4 < abs(original.number.step / original.value)


def show_figure(figure: Figure, language: str = "en") -> str:
    """A figure in the language's writing, with its unit or noun."""
    after = figure.unit.name.replace("^2", "²").replace("^3", "³") if figure.unit else figure.noun
    number = show_number(figure.value, language)
    return number + after if after == "%" else f"{number} {after}".strip()
