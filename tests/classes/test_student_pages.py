"""What students do to join a class, sent as phones send it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, func, select

from quizapp.basics.limits import FREE_FAILURES_OF_CODES
from quizapp.classes import roster, students
from quizapp.identity import rate_limit, return_links
from quizapp.models import Membership, Student, WebSession
from tests.classes.school import finish, set_quiz, sign_in
from tests.support.clock import START


def number_of(school, table) -> int:
    found = school.session.scalar(select(func.count()).select_from(table))
    school.session.commit()
    return found


@pytest.fixture
def code(school) -> str:
    code = school.school_class.join_code
    school.session.commit()
    return code


def test_the_name_is_asked_on_the_start_page_of_the_quiz_and_leads_to_question_1(client, school, code):
    page = client.get(f"/join/{code}")
    assert "<h1>All three</h1>" in page.text
    assert f'href="/return?code={code}"' in page.text  # who has joined before is not asked for the code again
    question = client.submit(page, {"name": "Grace"}, button="Start", follow_redirects=True)

    assert question.status_code == 200
    assert re.search(r"/a/[^/]+/1$", question.request.path)
    assert "Three words" not in question.text  # they come with the first result


def test_a_link_made_for_one_of_several_quizzes_leads_to_it(client, school, code):
    second = set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="Second")
    wanted = second.public_id
    school.session.commit()
    page = client.get(f"/join/{code}?quiz={wanted}")
    assert "<h1>Second</h1>" in page.text
    question = client.submit(page, {"name": "Grace"}, button="Start", follow_redirects=True)

    assert re.search(r"/a/[^/]+/1$", question.request.path)
    assert "Second" in question.text


def test_a_timed_quiz_shows_what_brings_one_back_before_its_clock_starts(client, school, code):
    school.assignment.time_limit_seconds = 600
    school.session.commit()
    page = client.get(f"/join/{code}")
    assert "The clock starts when you press Start." in page.text
    start = client.submit(page, {"name": "Grace"}, button="Join", follow_redirects=True)

    assert start.request.path.startswith("/q/")
    assert "Three words" in start.text
    assert "The clock starts when you press Start." in start.text
    assert re.search(r"/a/[^/]+/1$", client.submit(start, button="Start").location)


def test_who_signs_in_where_an_answer_waits_is_forgotten_by_a_shared_computer_too(client, school, code):
    school.school_class.shared_computers = True
    school.session.commit()
    begun = client.submit(client.get(f"/join/{code}"), {"name": "Grace"}, button="Start")
    first = client.submit(client.get(begun.location), button="Start").location
    page = client.get(first)
    school.session.execute(delete(WebSession))
    school.session.commit()
    back = client.submit(client.submit(page, form=first, button="Continue"), button="Save and go on")
    [cookie] = [each for each in back.headers.getlist("Set-Cookie") if each.startswith("__Host-session=")]

    assert back.location == first
    assert "Max-Age" not in cookie


@pytest.mark.parametrize("quizzes", [1, 2])
def test_on_a_shared_computer_it_comes_with_the_name(client, school, code, quizzes):
    school.school_class.shared_computers = True
    if quizzes == 2:
        set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="Second")
    school.session.commit()
    page = client.get(f"/join/{code}")
    joined = client.submit(page, {"name": "Grace"}, button="Start" if quizzes == 1 else "Join")
    cookie = [each for each in joined.headers.getlist("Set-Cookie") if each.startswith("__Host-session")]

    assert re.search(r'name="shared"[^>]*checked|checked[^>]*name="shared"', page.text)
    assert "Max-Age" not in cookie[0]
    assert "Three words" in client.get(joined.location).text


def test_the_words_of_the_return_link_go_with_the_code_of_the_class(client, new_client, school, code):
    client.submit(client.get(f"/join/{code}"), {"name": "Grace"}, button="Start")
    shown = re.findall(r"<dd>([^<]+)</dd>", client.get("/return-link").text)
    assert shown[0] == code
    other = new_client()
    answer = other.submit(other.get("/return"), {"code": shown[0], "words": shown[1]}, button="Continue")

    assert answer.status_code == 303
    assert "You are Grace" in other.get("/").text


def test_the_home_pages_field_and_the_form_both_lead_to_the_class(client, school, code):
    from_home = client.submit(client.get("/"), {"code": f"{code[:4].lower()} {code[4:]}"}, form="/join")
    from_form = client.submit(client.get("/join"), {"code": code}, button="Go on")

    assert urlsplit(from_home.location).path == urlsplit(from_form.location).path == f"/join/{code}"


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Write the code."), ("NOSUCHCODE", "no class with this code")]
)
def test_a_wrong_code_comes_back_with_a_sentence(client, school, code, typed, said):
    answer = client.submit(client.get("/join"), {"code": typed}, button="Go on")

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text


def test_a_wrong_link_says_so_and_offers_the_form(client, school, code):
    answer = client.get("/join/NOSUCHCODE")

    assert answer.status_code == 404
    assert "no class with this code" in answer.text
    assert client.submit(answer, {"code": code}, button="Go on").status_code == 303


def test_very_many_wrong_codes_make_wait_and_a_class_that_mistypes_does_not(client, school, code, clock):
    page = client.get("/join")
    for _try in range(40):
        assert client.submit(page, {"code": "WRONG"}, button="Go on").status_code == 422
    assert client.get(f"/join/{code}").status_code == 200
    key = "join:127.0.0.1"
    for _try in range(FREE_FAILURES_OF_CODES):
        rate_limit.count_failure(school.session, key, clock(), free=FREE_FAILURES_OF_CODES)
    school.session.commit()
    answer = client.get("/join/WRONG")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert client.submit(page, {"code": "WRONG"}, button="Go on").status_code == 429
    # The right one works at once, whatever others behind the same address do; and no guess makes the wait longer.
    assert client.submit(page, {"code": code}, button="Go on").status_code == 303
    joining = client.get(f"/join/{code}")
    assert joining.status_code == 200
    clock.advance(minutes=16)
    assert client.get("/join/WRONG").status_code == 404
    assert client.submit(joining, {"name": "Grace"}, button="Start").status_code == 303


def test_two_presses_join_once_and_both_are_signed_in(app, client, new_client, school, code):
    page = client.get(f"/join/{code}")
    # The second press leaves the phone before the answer to the first, and so without its cookie.
    second = new_client()
    visitor = client.get_cookie("__Host-visitor").value
    second.set_cookie("__Host-visitor", visitor, domain="localhost", secure=True, path="/")
    client.submit(page, {"name": "Grace"}, button="Start")
    answer = second.submit(page, {"name": "Grace"}, button="Start")

    assert answer.status_code == 303
    assert number_of(school, Student) == number_of(school, Membership) == 1
    assert "You are Grace" in client.get("/").text
    assert "You are Grace" in second.get("/").text


def test_the_next_person_at_a_shared_computer_is_not_signed_in_as_the_last(client, school, code):
    page = client.get(f"/join/{code}")
    client.submit(page, {"name": "Grace"}, button="Start")
    client.submit(client.get("/not-you"), button="Leave this device")
    answer = client.submit(page, {"name": "Ada"}, button="Start")  # Back, then another name

    assert answer.status_code == 303
    assert "You are Ada" in client.get("/").text
    assert number_of(school, Student) == 2


def test_another_browser_cannot_use_the_form_of_the_first(client, new_client, school, code):
    page = client.get(f"/join/{code}")
    client.submit(page, {"name": "Grace"}, button="Start")
    stranger = new_client()
    own = stranger.get(f"/join/{code}")
    op = re.search(r'name="op" value="([^"]+)"', page.text)[1]
    answer = stranger.submit(own, {"name": "Grace"}, button="Start", forged={"op": op})

    assert answer.status_code == 422
    assert "Somebody in this class has this name" in answer.text
    assert 'value="Grace"' in answer.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Write the name your teacher knows you by."),
        ("\u200b\u202e", "Write the name your teacher knows you by."),
        ("x" * 61, "Write at most 60 letters."),
    ],
)
def test_a_name_that_is_none_comes_back_with_a_sentence(client, school, code, name, said):
    answer = client.submit(client.get(f"/join/{code}"), {"name": name}, button="Start")

    assert answer.status_code == 422
    assert said in answer.text
    assert number_of(school, Student) == 0


def test_a_name_is_chosen_from_the_list_and_taken_names_are_not_shown(client, new_client, school, code):
    school.school_class.naming = "roster"
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Ada\nGrace"))
    grace = school.membership("Grace").public_id
    school.session.commit()
    page = client.get(f"/join/{code}")
    empty = client.submit(page, button="Start")
    assert empty.status_code == 422
    assert "Choose your name." in empty.text
    late = new_client()
    late_page = late.get(f"/join/{code}")
    assert client.submit(page, {"membership": grace}, button="Start").status_code == 303
    answer = late.submit(late_page, {"membership": grace}, button="Start")

    assert answer.status_code == 422
    assert ">Grace<" not in answer.text
    assert ">Ada<" in answer.text


def test_a_list_without_a_free_name_says_what_to_do(client, school, code):
    school.school_class.naming = "roster"
    school.session.commit()

    assert "Ask your teacher to add yours." in client.get(f"/join/{code}").text


def test_two_words_are_given_where_the_class_wants_no_names(client, school, code):
    school.school_class.naming = "words"
    school.session.commit()
    client.submit(client.get(f"/join/{code}"), button="Start")

    assert re.search(r"You are [A-Z][a-z]+ [A-Z][a-z]+", client.get("/").text)


def test_who_is_in_the_class_already_just_goes_on(client, school, code):
    client.submit(client.get(f"/join/{code}"), {"name": "Grace"}, button="Start")
    page = client.get(f"/join/{code}")

    assert "You are in this class as Grace." in page.text
    assert f'href="/q/{school.assignment.public_id}"' in page.text
    school.session.commit()


def test_a_known_student_joins_a_second_class_under_the_same_identity(client, school, code):
    client.submit(client.get(f"/join/{code}"), {"name": "Grace"}, button="Start")
    other = school.foreign.join_code
    school.session.commit()
    page = client.get(f"/join/{other}")
    answer = client.submit(page, {"name": "Grace H."}, button="Join")

    assert urlsplit(answer.location).path == "/"
    assert number_of(school, Student) == 1
    assert number_of(school, Membership) == 2


def test_a_removed_student_is_told_whom_to_ask(app, client, school, code):
    student = school.student()
    students.remove(school.session, school.school_class, school.membership(), school.teacher.id, START)
    school.session.commit()
    sign_in(client, app, student_id=student.id)
    page = client.get(f"/join/{code}")

    assert "taken you out of this class" in page.text
    assert "Join</button>" not in page.text.split("<main")[1]


def test_a_removed_student_comes_back_to_their_own_results_and_to_nothing_else(
    app, client, new_client, school, code
):
    """What they answered is theirs to read, also after they left the class; its quizzes are not theirs to take."""
    student = school.student()
    taken = finish(school.session, school.assignment, student, 2)
    later = set_quiz(school.session, school.school_class, school.quiz, school.teacher)
    link = return_links.make_return_link(
        school.session, app.extensions["quizapp"].secret, student.id, code, START
    )
    students.remove(school.session, school.school_class, school.membership(), school.teacher.id, START)
    results, start = f"/a/{taken.public_id}", f"/q/{later.public_id}"
    school.session.commit()

    client.submit(client.get(f"/r/{link.token}"), button="Yes, go on as Grace Hopper")

    assert client.get(results).status_code == 200
    assert client.get(start).status_code == 404
    home = client.get("/").text
    assert results in home
    assert start not in home
    other = new_client()
    sign_in(other, app, student_id=new_student_id(school))
    assert other.get(results).status_code == 404


def new_student_id(school) -> int:
    made = school.student("Somebody else").id
    school.session.commit()
    return made


def test_a_teacher_does_not_join_by_mistake(teacher, school, code):
    page = teacher.get(f"/join/{code}")
    assert "You are signed in as a teacher." in page.text
    form = teacher.get("/classes/new")
    answer = teacher.submit(form, {"name": "x"}, button="Make the class")
    assert answer.status_code == 303
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)[1]
    answer = teacher.post(f"/join/{code}", data={"csrf_token": token, "op": "a" * 32, "name": "Ada"})

    assert answer.status_code == 409
    assert number_of(school, Student) == 0


def test_with_several_quizzes_or_none_the_student_goes_to_the_list(client, school, code):
    set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="Second")
    school.session.commit()
    answer = client.submit(client.get(f"/join/{code}"), {"name": "Grace"}, button="Join")

    assert urlsplit(answer.location).path == "/"
    listed = client.get("/").text
    assert "All three" in listed
    assert "Second" in listed


def test_a_quiz_that_is_not_open_now_is_not_where_one_is_sent(client, school, code):
    school.assignment.closes_at = START - timedelta(hours=1)
    school.session.commit()
    answer = client.submit(client.get(f"/join/{code}"), {"name": "Grace"}, button="Join")

    assert urlsplit(answer.location).path == "/"


def test_nobody_learns_the_names_of_others(client, school, code):
    school.student("Secret Name")
    school.session.commit()
    page = client.get(f"/join/{code}")
    answer = client.submit(page, {"name": "Grace"}, button="Start")

    for text in (page.text, answer.text, client.get("/").text, client.get(f"/join/{code}").text):
        assert "Secret" not in text


def test_a_form_without_its_operation_id_is_refused(client, school, code):
    page = client.get(f"/join/{code}")

    assert client.submit(page, {"name": "Grace"}, button="Start", forged={"op": ""}).status_code == 400


def test_two_names_of_one_browser_are_shown_to_the_teacher_and_one_pupil_each_are_not(
    client, new_client, teacher, school, code
):
    path = f"/classes/{school.school_class.public_id}"
    school.session.commit()
    client.submit(client.get(f"/join/{code}"), {"name": "Grace"}, button="Start")
    other = new_client()
    other.submit(other.get(f"/join/{code}"), {"name": "Ada Other"}, button="Start")
    assert "Joined in one browser" not in teacher.get(path).text
    client.submit(client.get("/not-you"), button="Leave this device")
    client.submit(client.get(f"/join/{code}"), {"name": "Grace H"}, button="Start")

    page = teacher.get(path).text
    beside = page.partition("Joined in one browser")[2].partition("</section>")[0]
    assert re.findall(r">([\w ]+)</a>", beside) == ["Grace", "Grace H"]
    for membership in school.session.scalars(select(Membership).where(Membership.name == "Grace")):
        membership.removed_at = START
    school.session.commit()
    assert "Joined in one browser" not in teacher.get(path).text
