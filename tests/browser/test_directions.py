"""A text in Arabic or Hebrew runs from right to left on a page in English, wherever it is shown."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.models import Assignment

BANK = """\
title: "{title}"
language: {language}
quizzes:
  all: {{title: "{title}", open: yes, order: as written, questions: [choice, typed, pairs, gap]}}
questions:
- id: choice
  ask: "{ask}"
  answer: "{right}"
  wrong: ["{wrong}"]
  why: "{why}"
- {{id: typed, ask: "{ask}", accept: ["{right}"]}}
- {{id: pairs, ask: "{ask}", match: {{"1": "{right}.", "2": "{wrong}."}}}}
- {{id: gap, fill: "{why} [[{right}]]"}}
"""
ARABIC = {
    "language": "ar",
    "title": "العاصمة",
    "ask": "ما هي العاصمة (Kyiv)؟",
    "right": "كييف",
    "wrong": "3 وارسو",
    "why": "كييف هي العاصمة.",
}
HEBREW = {
    "language": "he",
    "title": "הבירה",
    "ask": "מהי הבירה (Kyiv)?",
    "right": "קייב",
    "wrong": "3 ורשה",
    "why": "קייב היא הבירה.",
}
_DIRECTION = "e => getComputedStyle(e).direction"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("words", [ARABIC, HEBREW], ids=["ar", "he"])
def test_questions_options_and_answers_run_in_their_own_direction(live, new_page, session, clock, words):
    publishing.publish_bank(session, "capital", BANK.format(**words), clock())
    entry = session.scalars(select(Assignment.public_id)).one()
    session.commit()
    page = new_page()
    page.goto(f"/q/{entry}")
    page.get_by_role("button", name="Start").click()

    assert page.locator("legend h1").evaluate(_DIRECTION) == "rtl"
    for row in page.locator(".options .option").all():
        assert row.evaluate(_DIRECTION) == "rtl"
        box, text = row.locator("input").bounding_box(), row.locator("span").bounding_box()
        assert box["x"] > text["x"]  # the button stands where the reading begins
    page.locator(".options .option").first.click()
    page.get_by_role("button", name="Continue").click()
    field = page.locator("input[name=answer]:not([type=radio])")
    field.fill(words["right"])
    assert field.evaluate(_DIRECTION) == "rtl"
    field.fill("Kyiv")
    assert field.evaluate(_DIRECTION) == "ltr"
    page.get_by_role("button", name="Continue").click()
    page.locator("details.row[open] .chips label").first.click()
    assert page.locator(".row .slot").first.evaluate(_DIRECTION) == "rtl"  # with its full stop at the left
    page.locator("button.skip").click()
    expect(page.locator("legend h1")).to_have_text("Fill the gap.")
    assert page.locator("legend h1").evaluate(_DIRECTION) == "ltr"  # the sentence is ours
    with page.expect_navigation():
        page.locator("button.skip").click()
    assert page.locator(".check-question").first.evaluate(_DIRECTION) == "rtl"
    with page.expect_navigation():
        page.get_by_role("button", name="Hand in").click()
    assert page.locator("details[id^=line-] h3").first.evaluate(_DIRECTION) == "rtl"
