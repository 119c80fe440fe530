"""The living page: each component in each state, in a real browser, under the pages' own policy."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import DARK, HIGH_CONTRAST, NARROW, PHONE, axe, runs_out
from tests.support.liveserver import Live, serve
from tests.support.visitor import Visitor

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def live(make_app: Callable[..., Flask]) -> Any:
    with serve(lambda port: make_app(port=str(port), design_page="1")) as live:
        yield live


def opened(new_page: Any, live: Live, **look: Any) -> Page:
    page = new_page(**look)
    page.goto(live.at("/design"))
    return page


def test_the_page_is_there_in_development_only(client: Visitor) -> None:
    assert client.get("/design").status_code == 404


@pytest.mark.parametrize("look", [{}, DARK, PHONE, HIGH_CONTRAST], ids=["light", "dark", "phone", "forced"])
def test_axe_finds_nothing(live: Live, new_page: Any, look: dict[str, Any]) -> None:
    assert axe(opened(new_page, live, **look)) == []


def test_nothing_scrolls_sideways_at_320_px(live: Live, new_page: Any) -> None:
    page = opened(new_page, live, **NARROW)
    assert runs_out(page) <= 0


def test_options_are_high_enough_to_touch(live: Live, new_page: Any) -> None:
    page = opened(new_page, live, **PHONE)
    heights = [box.bounding_box()["height"] for box in page.locator(".option").all()]
    assert heights
    assert min(heights) >= 48


def test_the_page_begins_at_the_error_summary(live: Live, new_page: Any) -> None:
    page = opened(new_page, live)
    expect(page.locator(".error-summary")).to_be_focused()


def places(page: Page) -> list[tuple[str, str]]:
    """Each row of the list: its item and its place."""
    rows = page.locator("[data-order] > li").all()
    return [(row.locator("label").inner_text()[:5], row.locator("select").input_value()) for row in rows]


def test_a_press_on_a_row_gives_it_the_next_number_and_says_so(live: Live, new_page: Any) -> None:
    page = opened(new_page, live)
    assert places(page) == [("About", "2"), ("152 m", ""), ("1,000", "")]
    for row in (1, 2, 0):  # the lowest number that is free; a second press takes it back
        page.locator("[data-order] label").nth(row).click()
    assert places(page) == [("About", ""), ("152 m", "1"), ("1,000", "3")]
    expect(page.get_by_role("status").last).to_have_text(
        "About 6 miles, to the town of Sudzha has no number now."
    )


def test_a_number_chosen_by_keyboard_is_said_and_keeps_the_focus(live: Live, new_page: Any) -> None:
    page = opened(new_page, live)
    page.locator("#row-2").focus()
    page.keyboard.type("1")
    assert places(page) == [("About", "2"), ("152 m", ""), ("1,000", "1")]
    expect(page.locator("#row-2")).to_be_focused()
    expect(page.get_by_role("status").last).to_have_text("1,000 km of front line is now number 1.")


def test_a_form_pressed_twice_is_sent_once(live: Live, new_page: Any) -> None:
    page = opened(new_page, live)
    page.route("**/sent", lambda route: route.fulfill(status=204))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/sent") else None)
    # The living page sends nothing: the script is asked about a form that is there before it runs.
    page.add_init_script(
        """addEventListener("readystatechange", () => {
          if (document.readyState !== "interactive") return;
          const form = document.createElement("form");
          form.action = "/sent"; form.method = "post"; form.dataset.once = "";
          const button = document.createElement("button");
          button.id = "twice"; button.textContent = "Continue";
          form.append(button); document.querySelector("main").prepend(form);
        }, true);"""
    )
    page.reload()
    with page.expect_request("**/sent"):
        page.locator("#twice").click()
    page.locator("#twice").click()
    page.wait_for_timeout(300)
    assert len(sent) == 1
    assert page.locator("#twice").is_enabled()


def test_a_followed_region_changes_its_texts_and_asks_with_the_tag(live: Live, new_page: Any) -> None:
    page = opened(new_page, live)
    asked: list[str | None] = []

    def answer(route: Any) -> None:
        asked.append(route.request.headers.get("if-none-match"))
        headers = {"ETag": '"1"', "Content-Type": "application/json"}
        if len(asked) == 1:
            route.fulfill(status=200, headers=headers, body='{"texts": {"count": "<b>12</b>"}}')
        else:
            route.fulfill(status=304, headers=headers)

    page.route("**/live.json", answer)
    page.add_init_script(
        """addEventListener("readystatechange", () => {
          if (document.readyState !== "interactive") return;
          const region = document.createElement("div");
          region.dataset.poll = "/live.json"; region.dataset.every = "50";
          const count = document.createElement("b");
          count.id = "count"; count.dataset.live = "count"; count.textContent = "11";
          region.append(count); document.querySelector("main").prepend(region);
        }, true);"""
    )
    page.reload()
    # Text stays text: the policy would refuse anything that reads HTML.
    expect(page.locator("#count")).to_have_text("<b>12</b>")
    for _round in range(3):
        with page.expect_request("**/live.json"):
            pass
    assert asked[0] is None
    assert '"1"' in asked[1:]


def test_the_colour_of_focus_is_drawn_in_two_tones(live: Live, new_page: Any) -> None:
    page = opened(new_page, live)
    page.locator("main .button").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineStyle, s.outlineWidth, s.boxShadow]; })()"
    )
    assert style[:2] == ["solid", "3px"]
    assert "6px" in style[2]
