"""What teachers do on the pages of classes, sent as browsers send it."""

import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from quizapp import accounts_links
from quizapp.classes import roster
from quizapp.models import Allowance, Assignment, Attempt, Membership, OneTimeLink, SchoolClass
from tests.classes.school import begin, finish, set_quiz, sign_in
from tests.support.clock import START
from tests.support.statements import count_statements
from tests.support.visitor import read_forms


def class_url(school, rest="") -> str:
    return f"/classes/{school.school_class.public_id}{rest}"


def assignment_url(school, rest="") -> str:
    return f"/classes/assignments/{school.assignment.public_id}{rest}"


def fresh(school):
    """The school's session, seeing what the pages wrote."""
    school.session.rollback()
    school.session.expire_all()
    return school.session


def path_of(answer) -> str:
    return urlsplit(answer.location).path


# From nothing to a class that takes a quiz


def test_from_the_set_up_link_to_a_quiz_that_is_set_are_five_screens(app, client, session):
    from tests.classes.school import publish_bank

    publish_bank(session)
    token = accounts_links.make(session, "setup", START)
    session.commit()

    one = client.get(f"/account/setup/{token}")
    answer = client.submit(
        one, {"display_name": "Ada", "username": "ada", "password": "correct horse battery"}
    )
    two = client.get(path_of(answer))
    assert path_of(answer) == "/classes"
    assert "You have no class yet" in two.text
    three = client.get("/classes/new")
    answer = client.submit(three, {"name": "7B"}, form="")
    four = client.get(path_of(answer))
    quiz = re.search(r'href="(/classes/[^"]+/assign/[^"]+)"', four.text)[1]
    five = client.get(quiz)
    answer = client.submit(five, button="Set this quiz")

    done = client.get(path_of(answer))
    assert done.status_code == 200
    assert "All three" in done.text
    assert session.scalar(select(func.count()).select_from(Assignment)) == 1


def test_a_class_is_made_once_by_two_presses_and_anew_by_another_name(teacher, school):
    page = teacher.get("/classes/new")
    answers = [teacher.submit(page, {"name": name}, button="Make the class") for name in ("8A", "8A", "8B")]

    assert answers[0].location == answers[1].location != answers[2].location
    names = fresh(school).scalars(select(SchoolClass.name).order_by(SchoolClass.name)).all()
    assert names == ["7B", "8A", "8B", "9C"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "Write a name, like 7B history."),
        ({"name": "\u200b"}, "Write a name, like 7B history."),
        ({"name": "x" * 81}, "Write at most 80 letters."),
        ({"name": "8A", "remember_until": "soon"}, "Write the day like 2026-06-30."),
    ],
)
def test_what_is_wrong_with_a_class_is_said_and_nothing_is_lost(teacher, school, values, said):
    page = teacher.get("/classes/new")
    answer = teacher.submit(page, {"naming": "words", **values}, button="Make the class")

    assert answer.status_code == 422
    assert said in answer.text
    [form] = [f for f in read_forms(answer.text) if any(c.name == "naming" for c in f.controls)]
    assert form.filled({}, "")["naming"] == ["words"]


def test_a_forged_choice_is_refused(teacher):
    page = teacher.get("/classes/new")
    for forged in ({"naming": "ranks"}, {"timezone": "Mars/Base"}):
        answer = teacher.submit(page, {"name": "8A"}, button="Make the class", forged=forged)
        assert answer.status_code == 422


def test_settings_are_saved_and_written_down(teacher, school):
    page = teacher.get(class_url(school, "/settings"))
    teacher.submit(
        page,
        {"name": "7C", "naming": "roster", "timezone": "Europe/Kyiv", "remember_until": "2026-06-30"},
        button="Save",
    )

    fresh(school)
    made = school.school_class
    assert (made.name, made.naming, made.timezone) == ("7C", "roster", "Europe/Kyiv")
    assert made.remember_until.isoformat() == "2026-06-30"
    school.session.commit()
    assert (
        "class changed: name, naming, timezone, remember until"
        in teacher.get(class_url(school, "/history")).text
    )


def test_a_new_code_is_made_once_by_two_presses(teacher, school):
    old = school.school_class.join_code
    page = teacher.get(class_url(school, "/settings"))
    teacher.submit(page, button="Make a new code")
    fresh(school)
    new = school.school_class.join_code
    school.session.commit()
    teacher.submit(page, button="Make a new code")

    fresh(school)
    assert old != new == school.school_class.join_code


def test_a_class_is_archived_and_restored(teacher, school):
    teacher.submit(teacher.get(class_url(school, "/settings")), button="Archive the class")
    page = teacher.get("/classes")
    assert "Archived classes (1)" in page.text
    teacher.submit(page, button="Restore 7B")

    fresh(school)
    assert school.school_class.archived_at is None


