"""The badge above a question: there where it helps, away where it would answer or confuse."""

import pytest

from quizapp.attempts.cards import badges
from quizapp.domain.bank import load_bank
from quizapp.question_types import QUESTION_TYPES

BANK = """\
title: Harbour
claims:
  dues: {says: The dues rose., who: The harbour board, status: on record}
  ships: {says: Nine ships came., who: The pilots, status: claimed by one side}
  quays: {says: Two quays are new., who: The harbour board, status: on record}
questions:
- {id: about-one, ask: When did the dues rise?, answer: In May, wrong: [In June], claim: dues}
- {id: about-two, ask: What do these words mean?, answer: A fee, wrong: [A ship], claim: [dues, ships]}
- {id: same-badge, ask: When was that?, answer: In May, wrong: [In June], claim: [dues, quays]}
- {id: names-speaker, ask: Whose words are these?, answer: Harbour board, wrong: [The pilots], claim: dues}
- {id: holds-speaker, ask: Whose words are these?, answer: "The pilots, in a letter", wrong: [The board], claim: ships}
- {id: typed-speaker, ask: Whose words are these?, accept: [pilots], claim: ships}
- {id: names-status, ask: How solid is it?, answer: On record, wrong: [Forecast], claim: dues}
- {id: part-of-a-word, ask: What is it?, answer: Harbo, wrong: [Quay], claim: dues}
"""


@pytest.fixture(scope="module")
def bank():
    return load_bank(BANK, QUESTION_TYPES, name="harbour.yaml")


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("about-one", ["The harbour board"]),
        ("about-two", []),
        ("same-badge", ["The harbour board"]),
        ("names-speaker", []),
        ("holds-speaker", []),
        ("typed-speaker", []),
        ("names-status", []),
        ("part-of-a-word", ["The harbour board"]),
    ],
)
def test_a_badge_stands_above_a_question_only_where_it_is_one_and_not_the_answer(bank, name, who):
    assert [view.who for view in badges(bank, bank.question(name))] == who
