"""Which figures are right, and what a wrong one is told."""

from fractions import Fraction

import pytest

from quizapp.domain.figures.diagnosis import Neighbour, diagnose
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import (
    FigureKey,
    Tolerance,
    fit_quantity,
    is_right,
    read_figure,
    read_tolerance,
)
from quizapp.domain.figures.units import read_unit
from quizapp.domain.grading import grade_figure


def key_of(number: str, within: str = "", unit: str = "") -> FigureKey:
    asked = read_unit(unit) if unit else None
    figure = read_figure(number + (f" {unit}" if unit else ""), asked=asked)
    tolerance = read_tolerance(within, figure) if within else None
    return FigureKey(figure, tolerance, bare_unit=asked)


def answer(text: str, key: FigureKey):
    return fit_quantity(read_figure(text, asked=key.figure.unit), key)


RIGHT = [
    # whole numbers are exact
    ("28", "", "", "28"),
    ("28", "", "", "28.0"),
    ("28 villages", "", "", "twenty-eight"),
    ("28 villages", "", "", "28 settlements"),
    ("121,000", "", "", "121 thousand"),
    # decimals are right to the digits written: 3.14 means 3.135 to 3.145
    ("3.14", "", "", "3.14159"),
    ("1.2 million", "", "", "1,231,000"),
    # a part of the figure, an amount, an amount in another unit
    ("1.2 billion", "5%", "", "1.26 billion"),
    ("1.2 billion", "50 million", "", "1.25bn"),
    ("3 km", "3%", "", "1.9 miles"),  # 3057.75 m, 1.93 % more
    ("3 km", "100 m", "", "3.1 km"),
    ("20 °C", "2 °C", "", "71.6 °F"),  # (71.6 - 32) / 1.8 = 22
    # other units, converted exactly; rounded to the digits written, two significant at least
    ("3 km", "", "", "3000 m"),
    ("19 miles", "", "", "30.6 km"),  # 30.5775 km
    ("19 miles", "", "", "31 km"),
    ("154 square miles", "", "", "399 km²"),  # 398.858 km2
    ("154", "", "square miles", "154"),
    ("5", "", "%", "5 per cent"),
    ("1.2 million", "", "USD", "$1200000"),
]  # fmt: skip
WRONG = [
    ("28", "", "", "29", ["close"]),
    ("121,000", "", "", "121,001", ["close"]),
    ("3.14", "", "", "3.2", ["close"]),
    ("3.14", "", "", "3.1", ["rounded"]),
    ("1.2 billion", "5%", "", "1.27 billion", ["close"]),
    ("3 km", "", "", "2 miles", ["close"]),  # 1.864 miles: one digit is too few to tell
    ("19 miles", "", "", "30 km", ["close"]),
    # another kind of quantity
    ("154 square miles", "", "", "154 miles", ["other-quantity"]),
    ("28 villages", "", "", "28 km", ["other-quantity"]),
    ("5 USD", "", "", "5 EUR", ["other-currency"]),
    ("5%", "", "", "5 percentage points", ["points-for-per-cent"]),
    ("5 percentage points", "", "", "5%", ["per-cent-for-points"]),
    # miles and kilometres
    ("19 miles", "", "", "19 km", ["miles-for-kilometres"]),
    ("19", "", "miles", "30.6", ["kilometres-for-miles"]),
    ("12", "", "km", "7.46", ["miles-for-kilometres"]),
    ("12 km", "", "", "12 miles", ["kilometres-for-miles"]),
    ("154 square miles", "", "", "154 km²", ["square-miles-for-square-kilometres"]),
    ("154", "", "square miles", "399", ["square-kilometres-for-square-miles"]),
    ("60 mph", "", "", "60 km/h", ["miles-for-kilometres"]),
    ("19 miles", "", "", "11.8 km", ["converted-the-wrong-way"]),  # 19 / 1.609
    ("12 km", "", "", "19.3 miles", ["converted-the-wrong-way"]),  # 12 * 1.609
    ("7.5", "", "miles", "4.66", ["converted-once-too-often"]),  # 7.5 / 1.609
    ("12", "", "km", "19.3", ["converted-once-too-often"]),
    ("154 square miles", "", "", "248 km²", ["length-factor-for-area"]),  # 154 * 1.609
    ("100 pounds", "", "", "100 kg", ["pounds-for-kilograms"]),
    # scale, sign, digits
    ("1.2 billion", "", "", "1.2 million", ["thousand-for-million"]),
    ("1.2 million", "5%", "", "1.2 thousand", ["thousand-for-million"]),
    ("5 thousand", "", "", "5 million", ["million-for-thousand"]),
    ("121,000", "", "", "12,100", ["power-of-ten"]),
    ("121,000", "", "", "121", ["power-of-ten"]),
    ("1.2 million", "", "", "1.2", ["power-of-ten"]),
    ("5", "", "%", "0.05", ["share-for-per-cent"]),
    ("-5 °C", "", "", "5 °C", ["sign"]),
    ("154", "", "", "145", ["digits-swapped"]),
    ("121,000", "", "", "120,000", ["rounded"]),
    ("1609", "", "", "1.609", ["power-of-ten", "decimal-sign"]),
    ("945", "", "", "2", []),
]  # fmt: skip


