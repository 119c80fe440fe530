"""Matching, sorting and ordering by taps, by keyboard alone and with script off: the same fields, told alike."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import path
from tests.support.browser import NO_SCRIPT, listen, tree

pytestmark = pytest.mark.databases("sqlite")
PHONE = {"width": 375, "height": 667, "touch": True}
MINISTER = "Minister: It is safe"


@pytest.fixture
def way(live) -> str:
    return path.publish(live)


def at(page: Page, way: str, kind: str) -> str:
    attempt = path.begin(page, way)
    page.goto(f"{attempt}/{path.PLACES[kind]}")
    return attempt


def read_back(page: Page, attempt: str) -> str:
    """What is kept, as the check page reads it."""
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").last.click()
    page.goto(f"{attempt}/check")
    return " | ".join(page.locator(".check-answer").all_inner_texts())


def slots(page: Page) -> list[str]:
    return page.locator(".row .slot").all_inner_texts()


def test_a_tap_places_opens_the_next_row_and_says_so(way, new_page):
    page = new_page(**PHONE)
    attempt = at(page, way, "voices")
    heard = listen(page)
    assert page.locator("details.row[open]").count() == 1  # the first is open: one tap places
    for text in ("It is safe", "It is ours", "It is ours"):
        page.locator("details.row[open] .chips label", has_text=text).tap()

    assert slots(page) == ["It is safe", "It is ours", "It is ours"]  # two rows may have one partner
    expect(page.locator("details.row[open]")).to_have_count(0)
    expect(page.locator(".row summary").nth(2)).to_be_focused()
    page.wait_for_timeout(150)
    assert "It is ours, for Mayor." in heard()
    # What was placed can be placed anew, or taken back.
    page.locator(".row summary").nth(1).tap()
    page.locator("details.row[open] .chips label", has_text="It is risky").tap()
    page.locator(".row summary").nth(2).tap()
    page.locator("details.row[open] .chips label", has_text="None").tap()
    assert slots(page) == ["It is safe", "It is risky", "Choose"]
    page.locator(".row summary").nth(2).tap()
    page.locator("details.row[open] .chips label", has_text="It is ours").tap()
    assert "Minister: It is safe Biologist: It is risky Mayor: It is ours" in read_back(page, attempt)


def test_by_keyboard_an_arrow_chooses_and_only_leaving_the_row_moves_on(way, new_page):
    page = new_page(**PHONE)
    attempt = at(page, way, "voices")
    heard = listen(page)
    page.locator(".row summary").first.focus()
    for row in range(3):
        page.keyboard.press("Tab")  # into the choices of the open row
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.name") == f"row-{row}"  # the arrows stay within it
        assert page.locator("details.row[open]").count() == 1
        chosen = page.locator("details.row[open] .chips label:has(:checked)").inner_text()
        page.keyboard.press("Tab")
        said = f"{chosen}, for {('Minister', 'Biologist', 'Mayor')[row]}."
        page.wait_for_timeout(150)
        assert [each for each in heard() if " for " in each][row:] == [said]  # once, and not at each arrow
        if row < 2:
            expect(page.locator(".row summary").nth(row + 1)).to_be_focused()
    expect(page.locator("details.row[open]")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # a row that is filled opens again by its name
    assert page.locator("details.row[open]").count() == 1
    assert "Minister: " in read_back(page, attempt)


def test_an_order_is_numbered_by_taps_and_two_of_a_number_are_named(way, new_page):
    page = new_page(**PHONE)
    attempt = at(page, way, "steps")
    rows = page.locator(".order label")
    names, heard = rows.all_inner_texts(), listen(page)
    for row in (1, 2, 0, 2, 2):  # the third is taken back and given the number that is free
        rows.nth(row).tap()
    assert page.locator(".order select").evaluate_all("all => all.map((e) => e.value)") == ["3", "1", "2"]
    page.wait_for_timeout(150)
    assert f"{names[2]} is now number 2." in heard()
    page.locator(".order select").nth(2).select_option("1")  # as by keyboard
    page.wait_for_timeout(150)
    assert heard()[-1] == f"{names[2]} is now number 1."
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator(".error-summary")).to_contain_text(
        f"“{names[1]}” and “{names[2]}” are both number 1."
    )
    page.locator(".order select").nth(2).select_option("2")
    assert f"1. {names[1]} 2. {names[2]} 3. {names[0]}" in read_back(page, attempt)


def test_with_script_off_lists_and_numbers_are_chosen(way, new_page):
    page = new_page(**PHONE, **NO_SCRIPT)
    attempt = at(page, way, "voices")
    for row, text in enumerate(("It is safe", "It is risky", "It is ours")):
        page.locator(f"select[name=row-{row}]").select_option(text)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").last.click()
    names = page.locator(".order label").all_inner_texts()
    for row, number in enumerate("213"):
        page.locator(f"select[name=row-{row}]").select_option(number)
    said = read_back(page, attempt)
    assert "Minister: It is safe Biologist: It is risky Mayor: It is ours" in said
    assert f"1. {names[1]} 2. {names[0]} 3. {names[2]}" in said


def test_rows_and_choices_are_told_in_order_with_their_states(way, new_page):
    """The accessibility tree, read from top to bottom: each row by its name and what it has, then its choices."""
    page = new_page(**PHONE)
    attempt = at(page, way, "voices")
    page.locator("details.row[open] .chips label", has_text="It is safe").tap()
    said = [line for line in tree(page, "fieldset.question") if not line.startswith(("text It", "group"))]
    assert said[0] == "heading Who said what? level=1"
    assert said[2] == "summary Minister : It is safe expanded=false"
    assert said[3:5] == ["summary Biologist : Choose expanded=true", "radiogroup Biologist"]
    assert sorted(said[5:8]) == [
        f"radio It is {what} checked=false" for what in ("ours", "risky", "safe")
    ]  # each by its own name alone
    assert said[8] == "summary Mayor : Choose expanded=false"
    assert said[9::2] == ["checkbox I don’t know checked=false", "button Skip for now"]
    page.goto(f"{attempt}/{path.PLACES['steps']}")
    page.locator(".order label").first.tap()
    names = page.locator(".order label").all_inner_texts()
    said = tree(page, "fieldset.question")
    numbers = zip(names, "1––", strict=True)
    assert [line for line in said if line.startswith("combobox")] == [
        f"combobox {n} “{v}”" for n, v in numbers
    ]


def test_enter_continues_an_order_and_one_without_numbers_is_not_answered(way, new_page):
    page = new_page()
    at(page, way, "steps")
    here = page.url
    page.get_by_label("Fairly sure").focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()
    for row in range(3):
        page.locator(".order select").nth(row).focus()
        page.keyboard.press(str(row + 1))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url != here
