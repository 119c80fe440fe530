"""Kahoot's sheet out and in again: the same questions with the same keys, but for what it cannot hold."""

from quizapp.interchange import FORMATS, read_file
from tests.support.interchange import bank_of

BANK = """\
title: Boats
questions:
- id: hulls
  ask: Which boat has two hulls?
  answer: a catamaran
  wrong: [a barge, a tug]
- id: oars
  ask: Which have oars?
  answers: [a galley, a dinghy]
  wrong: [a tug]
- id: why
  essay: Why does a boat float?
- id: many
  ask: Which is the first?
  answer: one
  wrong: [two, three, four, five]
"""


def test_choices_come_back_with_their_keys_and_the_rest_is_told():
    form = FORMATS["kahoot"]
    assert form.write is not None
    written = form.write(bank_of(BANK))
    result = read_file(written.content, "boats.xlsx")

    assert result.format == "kahoot"
    assert [each.place for each in written.left_out] == ["why", "many"]
    assert "credit-changed" in {told.code for told in written.lost}
    back = {question.ask: question.exchange() for question in bank_of(result.text).questions}
    for question in bank_of(BANK).questions[:2]:
        assert set(back[question.ask].options) == set(question.exchange().options)


def test_the_makers_own_example_rows_are_skipped_and_told_only_while_unchanged():
    head = (
        "Question - max 120 characters,Answer 1,Answer 2,Answer 3,Answer 4,Time limit (sec),Correct answer(s)"
    )
    example = "Which spreadsheet tools can read this sheet and export to xlsx format?"
    rows = (f"{example},Excel,Google Docs,Numbers,LibreOffice,60,1", f"{example},Excel,Paint,,,60,1")
    result = read_file("\n".join([head, *rows]).encode(), "boats.csv")

    assert [each.code for each in result.skipped] == ["example-row"]
    assert [each.place for each in result.imported] == ["row 3"]


def test_the_example_row_of_quizizz_is_told_with_what_it_says_in_brackets():
    head = "Question Text,Question Type,Option 1,Option 2,Correct Answer,Time in seconds"
    example = (
        '"Text of the question\n\n(required)\n",Question Type,"Text for option 1\n\n(required)",Option 2,1,20'
    )
    result = read_file(
        "\n".join([head, example, "One and one?,Multiple Choice,2,3,1,20"]).encode(), "sums.csv"
    )

    assert result.format == "quizizz"
    assert [each.code for each in result.skipped] == ["example-row"]
    assert len(result.imported) == 1
