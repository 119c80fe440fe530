"""Comparisons: the claims of a bank whose figures the briefing draws beside one another, in one unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from quizapp.basics.limits import COMPARED_CLAIMS
from quizapp.domain.claims import Claim
from quizapp.domain.figures.numerals import CannotRead, normalise_spelling
from quizapp.domain.figures.quantities import Figure, read_figure
from quizapp.domain.figures.units import Unit, UnknownUnit, name_dimension, read_unit
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, find_nearest

COMPARE_KEYS = (
    Key(
        "title",
        "What the comparison shows, in a sentence.",
        KeyForm.TEXT,
        required=True,
        example="Two counts, and they do not count the same",
    ),
    Key("claims", "Keys of two to six claims with figures of one kind.", KeyForm.NAMES, required=True),
    Key("unit", "The unit to show them all in; the first figure's when nothing is written.", KeyForm.TEXT),
)


@dataclass(frozen=True)
class Comparison:
    """Claims to put beside one another. ``unit`` is empty where the first claim's is meant."""

    key: str
    title: str
    claims: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True)
class Measured:
    """A claim with its figure, exactly, in the comparison's unit. ``written`` is what its bank says."""

    claim: Claim
    figure: Figure
    value: Fraction

    @property
    def converted(self) -> bool:
        """Whether the figure was given in another unit."""
        return self.value != self.figure.value


@dataclass(frozen=True)
class Scale:
    """The figures of a comparison in one unit; ``unit`` is None where things are counted."""

    key: str
    title: str
    unit: Unit | None
    noun: str
    figures: tuple[Measured, ...]

    @property
    def is_area(self) -> bool:
        return self.unit is not None and self.unit.power_of_length == 2 and len(self.unit.dimension) == 1

    @property
    def is_length(self) -> bool:
        return self.unit is not None and self.unit.power_of_length == 1 and len(self.unit.dimension) == 1


def read_comparison(key: str, entry: Reader, claims: Mapping[str, Claim]) -> Comparison | None:
    """One entry of ``compare:``; complains, and returns None, where its claims cannot stand side by side."""
    named = entry.name_list("claims")
    for item in named:
        if item.text not in claims:
            guess = find_nearest(item.text, claims)
            hint = f" Did you mean “{guess}”?" if guess else ""
            what = f"“compare” names the claim “{item.text[:60]}”, which is not in this bank.{hint}"
            entry.complain("unknown-claim", what, item, guess or "Write it under “claims:”.")
    made = Comparison(
        key, entry.text("title"), tuple(dict.fromkeys(i.text for i in named)), entry.text("unit")
    )
    if not entry.failed and not 2 <= len(made.claims) <= COMPARED_CLAIMS:
        what = f"A comparison has two to {COMPARED_CLAIMS} claims, not {len(made.claims)}."
        entry.complain("not-comparable", what, "claims", "claims: one-claim, other-claim")
    if entry.failed:
        return None
    try:
        measure_comparison(made, claims, entry.language)
    except CannotRead as error:
        entry.complain("not-comparable", str(error), "claims", "Name claims whose figures are of one kind.")
        return None
    return made


def measure_comparison(comparison: Comparison, claims: Mapping[str, Claim], language: str) -> Scale:
    """The figures of a comparison in its unit. Raises CannotRead, with a sentence, where there is no such thing."""
    asked = _unit(comparison.unit)
    read = [(claims[key], _figure(claims[key], language, asked)) for key in comparison.claims]
    unit = asked or read[0][1].unit
    wanted = Figure(read[0][1].number, unit, read[0][1].noun)
    for claim, figure in read:
        if not figure.can_be_compared_to(wanted):
            kinds = " and ".join(name_dimension(f.unit.dimension if f.unit else ()) for f in (wanted, figure))
            raise CannotRead(f"The figure of “{claim.key}” does not fit: {kinds} cannot be compared.")
        if figure.value_in(unit) <= 0:
            raise CannotRead(f"The figure of “{claim.key}” is not above zero, so it has no size to draw.")
    figures = tuple(Measured(claim, figure, figure.value_in(unit)) for claim, figure in read)
    return Scale(comparison.key, comparison.title, unit, read[0][1].noun, figures)


def _unit(name: str) -> Unit | None:
    if not name:
        return None
    try:
        return read_unit(normalise_spelling(name))
    except UnknownUnit:
        raise CannotRead(f"“{name[:40]}” is no unit known here.") from None


def _figure(claim: Claim, language: str, asked: Unit | None) -> Figure:
    if not claim.figure:
        raise CannotRead(f"The claim “{claim.key}” has no figure.")
    try:
        return read_figure(claim.figure, language, asked)
    except CannotRead:
        words = claim.figure[:60]
        raise CannotRead(f"The figure of “{claim.key}”, “{words}”, cannot be read as one.") from None
