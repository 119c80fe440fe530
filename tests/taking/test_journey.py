"""The student's way with script off: start, answer, check, hand in, look back, come back."""

import re
from dataclasses import replace

import pytest

from quizapp.models import Attempt, Student
from tests.support.people import PASSWORD, make_teacher
from tests.support.visitor import read_forms
from tests.taking.conftest import Taker, controls, value_of


def test_an_open_quiz_begins_with_one_press_and_asks_for_nothing(harbour, client):
    home = client.get("/")
    question = client.submit(home, form=f"/q/{harbour.entries['all']}/start", follow_redirects=True)

    assert [len(controls(home, name)) for name in ("name", "email", "password")] == [0, 0, 0]
    assert "Question 1 of 10" in question.text
    assert "<span>You are" not in question.text


def test_an_address_never_begins_an_attempt(harbour, client):
    """Neither the link of a quiz nor opening its start page again: one press does."""
    for _time in range(2):
        assert client.get(f"/q/{harbour.entries['all']}").status_code == 200
        assert client.get(f"/q/{harbour.entries['all']}/start").status_code == 200
    assert harbour.count(Attempt) == harbour.count(Student) == 0


def test_what_brings_one_back_comes_with_the_first_result_until_it_is_confirmed(harbour, client, app):
    pages = app.jinja_env.globals
    pages["settings"] = replace(pages["settings"], student_days="30")
    begun = client.submit(client.get(f"/q/{harbour.entries['one']}"), button="Start")
    attempt = begun.headers["Location"].rpartition("/")[0]
    question = client.get(begun.headers["Location"])
    assert "Three words" not in question.text
    client.submit(client.get(f"{attempt}/check"), button="Hand in")

    for _time in range(2):  # until it is confirmed
        results = client.get(attempt)
        assert re.search(r"<dt>Three words</dt><dd>\w+ \w+ \w+</dd>", results.text)
        assert re.search(r"http://[^\"]+/r/[\w-]+", results.text)
        assert "This device knows you for 30 days." in results.text  # as its operator has set
    on = client.submit(results, {"name": "  Mira   K. "}, button="I have kept it")

    assert on.headers["Location"] == attempt
    assert "You are Mira K." in client.get(attempt).text
    assert "Three words" not in client.get(attempt).text
    assert "Three words" not in client.get("/return-link").text
    new = client.submit(client.get("/return-link"), button="Make new ones", follow_redirects=True)
    assert "Three words" in new.text


@pytest.mark.parametrize(
    ("typed", "said", "status"), [("", "", 303), ("   ", "", 303), ("x" * 61, "at most 60", 422)]
)
def test_a_name_may_be_left_out_and_one_that_is_too_long_comes_back(harbour, client, typed, said, status):
    client.submit(client.get(f"/q/{harbour.entries['all']}"), button="Start")
    answer = client.submit(client.get("/return-link"), {"name": typed}, button="I have kept it")

    assert answer.status_code == status
    assert said in answer.text
    assert status == 303 or controls(answer, "name")[0].value == typed


def test_start_pressed_twice_is_one_student_and_one_attempt(harbour, client):
    """The second press leaves before the answer to the first, and its cookie, have arrived."""
    page = client.get(f"/q/{harbour.entries['all']}")
    first = client.submit(page, button="Start")
    client.delete_cookie("__Host-session", domain="localhost")
    second = client.submit(page, button="Start")

    assert (first.status_code, second.status_code) == (303, 303)
    assert harbour.count(Student) == harbour.count(Attempt) == 1


def test_a_start_form_that_was_used_long_ago_makes_nobody_somebody_else(harbour, client, new_client, clock):
    page = client.get(f"/q/{harbour.entries['all']}")
    client.submit(page, button="Start")
    client.submit(client.get("/not-you"), button="Leave this device")
    clock.advance(minutes=3)
    again = client.submit(page, button="Start")

    assert again.status_code == 400
    assert client.get("/return-link").status_code == 303


def test_the_return_link_asks_who_it_is_and_leads_back_on_any_device(harbour, client, new_client):
    client.submit(client.get(f"/q/{harbour.entries['all']}"), button="Start")
    kept = client.get("/return-link")
    link = re.search(r'http://[^"]+(/r/[\w-]+)', kept.text)[1]
    other = new_client()
    asked = other.get(link)
    assert "Go on with your answers?" in asked.text
    assert "Not finished yet" not in other.get("/").text
    other.submit(asked, form="/r/")

    assert "One of each" in other.get("/").text
    assert "Not finished yet" in other.get("/").text


def test_new_words_make_the_old_ones_worthless(harbour, client, new_client):
    client.submit(client.get(f"/q/{harbour.entries['all']}"), button="Start")
    link = re.search(r"/r/[\w-]+", client.get("/return-link").text)[0]
    client.submit(client.get("/return-link"), button="I have kept it")
    shown = client.submit(client.get("/return-link"), button="Make new ones", follow_redirects=True)

    assert new_client().get(link).status_code == 404
    assert new_client().get(re.search(r"/r/[\w-]+", shown.text)[0]).status_code == 200


