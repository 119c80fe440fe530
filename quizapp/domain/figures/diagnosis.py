"""What went wrong with a figure: the mistakes people make with units, scales and look-alike figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.domain.figures.numerals import Number, show_number
from quizapp.domain.figures.quantities import Figure, FigureKey, agrees_when_converted, is_right
from quizapp.domain.figures.units import is_money, name_dimension
from quizapp.domain.grading import RIGHT, Grade, Slip

#: A converted figure this near (relative) to the key counts as that conversion: learners round.
_NEAR_CONVERSION = Fraction(2, 100)
#: A figure this near, and no other mistake found, is told that it is close.
_CLOSE = Fraction(1, 10)
_MOST_TENS = 12
#: A report and a learner need one reason, at most two.
_MOST_SLIPS = 2

#: What is mistaken for what: one of the first is so many of the second (exactly), in this base quantity.
_TWINS = (
    ("mile", "kilometre", Fraction("1.609344"), "length", "miles", "kilometres"),
    ("foot", "metre", Fraction("0.3048"), "length", "feet", "metres"),
    ("yard", "metre", Fraction("0.9144"), "length", "yards", "metres"),
    ("inch", "centimetre", Fraction("2.54"), "length", "inches", "centimetres"),
    ("pound", "kilogram", Fraction("0.45359237"), "mass", "pounds", "kilograms"),
)
_SMALLS = tuple(twin[5] for twin in _TWINS)
_PER_CENT = (("per-cent", 1),)
_POINTS = (("percentage-points", 1),)


@dataclass(frozen=True)
class Neighbour:
    """The figure of a claim of the same bank: what the claim says, and who says it."""

    figure: Figure
    says: str
    who: str = ""
    #: Key of the claim.
    claim: str = ""


def grade_figure(figure: Figure, key: FigureKey, others: Sequence[Neighbour] = ()) -> Grade:
    """Grade a fitted figure: right, or wrong with at most two diagnosed mistakes."""
    if is_right(figure, key):
        return RIGHT
    return Grade(Fraction(0), diagnose(figure, key, others))


def diagnose(figure: Figure, key: FigureKey, others: Sequence[Neighbour] = ()) -> tuple[Slip, ...]:
    """The likely mistakes behind a wrong figure, the most telling first; empty where none is recognised."""
    if not figure.can_be_compared_to(key.figure):
        return (_wrong_dimension(figure, key), *_other_figure(figure, key, others))[:_MOST_SLIPS]
    value = figure.value_in(key.figure.unit)
    found = [
        *_other_figure(figure, key, others),
        *_unit_slips(figure, value, key),
        *_scale_slips(value, key),
        *_other_reading(figure, key),
        *_digit_slips(value, key),
    ]
    return tuple(found[:_MOST_SLIPS]) or _close(value, key)


def _wrong_dimension(figure: Figure, key: FigureKey) -> Slip:
    mine, asked = (each.unit.dimension if each.unit else () for each in (figure, key.figure))
    if {mine, asked} == {_PER_CENT, _POINTS}:
        return Slip(
            "per-cent-for-points" if mine == _PER_CENT else "points-for-per-cent",
            "Per cent and percentage points are two things: from 4% to 5% is one point, but 25 per cent more.",
        )
    if figure.unit and key.figure.unit and is_money(figure.unit) and is_money(key.figure.unit):
        return Slip(
            "other-currency", f"Your figure is in {figure.unit.name}; {key.figure.unit.name} is asked for."
        )
    wanted = f"a number of {key.figure.noun}" if key.figure.noun else name_dimension(asked)
    return Slip("other-quantity", f"“{figure.text}” is {name_dimension(mine)}; {wanted} is asked for.")


def _other_figure(figure: Figure, key: FigureKey, others: Sequence[Neighbour]) -> list[Slip]:
    """The figure of another claim: "that is the area the general claims"."""
    for other in others:
        if not figure.can_be_compared_to(other.figure):
            continue
        if other.figure.can_be_compared_to(key.figure) and is_right(other.figure, key):
            continue
        same = figure.value_in(other.figure.unit) == other.figure.value
        if same or agrees_when_converted(figure, other.figure):
            who = f" ({other.who})" if other.who else ""
            says = other.says.rstrip(". ")
            return [Slip("other-figure", f"{other.figure.text} is the figure of another claim: {says}{who}.")]
    return []


def _unit_slips(figure: Figure, value: Fraction, key: FigureKey) -> list[Slip]:
    """Miles for kilometres and their like; ``value`` is in the key's unit."""
    unit = key.figure.unit
    if unit is None or not value:
        return []
    written = (figure.unit or unit).atoms
    for large, small, ratio, base, larges, smalls in _TWINS:
        power = dict(unit.dimension).get(base, 0)
        in_large, in_small = (any(atom.startswith(name) for atom in written) for name in (large, small))
        if not power or in_large is in_small or not any(a.startswith((large, small)) for a in unit.atoms):
            continue
        squared = {2: "square ", 3: "cubic "}.get(power, "")
        names = (squared + larges, squared + smalls)
        slip = _twin_slip(value, key.figure.value, ratio, power, names if in_small else names[::-1])
        if slip:
            return [slip]
    return []


