"""What teachers do with assignments, attempts and the gradebook, sent as browsers send it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from quizapp.banks import publishing
from quizapp.classes import roster, service
from quizapp.models import Allowance, Assignment, Attempt
from tests.classes.school import (
    assignment_url,
    begin,
    class_url,
    finish,
    fresh,
    path_of,
    set_quiz,
    sign_in,
)
from tests.support.clock import START
from tests.support.statements import count_statements
from tests.support.visitor import read_forms


def test_a_quiz_is_set_in_three_clicks(teacher, school):
    one = teacher.get(class_url(school))
    choose = re.search(r'href="([^"]+/assign)"', one.text)[1]
    two = teacher.get(choose)
    quiz = re.search(r'href="([^"]+/assign/[^"]+)"', two.text)[1]
    three = teacher.get(quiz)
    for _press in range(2):
        answer = teacher.submit(three, button="Set this quiz")

    assert answer.status_code == 303
    made = fresh(school).scalars(select(Assignment).where(Assignment.kind == "class")).all()
    assert len(made) == 2  # the school's own, and this one


def test_dates_are_those_of_the_class(teacher, school):
    school.session.begin()
    school.school_class.timezone = "Europe/Kyiv"
    school.session.commit()
    page = teacher.get(class_url(school, f"/assign/{school.quiz.public_id}"))
    answer = teacher.submit(
        page, {"opens_at": "2026-07-01T09:00", "closes_at": "2026-07-02T18:30"}, button="Set this quiz"
    )

    made = fresh(school).scalars(select(Assignment).order_by(Assignment.id.desc())).first()
    assert made.opens_at == datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    assert made.closes_at == datetime(2026, 7, 2, 15, 30, tzinfo=UTC)
    school.session.commit()
    shown = teacher.get(path_of(answer)).text
    assert "opens 1 July 2026, 09:00" in shown
    assert "closes 2 July 2026, 18:30" in shown
    edited = teacher.get(path_of(answer) + "/edit").text
    assert 'value="2026-07-02T18:30"' in edited


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": ""}, "Write a title."),
        ({"closes_at": "2026-03-01T09:00"}, "This date is past."),
        ({"closes_at": "2026-03-29T01:30"}, "The clocks go forward then"),
        ({"opens_at": "2026-05-02T09:00", "closes_at": "2026-05-01T09:00"}, "is not after the opening date"),
        ({"show_score": "after closing"}, "needs a closing date"),
        ({"show_answers": "never"}, "no earlier than the answers"),
        ({"attempts_allowed": "0"}, "Write a number from 1 to 100"),
        ({"attempts_allowed": "1.5"}, "Write a whole number"),
        ({"time_limit": "0.1"}, "Write a number from 0.5 to"),
        ({"time_limit": "9" * 400}, "Write a number from 0.5 to"),
        ({"time_factor": "0.5"}, "Write a number from 1 to 10."),
        ({"pass_mark": "101"}, "Write a number from 0 to 100"),
    ],
)
def test_a_plan_that_cannot_be_comes_back_with_a_sentence_and_all_that_was_typed(
    teacher, school, values, said
):
    page = teacher.get(class_url(school, f"/assign/{school.quiz.public_id}"))
    typed = {"title": "Typed title", "pass_mark": "55", **values}
    answer = teacher.submit(page, typed, button="Set this quiz")

    assert answer.status_code == 422
    assert said in answer.text
    [form] = [f for f in read_forms(answer.text) if any(c.name == "title" for c in f.controls)]
    kept = form.filled({}, "")
    assert {name: kept.get(name, [""])[0] for name in typed} == typed
    assert fresh(school).scalar(select(func.count()).where(Assignment.kind == "class")) == 1


def test_every_setting_of_a_plan_is_kept(teacher, school):
    page = teacher.get(class_url(school, f"/assign/{school.quiz.public_id}"))
    teacher.submit(
        page,
        {
            "title": "All",
            "closes_at": "2026-05-01T09:00",
            "attempts_allowed": "3",
            "show_score": "at once",
            "show_answers": "after closing",
            "show_explanations": "never",
            "time_limit": "12,5",
            "time_factor": "1.25",
            "pass_mark": "57.5",
            "counts": "mean",
            "draws": "one per student",
            "shuffle_questions": [],
        },
        button="Set this quiz",
    )

    made = fresh(school).scalars(select(Assignment).order_by(Assignment.id.desc())).first()
    assert (made.attempts_allowed, made.time_limit_seconds, made.time_factor) == (3, 750, 1.25)
    assert (made.show_score, made.show_answers, made.show_explanations) == (
        "at once",
        "after closing",
        "never",
    )
    assert (made.pass_mark, made.counts, made.draws) == (0.575, "mean", "one per student")
    assert not made.shuffle_questions
    school.session.commit()
    edit = teacher.get(f"/classes/assignments/{made.public_id}/edit")
    assert teacher.submit(edit, button="Save").status_code == 303
    again = fresh(school).get(Assignment, made.id)
    assert (again.time_limit_seconds, again.pass_mark, again.closes_at) == (
        750,
        0.575,
        datetime(2026, 5, 1, 8, 0, tzinfo=UTC),
    )


def newest_assignment(school) -> Assignment:
    session = fresh(school)
    found = session.scalars(select(Assignment).order_by(Assignment.id.desc())).first()
    session.refresh(found)
    session.expunge(found)
    session.commit()
    return found


def test_a_quiz_with_a_closing_date_shows_nothing_before_it_unless_the_teacher_says_so(teacher, school):
    path = class_url(school, f"/assign/{school.quiz.public_id}")
    teacher.submit(
        teacher.get(path), {"title": "Dated", "closes_at": "2026-05-01T09:00"}, button="Set this quiz"
    )
    made = newest_assignment(school)
    assert {made.show_score, made.show_answers, made.show_explanations} == {"after closing"}
    assert not made.read_first
    teacher.submit(teacher.get(path), {"title": "Undated"}, button="Set this quiz")
    made = newest_assignment(school)
    assert {made.show_score, made.show_answers, made.show_explanations} == {"after submitting"}


def test_setting_a_quiz_of_an_open_bank_says_that_its_answers_are_no_secret(teacher, school):
    path = class_url(school, f"/assign/{school.quiz.public_id}")
    sentence = "A quiz of this bank is open to anyone."
    opened = school.session.scalars(select(Assignment).where(Assignment.kind == "open")).all()
    for each in opened:
        each.archived_at = START
    school.session.commit()
    assert sentence not in teacher.get(path).text
    publishing.get_or_make_entry(school.session, school.quiz, "open", START).archived_at = None
    school.session.commit()
    assert sentence in teacher.get(path).text


def test_who_chooses_answers_after_handing_in_is_told_what_that_means_first(teacher, school):
    before = newest_assignment(school).id
    path = class_url(school, f"/assign/{school.quiz.public_id}")
    school.session.commit()
    page = teacher.submit(
        teacher.get(path),
        {"closes_at": "2026-05-01T09:00", "show_answers": "after submitting", "read_first": ["y"]},
        button="Set this quiz",
    )
    assert "Who hands in sees the right answers at once" in page.text
    assert newest_assignment(school).id == before
    assert teacher.submit(page, button="Set it all the same").status_code == 303
    made = newest_assignment(school)
    assert (made.show_answers, made.show_explanations, made.read_first) == (
        "after submitting",
        "after closing",
        True,
    )


def test_a_change_that_touches_running_attempts_is_told_before_it_is_made(teacher, school):
    school.session.begin()
    school.assignment.time_limit_seconds = 600
    attempt = begin(school.session, school.assignment, school.student())
    school.session.commit()
    page = teacher.get(assignment_url(school, "/edit"))
    told = teacher.submit(page, {"time_limit": "20"}, button="Save")

    assert told.status_code == 200
    assert "1 running attempt gets more time." in told.text
    assert fresh(school).get(Attempt, attempt.id).deadline_at == START + timedelta(minutes=10)
    school.session.commit()
    # Another change after the warning is told anew.
    other = teacher.submit(told, {"time_limit": "5"}, button="Save the change")
    assert "never get less time" in other.text
    saved = teacher.submit(told, button="Save the change")
    assert saved.status_code == 303
    assert fresh(school).get(Attempt, attempt.id).deadline_at == START + timedelta(minutes=20)


def test_an_assignment_is_archived_and_restored(teacher, school):
    teacher.submit(teacher.get(assignment_url(school)), button="Archive the assignment")
    page = teacher.get(class_url(school))
    assert "Archived assignments (1)" in page.text
    teacher.submit(page, button="Restore All three")

    fresh(school)
    assert school.assignment.archived_at is None


def test_of_two_who_change_one_assignment_the_second_is_shown_both(app, new_client, teacher, school):
    """Nobody's change is lost unseen: not by an old form, and not by one that came back with an error first."""
    url = assignment_url(school, "/edit")
    service.add_teacher(school.session, school.school_class, "bob", school.teacher.id, START)
    colleague = school.other.id
    school.session.commit()
    second = new_client()
    sign_in(second, app, colleague)
    mine, theirs = teacher.get(url), second.get(url)
    assert teacher.submit(mine, {"title": "Mine", "pass_mark": "40"}, button="Save").status_code == 303

    slip = second.submit(theirs, {"title": "Theirs", "pass_mark": "many"}, button="Save")
    assert slip.status_code == 422
    answer = second.submit(slip, {"title": "Theirs", "pass_mark": ""}, button="Save")

    assert answer.status_code == 409
    rows = re.findall(
        r"<tr><th scope=.row.>(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td></tr>", answer.text
    )
    assert rows == [
        ("Title, as students see it", "Mine", "Theirs"),
        ("Pass mark in per cent; empty: none", "40", "–"),
    ]
    fresh(school)
    assert (school.assignment.title, school.assignment.pass_mark) == ("Mine", 0.4)
    school.session.commit()
    assert second.submit(answer, button="Save what I typed").status_code == 303
    fresh(school)
    assert (school.assignment.title, school.assignment.pass_mark) == ("Theirs", None)


