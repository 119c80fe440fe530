"""``banks try``: what the program says to an answer, and to a table of them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizapp.cli.banks import banks_group

TRIED = """\
title: Tried
questions:
- id: capital
  ask: Which city?
  accept:
  - Kyiv
  reject:
  - Kharkiv => That is the second city.
  why: x
- id: depth
  ask: How deep is it?
  number: 3 km
  who: The survey
  why: x
- id: port
  fill: It costs [[12]] and opens in [[May ~ June]].
  who: The council
  why: x
- id: signed
  ask: Who signed?
  answer: The minister
  wrong:
  - The mayor => Only present.
  why: x
- id: steps
  ask: In which order?
  order:
  - Survey
  - Licence
  - Drilling
  why: x
- id: signs
  ask: Which of these are lists of signs?
  answers: ["; | :", "+ | -"]
  wrong: ["a | b", "+"]
  why: x
- id: essay
  essay: Why?
  rubric:
  - 1 point: says it
"""


@pytest.fixture
def tried(tmp_path: Path) -> Path:
    path = tmp_path / "tried.yaml"
    path.write_text(TRIED, "utf-8")
    return path


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "fraction", "message"),
    [
        ("capital", "kyiv", "right", 1, ""),
        ("capital", "Kharkiv", "wrong", 0, "That is the second city."),
        ("depth", "3000 m", "right", 1, ""),
        ("depth", "3", "asked back", None, "unit"),
        ("port", "12 | June", "partly right", 0.5, ""),
        ("port", "12 | May", "right", 1, ""),
        ("signed", "the mayor", "wrong", 0, "Only present."),
        ("steps", "Survey | Licence | Drilling", "right", 1, ""),
        ("signs", r"+ \| - | ; \| :", "right", 1, ""),
    ],
)
def test_an_answer_is_tried(tried, question, answer, verdict, fraction, message):
    done = CliRunner().invoke(
        banks_group, ["try", str(tried), "--question", question, "--answer", answer, "--json"]
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert (found["verdict"], found["fraction"]) == (verdict, fraction)
    assert message in found["message"]


def test_a_table_of_answers_is_tried_and_a_differing_verdict_is_named(tried, tmp_path):
    table = tmp_path / "answers.csv"
    table.write_text(
        "\ufeffquestion,answer,verdict\ncapital,Kyiv,right\ndepth,3,asked back\nport,12 | May,right\n",
        "utf-8",
    )
    done = CliRunner().invoke(banks_group, ["try", str(tried), "--table", str(table)])
    assert (done.exit_code, "3 answers tried, 0 with another verdict" in done.output) == (0, True)

    table.write_text("question,answer,verdict\ncapital,Kharkiv,right\ncapital,Kyiv,right\n", "utf-8")
    done = CliRunner().invoke(banks_group, ["try", str(tried), "--table", str(table)])
    assert done.exit_code == 1
    assert "answers.csv:2: capital: “Kharkiv” is wrong, not right (That is the second city.)" in done.output

    table.write_text("question,answer,verdict\ncapital,Kyiv,right\nsigned,The king,wrong\n", "utf-8")
    done = CliRunner().invoke(banks_group, ["try", str(tried), "--table", str(table)])
    assert (done.exit_code, "Line 3: “signed” offers no “The king”." in done.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--question", "nowhere", "--answer", "x"], "There is no question “nowhere”"),
        (["--question", "essay", "--answer", "x"], "marked by a person"),
        (["--question", "signed", "--answer", "The king"], "offers no “The king”"),
        (["--question", "port", "--answer", "12"], "has 2 parts to answer, not 1"),
        (["--question", "port"], "either --question and --answer, or --table"),
    ],
)
def test_what_cannot_be_tried_says_why(tried, arguments, said):
    done = CliRunner().invoke(banks_group, ["try", str(tried), *arguments])
    assert (done.exit_code, said in done.output) == (2, True), done.output
