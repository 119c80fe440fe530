"""The start page has states: go on, to do, done with its score, closed; and stories with one place to start."""

from datetime import timedelta

import pytest

from tests.authoring.staff import sign_in
from tests.classes.school import School, begin, finish, set_quiz
from tests.studying.story import entry, publish_story
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def school(session):
    return School(session)


@pytest.fixture
def student(school, new_client, app):
    row = school.student("Nia")
    school.session.commit()
    visitor = new_client()
    sign_in(visitor, app, student_id=row.id)
    visitor.row = row
    return visitor


def give(school, title: str, **settings):
    found = set_quiz(school.session, school.school_class, school.quiz, school.teacher, title=title)
    for name, value in settings.items():
        setattr(found, name, value)
    return found


def test_what_is_under_way_stands_first_and_what_is_done_has_its_score(school, student):
    """START is Monday 2 March 2026, 9 o'clock in London."""
    running = give(school, "Half done")
    begin(school.session, running, student.row)
    finish(school.session, give(school, "All done"), student.row, 2)
    give(school, "For Friday", closes_at=START + timedelta(days=4, hours=8))
    school.session.commit()
    page = student.get("/").text

    places = [
        page.index(words)
        for words in (
            "Not finished yet",
            ">Half done</h1>",
            "To do</h2>",
            "For Friday",
            "Done</h2>",
            "All done",
        )
    ]
    assert places == sorted(places)
    assert "Continue at question 1" in page
    assert "2 of 3" in page
    assert "by Friday 6 March, 17:00" in page
    assert page.count("All done") == 1
    assert page.count("<h1") == 1


def test_a_class_has_its_own_stories_first_and_others_folded(school, student, session, clock):
    other = publish_story(session, clock())
    entry(session, other, "check", clock())
    page = student.get("/").text

    assert page.index("To do") < page.index("Other subjects, open to anyone") < page.index("Harbour check")

    school.school_class.own_quizzes_only = True
    session.commit()
    assert "Harbour check" not in student.get("/").text


def test_a_story_that_is_open_to_anyone_has_a_picture_and_one_place_to_start(client, session, clock):
    bank = publish_story(session, clock())
    entry(session, bank, "check", clock())
    page = client.get("/").text

    assert page.count("Start here: two-minute read") == 1
    assert f"/study/briefing/{bank.public_id}" in page
    assert "Source: <bdi>The Example Times</bdi>, <bdi>4 March 2025</bdi>." in page
    assert "To scale: 0.5 miles, Nordic Minerals, forecast; 300 m, The harbour office, on record." in page
    assert "5 questions, about 4 minutes, marked" in page


def test_of_a_story_whose_class_quiz_waits_the_start_page_tells_nothing(school, student):
    page = student.get("/").text

    assert "Start here" not in page
    assert "To scale" not in page
