"""Kinds of files that teachers have put before other programs, each in the smallest form that shows what went wrong."""

import json
import zipfile
from io import BytesIO

import pytest
from docx import Document

from quizapp.interchange import ImportResult, ReadAs, read_file
from quizapp.interchange.apart import read_apart
from tests.support.interchange import bank_of

_MOODLE_TOOLS = """\
type: numerical
question: What is 2 + 2?
answers: [4, 5]
---
type: shortanswer
question: "A query begins with [[ANSWERBOX=6]]."
answer_case_sensitive: true
answers:
- answer: SELECT
  points: 100
  feedback: Yes.
---
type: multiple_true_false
question: Which are rivers?
answers:
- answer: Rhine
  choice: True
- answer: Alps
  choice: False
---
type: missing_words
question: 'The [["Rhine"]] flows into the [[2]].'
options:
- {answer: Rhine, group: A}
- {answer: North Sea, group: B}
- {answer: Danube, group: A}
- {answer: Black Sea, group: B}
---
type: sql_ddl
question: Make a table.
answer: CREATE TABLE x ();
---
type: description
question: Read this first.
"""
_BLANKS = """\
<questestinterop><item title="Richard"><presentation><material><mattext>Now is the </mattext></material>
<response_str ident="A"><render_fib><response_label ident="a"/></render_fib></response_str>
<material><mattext> of our </mattext></material>
<response_str ident="B"><render_fib><response_label ident="a"/></render_fib></response_str></presentation>
<resprocessing><respcondition><conditionvar><varequal respident="A">Winter</varequal>
<varequal respident="B">discontent</varequal></conditionvar><setvar action="Add">3</setvar></respcondition>
</resprocessing></item></questestinterop>"""
_ESSAY = """\
<questestinterop><item title="Essay"><presentation><material><mattext>Say why.</mattext></material>
<response_str ident="A"><render_fib><response_label ident="a"/></render_fib></response_str></presentation>
<resprocessing><respcondition><conditionvar><other/></conditionvar></respcondition></resprocessing>
</item></questestinterop>"""


def _word(*lines: str) -> bytes:
    document, out = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def _packed(entries: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return out.getvalue()


def _h5p(library: str, params: dict[str, object]) -> bytes:
    about = json.dumps({"title": "x", "mainLibrary": library}).encode()
    return _packed({"h5p.json": about, "content/content.json": json.dumps(params).encode()})


def _types(result: ImportResult) -> list[str]:
    assert not result.refused, result.refused
    return [each.type for each in result.imported]


def test_the_short_forms_of_moodle_tools_take_the_first_answer_and_programs_judge_nothing_here() -> None:
    result = read_file(_MOODLE_TOOLS.encode(), "x.yaml")
    assert [each.type for each in result.imported] == ["numeric", "short_text", "sorting", "cloze"]
    assert "number: 4" in result.text
    assert "reject:" in result.text
    assert "spelling: exact" in result.text
    assert "_____" in result.text
    assert [each.code for each in result.refused] == ["no-counterpart"]
    assert [each.code for each in result.skipped] == ["description"]


def test_a_letter_names_an_option_of_a_list_in_yaml() -> None:
    for options in (
        "[Alps, Rhine]",
        "[{optionKey: A, optionValue: Alps}, {optionKey: B, optionValue: Rhine}]",
    ):
        text = f"- question: Which is a river?\n  options: {options}\n  answer: B\n"
        assert "answer: Rhine" in read_file(text.encode(), "x.yaml").text


@pytest.mark.parametrize("key", ["options", "answers"])
def test_an_option_marked_as_right_is_right_whatever_type_is_named_and_wherever_it_stands(key: str) -> None:
    text = (
        f"questions:\n- question: Which is a river?\n  type: multiple_choice\n  {key}:\n"
        "  - text: Alps\n  - text: Rhine\n    correct: true\n"
    )
    result = read_file(text.encode(), "x.yaml")
    assert _types(result) == ["single_choice"]
    assert "answer: Rhine" in result.text


def test_a_file_of_which_nothing_can_be_taken_is_named_for_what_it_is() -> None:
    text = "- question: Which is a river?\n  options: [Alps, Rhine]\n  answer: 1\n"
    result = read_file(text.encode(), "x.yaml")
    assert result.error is not None
    assert (
        result.error[1]
        == "This is a quiz in another program's YAML, but none of its questions could be taken."
    )


def test_a_key_may_name_the_heading_of_its_column() -> None:
    table = "question,choice_1,choice_2,correct\nWhich is a river?,Alps,Rhine,choice_2\n"
    result = read_file(table.encode(), "x.csv")
    assert "answer: Rhine" in result.text


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["1. Which is a river?", "{~Alps", "=Rhine}", "", "2. And this? {=Elbe ~Harz}"], "Rhine"),
        (["Câu 1", "Which is a river?", "A. Alps", "B. Rhine", "Đáp án: B"], "Rhine"),
        (["1. Which is a river?", "☐ Alps", "☑ Rhine"], "Rhine"),
        (["Which is a river?", "A. Alps", "B. Rhine", "ANSWER: B"], "Rhine"),
    ],
    ids=["gift", "number alone", "boxes", "aiken"],
)
def test_word_holds_what_people_type_in_it(lines: list[str], answer: str) -> None:
    result = read_file(_word(*lines), "x.docx")
    assert set(_types(result)) == {"single_choice"}
    assert f"answer: {answer}" in result.text
    assert "1. " not in result.text


