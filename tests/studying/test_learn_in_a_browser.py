"""A class learns a story from its link to then and now, in a browser: by touch with script, and with script off."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from quizapp.identity import sessions
from quizapp.models import Quiz
from quizapp.web.cookies import SESSION, cookie_name
from tests.studying.story import RIGHT, WRONG, collect, publish_story, take
from tests.studying.test_week_in_a_browser import asked, give, press, sound, take_it
from tests.support.browser import NO_SCRIPT, PHONE
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import assign


@pytest.fixture
def taught(live, session, clock):
    """A class that was set the guesses and the quiz, three of whom have taken the quiz; with its teacher's token."""
    bank = publish_story(session, clock())
    teacher = make_teacher(session, clock())
    group = make_class(session, clock(), teacher, ("Aino", "Berit", "Carla"))
    quizzes = {quiz.key: quiz for quiz in session.scalars(select(Quiz))}
    assign(session, clock(), group, quizzes["guesses"], read_first=True)
    check = assign(session, clock(), group, quizzes["check"])
    for membership in list(group.memberships):
        take(session, check, membership.student, clock(), {**RIGHT, "berths": WRONG["berths"]})
        collect(session, membership.student, clock())
    check.closes_at = clock() - timedelta(minutes=1)  # whoever joins now may see its answers
    make_student(session, clock(), "Somebody else")
    token = sessions.sign_in(session, clock(), user_id=teacher.id)
    session.commit()
    return bank, group, token


def enter(page, app, token: str) -> None:
    with app.test_request_context():
        name = cookie_name(SESSION)
    page.context.add_cookies(
        [{"name": name, "value": token, "domain": "127.0.0.1", "path": "/", "secure": True}]
    )


@pytest.mark.parametrize(
    ("way", "look"),
    [(PHONE, sound), ({**PHONE, **NO_SCRIPT}, take_it)],
    ids=["with script", "without script"],
)
def test_from_the_teachers_link_to_then_and_now(new_page, live, taught, way, look):
    bank, group, token = taught
    staff = new_page(**way)
    enter(staff, live.app, token)
    staff.goto(f"/classes/{group.public_id}")
    press(staff, staff.get_by_role("link", name="Studying"))
    expect(staff.get_by_role("heading", name="Worth five minutes tomorrow")).to_be_visible()
    expect(staff.get_by_text("0 of 3 remember it, 3 missed or guessed it last")).to_be_visible()
    look(staff)
    link = staff.locator("input[readonly]").input_value()

    page = new_page(**way)
    page.goto(link.replace("http://127.0.0.1:8000", live.url))
    look(page)
    page.get_by_label("Your name").fill("Mira")
    press(page, page.get_by_role("button", name="Start"))
    page.goto("/")
    press(page, page.get_by_role("link", name=re.compile("^Learn step by step")))
    look(page)

    guess_read_and_compare(page, look)
    page.goto(f"/study/learn/{bank.public_id}")
    expect(page.locator("[aria-current=step] h2")).to_contain_text("Take a quiz")


def guess_read_and_compare(page, look) -> None:
    press(page, page.get_by_role("link", name="Guess first"))
    press(page, page.get_by_role("button", name="Go on"))
    for question in ("jobs-who", "berths"):
        give(page, question, right=False, sure="Guessing")
    press(page, page.get_by_role("button", name=re.compile("Submit|Hand in")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your guesses are kept")
    expect(page.get_by_text("Only the company gives the number.")).to_be_hidden()
    look(page)

    press(page, page.get_by_role("link", name="Read the story"))
    press(page, page.get_by_role("button", name="I have read it"))
    press(page, page.get_by_role("link", name="Answer your guesses again"))
    while page.locator("input[name=question]").count():
        give(page, asked(page), sure="Certain")
        with page.expect_navigation():
            page.get_by_role("link", name="Go on", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your guesses, then and now")
    first = page.locator(".then-now").first
    assert first.locator("dd").all_inner_texts() == [
        "Wrong, guessing\n\nThe labour union",
        "Right, certain\n\nThe mining company",
    ]
    boxes = [column.bounding_box() for column in first.locator("> div").all()]
    assert boxes[0]["y"] == boxes[1]["y"]  # side by side on a phone, too
    look(page)