def test_the_poster_shows_code_link_and_picture(teacher, school):
    page = teacher.get(class_url(school, "/poster"))
    code = school.school_class.join_code

    assert f"{code[:4]} {code[4:]}" in page.text
    assert f"http://127.0.0.1:8000/join/{code}" in page.text
    assert '<path fill="#000" d="M4 4h7' in page.text  # the finder pattern of every QR picture
    svg = teacher.get(class_url(school, "/qr.svg"))
    assert svg.mimetype == "image/svg+xml"
    assert svg.text.lstrip().startswith("<svg")


def test_links_carry_the_address_that_the_operator_set(make_app, school):
    app = make_app(base_url="https://quiz.example")
    school.session.commit()
    visitor = app.test_client()
    sign_in(visitor, app, user_id=school.teacher.id)

    page = visitor.get(class_url(school, "/poster"))

    assert f"https://quiz.example/join/{school.school_class.join_code}" in page.text
    assert "this computer only" not in page.text


# Teachers


def test_a_class_is_shared_by_user_name(teacher, school):
    page = teacher.get(class_url(school, "/teachers"))
    wrong = teacher.submit(page, {"username": "nobody"}, button="Share the class")
    assert wrong.status_code == 422
    assert "No teacher here has this user name" in wrong.text
    teacher.submit(page, {"username": "BOB"}, button="Share the class")
    page = teacher.get(class_url(school, "/teachers"))
    assert "Bob" in page.text
    teacher.submit(page, button="Take Bob out")

    assert "Take Bob out" not in teacher.get(class_url(school, "/teachers")).text


def test_an_invitation_is_shown_once_and_works_once(teacher, client, school):
    page = teacher.get(class_url(school, "/teachers"))
    teacher.submit(page, button="Make an invitation")
    shown = teacher.get(class_url(school, "/teachers"))
    link = re.search(r'value="http://127.0.0.1:8000(/account/invite/[^"]+)"', shown.text)[1]
    assert "/account/invite/" not in teacher.get(class_url(school, "/teachers")).text

    answer = client.submit(
        client.get(link), {"display_name": "Eve", "username": "eve", "password": "correct horse battery"}
    )
    assert path_of(answer) == "/classes"
    assert "7B" in client.get("/classes").text
    assert client.get(link).status_code == 404
    assert fresh(school).scalars(select(OneTimeLink)).one().used_at is not None


# The roster


def test_a_list_is_previewed_then_added_as_a_whole(teacher, school):
    school.session.begin()
    school.student("Grace")
    school.session.commit()
    page = teacher.get(class_url(school, "/roster"))
    preview = teacher.submit(page, {"names": "Ada\ngrace\nZoë\nada"}, button="Look at the names")

    assert preview.status_code == 200
    assert "2 names to add" in preview.text
    assert fresh(school).scalar(select(func.count()).select_from(Membership)) == 1
    school.session.commit()
    for _press in range(2):
        teacher.submit(preview, button="Add 2 names")
    assert fresh(school).scalar(select(func.count()).select_from(Membership)) == 3


def test_a_file_is_read_like_a_pasted_list(teacher, school):
    page = teacher.get(class_url(school, "/roster"))
    token = next(c.value for c in read_forms(page.text)[-1].controls if c.name == "csrf_token")
    answer = teacher.post(
        class_url(school, "/roster"),
        data={
            "csrf_token": token,
            "names": "",
            "file": (io.BytesIO("Name;Group\nZoë;7B".encode("utf-8-sig")), "list.csv"),
        },
        content_type="multipart/form-data",
    )

    assert "1 name to add" in answer.text
    teacher.submit(answer, button="Add 1 name")
    assert fresh(school).scalars(select(Membership.name)).all() == ["Zoë"]


def test_a_list_that_cannot_be_read_comes_back_with_a_sentence(teacher, school):
    page = teacher.get(class_url(school, "/roster"))
    for names, said in (("", "no names"), ("x" * 61, "61 letters"), ("a\n" * 2001, "2001 names")):
        answer = teacher.submit(page, {"names": names}, button="Look at the names")
        assert answer.status_code == 422
        assert said in answer.text
        assert names[:50] in answer.text
    answer = teacher.submit(page, {"names": "Ada\x00"}, button="Look at the names")
    assert answer.status_code == 422
    assert "not a text file" in answer.text


# One student


@pytest.fixture
def grace(teacher, school):
    school.session.begin()
    student = school.student()
    school.session.commit()
    return student


def student_url(school, rest="") -> str:
    url = class_url(school, f"/students/{school.seat().public_id}{rest}")
    school.session.commit()
    return url


