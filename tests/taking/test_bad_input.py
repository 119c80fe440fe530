"""What goes wrong on the way: the right status, a sentence that says what to do, and nothing lost."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from quizapp.models import Attempt, ResponseValue
from tests.support.statements import count_statements
from tests.support.visitor import read_forms
from tests.taking.conftest import PLACES, Taker, controls, value_of

pytestmark = pytest.mark.databases("sqlite")


def said(page) -> str:
    """The sentence of the error summary."""
    found = re.search(r'class="error-summary".*?<a[^>]*>(.*?)</a>', page.text, re.S)
    return found[1] if found else ""


# Answers that cannot be read


@pytest.mark.parametrize("place", [place for place in range(1, 11) if PLACES[place - 1] != "steps"])
def test_continue_without_an_answer_says_what_there_is_to_do(harbour, taker, place):
    """All types but ordering, where the order that is shown is an answer."""
    answer = taker.answer(place)

    assert answer.status_code == 422
    assert "or choose “I don’t know”." in said(answer)
    assert "<title>Error:" in answer.text
    assert harbour.position(place)["kind"] == "blank"
    assert harbour.events() == []


@pytest.mark.parametrize("place", range(1, 11), ids=PLACES)
@pytest.mark.parametrize("value", ["99", "-1", "0x1", "1e999", "١", "a" * 300, "<script>", "NaN"])
def test_what_no_page_of_ours_sends_is_refused_or_read_as_text_and_never_fails(harbour, taker, place, value):
    page = taker.open(place)
    names = {c.name for f in read_forms(page.text) if f.action == taker.at(place) for c in f.controls}
    forged = dict.fromkeys(names & {"answer", *(n for n in names if n.startswith(("row-", "gap-")))}, value)
    answer = taker.answer(place, page=page, forged=forged)

    assert answer.status_code in (303, 422)
    if PLACES[place - 1] not in ("country", "quay", "plan"):
        assert answer.status_code == 422, answer.headers.get("Location")
        assert harbour.position(place)["kind"] == "blank"
        assert said(answer)
    assert "<script>" not in answer.text.replace("<script type", "").replace("<script nonce", "")


@pytest.mark.parametrize(("place", "typed"), [(4, "Norway"), (5, "3 km"), (10, "I would ask.")])
def test_of_what_is_posted_only_the_question_s_own_fields_are_kept(harbour, taker, place, typed):
    """Anybody could else fill the disk with fields that no question has."""
    junk = {"row-77": "j" * 5000, "answer-x": "j" * 5000, "note": "j" * 5000}
    answer = taker.answer(place, {"answer": typed}, forged=junk)

    assert answer.status_code == 303
    assert harbour.session.scalars(select(ResponseValue.raw)).all() == [typed]
    harbour.session.rollback()


@pytest.mark.parametrize("typed", ["deep", "--3", "3..0 km", "∞", "1e400 km"])
def test_an_unreadable_figure_comes_back_with_what_was_typed(harbour, taker, typed):
    answer = taker.answer(5, {"answer": typed, "certainty": "certain"})

    assert answer.status_code == 422
    assert said(answer)
    assert controls(answer, "answer")[0].value == typed
    assert [c.value for c in controls(answer, "certainty") if c.chosen] == ["certain"]
    assert harbour.position(5)["kind"] == "blank"


def test_a_saved_answer_survives_one_that_cannot_be_read(harbour, taker):
    taker.answer(5, {"answer": "3 km"})
    taker.answer(5, {"answer": "deep"})

    assert harbour.position(5)["revision"] == 1
    assert controls(taker.open(5), "answer")[0].value == "deep", "what was typed last stays as a draft"


def test_an_answer_beside_i_don_t_know_asks_which_of_them_is_meant(taker):
    answer = taker.answer(4, {"answer": "Norway", "dont-know": "1"})

    assert answer.status_code == 422
    assert "Keep one of them" in said(answer)
    assert controls(answer, "answer")[0].value == "Norway"


@pytest.mark.parametrize("letters", [70_000, 500_000])
def test_a_text_that_is_far_too_long_is_refused_and_kept_on_the_page(harbour, taker, letters):
    answer = taker.answer(10, {"answer": "x" * letters})

    assert answer.status_code == 422
    assert said(answer)
    assert len(controls(answer, "answer")[0].value) == letters
    assert harbour.position(10)["kind"] == "blank"


def test_markup_in_an_answer_is_text_on_every_page(taker):
    typed = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))"
    taker.answer(10, {"answer": typed})
    pages = [taker.open(10), taker.visitor.get(taker.at("check"))]
    taker.submit()
    pages.append(taker.visitor.get(taker.at()))

    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert 'href="javascript:' not in page.text
    assert controls(pages[0], "answer")[0].value == typed


def test_a_character_that_no_database_keeps_is_left_out(harbour, taker):
    assert taker.answer(4, forged={"answer": "Nor\0way"}).status_code == 303
    assert taker.answer(10, forged={"answer": "One\0two"}).status_code == 303
    assert harbour.position(4)["response"] is not None


# Back, refresh, twice, two tabs


def test_the_same_form_sent_twice_is_one_save(harbour, taker):
    page = taker.open(5)
    first = taker.answer(5, {"answer": "3 km"}, page=page)
    second = taker.answer(5, {"answer": "3 km"}, page=page)

    assert first.headers["Location"] == second.headers["Location"] == taker.at(6)
    assert harbour.events() == [(5, "answer")]
    assert harbour.position(5)["revision"] == 1


def test_back_and_another_answer_is_a_new_save(harbour, taker):
    page = taker.open(5)
    taker.answer(5, {"answer": "3 km"}, page=page)
    taker.answer(5, {"answer": "4 km"}, page=page)

    assert harbour.position(5)["revision"] == 2
    assert controls(taker.open(5), "answer")[0].value == "4 km"


def test_in_two_tabs_the_last_answer_stands_and_both_are_kept(harbour, taker):
    one, other = taker.open(5), taker.open(5)
    taker.answer(5, {"answer": "3 km"}, page=one)
    taker.answer(5, {"answer": "4 km"}, page=other)

    assert harbour.events() == [(5, "answer")] * 2
    assert controls(taker.open(5), "answer")[0].value == "4 km"


def test_opening_a_page_again_and_again_changes_nothing(harbour, taker):
    first = taker.open(1).text
    pages = [re.sub(r'nonce="[^"]+"|value="\w{32,64}"', "", taker.open(1).text) for _again in range(3)]

    assert pages == [re.sub(r'nonce="[^"]+"|value="\w{32,64}"', "", first)] * 3
    assert harbour.events() == []


def test_an_ordering_without_numbers_is_not_answered_and_two_of_a_number_are_named(harbour, taker):
    blank = taker.answer(6)
    assert blank.status_code == 422
    assert "Give each item its number, or choose “I don’t know”." in blank.text
    twice = taker.answer(6, {"row-0": "1", "row-1": "1", "row-2": "3"}, page=blank)
    assert "are both number 1. Give each a number of its own." in twice.text
    assert [controls(twice, f"row-{n}")[0].sends[0] for n in range(3)] == ["1", "1", "3"]
    assert harbour.events() == []

    assert taker.answer(6, {"row-0": "1", "row-1": "2", "row-2": "3"}).status_code == 303
    assert harbour.position(6)["kind"] == "answer"
    assert taker.answer(6).status_code == 303  # what was saved is an answer as it stands


def test_i_don_t_know_is_taken_for_an_order(harbour, taker):
    assert taker.answer(6, {"dont-know": "1"}).status_code == 303
    assert harbour.position(6)["kind"] == "dont-know"


def test_enter_on_the_page_of_an_ordering_continues(taker):
    """A browser presses the first button of the form; the first was “Move up”."""
    [form] = [form for form in read_forms(taker.open(6).text) if form.action == taker.at(6)]
    first = next(control for control in form.controls if control.kind == "submit")
    assert (first.text, first.name) == ("Continue", "")


# Forms that are not ours any more


def test_a_form_without_its_token_or_its_number_is_refused_and_nothing_is_lost(harbour, taker):
    taker.answer(5, {"answer": "3 km"})
    page = taker.open(5)
    for forged in (
        {"csrf_token": ""},
        {"csrf_token": "0" * 64},
        {"op": ""},
        {"op": "x"},
        {"op": "<" * 20},
        {"op": "a" * 65},
    ):
        answer = taker.answer(5, {"answer": "9 km"}, page=page, forged=forged)
        # A form without its token asks for the three words in place; one without its number is refused.
        assert answer.status_code == (401 if "csrf_token" in forged else 400), forged
        assert "Saved answers are safe" in answer.text or answer.status_code == 401, forged

    assert controls(taker.open(5), "answer")[0].value == "3 km"


def test_a_page_left_open_while_somebody_else_signed_in_changes_nothing_of_theirs(harbour, taker, new_client):
    page = taker.open(5)
    taker.visitor.submit(taker.visitor.get("/not-you"), button="Leave this device")
    Taker(taker.visitor, harbour.entries["one"], name="Omar")
    answer = taker.answer(5, {"answer": "9 km"}, page=page)

    assert answer.status_code in (400, 404)
    assert harbour.events() == []


# Somebody else's, and none


def test_somebody_else_s_attempt_is_as_unknown_as_none(harbour, taker, new_client):
    other = Taker(new_client(), harbour.entries["one"], name="Omar")
    for path in ("", "/1", "/check", "/1/feedback"):
        theirs = other.visitor.get(f"/a/{taker.attempt}{path}")
        none = other.visitor.get(f"/a/{'x' * len(taker.attempt)}{path}")
        assert theirs.status_code == none.status_code == 404, path
        assert re.sub(r'nonce="[^"]+"', "", theirs.text) == re.sub(r'nonce="[^"]+"', "", none.text), path
        assert "Check the address" in theirs.text
    token = controls(other.open(1), "csrf_token")[0].value
    for path in ("/1", "/submit"):
        data = {"csrf_token": token, "op": "ab" * 16, "answer": "0"}
        assert other.visitor.post(f"/a/{taker.attempt}{path}", data=data).status_code == 404
    assert [a.state for a in harbour.attempts()] == ["open", "open"]


@pytest.mark.parametrize(
    "path", ["/q/nothing", "/a/nothing/1", "/nothing", "/r/nothing", "/a/nothing", "/q/"]
)
def test_an_unknown_address_says_what_to_do(taker, path):
    answer = taker.visitor.get(path)

    assert answer.status_code == 404
    assert "Go to the start page" in answer.text


@pytest.mark.parametrize("place", [0, 11, 501, 10**30])
def test_a_question_that_the_attempt_does_not_have_is_unknown(taker, place):
    assert taker.open(place).status_code == 404


# Too late


@pytest.fixture
def limited(harbour, taker, session, clock) -> Taker:
    """An attempt that must be handed in within ten minutes."""
    session.execute(update(Attempt).values(deadline_at=clock() + timedelta(minutes=10)))
    session.commit()
    return taker


def test_the_page_says_by_when_to_hand_in(limited):
    assert re.search(r"Hand in by 09:10<span [^>]*> \(time in London\)</span>\.", limited.open(1).text)


def test_an_answer_on_its_way_when_time_ran_out_counts(harbour, limited, clock):
    page = limited.open(5)
    clock.advance(minutes=10, seconds=30)

    assert limited.answer(5, {"answer": "3 km"}, page=page).status_code == 303
    assert harbour.position(5)["kind"] == "answer"


def test_a_late_answer_is_refused_kept_and_changes_nothing(harbour, limited, clock):
    limited.answer(5, {"answer": "3 km"})
    page = limited.open(5)
    clock.advance(minutes=10, seconds=31)
    answer = limited.answer(5, {"answer": "4 km"}, page=page)

    assert answer.status_code == 409
    assert "The quiz was handed in before it came, so it does not count." in answer.text  # no teacher here
    assert harbour.events() == [(5, "answer"), (5, "late")]
    assert harbour.position(5)["revision"] == 1


def test_an_attempt_whose_time_is_over_is_handed_in_when_it_is_looked_at(harbour, limited, clock):
    limited.answer(5, {"answer": "3 km"})
    clock.advance(minutes=11)
    assert limited.open(1).headers["Location"] == limited.at()
    page = limited.visitor.get(limited.at())

    assert page.status_code == 200
    assert "1 of 10 right" in page.text
    assert [a.state for a in harbour.attempts()] == ["graded"]


def test_within_the_grace_nothing_is_handed_in_behind_the_student_s_back(harbour, limited, clock):
    clock.advance(minutes=10, seconds=20)
    limited.visitor.get(limited.at())

    assert [a.state for a in harbour.attempts()] == ["open"]


def test_an_answer_after_handing_in_is_kept_as_late(harbour, taker):
    page = taker.open(5)
    taker.submit()
    answer = taker.answer(5, {"answer": "3 km"}, page=page)

    assert answer.status_code == 409
    assert harbour.events() == [(5, "late")]


# Statements


def statements_of(act) -> int:
    act()  # what is loaded once and kept is not counted
    with count_statements() as sent:
        assert act().status_code in (200, 303)
    return len(sent)


def test_opening_and_saving_take_few_statements_however_long_the_quiz(harbour, new_client):
    long, short = Taker(new_client(), harbour.entries["all"]), Taker(new_client(), harbour.entries["one"])
    opened = [statements_of(lambda taker=taker: taker.open(1)) for taker in (short, long)]
    saved = []
    for taker in (short, long):
        page = taker.open(1)
        values = {"answer": value_of(page, "Sandvik")}
        fresh = [taker.open(1) for _each in range(2)]
        pages = iter(fresh)
        saved.append(
            statements_of(
                lambda taker=taker, pages=pages, values=values: taker.answer(1, values, page=next(pages))
            )
        )

    assert opened[0] == opened[1] <= 3  # the viewer and the page
    assert saved[0] == saved[1] <= 10


def test_the_home_page_takes_no_more_statements_for_many_past_attempts_than_for_one(harbour, client):
    taker = Taker(client, harbour.entries["one"])
    taker.submit()
    client.get("/")
    with count_statements() as for_one:
        client.get("/")
    for _attempt in range(5):
        page = client.get(f"/q/{harbour.entries['one']}")
        begun = client.submit(page, button="Start again")
        taker.attempt = begun.headers["Location"].split("/")[2]
        taker.submit()
    client.get("/")
    with count_statements() as for_six:
        assert client.get("/").text.count("Only one") == 2  # its newest attempt, and the offer
    with count_statements() as start_page:
        assert client.get(f"/q/{harbour.entries['one']}").text.count("Attempt ") == 6

    assert len(for_six) <= len(for_one), for_six
    assert len(start_page) <= 10, start_page