def test_numbered_paragraphs_are_no_questions() -> None:
    result = read_file(_word("1. Open the course.", "2. Choose the quiz."), "x.docx")
    assert result.error is not None
    assert result.error[0] == "no-questions"
    assert not result.refused


@pytest.mark.parametrize(
    "text",
    [
        "Gender,Height,Weight\n" + "".join(f"Male,7{n}.1,2{n}.3\n" for n in range(40)),
        "\\documentclass{article}\n\\begin{document}\nLet $x_{T}$ be, \\emph{=1}.\n\\end{document}\n",
        "<<data, echo=FALSE>>=\n" + 'dat <- c("AF", "Afghanistan",\n' + '"AL", "Albania",\n' * 40 + "@\n",
        "1.23.45.67\na.example.org\nb.example.org\n2.34.56.78\nc.example.org\n",
    ],
    ids=["measurements", "latex", "sweave", "addresses"],
)
def test_what_is_no_quiz_makes_no_draft(text: str) -> None:
    result = read_file(text.encode(), "x.txt")
    assert not result.imported
    assert result.error is not None
    assert result.error[0] in ("unknown-format", "not-supported")


def test_gaps_that_count_only_together_are_gaps_and_told_so() -> None:
    result = read_file(_BLANKS.encode(), "x.xml")
    assert _types(result) == ["cloze"]
    assert "[[Winter]]" in result.text
    assert {told.code for _, told in result.lost} == {"credit-changed"}


def test_an_item_whose_conditions_judge_nothing_is_marked_by_people() -> None:
    assert _types(read_file(_ESSAY.encode(), "x.xml")) == ["essay"]


def test_a_prefix_that_nothing_declares_costs_no_file() -> None:
    item = (
        '<assessmentItem identifier="a" title="a"><responseDeclaration identifier="R" cardinality="single">'
        "<correctResponse><value>b</value></correctResponse></responseDeclaration><itemBody><h:p>Which?</h:p>"
        '<choiceInteraction responseIdentifier="R"><simpleChoice identifier="a">A</simpleChoice>'
        '<simpleChoice identifier="b">B</simpleChoice></choiceInteraction></itemBody></assessmentItem>'
    )
    result = read_file(item.encode(), "x.xml")
    assert _types(result) == ["single_choice"]
    assert "Which?" in result.text


def test_a_no_break_space_after_a_colon_within_a_block_is_a_text() -> None:
    text = "<quiz><question type='essay'><questiontext format='html'><text>Look: &lt;pre&gt;a\ndata:\u00a0b&lt;/pre&gt;</text></questiontext></question></quiz>"
    assert _types(read_file(text.encode(), "x.xml")) == ["essay"]


