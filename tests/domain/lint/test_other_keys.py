"""What the keys of other questions give away is found, over a bank and over a pattern."""

from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.lint.checker import examine
from quizapp.domain.lint.explanations import EXPLANATIONS, complete_example
from quizapp.domain.lint.other_keys import WordMemory, features
from quizapp.domain.question_types import QUESTION_TYPES

TWO = """\
title: Checks
questions:
- {id: one, ask: How to check one?, answer: dated pictures, wrong: [a vote, more shares]}
- {id: two, ask: How to check two?, answer: dated letters, wrong: [a poll, more likes]}
- {id: twin, variant of: two, ask: How to check two again?, answer: dated letters, wrong: [a poll, more likes]}
- {id: bare, statement: The map is dated., is: true}
"""


def test_words_pairs_of_words_and_the_first_word_are_features():
    assert features("Dated pictures") == {"dated", "pictures", "dated pictures", "^dated"}


def test_what_is_learned_comes_from_other_ideas_alone():
    bank = load_bank(TWO, QUESTION_TYPES, name="checks")
    memory = WordMemory(bank.questions)
    # Seen in two right options of the other idea and in no wrong one: "dated" and "^dated" speak for it, "more" against.
    right, poll, likes = memory.scores(bank.question("one"), ("dated pictures", "a vote", "more shares"))
    assert right > poll > likes or right > likes
    # For "two" its twin is left out; one option with "dated" is left, and what is seen once teaches nothing.
    assert memory.scores(bank.question("two"), ("dated letters", "a poll")) == (0.0, 0.0)
    assert memory.scores(bank.question("bare"), ("True", "False", "Not stated")) is None


def advice(example: str) -> list[str]:
    text = complete_example(example)
    return [
        p.code for p in examine(text, QUESTION_TYPES, name="x").problems if p.code.endswith("beaten-by-cue")
    ]


def test_a_pattern_whose_keys_share_their_words_is_told_and_one_that_varies_them_is_not():
    told = EXPLANATIONS["pattern-beaten-by-cue"]
    assert "pattern-beaten-by-cue" in advice(told.bad)
    assert "pattern-beaten-by-cue" not in advice(told.good)
