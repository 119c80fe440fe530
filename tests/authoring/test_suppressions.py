"""Advice that is answered: the code and the reason go into the question's own lines, and the advice is told no more."""

import pytest

from quizapp.authoring.suppressions import Answers, can_be_silenced, silence_advice
from quizapp.domain.lint.checker import examine
from quizapp.domain.lint.explanations import EXPLANATIONS
from quizapp.domain.question_types import QUESTION_TYPES
from tests.authoring.test_banks_pages import draft_row, editor, path_of, press
from tests.support.quizzes import BANK
from tests.support.visitor import read_forms

#: Two questions without an explanation: the first has one piece of advice answered, the second none.
TWO = """\
title: Two
questions:
- id: first
  ask: Which is it?
  answer: A
  advice off:
      right-option-longest: They are all as long.
  wrong:
  - B => The report names B nowhere.
- id: second
  ask: |
    Which is it
    now?
  # a comment
  answer: A
  wrong:
  - C => The report names C nowhere.

# the end
"""


BARE = BANK.replace(" => Nordby is where the ship was built. => ship for harbour", "").replace(
    "  why: The report names two costs.\n", ""
)
#: Twelve questions whose right option is the longest: advice on the bank, and on each question.
BEATEN = "title: Beaten\nquestions:\n" + "".join(
    f"- id: q{n}\n  ask: Question {n}?\n  answer: The longest option of them all, {'x' * n}\n  wrong: [b{n}, c{n}, d{n}]\n"
    for n in range(12)
)


def look(text):
    return examine(text, QUESTION_TYPES, name="x")


def advice(examination):
    return [p for p in examination.problems if can_be_silenced(p)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    [TWO, TWO.rstrip(), BARE, BEATEN],
    ids=["two", "cut", "bare", "beaten"],
)
def test_every_piece_of_advice_can_be_answered_and_is_told_no_more(text, end):
    text = text.replace("\n", end)
    found = look(text)
    reason = 'It says "so": #1, 100 %.'

    for problem in advice(found):
        after = silence_advice(text, found.bank, problem, reason)
        answered = look(after)
        of_it = [s for s in answered.silenced if s.reason == reason]
        assert {(s.problem.code, s.problem.question_id) for s in of_it} == {
            (problem.code, problem.question_id)
        }
        assert len(answered.problems) == len(found.problems) - len(of_it)
        added = len(after) - len(text)
        at = Answers(text, found.bank).place(problem).at
        assert after[:at] + after[at + added :] == text


def test_there_is_advice_in_these_texts():
    assert {p.code for p in advice(look(TWO))} == {"no-explanation"}
    assert len(advice(look(TWO))) == 2
    assert {p.code for p in advice(look(BARE))} == {"wrong-option-without-feedback", "no-explanation"}
    assert "" in {p.question_id for p in advice(look(BEATEN))}


def test_a_question_on_one_line_is_left_alone():
    text = "title: One\nquestions:\n- {id: one, ask: Which is it?, answer: A, wrong: [B => The report names B nowhere.]}\n"
    found = look(text)

    assert [silence_advice(text, found.bank, p, "x") for p in advice(found)] == [None]


def test_a_teacher_answers_advice_where_it_is_shown_and_the_reason_is_kept(teacher, staff):
    page = teacher.get(path_of(press(teacher, editor(teacher, staff), "Check", TWO)))
    assert "2 pieces of advice" in page.text
    assert str(EXPLANATIONS["no-explanation"].says[:40]) in page.text
    controls = [c for f in read_forms(page.text) for c in f.controls]
    name = next(c.name for c in controls if c.name.startswith("reason:no-explanation"))
    assert name == "reason:no-explanation@3@3"
    refused = teacher.get(path_of(press(teacher, page, "Keep line 3 as it is")))
    assert "Write the reason, then press the button." in refused.text

    answer = teacher.submit(page, {name: "The class knows."}, button="Keep line 3 as it is", form="/edit")
    page = teacher.get(path_of(answer))

    assert "1 piece of advice answered with a reason" in page.text
    assert '      no-explanation: "The class knows."\n' in draft_row(staff).text
