"""What screen readers are given of a student's pages, in its order: names, roles, states, and what is said when."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from quizapp.models import Attempt
from tests.browser import path
from tests.support import harbour
from tests.support.browser import NO_SCRIPT, tree

pytestmark = pytest.mark.databases("sqlite")
PHONE = {"width": 375, "height": 667}
BANK = harbour.bank(
    "  way: {title: The way, open: yes, order: as written, feedback: after each question, questions: [mayor, quay]}\n",
    "mayor", "quay",
)  # fmt: skip
ASKED = "Which goal of the mission to the harbour did the mayor herself state in June?"


def headings(page) -> list[str]:
    return [line.removeprefix("heading ") for line in tree(page) if line.startswith("heading ")]


def go_on(page, target) -> None:
    with page.expect_navigation():
        target.click()


def leave(page) -> None:
    """Leaving the device asks first, and is said afterwards."""
    go_on(page, page.get_by_role("link", name="Not you?"))
    said = tree(page)
    assert said[0] == "heading Leave this device? level=1"
    assert said[2:4] == ["link Stay", "button Leave this device"]
    go_on(page, page.get_by_role("button", name="Leave this device"))
    assert tree(page)[:2] == [
        "status",
        "text You have left this device. Your answers are kept: your code and three words bring you back.",
    ]


def test_the_verdict_leads_title_headings_and_lines(live, new_page):
    page = new_page(**PHONE)
    start = path.publish(live, BANK)
    page.goto(start)
    # Facts are told one after the other, without the dots between them.
    assert tree(page)[2:7] == ["text 2 questions", "text about 2 minutes", "text no time limit", "text marked",
                               "text you may look things up"]  # fmt: skip
    attempt = path.begin(page, start)
    page.locator(".option", has_text="To draw tourists").click()
    go_on(page, page.get_by_role("button", name="Continue").last)
    assert page.title() == "Wrong: question 1 of 2 – quizapp"
    assert headings(page) == ["Wrong level=1", "Who says so level=2", "The question level=2"]
    said = tree(page)
    assert said[:6] == ["article Wrong", "heading Wrong level=1", "text The answer", "text To free the quay from old ships",
                        "text You said", "text To draw tourists from the town"]  # fmt: skip
    # A badge is its word, a comma, and who says so; what comes next is the last thing of the page.
    word = said.index("text on record")
    assert said[word : word + 3] == ["text on record", "text ,", "text The mayor"]
    assert said[-1] == "link Next question"

    go_on(page, page.get_by_role("link", name="Next question"))
    boxes = [line for line in tree(page) if "Gap" in line]
    assert boxes == [
        "textbox Gap 1 of 2: The quay is … m long, says the",
        "combobox Gap 2 of 2: m long, says the … of it. “Choose”",
    ]
    # Help is where it is on every page: in the footer, behind its name.
    assert "summary Help expanded=false" in tree(page, "footer")
    page.get_by_label("I don’t know").check()
    go_on(page, page.get_by_role("button", name="Continue").last)
    go_on(page, page.get_by_role("link", name="Check your answers"))
    # Each question by its number and words, then the whole answer; what cannot be undone is said before its button.
    said = tree(page)
    assert said[:3] == [
        "text The way",
        "heading Check your answers level=1",
        "text You have not handed in yet.",
    ]
    assert said[3:6] == ["text 1", f"text {ASKED}", "text To draw tourists from the town"]
    assert said[-2:] == ["text Once handed in, nothing can be changed.", "button Hand in"]
    go_on(page, page.get_by_role("button", name="Hand in"))

    assert page.url.endswith(attempt)
    assert headings(page)[0] == "0 of 2 right level=1"
    assert f"Question 1, wrong: {ASKED} level=3" in headings(page)
    levels = [int(line[-1]) for line in headings(page)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    page.locator(".lines summary").first.click()
    page.locator(".keep summary").click()
    said = tree(page)
    assert "link Something is wrong with this question : Question 1" in said
    assert [line for line in said if line.endswith((" link", "Copy the link"))] == [
        "textbox The link",
        "button Copy the link",
    ]

    leave(page)


def test_five_minutes_are_said_once_also_on_the_first_page_after_them(live, new_page, sessions, clock):
    page = new_page(**PHONE)
    attempt = path.begin(page, path.publish(live, BANK))
    with sessions.write() as session:
        session.scalars(select(Attempt)).one().deadline_at = clock() + timedelta(seconds=250)
        session.commit()
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.heard = []; new MutationObserver((all) => {"
        " for (const { target } of all) if (target.role === 'status' && target.textContent) window.heard.push(target.textContent);"
        " }).observe(document.body, { childList: true, subtree: true }); })"
    )
    heard = []
    for place in (1, 2):
        page.goto(f"{attempt}/{place}")
        page.wait_for_timeout(400)
        heard.append(page.evaluate("window.heard"))
    assert heard == [["About 5 min left."], []]


def test_an_error_has_the_focus_without_script(live, new_page):
    page = new_page(**PHONE, **NO_SCRIPT)
    path.begin(page, path.publish(live, BANK))
    go_on(page, page.get_by_role("button", name="Continue").last)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    said = tree(page)
    assert said[:2] == ["group There is a problem", "heading There is a problem level=2"]
    assert said[2].startswith("link Choose")
