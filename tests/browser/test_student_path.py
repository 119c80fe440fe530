"""The student's path on a small phone, in figures: how many screens there are, and what stands on the first of each."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import axe, runs_out

pytestmark = pytest.mark.databases("sqlite")
SMALL = {"width": 375, "height": 667, "touch": True}
_HEIGHT = "document.documentElement.scrollHeight"


def press(page: Page, target: Locator) -> None:
    with page.expect_navigation():
        target.click()


def take_ten(page: Page) -> None:
    """The first option of every choice, certain; what has none is not known."""
    page.goto("/")
    press(page, page.get_by_role("button", name="Ten-minute check"))
    for _place in range(10):
        options = page.locator(".options .option")
        if options.count():
            options.first.locator("input").check(force=True)
            page.locator("input[value=certain]").check(force=True)
        else:
            page.locator("#dont-know").check(force=True)
        press(page, page.get_by_role("button", name="Continue").last)
    # Ten answers before handing in, each of them whole.
    assert page.locator(".check-list").evaluate("e => e.getBoundingClientRect().bottom + scrollY") <= 2 * 667
    press(page, page.get_by_role("button", name="Hand in"))


def test_ten_results_take_two_screens_and_a_half_and_open_line_by_line(article, live, new_page):
    page = new_page(**SMALL)
    take_ten(page)

    assert page.evaluate(_HEIGHT) <= 2.5 * 667
    assert runs_out(page) <= 0
    lines = page.locator(".lines > li")
    expect(lines).to_have_count(10)
    signs = [line.locator(".tick").first.get_attribute("class") for line in lines.all()]
    assert signs == sorted(signs, key=["tick is-wrong", "tick is-part", "tick is-right"].index)
    first = lines.first
    expect(first.get_by_text("The answer", exact=True)).to_be_hidden()
    first.locator("summary").first.click()
    for name in ("You said", "The answer", "Who says so"):
        expect(first.get_by_text(name, exact=True).first).to_be_visible()
    assert axe(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    assert first.locator(".answers dd").first.bounding_box()["width"] >= 400  # a line of some fifty letters
    # One main button, one headline, and what brings one back.
    expect(page.locator("main .actions .button:not(.secondary)")).to_have_count(1)
    expect(page.locator("h1")).to_contain_text(re.compile(r"\d+ of 10 right"))
    expect(page.get_by_role("heading", name="Save this: come back on any device")).to_be_visible()


def test_ten_results_are_two_sheets_of_paper_with_the_name_on_them(article, live, new_page):
    page = new_page(**SMALL)
    take_ten(page)
    page.locator(".keep summary").click()
    page.get_by_label("Your name").fill("Mira Sand")
    press(page, page.get_by_role("button", name="I have kept it"))
    page.emulate_media(media="print")
    parted = "[...document.querySelectorAll('.lines > li')].filter((e) => getComputedStyle(e).breakInside !== 'avoid').length"
    assert page.evaluate(parted) == 0  # no question is parted from its answer
    expect(page.locator(".lines .tick").first).to_be_visible()  # right or wrong is said on paper, too
    expect(page.locator("main").get_by_text("Mira Sand")).to_be_visible()
    filled = "[...document.querySelectorAll('.run i')].every((e) => getComputedStyle(e).printColorAdjust === 'exact')"
    assert page.evaluate(filled)  # and by the marks, where a browser prints no backgrounds
    printed = page.pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page[^s]", BytesIO(printed).read())) <= 2


def test_the_verdict_and_what_comes_next_stand_together_on_the_first_screen(article, live, new_page):
    page = new_page(**SMALL)
    take_ten(page)
    press(page, page.locator("main .actions a.button").first)
    for _page in range(3):  # perhaps a worked example, then the question
        if page.locator("#dont-know").count():
            break
        press(page, page.locator("main form .button").first)
    page.locator("#dont-know").check(force=True)
    pages: list[str] = []
    page.on("request", lambda request: pages.append(request.url) if request.is_navigation_request() else None)
    press(page, page.get_by_role("button", name="Continue").last)

    # The verdict comes on the page of its question, so a round has as many pages as questions asked, and one for its end.
    expect(page.locator("h1.verdict")).to_be_focused()
    assert pages == []
    assert page.title().startswith("I don't know: ")
    expect(page.locator(".masthead .progress")).to_contain_text(re.compile(r"Question 1 of \d+ at most"))
    verdict, button = page.locator("h1.verdict").bounding_box(), page.locator(".bar .button").bounding_box()

    assert verdict["y"] + verdict["height"] <= 667
    assert button["y"] + button["height"] <= 667
    here = page.url
    page.reload()  # its address shows it again
    expect(page.locator("h1.verdict")).to_be_visible()
    assert page.url == here
    press(page, page.get_by_role("link", name="Go on"))
    expect(page.locator(".masthead .progress")).to_contain_text("Question 2")
