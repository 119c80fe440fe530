"""The first minute, counted in screens: a teacher to a class that takes a quiz, a student to the first question."""

import pytest
from playwright.sync_api import Page, expect

from quizapp.identity import one_time_links
from tests.browser.student import WAYS, Student
from tests.support.clock import START
from tests.support.people import PASSWORD
from tests.support.quizzes import publish


def screens_of(page: Page) -> list[str]:
    """The addresses of the screens that a page shows from now on; a redirect is none."""
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    return seen


@pytest.fixture
def set_up_link(session) -> str:
    """As the program is after its first start: a bank, and nobody who has an account."""
    publish(session, START)
    token = one_time_links.make_link(session, "setup", START)
    session.commit()
    return f"/account/setup/{token}"


# Script off: what script could hide, such as a page loaded behind a page, would be a screen here.
@pytest.mark.parametrize("way", ["mouse", "script off"])
def test_five_screens_lead_from_the_set_up_link_to_a_quiz_that_a_class_takes_and_three_to_its_first_question(
    live, new_page, set_up_link, way
):
    teacher = Student(new_page(**WAYS[way]), way)
    seen = screens_of(teacher.page)
    teacher.page.goto(set_up_link)
    teacher.write("Your name", "Ms Finch")
    teacher.write("User name", "finch")
    teacher.write("Password", PASSWORD)
    teacher.press("Make the account")
    teacher.write("Name of the class", "7B")
    teacher.press("Make the class")
    teacher.press("Four in order", role="link")
    teacher.press("Set this quiz")
    # The fifth screen has the code, and whoever takes the quiz.
    assert len(seen) <= 5, seen
    code = (
        teacher.page.locator("input[readonly][value*='/join/']")
        .input_value()
        .rpartition("/")[2]
        .partition("?")[0]
    )

    student = Student(new_page(**WAYS["touch"]), "touch")
    passed = screens_of(student.page)
    student.page.goto("/")
    student.write("Code", code)
    student.press("Join")
    start = student.page.get_by_role("button", name="Start").bounding_box()
    assert start["y"] + start["height"] <= student.page.viewport_size["height"]
    student.write("Your name", "Grace")
    student.press("Start")
    expect(student.page.locator("fieldset.question legend")).to_be_visible()
    assert len(passed) <= 3, passed  # code, name, and the third is the question

    teacher.page.reload()
    expect(teacher.page.get_by_role("row").filter(has_text="Grace")).to_contain_text("working")


def test_an_open_quiz_asks_its_first_question_on_the_second_screen(live, new_page, session):
    publish(session, START)
    session.commit()
    student = Student(new_page(**WAYS["touch"]), "touch")
    passed = screens_of(student.page)
    student.page.goto("/")
    student.press("Four in order")
    expect(student.page.locator("fieldset.question legend")).to_be_visible()
    assert len(passed) == 2, passed
