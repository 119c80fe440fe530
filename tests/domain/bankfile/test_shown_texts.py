"""The checker doubts a text that students would read otherwise than its author wrote it."""

import json

import pytest

from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight

CODES = {"signs-taken-for-marks", "html-in-text", "tex-in-text", "options-read-the-same"}


def doubts(**question: object) -> list[str]:
    entry = {"ask": "Which?", "answer": "Oslo", "wrong": ["Bergen => No."], "why": "So."} | question
    text = f"title: Harbour\nquestions:\n- {json.dumps(entry, ensure_ascii=False)}\n"
    checked = check_bank(text, QUESTION_TYPES, name="harbour")
    assert checked.bank is not None
    found = [problem for problem in checked.problems if problem.code in CODES]
    assert all(problem.weight is Weight.DOUBT and problem.try_text for problem in found)
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    "text",
    [
        "2*3*4", "a*b and c*d", "5 * 3 * 2", "_init_", "__init__", "*args, **kwargs", "(*p)*(*q)", "x[i](j)", "p | q",
        "a ~ b", "~home", "#1", "> 5", "+ 5", "- 5", "C:\\new", "5 < 6 > 2", "vector<int>", "AT&T", "R&D; S&P", "$5 or $6",
        "*not*", "**New York**", "*p*", "*x + y*", "**f(x)**", "~~5~~", r"\*p\*", r"\d+", r"C:\\new", r"\. begins", "`<b>`", "`x*y*z`", "`a_b^{2}`", r"\[\[1\]\]", "[Oslo](https://no.example)",
    ],
)  # fmt: skip
def test_plain_text_in_an_option_needs_no_escape(text: str) -> None:
    assert doubts(answer=text) == []


@pytest.mark.parametrize("text", [r"\d+\.\d+", r"\w\+", r"a\.b", r"x\|y", r"1\+1"])
def test_a_backslash_of_an_expression_that_would_not_be_shown_is_doubted(text: str) -> None:
    assert doubts(answer=text) == ["signs-taken-for-marks"]
    assert doubts(answer=f"`{text}`") == []


def test_so_is_one_of_a_path_and_one_beside_an_option_that_is_an_expression() -> None:
    assert doubts(answer="C:\\*") == ["signs-taken-for-marks"]
    assert doubts(answer=r"\*", wrong=[r"\d => No."]) == ["signs-taken-for-marks"]
    assert doubts(answer=r"\*", wrong=["x => No."]) == []


def test_so_is_one_of_an_expression_in_a_stem_and_the_two_that_begin_a_path() -> None:
    assert doubts(ask=r"What does \d+\.\d+ find?") == ["signs-taken-for-marks"]
    assert doubts(ask=r"What is \*p\* here?") == []
    assert doubts(answer=r"\\server\share") == ["signs-taken-for-marks"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("*x + y*", "signs-taken-for-marks"),
        ("**f(x)**", "signs-taken-for-marks"),
        ("~~5~~", "signs-taken-for-marks"),
        ("H<sub>2</sub>O", "html-in-text"),
        ("one<br/>two", "html-in-text"),
        ("a &lt; b", "html-in-text"),
        ("5&nbsp;km", "html-in-text"),
        (r"\(a_n\)", "tex-in-text"),
        (r"$\frac{1}{2}$", "tex-in-text"),
        ("$x^2$", "tex-in-text"),
        (r"\sqrt{2}", "tex-in-text"),
    ],
)
def test_what_loses_signs_or_is_no_markdown_is_doubted_wherever_it_stands(text: str, code: str) -> None:
    in_options = [] if code == "signs-taken-for-marks" else [code]  # there a sign is a sign
    assert doubts(answer=text) == in_options
    assert doubts(wrong=[f"{text} => No."]) == in_options
    assert doubts(ask=f"What is {text} here?") == [code]
    assert doubts(wrong=[f"Bergen => See {text} for it."]) == [code]
    assert doubts(why=f"See {text} for it.") == [code]


@pytest.mark.parametrize(
    "stem",
    [
        "Which?\n\n> 5 is less",
        "Add:\n\n+ 5\n\nto it",
        "Add:\n\n- 5",
        "Add:\n12\n----\nto it",
        "Add:\n\n# 5\n\nto it",
    ],
)
def test_a_sign_that_begins_a_line_is_doubted_where_a_figure_follows(stem: str) -> None:
    assert doubts(ask=stem) == ["signs-taken-for-marks"]


@pytest.mark.parametrize(
    "stem",
    [
        "Read:\n\n> All ferries are **cancelled**.\n\nWhich?", "Which?\n\n- one\n- two", "Which?\n\n- 5\n- 6\n",
        "What is it?\n\n```html\n<b>&lt;</b> $x^2$ *p*\n```", "Which?\n\n| a | b |\n|---|---|\n| 1 | *so* |",
    ],
)  # fmt: skip
def test_quotations_lists_tables_and_code_are_meant(stem: str) -> None:
    assert doubts(ask=stem) == []


def test_options_that_differ_in_marks_or_unseen_signs_alone_are_doubted() -> None:
    assert doubts(answer="`a`", wrong=["a => No."]) == ["options-read-the-same"]
    assert doubts(answer="New York", wrong=["New\u200b York => No."]) == ["options-read-the-same"]
    assert doubts(answer="Map", wrong=["Мар => No."]) == ["options-read-the-same"]  # the second is Cyrillic
    assert doubts(answer="α", wrong=["a => No."]) == []
    assert doubts(answer="10²", wrong=["102 => No."]) == []


@pytest.mark.parametrize("code", ["`x => x * 2`", "```js\nconst f = x => x * 2;\n```"])
def test_an_arrow_within_the_code_of_an_option_is_doubted(code: str) -> None:
    assert doubts(answer="This", wrong=[code, "That => Not `x`, but `y`."]) == ["signs-taken-for-marks"]
    assert doubts(answer="This", wrong=[code.replace("=>", "\\=>") + "\n=> No."]) == []
    assert doubts(ask=f"What is it?\n\n{code}\n") == []


def test_a_gap_within_code_is_doubted() -> None:
    found = check_bank(
        """
title: Code
questions:
- {id: a, fill: "It prints `[[1]]`."}
- {id: b, fill: "`x` is [[1]], and `y[0]` is [[2]]."}
""",
        QUESTION_TYPES,
        name="code",
    ).problems
    assert [(each.code, each.line) for each in found if each.code in CODES] == [("signs-taken-for-marks", 4)]


def test_typed_answers_are_no_markdown_and_their_feedback_is() -> None:
    entry = {"ask": "Which?", "accept": ["*p*", "<b>"], "reject": ["$x^2$ => See &lt;."], "why": "So."}
    text = f"title: Harbour\nquestions:\n- {json.dumps(entry)}\n"
    found = [p for p in check_bank(text, QUESTION_TYPES, name="h").problems if p.code in CODES]
    assert [(p.code, "&lt;" in p.what) for p in found] == [("html-in-text", True)]


def test_items_and_claims_are_looked_at_too() -> None:
    text = """title: Harbour
claims:
  jobs: {says: "Between <b>4</b> and 5", who: The mayor, status: on record}
questions:
- {ask: Order., order: [one, "$x^2$", two], why: So., claim: jobs}
"""
    assert sorted(p.code for p in check_bank(text, QUESTION_TYPES, name="h").problems if p.code in CODES) == [
        "html-in-text",
        "tex-in-text",
    ]
