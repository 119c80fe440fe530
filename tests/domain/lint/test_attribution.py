"""The checker knows attribution: planted faults are found, and a hundred sound questions of ten subjects are left alone."""

import pytest

from quizapp.domain.lint.checker import examine
from quizapp.domain.question_types import QUESTION_TYPES
from tests.domain.lint.sound_questions import SOUND

HEAD = """\
title: The airfield
claims:
  jobs:
    says: The new airfield will bring 340 jobs
    figure: 340 jobs
    who: Alder Air, the company behind the plan
    status: claimed by one side
  flights:
    says: At most 62 flights a day will start
    figure: 62 flights
    who: The council
    status: forecast
  runway:
    says: The runway is 1,800 metres long
    figure: 1,800 metres
    who: The council
    status: could be checked
questions:
"""
#: Kind of fault -> (a question that has it, what tells it).
PLANTED = {
    "a number that differs from its claim": (
        "- {ask: How many jobs does Alder Air promise?, number: 430, tests: how much, claim: jobs}",
        "number-not-of-claim",
    ),
    "a speaker that is not its claim's": (
        "- {ask: Who promises the jobs?, answer: Quiet Nights, wrong: [Alder Air, The council], tests: who, claim: jobs}",
        "who-not-of-claim",
    ),
    "a status that is not its claim's": (
        "- {ask: What standing has it?, answer: Confirmed by both sides, wrong: [Claimed by one side, Forecast], "
        "tests: status, claim: jobs}",
        "status-not-of-claim",
    ),
    "a question for a speaker that does not say so": (
        "- {ask: Who promises 340 jobs?, answer: Alder Air, wrong: [The council, The union], claim: jobs}",
        "who-without-tests",
    ),
    "an invented figure as a lure": (
        "- {ask: How many jobs does Alder Air promise?, answer: 340, wrong: ['515', '62'], tests: how much, claim: jobs}",
        "figure-of-no-claim",
    ),
    "one figure in two spellings": (
        "- {ask: How many flights?, answer: '340', wrong: ['62', '62.0'], who: The council}",
        "equal-figures",
    ),
    "ranges that overlap": (
        "- {ask: How many flights a day?, answer: 60 to 80, wrong: [40 to 60, 80 to 100], who: The council}",
        "overlapping-ranges",
    ),
    "an exception without emphasis": (
        "- {ask: Which of these is not a risk?, answer: Shade, wrong: [Noise, Dust], why: It is named.}",
        "exception-without-emphasis",
    ),
    "absolutes only among the wrong": (
        "- {ask: What will change?, answer: Some roads, wrong: [Every road in town, All of the houses], why: It is named.}",
        "absolutes-only-wrong",
    ),
    "grammar that betrays the key": (
        "- {ask: The plan is called an, answer: airfield, wrong: [harbour, bridge], why: It is named.}",
        "grammar-betrays-key",
    ),
    "a question that is there twice": (
        "- {id: one, ask: Who signed?, answer: The mayor, wrong: [The judge, The guard]}\n"
        "- {id: two, ask: Who signed?, answer: The mayor, wrong: [The guard, The judge]}",
        "duplicate-question",
    ),
    "a statement in three parts": (
        "- {statement: 'The council voted for it, the company began to build, and the neighbours went to court.', is: true}",
        "statement-in-parts",
    ),
    "feedback that says nothing": (
        "- {ask: Who signed?, answer: The mayor, wrong: [The judge => No., The guard => Wrong.]}",
        "feedback-says-nothing",
    ),
    "a loaded stem": (
        "- {ask: Who is behind the disastrous plan?, answer: The mayor, wrong: [The judge, The guard]}",
        "loaded-stem",
    ),
    "no question at all": (
        "- {ask: The council met on the plan., answer: The mayor, wrong: [The judge, The guard]}",
        "no-question",
    ),
    "two negations": (
        "- {ask: Who did not vote for no change?, answer: The mayor, wrong: [The judge, The guard]}",
        "double-negative",
    ),
    "a reference to letters": (
        "- {ask: Who signed?, answer: Both A and C, wrong: [The mayor, The judge]}",
        "refers-to-letters",
    ),
    # A synonym of the key among the wrong options is left to people: no rule tells it from a fair lure.
    "a synonym of the key": (
        "- {ask: What does the noise do?, answer: It wakes people, wrong: [It rouses people, It heals people]}",
        "",
    ),
}


