"""Lists as people type them."""

import pytest

from quizapp.interchange import read_file
from tests.support.interchange import bank_of

MARKED = {
    "a star before": "1. Which?\na) no\n*b) yes\n",
    "a star after": "1. Which?\na) no\nb) yes *\n",
    "correct": "1) Which?\n(A) no\n(B) yes (correct)\n",
    "an answer": "Q1: Which?\nA. no\nB. yes\nAnswer: B\n",
    "an answer with its text": "1. Which?\nA. no\nB. yes\nCorrect answer: B. yes\n",
    "the text alone": "1. Which?\nA. no\nB. yes\nAntwort: yes\n",
    "letters in brackets": "1. Which?\n[A] no\n[B] yes\nAnswer: B\n",
    "Chinese": "1、Which?\nA、no\nB、yes\n正确答案：B\n",
    "boxes": "1. Which?\n- [ ] no\n- [x] yes\n",
    "keys at the end": "1. Which?\nA. no\nB. yes\n2. What?\nA. this\nB. that\n\n1. B 2. A\n",
}


@pytest.mark.parametrize("way", MARKED)
def test_what_is_right_is_marked_in_many_ways(way):
    question = bank_of(read_file(MARKED[way].encode(), "x.txt").text).questions[0]

    assert question.ask == "Which?"
    assert [(option.text, option.right) for option in question.options()] == [("yes", True), ("no", False)]


def test_two_marks_that_disagree_refuse_the_question():
    result = read_file(b"1. Which?\na) no\n*b) yes\nAnswer: a\n2. What?\na) x *\nb) y\n", "x.txt")

    assert [(each.place, each.code) for each in result.refused] == [("question 1", "broken")]


def test_an_answer_without_options_is_typed():
    question = bank_of(read_file(b"1. Capital of France?\nAnswer: Paris\n", "x.txt").text).questions[0]

    assert question.typed
    assert question.best() == "Paris"


def test_no_program_in_a_text2qti_file_is_run():
    result = read_file(
        b"1.  Two?\n*a) 2\nb) 3\n\n```{.python .run}\nraise SystemExit\n```\n\n2.  Ok?\n*a) y\nb) n\n",
        "x.txt",
    )

    assert [(each.place, each.code) for each in result.refused] == [("line 5", "no-counterpart")]
    assert len(result.imported) == 2
    assert "raise" not in result.text
