"""What a teacher gave and wrote reaches the student, and what still waits is told."""

import csv
import io
from datetime import timedelta

import pytest

from quizapp.classes.attempt_actions import act_on_attempt
from quizapp.identity import sessions
from tests.reports.conftest import BANK, teach
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")
COMMENT = "Good start.\nSay <who> exactly."


@pytest.fixture(autouse=True)
def _an_hour_later(clock):
    """Marks are given after the answers."""
    clock.advance(hours=1)


@pytest.fixture
def essay(with_essay):
    with_essay.take("Adele", 0, 0, "3 km", [0, 1], "Ask the survey itself.")
    return with_essay


@pytest.fixture
def as_student(new_client, app):
    def signed_in(taught, attempt):
        visitor, program = new_client(), app.extensions["quizapp"]
        student_id = attempt.student_id
        taught.session.commit()
        with program.sessions.write() as session:
            token = sessions.sign_in(session, program.clock(), student_id=student_id)
            session.commit()
        visitor.set_cookie("__Host-session", token, domain="localhost", secure=True, path="/")
        return visitor

    return signed_in


def mark(teacher, taught, points=("2", "0.5"), comment=COMMENT):
    page = teacher.get(f"{taught.address}/marking")
    link = page.text.split('class="rows"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    desk = teacher.get(link)
    saved = teacher.submit(
        desk, {"points_0": points[0], "points_1": points[1], "comment": comment}, button="Save"
    )
    assert saved.status_code == 303


def says_the_mark(text):
    assert "names an independent source: 2 of 2 points" in text
    assert "says what it could settle: 0.5 of 1 point" in text
    assert "Good start.\nSay &lt;who&gt; exactly." in text
    assert "Marked by Ada, " in text


def test_the_student_reads_points_comment_and_who_marked(essay, visit, as_student):
    mark(visit(essay.teacher), essay)
    attempt = essay.attempts[0]

    says_the_mark(as_student(essay, attempt).get(f"/a/{attempt.public_id}").text)


@pytest.mark.parametrize("page", ["", "/sheet"])
def test_the_teachers_page_of_the_student_and_the_sheet_have_the_mark(essay, visit, page):
    teacher = visit(essay.teacher)
    mark(teacher, essay)

    says_the_mark(teacher.get(f"{essay.address}/students/{essay.attempts[0].public_id}{page}").text)


def test_an_essay_without_a_rubric_shows_its_one_mark(session, visit, as_student):
    taught = teach(session, BANK.split("  rubric:")[0] + "  why: Sources.\n")
    taught.take("Adele", 0, 0, "3 km", [0, 1], "Ask.")
    teacher, attempt = visit(taught.teacher), taught.attempts[0]
    desk = teacher.get(_first(teacher, taught))
    teacher.submit(desk, {"points_0": "1", "comment": "Yes."}, button="Save")

    assert "The whole answer: 1 of 1 point" in as_student(taught, attempt).get(f"/a/{attempt.public_id}").text


def _first(teacher, taught):
    page = teacher.get(f"{taught.address}/marking")
    return page.text.split('class="rows"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")


def test_only_the_newest_mark_is_shown(essay, visit, as_student):
    teacher, attempt = visit(essay.teacher), essay.attempts[0]
    mark(teacher, essay)
    mark(teacher, essay, ("1", "1"), "Second look.")

    text = as_student(essay, attempt).get(f"/a/{attempt.public_id}").text
    assert "Second look." in text
    assert "Good start." not in text


@pytest.mark.parametrize(
    ("rules", "comment", "rubric"),
    [
        (
            {"show_score": "after submitting", "show_answers": "never", "show_explanations": "never"},
            True,
            False,
        ),
        ({"show_score": "never", "show_answers": "never", "show_explanations": "never"}, False, False),
    ],
)
def test_a_comment_is_shown_with_the_score_and_the_rubric_with_the_answers(
    session, visit, as_student, rules, comment, rubric
):
    taught = teach(session, BANK, **rules)
    attempt = taught.take("Adele", 0, 0, "3 km", [0, 1], "Ask the survey itself.")
    mark(visit(taught.teacher), taught)

    text = as_student(taught, attempt).get(f"/a/{attempt.public_id}").text

    assert ("Good start." in text) is comment
    assert ("names an independent source" in text) is rubric


def test_an_answer_written_anew_shows_no_old_mark(essay, visit, as_student):
    mark(visit(essay.teacher), essay)
    attempt = essay.attempts[0]
    position = attempt.positions[4]
    position.fraction, position.answered_at = None, START + timedelta(days=1)

    text = as_student(essay, attempt).get(f"/a/{attempt.public_id}").text
    assert "Good start." not in text


def test_results_and_lists_say_what_waits(essay, visit, as_student):
    attempt = essay.attempts[0]
    student = as_student(essay, attempt)
    address = f"/a/{attempt.public_id}"

    results = student.get(address).text
    # Four of five questions are graded, all of them right; the essay carries 3 marks.
    assert "4 of 4 right<" in results
    assert "4 of 5 marked; 3 marks wait." in results
    assert "4 of 7" in student.get("/").text
    for page in ("/", f"/q/{essay.assignment.public_id}"):
        assert "4 of 5 marked; 3 marks wait" in student.get(page).text

    mark(visit(essay.teacher), essay)
    marked = student.get(address).text
    assert "4 of 5 right<" in marked
    assert "One more was partly right." in marked
    for page in (address, "/", f"/q/{essay.assignment.public_id}"):
        assert "marks wait" not in student.get(page).text


def test_exports_hold_points_comment_and_who_marked(essay, visit):
    teacher = visit(essay.teacher)
    mark(teacher, essay, comment="=Good")

    content = teacher.get(f"{essay.address}/export/responses.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))

    assert [row["comment"] for row in rows] == ["", "", "", "", "'=Good"]
    assert rows[4]["points"] == "2 0.5"
    assert rows[4]["marked_by"] == "Ada"
    assert rows[4]["marked_at"].startswith("20")
    assert teacher.get(f"{essay.address}/export/report.xlsx").status_code == 200


def test_a_reopened_attempt_says_until_when_after_the_quiz_has_closed(essay, clock, as_student):
    taught, attempt = essay, essay.attempts[0]
    taught.assignment.closes_at = attempt.deadline_at = START + timedelta(minutes=30)
    act_on_attempt(
        taught.session, taught.school_class, attempt, "reopen", "Fire alarm.", taught.teacher.id, clock()
    )

    page = as_student(taught, attempt).get(f"/q/{taught.assignment.public_id}").text

    # Reopened at 10:00 on 2 March with a day to finish; the quiz closed at 9:30.
    assert "closed 2 March 2026" in page
    assert "You can answer until Tuesday 3 March, 10:00<span" in page
    assert "Open until Tuesday 3 March, 10:00<span" in as_student(taught, attempt).get("/").text
