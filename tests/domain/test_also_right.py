"""A printed key says what counts besides the better answer, so that whoever marks on paper marks as the program does."""

from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.exchange import also_right
from quizapp.domain.question_types import QUESTION_TYPES

BANK = """\
title: Revolution
questions:
- id: queen
  ask: Who was queen?
  accept: [Marie Antoinette, Antoinette]
  reject: [Marie Curie => A physicist.]
- id: year
  ask: In which year was it?
  number: 1792
  within: 1
- id: motto
  fill: The motto is [[liberty | freedom]], [[equality ~ order]] and [[fraternity | brotherhood]].
- id: capital
  ask: Which town?
  answer: Paris
  wrong: [Lyon]
"""


def test_spellings_and_tolerances_are_named_and_nothing_where_there_is_none():
    bank = load_bank(BANK, QUESTION_TYPES, name="revolution")
    also = {question.id: also_right(question.exchange()) for question in bank.questions}

    assert also["queen"] == ("Antoinette",)
    assert also["year"] == ("± 1",)
    assert also["motto"] == ("1: freedom", "3: brotherhood")
    assert also["capital"] == ()