def test_skip_and_i_don_t_know_and_certainty_are_kept_apart(harbour, taker):
    page = taker.open(1)
    skipped = taker.answer(1, page=page, button="Skip for now")
    assert skipped.headers["Location"] == taker.at(2)
    assert harbour.position(1)["kind"] == "blank"
    taker.answer(2, {"answer": value_of(taker.open(2), "Harbour dues"), "certainty": "certain"})
    taker.answer(3, {"answer": "dont-know"})
    taker.answer(4, {"dont-know": "1"})

    assert harbour.position(1)["kind"] == "blank"
    assert (harbour.position(2)["kind"], harbour.position(2)["certainty"]) == ("answer", "certain")
    assert [harbour.position(place)["kind"] for place in (3, 4)] == ["dont-know", "dont-know"]


def test_check_lists_what_is_missing_first_and_change_comes_back_to_it(taker):
    taker.answer(1, {"answer": value_of(taker.open(1), "Nordby")})
    check = taker.visitor.get(taker.at("check"))
    numbers = [int(n) for n in re.findall(r'class="check-number">(\d+)', check.text)]
    assert numbers == [2, 3, 4, 5, 6, 7, 8, 9, 10, 1]
    assert "9 questions have no answer" in check.text
    change = re.search(rf'href="({taker.at(1)}\?[^"]+)"', check.text)[1]
    page = taker.visitor.get(change)
    back = taker.answer(1, {"answer": value_of(page, "Sandvik")}, page=page)

    assert back.headers["Location"] == taker.at("check")
    assert "Sandvik" in taker.visitor.get(taker.at("check")).text


def test_the_last_question_leads_to_the_check_page(taker):
    assert taker.answer(10, {"answer": "The survey."}).headers["Location"] == taker.at("check")


def test_handing_in_twice_is_handing_in_once_and_results_say_why(harbour, taker):
    taker.answer(1, {"answer": value_of(taker.open(1), "Nordby"), "certainty": "certain"})
    taker.answer(5, {"answer": "3 km"})
    check = taker.visitor.get(taker.at("check"))
    said = " ".join(re.sub("<[^>]+>", "", check.text).split())
    assert "Nordby , How sure? certain" in said  # parted for the ear; for the eye by a dot of the stylesheet
    first = taker.visitor.submit(check, button="Hand in")
    second = taker.visitor.submit(check, button="Hand in")
    page = taker.visitor.get(first.headers["Location"])

    assert first.headers["Location"] == second.headers["Location"] == taker.at()
    assert "1 of 10 right" in page.text  # the number; the choice is wrong, the others are blank
    for said in (
        "You were certain of one that was wrong: it stands first.",
        "Nordby is where the ship was built.",
        "The first paragraph names the town.",
        "Sandvik",
    ):
        assert said in page.text
    assert taker.open(1).headers["Location"] == taker.at()
    assert taker.visitor.get(taker.at("check")).headers["Location"] == taker.at()
    assert harbour.attempts()[0].state == "graded"  # a blank essay needs nobody to mark it


def test_after_handing_in_the_start_page_offers_another_attempt_and_lists_the_first(harbour, taker):
    taker.submit()
    page = taker.visitor.get(f"/q/{harbour.entries['all']}")
    again = taker.visitor.submit(page, button="Start again")

    assert "Attempt 1" in page.text
    assert again.headers["Location"].split("/")[2] != taker.attempt
    assert (
        taker.visitor.get("/").text.count("One of each") == 3
    )  # what is under way, what is done, and the offer


def test_going_on_leads_to_the_first_question_without_an_answer(harbour, taker):
    taker.answer(1, {"answer": value_of(taker.open(1), "Nordby")})
    page = taker.visitor.get(f"/q/{harbour.entries['all']}")

    assert taker.visitor.submit(page, button="Go on").headers["Location"] == taker.at(2)
    assert taker.visitor.get(taker.at()).headers["Location"] == taker.at(2)


def test_not_you_leaves_nothing_of_the_student_behind(taker):
    answer = taker.visitor.submit(taker.visitor.get("/not-you"), button="Leave this device")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    home = taker.visitor.get("/").text
    assert "You have left this device." in home
    assert "Mira" not in home
    assert taker.open(1).headers["Location"].startswith("/return?next=/a/")


def test_a_teacher_tries_a_quiz_as_nobody_s_student(harbour, session, clock, client):
    make_teacher(session, clock())
    page = client.get("/account/sign-in")
    client.submit(page, {"username": "ada", "password": PASSWORD}, button="Sign in")
    begun = client.submit(client.get(f"/q/{harbour.entries['all']}"), button="Start")
    attempt = begun.headers["Location"].split("/")[2]

    assert client.get(f"/a/{attempt}/1").status_code == 200
    assert [a.student.user_id is not None for a in harbour.session.query(Attempt)] == [True]


