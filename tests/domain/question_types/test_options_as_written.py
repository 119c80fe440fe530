"""Options, items, sides of pairs and groups are plain text: what is written is what is read, wherever they are shown."""

import io
import json
import re
import zipfile
from html import unescape

import pytest

from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.markdown import plain
from quizapp.domain.question import KeyChange, Question
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.try_answer import try_answer
from quizapp.interchange import FORMATS, read_file
from quizapp.web.markup import inline, md

SIGNS = [
    "*p*", "**New York**", "a *b* c", "2*3*4", "(*p)*(*q)", "~~5~~", "_so_", "__init__", "> 5", "# 5", "- 5", "1. x", "a | b",
    "x[i](j)", "[1]", "a ~ b", "<b>", "a <= b", "<ann@example.org>", "&amp;", r"C:\dir", r"\(x\)", "C#", "f'", "100%", "$5",
]  # fmt: skip


def read(**entry: object) -> Question:
    text = f"title: T\nquestions:\n- {json.dumps({'id': 'q', **entry}, ensure_ascii=False)}\n"
    return load_bank(text, QUESTION_TYPES, name="t").questions[0]


def with_signs(sign: str) -> list[Question]:
    """A question of every type with options, the sign in each place where one stands."""
    listed = [] if re.search(r"\[|~~|[|~\\]", sign) else [read(fill=f"It is [[{sign} ~ other]].")]
    return [
        read(ask="Which?", answer=sign, wrong=["other"]),
        read(ask="Which?", answers=[sign, "more"], wrong=["other"]),
        read(ask="Order.", order=[sign, "two", "three"]),
        read(ask="Pair.", match={sign: "one", "b": "two"}),
        read(ask="Pair.", match={"a": sign, "b": "two"}),
        read(ask="Sort.", sort={"G": [sign, "j"], "H": ["k"]}),
        read(ask="Sort.", sort={sign: ["i", "j"], "H": ["k"]}),
        *listed,
    ]


def shown(question: Question) -> list[str]:
    """Every text of a question that is an option, an item or a side, as one piece of HTML each, tags and all."""
    order = range(question.parts())
    controls = question.ask_view(order).controls
    texts = [control.label for control in controls if not control.label.startswith("Gap ")]
    texts += [text for control in controls for _value, text in control.choices]
    review = question.review(question.best(), order)
    texts += [part for line in (*review.best, *review.yours) for part in (line.label, line.text)]
    return [unescape(inline(text)) for text in texts]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_in_an_option_is_read_as_it_is_written(sign: str) -> None:
    for question in with_signs(sign):
        assert sign in shown(question), question
        assert any(sign in plain(option.text) for option in question.options())
        assert all(sign not in text or text == sign for text in shown(question))


def test_code_pictures_and_links_stay_and_old_escapes_read_as_before() -> None:
    question = read(
        ask="Which?",
        answer="`*x*` and *y*",
        wrong=[r"\*p\*", r"a \> b", "[*Oslo*](https://no.example)", "```\n2 * *x*\n```\nor *so*\n> 5"],
    )
    texts = [str(inline(control.label)) for control in question.ask_view(range(5)).controls]
    assert texts[:3] == ["<code>*x*</code> and *y*", "*p*", "a &gt; b"]
    assert re.sub(r" rel=\S+ \S+\"", "", texts[3]) == '<a href="https://no.example">*Oslo*</a>'
    assert texts[4] == '<code class="block">2 * *x*</code>or *so*\n&gt; 5'
    assert md("see *this*") == "<p>see <em>this</em></p>\n"  # a stem has its emphasis


def test_an_answer_is_tried_and_a_key_corrected_by_the_option_as_it_is_written() -> None:
    question = read(ask="Which?", answer="*p*", wrong=["**q** => No."])
    assert [try_answer(question, text).verdict for text in ("*p*", r"\*p\*", "**q**")] == [
        "right",
        "right",
        "wrong",
    ]
    changed = question.change(KeyChange(right=("**q**",)))
    assert try_answer(changed, "**q**").verdict == "right"


def test_other_programs_get_options_as_they_are_written_and_stems_as_students_read_them() -> None:
    text = f"""title: T
questions:
- {json.dumps({"id": "a", "ask": "Is 2*3*4 _so_?", "answer": "*p*", "wrong": ["~~q~~"], "why": "So."})}
- {json.dumps({"id": "e", "fill": "It is [[*g* ~ h]] here.", "why": "So."})}
"""
    bank = load_bank(text, QUESTION_TYPES, name="t")
    for name in ("qti-3", "qti-1.2", "html"):
        wrote = FORMATS[name].write
        assert wrote is not None
        content = unescape(unescape(_text_of(wrote(bank).content)))
        assert "Is 2*3*4 _so_?" in content, name
        assert [sign for sign in ("*p*", "~~q~~", "*g*") if sign not in content] == [], name
        assert r"\*" not in content, name
    wrote = FORMATS["csv"].write
    assert wrote is not None
    assert "Is 2*3*4 _so_?,~~q~~,*p*" in wrote(bank).content.decode()


def test_emphasis_of_another_programs_option_comes_without_its_stars() -> None:
    html = (
        "<quiz><question type='multichoice'><questiontext format='html'><text>Is it &lt;em&gt;so&lt;/em&gt;?</text>"
        "</questiontext><answer fraction='100' format='html'><text>&lt;b&gt;New&lt;/b&gt; 2*3</text></answer>"
        "<answer fraction='0' format='html'><text>Old</text></answer></question></quiz>"
    )
    result = read_file(html.encode(), "q.xml")
    assert "Is it *so*?" in result.text
    assert "New 2" in result.text
    assert "*New" not in result.text
    assert any(told.about == "em" for _place, told in result.lost)


def test_a_summary_for_tables_and_files_has_the_signs_and_no_backslash() -> None:
    text = "title: T\nquestions:\n- {id: q, ask: Which?, answer: '*p*', wrong: ['`q`', r]}\n- {id: g, fill: 'So [[x]] and [[*p* ~ r]].'}\n"
    choice, gaps = load_bank(text, QUESTION_TYPES, name="t").questions
    assert [choice.summary(place) for place in range(3)] == ["*p*", "q", "r"]
    assert gaps.summary(["*so*", 0]) == "*so* · *p*"


def _text_of(content: bytes) -> str:
    if content[:2] != b"PK":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())
