"""Figures as people type them: one table of what is read and one of what comes back with a sentence."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.basics.limits import FIGURE_EXPONENT, FIGURE_LETTERS
from quizapp.domain.figures.numerals import CannotRead, Number, read_words, show_number
from quizapp.domain.figures.quantities import (
    Figure,
    FigureKey,
    fit_quantity,
    read_figure,
    show_figure,
    unit_in_stem,
)
from quizapp.domain.figures.units import read_unit

MILE = Fraction(1609344, 1000)  # metres, by the international agreement of 1959

# Typed text; the bank's language; the unit the question is about; the number; the value in base units
# (metres, square metres, kilograms, K), or the noun, or None for a bare number.
READ = [
    # whole numbers, grouped in every usual way
    ("1200000", "en", "", 1200000, None),
    ("1,200,000", "en", "", 1200000, None),
    ("1 200 000", "en", "", 1200000, None),
    ("1.200.000", "de", "", 1200000, None),
    ("1.200.000", "en", "", 1200000, None),
    ("1'200'000", "de-CH", "", 1200000, None),
    ("1’200’000", "en", "", 1200000, None),
    ("12,34,567", "en", "", 1234567, None),
    ("1\u00a0200\u00a0000", "fr", "", 1200000, None),  # no-break space
    ("1\u202f200\u202f000", "fr", "", 1200000, None),  # narrow no-break space
    ("1\u2009200\u2009000", "en", "", 1200000, None),  # thin space
    ("1,200", "en", "", 1200, None),
    ("1.200", "de", "", 1200, None),
    ("１２１", "en", "", 121, None),  # full width
    ("١٢١", "en", "", 121, None),  # Arabic-Indic digits
    ("١٬٠٠٠", "ar", "", 1000, None),  # their sign for thousands is no decimal sign
    ("  28  ", "en", "", 28, None),
    ("28.", "en", "", 28, None),
    ("007", "en", "", 7, None),
    # decimals
    ("1.5", "en", "", Fraction(3, 2), None),
    ("1,5", "en", "", Fraction(3, 2), None),
    ("1,5", "de", "", Fraction(3, 2), None),
    ("1.5", "de", "", Fraction(3, 2), None),
    ("0,500", "en", "", Fraction(1, 2), None),
    ("1.609", "en", "", Fraction(1609, 1000), None),
    ("1.200,50", "en", "", Fraction(2401, 2), None),
    ("1,200.50", "de", "", Fraction(2401, 2), None),
    ("1 200,5", "fr", "", Fraction(2401, 2), None),
    (".5", "en", "", Fraction(1, 2), None),
    # signs
    ("-5", "en", "", -5, None),
    ("−5", "en", "", -5, None),  # the real minus sign
    ("–5", "en", "", -5, None),  # an en dash
    ("minus 5", "en", "", -5, None),
    ("+5", "en", "", 5, None),
    # powers of ten and scales
    ("1.2e6", "en", "", 1200000, None),
    ("1.2E+6", "en", "", 1200000, None),
    ("12e-1", "en", "", Fraction(6, 5), None),
    ("1.2×10^6", "en", "", 1200000, None),
    ("1.2 x 10⁶", "en", "", 1200000, None),
    ("10⁻³", "en", "", Fraction(1, 1000), None),
    ("1.2 million", "en", "", 1200000, None),
    ("1.2m", "en", "", 1200000, None),
    ("1.2 M", "en", "", 1200000, None),
    ("1.2bn", "en", "", 1200000000, None),
    ("121k", "en", "", 121000, None),
    ("121 thousand", "en", "", 121000, None),
    ("2 hundred thousand", "en", "", 200000, None),
    ("1,2 Mio.", "de", "", 1200000, None),
    ("2 Milliarden", "de", "", 2 * 10**9, None),
    ("2 Billionen", "de", "", 2 * 10**12, None),
    ("1,2 млн", "uk", "", 1200000, None),
    # powers of ten in other languages, in every form of the word, with and without accents
    ("1,2 мільйона", "uk", "", 1200000, None),
    ("3 miliony", "pl", "", 3 * 10**6, None),
    ("3 miljoen", "nl", "", 3 * 10**6, None),
    ("3 milhoes", "pt", "", 3 * 10**6, None),
    ("3 biljoner", "sv", "", 3 * 10**12, None),
    ("2 mil millones", "es", "", 2 * 10**9, None),
    ("3 ملايين", "ar", "", 3 * 10**6, None),
    ("30 लाख", "hi", "", 3 * 10**6, None),
    ("3 พันล้าน", "th", "", 3 * 10**9, None),
    ("300万", "zh", "", 3 * 10**6, None),
    ("3百万", "ja", "", 3 * 10**6, None),
    ("300万人", "en", "", 3 * 10**6, "人"),
    ("400人", "zh", "", 400, "人"),
    ("400명", "ko", "", 400, "명"),
    ("3千米", "zh", "", 3000, 3000),
    # the decimal sign of Arabic means nothing else
    ("١٫٢٣٤", "ar", "", Fraction(1234, 1000), None),
    ("1٫500", "en", "", Fraction(3, 2), None),
    ("١٬٢٣٤٫٥", "ar", "", Fraction(12345, 10), None),
    ("6.626e-34", "en", "", Fraction(6626, 10**37), None),
    ("121 тис.", "uk", "", 121000, None),
    # fractions and words
    ("3½", "en", "", Fraction(7, 2), None),
    ("3 1/2", "en", "", Fraction(7, 2), None),
    ("½", "en", "", Fraction(1, 2), None),
    ("2/3", "en", "", Fraction(2, 3), None),
    ("twelve", "en", "", 12, None),
    ("Twenty-one", "en", "", 21, None),
    ("a hundred and twenty-one thousand", "en", "", 121000, None),
    ("nine hundred forty-five", "en", "", 945, None),
    ("two and a half", "en", "", Fraction(5, 2), None),
    ("two and a half million", "en", "", 2500000, None),
    ("a million and a half", "en", "", 1500000, None),
    ("half a million", "en", "", 500000, None),
    ("three quarters of a million", "en", "", 750000, None),
    ("one point two million", "en", "", 1200000, None),
    ("two thirds", "en", "", Fraction(2, 3), None),
    ("3 and a half", "en", "", Fraction(7, 2), None),
    ("a dozen", "en", "", 12, None),
    ("none", "en", "", 0, None),
    # what newspapers put before and after
    ("nearly 19", "en", "", 19, None),
    ("about 100,000", "en", "", 100000, None),
    ("more than 100,000", "en", "", 100000, None),
    ("~154", "en", "", 154, None),
    ("≈ 154", "en", "", 154, None),
    ("c. 154", "en", "", 154, None),
    ("an estimated 154", "en", "", 154, None),
    ("“28”", "en", "", 28, None),
    ("in 2024", "en", "", 2024, None),
    # money
    ("$1200000", "en", "USD", 1200000, 1200000),
    ("1200000 USD", "en", "USD", 1200000, 1200000),
    ("USD 1,200,000", "en", "USD", 1200000, 1200000),
    ("US$1.2m", "en", "USD", 1200000, 1200000),
    ("1.2m dollars", "en", "USD", 1200000, 1200000),
    ("$1.2 million USD", "en", "USD", 1200000, 1200000),
    ("€5", "en", "EUR", 5, 5),
    ("5 €", "de", "EUR", 5, 5),
    ("₴ 500", "uk", "UAH", 500, 500),
    ("-£5", "en", "GBP", -5, -5),
    # per cent
    ("5%", "en", "%", 5, 5),
    ("5 %", "en", "%", 5, 5),
    ("5 per cent", "en", "%", 5, 5),
    ("five percent", "en", "%", 5, 5),
    ("2,5 %", "de", "%", Fraction(5, 2), Fraction(5, 2)),
    # lengths, areas, speeds, temperatures
    ("nearly 19 miles", "en", "mi", 19, 19 * MILE),
    ("12km", "en", "km", 12, 12000),
    ("12 kms", "en", "km", 12, 12000),
    ("12-km", "en", "km", 12, 12000),
    ("12 kilometers", "en", "mi", 12, 12000),
    ("12 KM", "en", "mi", 12, 12000),
    ("12 km.", "en", "mi", 12, 12000),
    ("12 км", "uk", "mi", 12, 12000),
    ("1.2m", "en", "km", Fraction(6, 5), Fraction(6, 5)),  # metres, where a length is asked for
    ("30k km", "en", "km", 30000, 30000000),
    ("about 154 sq mi", "en", "mi^2", 154, 154 * MILE**2),
    ("154 mi²", "en", "km^2", 154, 154 * MILE**2),
    ("154 square miles", "en", "km^2", 154, 154 * MILE**2),
    ("154 sq. miles", "en", "km^2", 154, 154 * MILE**2),
    ("154 miles squared", "en", "km^2", 154, 154 * MILE**2),
    ("154 square miles of land", "en", "km^2", 154, 154 * MILE**2),
    ("399 km2", "en", "mi^2", 399, 399000000),
    ("399 km^2", "en", "mi^2", 399, 399000000),
    ("399 sq km", "en", "mi^2", 399, 399000000),
    ("60 mph", "en", "km/h", 60, 60 * MILE / 3600),
    ("60 miles an hour", "en", "km/h", 60, 60 * MILE / 3600),
    ("100 km/h", "en", "mph", 100, Fraction(100000, 3600)),
    ("20 °C", "en", "°C", 20, Fraction(29315, 100)),
    ("68 °F", "en", "°C", 68, Fraction(29315, 100)),  # (68 - 32) * 5/9 = 20 °C
    ("20 degrees", "en", "°C", 20, Fraction(29315, 100)),
    ("5 tons", "en", "t", 5, 5000),
    # counts
    ("28 villages", "en", "", 28, "villages"),
    ("1.2 million people", "en", "", 1200000, "people"),
    ("121,000 people, about", "en", "", None, None),
    ("twelve civilians", "en", "", 12, "civilians"),
    ("3 Black Hawk helicopters", "en", "", 3, "Black Hawk helicopters"),
    ("28 or so", "en", "", 28, None),
]  # fmt: skip
READ = [row for row in READ if row[3] is not None]

# Typed text; the unit the question is about; words of the sentence that comes back.
REFUSED = [
    ("", "", "Write a number"),
    ("   ", "", "Write a number"),
    ("NaN", "", "no figure in “NaN”"),
    ("Infinity", "", "no figure"),
    ("-inf", "", "no figure"),
    ("1e309", "", "more digits"),
    ("1e99999999999", "", "more digits"),
    ("9" * 41, "", "more than 40 digits"),
    ("9" * 5000, "", "characters long"),
    ("0xFF", "", "We can read 0, but not “xFF”"),
    ("5O", "", "not “O”"),
    ("9**9", "", "calculation"),
    ("9**9**9**9", "", "calculation"),
    ("2+2", "", "calculation"),
    ("1-2", "", "range or a calculation"),
    ("12–15", "", "range or a calculation"),
    ("12 to 15 km", "km", "range"),
    ("12 km to 15 km", "km", "range"),
    ("between 12 and 15", "", "range"),
    ("one or two", "", "more than one number"),
    ("12 and 40", "", "more than one number"),
    ("1, 2, 3", "", "more than one number"),
    ("1,2,3", "", "more than one number"),
    ("1;2", "", "more than one number"),
    ("12 15", "", "more than one number"),
    ("12:30", "", "more than one number"),
    ("13 August 2024", "", "more than one number"),
    ("13/08/2024", "", "more than one number"),
    ("154 (399 km²)", "mi^2", "more than one number"),
    ("thousand million", "", "more than one number"),
    ("1_000", "", "more than one number"),
    ("twenty fifteen", "", "more than one number"),
    ("twelve four", "", "more than one number"),
    ("5'3", "m", "more than one number"),
    ("1/0", "", "divides by nothing"),
    ("dozens", "", "no figure"),
    ("millions", "", "no figure"),
    ("about", "", "no figure"),
    ("-", "", "no figure"),
    ("Kursk", "", "no figure"),
    ("the answer is 12", "", "we can read 12"),
    ("12 bananas", "km", "“bananas” is no unit known here"),
    ("154 sqare miles", "mi^2", "no unit known here"),
    ("1.200", "", "can be 1200 or 1.2. Write 1200 or 1.2"),
    ("12.500", "", "can be 12500 or 12.5"),
    ("__import__('os')", "", "no figure"),
    ("12 <b>km</b>", "km", "We can read 12"),
]


@pytest.mark.parametrize(("typed", "language", "unit", "number", "means"), READ, ids=lambda v: str(v)[:30])
def test_a_figure_is_read_as_its_writer_means_it(typed, language, unit, number, means):
    figure = read_figure(typed, language, read_unit(unit) if unit else None)
    assert figure.value == number
    if isinstance(means, str):
        assert (figure.noun, figure.unit) == (means, None)
    elif means is None:
        assert (figure.noun, figure.unit) == ("", None)
    else:
        assert figure.unit is not None
        assert figure.unit.to_base(figure.value) == means


@pytest.mark.parametrize(("typed", "unit", "said"), REFUSED, ids=lambda v: str(v)[:30])
def test_what_is_no_single_figure_comes_back_with_a_sentence(typed, unit, said):
    with pytest.raises(CannotRead) as refused:
        read_figure(typed, "en", read_unit(unit) if unit else None)
    assert said in str(refused.value)
    assert str(refused.value)[-1] in ".?"


@pytest.mark.parametrize(
    ("language", "says"),
    [("de", "in digits."), ("en", "in digits or words."), ("en-GB", "in digits or words.")],
)
def test_words_are_offered_only_where_they_are_read(language, says):
    for typed in ("zwanzig", "", "etwa zwanzig"):
        with pytest.raises(CannotRead) as refused:
            read_figure(typed, language)
        assert str(refused.value).endswith(f"Write a number {says}")


def test_the_tables_are_long_enough():
    assert len(READ) >= 60
    assert len(REFUSED) >= 30


def test_a_trailing_nought_makes_one_sign_ambiguous_in_both_languages():
    with pytest.raises(CannotRead, match="“1,200” can be 1200 or 1,2"):
        read_figure("1,200", "de")
    assert read_figure("1,200", "en").value == 1200
    assert read_figure("1,609", "de").value == Fraction(1609, 1000)


def test_a_region_may_write_decimals_unlike_its_language():
    assert read_figure("1,200", "de-CH").value == 1200
    with pytest.raises(CannotRead, match=r"can be 1200 or 1\.2\."):
        read_figure("1.200", "de-CH")
    with pytest.raises(CannotRead, match="can be 1200 or 1,2"):
        read_figure("1,200", "en-ZA")


def test_the_digits_written_are_remembered():
    # 1.2 million is right to a tenth of a million; 1,200,000 to the last one.
    assert (read_figure("1.2 million").number.step, read_figure("1.2 million").number.rounded) == (
        100000,
        True,
    )
    assert (read_figure("1200000").number.step, read_figure("1200000").number.rounded) == (1, False)
    assert read_figure("1.609").number.other == 1609


def test_a_missing_unit_is_asked_for_and_an_unasked_one_refused():
    length = FigureKey(read_figure("12 km"))
    with pytest.raises(CannotRead, match="In which unit"):
        fit_quantity(read_figure("12"), length)
    beside = FigureKey(read_figure("12 km"), bare_unit=read_unit("km"))
    assert fit_quantity(read_figure("12"), beside).unit == read_unit("km")
    count = FigureKey(read_figure("12"))
    with pytest.raises(CannotRead, match="number alone"):
        fit_quantity(read_figure("12 km"), count)
    assert fit_quantity(read_figure("12 km"), count, "How many kilometres is it?").unit is None


@pytest.mark.parametrize(
    ("stem", "unit", "named"),
    [
        ("How many square miles did it cover?", "km^2", "square miles"),
        ("ITV speaks of 152 miles. How many kilometres is that?", "km", "kilometres"),
        ("How deep is it, in metres?", "km", "metres"),
        ("How far is it?", "km", None),
        ("How many villages in the region?", "km", None),
    ],
)
def test_the_unit_a_stem_asks_for_is_what_a_bare_number_is_in(stem, unit, named):
    found = unit_in_stem(stem, read_unit(unit))
    assert (found and found.name) == named
    assert named is None or (found and found.factor) == read_unit(named).factor


def test_a_key_with_m_must_say_metres_or_million():
    with pytest.raises(CannotRead, match="metres or millions"):
        read_figure("12 m", as_key=True)
    assert read_figure("12 metres", as_key=True).unit == read_unit("m")
    assert read_figure("12 m", asked=read_unit("km"), as_key=True).value == 12


_FINITE = st.builds(
    lambda digits, places, scale: Fraction(digits, 10**places) * scale,
    st.integers(-(10**14), 10**14),
    st.integers(0, 9),
    st.sampled_from([1, 1000, 10**6]),
)


@given(
    _FINITE,
    st.sampled_from(["en", "de", "fr", "uk", "de-CH"]),
    st.sampled_from(["", "km", "mi^2", "%", "USD", "°C"]),
)
@example(Fraction(1609, 1000), "en", "")
@example(Fraction(1200), "de", "")
def test_what_is_printed_reads_back_as_the_same_figure(value, language, unit):
    figure = Figure(Number(value), read_unit(unit) if unit else None)
    again = read_figure(show_figure(figure, language), language, figure.unit)
    assert again.value == value
    assert (again.unit.dimension if again.unit else None) == (figure.unit.dimension if figure.unit else None)


_WORDS = """1 12 154 , . ' - – / * ^ e x % $ € km mi sq square per a and half hundred thousand million to or about ~
    ( ) ½ ² one twelve twenty °C 10^ USD point of ³ 0x NaN"""
_PIECES = st.sampled_from([*_WORDS.split(), " ", "  ", "\u202f", "\u00a0"])


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(_PIECES, max_size=30).map("".join),
        st.lists(_PIECES, max_size=20).map(" ".join),
    )
)
def test_no_text_is_ever_more_than_read_or_refused_and_what_is_read_is_bounded(text):
    refusals: list[str] = []
    for unit in (None, read_unit("km")):
        try:
            figure = read_figure(text, "en", unit)
        except CannotRead as error:
            refusals.append(str(error))
            continue
        # 40 digits, a power of ten and two scale words.
        assert abs(figure.value) < Fraction(10) ** (40 + FIGURE_EXPONENT + 24)
    assert all(0 < len(said) < 4 * FIGURE_LETTERS for said in refusals)


@given(st.integers(0, 999_999_999_999))
def test_number_words_read_back(value):
    assert read_words(_in_words(value)) == (Number(Fraction(value)), len(_in_words(value)))


def _in_words(value: int) -> str:
    """A number in British words, worked out apart from the reader."""
    small = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    for scale, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= scale:
            rest = value % scale
            joint = " and " if 0 < rest < 100 else " "
            return f"{_in_words(value // scale)} {name}" + (joint + _in_words(rest) if rest else "")
    if value < 20:
        return small[value]
    return tens[value // 10 - 2] + (f"-{small[value % 10]}" if value % 10 else "")


def test_a_number_without_a_finite_form_is_shown_to_four_digits():
    assert show_number(Fraction(2, 3)) == "0.6667"
    assert show_number(Fraction(200000, 3)) == "66,666.667"
    assert show_number(Fraction(-5, 2), "de") == "-2,5"
    assert show_number(Fraction(1200000), "uk") == "1\u202f200\u202f000"
