"""What a student or teacher wrote stands on the page that could not take it, and nothing else does."""

import re
from html import unescape

import pytest
from sqlalchemy import delete

from quizapp.models import WebSession
from tests.taking.conftest import value_of

TEXT = "I would ask a second source.\nThen I would compare <both>."
ESSAY, GAPS = 10, 9


def given_back(page) -> str:
    found = re.search(r'<textarea id="written"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    return unescape(found[1]).replace("\r\n", "\n") if found else ""


def end_sessions(session) -> None:
    """As a teacher does who makes a new return link: the browser still has its cookie."""
    session.execute(delete(WebSession))
    session.commit()


def test_an_answer_of_a_browser_that_was_signed_out_is_given_back(harbour, taker):
    page = taker.open(ESSAY)
    end_sessions(harbour.session)

    refused = taker.answer(ESSAY, {"answer": TEXT}, page=page)

    assert refused.status_code == 401
    assert given_back(refused) == TEXT
    assert "come back with your three words" in refused.text
    assert harbour.position(ESSAY)["kind"] == "blank"


def test_an_answer_of_a_form_that_expired_is_given_back(taker):
    page = taker.open(ESSAY)
    taker.visitor.delete_cookie("__Host-session", domain="localhost")

    refused = taker.answer(ESSAY, {"answer": TEXT}, page=page)

    assert refused.status_code == 400
    assert given_back(refused) == TEXT


def test_what_is_written_in_gaps_is_given_back_and_what_is_chosen_is_not(harbour, taker):
    page = taker.open(GAPS)
    end_sessions(harbour.session)
    assert given_back(taker.answer(GAPS, {"row-0": "Bergen", "row-1": "0"}, page=page)) == "Bergen"


def test_a_choice_leads_to_the_way_back_at_once(harbour, taker):
    page = taker.open(1)
    end_sessions(harbour.session)

    led_on = taker.answer(1, {"answer": value_of(page, "Sandvik")}, page=page)

    assert led_on.status_code == 303
    assert led_on.headers["Location"].startswith("/return?")


@pytest.mark.parametrize(("site", "field"), [("cross-site", "answer"), ("same-origin", "password")])
def test_nothing_of_another_sites_form_and_no_password_is_shown(taker, site, field):
    refused = taker.visitor.post(
        taker.at(ESSAY), data={field: "Nightingale", "csrf_token": "old"}, headers={"Sec-Fetch-Site": site}
    )

    assert refused.status_code == 400
    assert "Nightingale" not in refused.text
