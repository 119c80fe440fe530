"""Mistakes in a bank's text: each is told once, with its place and a way out."""

import pytest

from quizapp.domain.bankfile.loading import Checked, check_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight


def check(text: str) -> Checked:
    return check_bank(text, QUESTION_TYPES, name="test.yaml")


QUESTION = "- id: q\n  ask: b?\n  answer: c\n  wrong:\n  - d\n"
BANK = "title: a\nquestions:\n" + QUESTION


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        # The file
        ("", "empty-file", 1, 1),
        ("# nothing but a comment\n", "empty-file", 1, 1),
        ("just a text", "not-a-bank", 1, 1),
        (QUESTION, "not-a-bank", 1, 1),
        ("questions:\n" + QUESTION, "missing-key", 1, 1),
        ("title: a\n", "no-questions", 1, 1),
        ("title: a\nquestions: []\n", "no-questions", 2, 1),
        ("title: a\nquestions:\n  ask: b?\n", "not-a-list", 2, 1),
        ("title: a\nquestions:\n- just a text\n", "not-a-question", 3, 3),
        (BANK + "titel: b\n", "unknown-key", 8, 1),
        ("language: none at all\n" + BANK, "unknown-language", 1, 11),
        ("about:\n" + BANK, "empty-text", 1, 1),
        # Which type
        ("title: a\nquestions:\n- id: q\n  ask: b?\n", "no-type", 3, 3),
        ("title: a\nquestions:\n- id: q\n  ask: b?\n  wrong:\n  - c\n  - d\n", "no-right-answer", 5, 3),
        ("title: a\nquestions:\n- id: q\n  ask: b?\n  answer: c\n", "missing-partner", 5, 3),
        ("title: a\nquestions:\n- id: q\n  statement: b.\n", "missing-partner", 4, 3),
        (BANK + "  number: 5\n", "keys-of-two-types", 8, 3),
        (BANK + "  credit: per option\n", "keys-of-two-types", 8, 3),
        (BANK + "  topik: c\n", "unknown-key", 8, 3),
        (BANK.replace("  ask: b?\n", ""), "missing-key", 3, 3),
        # Ids
        (BANK + QUESTION, "repeated-id", 8, 7),
        (BANK.replace("id: q", "id: a b"), "id-form", 3, 7),
        (BANK.replace("id: q", "id: ../x"), "id-form", 3, 7),
        # Common keys
        (BANK + "  tests: whoo\n", "unknown-word", 8, 10),
        (BANK + "  status: sure\n", "unknown-word", 8, 11),
        (BANK + "  marks: many\n", "not-a-number", 8, 10),
        (BANK + "  marks: 0\n", "marks-range", 8, 3),
        (BANK + "  marks: 9e999\n", "not-a-number", 8, 10),
        (BANK + "  tries: 1.5\n", "not-a-number", 8, 10),
        (BANK + "  credit by try: 60%, 100%\n", "credit-by-try", 8, 23),
        (BANK + "  unmarked: perhaps\n", "not-yes-or-no", 8, 13),
        (BANK + "  advice off:\n    some-code:\n", "advice-off-without-reason", 9, 5),
        (BANK + "  hints: []\n", "empty-text", 8, 3),
        (BANK + "  variant of: q\n", "variant-of-variant", 8, 3),
        (BANK + "  variant of: qq\n", "unknown-question", 8, 15),
        (BANK + "  replaces: q\n", "replaces-existing", 8, 3),
        (BANK + "  claim: jobs\n", "unknown-claim", 8, 10),
        ("claims:\n  jobs:\n    says: d\n" + BANK + "  claim: jobs, more\n", "unknown-claim", 11, 16),
        (BANK + "  source: s\n", "unknown-source", 8, 11),
        ("topics:\n  seas: Seas\n" + BANK + "  topic: sees\n", "unknown-topic", 10, 10),
        ("defaults:\n  id: a\n" + BANK, "unknown-key", 2, 3),
        ("defaults: none\n" + BANK, "not-pairs", 1, 1),
        ("defaults:\n  source: s\n" + BANK, "unknown-source", 1, 1),
        ("topics:\n  seas: Seas\ndefaults:\n  topic: s\n" + BANK, "unknown-topic", 3, 1),
        # Keys of the types
        (BANK.replace("- d", "- C."), "right-and-wrong", 7, 5),
        (BANK + "  - d\n", "equal-options", 8, 5),
        (BANK.replace("- d", "- => only feedback"), "empty-text", 7, 5),
        (BANK.replace("  - d\n", "  - \n"), "empty-text", 7, 4),
        ("title: a\nquestions:\n- id: q\n  ask: b?\n  order:\n  - c\n  - C\n", "equal-items", 7, 5),
        ("title: a\nquestions:\n- id: q\n  ask: b?\n  order:\n  - c\n", "too-few", 5, 3),
        (
            "title: a\nquestions:\n- id: q\n  ask: b?\n  order: [c, d]\n  keep order: yes\n",
            "keep-order-reveals",
            6,
            3,
        ),
        ("title: a\nquestions:\n- id: q\n  ask: b?\n  match:\n    c: X\n    d: x\n", "equal-partners", 7, 8),
        (
            "title: a\nquestions:\n- id: q\n  ask: b?\n  match:\n    c: X\n    c: y\n    d: z\n",
            "repeated-key",
            7,
            5,
        ),
        (
            "title: a\nquestions:\n- id: q\n  ask: b?\n  match:\n    c: X\n    d: y\n  extra: x\n",
            "extra-is-right",
            8,
            10,
        ),
        ("title: a\nquestions:\n- id: q\n  ask: b?\n  match: c\n", "not-pairs", 5, 3),
        (
            "title: a\nquestions:\n- id: q\n  ask: b?\n  sort:\n    A: [c]\n    B: [d, C]\n",
            "item-in-two-groups",
            7,
            12,
        ),
        ("title: a\nquestions:\n- id: q\n  ask: b?\n  sort:\n    A: [c, d]\n", "too-few", 5, 3),
        ("title: a\nquestions:\n- id: q\n  ask: b?\n  sort:\n    A: [c]\n    B: []\n", "empty-text", 7, 5),
        ("title: a\nquestions:\n- id: q\n  statement: b.\n  is: maybe\n", "unknown-word", 5, 7),
        (
            "title: a\nquestions:\n- id: q\n  statement: b.\n  is: true\n  feedback:\n    maybe: c\n",
            "unknown-word",
            7,
            5,
        ),
        (
            "title: a\nquestions:\n- id: q\n  ask: b?\n  order: [c, d]\n  feedback:\n    e: f\n",
            "feedback-for-nothing",
            7,
            5,
        ),
        (
            "title: a\nquestions:\n- id: q\n  essay: b?\n  rubric:\n  - names a source\n",
            "rubric-without-points",
            6,
            5,
        ),
        # Sources and claims
        ("sources:\n  s:\n    title: t\n" + BANK, "source-without-date-or-link", 2, 3),
        ("sources:\n  s:\n    title: t\n    link: example\n" + BANK, "link-form", 4, 11),
        ("sources:\n  s: t\n" + BANK, "not-pairs", 2, 3),
        ("sources:\n  a b:\n    title: t\n    date: c\n" + BANK, "name-form", 2, 3),
        ("claims:\n  c:\n    says: d\n    status: verified\n" + BANK, "verified-without-check", 4, 5),
        ("claims:\n  c:\n    says: d\n    status: disputed\n" + BANK, "disputed-without-but", 4, 5),
        ("claims:\n  c:\n    says: d\n    status: corrected\n" + BANK, "corrected-without-was", 4, 5),
        ("claims:\n  c:\n    says: d\n    was: e\n" + BANK, "was-without-corrected", 4, 5),
        ("claims:\n  c:\n    says: d\n    figure: 4\n" + BANK, "figure-without-who", 3, 5),
        ("claims:\n  c:\n    who: d\n" + BANK, "missing-key", 3, 5),
        ("claims:\n  c:\n    says: d\n    source: t\n" + BANK, "unknown-source", 4, 13),
        ("claims:\n  c:\n    says: d\n" + BANK, "unused-claim", 2, 3),
        ("claims: {}\n" + BANK + "  why: There are 5 km left.\n", "figure-without-who", 4, 3),
        # Quizzes
        (BANK + "quizzes:\n  z:\n    title: t\n", "empty-quiz", 10, 5),
        (BANK + "quizzes:\n  z:\n    draw: 1\n", "missing-key", 10, 5),
        (BANK + "quizzes:\n  z:\n    title: t\n    draw: 2\n", "quiz-short", 9, 3),
        (BANK + "quizzes:\n  z:\n    title: t\n    draw: {c: 1}\n", "quiz-short", 9, 3),
        (BANK + "quizzes:\n  z:\n    title: t\n    draw: {c: few}\n", "not-a-number", 11, 15),
        (BANK + "quizzes:\n  z:\n    title: t\n    draw: 501\n", "not-a-number", 11, 11),
        (BANK + "quizzes:\n  z:\n    title: t\n    questions: qq\n", "unknown-question", 11, 16),
        (
            BANK + "quizzes:\n  z:\n    title: t\n    draw:\n    - number: 1\n      claim: c\n",
            "unknown-claim",
            13,
            14,
        ),
        (
            "topics:\n  x: X\n" + BANK + "quizzes:\n  z:\n    title: t\n    draw: {y: 1}\n",
            "unknown-topic",
            13,
            12,
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, code: str, line: int, column: int) -> None:
    problems = check(text).problems

    assert (code, line, column) in [(problem.code, problem.line, problem.column) for problem in problems]
    # One mistake, one message: notes of less weight aside.
    errors = [problem for problem in problems if problem.weight is Weight.ERROR]
    assert len(errors) <= 1
    assert all(problem.try_text and problem.what.endswith((".", "?")) for problem in problems)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("answr: c", "answer: c"),
        ("Answer: c", "answer: c"),
        ("answer_: c", "answer: c"),
        ("awnser: c", "answer: c"),
    ],
)
def test_a_misspelt_key_gets_its_nearest_and_the_fix_puts_it_right(written: str, meant: str) -> None:
    text = BANK.replace("answer: c", written)
    problem = next(problem for problem in check(text).problems if problem.code == "unknown-key")
    [edit] = problem.edits

    assert "Did you mean “answer”?" in problem.what
    assert text[: edit.start] + edit.text + text[edit.end :] == BANK.replace("answer: c", meant)


