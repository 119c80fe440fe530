"""What a student or teacher wrote stands on the page that could not take it, and nothing else does."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, select

from quizapp.identity import return_links
from quizapp.models import Attempt, Draft, WebSession
from tests.support.clock import START
from tests.taking.conftest import Taker, controls, value_of

TEXT = "I would ask a second source.\nThen I would compare <both>."
ESSAY, GAPS = 10, 9


def given_back(page) -> str:
    found = re.search(r'<textarea[^>]* id="written"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    return unescape(found[1]).replace("\r\n", "\n") if found else ""


def end_sessions(session) -> None:
    """As a teacher does who makes a new return link: the browser still has its cookie."""
    session.execute(delete(WebSession))
    session.commit()


def words_of(harbour, taker) -> str:
    """New words for the taker, made after the old ones were lost."""
    student = harbour.session.scalars(select(Attempt)).one().student_id
    code = return_links.code_for(harbour.session, student)
    secret = taker.visitor.application.extensions["quizapp"].secret
    words = return_links.make_return_link(harbour.session, secret, student, code, START).words
    harbour.session.commit()
    return words


@pytest.mark.parametrize(
    ("place", "values"),
    [(ESSAY, {"answer": TEXT}), (GAPS, {"row-0": "Bergen", "row-1": "0"}), (7, {"row-0": "0", "row-1": "1"})],
)
def test_who_is_signed_out_writes_three_words_in_place_and_the_answer_is_saved(harbour, taker, place, values):
    page = taker.open(place)
    words = words_of(harbour, taker)
    end_sessions(harbour.session)

    refused = taker.answer(place, values, page=page)
    assert refused.status_code == 401
    assert "<h1>You are signed out</h1>" in refused.text
    assert "expired" not in refused.text
    wrong = taker.visitor.submit(refused, {"words": "one two three"}, button="Save and go on")
    assert wrong.status_code == 422
    saved = taker.visitor.submit(wrong, {"words": words}, button="Save and go on")

    assert saved.headers["Location"] == taker.at(place)
    shown = taker.open(place)
    for name, value in values.items():
        sent = [each for control in controls(shown, name) for each in control.sends]
        assert [each.replace("\r\n", "\n") for each in sent] == [value]
    assert harbour.position(place)["kind"] == "blank"  # a draft changes no verdict


def test_who_has_no_words_yet_goes_on_with_what_the_device_keeps(harbour, client):
    begun = client.submit(client.get(f"/q/{harbour.entries['all']}"), button="Start")
    essay = begun.headers["Location"].rpartition("/")[0] + f"/{ESSAY}"
    page = client.get(essay)
    end_sessions(harbour.session)

    refused = client.submit(page, {"answer": TEXT}, form=essay, button="Continue")
    assert (refused.status_code, "this device keeps your three words" in refused.text) == (401, True)
    assert 'name="words"' not in refused.text
    saved = client.submit(refused, button="Save and go on")

    assert saved.headers["Location"] == essay
    assert TEXT.splitlines()[0] in client.get(essay).text
    # Words that were replaced meanwhile open nothing.
    words_of(harbour, SimpleNamespace(visitor=client))
    end_sessions(harbour.session)
    assert 'name="words"' in client.submit(page, {"answer": TEXT}, form=essay, button="Continue").text


def test_a_choice_is_kept_too(harbour, taker):
    page = taker.open(1)
    words = words_of(harbour, taker)
    end_sessions(harbour.session)
    refused = taker.answer(1, {"answer": value_of(page, "Sandvik")}, page=page)
    taker.visitor.submit(refused, {"words": words}, button="Save and go on")
    assert [c.value for c in controls(taker.open(1), "answer") if c.chosen] == [value_of(page, "Sandvik")]


def test_the_words_of_somebody_else_save_nothing(harbour, taker, new_client):
    other = Taker(new_client(), harbour.entries["one"], "Noor")
    page = taker.open(ESSAY)
    end_sessions(harbour.session)
    refused = taker.answer(ESSAY, {"answer": TEXT}, page=page)
    student = harbour.session.scalars(
        select(Attempt.student_id).where(Attempt.public_id == other.attempt)
    ).one()
    code = return_links.code_for(harbour.session, student)
    secret = taker.visitor.application.extensions["quizapp"].secret
    words = return_links.make_return_link(harbour.session, secret, student, code, START).words
    harbour.session.commit()
    taker.visitor.submit(refused, {"words": words}, button="Save and go on")
    assert harbour.count(Draft) == 0


def test_a_browser_without_its_cookies_is_told_the_same_and_not_that_a_form_expired(taker):
    page = taker.open(ESSAY)
    taker.visitor.delete_cookie("__Host-session", domain="localhost")
    taker.visitor.delete_cookie("__Host-visitor", domain="localhost")

    refused = taker.answer(ESSAY, {"answer": TEXT}, page=page)

    assert refused.status_code == 401
    assert "<h1>You are signed out</h1>" in refused.text
    assert given_back(refused) == TEXT


@pytest.mark.parametrize(("site", "field"), [("cross-site", "answer"), ("same-origin", "password")])
def test_nothing_of_another_sites_form_and_no_password_is_shown(taker, site, field):
    refused = taker.visitor.post(
        taker.at(ESSAY), data={field: "Nightingale", "csrf_token": "old"}, headers={"Sec-Fetch-Site": site}
    )

    assert refused.status_code in (400, 401)
    assert "Nightingale" not in refused.text
