"""From a new class to files that recompute: a teacher in a browser, thirty students through HTTP."""

import io
import zipfile
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from quizapp.banks import publishing
from quizapp.identity import sessions
from quizapp.reports.verify.archive import recompute
from tests.support.browser import DARK, NARROW, axe, runs_out
from tests.support.classmates import join_and_take
from tests.support.clock import START
from tests.support.people import make_teacher
from tools.house_rules import ROOT

CLASS_SIZE = 30


@pytest.fixture
def real_bank(session):
    """The article's bank, as it is shipped."""
    path = ROOT / "questions" / "kursk-incursion.yaml"
    publishing.publish_file(session, str(path), path.stem, path.read_text("utf-8"), START, bank_file=path)
    session.commit()


def sign_in(page: Page, app: Flask, user_id: int) -> None:
    program = app.extensions["quizapp"]
    with program.sessions.write() as session:
        token = sessions.sign_in(session, program.clock(), user_id=user_id)
        session.commit()
    cookie = {"name": "__Host-session", "value": token, "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([{**cookie, "secure": True, "httpOnly": True, "sameSite": "Lax"}])


@pytest.mark.timeout(600)
def test_a_teacher_makes_a_class_thirty_students_take_the_quiz_and_the_report_holds(
    live, new_page, session, real_bank, tmp_path
):
    user_id = make_teacher(session, START, "finch").id
    session.commit()
    page = new_page(accept_downloads=True)
    sign_in(page, live.app, user_id)

    page.goto("/classes")
    page.get_by_role("link", name="Make a class").click()
    page.get_by_label("Name of the class").fill("7B")
    page.get_by_role("button", name="Make the class").click()
    code = page.get_by_role("textbox", name="The link").input_value().rpartition("/")[2]
    page.get_by_role("link", name="Ten-minute check").click()
    page.get_by_role("button", name="Set this quiz").click()
    rng = Random(30)
    for number in range(CLASS_SIZE):
        join_and_take(live.app, code, f"Pupil {number:02}", rng)

    page.goto("/reports")
    page.get_by_role("row").filter(has_text="7B").get_by_role("link", name="Ten-minute check").click()
    expect(page.get_by_text("30 of 30 have handed in")).to_be_visible()
    assert axe(page) == []
    read_sort_and_open(page)
    hide_names_and_print(page, tmp_path)
    assert exported(page, tmp_path) == CLASS_SIZE
    look_elsewhere(new_page, live.app, user_id, page.url)


def read_sort_and_open(page: Page) -> None:
    page.get_by_role("link", name="Score", exact=True).click()
    scores = [text.split("%")[0] for text in page.locator("#students td[data-label=Score]").all_inner_texts()]
    numbers = [float(text.replace("\u202f", "").strip()) for text in scores]
    assert numbers == sorted(numbers)
    page.locator("#questions tbody th a").first.click()
    expect(page.get_by_role("heading", name="Who chose what")).to_be_visible()
    assert axe(page) == []
    page.go_back()
    page.locator("#students tbody th a").first.click()
    expect(page.get_by_role("heading", name="Missed")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="The source as a map").click()
    expect(page.get_by_role("heading", name="The source as a map")).to_be_visible()
    assert axe(page) == []
    page.go_back()


def hide_names_and_print(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Hide names").click()
    assert "Pupil" not in page.content()
    expect(page.get_by_role("link", name="Student 1", exact=True)).to_be_visible()
    page.pdf(path=folder / "report.pdf")
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Show names").click()


def exported(page: Page, folder: Path) -> int:
    """Download the archive through its link; how many attempts it says count. Every number of it recomputes."""
    page.get_by_text("Files for statistics programs and for keeping").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Archive").click()
    waiting.value.save_as(folder / "report.zip")
    with zipfile.ZipFile(folder / "report.zip") as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    verdict = recompute(files)
    assert verdict.differences == ()
    assert verdict.problems == ()
    [_head, quiz] = io.StringIO(files["quiz.csv"].decode("utf-8-sig")).read().splitlines()
    return int(quiz.split(",")[0])


def look_elsewhere(new_page, app: Flask, user_id: int, address: str) -> None:
    """The same report at 320 px, in the dark, without script."""
    for way in (NARROW, {**NARROW, **DARK}, {"script": False}):
        other = new_page(**way)
        sign_in(other, app, user_id)
        other.goto(address)
        expect(other.get_by_role("heading", name="To do now")).to_be_visible()
        if way.get("script", True):
            assert axe(other) == []
            assert runs_out(other) <= 0