def test_one_form_that_is_sent_twice_is_no_conflict(teacher, school):
    url = assignment_url(school, "/edit")
    school.session.commit()
    page = teacher.get(url)

    assert teacher.submit(page, {"title": "Once"}, button="Save").status_code == 303
    assert teacher.submit(page, {"title": "Once"}, button="Save").status_code == 303


def test_a_form_that_says_nothing_of_what_it_was_drawn_from_does_not_overwrite(teacher, school):
    url = assignment_url(school, "/edit")
    school.session.commit()

    answer = teacher.submit(teacher.get(url), {"title": "Forged"}, button="Save", forged={"basis": ""})

    assert answer.status_code == 409


# Attempts and allowances


@pytest.fixture
def done(teacher, school):
    school.session.begin()
    made = finish(school.session, school.assignment, school.student(), 2)
    school.session.commit()
    return made


def taker_url(school) -> str:
    url = assignment_url(school, f"/students/{school.membership().public_id}")
    school.session.commit()
    return url


def test_an_attempt_is_reopened_excused_and_deleted_with_a_reason(teacher, school, done):
    url = taker_url(school)
    missing = teacher.submit(teacher.get(url), button="Reopen")
    assert missing.status_code == 422
    assert "Write a reason" in missing.text
    for button, expected in (
        ("Reopen", "not handed in"),
        ("Hand in", "handed in"),
        ("Excuse", "excused"),
        ("Count again", "handed in"),
        ("Delete", "deleted"),
        ("Bring back", "handed in"),
    ):
        answer = teacher.submit(teacher.get(url), {"reason": f"because of {button}"}, button=button)
        assert answer.status_code == 303, button
        page = teacher.get(url)
        assert re.search(rf'Attempt 1\s*<span class="quiet">{expected}</span>', page.text), button
        assert f"because of {button}" in page.text


