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
