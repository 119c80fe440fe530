"""What is written is what is read: signs stay, and a stem that is shown again keeps its blocks or its first paragraph."""

import pytest

from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.web.markup import inline, plain, split_stem

CODE = "What does it print?\n\n```python\nfor i in range(2):\n    print(i)\n```"


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("2*3*4", "2*3*4"),
        ("a*b*c and d*e*f", "a*b*c and d*e*f"),
        ("snake_case_name", "snake_case_name"),
        ("*a* and **b**", "<em>a</em> and <strong>b</strong>"),
        ("(*a*), _b_.", "(<em>a</em>), <em>b</em>."),
        (r"\*a\*", "*a*"),
        ("***a***", "<em><strong>a</strong></em>"),
        ("__init__", "__init__"),
        ("the __init__ of __main__", "the __init__ of __main__"),
        ("x[i](j)", "x[i](j)"),
        (
            "f[a](b) and [a page](https://a.example)",
            'f[a](b) and <a href="https://a.example" rel="noopener noreferrer">a page</a>',
        ),
        (r"\(x^2\) and \{a\}", r"\(x^2\) and \{a\}"),
        (r"1\) one", "1) one"),
        (r"C:\dir", r"C:\dir"),
        (r"\[not a link\](https://a.example)", "[not a link](https://a.example)"),
    ],
)
def test_a_star_between_letters_or_digits_is_a_star(written: str, html: str) -> None:
    assert inline(written) == html


@pytest.mark.parametrize(
    ("stem", "lead", "rest"),
    [
        ("One line.", "One line.", ""),
        (CODE, "What does it print?", CODE.partition("\n\n")[2]),
        (CODE.replace("\n\n", "\n"), "What does it print?", CODE.partition("\n\n")[2]),
        ("Which?\n- a\n- b", "Which?", "- a\n- b"),
        ("Roses are red,\nviolets are blue.", "Roses are red,\nviolets are blue.", ""),
        ("```python\nprint(1)\n```", "`print(1)`", "```python\nprint(1)\n```"),
        ("\n", "\n", ""),
    ],
)
def test_a_stem_is_its_first_paragraph_and_its_blocks(stem: str, lead: str, rest: str) -> None:
    assert split_stem(stem) == (lead, rest)


def test_the_word_of_a_fence_is_never_shown() -> None:
    assert plain(CODE) == "What does it print? for i in range(2): print(i)"
    assert "python" not in inline(split_stem(CODE)[0])


def bank_text(answer: str) -> str:
    return f"title: Logic\nquestions:\n- id: a\n  ask: Which is the implication?\n  answer: {answer}\n  wrong: [p and q]\n"


def test_a_backslash_keeps_an_arrow_and_the_checker_doubts_one_that_splits_a_right_answer() -> None:
    kept = load_bank(bank_text(r"p \=> q => The arrow says “implies”."), QUESTION_TYPES, name="logic")
    assert next((o.text, o.feedback) for o in kept.questions[0].options()) == (
        "p => q",
        "The arrow says “implies”.",
    )

    def codes(answer: str) -> set[str]:
        return {p.code for p in check_bank(bank_text(answer), QUESTION_TYPES, name="logic").problems}

    assert "arrow-in-answer" in codes("p => q")
    assert "arrow-in-answer" in codes('"p => q"')
    assert "arrow-in-answer" not in codes(r"p \=> q")
    assert "arrow-in-answer" not in codes("Sandvik => It is named first.")
    assert "arrow-in-answer" not in codes("Sandvik => Yes.")
