"""The table of units, checked factor by factor against pint (an oracle in tests only: it evaluates what it reads,
so it is given names of units and nothing else)."""

import warnings
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.figures import units
from quizapp.domain.figures.units import UnknownUnit, name_dimension, read_money, read_unit, usual_units

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pint

#: As typed here; what pint calls it; the base units, as pint writes them.
SAME = [
    ("inch", "inch", "m"), ("feet", "foot", "m"), ("yards", "yard", "m"), ("miles", "mile", "m"), ("mi", "mile", "m"),
    ("nautical miles", "nautical_mile", "m"), ("light years", "light_year", "m"), ("au", "astronomical_unit", "m"),
    ("km", "kilometer", "m"), ("centimetres", "centimeter", "m"), ("mm", "millimeter", "m"), ("µm", "micrometer", "m"),
    ("nm", "nanometer", "m"), ("hectares", "hectare", "m^2"), ("ha", "hectare", "m^2"), ("square miles", "mile**2", "m^2"),
    ("sq mi", "mile**2", "m^2"), ("mi²", "mile**2", "m^2"), ("km²", "kilometer**2", "m^2"), ("sq ft", "foot**2", "m^2"),
    ("acres", "mile**2/640", "m^2"), ("m³", "meter**3", "m^3"), ("cubic feet", "foot**3", "m^3"), ("litres", "liter", "m^3"),
    ("ml", "milliliter", "m^3"), ("hl", "hectoliter", "m^3"), ("gallons", "gallon", "m^3"),
    ("imperial gallons", "imperial_gallon", "m^3"), ("pints", "pint", "m^3"), ("imperial pints", "imperial_pint", "m^3"),
    ("barrels", "oil_bbl", "m^3"), ("kg", "kilogram", "kg"), ("grams", "gram", "kg"), ("mg", "milligram", "kg"),
    ("lb", "pound", "kg"), ("oz", "ounce", "kg"), ("stone", "stone", "kg"), ("tonnes", "metric_ton", "kg"),
    ("t", "metric_ton", "kg"), ("short tons", "short_ton", "kg"), ("long tons", "long_ton", "kg"), ("seconds", "second", "s"),
    ("ms", "millisecond", "s"), ("minutes", "minute", "s"), ("hours", "hour", "s"), ("h", "hour", "s"), ("days", "day", "s"),
    ("weeks", "week", "s"), ("fortnights", "fortnight", "s"), ("months", "month", "s"), ("years", "year", "s"), ("centuries", "century", "s"), ("km/h", "kilometer/hour", "m/s"),
    ("kph", "kilometer/hour", "m/s"), ("mph", "mile/hour", "m/s"), ("miles per hour", "mile/hour", "m/s"),
    ("miles an hour", "mile/hour", "m/s"), ("knots", "knot", "m/s"), ("m/s", "meter/second", "m/s"),
    ("m s^-1", "meter/second", "m/s"), ("m/s²", "meter/second**2", "m/s^2"), ("kg/m³", "kilogram/meter**3", "kg/m^3"),
    ("N", "newton", "kg*m/s^2"), ("Pa", "pascal", "kg/m/s^2"), ("hPa", "hectopascal", "kg/m/s^2"), ("bar", "bar", "kg/m/s^2"),
    ("atm", "atmosphere", "kg/m/s^2"), ("J", "joule", "kg*m^2/s^2"), ("kWh", "kilowatt_hour", "kg*m^2/s^2"),
    ("kcal", "kilocalorie", "kg*m^2/s^2"), ("MW", "megawatt", "kg*m^2/s^3"), ("mW", "milliwatt", "kg*m^2/s^3"),
    ("horsepower", "horsepower", "kg*m^2/s^3"), ("V", "volt", "kg*m^2/s^3/A"), ("kΩ", "kiloohm", "kg*m^2/s^3/A^2"),
    ("Hz", "hertz", "1/s"), ("mol", "mole", "mol"),
    ("km kw.", "kilometer**2", "m^2"), ("كم مربع", "kilometer**2", "m^2"), ("متر مكعب", "meter**3", "m^3"),
]  # fmt: skip


@pytest.fixture(scope="module")
def oracle():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pint.UnitRegistry()


@pytest.mark.parametrize(("typed", "theirs", "base"), SAME, ids=lambda v: str(v))
def test_factors_agree_with_another_library(oracle, typed, theirs, base):
    expected = oracle.Quantity(1, oracle.parse_units(theirs) if "/640" not in theirs else "mile**2")
    value = expected.to(base.replace("^", "**")).magnitude / (640 if "/640" in theirs else 1)
    assert float(
        read_unit(typed.replace("²", "^2").replace("³", "^3").replace("µ", "μ")).factor
    ) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("typed", "theirs"), [("°C", "degC"), ("°F", "degF"), ("celsius", "degC"), ("K", "kelvin")]
)
@pytest.mark.parametrize("value", [-40, 0, 20, 451])
def test_temperatures_agree_with_another_library(oracle, typed, theirs, value):
    expected = oracle.Quantity(value, theirs).to("kelvin").magnitude
    assert float(read_unit(typed).to_base(Fraction(value))) == pytest.approx(expected, rel=1e-12)
    assert read_unit(typed).from_base(read_unit(typed).to_base(Fraction(value))) == value


