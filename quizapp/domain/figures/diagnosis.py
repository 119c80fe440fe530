"""What went wrong with a figure: the mistakes people make with units, scales and look-alike figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.basics.messages import Message, msg
from quizapp.domain.figures.numerals import Number, show_number
from quizapp.domain.figures.quantities import Figure, FigureKey, agrees_when_converted, is_right
from quizapp.domain.figures.units import is_money, name_dimension

#: A converted figure this near (relative) to the key counts as that conversion: learners round.
_NEAR_CONVERSION = Fraction(2, 100)
#: A figure this near, and no other mistake found, is told that it is close.
_CLOSE = Fraction(1, 10)
_MOST_TENS = 12
#: A report and a learner need one reason, at most two.
_MOST_SLIPS = 2

#: What is mistaken for what: one of the first is so many of the second (exactly), in this base quantity.
_TWINS = (
    ("mile", "kilometre", Fraction("1.609344"), "length", msg("miles"), msg("kilometres")),
    ("foot", "metre", Fraction("0.3048"), "length", msg("feet"), msg("metres")),
    ("yard", "metre", Fraction("0.9144"), "length", msg("yards"), msg("metres")),
    ("inch", "centimetre", Fraction("2.54"), "length", msg("inches"), msg("centimetres")),
    ("pound", "kilogram", Fraction("0.45359237"), "mass", msg("pounds"), msg("kilograms")),
)
_SMALLS = tuple(twin[5] for twin in _TWINS)
_PER_CENT = (("per-cent", 1),)
_POINTS = (("percentage-points", 1),)


@dataclass(frozen=True)
class Slip:
    """A diagnosed mistake in a figure, e.g. miles for kilometres.

    ``kind`` is a stable code that reports count under; ``message`` is the sentence for the learner.
    """

    kind: str
    message: str


@dataclass(frozen=True)
class Neighbour:
    """The figure of a claim of the same bank: what the claim says, and who says it."""

    figure: Figure
    says: str
    who: str = ""
    #: Key of the claim.
    claim: str = ""


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
            msg(
                "Per cent and percentage points are two things: from 4% to 5% is one point, but 25 per cent more."
            ),
        )
    if figure.unit and key.figure.unit and is_money(figure.unit) and is_money(key.figure.unit):
        return Slip(
            "other-currency",
            msg(
                "Your figure is in %(unit)s; %(asked)s is asked for.",
                unit=figure.unit.name,
                asked=key.figure.unit.name,
            ),
        )
    wanted = msg("a number of %(noun)s", noun=key.figure.noun) if key.figure.noun else name_dimension(asked)
    return Slip(
        "other-quantity",
        msg(
            "“%(figure)s” is %(mine)s; %(wanted)s is asked for.",
            figure=figure.text,
            mine=name_dimension(mine),
            wanted=wanted,
        ),
    )


def _other_figure(figure: Figure, key: FigureKey, others: Sequence[Neighbour]) -> list[Slip]:
    """The figure of another claim: "that is the area the general claims"."""
    for other in others:
        if not figure.can_be_compared_to(other.figure):
            continue
        if other.figure.can_be_compared_to(key.figure) and is_right(other.figure, key):
            continue
        same = figure.value_in(other.figure.unit) == other.figure.value
        if same or agrees_when_converted(figure, other.figure):
            given = {"figure": other.figure.text, "says": other.says.rstrip(". "), "who": other.who}
            if other.who:
                text = msg("%(figure)s is the figure of another claim: %(says)s (%(who)s).", **given)
            else:
                text = msg("%(figure)s is the figure of another claim: %(says)s.", **given)
            return [Slip("other-figure", text)]
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
        names = (_raised(larges, power), _raised(smalls, power))
        slip = _twin_slip(value, key.figure.value, ratio, power, names if in_small else names[::-1])
        if slip:
            return [slip]
    return []


def _raised(unit: Message, power: int) -> Message:
    if power == 2:
        return msg("square %(unit)s", unit=unit)
    return msg("cubic %(unit)s", unit=unit) if power == 3 else unit


def _twin_slip(
    value: Fraction, wanted: Fraction, ratio: Fraction, power: int, names: tuple[Message, Message]
) -> Slip | None:
    """``names``: the unit that was not written, and the one that was."""
    other, written = names
    whole = ratio**power if written.endswith(_SMALLS) else 1 / ratio**power
    if _is_near(value * whole, wanted):
        kind = f"{other}-for-{written}".replace(" ", "-")
        return Slip(
            kind,
            msg(
                "Your number would be right in %(other)s, but it counts as %(written)s.",
                other=other,
                written=written,
            ),
        )
    if _is_near(value * whole**2, wanted):
        return Slip(
            "converted-the-wrong-way",
            msg(
                "You converted the wrong way between %(other)s and %(written)s.", other=other, written=written
            ),
        )
    if _is_near(value / whole, wanted):
        return Slip(
            "converted-once-too-often",
            msg(
                "You converted once too often between %(other)s and %(written)s.",
                other=other,
                written=written,
            ),
        )
    if power > 1 and any(_is_near(value * ratio**step, wanted) for step in range(1 - power, power) if step):
        text = msg(
            "You converted as if it were a length: between %(other)s and %(written)s you multiply or divide %(times)s.",
            other=other,
            written=written,
            times=_times(power),
        )
        return Slip("length-factor-for-area" if power == 2 else "length-factor-for-volume", text)
    return None


def _times(power: int) -> Message:
    return msg("twice") if power == 2 else msg("%(number)s times", number=power)


def _is_near(value: Fraction, wanted: Fraction) -> bool:
    return abs(value - wanted) <= abs(wanted) * _NEAR_CONVERSION


def _scale_slips(value: Fraction, key: FigureKey) -> list[Slip]:
    """Off by a power of ten; a share written as a number where per cent is asked; the wrong sign."""
    wanted, margin = key.figure.value, key.margin()
    if not wanted or not value:
        return []
    if abs(value + wanted) <= margin:
        return [Slip("sign", msg("The number is right, but its sign is not."))]
    power = next(
        (n for n in range(-_MOST_TENS, _MOST_TENS + 1) if n and _is_off_by(value, wanted, margin, n)), 0
    )
    if not power:
        return []
    factor = show_number(Fraction(10) ** abs(power))
    if power == -2 and key.figure.unit and key.figure.unit.dimension in {_PER_CENT, _POINTS}:
        return [
            Slip(
                "share-for-per-cent",
                msg(
                    "You wrote a part of one; %(asked)s counts parts of a hundred.",
                    asked=key.figure.unit.name,
                ),
            )
        ]
    if abs(power) == 3 and max(abs(value), abs(wanted)) >= 10**6:
        if power < 0:
            text = msg(
                "The digits are right, but your figure is %(factor)s times too small: perhaps thousand for million.",
                factor=factor,
            )
            return [Slip("thousand-for-million", text)]
        text = msg(
            "The digits are right, but your figure is %(factor)s times too large: perhaps million for thousand.",
            factor=factor,
        )
        return [Slip("million-for-thousand", text)]
    if power < 0:
        text = msg("The digits are right, but your figure is %(factor)s times too small.", factor=factor)
    else:
        text = msg("The digits are right, but your figure is %(factor)s times too large.", factor=factor)
    return [Slip("power-of-ten", text)]


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
        Slip(
            "decimal-sign",
            msg(
                "“%(figure)s” was read as %(read)s. Check the sign you used for decimals.",
                figure=figure.text,
                read=read,
            ),
        )
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
                return [Slip("digits-swapped", msg("Two digits have changed places."))]
    if _is_rounded(value, key):
        return [Slip("rounded", msg("You rounded more than this question allows."))]
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
    if not key.margin():
        return (Slip("close", msg("Close, but the exact figure is asked for.")),)
    return (Slip("close", msg("Close, but further off than this question allows.")),)
