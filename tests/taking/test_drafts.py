"""What is chosen or typed is kept before Continue, and becomes an answer when the attempt ends."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from quizapp.attempts.erasing import erase_student
from quizapp.models import Attempt, Draft
from tests.support.visitor import read_forms
from tests.taking.conftest import Taker, controls, value_of

JSON = {"Accept": "application/json"}


def send(taker, place, values, *, at=None, page=None, path="/draft"):
    page = page or taker.open(place)
    token = next(c.value for c in controls(page, "csrf_token"))
    data = {"csrf_token": token, **values} | ({} if at is None else {"at": str(at)})
    return taker.visitor.post(taker.at(place) + path, data=data, headers=JSON)


def milliseconds(instant) -> int:
    return round(instant.timestamp() * 1000)


def chosen(page) -> list[str]:
    return [c.value for c in controls(page, "answer") if c.chosen]


WAYS_OFF = ["Back", "Skip for now", "Leave", "My link and three words", "Not you?"]


@pytest.mark.parametrize("button", WAYS_OFF)
def test_every_way_off_the_page_keeps_what_is_chosen_with_script_off(harbour, taker, button):
    page = taker.open(2)
    wanted = [value_of(page, "Dredging"), value_of(page, "Wages")]
    left = taker.answer(2, {"answer": wanted, "certainty": "certain"}, page=page, button=button)

    where = (taker.at(1), taker.at(3), "/", "/return-link", "/not-you")[WAYS_OFF.index(button)]
    assert urlsplit(left.headers["Location"]).path == where
    again = taker.open(2)
    assert sorted(chosen(again)) == sorted(wanted)
    assert [c.value for c in controls(again, "certainty") if c.chosen] == ["certain"]
    assert (harbour.position(2)["kind"], harbour.events()) == ("blank", [])


def test_nothing_leads_off_the_page_of_a_question_but_a_form_that_saves(harbour, taker):
    page = taker.open(2)
    # Within the page one may jump; a claim's or source's link opens beside it.
    links = re.findall(r'<a\b[^>]*href="([^"]*)"', page.text)
    assert [each for each in links if not each.startswith("#")] == []
    named = {c.text for form in read_forms(page.text) for c in form.controls if c.kind == "submit"}
    assert named == {*WAYS_OFF, "Continue"}


@pytest.mark.parametrize("button", [*WAYS_OFF, "Continue"])
def test_with_script_off_the_next_press_after_the_end_says_that_time_is_up(harbour, taker, clock, button):
    """Within the seconds that a slow answer is given, what was chosen still counts; after them nothing does."""
    page = taker.open(2)
    attempt = harbour.session.scalars(select(Attempt)).one()
    attempt.deadline_at = clock() + timedelta(minutes=1)
    harbour.session.commit()
    clock.advance(seconds=61)
    left = taker.answer(2, {"answer": [value_of(page, "Dredging")]}, page=page, button=button)

    assert left.headers["Location"] == taker.at()
    said = taker.visitor.get(left.headers["Location"]).text
    # Shown where one's own clock says another time, or where script is off and nobody knows.
    assert re.search(r"Time is up\. Handed in at 09:01<span [^>]*> \(time in London\)</span>\.", said)
    assert harbour.events() == [(2, "answer")]


def test_long_after_the_end_the_next_press_says_so_too(harbour, taker, clock):
    page = taker.open(2)
    attempt = harbour.session.scalars(select(Attempt)).one()
    attempt.deadline_at = clock() + timedelta(minutes=1)
    harbour.session.commit()
    clock.advance(minutes=5)
    left = taker.answer(2, {"answer": [value_of(page, "Dredging")]}, page=page, button="Skip for now")

    assert "Time is up. Handed in at" in taker.visitor.get(left.location, follow_redirects=True).text


def test_a_draft_costs_no_try_and_changes_no_verdict(harbour, client):
    taker = Taker(client, harbour.entries["at-once"])
    for text in ("4 km", "5 km", "6 km", "7 km"):
        assert send(taker, 1, {"answer": text}).json["state"] == "saved"
    kept = harbour.position(1)
    assert (kept["kind"], kept["tries"], kept["fraction"], harbour.events()) == ("blank", 0, None, [])
    assert harbour.count(Draft) == 1


def test_continue_makes_it_an_answer_and_the_draft_goes(harbour, taker):
    page = taker.open(1)
    send(taker, 1, {"answer": value_of(page, "Nordby")}, page=page)
    taker.answer(1, {"answer": value_of(page, "Sandvik")})
    assert (harbour.events(), harbour.count(Draft)) == ([(1, "answer")], 0)
    assert harbour.position(1)["response"] == 0


def test_handing_in_makes_answers_of_drafts_and_keeps_what_cannot_be_read(harbour, taker):
    page = taker.open(1)
    taker.answer(1, {"answer": value_of(page, "Sandvik")}, page=page, button="Skip for now")
    taker.answer(5, {"answer": "quite deep"}, button="Skip for now")
    taker.answer(10, {"answer": "I would ask."}, button="Leave")
    checked = taker.visitor.get(taker.at("check"))
    assert "Sandvik" in checked.text
    assert "Begun, not finished" in checked.text

    taker.submit()

    assert harbour.events() == [(1, "answer"), (10, "answer")]
    assert (harbour.position(1)["fraction"], harbour.position(5)["kind"]) == (1.0, "blank")
    [left] = harbour.session.scalars(select(Draft)).all()
    assert (left.posted["answer"], left.unread_at is not None) == (["quite deep"], True)


def test_a_draft_that_had_arrived_counts_when_the_end_is_noticed_an_hour_later(harbour, taker, clock):
    page = taker.open(1)
    send(taker, 1, {"answer": value_of(page, "Sandvik")}, page=page)
    attempt = harbour.session.scalars(select(Attempt)).one()
    attempt.deadline_at = clock() + timedelta(minutes=1)
    harbour.session.commit()
    clock.advance(hours=1)
    assert taker.visitor.get(taker.at()).status_code == 200
    assert harbour.events() == [(1, "answer")]
    assert harbour.position(1)["fraction"] == 1.0


def test_the_later_choice_wins_whichever_arrives_first(harbour, taker, clock):
    page = taker.open(1)
    now = milliseconds(clock())
    first, second = value_of(page, "Nordby"), value_of(page, "Sandvik")
    assert send(taker, 1, {"answer": second}, at=now - 1000, page=page).json["state"] == "saved"
    told = send(taker, 1, {"answer": first}, at=now - 5000, page=page).json
    assert (told["state"], told["said"]) == ("older", "Sandvik")
    assert chosen(taker.open(1)) == [second]


def test_the_same_draft_sent_twice_is_one(harbour, taker, clock):
    page = taker.open(1)
    for _time in range(2):
        sent = send(taker, 1, {"answer": value_of(page, "Nordby")}, at=milliseconds(clock()), page=page)
        assert sent.json["state"] == "saved"
    assert harbour.count(Draft) == 1


def test_a_draft_that_left_before_continue_does_not_come_back_after_it(harbour, taker, clock):
    page = taker.open(1)
    before = milliseconds(clock())
    clock.advance(seconds=2)
    taker.answer(1, {"answer": value_of(page, "Sandvik")}, page=page)
    assert send(taker, 1, {"answer": value_of(page, "Nordby")}, at=before, page=page).json["state"] == "older"
    assert harbour.count(Draft) == 0


def test_a_draft_after_the_end_is_refused_and_said_so(harbour, taker):
    page = taker.open(1)
    taker.submit()
    assert send(taker, 1, {"answer": value_of(page, "Nordby")}, page=page).json["state"] == "closed"
    assert harbour.count(Draft) == 0


def test_looking_at_an_answer_and_going_back_leaves_no_draft(harbour, taker):
    page = taker.open(1)
    taker.answer(1, {"answer": value_of(page, "Sandvik")}, page=page)
    taker.answer(1, button="Skip for now")
    assert harbour.count(Draft) == 0


def test_script_that_is_signed_out_is_told_in_its_own_words(harbour, taker):
    page = taker.open(1)
    taker.visitor.delete_cookie("__Host-session", domain="localhost")
    sent = send(taker, 1, {"answer": value_of(page, "Nordby")}, page=page)
    assert (sent.status_code, sent.json["signed_out"]) == (401, True)


def test_nobody_saves_into_the_attempt_of_another(harbour, taker, new_client):
    other = Taker(new_client(), harbour.entries["one"], "Noor")
    page = other.open(1)
    token = next(c.value for c in controls(page, "csrf_token"))
    sent = other.visitor.post(taker.at(1) + "/draft", data={"csrf_token": token, "answer": "0"}, headers=JSON)
    assert sent.status_code == 404


def test_erasing_a_student_erases_drafts(harbour, taker, session, clock):
    taker.answer(10, {"answer": "Nightingale"}, button="Leave")
    erase_student(session, session.scalars(select(Attempt.student_id)).one(), clock())
    session.commit()
    assert harbour.count(Draft) == 0
