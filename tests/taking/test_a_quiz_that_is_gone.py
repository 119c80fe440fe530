"""A bank is edited under a running class: one quiz that is gone never keeps a list from being shown."""

import pytest
from sqlalchemy import select

from quizapp.authoring.quiz_builder import save_quiz
from quizapp.banks import publishing
from quizapp.domain.recipes import DrawRule, QuizRecipe
from quizapp.models import Quiz
from tests.authoring.staff import sign_in
from tests.classes.school import BANK, begin, finish, plan, set_quiz
from tests.classes.school import School as OneSchool
from tests.support.clock import START

TWO = (
    BANK
    + """\
  week-six:
    title: Week 6 quiz
    questions: [one]
"""
)
#: Everything that stops a quiz which is set: its lines are out, or its key has another name.
EDITS = {
    "taken out": TWO.replace(BANK[BANK.index("  all-three:") :], ""),
    "renamed": TWO.replace("all-three:", "all-of-three:"),
}


@pytest.fixture
def school(session):
    made = OneSchool(session)
    _publish(made, TWO)
    week_six = session.scalars(select(Quiz).where(Quiz.key == "week-six")).one()
    made.week_six = set_quiz(
        session, made.school_class, week_six, made.teacher, **vars(plan(title="Week 6 quiz"))
    )
    made.bank_at, made.quiz_at = f"/banks/{made.quiz.bank.public_id}", f"/quizzes/{made.quiz.public_id}"
    made.assign_at = f"/classes/{made.school_class.public_id}/assign"
    session.commit()
    return made


@pytest.fixture
def teacher(school, new_client, app):
    visitor = new_client()
    sign_in(visitor, app, user_id=school.teacher.id)
    return visitor


@pytest.fixture
def signed_in(school, new_client, app):
    def as_student(student):
        school.session.commit()
        visitor = new_client()
        sign_in(visitor, app, student_id=student.id)
        return visitor

    return as_student


def _publish(school, text: str) -> None:
    newest = publishing.newest_version(school.session, school.quiz.bank_id)
    publishing.publish_bank(school.session, "small", text, START, based_on=newest.id)
    school.session.commit()


@pytest.mark.parametrize("edit", EDITS)
def test_the_start_page_lists_the_others_and_says_of_the_one_that_it_cannot_be_started(
    school, signed_in, edit
):
    newcomer, done = school.student("Nia"), school.student("Dev")
    finish(school.session, school.assignment, done, 2)
    _publish(school, EDITS[edit])

    home = signed_in(newcomer).get("/")
    assert home.status_code == 200
    assert "Week 6 quiz" in home.text
    assert "cannot be started any more: its questions have changed" in home.text
    home = signed_in(done).get("/")
    assert "Week 6 quiz" in home.text
    assert "2 of 3" in home.text


def test_its_own_page_says_so_too_and_shows_what_was_done(school, signed_in):
    done = school.student("Dev")
    finish(school.session, school.assignment, done, 2)
    _publish(school, EDITS["taken out"])
    visitor = signed_in(done)
    visitor_of_none = signed_in(school.student("Nia"))

    page = visitor_of_none.get(f"/q/{school.assignment.public_id}")
    assert page.status_code == 200
    assert "“All three” cannot be started any more: its questions have changed. Ask your teacher" in page.text
    assert "Start</button>" not in page.text
    assert "2 of 3 marks" in visitor.get(f"/q/{school.assignment.public_id}").text


def test_who_has_begun_goes_on(school, signed_in):
    student = school.student("Dev")
    begin(school.session, school.assignment, student)
    _publish(school, EDITS["taken out"])
    visitor = signed_in(student)

    begun = visitor.submit(visitor.get(f"/q/{school.assignment.public_id}"), button="Go on")
    assert visitor.get(begun.headers["Location"]).status_code == 200


def test_learning_step_by_step_goes_on_without_it(school, signed_in):
    """The row is archived by publishing; archived_at is the only thing that hides it there."""
    student = school.student("Dev")
    _publish(school, EDITS["taken out"])
    school.session.execute(Quiz.__table__.update().values(archived_at=None))

    bank, visitor = school.quiz.bank.public_id, signed_in(student)
    school.session.rollback()

    assert visitor.get(f"/study/learn/{bank}").status_code == 200


def test_a_quiz_made_in_the_browser_for_which_too_few_questions_are_left_is_gone_too(school, signed_in):
    session = school.session
    recipe = QuizRecipe(key="", title="Spiders", draw=(DrawRule(3),))
    made = save_quiz(
        session, school.quiz.bank, recipe, public_id="spiders", user_id=school.teacher.id, now=START
    )
    row = set_quiz(session, school.school_class, made, school.teacher, title="Spiders")
    student, address = school.student("Dev"), f"/q/{row.public_id}"
    visitor = signed_in(student)
    stale = visitor.get(address)
    _publish(
        school,
        TWO[: TWO.index("- id: two")] + "quizzes:\n  week-six: {title: Week 6 quiz, questions: [one]}\n",
    )

    assert visitor.get("/").status_code == 200
    assert "“Spiders” cannot be started any more" in visitor.get(address).text
    assert visitor.submit(stale, button="Start").status_code == 409


# What the teacher sees


def _draft(school, teacher, text: str):
    teacher.submit(teacher.get(f"{school.bank_at}/edit"), {"text": text}, button="Save draft", form="/edit")
    return teacher.get(f"{school.bank_at}/publish")


def test_publishing_warns_of_it_as_a_doubt_that_must_be_ticked(school, teacher):
    page = _draft(school, teacher, EDITS["taken out"])

    assert "“All three” is set before 7B and cannot be started any more." in page.text
    assert "“All three” in 7B follows the newest version" not in page.text
    assert "“Week 6 quiz” in 7B follows the newest version" in page.text
    assert teacher.submit(page, button="Publish").status_code == 422
    assert teacher.submit(page, {"doubts": "y"}, button="Publish").status_code == 303
    again = _draft(school, teacher, EDITS["taken out"].replace("A bank for tests", "The bank"))
    assert "cannot be started any more" not in again.text


def test_the_quiz_s_page_speaks_to_the_teacher(school, teacher):
    _publish(school, EDITS["taken out"])
    page = teacher.get(school.quiz_at)
    trial = teacher.get(f"{school.quiz_at}/paper")

    assert (page.status_code, trial.status_code) == (200, 409)
    for shown in (page, trial):
        assert "nobody can start it any more" in shown.text
        assert "Ask your teacher" not in shown.text
    assert teacher.get(school.bank_at).status_code == 200
    assert teacher.get(school.assign_at).status_code == 200
