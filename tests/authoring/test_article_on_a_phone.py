"""From an article to kept drafts on a phone: it reads well, nothing runs out of the side, and it is done.

Without script `test_drafting.py` walks the same pages.
"""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.support.articles import LAST
from tests.support.browser import PHONE, axe, runs_out
from tests.support.people import PASSWORD, make_teacher


@pytest.fixture
def teacher(live):
    with live.app.extensions["quizapp"].sessions.write() as session:
        make_teacher(session, datetime.now(UTC))


def complaints(page):
    wider = runs_out(page)
    return [*axe(page), *([f"{wider} px run out of the side"] if wider > 0 else [])]


def test_an_article_becomes_questions_on_a_phone(live, teacher, new_page):
    page = new_page(**PHONE)
    page.goto("/account/sign-in")
    page.get_by_label("User name").fill("ada")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/banks/new")
    page.get_by_label("Title of the bank").fill("The school pond")
    page.get_by_label("Title of the source").fill("Birchfield Herald")
    page.get_by_label("Or paste its text").fill(LAST["exercise"].text)
    page.get_by_role("button", name="Start writing").click()
    assert complaints(page) == []

    page.get_by_label("All that are to decide").select_option("claimed by one side")
    page.get_by_role("button", name="Set them so").click()
    page.get_by_role("button", name="Take these and draft questions").click()
    expect(page.locator("h1")).to_contain_text("drafts")
    assert complaints(page) == []
    page.get_by_role("button", name="Keep all").click()
    expect(page.locator("h1")).to_have_text("0 drafts")
