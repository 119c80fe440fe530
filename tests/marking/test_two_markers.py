"""Two teachers who mark at once, comments used again, and a mark that a sign-in's end must not swallow."""

import pytest
from sqlalchemy import delete, select
from wtforms import Form, PasswordField

from quizapp.accounts import forms as account_forms
from quizapp.models import ClassTeacher, HandMark, WebSession
from quizapp.web.guards import SECRET
from tests.support.clock import START
from tests.support.people import make_teacher

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture(autouse=True)
def _an_hour_later(clock):
    """Marks are given after the answers."""
    clock.advance(hours=1)


@pytest.fixture
def essays(with_essay):
    with_essay.take("Adele", 0, 0, "3 km", [0, 1], "Ask the survey itself.")
    with_essay.take("Ben", 0, 0, "3 km", [0, 1], "Ask around.")
    return with_essay


@pytest.fixture
def colleague(essays):
    other = make_teacher(essays.session, START, "zoe")
    essays.session.add(ClassTeacher(class_id=essays.school_class.id, user_id=other.id, role="teacher"))
    essays.session.commit()
    return other


def desk_of(teacher, taught, nth=1):
    page = teacher.get(f"{taught.address}/marking")
    link = page.text.split('class="rows"')[1].split('href="')[nth].split('"')[0]
    return teacher.get(link.replace("&amp;", "&").split("#")[0])


def give(teacher, desk, points, comment=""):
    values = {"points_0": points[0], "points_1": points[1], "comment": comment}
    return teacher.submit(desk, values, button="Save and go on")


def marks_of(taught):
    found = taught.session.execute(select(HandMark.points, HandMark.comment).order_by(HandMark.id)).all()
    taught.session.commit()
    return [tuple(row) for row in found]


def test_a_mark_given_meanwhile_is_shown_and_not_written_over_unseen(essays, colleague, visit):
    ada, zoe = visit(essays.teacher), visit(colleague)
    first, second = desk_of(ada, essays), desk_of(zoe, essays)
    assert give(ada, first, ("2", "1"), "good").status_code == 303

    refused = give(zoe, second, ("1", "0"), "thin")

    assert refused.status_code == 409
    assert "was marked or changed since you opened this page" in refused.text
    assert "2 + 1" in refused.text, "theirs"
    assert "good" in refused.text
    assert ">\r\nthin</textarea>" in refused.text or ">\nthin</textarea>" in refused.text, "mine"
    assert 'value="1"' in refused.text
    assert marks_of(essays) == [([2, 1], "good")]

    # Having seen it, the second marker may decide.
    assert zoe.submit(refused, {"comment": "thin"}, button="Save and go on").status_code == 303
    assert marks_of(essays) == [([2, 1], "good"), ([1, 0], "thin")]


def test_the_same_mark_by_two_is_no_conflict(essays, colleague, visit):
    ada, zoe = visit(essays.teacher), visit(colleague)
    first, second = desk_of(ada, essays), desk_of(zoe, essays)
    give(ada, first, ("2", "1"), "good")

    assert give(zoe, second, ("2", "1"), "good").status_code == 303
    assert len(marks_of(essays)) == 1


def test_an_answer_that_changed_meanwhile_is_read_before_it_is_marked(essays, visit):
    ada = visit(essays.teacher)
    desk = desk_of(ada, essays)
    position = essays.attempts[0].positions[4]
    position.response, position.revision = "A late answer that was accepted.", position.revision + 1
    essays.session.commit()

    refused = give(ada, desk, ("2", "1"))

    assert refused.status_code == 409
    assert "A late answer that was accepted." in refused.text
    assert marks_of(essays) == []


def test_marks_given_before_stay_readable(essays, colleague, visit):
    ada, zoe = visit(essays.teacher), visit(colleague)
    give(ada, desk_of(ada, essays), ("2", "1"), "good")
    give(zoe, desk_of(zoe, essays), ("1", "0"), "thin")

    before = desk_of(ada, essays).text.split("Marks given before")[1]
    assert before.index("thin") < before.index("good")
    assert "Ada" in before
    assert "Zoe" in before


def test_a_comment_is_used_again_by_one_press_without_script(essays, visit):
    ada = visit(essays.teacher)
    give(ada, desk_of(ada, essays), ("2", "1"), "Name the source.")
    desk = desk_of(ada, essays, nth=2)
    assert "Ask around." in desk.text

    pressed = ada.submit(
        desk, {"points_0": "1", "points_1": "", "comment": "Short."}, button="Name the source."
    )

    assert pressed.status_code == 200
    assert "Short.\nName the source.</textarea>" in pressed.text.replace("\r\n", "\n")
    assert 'value="1"' in pressed.text, "points stay"
    assert len(marks_of(essays)) == 1, "nothing is saved yet"


def test_a_comment_of_another_question_or_teacher_is_not_offered(essays, colleague, visit):
    ada, zoe = visit(essays.teacher), visit(colleague)
    give(ada, desk_of(ada, essays), ("2", "1"), "Name the source.")

    assert "What you wrote to others here" not in desk_of(zoe, essays, nth=2).text


def test_the_answer_has_a_heading_and_the_key_stands_before_the_form(essays, visit):
    text = desk_of(visit(essays.teacher), essays).text

    assert "Answer of Adele</h2>" in text
    assert text.index("Answer of Adele") < text.index("What a good answer has") < text.index("<form method")


def test_points_typed_after_the_sign_in_ended_are_sent_again_by_one_press(essays, visit):
    ada = visit(essays.teacher)
    desk = desk_of(ada, essays)
    essays.session.execute(delete(WebSession))
    essays.session.commit()

    refused = give(ada, desk, ("2", "0.5"), "")
    assert refused.status_code == 401
    assert "Sign in in another tab" in refused.text

    again = visit(essays.teacher)
    token = again.get_cookie("__Host-session", domain="localhost", path="/").value
    ada.set_cookie("__Host-session", token, domain="localhost", secure=True, path="/")
    assert ada.submit(refused, {}, button="Send it again").status_code == 303
    assert marks_of(essays) == [([2, 0.5], "")]


def test_no_password_is_shown_or_kept_for_sending_again(essays, visit):
    ada = visit(essays.teacher)
    token = ada.get("/account/").text.split('name="csrf_token" value="')[1].split('"')[0]
    essays.session.execute(delete(WebSession))
    essays.session.commit()

    refused = ada.post(
        "/account/new-password", data={"csrf_token": token, "current": "Nightingale", "password": "Sandvik"}
    )

    assert refused.location.startswith("/account/sign-in")
    refused = ada.post("/account/", data={"csrf_token": token, "current": "Nightingale", "name": "Ada B"})
    assert "Ada B" in refused.text
    assert "Nightingale" not in refused.text
    assert "Send it again" not in refused.text


def test_every_field_of_a_password_is_known_as_one():
    fields = {
        field.name
        for kind in vars(account_forms).values()
        if isinstance(kind, type) and issubclass(kind, Form)
        for field in kind()
        if isinstance(field, PasswordField)
    }
    assert fields >= {"current", "password"}
    assert all(SECRET.fullmatch(name) for name in fields)