def test_factors_are_exact():
    assert read_unit("mile").factor == Fraction("1609.344")
    assert read_unit("square miles").factor == Fraction("1609.344") ** 2
    assert read_unit("decades").factor == 10 * read_unit("years").factor
    assert read_unit("lb").factor == Fraction("0.45359237")


def test_every_unit_of_the_table_is_in_the_comparison_or_has_no_counterpart():
    seen = {
        (read_unit(row[0].replace("²", "^2").replace("³", "^3").replace("µ", "μ")).dimension)
        for row in SAME
        if row[1]
    }
    own = {
        ("per-cent", 1),
        ("percentage-points", 1),
        ("temperature", 1),
        ("angle", 1),
        ("current", 1),
        ("data", 1),
    }
    missing = {
        unit.dimension
        for unit in units._EXACT.values()
        if unit.dimension not in seen and unit.dimension[0] not in own and not units.is_money(unit)
    }
    assert missing == set()


def test_every_name_of_the_table_is_read_as_its_own_unit():
    for name, unit in units._EXACT.items():
        if name.lower() not in units._SEVERAL:
            assert read_unit(name) == unit, name


@pytest.mark.parametrize(
    ("word", "asked", "means"),
    [("$", "AUD", "AUD"), ("$", "USD", "USD"), ("$", "km", "USD"), ("kroner", "DKK", "DKK"), ("£", "GBP", "GBP"),
     ("dollars", "CAD", "CAD"), ("hryvnias", "UAH", "UAH"), ("USD", "EUR", "USD")],
)  # fmt: skip
def test_money_words_mean_the_currency_of_the_question(word, asked, means):
    assert read_unit(word, read_unit(asked)) == read_unit(means)
    assert read_money(word, read_unit(asked)) == read_unit(means)


@pytest.mark.parametrize(
    ("word", "asked", "means"),
    [("ton", "short ton", "short ton"), ("tons", "kg", "tonne"), ("pounds", "GBP", "GBP"), ("pounds", "kg", "lb"),
     ("degrees", "°F", "°F"), ("degrees", "deg", "degree"), ("gallons", "imperial gallon", "imperial gallon")],
)  # fmt: skip
def test_a_word_with_several_meanings_has_that_of_the_question(word, asked, means):
    assert read_unit(word, read_unit(asked)) == read_unit(means)


def test_currencies_per_cent_and_points_are_never_converted():
    dimensions = [read_unit(name).dimension for name in ("USD", "EUR", "%", "percentage points", "km")]
    assert len(set(dimensions)) == len(dimensions)


@pytest.mark.parametrize(
    "text", ["", " ", "bananas", "km bananas", "m/s/s/s", "°C/m", "km^0", "9", "km^99", "/", "per", "a.b"]
)
def test_what_is_no_unit_is_refused(text):
    with pytest.raises(UnknownUnit):
        read_unit(text)


@given(st.text(max_size=120))
def test_any_text_is_a_unit_or_is_refused(text):
    with suppress(UnknownUnit):
        assert read_unit(text).factor > 0


def test_dimensions_have_names_for_learners():
    assert name_dimension(read_unit("km").dimension) == "a length"
    assert name_dimension(read_unit("sq mi").dimension) == "an area"
    assert name_dimension(read_unit("EUR").dimension) == "an amount in EUR"
    assert name_dimension(read_unit("kg/m^3").dimension) == "another kind of quantity"


@pytest.mark.parametrize(
    ("asked", "offered"),
    [("km", ("km", "miles")), ("miles", ("km", "miles")), ("acre", ("acres", "km²")), ("years", ("years", "hours")),
     ("tonnes", ("tonnes", "kg")), ("K", ("K", "°C")), ("km^2", ("km²", "square miles")), ("m^3", ("litres", "m³"))],
)  # fmt: skip
def test_the_unit_asked_for_is_among_those_that_are_offered(asked, offered):
    assert usual_units(read_unit(asked)) == offered


@pytest.mark.parametrize(
    ("word", "same"),
    [("Jahre", "years"), ("Std", "hours"), ("heures", "hours"), ("ans", "years"), ("días", "days"), ("settimane", "weeks"),
     ("meses", "months"), ("років", "years"), ("лет", "years"), ("kilometry", "km"), ("Tonnen", "tonnes"), ("minuter", "minutes"),
     ('ק"מ', "km"), ("ק״מ", "km"), ("מטר", "m"), ("公里", "km")],
)  # fmt: skip
def test_units_have_words_in_other_languages(word, same):
    assert read_unit(word) == read_unit(same)


@pytest.mark.parametrize(
    ("words", "asked"),
    [("χιλιόμετρα", "km"), ("τετραγωνικά χιλιόμετρα", "km^2"), ("grader", "°C"), ("キロメートル", "km"), ("किलोमीटर", "km"),
     ("kilometriä", "km"), ("kilometrů", "km"), ("quilômetros", "km"), ("hodin", "h"), ("фунтів", "lb")],
)  # fmt: skip
def test_a_unit_is_read_in_the_languages_of_cldr_where_its_kind_is_asked_for(words, asked):
    assert read_unit(words, read_unit(asked)) == read_unit(asked)
    with pytest.raises(UnknownUnit):
        read_unit(words, read_unit("USD"))


def test_where_no_unit_is_usual_the_one_asked_for_stands_alone():
    assert usual_units(read_unit("USD")) == ("USD",)
