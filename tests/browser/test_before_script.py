"""A question's page can be read and answered before any script has come, and when none ever comes."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.student import WAYS, Student
from tests.support.clock import START
from tests.support.quizzes import publish


@pytest.fixture
def student(live, new_page, session) -> Student:
    """At the first question of a quiz, with everything of it still to be loaded again."""
    publish(session, START)
    session.commit()
    student = Student(new_page(**WAYS["touch"]), "touch")
    student.page.goto("/")
    student.press("Four in order")
    return student


def hold_scripts(page: Page) -> list[Route]:
    """Scripts that are asked for from now on stay on their way; those that are held."""
    held: list[Route] = []
    page.route("**/*.js*", lambda route: held.append(route))  # a method it cannot mark
    return held


def is_painted(page: Page) -> bool:
    """Whether the browser has drawn something, with the stylesheet: rows of options are 44 px high and more."""
    return page.evaluate(
        """() => performance.getEntriesByName("first-contentful-paint").length > 0
        && document.querySelector("label.option").getBoundingClientRect().height >= 44"""
    )


def test_the_question_is_painted_while_the_script_is_still_on_its_way(student):
    page = student.page
    held = hold_scripts(page)
    page.goto(page.url, wait_until="commit")
    expect(page.locator("fieldset.question legend")).to_be_visible()
    while not page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
        page.wait_for_timeout(20)  # not wait_for_function: the page's policy refuses what that evaluates

    assert len(held) == 1
    assert is_painted(page)
    assert page.evaluate("document.readyState") != "complete"
    held[0].continue_()


def test_a_script_that_holds_the_page_up_would_be_found(student):
    """The planted fault: a script in the head that the page has to wait for."""
    page = student.page
    held = hold_scripts(page)

    def with_a_script(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace('<script type="module"', "<script")
        route.fulfill(response=answer, body=body)

    page.route("**/a/*/1", with_a_script)
    page.goto(page.url, wait_until="commit")
    page.wait_for_timeout(500)

    assert page.locator("fieldset.question legend").count() == 0
    for route in held:
        route.abort()
    expect(page.locator("fieldset.question legend")).to_be_visible()


def test_where_no_script_ever_comes_the_question_is_answered_all_the_same(student):
    page = student.page
    page.route("**/*.js*", lambda route: route.abort())
    page.reload()
    page.locator("label.option").first.tap()
    student.press("Continue")
    expect(page.locator(".progress")).to_contain_text("Question 2 of 4")
