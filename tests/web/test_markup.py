"""What is written is what is read: signs stay, and a stem that is shown again keeps its blocks or its first paragraph."""

import pytest
from markupsafe import Markup

from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.markdown import Verbatim, around_gap, first_sentence, in_one_line, stem_line
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.web.markup import inline, md, plain, split_stem

CODE = "What does it print?\n\n```python\nfor i in range(2):\n    print(i)\n```"


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("2*3*4", "2*3*4"),
        ("a*b*c and d*e*f", "a*b*c and d*e*f"),
        ("snake_case_name", "snake_case_name"),
        ("*a* and **b**", "<em>a</em> and <strong>b</strong>"),
        ("(*a*), _b_.", "(<em>a</em>), _b_."),
        ("_init_", "_init_"),
        ("(*p)*(*q)", "(*p)*(*q)"),
        ("*args, **kwargs", "*args, **kwargs"),
        ("vector<int:long>", "vector&lt;int:long&gt;"),
        ("AT&amp;T, &lt;b&gt;", "AT&amp;amp;T, &amp;lt;b&amp;gt;"),
        ("> 5", "&gt; 5"),
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
        ("## A *heading*\n\nWhich?", "A *heading*", "## A *heading*\n\nWhich?"),
        ("\n", "\n", ""),
    ],
)
def test_a_stem_is_its_first_paragraph_and_its_blocks(stem: str, lead: str, rest: str) -> None:
    assert split_stem(stem) == (lead, rest)


def test_the_word_of_a_fence_is_never_shown() -> None:
    assert plain(CODE) == "What does it print? for i in range(2): print(i)"
    assert "python" not in inline(split_stem(CODE)[0])


@pytest.mark.parametrize(("signs", "tag"), [("#", "h3"), ("###", "h3"), ("######", "h4")])
def test_a_heading_of_a_text_stands_below_those_of_the_page(signs: str, tag: str) -> None:
    assert md(f"{signs} Notice\n\nRead.") == f"<{tag}>Notice</{tag}>\n<p>Read.</p>\n"


@pytest.mark.parametrize("sign", ["> 5", "- 5", "+ 5", "# 5", "1. Anna", "5) x", "---"])
def test_one_line_holds_no_quotation_list_or_heading(sign: str) -> None:
    assert md(sign) == Markup("<p>{}</p>\n").format(sign)
    assert plain(sign) == sign


def test_what_somebody_typed_is_shown_sign_by_sign() -> None:
    typed = "*p* and [x](https://a.example)\n`b`"
    assert inline(Verbatim(typed)) == "*p* and [x](https://a.example)<br>\n`b`"
    assert inline(typed) != inline(Verbatim(typed))  # equal texts, each drawn its own way
    assert plain(Verbatim("*p*")) == "*p*"


def test_an_option_keeps_its_block_of_code() -> None:
    option = "```python\nfor i in x:\n    print(i < 2)\n```"
    assert inline(option) == '<code class="block">for i in x:\n    print(i &lt; 2)</code>'
    assert inline(f"Both:\n\n{option}\n\nand *no* more") == (
        'Both:\n<code class="block">for i in x:\n    print(i &lt; 2)</code>\nand <em>no</em> more'
    )
    assert in_one_line(option) == "`for i in x: print(i < 2)`"


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


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        (
            "Two looked. **Ask whether one only repeated.**",
            "Two looked.",
            "**Ask whether one only repeated.**",
        ),
        (
            "**Both say so. Yet nobody looked.** Hence not.",
            "**Both say so. Yet nobody looked.**",
            "Hence not.",
        ),
        ("Mr. Low and A. Low say 3.5 km. It is more.", "Mr. Low and A. Low say 3.5 km.", "It is more."),
        ("One sentence alone", "One sentence alone", ""),
        ("A list:\n\n- One. Two.\n", "A list:\n\n- One. Two.\n", ""),
    ],
)
def test_the_first_sentence_of_a_reason_leaves_no_mark_behind(text, first, rest):
    assert first_sentence(text) == (first, rest)


def test_a_gap_is_named_by_the_words_of_its_sentence():
    segments = ["All is well. The quay is ", " m long, says the ", " of it. The rest is silence."]
    assert around_gap(segments, 0) == "The quay is … m long, says the"
    assert around_gap(segments, 1) == "m long, says the … of it."


def test_a_stem_that_leads_to_a_notice_is_told_in_lists_with_the_notice() -> None:
    assert (
        stem_line("A notice:\n\n> The lake has lost ice.\n\nOf what?")
        == "A notice: The lake has lost ice. Of what?"
    )
    assert stem_line("What is lost?\n\n> The lake has lost ice.") == "What is lost?"
