"""Results in the shapes that other programs import."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from lxml import etree
from sqlalchemy import select

from quizapp.attempts import assignment_queries
from quizapp.domain.statistics.columns import Policy
from quizapp.identity.display_names import People
from quizapp.models import Membership
from quizapp.reports import report
from quizapp.reports.exports import EXPORTS, Subject
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def about(taught):
    taught.take("Ada", 0, 0, "3 km", [0, 1])
    taught.take("=Evil()", 1, 0, "3 km", [0])
    made = report.report_of(taught.session, taught.assignment, Policy.FIRST)
    people = assignment_queries.people_of(taught.session, taught.assignment, None)
    return Subject(taught.session, made, taught.assignment, people, START, home="https://quiz.example/")


def table(made):
    return list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"), newline="")))


def test_the_gradebook_of_canvas_has_its_columns_its_points_and_a_row_for_each_student(about):
    head, points, *rows = table(EXPORTS["gradebook-canvas.csv"](about))

    assert head[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert points[0].strip() == "Points Possible"
    assert float(points[5]) == max(row.max_marks for row in about.report.counted)
    assert {row[0]: float(row[5]) for row in rows} == {
        "Ada": about.report.counted[0].score,
        "'=Evil()": about.report.counted[1].score,
    }
    assert len({row[2] for row in rows}) == 2


def test_the_gradebook_of_moodle_is_mapped_by_an_id_number(about):
    head, *rows = table(EXPORTS["gradebook-moodle.csv"](about))

    assert head[0] == "ID number"
    assert [float(row[2]) for row in rows] == [row.score for row in about.report.counted]
    assert all(row[0] for row in rows)


def test_statements_say_who_completed_what_with_which_score_and_never_change_their_id(about):
    statements = json.loads(EXPORTS["xapi.json"](about).content)

    assert json.loads(EXPORTS["xapi.json"](about).content) == statements
    assert {each["actor"]["account"]["homePage"] for each in statements} == {"https://quiz.example/"}
    assert [each["actor"]["name"] for each in statements] == ["Ada", "=Evil()"]
    assert all(
        each["verb"]["id"].endswith("/completed") and "+00:00" in each["timestamp"] for each in statements
    )
    for each, row in zip(statements, about.report.counted, strict=True):
        assert each["result"]["score"]["raw"] == row.score
        assert each["result"]["score"]["scaled"] == pytest.approx(row.score / row.max_marks, abs=1e-4)


def test_qti_results_hold_the_score_of_the_test_and_of_every_question(about):
    with zipfile.ZipFile(io.BytesIO(EXPORTS["qti-results.zip"](about).content)) as packed:
        found = [etree.fromstring(packed.read(name)) for name in packed.namelist()]

    assert len(found) == len(about.report.counted)
    for root, row in zip(found, about.report.counted, strict=True):
        marks = [float(each.text) for each in root.iterfind(".//{*}itemResult//{*}value")]
        assert float(root.find(".//{*}testResult/{*}outcomeVariable/{*}value").text) == pytest.approx(
            row.score
        )
        assert sum(marks) == pytest.approx(row.score, abs=1e-4)


def test_the_student_id_of_the_school_leads_every_result_back_and_hides_with_the_names(about):
    ada = about.session.scalars(select(Membership).where(Membership.name == "Ada")).one()
    ada.school_id = "0042"
    about.session.flush()
    statement = json.loads(EXPORTS["xapi.json"](about).content)[0]
    with zipfile.ZipFile(io.BytesIO(EXPORTS["qti-results.zip"](about).content)) as packed:
        contexts = [etree.fromstring(packed.read(name)).find("{*}context") for name in packed.namelist()]

    assert table(EXPORTS["gradebook-moodle.csv"](about))[1][0] == "0042"
    assert table(EXPORTS["gradebook-canvas.csv"](about))[2][2] == "0042"
    assert statement["actor"]["account"]["name"] == "0042"
    assert "0042" in {each.find("{*}sessionIdentifier").get("identifier") for each in contexts}
    # The schema of QTI results: an xs:NCName, which begins with no digit.
    assert "_0042" in {each.get("sourcedId") for each in contexts}
    hidden = replace(about, people=People(about.people.names, {key: key for key in about.people.names}))
    assert "0042" not in EXPORTS["gradebook-moodle.csv"](hidden).content.decode()