def test_a_fault_of_a_reader_is_not_called_too_large() -> None:
    # An encoding that Python does not have stands for any fault: it raises where none is expected.
    result = read_apart(b"x", "x.txt", ReadAs(encoding="no-such-encoding"))
    assert result.error is not None
    assert result.error[0] == "damaged"


def test_what_an_editor_left_empty_in_a_set_costs_no_question_of_it() -> None:
    choices = [{"question": "Which?", "answers": ["Rhine", "Alps"]}, {"subContentId": ""}]
    result = read_file(_h5p("H5P.SingleChoiceSet", {"choices": choices}), "x.h5p")
    assert _types(result) == ["single_choice"]
    assert "answer: Rhine" in result.text


def test_a_stem_that_stands_in_body_and_prompt_stands_once() -> None:
    item = (
        '<assessmentItem identifier="a" title="a"><responseDeclaration identifier="R" cardinality="single">'
        "<correctResponse><value>b</value></correctResponse></responseDeclaration><itemBody><div>Which?</div>"
        '<choiceInteraction responseIdentifier="R"><prompt>Which?</prompt><simpleChoice identifier="a">A'
        '</simpleChoice><simpleChoice identifier="b">B</simpleChoice></choiceInteraction></itemBody></assessmentItem>'
    )
    assert read_file(item.encode(), "x.xml").text.count("Which?") == 1


def test_a_tag_that_has_no_place_here_leaves_its_text_and_is_told() -> None:
    text = "<quiz><question type='essay'><questiontext format='html'><text>&lt;p&gt;&lt;ruby&gt;&lt;rb&gt;真&lt;/rb&gt;&lt;rt&gt;まこと&lt;/rt&gt;&lt;/ruby&gt; and vector&lt;int&gt;&lt;/p&gt;</text></questiontext></question></quiz>"
    result = read_file(text.encode(), "x.xml")
    assert "真まこと" in result.text
    assert "ruby" not in result.text
    assert "vector" in result.text
    assert "int" in result.text
    assert "markup" in {told.code for _, told in result.lost}


def test_a_text_within_a_text_stands_once() -> None:
    item = _ESSAY.replace("Say why.", "<mattext>" * 100 + "Say why." + "</mattext>" * 100)
    assert read_file(item.encode(), "x.xml").text.count("Say why.") == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (_packed({"collection.anki2": b"", "media": b"{}"}), "x.apkg"),
        (b"<qti-assessment-item identifier='a'><qti-item-body><h:>x</h:></qti-item-body>", "x.xml"),
    ],
    ids=["empty collection", "prefix alone"],
)
def test_what_a_long_fuzzing_found_ends_in_a_sentence(content: bytes, name: str) -> None:
    result = read_file(content, name)
    assert result.error is not None
    assert result.error[0] in ("damaged", "no-questions")


def _moodle(kind: str, form: str, text: str) -> str:
    return (
        f'<quiz><question type="{kind}"><questiontext format="{form}"><text><![CDATA[{text}]]></text></questiontext>'
        '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question></quiz>'
    )


@pytest.mark.parametrize(
    ("kind", "form", "text", "wanted"),
    [
        (
            "multichoice",
            "html",
            "<pre>if a:\n    b()</pre><p>What is it?</p>",
            "```\nif a:\n    b()\n```\n\nWhat is it?",
        ),
        ("multichoice", "html", "<pre>a = `b`</pre>", "```\na = `b`\n```"),
        ("multichoice", "html", "<pre>```</pre>What?", "````\n```\n````\n\nWhat?"),
        (
            "multichoice",
            "markdown",
            "\n    a = 1\n    b = 2\n\nWhat is it?",
            "```\na = 1\nb = 2\n```\n\nWhat is it?",
        ),
        ("cloze", "html", "<pre>a = 1</pre><p>It is {1:SA:=one}.</p>", "```\na = 1\n```\n\nIt is _____."),
    ],
)
def test_a_question_that_begins_with_code_comes_in_as_it_is(kind, form, text, wanted):
    result = read_file(_moodle(kind, form, text).encode(), "quiz.xml")

    assert [each.reason for each in result.refused] == []
    assert [each.stem_text() for each in bank_of(result.text).questions] == [wanted]
