"""The offline page: whole in one file, says that it holds the key, and names what it cannot do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator

from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.interchange import FORMATS
from tests.support.browser import axe
from tests.support.interchange import bank_of
from tools.formats import every_type

CLAIMS = """\
title: A <b>page</b>
claims:
  bridge:
    says: The bridge was closed.
    who: The town
    status: verified
    checked: 4 March 2025, by the newspaper
questions:
- id: closed
  ask: What was closed?
  answer: the bridge => Yes.
  wrong:
  - the </script><script>alert(1)</script> road
  claim: bridge
  why: It says so.
"""


def page_of(text: str) -> str:
    form = FORMATS["html"]
    assert form.write is not None
    return form.write(bank_of(text)).content.decode()


def test_every_type_is_on_the_page():
    form = FORMATS["html"]
    assert form.write is not None
    bank = every_type()
    written = form.write(bank)

    assert written.left_out == ()
    assert written.content.decode().count("<form ") == len(bank.questions) == len(QUESTION_TYPES)


def test_the_page_says_that_it_holds_the_key_and_shows_explanation_and_badge():
    page = page_of(CLAIMS)

    assert "this page holds the key" in page
    assert "It says so." in page
    assert '<span class="badge">verified</span> The bridge was closed. · The town' in page


def test_nothing_in_a_bank_becomes_a_script_or_an_address_that_is_opened():
    page = page_of(CLAIMS)

    assert page.count("<script") == 2
    assert "A &lt;b&gt;page&lt;/b&gt;" in page
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href)="', page) == []
    data = re.search(r'id="data">(.*?)</script>', page)
    assert data is not None
    assert json.loads(data[1])["keys"][0][0]["kind"] == "options"


@pytest.mark.databases("sqlite")
def test_the_page_grades_on_the_device_without_a_server(new_page, tmp_path):
    path = tmp_path / "practice.html"
    path.write_text(
        page_of(
            CLAIMS + "- id: deep\n  ask: How deep is it?\n  number: 12\n  within: 0.5\n  claim: bridge\n"
        ),
        "utf-8",
    )
    page = new_page()
    page.goto(path.as_uri())
    page.get_by_label("the bridge").check()
    first, second = page.locator("form").all()
    first.get_by_role("button", name="Check").click()
    assert first.locator(".result").inner_text().startswith("Right.")
    assert page.get_by_text("It says so.").is_visible()
    second.get_by_role("textbox").fill("11,6")
    second.get_by_role("button", name="Check").click()
    assert second.locator(".result").inner_text() == "Right."
    second.get_by_role("textbox").fill("13")
    second.get_by_role("button", name="Check").click()
    assert "Not right." in second.locator(".result").inner_text()
    assert page.locator("#score").inner_text() == "1 / 2"
    assert axe(page) == []


def _answer(form: Locator, boxes: list[dict[str, Any]]) -> None:
    """Answer a question of a page rightly, by the key that it holds."""
    for place, key in enumerate(boxes):
        box = form.locator(f'[name="b{place}"]')
        if key["kind"] == "options":
            for value in key["right"][: 1 if key["one"] else None]:
                form.locator(f'input[value="{value}"]').check()
        elif key["kind"] == "list":
            box.select_option(index=key["right"] + 1)  # the first chooses nothing
        elif key["kind"] == "amount":
            box.fill(str(next(value for value, _off, right, _said in key["values"] if right)))
        else:
            box.fill(key["right"][0] if key["kind"] == "typed" else "It names an independent source.")


@pytest.mark.databases("sqlite")
def test_a_shipped_bank_is_answered_graded_explained_and_printed_without_a_network(new_page, tmp_path):
    """Every question of the bank of all types; what is right counts, what is wrong is told, and nothing is asked for."""
    bank = bank_of((Path(__file__).parents[2] / "questions" / "tour.yaml").read_text("utf-8"))
    form = FORMATS["html"]
    assert form.write is not None
    path, asked = tmp_path / "tour.html", []
    path.write_bytes(form.write(bank).content)
    page = new_page()
    page.context.set_offline(True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    keys, forms = page.evaluate("keys"), page.locator("form[data-question]").all()
    for question, boxes in zip(forms, keys, strict=True):
        _answer(question, boxes)
        question.get_by_role("button", name="Check").click()

    assert len(forms) == len(bank.questions)
    told = [each.split("\n")[0] for each in page.locator(".result").all_inner_texts()]
    essays = sum(each.type_name == "essay" for each in bank.questions)
    assert sorted(told) == sorted(
        ["Right."] * (len(forms) - essays) + ["Compare with what a marker looks for."] * essays
    )
    assert page.locator("#score").inner_text() == f"{len(forms) - essays} / {len(forms) - essays}"
    assert page.locator(".why:visible").count() == sum(
        bool(each.why or bank.claims_of(each)) for each in bank.questions
    )
    badges = [claim.status.value for each in bank.questions for claim in bank.claims_of(each)]
    assert page.locator(".why:visible .badge").all_inner_texts() == badges
    assert badges

    place = next(number for number, boxes in enumerate(keys) if boxes[0].get("one"))
    wrong = next(n for n in range(9) if n not in keys[place][0]["right"])
    forms[place].locator(f'input[value="{wrong}"]').check()
    forms[place].get_by_role("button", name="Check").click()
    assert forms[place].locator(".result").inner_text().startswith("Not right.")
    assert page.locator("#score").inner_text() == f"{len(forms) - essays - 1} / {len(forms) - essays}"

    page.emulate_media(media="print")
    assert page.locator("button:visible, .result:visible, .why:visible, .note:visible").count() == 0
    assert page.pdf().startswith(b"%PDF")
    assert asked == [path.as_uri()]