def test_a_reopened_attempt_is_open_until_the_time_that_the_teacher_chose(teacher, school, done):
    url = taker_url(school)
    past = teacher.submit(teacher.get(url), {"reason": "ill", "until": "2020-01-01T09:00"}, button="Reopen")
    assert past.status_code == 422
    assert "This date is past." in past.text

    teacher.submit(teacher.get(url), {"reason": "ill", "until": "2030-05-06T09:00"}, button="Reopen")

    assert "time until 6 May 2030, 09:00<span data-instant=" in teacher.get(url).text


def test_an_act_that_no_button_sends_is_refused(teacher, school, done):
    page = teacher.get(taker_url(school))
    answer = teacher.submit(page, {"reason": "x"}, form="/attempts/", forged={"act": "explode"})

    assert answer.status_code == 400


def test_an_allowance_is_saved_on_the_page(teacher, school, done):
    url = taker_url(school)
    answer = teacher.submit(
        teacher.get(url),
        {"time": "50 %", "extra_attempts": "2", "reason": "reader"},
        form="/allowance",
        button="Save the allowance",
    )

    assert answer.status_code == 303
    [given] = fresh(school).scalars(select(Allowance))
    assert (given.time_factor, given.extra_attempts, given.reason) == (1.5, 2, "reader")
    page = assignment_url(school)
    school.session.commit()
    assert "has an allowance" in teacher.get(page).text


