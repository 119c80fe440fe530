"""A teacher and a student in real browsers: from nothing to the first question."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.identity import one_time_links
from quizapp.models import SchoolClass, User
from tests.classes.school import assignment_url, begin, finish, publish_bank, sign_in
from tests.support.browser import DARK, NARROW, PHONE, axe, listen, runs_out, tree
from tests.support.clock import START
from tests.support.people import PASSWORD


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
    assert runs_out(teacher) <= 0
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
            assert runs_out(visitor) <= 0, address


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


def test_the_live_page_follows_without_a_reload_keeps_the_focus_says_it_once_and_can_be_paused(
    live, new_page, school
):
    for name in ("Ada", "Ben", "Cleo"):
        school.student(name)
    user_id, address = school.teacher.id, assignment_url(school, "/live")
    school.session.commit()
    page = new_page()
    sign_in_page(page, live.app, user_id)
    page.clock.install()
    page.goto(address)
    heard = listen(page)
    names = page.locator("tbody th")
    expect(names).to_have_text(["Ada", "Ben", "Cleo"])

    def look_again(seconds: int = 4) -> None:
        """What was asked at the page's own pace has been answered."""
        with page.expect_response("**/live.json"):
            page.clock.fast_forward(seconds * 1000)

    def voice() -> list[str]:
        """What was said, once what is answered has been drawn."""
        page.wait_for_timeout(100)
        page.clock.run_for(200)
        return heard()

    look_again()
    begin(school.session, school.assignment, school.membership("Ben").student)
    school.session.commit()
    look_again()
    expect(names).to_have_text(["Ben", "Ada", "Cleo"])
    assert voice() == ["Handed in: 0 of 3. Working: 1. Stopped: 0."]

    # Who joins gets a row at the end, and nobody who is on a link loses their place.
    page.get_by_role("link", name="Cleo").focus()
    page.evaluate("window.same = true")  # until it is loaded anew
    begin(school.session, school.assignment, school.membership("Ada").student)
    school.student("Dora")
    school.session.commit()
    look_again()
    expect(page.get_by_role("row", name="Ada")).to_contain_text("working")
    expect(names).to_have_text(["Ben", "Ada", "Cleo", "Dora"])
    expect(page.get_by_role("link", name="Cleo")).to_be_focused()
    assert page.evaluate("window.same")
    to_dora = page.get_by_role("link", name="Dora").get_attribute("href")
    assert to_dora.endswith(school.membership("Dora").public_id)
    assert len(voice()) == 1, "at most once a minute"
    look_again(60)
    assert voice()[1:] == ["Handed in: 0 of 4. Working: 2. Stopped: 0."]

    (pause := page.get_by_role("button", name="Pause")).click()
    assert "button Pause pressed=true" in tree(page)
    begin(school.session, school.assignment, school.membership("Cleo").student)
    school.session.commit()
    page.clock.fast_forward(8000)
    page.clock.run_for(8000)
    assert page.get_by_role("row", name="Cleo").inner_text().count("working") == 0
    pause.click()
    look_again()
    expect(page.get_by_role("row", name="Cleo")).to_contain_text("working")


def test_the_table_of_the_live_page_is_heard_by_its_headings(live, new_page, school):
    school.student("Ada")
    user_id, address = school.teacher.id, assignment_url(school, "/live")
    school.session.commit()
    page = new_page()
    sign_in_page(page, live.app, user_id)
    page.goto(address)
    said = tree(page, "table")
    assert said[0] == "table Students and where they are in the quiz"
    assert [line for line in said if line.startswith("columnheader")] == [
        "columnheader Student", "columnheader Where they are", "columnheader Answered", "columnheader Next blank",
        "columnheader Last seen",
    ]  # fmt: skip