def test_a_return_link_is_reissued_shown_once_and_works(teacher, new_client, app, school, grace):
    browser = new_client()
    sign_in(browser, app, student_id=grace.id)
    url = student_url(school)
    answer = teacher.submit(teacher.get(url), button="Make a new return link")
    slip = teacher.get(path_of(answer))
    link = re.search(r'value="http://127.0.0.1:8000(/r/[^"]+)"', slip.text)[1]
    words = re.findall(r"<strong>([^<]+)</strong>", slip.text)

    assert teacher.get(path_of(answer)).status_code == 303  # shown once
    assert "You are Grace" not in browser.get("/").text  # the old browser is signed out
    back = new_client()
    page = back.get(link)
    assert page.status_code == 200
    back.submit(page, button="Yes, go on as Grace Hopper")
    assert "You are Grace Hopper" in back.get("/").text
    by_words = new_client()
    page = by_words.get("/return")
    answer = by_words.submit(page, {"code": words[0], "words": words[1]}, button="Continue")
    assert answer.status_code == 303


def test_a_student_is_renamed_removed_and_restored(teacher, school, grace):
    url = student_url(school)
    teacher.submit(teacher.get(url), {"name": "Grace B. Hopper"}, button="Save the name")
    page = teacher.get(url)
    assert "Grace B. Hopper" in page.text
    teacher.submit(page, button="Remove the student")
    page = teacher.get(url)
    assert "Restore the student" in page.text
    teacher.submit(page, button="Restore the student")

    assert "Remove the student" in teacher.get(url).text


def test_a_name_that_is_taken_comes_back_with_a_sentence(teacher, school, grace):
    school.session.begin()
    school.student("Ada")
    school.session.commit()
    answer = teacher.submit(teacher.get(student_url(school)), {"name": "ADA"}, button="Save the name")

    assert answer.status_code == 422
    assert "Somebody in this class has this name" in answer.text
    assert 'value="ADA"' in answer.text


def test_two_identities_are_merged_on_the_page(teacher, school, grace):
    school.session.begin()
    school.student("Gracie")
    keep = school.seat("Gracie").public_id
    school.session.commit()
    page = teacher.get(student_url(school))
    missing = teacher.submit(page, button="Make them one student")
    assert missing.status_code == 422
    assert "Choose a student." in missing.text
    answer = teacher.submit(page, {"into": keep}, button="Make them one student")

    assert path_of(answer).endswith(keep)
    with school.session.begin():
        school.session.expire_all()
        assert school.seat("Grace Hopper").removed_at is not None


# Assignments


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
        ({"time_limit": "0.1"}, "Write a number of minutes from 0.5"),
        ({"time_limit": "9" * 400}, "Write a number of minutes from 0.5"),
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


# Attempts and allowances


@pytest.fixture
def done(teacher, school):
    school.session.begin()
    made = finish(school.session, school.assignment, school.student(), 2)
    school.session.commit()
    return made


def taker_url(school) -> str:
    url = assignment_url(school, f"/students/{school.seat().public_id}")
    school.session.commit()
    return url


def test_an_attempt_is_reopened_excused_and_deleted_with_a_reason(teacher, school, done):
    url = taker_url(school)
    missing = teacher.submit(teacher.get(url), button="Reopen")
    assert missing.status_code == 422
    assert "Write a reason" in missing.text
    for button, expected in (
        ("Reopen", "working"),
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


def test_an_act_that_no_button_sends_is_refused(teacher, school, done):
    page = teacher.get(taker_url(school))
    answer = teacher.submit(page, {"reason": "x"}, form="/attempts/", forged={"act": "explode"})

    assert answer.status_code == 400


def test_an_allowance_is_saved_on_the_page(teacher, school, done):
    url = taker_url(school)
    answer = teacher.submit(
        teacher.get(url),
        {"time_factor": "1,5", "extra_attempts": "2", "reason": "reader"},
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

    shown = dict(re.findall(r'data-live="([^"]+)">([^<]*)<', page.text))
    assert shown == twin.json["texts"]
    assert shown["count handed in"] == "1"
    assert f'data-shape="{twin.json["shape"]}"' in page.text
    again = teacher.get(assignment_url(school, "/live.json"), headers={"If-None-Match": twin.headers["ETag"]})
    assert again.status_code == 304
    school.session.begin()
    school.student("Ada")
    school.session.commit()
    changed = teacher.get(
        assignment_url(school, "/live.json"), headers={"If-None-Match": twin.headers["ETag"]}
    )
    assert changed.status_code == 200
    assert changed.json["shape"] != twin.json["shape"]


def test_without_script_a_button_checks_again_and_names_stay_hidden(teacher, school, done):
    page = teacher.get(assignment_url(school, "/live?names=hidden"))
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
        for address in addresses:
            with count_statements() as statements:
                assert teacher.get(address).status_code == 200
            sent[address] = len(statements)
        counts.append(sent)

    assert counts[0] == counts[1]
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
