"""What is said to answers goes along, or its loss is told: in every format that can be written, for every question type."""

import io
import re
import zipfile

import pytest

from quizapp.domain import exchange
from quizapp.interchange import FORMATS, read_file
from tests.support.interchange import bank_of

SAID = """\
title: Said
questions:
- {id: one, ask: Which?, answer: a, wrong: [b => Saidone.]}
- {id: several, ask: Which two?, answers: [a, b], wrong: [c => Saidseveral.]}
- {id: truth, statement: It is so., is: true, feedback: {false: Saidtruth.}}
- {id: typed, ask: What?, accept: [Oslo], reject: [Bergen => Saidtyped.]}
- {id: typed-other, ask: What?, accept: [Oslo], otherwise: Saidtyped-other.}
- {id: figure, ask: How many?, number: 5, reject: [6 => Saidfigure.]}
- {id: figure-other, ask: How many?, number: 5, otherwise: Saidfigure-other.}
- {id: pairs, ask: Match., match: {Norway: Oslo => Saidpairs., Latvia: Riga}}
- {id: groups, ask: Sort., sort: {North: [Norway => Saidgroups.], South: [Italy]}}
- {id: order, ask: Order., order: [first => Saidorder., second]}
- {id: list, fill: "It is [[a ~ b => Saidlist.]] here."}
- {id: gap, fill: "It is [[Oslo => Saidgap.]] here."}
- {id: gap-other, fill: "It is [[Oslo | Kristiania | * => Saidgap-other.]] here."}
- {id: gap-figure, fill: "It has [[12 ± 1 | * => Saidgap-figure.]] parts."}
"""
WRITTEN = [form.name for form in FORMATS.values() if form.write and form.name != "claim-review"]


def _texts(content: bytes) -> str:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_said_goes_along_or_is_told_to_be_lost(name):
    write = FORMATS[name].write
    assert write is not None
    for entry in SAID.partition("questions:\n")[2].splitlines():
        bank = bank_of(f"title: Said\nquestions:\n{entry}\n")
        assert exchange.said(bank.questions[0].exchange()), entry
        written = write(bank)
        told = "feedback" in {each.code for each in written.lost} or written.left_out
        assert told or re.search(r"Said[a-z]+", _texts(written.content)), (name, entry)


@pytest.mark.parametrize("name", ["gift", "moodle-xml"])
def test_what_is_said_to_any_other_answer_in_a_gap_comes_back(name):
    write = FORMATS[name].write
    assert write is not None
    kept = [
        each
        for each in SAID.splitlines()
        if "gap-other" in each or (name == "moodle-xml" and "gap-figure" in each)
    ]
    bank = bank_of("title: Said\nquestions:\n" + "\n".join(kept) + "\n")
    back = bank_of(read_file(write(bank).content, "said").text)

    assert [each.exchange() for each in back.questions] == [each.exchange() for each in bank.questions]


@pytest.mark.parametrize("name", ["qti-1.2", "qti-2.2", "qti-3"])
def test_qti_holds_topics_and_tells_that_it_holds_no_hint_misconception_or_tag(name):
    write = FORMATS[name].write
    assert write is not None
    bank = bank_of(
        """title: Topics
topics:
  north-sea: North & Sea
questions:
- {id: a, ask: What?, answer: b, wrong: [c => Not so. => mixed up], hints: [Think.], tags: x, topic: north-sea}
- {id: b, ask: Who?, answer: b, wrong: [c]}
- {id: c, ask: How?, answer: b, wrong: [c], topic: north-sea}
"""
    )
    written = write(bank)
    back = bank_of(read_file(written.content, "topics.zip").text)

    assert [told.about for told in written.lost] == ["hints", "misconception", "tags"]
    assert back.topics == bank.topics
    assert [each.topic for each in back.questions] == ["north-sea", "", "north-sea"]


_PICTURED = """\
title: x
questions:
- id: map
  ask: |-
    Which is it?

    ![A river between two hills.](river.png)
  answer: the Rhine
  wrong: [the Volga]
"""


@pytest.mark.parametrize("name", WRITTEN)
def test_a_picture_is_told_and_its_words_stay(name):
    form = FORMATS[name]
    assert form.write is not None
    written = form.write(bank_of(_PICTURED))

    assert [told.about for told in written.lost if told.code == "picture"] == ["river.png"]
    if name != "anki":  # its notes lie in a database
        assert "A river between two hills." in _texts(written.content)
        assert "river.png" not in _texts(written.content)


def test_lines_of_a_question_stand_under_its_text_however_long_its_number_is():
    entries = "".join(
        f"- id: q{n}\n  ask: |-\n    First {n}\n\n    Second {n}\n  answer: a\n  wrong: [b]\n"
        for n in range(1, 11)
    )
    form = FORMATS["text2qti"]
    assert form.write is not None
    lines = form.write(bank_of(f"title: x\nquestions:\n{entries}")).content.decode().split("\n")

    for number in (1, 10):  # text2qti itself refuses the whole file otherwise
        first = next(line for line in lines if line.endswith(f"First {number}"))
        second = next(line for line in lines if line.endswith(f"Second {number}"))
        assert second.index("Second") == first.index("First")
