"""The formats of the checker's report. The text form is the example of the design, word for word."""

import json

import pytest

from quizapp.domain.lint import output_formats
from quizapp.domain.lint.checker import Silenced
from quizapp.domain.lint.output_formats import FileReport
from quizapp.domain.yaml_reading.problems import Problem, Weight

ERROR = Problem(
    code="missing-key",
    weight=Weight.ERROR,
    line=14,
    column=5,
    what="four wrong options, but no line “answer: …”",
    try_text="answer: The mining company",
    question_id="question 3",
    question_words="Who says the mine …",
    excerpt=(
        "   13 |   wrong:",
        "   14 |   - The mining company",
        "      |     ^ four wrong options, but no line “answer: …”",
    ),
)
ADVICE = Problem(
    code="no-explanation", weight=Weight.ADVICE, line=3, column=3, what="No “why”, 100% sure: bad, very"
)
REPORTS = [FileReport("questions/mining.yaml", (ERROR,), (Silenced(ADVICE, "It is a warm-up."),))]


def test_a_message_has_its_five_parts() -> None:
    assert output_formats.format_problem("questions/mining.yaml", ERROR) == (
        'questions/mining.yaml:14:5  missing-key  question 3 "Who says the mine …"\n'
        "   13 |   wrong:\n"
        "   14 |   - The mining company\n"
        "      |     ^ four wrong options, but no line “answer: …”\n"
        "  try    answer: The mining company\n"
        "  more   python3 manage.py banks explain missing-key"
    )


def test_doubt_and_advice_are_marked_so() -> None:
    assert (
        output_formats.format_problem("x.yaml", ADVICE).splitlines()[0]
        == "x.yaml:3:3  no-explanation  (advice)"
    )


def test_text_ends_with_the_counts_and_shows_what_was_answered_with_its_reason() -> None:
    text = output_formats.write_reports(REPORTS, "text")
    assert text.endswith("1 file: 1 error, 0 doubts, 0 advice, 1 advice answered with a reason.\n")
    assert "no-explanation  (advice off: It is a warm-up.)" in text


def test_json_holds_every_part() -> None:
    [file] = json.loads(output_formats.write_reports(REPORTS, "json"))["files"]
    assert file["path"] == "questions/mining.yaml"
    assert file["problems"][0] == {
        "code": "missing-key",
        "weight": "error",
        "line": 14,
        "column": 5,
        "what": ERROR.what,
        "try": ERROR.try_text,
        "question": "question 3",
        "question_words": "Who says the mine …",
        "excerpt": list(ERROR.excerpt),
        "more": "python3 manage.py banks explain missing-key",
    }
    assert file["silenced"][0]["reason"] == "It is a warm-up."


def test_sarif_has_rules_places_levels_and_suppressions() -> None:
    log = json.loads(output_formats.write_reports(REPORTS, "sarif"))
    [run] = log["runs"]
    error, silenced = run["results"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["missing-key", "no-explanation"]
    assert (error["ruleId"], error["level"]) == ("missing-key", "error")
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "questions/mining.yaml"
    assert place["region"] == {"startLine": 14, "startColumn": 5}
    assert "suppressions" not in error
    assert (silenced["level"], silenced["suppressions"][0]["justification"]) == ("note", "It is a warm-up.")


def test_github_lines_escape_what_ends_a_command_or_a_property() -> None:
    hostile = Problem(code="tag", weight=Weight.DOUBT, line=1, column=2, what="50%\nof it: a, b")
    line = output_formats.write_reports([FileReport("a,b:c.yaml", (hostile,))], "github")
    assert line == "::warning file=a%2Cb%3Ac.yaml,line=1,col=2,title=tag::50%25%0Aof it: a, b\n"


@pytest.mark.parametrize("form", list(output_formats.FORMATS))
def test_nothing_found_is_a_report_too(form: str) -> None:
    text = output_formats.write_reports([FileReport("x.yaml", ())], form)
    assert text == "" or text.endswith("\n")
