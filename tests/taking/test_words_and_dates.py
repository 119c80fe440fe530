"""What the student's pages say about dates, closed work and the way back."""

import re
from datetime import timedelta

import pytest

from quizapp.attempts.erasing import erase_student
from quizapp.basics.errors import NotFound
from quizapp.identity import return_links
from quizapp.models import Student, new_public_id
from quizapp.taking.feedback import Stakes
from tests.authoring.staff import sign_in
from tests.classes.school import School, begin, finish, set_quiz
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def school(session):
    return School(session)


@pytest.fixture
def student(school, new_client, app):
    """A student of the class, signed in; ``student.row`` is theirs."""
    row = school.student()
    school.session.commit()
    visitor = new_client()
    sign_in(visitor, app, student_id=row.id)
    visitor.row = row
    return visitor


def test_a_deadline_on_another_day_has_its_date_and_today_s_has_none(school, student, clock, app):
    """START is Monday 2 March 2026, 9 o'clock in London."""
    school.assignment.closes_at = START + timedelta(days=4, hours=8)
    address = f"/a/{begin(school.session, school.assignment, student.row).public_id}/1"
    student_id = student.row.id
    school.session.commit()

    assert "Hand in by 6 March 2026, 17:00<span" in student.get(address).text
    clock.advance(days=4)
    sign_in(student, app, student_id=student_id)
    assert "Hand in by 17:00<span" in student.get(address).text


def test_what_is_not_open_yet_says_when_it_opens(school, student):
    school.assignment.opens_at = START + timedelta(days=4, hours=8)
    address = f"/q/{school.assignment.public_id}"
    school.session.commit()
    page = student.get(address).text

    assert "opens Friday 6 March, 17:00" in page
    assert "This quiz has not opened yet. This page says when it does." in page


def test_what_one_more_attempt_keeps_back_is_said_to_come_after_the_last(school, student):
    """The teacher has opened the answers; it is the student who could still begin again."""
    school.assignment.attempts_allowed, school.assignment.show_answers = 2, "after submitting"
    first = finish(school.session, school.assignment, student.row, 0).public_id
    assignment, student_id = school.assignment.public_id, student.row.id
    school.session.commit()
    page = student.get(f"/a/{first}").text

    assert "More is shown after your last attempt." in page
    assert f'<a href="/q/{assignment}">To your next attempt</a>' in page
    assert (
        "What you met in a quiz shows here once its answers are shown" in student.get("/study/progress").text
    )
    finish(school.session, school.assignment, school.session.get_one(Student, student_id), 0)
    school.session.commit()
    assert "after your last attempt" not in student.get(f"/a/{first}").text


def test_closed_quizzes_fold_away_behind_what_can_be_done(school, student):
    school.assignment.title, school.assignment.closes_at = "Last week", START - timedelta(days=1)
    set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="This week")
    school.session.commit()
    page = student.get("/").text

    assert page.index("This week") < page.index("1 quiz of your class has closed") < page.index("Last week")
    assert page.index("Last week") > page.index("<details>")
    assert "open: yes" not in page


@pytest.mark.parametrize(
    "written", ["{0} {1} {2}", "{0}, {1}, {2}", "{0}-{1}-{2}", "{0}{1}{2}", " {0}.{1}\n{2}! "]
)
def test_the_three_words_are_taken_with_any_marks_between_them(session, school, clock, written):
    student = school.student()
    made = return_links.make_return_link(session, b"secret", student.id, "ABC", clock())
    typed = written.format(*made.words.title().split())

    assert return_links.by_words(session, b"secret", "ABC", typed, "here", clock()) is student
    assert return_links.by_words(session, b"secret", "ABC", typed[:-4], "here", clock()) is None


def test_a_link_that_leads_nowhere_does_not_say_why_it_cannot_know(session, school, clock):
    student = school.student()
    made = return_links.make_return_link(session, b"secret", student.id, "ABC", clock())
    erase_student(session, student.id, clock())

    with pytest.raises(NotFound, match="a newer one was made, or its owner deleted their data"):
        return_links.by_token(session, made.token)


def test_no_public_id_begins_with_a_hyphen():
    """A table would put an apostrophe before it. One in 64 random ones does: 3,000 without are no accident."""
    made = [new_public_id() for _ in range(3000)]

    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}", each) for each in made)


def test_an_attempt_s_marks_stay_in_the_list_when_it_has_closed(school, student):
    finish(school.session, school.assignment, student.row, 2)
    school.assignment.closes_at = START - timedelta(days=1)
    school.session.commit()

    assert "2 of 3" in student.get("/").text


def test_what_is_safe_stands_apart_from_what_a_try_earns(app):
    at = Stakes(number=3, allowed=3, full="1", worth="0", safe="0.33", earns=False)
    with app.test_request_context():
        said = app.jinja_env.get_template("taking/_stakes.html").module.stakes(at)
    assert "it still counts as right.\n0.33 of 1 is safe" in said
