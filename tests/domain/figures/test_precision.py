"""False precision is never the better answer; and figures with foreign words for a scale or a currency in front."""

import pytest

from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.figures.quantities import is_conversion, is_finer, read_figure
from quizapp.domain.figures.units import read_unit
from quizapp.domain.question_types import QUESTION_TYPES

BANK = """\
title: Raid
claims:
  depth: {{says: Forces got nearly 19 miles in, figure: 19 miles, who: An analyst}}
questions:
- id: in-km
  ask: About how many kilometres is 19 miles?
  number: {key}
  claim: depth
"""


@pytest.mark.parametrize(
    ("original", "key", "conversion", "finer"),
    [
        ("6 miles", "9.7 km", True, True),  # 0.1 of 9.7 is 1 %, 1 of 6 is 17 %
        ("6 miles", "10 km", True, False),
        ("19 miles", "30.6 km", True, True),
        ("19 miles", "31 km", True, False),
        ("8 miles", "13 km", True, False),  # 8 % beside 13 %
        ("154 square miles", "400 square kilometres", True, False),
        ("154 square miles", "398.86 square kilometres", True, True),
        ("19 miles", "12 km", False, False),
        ("19 km", "19 km", False, False),
    ],
)
def test_a_key_says_no_more_than_the_figure_it_was_converted_from(original, key, conversion, finer):
    one, other = read_figure(original), read_figure(key)
    assert is_conversion(one, other) is conversion
    if conversion:
        assert is_finer(other, one) is finer


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        *((key, ["finer-than-claim"]) for key in ("30.6 km", "30.57 km", "30.577 km", "19.0 miles")),
        ("31 km", []),
        ("19 miles", []),
    ],
)
def test_a_key_with_more_digits_than_its_claim_bears_is_a_doubt(key, codes):
    found = check_bank(BANK.format(key=key), QUESTION_TYPES, name="raid")
    assert [p.code for p in found.problems if p.code == "finer-than-claim"] == codes


def test_who_converts_to_more_digits_is_right_too():
    [question] = load_bank(BANK.format(key="31 km"), QUESTION_TYPES, name="raid").questions
    # 19 × 1.609344 = 30.577536
    right = ["31", "31 km", "30.6", "30.58 km"]
    wrong = ["30", "30.5", "32", "30.7", "19 km"]
    assert [question.grade(text).fraction for text in right] == [1] * len(right)
    assert [question.grade(text).fraction for text in wrong] == [0] * len(wrong)
    assert question.review("30.6").best[0].text == "31 km"


def test_so_is_who_converts_the_figure_of_the_question_itself():
    text = "title: T\nquestions:\n- {id: q, ask: How many kilometres is %s?, number: 31, unit: km, who: X}\n"
    [of_19] = load_bank(text % "19 miles", QUESTION_TYPES, name="t").questions
    assert [of_19.grade(typed).fraction for typed in ("31", "30.6", "30.58 km", "30", "30.7")] == [
        1,
        1,
        1,
        0,
        0,
    ]
    [of_18] = load_bank(
        text % "18 miles", QUESTION_TYPES, name="t"
    ).questions  # 28.97 km: the key is no conversion
    assert [of_18.grade(typed).fraction for typed in ("31", "30.6", "29")] == [1, 0, 0]


@pytest.mark.parametrize(
    ("id_", "key", "also"),
    [
        ("sudzha-in-km", "10 km", "9.7"),
        ("covered-in-km", "400 square kilometres", "399"),
        ("depth-savill-in-km", "31 km", "30.6"),
    ],
)
def test_shipped_keys_are_rounded_as_their_claims_and_the_longer_figure_is_right(id_, key, also):
    with open("questions/kursk-incursion.yaml", encoding="utf-8") as file:
        bank = load_bank(file.read(), QUESTION_TYPES, name="kursk-incursion")
    question = bank.question(id_)
    assert question.review(None).best[0].text == key
    assert question.grade(also).fraction == 1


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("1.2 milliard", "NOK", 1_200_000_000),
        ("1.2 mrd", "NOK", 1_200_000_000),
        ("kr 1.2bn", "NOK", 1_200_000_000),
        ("kr. 5", "NOK", 5),
        ("NOK 5", "NOK", 5),
    ],
)
def test_scales_and_currencies_are_read_as_they_are_written_abroad(text, asked, value):
    figure = read_figure(text, "en", read_unit(asked))
    assert figure.value == value
    assert figure.unit is None or figure.unit.name == asked
