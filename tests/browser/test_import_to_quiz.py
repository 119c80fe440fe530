"""A file of another program goes from upload to a quiz that is taken, in a real Chromium.

``QUIZAPP_FILES`` names a folder whose files take this way instead of the examples: public ones, say.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.domain.question import Response
from quizapp.models import Attempt, AttemptState
from quizapp.serving.runner import run_next
from tests.browser.student import Shown, Student, stored
from tests.support.interchange import EXAMPLES
from tests.support.people import PASSWORD, make_teacher

#: Ten formats; the first in every run, the others under ``--full``.
TEN = (
    "gift/types.gift", "moodle-xml/types.xml", "aiken/basic.txt", "qti-1.2/canvas.zip", "qti-2/package.zip",
    "docx/trees.docx", "kahoot/basic.xlsx", "table/english.csv", "anki/basic.apkg", "h5p/set.h5p",
)  # fmt: skip
_FOLDER = os.environ.get("QUIZAPP_FILES", "")
FILES = sorted(Path(_FOLDER).iterdir()) if _FOLDER else [EXAMPLES / name for name in TEN]


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, id=file.name, marks=[pytest.mark.full] if number and not _FOLDER else [])
        for number, file in enumerate(FILES)
    ],
)
def test_a_file_of_another_program_becomes_a_quiz_that_is_taken(live, new_page, file: Path) -> None:
    sessions = live.app.extensions["quizapp"].sessions
    with sessions.write() as session:
        make_teacher(session, datetime.now(UTC))
    person = Student(new_page(), "mouse")
    page = person.page
    _sign_in(page)
    page.goto("/banks/upload")
    page.get_by_label("File", exact=True).set_input_files(file)
    person.press("Upload")
    expect(page.locator("h1")).to_be_visible()
    if "/jobs/" in page.url:  # a long one is read beside the server
        run_next(live.app.extensions["quizapp"])
        page.get_by_role("link", name="Go on").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("came in")
    assert page.url.endswith("/import"), page.locator("main").inner_text()
    bank = page.url.removesuffix("/import")
    _publish(person, bank)
    length = _make_quiz(person, bank)
    person.press("Try it as a student")
    person.press("Start")
    if page.get_by_role("button", name="Go on").count():
        person.press("Go on")
    attempt_id = page.url.split("/")[-2]
    for shown in stored(sessions, attempt_id):
        person.answer(shown.filled(_best(shown)))
    person.press("Hand in")
    expect(page.locator("main")).to_contain_text("Trial run.")
    with sessions.read() as session:
        attempt = session.scalars(select(Attempt)).one()
        assert len(attempt.positions) == length
        assert attempt.submitted_at is not None
        if attempt.state == AttemptState.GRADED:  # no essay waits for a person
            assert attempt.score == pytest.approx(attempt.max_marks)


def _best(shown: Shown) -> Response:
    """An answer that is right, or as good as answers get."""
    found = [(response, fraction) for response, fraction in shown.question.examples() if response is not None]
    return max(found, key=lambda each: -1 if each[1] is None else each[1])[0]


def _publish(person: Student, bank: str) -> None:
    person.page.goto(f"{bank}/publish")
    doubts = person.page.locator("input[name=doubts]")
    if doubts.count():
        doubts.check()
    person.press("Publish")
    expect(person.page.locator(".banner.saved")).to_have_text("Version 1 is published.")


def _make_quiz(person: Student, bank: str) -> int:
    """A quiz of all questions; how many there are."""
    page = person.page
    page.goto(f"{bank}/quizzes/new")
    page.get_by_label("Title of the quiz").fill("All of it")
    boxes = page.locator("input[name=questions]")
    length = boxes.count()
    for box in boxes.all():
        box.evaluate("each => { each.checked = true; }")  # folded away where there are many
    person.press("Save the quiz")
    return length


def _sign_in(page: Page) -> None:
    page.goto("/account/sign-in")
    page.get_by_label("User name").fill("ada")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
