"""Advice on craft. The plain cases are the examples of ``explanations.md``; here is where each rule must stay silent,
and how advice is answered."""

import pytest

from quizapp.domain.lint.checker import Examination, examine
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight

WHO = "- id: who\n  ask: Who signed the licence?\n  answer: The minister\n  wrong:\n  - The mayor\n"


def examined(questions: str, top: str = "") -> Examination:
    return examine(f"title: Bank\n{top}questions:\n{questions}", QUESTION_TYPES, name="bank")


def codes(questions: str, top: str = "") -> set[str]:
    return {problem.code for problem in examined(questions, top).problems}


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("right-option-longest", "answer: twelve letters\n  wrong: [eleven lette, ten letter]"),
        ("right-option-longest", "answer: A reason of some length, as is the other\n  wrong: [Short, A reason of the same length as the first]"),
        ("right-option-longest", "answer: Wednesday\n  wrong: [Friday, Monday]"),
        ("right-option-longest", "answers: [A very long right option indeed, no]\n  wrong: [a, b]"),
        ("right-option-most-precise", "answer: 12.5 million\n  wrong: [13 million, 9 million]\n  who: X"),
        ("right-option-most-precise", "answer: In 1998\n  wrong: [In 1997, In 2000]\n  who: X"),
        ("double-negative", "answer: It is not stated\n  wrong: [Yes, No]"),
        ("double-negative", "answer: Not verified\n  wrong: [Verified, Disputed]"),
        ("wrong-option-without-feedback", "answer: a\n  wrong:\n  - b => Because.\n  - c => Because."),
        ("all-or-none-of-the-above", "answer: All of the villages\n  wrong: [None of the towns, One]"),
    ],
)  # fmt: skip
def test_no_false_alarm(code: str, question: str) -> None:
    assert code not in codes(f"- id: q\n  ask: Which is it?\n  {question}\n")


def test_a_statement_that_is_false_and_has_a_negation_is_a_double_negative_and_a_true_one_is_not() -> None:
    statement = "- id: q\n  statement: The ministry has not checked it.\n  is: "
    assert "double-negative" in codes(f"{statement}false\n")
    assert "double-negative" not in codes(f"{statement}true\n")


def test_a_negation_of_what_was_told_before_the_question_is_none_of_the_question() -> None:
    asked = (
        "- id: q\n  ask: The figure could not be checked. STEM\n  answer: Not yet\n  wrong: [Yes, Perhaps]\n"
    )
    assert "double-negative" not in codes(asked.replace("STEM", "Can you rely on it?"))
    assert "double-negative" in codes(asked.replace("STEM", "When can you not rely on it?"))


def test_a_word_that_many_questions_share_is_the_subject_and_no_cue() -> None:
    cued = "- id: q{n}\n  ask: Case {n}, what does the ferry join?\n  answer: The ferry port {n}\n  wrong: [a, b]\n"
    assert "stem-word-in-key" in codes(cued.format(n=1))
    assert "stem-word-in-key" not in codes("".join(cued.format(n=n) for n in range(5)))


def test_variants_and_unrelated_questions_do_not_give_an_answer_away() -> None:
    first = "- id: a\n  ask: Who ordered the harbour survey?\n  answer: The fisheries office\n  wrong: [The navy, The town]\n"
    second = "- id: b\n  ask: Which harbour survey did the fisheries office order?\n  answer: One\n  wrong: [Two, Three]\n"
    assert "answer-given-away" in codes(first + second)
    assert "answer-given-away" not in codes(first + second + "  variant of: a\n")
    unrelated = second.replace("harbour survey", "meal").replace("order", "cook")
    assert "answer-given-away" not in codes(first + unrelated)
    both = second.replace("the fisheries office order", "the fisheries office or the navy order")
    assert "answer-given-away" not in codes(first + both)
    apart = "  not with: a\n"
    assert "answer-given-away" not in codes(first + second + apart)


def test_an_essay_needs_no_explanation() -> None:
    assert "no-explanation" not in codes("- id: e\n  essay: What would you check first?\n")


