"""What a bank may put side by side, and the figures in one unit."""

from fractions import Fraction

import pytest

from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.comparisons import measure_comparison
from quizapp.domain.question_types import QUESTION_TYPES

BANK = """\
title: Two harbours
claims:
  pier: {{says: The pier is long, figure: {pier}, who: The office, status: on record}}
  quay: {{says: The quay is long, figure: {quay}, who: The company, status: forecast}}
compare:
  lengths:
    title: Two lengths
    claims: {claims}
    unit: {unit}
questions:
- id: which
  ask: Which of the two is planned, by the company's word?
  answer: The quay
  wrong: [The pier]
  claim: pier, quay
"""


def problems(**changes: str) -> list[tuple[str, str]]:
    text = BANK.format(**{"pier": "300 m", "quay": "2 miles", "claims": "pier, quay", "unit": "km"} | changes)
    found = check_bank(text, QUESTION_TYPES, name="harbours").problems
    return [(p.code, p.what) for p in found if p.weight.value == "error"]


def test_figures_in_several_units_are_shown_in_one():
    text = BANK.format(pier="300 m", quay="2 miles", claims="pier, quay", unit="km")
    bank = load_bank(text, QUESTION_TYPES, name="harbours")

    scale = measure_comparison(bank.comparisons[0], bank.claims, bank.language)

    # 300 m is 0.3 km; a mile is 1.609344 km by definition.
    assert [f.value for f in scale.figures] == [Fraction(3, 10), Fraction("3.218688")]
    assert [f.converted for f in scale.figures] == [True, True]
    assert scale.is_length
    assert not scale.is_area


def test_without_a_unit_the_first_figure_gives_it():
    text = BANK.format(pier="3 km", quay="2 miles", claims="pier, quay", unit="").replace("    unit: \n", "")
    bank = load_bank(text, QUESTION_TYPES, name="harbours")

    scale = measure_comparison(bank.comparisons[0], bank.claims, bank.language)

    assert scale.unit is not None
    assert (scale.unit.name, scale.figures[0].converted) == ("km", False)


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"quay": "2 square miles"}, "not-comparable", "a length and an area cannot be compared"),
        ({"quay": "several"}, "not-comparable", "“several”, cannot be read"),
        ({"unit": "furlongs of cloth"}, "not-comparable", "no unit known here"),
        ({"unit": "hours"}, "not-comparable", "“pier” does not fit: a time and a bare number"),
        ({"claims": "pier"}, "not-comparable", "two to 6 claims, not 1"),
        ({"claims": "pier, pier"}, "not-comparable", "two to 6 claims, not 1"),
        ({"claims": "pier, quey"}, "unknown-claim", "Did you mean “quay”?"),
        ({"quay": "0 km"}, "not-comparable", "not above zero"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_reason(changes, code, said):
    [(found, what)] = problems(**changes)

    assert found == code
    assert said in what


def test_a_sound_comparison_has_no_problem():
    assert problems() == []