def _twin_slip(
    value: Fraction, wanted: Fraction, ratio: Fraction, power: int, names: tuple[str, str]
) -> Slip | None:
    """``names``: the unit that was not written, and the one that was."""
    other, written = names
    whole = ratio**power if written.endswith(_SMALLS) else 1 / ratio**power
    if _is_near(value * whole, wanted):
        kind = f"{other}-for-{written}".replace(" ", "-")
        return Slip(kind, f"Your number is right in {other}, but it stands for {written}.")
    if _is_near(value * whole**2, wanted):
        return Slip("converted-the-wrong-way", f"You converted the wrong way between {other} and {written}.")
    if _is_near(value / whole, wanted):
        return Slip(
            "converted-once-too-often", f"You converted once too often between {other} and {written}."
        )
    if power > 1 and any(_is_near(value * ratio**step, wanted) for step in range(1 - power, power) if step):
        text = f"You converted as if it were a length: between {other} and {written} the factor counts {_times(power)}."
        return Slip("length-factor-for-area" if power == 2 else "length-factor-for-volume", text)
    return None


def _times(power: int) -> str:
    return "twice" if power == 2 else f"{power} times"


def _is_near(value: Fraction, wanted: Fraction) -> bool:
    return abs(value - wanted) <= abs(wanted) * _NEAR_CONVERSION


def _scale_slips(value: Fraction, key: FigureKey) -> list[Slip]:
    """Off by a power of ten; a share written as a number where per cent is asked; the wrong sign."""
    wanted, margin = key.figure.value, key.margin()
    if not wanted or not value:
        return []
    if abs(value + wanted) <= margin:
        return [Slip("sign", "The number is right, but its sign is not.")]
    power = next(
        (n for n in range(-_MOST_TENS, _MOST_TENS + 1) if n and _is_off_by(value, wanted, margin, n)), 0
    )
    if not power:
        return []
    factor = show_number(Fraction(10) ** abs(power))
    size = "large" if power > 0 else "small"
    say = f"The digits are right, but your figure is {factor} times too {size}"
    if power == -2 and key.figure.unit and key.figure.unit.dimension in {_PER_CENT, _POINTS}:
        return [
            Slip(
                "share-for-per-cent", f"You wrote the share of one; {key.figure.unit.name} counts hundredths."
            )
        ]
    if abs(power) == 3 and max(abs(value), abs(wanted)) >= 10**6:
        if power < 0:
            return [Slip("thousand-for-million", f"{say}: perhaps thousand for million.")]
        return [Slip("million-for-thousand", f"{say}: perhaps million for thousand.")]
    return [Slip("power-of-ten", f"{say}.")]


def _is_off_by(value: Fraction, wanted: Fraction, margin: Fraction, power: int) -> bool:
    tens = Fraction(10) ** power
    return abs(value - wanted * tens) <= margin * tens


def _other_reading(figure: Figure, key: FigureKey) -> list[Slip]:
    """ "1,609" meant as 1.609 in a language that groups thousands with a comma, and the reverse."""
    other = figure.number.other
    if other is None:
        return []
    if not is_right(Figure(Number(other), figure.unit), key):
        return []
    read = show_number(figure.value)
    return [
        Slip("decimal-sign", f"“{figure.text}” was read as {read}. Check the sign you used for decimals.")
    ]


def _digit_slips(value: Fraction, key: FigureKey) -> list[Slip]:
    """Two neighbouring digits changed places, or the figure was rounded where it must be exact."""
    wanted = key.figure.value
    mine, theirs = (show_number(abs(each)).replace(",", "") for each in (value, wanted))
    if len(mine) == len(theirs) and value * wanted > 0:
        apart = [at for at in range(len(mine)) if mine[at] != theirs[at]]
        if len(apart) == 2 and apart[1] - apart[0] == 1:
            first, second = apart
            if mine[first] == theirs[second] and mine[second] == theirs[first]:
                return [Slip("digits-swapped", "Two digits have changed places.")]
    if _is_rounded(value, key):
        return [Slip("rounded", "You rounded more than this question allows.")]
    return []


def _is_rounded(value: Fraction, key: FigureKey) -> bool:
    wanted = key.figure.value
    if not wanted or abs(value - wanted) > abs(wanted) * _CLOSE:
        return False
    step = key.figure.number.step * 10
    for _ in range(_MOST_TENS):
        if abs(value - wanted) * 2 <= step and (value / step).denominator == 1:
            return True
        step *= 10
    return False


def _close(value: Fraction, key: FigureKey) -> tuple[Slip, ...]:
    wanted = key.figure.value
    if not wanted or abs(value - wanted) > abs(wanted) * _CLOSE:
        return ()
    limit = "the exact figure is asked for" if not key.margin() else "further off than this question allows"
    return (Slip("close", f"Close, but {limit}."),)
