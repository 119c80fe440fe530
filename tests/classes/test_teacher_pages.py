"""What teachers do with classes, rosters and students, sent as browsers send it."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.classes import roster
from quizapp.identity import one_time_links
from quizapp.models import Assignment, Membership, OneTimeLink, SchoolClass
from tests.classes.school import (
    assignment_url,
    class_url,
    finish,
    fresh,
    path_of,
    publish_bank,
    set_quiz,
    sign_in,
)
from tests.support.clock import START
from tests.support.people import PASSWORD
from tests.support.visitor import Visitor, read_forms

# From nothing to a class that takes a quiz


def test_from_the_set_up_link_to_a_quiz_that_is_set_are_four_screens(app, client, session):
    publish_bank(session)
    token = one_time_links.make_link(session, "setup", START)
    session.commit()

    one = client.get(f"/account/setup/{token}")
    answer = client.submit(one, {"display_name": "Ada", "username": "ada", "password": PASSWORD})
    assert path_of(answer) == "/classes/new"
    two = client.get(path_of(answer))
    answer = client.submit(two, {"name": "7B"}, form="")
    three = client.get(path_of(answer))
    quiz = re.search(r'href="(/classes/[^"]+/assign/[^"]+)"', three.text)[1]
    four = client.get(quiz)
    answer = client.submit(four, button="Set this quiz")

    done = client.get(path_of(answer))
    assert done.status_code == 200
    assert "All three" in done.text
    assert "Show the code to your class" in done.text
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
    assert "Only this computer can open" not in page.text


@pytest.mark.parametrize(
    "where",
    [{}, {"host": "0.0.0.0"}, {"host": "::1"}, {"base_url": "http://localhost:8000"}],  # noqa: S104  # read only
)
def test_a_link_that_only_this_computer_opens_says_so_with_what_to_do(make_app, school, where):
    app = make_app(**where)
    school.student("Grace")
    membership = school.membership("Grace").public_id
    school.session.commit()
    visitor = Visitor(app, app.response_class)
    sign_in(visitor, app, user_id=school.teacher.id)

    invited = visitor.submit(visitor.get(class_url(school, "/teachers")), button="Make an invitation")
    slip = visitor.submit(
        visitor.get(class_url(school, f"/students/{membership}")), button="Make a new return link"
    )
    pages = [
        class_url(school),
        class_url(school, "/poster"),
        assignment_url(school),
        invited.location,
        slip.location,
    ]
    for address in pages:
        page = visitor.get(address).text
        assert page.count("Only this computer can open addresses that begin with http://") == 1, address
        for command in ("py manage.py run --class", "python3 manage.py run --class"):
            assert f"<code>{command}" in page, address


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

    answer = client.submit(client.get(link), {"display_name": "Eve", "username": "eve", "password": PASSWORD})
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
    url = class_url(school, f"/students/{school.membership().public_id}{rest}")
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
    keep = school.membership("Gracie").public_id
    school.session.commit()
    page = teacher.get(student_url(school))
    missing = teacher.submit(page, button="Make them one student")
    assert missing.status_code == 422
    assert "Choose a student." in missing.text
    answer = teacher.submit(page, {"into": keep}, button="Make them one student")

    assert path_of(answer).endswith(keep)
    with school.session.begin():
        school.session.expire_all()
        assert school.membership("Grace Hopper").removed_at is not None


# What the class page says of its assignments and students


def words_of(page: str) -> str:
    """What a page says, without the places of its times of day."""
    page = re.sub(r"<span data-instant.*?</span>", "", page)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_class_page_says_each_state_once_and_leads_to_the_report(teacher, school):
    school.session.begin()
    closed = school.assignment
    later = set_quiz(
        school.session,
        school.school_class,
        school.quiz,
        school.teacher,
        title="Later",
        opens_at=START + timedelta(days=1),
    )
    finish(school.session, closed, school.student("Ada"), 2)
    closed.opens_at, closed.closes_at = START - timedelta(days=2), START - timedelta(hours=1)
    school.session.commit()

    page = words_of(teacher.get(class_url(school)).text)
    assert "All three closed 2 March 2026, 08:00 1 handed in Report : All three" in page
    assert "Later opens 3 March 2026, 09:00" in page
    assert "closed closed" not in page
    assert f'href="/reports/{closed.public_id}"' in teacher.get(class_url(school)).text
    assert f'href="/reports/{later.public_id}"' not in teacher.get(class_url(school)).text
    facts = words_of(teacher.get(assignment_url(school)).text)
    assert "opened 28 February 2026, 09:00 closed 2 March 2026, 08:00" in facts


def test_the_day_on_which_students_joined_is_said_once(teacher, school):
    school.session.begin()
    for name in ("Pupil 10", "Pupil 2", "Émile", "Zoë"):
        school.student(name)
    school.session.commit()
    alike = teacher.get(class_url(school)).text
    school.session.begin()
    school.membership("Zoë").joined_at = START - timedelta(days=3)
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Ida"))
    school.session.commit()
    page = teacher.get(class_url(school)).text

    assert alike.count("2 March 2026") == 1
    assert "All joined on 2 March 2026." in alike
    assert "Joined on 2 March 2026, where nothing else is said." in page
    assert re.search(r'>Zoë</a>\s*<span class="quiet">27 February 2026<', page)
    assert re.search(r'>Ida</a>\s*<span class="quiet">has not joined<', page)
    assert re.findall(r"/students/[\w-]+\">([^<]+)<", page) == ["Émile", "Ida", "Pupil 2", "Pupil 10", "Zoë"]


def test_the_link_to_join_is_folded_once_somebody_has_joined(teacher, school):
    before = teacher.get(class_url(school)).text
    school.session.begin()
    school.student("Ada")
    school.session.commit()
    after = teacher.get(class_url(school)).text

    assert "The link, for a message" not in before
    assert (
        after.index("<details>")
        < after.index("The link, for a message")
        < after.index(f"/join/{school.school_class.join_code}")
    )
