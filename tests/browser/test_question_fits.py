"""A question fits on the first screen of a phone: everything to answer it and to go on."""

import pytest

from tests.browser import path
from tests.support.browser import DARK, DESKTOP, HIGH_CONTRAST, NARROW, NO_SCRIPT, axe, runs_out

SMALL_PHONE = {"width": 375, "height": 667}
_BOX = "e => { const b = e.getBoundingClientRect(); return [b.top, b.bottom, b.left, b.right]; }"


def boxes(page, selector: str) -> list[list[float]]:
    return [each.evaluate(_BOX) for each in page.locator(selector).all()]


@pytest.mark.parametrize("script", [{}, NO_SCRIPT], ids=["script", "script off"])
def test_four_options_certainty_and_continue_are_on_the_first_screen(live, new_page, script):
    page = new_page(**SMALL_PHONE, **script)
    path.begin(page, path.publish(live))

    options, [bar] = boxes(page, ".option"), boxes(page, ".bar")
    [ways] = boxes(page, ".no-answer")
    assert len(options) == 4
    heights = [bottom - top for top, bottom, *_ in options]
    assert max(heights) < 60  # one line each
    assert max(bottom for _, bottom, *_ in options) <= ways[0] + 1
    assert ways[1] <= bar[0]  # nothing stands under the bar
    assert ways[1] - ways[0] <= 48  # one quiet line: I don't know, and Skip
    assert bar[1] <= 667
    for target in ("Guessing", "Fairly sure", "Certain"):
        [[top, bottom, *_]] = boxes(page, f".sure label:has-text('{target}')")
        assert bar[0] <= top < bottom <= bar[1]
        assert bottom - top >= 44
    [[top, bottom, left, right]] = boxes(page, ".bar .button")
    assert bar[0] <= top < bottom <= bar[1]
    assert right - left > 300


def test_the_bar_stays_while_a_long_question_scrolls_under_it(live, new_page):
    page = new_page(**SMALL_PHONE)
    options = ", ".join(f"Option {number} is one of many that are wrong" for number in range(2, 10))
    path.begin(page, path.publish(live, path.BANK.replace("wrong: [To draw", f"wrong: [{options}, To draw")))
    before = boxes(page, ".bar")
    assert page.evaluate("document.documentElement.scrollHeight") > 667
    page.evaluate("scrollTo(0, 120)")
    assert boxes(page, ".bar") == before


@pytest.mark.parametrize("screen", [{"width": 667, "height": 375}, {"width": 375, "height": 470}, DESKTOP])
def test_on_low_and_wide_screens_the_bar_stands_in_the_flow(live, new_page, screen):
    page = new_page(**screen)
    path.begin(page, path.publish(live))
    assert page.locator(".bar").evaluate("e => getComputedStyle(e).position") == "static"


def test_what_has_the_focus_is_never_under_the_bar(live, new_page):
    page = new_page(**NARROW)
    path.begin(page, path.publish(live))
    for _press in range(25):
        page.keyboard.press("Tab")
        under = page.evaluate(
            """() => {
              const e = document.activeElement, bar = document.querySelector(".bar");
              if (e === document.body || bar.contains(e) || e.closest(".visually-hidden")) return "";
              const at = (e.closest("label") || e).getBoundingClientRect(), foot = bar.getBoundingClientRect();
              return at.bottom > foot.top + 1 && at.top < foot.bottom ? e.outerHTML : "";
            }"""
        )
        assert under == ""


@pytest.mark.parametrize("how", [NARROW, {**NARROW, **DARK}, {**SMALL_PHONE, **HIGH_CONTRAST}])
def test_every_kind_of_question_is_whole_at_320_dark_and_in_forced_colours(live, new_page, how):
    page = new_page(**how)
    attempt = path.begin(page, path.publish(live))
    for place in path.PLACES.values():
        page.goto(f"{attempt}/{place}")
        assert runs_out(page) <= 0
        assert axe(page) == []


def test_the_run_shows_what_is_done_left_out_and_here(live, new_page):
    page = new_page(**SMALL_PHONE)
    path.begin(page, path.publish(live))
    page.locator(".option").first.click()
    for button in ("Continue", "Skip"):
        with page.expect_navigation():
            page.get_by_role("button", name=button).click()
    assert page.locator(".run i").evaluate_all("all => all.map((e) => e.className)") == [
        "done", "left", "now", "", "", "",
    ]  # fmt: skip


def test_handing_in_is_always_in_view(live, new_page):
    page = new_page(**SMALL_PHONE)
    attempt = path.begin(page, path.publish(live))
    page.goto(f"{attempt}/check")
    [[top, bottom, *_]] = boxes(page, ".bar .button")
    assert 0 < top < bottom <= 667


def test_who_does_not_know_is_not_asked_how_sure(live, new_page):
    page = new_page(**SMALL_PHONE)
    path.begin(page, path.publish(live))
    page.get_by_label("I don’t know").check()
    assert not page.get_by_label("Certain", exact=True).is_visible()
