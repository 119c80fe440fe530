"""A bank names what wrong answers show once; options refer to it by name."""

from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.question_types import QUESTION_TYPES

BANK = """\
title: The harbour
people: {Ada Holm: mayor of the town}
timeline: {4 March 2025: The licence was signed}
misconceptions:
  wrong speaker:
    says: Gives a statement to somebody else
    five minutes: Read three sentences aloud.
  wrong time: Takes an old figure for today's
questions:
- id: who
  short: Who signed
  ask: Who signed?
  answer: The minister
  wrong: [The mayor => No. => wrong speaker, The union => No. => %s]
- id: gap
  fill: The port opened in [[May ~ June => No. => wrong time]].
"""


def problems(text: str) -> list[tuple[str, str]]:
    return [(p.code, p.weight.value) for p in check_bank(text, QUESTION_TYPES, name="harbour").problems]


def test_a_bank_holds_its_misconceptions_with_a_plan_for_the_class() -> None:
    bank = check_bank(BANK % "wrong speaker", QUESTION_TYPES, name="harbour").bank
    assert bank is not None
    assert list(bank.misconceptions) == ["wrong speaker", "wrong time"]
    assert bank.misconceptions["wrong speaker"].five_minutes == "Read three sentences aloud."
    assert bank.misconceptions["wrong time"].says == "Takes an old figure for today's"
    assert (bank.people, bank.timeline) == (
        {"Ada Holm": "mayor of the town"},
        (("4 March 2025", "The licence was signed"),),
    )
    assert bank.question("who").short == "Who signed"


def test_a_name_that_the_bank_does_not_define_is_doubted_and_one_that_nothing_shows_is_told() -> None:
    assert not problems(BANK % "wrong speaker")
    assert problems(BANK % "wrong persons") == [("unknown-misconception", "doubt")]
    assert problems(BANK.replace("wrong time]]", "wrong speaker]]") % "wrong speaker") == [
        ("unused-misconception", "advice")
    ]


def test_a_bank_without_the_block_may_use_words_of_its_own() -> None:
    text = BANK.replace("  wrong time: Takes an old figure for today's\n", "")
    without = text[: text.index("misconceptions:")] + text[text.index("questions:") :]
    assert not problems(without % "anything at all")
