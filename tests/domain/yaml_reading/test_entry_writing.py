"""Forms write what one would write by hand: only what was changed moves, and it reads back as it was given."""

import pytest

from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.bankfile.question_entries import COMMON_KEYS, Types
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, split_arrows
from quizapp.domain.yaml_reading.entry_writing import (
    CannotWrite,
    entries_of,
    join_arrows,
    read_values,
    replace_values,
    scalar,
    write_entry,
)
from quizapp.domain.yaml_reading.yaml_nodes import read_tree

TYPES = Types(QUESTION_TYPES)
BANK = """\
# My bank
title: Harbour
questions:
# the first one
- id: who   # never changes
  ask: Who was king?   # of France
  answer: Louis XVI
  wrong:
  # the tempting one first
  - Louis XIV => Too early. => wrong king
  - "Robespierre: a lawyer"
  # said in class
  why: He was king until 1792.
- statement: The sea is wet.
  is: "true"
quizzes:
  all:
    title: All
"""


def entry(text, number=0):
    tree = read_tree(text)
    return tree, entries_of(tree)[number]


def keys_of(kind="single_choice"):
    return TYPES.tables[QUESTION_TYPES[kind]]


def test_a_changed_key_changes_its_own_line_alone_and_keeps_the_comment_on_it():
    made = replace_values(BANK, *entry(BANK), {"ask": "Who ruled: him?"}, keys_of())
    assert made == BANK.replace("ask: Who was king?", 'ask: "Who ruled: him?"')


def test_an_option_is_put_in_changed_and_taken_out_with_the_others_untouched():
    now = ("Louis XIV => Too early. => wrong king", "Danton", "Robespierre: a lawyer")
    made = replace_values(BANK, *entry(BANK), {"wrong": now}, keys_of())
    assert made == BANK.replace('  - "Robes', '  - Danton\n  - "Robes')
    fewer = replace_values(BANK, *entry(BANK), {"wrong": now[2:]}, keys_of())
    assert fewer == BANK.replace("  - Louis XIV => Too early. => wrong king\n", "")


def test_a_new_key_stands_where_the_guide_has_it_and_an_emptied_one_goes_with_its_comment():
    made = replace_values(BANK, *entry(BANK), {"marks": "2", "why": "", "topic": "kings"}, keys_of())
    assert "  topic: kings\n  marks: 2\n- statement" in made
    assert "why" not in made
    assert "said in class" not in made


def test_the_first_key_can_go_and_the_dash_stays():
    made = replace_values(BANK, *entry(BANK), {"id": ""}, keys_of())
    assert "\n- ask: Who was king?   # of France\n" in made


def test_nothing_changed_is_nothing_touched_whatever_the_line_ends():
    for text in (BANK, BANK.replace("\n", "\r\n")):
        tree, found = entry(text)
        values = read_values(tree, found, keys_of())
        assert replace_values(text, tree, found, values, keys_of()) == text


def test_windows_line_ends_stay():
    text = BANK.replace("\n", "\r\n")
    made = replace_values(text, *entry(text), {"why": "One\nTwo"}, keys_of())
    assert made.count("\n") == made.count("\r\n")
    assert "why: |\r\n    One\r\n    Two\r\n- statement" in made


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_the_example_of_each_type_reads_into_a_form_and_out_again_as_the_same_question(kind):
    """Written anew from its values alone, the entry is the same question."""
    example = "title: T\nquestions:\n" + QUESTION_TYPES[kind].example
    tree, found = entry(example)
    values = read_values(tree, found, keys_of(kind))
    anew = "title: T\nquestions:\n" + write_entry(values, {"id": COMMON_KEYS[0], **keys_of(kind)}) + "\n"
    first, second = (check_bank(text, QUESTION_TYPES, name="t").bank for text in (example, anew))
    assert first is not None
    assert second is not None
    assert second.questions[0].exchange() == first.questions[0].exchange()
    assert second.questions[0].why == first.questions[0].why


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Louis XVI", "Louis XVI"),
        ("yes", "yes"),  # every text is a text here
        ("A: b", '"A: b"'),
        ("# 1", '"# 1"'),
        ('say "no": so', "'say \"no\": so'"),
        ("- x", '"- x"'),
        ("[1]", '"[1]"'),
        ("50 %", "50 %"),
        ("*x", '"*x"'),
    ],
)
def test_a_text_is_quoted_only_where_yaml_would_read_it_otherwise(text, written):
    assert scalar(text) == written


@pytest.mark.parametrize(
    "parts",
    [
        ("A", "", ""),
        ("A", "why", ""),
        ("A", "why", "idea"),
        ("p => q", "", ""),
        ("A", "p => q", "idea"),
    ],
)
def test_an_option_its_feedback_and_its_idea_are_joined_so_that_they_part_again(parts):
    assert split_arrows(join_arrows(*parts)) == parts


def test_an_entry_on_one_line_is_left_to_the_text():
    flow = "title: T\nquestions:\n- {ask: Who, answer: A, wrong: [B]}\n"
    with pytest.raises(CannotWrite):
        replace_values(flow, *entry(flow), {"ask": "What"}, keys_of())


def test_a_list_of_one_line_is_written_as_lines_when_it_changes():
    text = "title: T\nquestions:\n- ask: Who\n  answer: A\n  wrong: [B, C]\n"
    made = replace_values(text, *entry(text), {"wrong": ("B", "D")}, keys_of())
    assert made.endswith("  wrong:\n  - B\n  - D\n")


def test_keys_of_no_form_are_left_alone():
    key = Key("ask", "", KeyForm.STEM)
    made = replace_values(BANK, *entry(BANK), {"ask": "New?"}, {"ask": key})
    assert "answer: Louis XVI" in made