@pytest.mark.parametrize(("number", "within", "unit", "typed"), RIGHT)
def test_a_figure_within_its_margin_is_right(number, within, unit, typed):
    key = key_of(number, within, unit)
    grade = grade_figure(answer(typed, key), key)
    assert (grade.fraction, grade.slips) == (1, ())


@pytest.mark.parametrize(("number", "within", "unit", "typed", "kinds"), WRONG)
def test_a_wrong_figure_is_told_what_went_wrong(number, within, unit, typed, kinds):
    key = key_of(number, within, unit)
    grade = grade_figure(answer(typed, key), key)
    assert grade.fraction == 0
    assert [slip.kind for slip in grade.slips] == kinds
    assert all(slip.message.endswith(".") for slip in grade.slips)


def test_the_sentences_name_the_units():
    key = key_of("19 miles")
    [slip] = diagnose(answer("19 km", key), key)
    assert slip.message == "Your number would be right in miles, but it counts as kilometres."
    key = key_of("154 square miles")
    [slip] = diagnose(answer("154 miles", key), key)
    assert slip.message == "“154 miles” is a length; an area is asked for."


CONTROLLED = Neighbour(
    read_figure("386 square miles"), "Kyiv's forces control 386 square miles", "Oleksandr Syrskyi"
)


def test_the_figure_of_another_claim_is_named_with_who_says_it():
    key = key_of("154", "2%", "square miles")
    [slip] = diagnose(answer("386", key), key, [CONTROLLED])
    assert slip.kind == "other-figure"
    assert "Kyiv's forces control 386 square miles (Oleksandr Syrskyi)." in slip.message
    # 386 square miles are 999.7 square kilometres
    assert [slip.kind for slip in diagnose(answer("1000 km²", key), key, [CONTROLLED])] == ["other-figure"]


def test_another_claim_with_the_same_figure_is_no_mistake():
    key = key_of("386", "1%", "square miles")
    assert [slip.kind for slip in diagnose(answer("400", key), key, [CONTROLLED])] == ["rounded"]
    assert grade_figure(answer("386", key), key, [CONTROLLED]).slips == ()
    # 1000 km2 are 386.1 square miles: outside so narrow a margin, and yet no other claim's figure
    key = key_of("386", "0.01%", "square miles")
    assert [slip.kind for slip in diagnose(answer("1000 km²", key), key, [CONTROLLED])] == ["close"]


def test_a_figure_of_another_dimension_is_not_taken_for_the_answer():
    key = key_of("28 villages")
    assert diagnose(answer("386", key), key, [CONTROLLED]) == ()


def test_no_answer_gets_more_than_two_reasons():
    key = key_of("1609")
    others = [Neighbour(read_figure("1.609"), "One mile is 1.609 km", "The atlas")]
    # … and by its sign: three reasons, of which two are given
    assert [slip.kind for slip in diagnose(answer("1.609", key), key, others)] == [
        "other-figure",
        "power-of-ten",
    ]
    key = key_of("1.2 million", "", "USD")
    others = [Neighbour(read_figure("1,200 USD"), "The first cost", "The council")]
    assert [slip.kind for slip in diagnose(answer("1,200", key), key, others)] == [
        "other-figure",
        "thousand-for-million",
    ]


def test_the_margin_follows_from_how_the_key_is_written():
    assert key_of("28").margin() == 0
    assert key_of("3.14").margin() == Fraction(5, 1000)
    assert key_of("1.2 million").margin() == 50000
    assert key_of("1.2 billion", "5%").margin() == 60 * 10**6
    assert key_of("3 km", "1 mile").margin() == Fraction("1.609344")


@pytest.mark.parametrize(
    ("number", "within", "said"),
    [
        ("3 km", "2 kg", "a length"),
        ("28", "2 km", "no unit"),
        ("3 km", "-5%", "negative"),
        ("3 km", "some", "no figure"),
    ],
)
def test_a_tolerance_of_another_kind_is_refused(number, within, said):
    with pytest.raises(CannotRead, match=said):
        read_tolerance(within, read_figure(number))


def test_points_are_an_amount_for_a_key_in_per_cent_and_per_cent_a_part_of_it():
    share = read_figure("40%")
    assert read_tolerance("5%", share) == Tolerance(relative=Fraction(5, 100))
    assert read_tolerance("2 points", share) == Tolerance(absolute=Fraction(2))
    key = FigureKey(share, read_tolerance("2 points", share))
    assert is_right(read_figure("42%"), key)
    assert not is_right(read_figure("42.1%"), key)