# Feedback at once


@pytest.fixture
def at_once(harbour, client) -> Taker:
    return Taker(client, harbour.entries["at-once"])


def test_a_wrong_try_gets_a_hint_and_no_key_and_the_third_try_is_worth_a_third(harbour, at_once):
    first = at_once.visitor.get(at_once.answer(1, {"answer": "7 km"}).headers["Location"])
    second = at_once.visitor.get(at_once.answer(1, {"answer": "4 km"}).headers["Location"])
    last = at_once.visitor.get(at_once.answer(1, {"answer": "3 km"}).headers["Location"])

    assert "You have 2 tries left." in first.text
    assert "It is less than 5 km." in first.text
    assert "You have 1 try left." in second.text
    assert "It is more than 2 km." in second.text
    assert all("The survey gives" not in page.text for page in (first, second))
    assert "The survey gives 3 km." in last.text
    kept = harbour.position(1)
    assert (kept["fraction"], kept["credit"]) == (1.0, pytest.approx(0.3))  # credit by try: 100 %, 60 %, 30 %


def test_before_each_try_the_page_says_what_a_right_answer_earns_and_a_repeat_costs_none(harbour, at_once):
    assert "Try 1 of 3.\nA right answer now earns 1 of 1 mark." in at_once.open(1).text
    at_once.answer(1, {"answer": "7 km"})
    again = at_once.visitor.get(at_once.answer(1, {"answer": "7 km"}).headers["Location"])

    assert "You gave this answer before, so it cost no try." in again.text
    assert "You have 2 tries left." in again.text
    in_metres = at_once.visitor.get(at_once.answer(1, {"answer": "7000 m"}).headers["Location"])
    assert "You have 2 tries left." in in_metres.text
    for page in (again, at_once.open(1)):
        assert "Try 2 of 3.\nA right answer now earns 0.6 of 1 mark." in page.text


def test_the_page_says_what_is_safe_and_keeps_it(harbour, client):
    """One of three pairs is right; what comes after it takes nothing away."""
    part = Taker(client, harbour.entries["in-parts"])
    part.answer(1, {"row-0": "1", "row-1": "1", "row-2": "1"})
    worth = harbour.position(1)["fraction"]
    assert 0 < worth < 1
    page = part.open(1)
    assert "is safe: no answer takes it away, and the better of the two counts." in page.text
    part.answer(1, {"row-0": "", "row-1": "", "row-2": "", "dont-know": "1"})

    kept = harbour.position(1)
    assert (kept["kind"], kept["fraction"], kept["credit"]) == ("answer", worth, 1.0)
    assert kept["locked_at"] is not None


def test_results_count_a_right_second_try_as_right(harbour, at_once):
    at_once.answer(1, {"answer": "7 km", "certainty": "certain"})
    at_once.answer(1, {"answer": "3 km", "certainty": "certain"})
    at_once.submit()

    page = at_once.visitor.get(at_once.at()).text
    assert "1 of 2 right" in page
    assert "You were certain" not in page
    assert "0.6 of 1" in page


def test_an_answer_whose_feedback_was_shown_can_no_longer_change(harbour, at_once):
    stale = at_once.open(1)
    at_once.answer(1, {"answer": "3 km"})
    assert at_once.open(1).headers["Location"] == at_once.at("1/feedback")
    again = at_once.answer(1, {"answer": "9 km"}, page=stale)

    assert again.headers["Location"] == at_once.at("1/feedback")
    assert harbour.position(1)["response"] is not None
    assert harbour.position(1)["fraction"] == 1.0
    assert "Change" not in at_once.visitor.get(at_once.at("check")).text.partition("question 1<")[0][-300:]


def test_an_answer_that_cannot_be_read_costs_no_try(harbour, at_once):
    answer = at_once.answer(1, {"answer": "deep"})

    assert answer.status_code == 422
    assert harbour.position(1)["tries"] == 0


def test_feedback_that_is_not_due_is_not_to_be_had_by_address(taker):
    taker.answer(1, {"answer": value_of(taker.open(1), "Nordby")})

    assert taker.visitor.get(taker.at("1/feedback")).headers["Location"] == taker.at(1)


def test_several_things_chosen_are_read_back_a_line_each(taker):
    page = taker.open(7)
    rows = [c for form in read_forms(page.text) for c in form.controls if c.name.startswith("row-")]
    taker.answer(7, {row.name: value for row, value in zip(rows, "012", strict=True)}, page=page)
    taker.answer(1, {"answer": value_of(taker.open(1), "Sandvik")})

    read_back = re.findall(r'<ul class="said">(.*?)</ul>', taker.visitor.get(taker.at("check")).text)

    assert len(read_back) == 1, "one thing chosen is a line, not a list"
    assert re.findall(r"<li[^>]*>(\w+): It is \w+</li>", read_back[0]) == ["Minister", "Biologist", "Mayor"]
