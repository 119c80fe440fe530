"""A teacher and a student in real browsers: from nothing to the first question."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.identity import one_time_links
from quizapp.models import SchoolClass, User
from tests.classes.school import assignment_url, begin, finish, publish_bank, sign_in
from tests.support.browser import DARK, NARROW, PHONE, axe
from tests.support.clock import START

PASSWORD = "correct horse battery"


def sign_in_page(page: Page, app: Flask, user_id: int) -> None:
    """Give a browser the cookie of a signed-in teacher."""
    visitor = app.test_client()
    sign_in(visitor, app, user_id=user_id)
    token = visitor.get_cookie("__Host-session").value
    cookie = {"name": "__Host-session", "value": token, "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([{**cookie, "secure": True, "httpOnly": True, "sameSite": "Lax"}])


def test_a_teacher_sets_a_quiz_and_a_phone_reaches_its_first_question_in_one_screen(live, new_page, session):
    publish_bank(session)
    token = one_time_links.make_link(session, "setup", START)
    session.commit()
    teacher = new_page(timezone_id="Asia/Tokyo")

    teacher.goto(f"/account/setup/{token}")  # 1
    teacher.get_by_label("Your name").fill("Ms Finch")
    teacher.get_by_label("User name").fill("finch")
    teacher.get_by_label("Password").fill(PASSWORD)
    teacher.get_by_role("button", name="Make the account").click()
    teacher.get_by_label("Name of the class").fill("7B")  # 2
    teacher.get_by_role("button", name="Make the class").click()
    link = teacher.get_by_role("textbox", name="The link").input_value()  # 3
    teacher.get_by_role("link", name="All three").click()
    teacher.get_by_role("button", name="Set this quiz").click()  # 4
    teacher.get_by_role("link", name="Watch it live").click()
    expect(teacher.get_by_text("Nobody has joined the class yet.")).to_be_visible()

    phone = new_page(**PHONE)
    phone.goto(link)  # 1
    phone.get_by_label("Your name").fill("Grace")
    phone.get_by_role("button", name="Start").click()
    expect(phone).to_have_url(re.compile(r"/a/[^/]+/1$"))
    expect(phone.locator("fieldset legend h1").first).to_be_visible()

    # The teacher's page has followed, without being loaded again by hand.
    expect(teacher.get_by_role("row", name=re.compile("Grace"))).to_contain_text("working")
    expect(teacher.get_by_role("row", name=re.compile("Grace"))).to_contain_text("question 1")
    assert teacher.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Nobody was asked: account and class have the browser's time zone.
    session.expire_all()
    assert session.scalars(select(User.timezone)).all() == ["Asia/Tokyo"]
    assert session.scalars(select(SchoolClass.timezone)).all() == ["Asia/Tokyo"]


@pytest.mark.parametrize(
    "look",
    [
        # tests/face looks at every page in every run, on a fuller school.
        pytest.param({}, id="desktop", marks=pytest.mark.full),
        pytest.param({**NARROW, **DARK}, id="narrow and dark", marks=pytest.mark.full),
    ],
)
def test_every_page_of_classes_is_accessible_and_fits(live, new_page, school, look):
    finish(school.session, school.assignment, school.student(), 2)
    base = f"/classes/{school.school_class.public_id}"
    quiz = f"/classes/assignments/{school.assignment.public_id}"
    membership_id, user_id = school.membership().public_id, school.teacher.id
    pages = ["/classes", "/classes/new", base, f"{base}/settings", f"{base}/poster", f"{base}/roster"]
    pages += [f"{base}/teachers", f"{base}/history", f"{base}/assign", f"{base}/gradebook"]
    pages += [f"{base}/students/{membership_id}", f"{base}/assign/{school.quiz.public_id}"]
    pages += [quiz, f"{quiz}/edit", f"{quiz}/live", f"{quiz}/students/{membership_id}"]
    join = f"/join/{school.school_class.join_code}"
    school.session.commit()
    page = new_page(**look)
    sign_in_page(page, live.app, user_id)
    stranger = new_page(**look)

    for visitor, addresses in ((page, pages), (stranger, ["/join", join])):
        for address in addresses:
            visitor.goto(address)
            assert axe(visitor) == [], address
            assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_wrong_form_is_accessible_too(live, new_page, school):
    user_id = school.teacher.id
    address = f"/classes/{school.school_class.public_id}/assign/{school.quiz.public_id}"
    school.session.commit()
    page = new_page(**PHONE)
    sign_in_page(page, live.app, user_id)
    page.goto(address)
    page.get_by_label("Title, as students see it").fill("")
    page.get_by_text("More settings").click()
    page.get_by_label("Pass mark in per cent").fill("500")
    page.get_by_role("button", name="Set this quiz").click()

    expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
    page.get_by_role("link", name="Write a number from 0 to 100, or nothing.").click()
    expect(page.get_by_label("Pass mark in per cent")).to_be_focused()
    assert axe(page) == []


def test_rows_of_the_live_page_follow_the_states_unless_somebody_is_on_one(live, new_page, school):
    for name in ("Ada", "Ben", "Cleo"):
        school.student(name)
    user_id, address = school.teacher.id, assignment_url(school, "/live")
    school.session.commit()
    page = new_page()
    sign_in_page(page, live.app, user_id)
    page.goto(address)
    names = page.locator("tbody th")
    expect(names).to_have_text(["Ada", "Ben", "Cleo"])

    begin(school.session, school.assignment, school.membership("Ben").student)
    school.session.commit()
    expect(names).to_have_text(["Ben", "Ada", "Cleo"], timeout=15_000)

    page.get_by_role("link", name="Cleo").focus()
    begin(school.session, school.assignment, school.membership("Ada").student)
    school.session.commit()
    expect(page.get_by_role("row", name="Ada")).to_contain_text("working", timeout=15_000)
    expect(names).to_have_text(["Ben", "Ada", "Cleo"])
    expect(page.get_by_role("link", name="Cleo")).to_be_focused()