def codes(text: str) -> set[str]:
    return {problem.code for problem in examine(text, QUESTION_TYPES, name="airfield").problems}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_is_found(kind: str) -> None:
    question, code = PLANTED[kind]
    assert not code or code in codes(HEAD + question + "\n")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("- {ask: All of these are named except which one?, answer: Fog, wrong: [Ice, Rain]}", "exception-without-emphasis"),
        ("- {ask: What fell?, answer: Some rain, wrong: [All of the rain, More than ever fell]}", "absolutes-only-wrong"),
        ("- {ask: How many jobs does Alder Air promise?, number: 430, claim: jobs}", "number-not-of-claim"),
        ("- {ask: How long is the runway?, number: 900 metres, claim: runway}", "number-not-of-claim"),
        ("- {ask: Between what sizes is it?, answer: between 5 and 10 m, wrong: [between 10 and 15 m, 20 m], who: The council}", "overlapping-ranges"),
        ("- {ask: 'All of these are named except', answer: Fog, wrong: [Ice, Rain]}", "exception-without-emphasis"),
        ("- {statement: The airfield is new and the houses are old., is: true}", "statement-in-parts"),
        ("- {ask: Who signed?, answer: The mayor, wrong: [The judge => That is not correct., The guard => Unfortunately not.]}", "feedback-says-nothing"),
        ("- {ask: Who signed?, answer: A and B are right, wrong: [The mayor, The judge]}", "refers-to-letters"),
    ],
)  # fmt: skip
def test_a_planted_fault_in_other_words_is_found(question: str, code: str) -> None:
    assert code in codes(HEAD + question + "\n")


@pytest.mark.parametrize(
    "ask",
    [
        "Alder Air has 60 people. How many jobs will there be?",
        "How many days after the plan was this written?",
    ],
)
def test_a_number_that_is_worked_out_or_counts_something_else_need_not_be_that_of_the_claim(ask: str) -> None:
    asked = f"- {{ask: '{ask}', number: 400, claim: jobs}}"
    assert "number-not-of-claim" not in codes(HEAD + asked + "\n")


def test_words_that_are_quoted_turn_no_question() -> None:
    asked = "- {ask: Who says “To be or not to be”?, answer: Hamlet, wrong: [Macbeth, Othello]}"
    assert "exception-without-emphasis" not in codes(HEAD + asked + "\n")


def test_seventeen_of_the_eighteen_kinds_are_found() -> None:
    assert len(PLANTED) == 18
    assert sum(bool(code) for _, code in PLANTED.values()) >= 17


@pytest.mark.parametrize("kind", ["a number that differs from its claim", "a status that is not its claim's"])
def test_what_contradicts_its_claim_is_a_doubt(kind: str) -> None:
    question, code = PLANTED[kind]
    found = examine(HEAD + question + "\n", QUESTION_TYPES, name="airfield").problems
    assert {problem.weight.value for problem in found if problem.code == code} == {"doubt"}


#: Advice that asks for more help for the learner, which short examples leave out, and such as looks at the whole bank.
LEFT_OUT = {
    "no-explanation",
    "wrong-option-without-feedback",
    "question-without-id",
    "unused-claim",
    "bank-beaten-by-cue",
}


def test_sound_questions_of_ten_subjects_raise_one_false_alarm_at_most() -> None:
    assert len(SOUND) == 10
    alarms = []
    for subject, questions in SOUND.items():
        assert questions.count("\n- ") == 10, subject
        found = examine(
            f"title: {subject}\nquestions:\n{questions.strip()}\n", QUESTION_TYPES, name=subject
        ).problems
        alarms += [(subject, p.code, p.question_words) for p in found if p.code not in LEFT_OUT]
    assert len(set(alarms)) <= 1, alarms


@pytest.mark.parametrize(
    "ask",
    [
        "What is 340 minus 90?",
        "What is 15 % of 80?",
        "What is COVID-19?",
        "How large is A4?",
        "Who belongs to the G7?",
        "Who was crowned in 1066 after a battle?",
    ],
)
def test_numbers_that_name_things_and_sums_are_no_figures_of_the_news(ask: str) -> None:
    assert "figure-without-who" not in codes(
        HEAD + f"- {{ask: '{ask}', answer: this, wrong: [that, the other]}}\n"
    )
