"""Keys that one slip turns into another word, and answers that stand on one line."""

from functools import partial
from pathlib import Path

import pytest

from quizapp.domain.bankfile.autofix import repair
from quizapp.domain.bankfile.confusable_words import CONFUSABLE
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.text_matching import fold_text, is_one_slip
from quizapp.domain.yaml_reading.problems import Problem, Weight

BANKS = Path(__file__).resolve().parents[3] / "questions"


def found(text: str) -> list[Problem]:
    return list(check_bank(f"title: T\nlanguage: en\nquestions:\n{text}", QUESTION_TYPES, name="t").problems)


def doubts(text: str) -> list[tuple[str, str]]:
    return [(each.code, each.what) for each in found(text) if each.weight is Weight.DOUBT]


def typed(*accept: str, more: str = "") -> str:
    return (
        "- id: q\n  ask: Which?\n  accept:\n"
        + "".join(f"  - {each}\n" for each in accept)
        + more
        + "  who: X\n"
    )


def test_the_list_holds_pairs_that_a_slip_does_lead_between():
    assert len(CONFUSABLE) >= 300
    assert len({frozenset(pair) for pair in CONFUSABLE}) == len(CONFUSABLE)
    assert [
        pair
        for pair in CONFUSABLE
        if len(pair) != 2 or not is_one_slip(*sorted(map(fold_text, pair), key=len))
    ] == []


@pytest.mark.parametrize(
    ("key", "other"), [("ethane", "ethene"), ("nitrite", "nitrate"), ("causal", "casual")]
)
def test_a_key_of_the_list_is_doubted_until_the_other_word_is_spoken_of(key, other):
    [(code, what)] = doubts(typed(key))
    assert code == "slip-makes-another-word"
    assert key in what
    assert doubts(typed(key, more="  spelling: exact\n")) == []
    others = [word for pair in CONFUSABLE if key in pair for word in pair if word != key]
    assert other in others
    assert doubts(typed(key, more="  reject:\n" + "".join(f"  - {word} => No.\n" for word in others))) == []


def test_a_word_of_the_list_inside_a_longer_answer_and_in_a_gap_is_found():
    assert [code for code, _ in doubts(typed("copper nitrate"))] == ["slip-makes-another-word"]
    assert ["“nitrites”" in what for _, what in doubts(typed("two nitrates"))] == [True]
    assert [code for code, _ in doubts("- id: q\n  fill: It is a [[proton]].\n  who: X\n")] == [
        "slip-makes-another-word"
    ]


def test_another_answer_of_the_same_bank_is_found_but_not_its_plural():
    other = "- id: r\n  ask: Who?\n  answer: Petrovo\n  wrong:\n  - Ivanova => No.\n  who: X\n"
    assert [code for code, _ in doubts(typed("Petrova") + other)] == ["slip-makes-another-word"]
    assert doubts(typed("Petrovos") + other) == []
    assert doubts(typed("Petrova", "Petrovo") + other) == []


@pytest.mark.parametrize(
    "line",
    [
        "Kyiv, Kiev",
        "Kyiv; Kiev",
        "Kyiv/Kiev",
        "Kyiv / Kiev",
        "Kyiv | Kiev",
        "Kyiv or Kiev",
        "Kyiv lub Kiev",
        "Kyiv、Kiev",
    ],
)
def test_answers_on_one_line_are_doubted_and_made_a_list(line):
    text = f"title: T\nlanguage: en\nquestions:\n- id: q\n  ask: Which?\n  accept: {line}\n  why: x\n"
    assert [code for code, _ in doubts(text.partition("questions:\n")[2])] == ["answers-on-one-line"]
    mended = repair(text, lambda now: check_bank(now, QUESTION_TYPES, name="t").problems)
    assert "  accept:\n  - Kyiv\n  - Kiev\n  why: x" in mended.after
    bank = check_bank(mended.after, QUESTION_TYPES, name="t").bank
    assert bank is not None
    assert [bank.questions[0].grade(each).fraction for each in ("Kyiv", "Kiev")] == [1, 1]


