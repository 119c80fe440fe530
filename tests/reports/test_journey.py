"""From a new class to files that recompute: a teacher in a browser, thirty students through HTTP."""

import io
import re
import zipfile
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp import banks, visitors
from quizapp.attempts import page_of
from quizapp.demo import random_post
from quizapp.models import Attempt
from quizapp.question import Question
from quizapp.reports.recompute import recompute
from tests.support.browser import DARK, NARROW, axe
from tests.support.clock import START
from tests.support.house import ROOT
from tests.support.quizzes import make_teacher
from tests.support.visitor import Visitor

CLASS_SIZE = 30


@pytest.fixture
def real_bank(session):
    """The article's bank, as it is shipped."""
    path = ROOT / "questions" / "kursk-incursion.yaml"
    banks.publish_file(session, str(path), path.stem, path.read_text("utf-8"), START)
    session.commit()


def sign_in(page: Page, app: Flask, user_id: int) -> None:
    program = app.extensions["quizapp"]
    with program.sessions.write() as session:
        token = visitors.sign_in(session, program.clock(), user_id=user_id)
        session.commit()
    cookie = {"name": "__Host-session", "value": token, "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([{**cookie, "secure": True, "httpOnly": True, "sameSite": "Lax"}])


def join_and_take(app: Flask, code: str, name: str, rng: Random) -> None:
    """One student: joins with the code, starts, answers every question through its form, hands in."""
    student = Visitor(app, app.response_class)
    student.submit(student.get(f"/join/{code}"), {"name": name}, button="Join", follow_redirects=True)
    quiz = re.search(r'href="(/q/[\w-]+)"[^>]*>\s*Ten-minute check', student.get("/").text)
    asked = student.submit(student.get(quiz[1]), button="Start")
    token = re.search(r"/a/([\w-]+)", asked.location)[1]
    for place, (question, order) in enumerate(questions_of(app, token), start=1):
        best = question.best() if rng.random() < 0.65 else None
        view = question.ask_view(order, best)
        posted = (filled(view) if best is not None else None) or random_post(view, rng)
        posted["certainty"] = [rng.choice(["guessing", "fairly sure", "certain"])]
        address = f"/a/{token}/{place}"
        sent = student.submit(student.get(address), posted, button="Continue")
        assert sent.status_code == 303, sent.text
    handed_in = student.submit(student.get(f"/a/{token}/check"), form="/submit")
    assert handed_in.status_code == 303


def questions_of(app: Flask, token: str) -> list[tuple[Question, list[int]]]:
    """The questions of an attempt as they are shown, so that the test can know the right answers."""
    with app.extensions["quizapp"].sessions.read() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.public_id == token)).one()
        pages = [page_of(session, token, p, attempt.student_id) for p in range(1, attempt.length + 1)]
        return [(page.question, page.order) for page in pages]


def filled(view) -> dict[str, list[str]] | None:
    """What a browser posts for a view that shows a saved answer; None where it shows none."""
    chosen: dict[str, list[str]] = {}
    for control in view.controls:
        if control.choices or not control.name.startswith("answer") or view.segments:
            if control.value:
                chosen[control.name] = [control.value]
        elif control.chosen:
            chosen.setdefault("answer", []).append(control.value)
        elif not any(c.chosen for c in view.controls) and len(view.controls) == 1 and control.value:
            chosen["answer"] = [control.value]
    return chosen if len(chosen) and all(chosen.values()) else None


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
    code = page.get_by_role("textbox", name="Copy the link").input_value().rpartition("/")[2]
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
    expect(page.get_by_role("heading", name="Answers")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="The source as a map").click()
    expect(page.get_by_role("heading", name="The source as a map")).to_be_visible()
    assert axe(page) == []
    page.go_back()


def hide_names_and_print(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="hidden, for projecting").click()
    assert "Pupil" not in page.content()
    expect(page.get_by_role("link", name="Student 1", exact=True)).to_be_visible()
    page.pdf(path=folder / "report.pdf")
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="shown").click()


def exported(page: Page, folder: Path) -> int:
    """Download the archive through its link; how many attempts it says count. Every number of it recomputes."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="report.zip").click()
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
            assert other.evaluate("document.documentElement.scrollWidth") <= 320
