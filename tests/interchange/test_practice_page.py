"""The offline page: whole in one file, says that it holds the key, and names what it cannot do."""

import json
import re

import pytest

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