def test_a_later_close_has_to_be_later(teacher, school, done):
    url = taker_url(school)
    never = teacher.submit(
        teacher.get(url), {"closes_at": "2026-05-01T09:00"}, button="Save the allowance", form="/allowance"
    )
    assert "never closes" in never.text
    school.session.begin()
    school.assignment.closes_at = START + timedelta(days=100)
    school.session.commit()
    early = teacher.submit(
        teacher.get(url), {"closes_at": "2026-05-01T09:00"}, button="Save the allowance", form="/allowance"
    )

    assert early.status_code == 422
    assert "not later than the closing date" in early.text


# How it is going, and the gradebook


def test_the_live_page_and_its_twin_say_the_same(teacher, school, done):
    page = teacher.get(assignment_url(school, "/live"))
    twin = teacher.get(assignment_url(school, "/live.json"))

    page_without_template = re.sub(r"<template>.*?</template>", "", page.text, flags=re.DOTALL)
    shown = dict(re.findall(r'data-live="([^"]+)">([^<]*)<', page_without_template))
    texts = dict(twin.json["texts"])
    said = texts.pop("said")
    assert shown == texts
    assert shown["count handed in"] == "1"
    assert said.startswith("Handed in: 1 of ")
    again = teacher.get(assignment_url(school, "/live.json"), headers={"If-None-Match": twin.headers["ETag"]})
    assert again.status_code == 304
    school.session.begin()
    school.student("Ada")
    school.session.commit()
    changed = teacher.get(
        assignment_url(school, "/live.json"), headers={"If-None-Match": twin.headers["ETag"]}
    )
    assert changed.status_code == 200
    new = set(changed.json["rows"]) - set(twin.json["rows"])
    said = {
        name.rpartition(" ")[2]
        for name in changed.json["texts"]
        if " " in name and not name.startswith("count ")
    }
    assert said == new, "only what has changed is said again"


def test_without_script_a_button_checks_again_and_names_stay_hidden(teacher, school, done):
    teacher.get(assignment_url(school, "/live?names=hidden"))
    page = teacher.get(assignment_url(school, "/live"))
    assert "Grace" not in page.text
    again = teacher.submit(page, button="Check again")

    assert again.status_code == 200
    assert "Student 1" in again.text
    assert "Grace" not in again.text


def test_the_gradebook_as_csv_holds_no_formula_and_no_other_class(teacher, school):
    school.session.begin()
    finish(school.session, school.assignment, school.student('=HYPERLINK("http://x","y")'), 1.5)
    other = set_quiz(school.session, school.foreign, school.quiz, school.other, title="Foreign")
    assert other.class_id != school.school_class.id
    school.session.commit()
    answer = teacher.get(class_url(school, "/gradebook.csv"))

    assert answer.mimetype == "text/csv"
    assert answer.data.decode("utf-8-sig").splitlines() == [
        "Student,All three (%),Mean (%)",
        '"\'=HYPERLINK(""http://x"",""y"")",50.0,50.0',
    ]
    assert 'filename="Gradebook 7B.csv"' in answer.headers["Content-Disposition"]


PAGES = ("", "/gradebook", "/history", "/roster", "/teachers")


def test_pages_send_as_many_statements_for_forty_students_as_for_two(teacher, school):
    counts = []
    for number in (2, 40):
        school.session.begin()
        names = "\n".join(f"Waiting {number} {n}" for n in range(number))
        roster.add_roster(school.session, school.school_class.id, roster.read_roster(names))
        for n in range(number):
            finish(school.session, school.assignment, school.student(f"Done {number} {n}"), 2)
        school.session.commit()
        addresses = ["/classes", *(class_url(school, page) for page in PAGES)]
        addresses += [assignment_url(school, page) for page in ("", "/live", "/live.json")]
        sent = {}
        assert teacher.get(class_url(school)).status_code == 200  # the bank is read once, and kept
        for address in addresses:
            with count_statements() as statements:
                assert teacher.get(address).status_code == 200
            sent[address] = len(statements)
        counts.append(sent)

    assert counts[0] == counts[1]
    own = class_url(school)  # it has the figures of two reports, too
    assert counts[0].pop(own) <= 17
    assert max(counts[0].values()) <= 12, counts[0]


def test_a_long_class_comes_in_pages_of_a_hundred(teacher, school):
    school.session.begin()
    names = "\n".join(f"Student {n:03}" for n in range(101))
    roster.add_roster(school.session, school.school_class.id, roster.read_roster(names))
    school.session.commit()
    for address in (class_url(school), class_url(school, "/gradebook"), assignment_url(school)):
        first, second = teacher.get(address), teacher.get(f"{address}?page=2")
        assert "Student 099" in first.text
        assert "Student 100" not in first.text
        assert "Student 100" in second.text
        assert "Student 099" not in second.text
        assert 'page=2"' in first.text
