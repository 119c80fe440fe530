"""Drafts in the text of a bank: kept and dropped without touching a line of anything else."""

import pytest

from quizapp.authoring.drafts import drop, finished, keep
from quizapp.domain.yaml_reading.entry_writing import CannotWrite

TEXT = """\
title: x
questions:
- id: a
  tags: draft, hard  # look
  ask: One?

# a comment of the next
- id: b
  tags: draft
  variant of: a
  ask: Two?
- id: c
  variant of: a
  ask: Three?
quizzes: {}
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_kept_draft_loses_its_tag_and_nothing_else(end):
    text = TEXT.replace("\n", end)
    after = keep(text, ["a", "b", "gone"])
    assert after == text.replace("draft, hard", "hard").replace(f"  tags: draft{end}", "")
    assert keep(after, ["a", "b"]) == after


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_where_the_idea_is_dropped_the_first_that_stays_is_the_idea_of_the_others(end):
    after = drop(TEXT.replace("\n", end), ["a"]).replace("\r\n", "\n")
    assert after == (
        "title: x\nquestions:\n# a comment of the next\n- id: b\n  tags: draft\n  ask: Two?\n- id: c\n  variant of: b\n  ask: Three?\nquizzes: {}\n"
    )
    assert drop(after, ["a"]) == after


def test_the_last_question_goes_without_what_follows():
    assert drop(TEXT, ["c"]) == TEXT.replace("- id: c\n  variant of: a\n  ask: Three?\n", "")


def test_other_tags_stay_in_their_order():
    assert finished("solid, draft, hard") == "solid, hard"


def test_a_bank_on_one_line_is_refused():
    with pytest.raises(CannotWrite):
        drop("title: x\nquestions: [{id: a, ask: One?}, {id: b, ask: Two?}]\n", ["a"])