def test_feedback_is_asked_for_wherever_the_author_words_the_wrong_options() -> None:
    [problem] = [p for p in examined(WHO).problems if p.code == "wrong-option-without-feedback"]
    assert problem.try_text == "- The mayor => What is wrong with this, in one sentence."
    assert "wrong-option-without-feedback" not in codes("- id: s\n  statement: It is so.\n  is: true\n")


def test_void_options_are_out_of_every_count() -> None:
    void = "- id: q\n  ask: Which?\n  answer: A right option with many words\n  wrong: [Two => No., Six => No.]\n"
    void += "  void: [A spoiled option, longer than any of the others]\n"
    assert "right-option-longest" in codes(void)
    assert "wrong-option-without-feedback" not in codes(void)


def test_advice_has_its_place_its_lines_and_its_question() -> None:
    problem = next(p for p in examined(WHO).problems if p.code == "no-explanation")
    assert (problem.line, problem.column, problem.weight) == (3, 3, Weight.ADVICE)
    assert (problem.question_id, problem.question_words) == ("who", "Who signed the licence?")
    assert problem.excerpt[1].endswith("- id: who")


def test_answered_advice_is_kept_with_its_reason_and_not_shown() -> None:
    answered = examined(WHO + "  advice off:\n    no-explanation: It explains itself.\n")
    assert "no-explanation" not in {problem.code for problem in answered.problems}
    assert [(s.problem.code, s.problem.question_id, s.reason) for s in answered.silenced] == [
        ("no-explanation", "who", "It explains itself.")
    ]


def test_advice_is_answered_for_one_question_or_for_the_bank() -> None:
    two = WHO + WHO.replace("id: who", "id: who-else").replace("licence", "contract")
    one = examined(two + "  advice off:\n    no-explanation: A warm-up.\n")
    assert [p.question_id for p in one.problems if p.code == "no-explanation"] == ["who"]
    bank = examined(two, top="advice off:\n  no-explanation: The class has the book open.\n")
    assert "no-explanation" not in {problem.code for problem in bank.problems}
    assert len(bank.silenced) == 2


def test_the_loaders_advice_can_be_answered_too_and_its_errors_and_doubts_cannot() -> None:
    colon = WHO + "  - Warning: deep water\n"
    assert "colon-in-text" in codes(colon)
    assert "colon-in-text" not in codes(colon + "  advice off:\n    colon-in-text: It is a sign.\n")
    doubt = WHO + "  short: A label of many more than letters\n"
    silenced = doubt + "  advice off:\n    short-too-long: I like it so.\n"
    assert {"short-too-long", "unknown-advice-code"} <= codes(silenced)


def test_the_advice_on_answering_advice_cannot_be_answered() -> None:
    off = "  advice off:\n    no-such-code: x\n    unknown-advice-code: y\n"
    assert [p.what for p in examined(WHO + off).problems if p.code == "unknown-advice-code"] == [
        "“advice off” names “no-such-code”, which is no advice.",
        "“advice off” names “unknown-advice-code”, which is no advice.",
    ]


def test_a_bank_with_an_error_gets_no_advice_but_all_its_errors() -> None:
    found = examined(WHO + "  whyy: typo\n")
    assert found.bank is None
    assert {problem.weight for problem in found.problems} == {Weight.ERROR}


def test_thousands_of_pieces_of_advice_are_told_by_number() -> None:
    many = "".join(f"- id: q{n}\n  statement: Case {n}.\n  is: true\n  who: X\n" for n in range(250))
    told = [problem for problem in examined(many).problems if problem.code == "no-explanation"]
    assert len(told) == 100
    assert told[-1].what.endswith("The same in 150 more places, not listed.")


def test_progress_adds_up_to_one() -> None:
    shares: list[float] = []
    examine("title: Bank\nquestions:\n" + WHO, QUESTION_TYPES, name="bank", progress=shares.append)
    assert sum(shares) == pytest.approx(1)
