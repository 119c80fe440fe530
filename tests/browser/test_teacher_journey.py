"""The whole journey of a teacher, from the set-up link to files that recompute, in four ways."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, expect

from quizapp.banks.publishing import publish_file
from quizapp.identity import one_time_links
from quizapp.reports.verify.archive import recompute
from tests.browser.student import WAYS, ways
from tests.browser.student import Student as Teacher
from tests.support.classmates import join_and_take
from tests.support.people import PASSWORD

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"
CLASS = 4


@pytest.fixture
def set_up_link(live) -> str:
    """The article's bank is published, and nobody has an account yet."""
    path = QUESTIONS / "kursk-incursion.yaml"
    now = datetime.now(UTC)
    with live.app.extensions["quizapp"].sessions.write() as session:
        publish_file(session, path.name, path.stem, path.read_text(encoding="utf-8"), now, bank_file=path)
        token = one_time_links.make_link(session, "setup", now)
        session.commit()
    return f"/account/setup/{token}"


# In every run: the keyboard, because whoever gets through by it has met every control in order. Mouse, touch and script
# off are crossed under --full; the first minute goes by mouse in every run, each page's own tests without script.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", ways("keyboard"))
def test_a_teacher_goes_from_the_set_up_link_to_files_that_recompute(live, new_page, set_up_link, way):
    teacher = Teacher(new_page(**WAYS[way]), way)

    teacher.page.goto(set_up_link)
    code = set_a_quiz(teacher)
    watch_the_class(teacher, live.app, code)
    read_the_report(teacher)
    hide_names(teacher)
    assert exported(teacher) == CLASS


def set_a_quiz(teacher: Teacher) -> str:
    """An account, a class, a quiz; then the code, as the class sees it on the board."""
    teacher.write("Your name", "Ms Finch")
    teacher.write("User name", "finch")
    teacher.write("Password", PASSWORD)
    teacher.press("Make the account")
    teacher.write("Name of the class", "7B")
    teacher.press("Make the class")
    teacher.press("Ten-minute check", role="link")
    teacher.press("Set this quiz")
    teacher.press("Show the code to your class", role="link")
    code = teacher.page.locator(".code-big").inner_text()
    go_back(teacher)
    teacher.press("Ten-minute check", role="link")
    return "".join(code.split())


def go_back(teacher: Teacher) -> None:
    """By the page's own link, above its heading."""
    teacher.follow(teacher.page.locator("a.back"))


def watch_the_class(teacher: Teacher, app, code: str) -> None:
    """The live page follows by itself; where script is off, by its button."""
    teacher.press("Watch it live", role="link")
    expect(teacher.page.get_by_text("Nobody has joined the class yet.")).to_be_visible()
    rng = Random(4)
    for number in range(CLASS):
        join_and_take(app, code, f"Pupil {number}", rng)
    if teacher.way == "script off":
        teacher.press("Check again")
    for number in range(CLASS):
        row = teacher.page.get_by_role("row").filter(has_text=f"Pupil {number}")
        expect(row).to_contain_text("handed in", timeout=15_000)
    go_back(teacher)


def open_part(page: Page, title: str) -> None:
    """On a phone a part of a report is a heading to press; a desk shows it whole."""
    heading = page.locator("details:not([open]) > summary", has_text=re.compile(rf"^\s*{title}\s*\d*\s*$"))
    if heading.is_visible():
        heading.click()


def read_the_report(teacher: Teacher) -> None:
    """From the assignment to its report, to one question, to one student, and back."""
    page = teacher.page
    teacher.press("Read the report", role="link")
    expect(page.get_by_text(f"{CLASS} of {CLASS} have handed in")).to_be_visible()
    open_part(page, "Questions")
    teacher.follow(page.locator("#questions tbody th a").first)
    expect(page.get_by_role("heading", name="Who chose what")).to_be_visible()
    go_back(teacher)
    open_part(page, "Students")
    teacher.follow(page.locator("#students tbody th a").first)
    expect(page.get_by_role("heading", name="Missed")).to_be_visible()
    go_back(teacher)


def hide_names(teacher: Teacher) -> None:
    teacher.press("Hide names", role="link")
    assert "Pupil" not in teacher.page.content()
    open_part(teacher.page, "Students")
    expect(teacher.page.get_by_role("link", name="Student 1", exact=True)).to_be_visible()
    teacher.press("Show names", role="link")
    assert "Pupil" in teacher.page.content()


def exported(teacher: Teacher) -> int:
    """Download the archive; how many attempts it counts. Every number in it recomputes from its responses."""
    open_part(teacher.page, "Files")
    teacher.activate(teacher.page.get_by_text("Files for statistics programs and for keeping"))
    with teacher.page.expect_download() as waiting:
        teacher.activate(teacher.page.get_by_role("link", name="Archive"))
    with zipfile.ZipFile(waiting.value.path()) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    verdict = recompute(files)
    assert (verdict.differences, verdict.problems) == ((), ())
    [_head, quiz] = io.StringIO(files["quiz.csv"].decode("utf-8-sig")).read().splitlines()
    return int(quiz.split(",")[0])