@pytest.mark.parametrize(
    ("ask", "holds"),
    [
        ("How many of the 400 jobs are sure?", True),
        ("Did it cost 5%?", True),
        ("Is it two miles long?", True),
        ("Were thousands there?", True),
        ("What happened on 6 August 2024?", False),
        ("What happened in 2024?", False),
        ("What is said in paragraph 3?", False),
        ("When, at 12:30 pm or later?", False),
        ("Which two of these are named?", False),
        ("What does [the page](https://x.example/2024/5) say?", False),
        ("What ended in 1914–18, and what in the 1930s?", False),
        ("What began on 5 and 6 October 1789?", False),
        ("Was it 3 Sept. 1939, 5.5.1821, or May '68?", False),
        ("Which came first, 1789 or 1792?", False),
        ("What did the 1832 Reform Act change? 1848 was too late.", False),
        ("Was it 44 BC, AD 79, or 2000 years ago?", False),
        ("What fell silent at 11 a.m., at 11 o'clock?", False),
        ("Who counted 1900 jobs?", True),
        ("Did it take 5 hours for the 1500 Germans?", True),
        ("Were 44 jobs lost in 1848?", True),
    ],
)
def test_a_figure_needs_somebody_who_says_it(ask: str, holds: bool) -> None:
    text = BANK.replace("ask: b?", f'ask: "{ask}"')
    with_claims = "claims: {}\n" + text

    assert check(text).problems == ()  # a bank without claims says nothing of who says what
    certain = Weight.DOUBT if "thousands" in ask else Weight.ERROR
    assert [(p.code, p.weight) for p in check(with_claims).problems] == [
        ("figure-without-who", certain)
    ] * holds
    assert check(with_claims + "  who: The council\n").problems == ()


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("", True),
        ("defaults:\n  source: s\n", False),
        ("claims:\n  jobs:\n    says: d\n    who: e\n    source: s\n", False),
        ("claims:\n  jobs:\n    says: d\n    who: e\n", True),
    ],
    ids=["nothing", "defaults", "claim", "claim without one"],
)
def test_where_a_bank_names_sources_each_question_leads_to_one(named: str, told: bool) -> None:
    sources = "sources:\n  s:\n    title: A page\n    date: 4 March 2025\n"
    text = sources + named + BANK + ("  claim: jobs\n" if "claims:" in named else "")

    found = [(p.code, p.weight) for p in check(text).problems]

    assert (("question-without-source", Weight.DOUBT) in found) is told
    assert "question-without-source" not in [
        p.code for p in check(named.replace("    source: s\n", "") + BANK).problems
    ]