@pytest.mark.parametrize("line", ["- Kyiv, Kiev", "  - Kyiv or Kiev", "- Kyiv / Kiev\n  - Kyjiw"])
def test_several_answers_in_one_item_of_a_list_are_doubted_and_parted(line):
    text = f"title: T\nlanguage: en\nquestions:\n- id: q\n  ask: Which?\n  accept:\n  {line}\n  why: x\n"
    assert [code for code, _ in doubts(text.partition("questions:\n")[2])] == ["answers-on-one-line"]
    mended = repair(text, lambda now: check_bank(now, QUESTION_TYPES, name="t").problems)
    bank = check_bank(mended.after, QUESTION_TYPES, name="t").bank
    assert bank is not None
    assert [bank.questions[0].grade(each).fraction for each in ("Kyiv", "Kiev")] == [1, 1]


@pytest.mark.parametrize("gap", ["Kyiv, Kiev", "Kyiv; Kiev", "Kyiv / Kiev", "Kyiv or Kiev"])
def test_several_answers_in_one_gap_are_doubted_and_parted(gap):
    text = f"title: T\nlanguage: en\nquestions:\n- id: q\n  fill: It is in [[{gap}]].\n  why: x\n"
    assert [code for code, _ in doubts(text.partition("questions:\n")[2])] == ["answers-on-one-line"]
    mended = repair(text, lambda now: check_bank(now, QUESTION_TYPES, name="t").problems)
    assert "It is in [[Kyiv | Kiev]]." in mended.after


@pytest.mark.parametrize(
    "gap", ["Kyiv | Kiev", "1,234", "km/h", "Paris, Texas | Paris", "3.5; ", "Kyiv ~ Oslo, Bergen"]
)
def test_one_answer_in_a_gap_is_no_doubt(gap):
    assert doubts(f"- id: q\n  fill: It is in [[{gap}]].\n  why: x\n") == []


def test_a_comma_among_several_answers_is_no_doubt():
    assert doubts("- id: q\n  ask: Which?\n  accept:\n  - Paris, Texas\n  - Paris in Texas\n  why: x\n") == []


@pytest.mark.parametrize("line", ["'Kyiv, Kiev'", "1,234", "km/h", "Oregon", "Washington D.C.", "F/A-18"])
def test_one_answer_on_a_line_is_no_doubt(line):
    assert doubts(f"- id: q\n  ask: Which?\n  accept: {line}\n  why: x\n") == []


def test_the_shipped_banks_raise_no_such_doubt():
    check = partial(check_bank, types=QUESTION_TYPES)
    for path in BANKS.glob("*.yaml"):
        codes = {each.code for each in check(path.read_bytes(), name=path.stem).problems}
        assert not codes & {"answers-on-one-line", "slip-makes-another-word"}, path


def test_a_word_that_nobody_could_type_is_not_compared_letter_by_letter():
    assert "slip-makes-another-word" not in dict(doubts(typed("x" * 50_000)))  # it took minutes


@pytest.mark.parametrize(
    ("entry", "doubted"),
    [
        ("ask: How many came?\n  accept: [400]", True),
        ("ask: How many came?\n  accept: [400 people, four hundred]", True),
        ("ask: How many came?\n  accept: [400]\n  spelling: exact", False),
        ("ask: How many came?\n  accept: [400, several]", False),
        ("ask: Which version is it?\n  accept: ['3.11']", False),
        ("fill: In all [[400 people]] came.", True),
        ("fill: In all [[400]] people came.", False),
        ("fill: They saw [[12 Monkeys]].", False),
    ],
)
def test_a_figure_that_is_typed_as_a_text_is_doubted(entry, doubted):
    found = [code for code, _ in doubts(f"- id: q\n  {entry}\n  who: X\n")]
    assert found == ["figure-as-text"] * doubted
