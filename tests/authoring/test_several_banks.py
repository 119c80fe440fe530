"""A quiz with questions of another bank, on every page that a teacher and a student meet it on."""

import pytest
from sqlalchemy import select

from quizapp.banks import images, publishing
from quizapp.banks.recipe_json import recipe_from_json
from quizapp.domain.claims import Aspect
from quizapp.domain.recipes import DrawRule
from quizapp.models import Assignment, Quiz
from tests.authoring.staff import sign_in
from tests.authoring.test_pictures import picture
from tests.banks.test_borrowing import MIXED, publish_mixed
from tests.support.clock import START
from tests.support.people import make_student
from tests.support.quizzes import assign

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def mixed(staff):
    """The bank Mixed, whose quiz is set before class 7B."""
    version = publish_mixed(staff.session, START).version
    staff.mixed = version.bank
    quiz = staff.session.scalars(
        select(Quiz).where(Quiz.bank_id == version.bank_id, Quiz.key == "mixed")
    ).one()
    staff.quiz = quiz.public_id
    staff.task = assign(staff.session, START, staff.school_class, quiz, attempts_allowed=1)
    staff.session.commit()
    return staff


def test_reports_results_and_corrections_show_a_question_of_another_bank_as_any(
    mixed, teacher, new_client, app
):
    attempt = mixed.sit("Mira", {1: 0, 2: 1, 3: 0}, on=mixed.task)
    student, report = attempt.student_id, f"/reports/{mixed.task.public_id}"
    mixed.session.commit()
    visitor = new_client()
    sign_in(visitor, app, student_id=student)

    shown = visitor.get(f"/a/{attempt.public_id}").text
    assert "Only the company gives the number." in shown
    assert "The Example Times" in shown
    overview = teacher.get(report).text
    address = f"{report}/questions/harbour/jobs-who"
    assert address in overview
    assert "How much, how many" in overview
    assert "repeats for says" in teacher.get(address).text
    corrections = f"/regrade/{mixed.task.public_id}"
    assert f"{corrections}/harbour/jobs-who" in teacher.get(corrections).text
    assert teacher.get(f"{corrections}/harbour/jobs-who").status_code == 200
    assert "harbour/jobs-who" in teacher.get(f"{report}/export/responses.csv").text
    assert teacher.get(f"{report}/export/report.zip").status_code == 200
    assert "Which town has the harbour?" in teacher.get(f"/quizzes/{mixed.quiz}/paper").text
    assert "from the bank “harbour”" in teacher.get(f"/quizzes/{mixed.quiz}").text


def test_a_quiz_made_in_the_browser_offers_them_and_a_copy_keeps_every_rule(mixed, teacher):
    rules = (
        DrawRule(1, topic="own"),
        DrawRule(1, topic="figures", aspect=Aspect.WHO, claim="jobs", bank="harbour"),
        DrawRule(1, question="capital", bank="harbour"),
    )
    form = teacher.get(f"/banks/{mixed.mixed.public_id}/quizzes/new")
    assert "Harbour town: How much, how many" in form.text
    values = {
        "title": "Made here",
        "rules-0-number": "1",
        "rules-0-topic": "own",
        "questions": ["harbour/depth"],
    }
    saved = teacher.submit(form, values, button="Save the quiz")
    made = mixed.session.scalars(select(Quiz).where(Quiz.title == "Made here")).one()
    assert saved.status_code == 303
    assert recipe_from_json(made.rules, key="x", title="x").questions == ("harbour/depth",)
    text = MIXED + (
        "  all:\n    title: All\n    draw:\n    - {number: 1, topic: own}\n"
        "    - {number: 1, bank: harbour, topic: figures, tests: who, claim: jobs}\n"
        "    - {number: 1, bank: harbour, question: capital}\n"
    )
    newest = publishing.newest_version(mixed.session, mixed.mixed.id)
    publish_mixed(mixed.session, START, text, based_on=newest.id)
    like = mixed.session.scalars(select(Quiz.public_id).where(Quiz.key == "all")).one()
    mixed.session.commit()

    copied = teacher.get(f"/banks/{mixed.mixed.public_id}/quizzes/new?like={like}")
    teacher.submit(copied, {"title": "A copy"}, button="Save the quiz")

    copy = mixed.session.scalars(select(Quiz).where(Quiz.title == "A copy")).one()
    assert recipe_from_json(copy.rules, key="x", title="x").draw == rules


def test_who_was_asked_a_question_of_another_bank_sees_its_pictures_and_nobody_else(mixed, new_client, app):
    session, harbour = mixed.session, mixed.published.bank
    image = images.add_picture(
        session, harbour, "piers.png", "Piers", images.redraw_picture(picture()), START
    )
    for entry in session.scalars(select(Assignment).where(Assignment.kind == "open")):
        entry.archived_at = START
    asked = mixed.begin("Mira", {}, on=mixed.task).student_id
    address, other = f"/pictures/{image.public_id}", make_student(session, START, "Noor").id
    session.commit()

    seen = []
    for student in (asked, other):
        visitor = new_client()
        sign_in(visitor, app, student_id=student)
        seen.append(visitor.get(address).status_code)
    assert seen == [200, 404]