def test_a_figure_in_the_key_or_in_the_explanation_needs_somebody_too() -> None:
    for text in (BANK.replace("answer: c", "answer: 5 km"), BANK + "  why: It is 5 km.\n"):
        assert [problem.code for problem in check("claims: {}\n" + text).problems] == ["figure-without-who"]
    assert check(BANK.replace("- d", "- 5 km")).problems == ()


TWO_CLAIMS = """\
title: a
claims:
  covered:
    says: b
    figure: 400 square miles
    measures: area covered
    who: A general
  held:
    says: c
    figure: 400  Square miles
    measures: area controlled
    who: An analyst
questions:
- {id: one, ask: b?, answer: c, wrong: d, claim: covered}
- {id: two, ask: b?, answer: c, wrong: d, claim: held}
"""


def test_two_claims_with_one_figure_and_other_measures_want_a_question_that_tells_them_apart() -> None:
    told = [(problem.code, problem.weight, problem.line) for problem in check(TWO_CLAIMS).problems]
    assert told == [("figures-not-contrasted", Weight.ADVICE, 8)]
    assert check(TWO_CLAIMS.replace("claim: held", 'claim: "held, covered"')).problems == ()


def test_variants_name_the_first_question_and_share_its_claim() -> None:
    variant = TWO_CLAIMS.replace("claim: held}", "claim: held, variant of: one}")
    codes = [(problem.code, problem.weight) for problem in check(variant).problems]
    assert ("variant-other-claim", Weight.DOUBT) in codes

    chain = "title: a\nquestions:\n" + "".join(
        f"- {{id: {name}, ask: b?, answer: c, wrong: d{of}}}\n"
        for name, of in (("one", ""), ("two", ", variant of: one"), ("three", ", variant of: two"))
    )
    [problem] = check(chain).problems
    assert (problem.code, problem.line, problem.try_text) == ("variant-of-variant", 5, "variant of: one")


def test_a_quiz_that_variants_leave_short_is_told() -> None:
    text = "title: a\nquestions:\n" + "".join(
        f"- {{id: {name}, topic: t, ask: b?, answer: c, wrong: d{of}}}\n"
        for name, of in (("one", ""), ("two", ", variant of: one"), ("three", ""))
    )
    for number, told in ((2, []), (3, ["quiz-short"])):
        quiz = f"quizzes:\n  z:\n    title: t\n    draw: {{t: {number}}}\n"
        problems = check(text + quiz).problems
        assert [problem.code for problem in problems] == told
        assert all(
            "draws 3 questions of topic “t”, but the bank has 2 (variants" in problem.what
            for problem in problems
        )


def test_the_registry_decides_what_a_question_can_be() -> None:
    only_essays = {"essay": QUESTION_TYPES["essay"]}
    codes = {problem.code for problem in check_bank(BANK, only_essays, name="x").problems}
    assert codes == {"no-type", "unknown-key"}
