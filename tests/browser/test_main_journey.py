"""A quiz on the real article, taken in a real browser page by page, and its score read back from the database."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from quizapp.banks import publish_file
from quizapp.db import Sessions
from quizapp.models import Attempt
from tests.browser.student import WAYS, Student, stored

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"


@pytest.fixture
def sessions(live) -> Sessions:
    return live.app.extensions["quizapp"].sessions


@pytest.fixture
def article(sessions) -> None:
    """The article's bank, published from its file."""
    path = QUESTIONS / "kursk-incursion.yaml"
    with sessions.write() as session:
        publish_file(session, path.name, path.stem, path.read_text(encoding="utf-8"), datetime.now(UTC))
        session.commit()


def take(student: Student, sessions: Sessions, quiz: str, *, wrong: set[int]) -> tuple[str, float]:
    """From the start page to the check page, with wrong answers at the given places.

    Returns the attempt's id and what the answers are worth together.
    """
    student.page.goto("/")
    student.check_page()
    student.press(quiz, role="link")
    student.write("Your name", "Mira Sand")
    student.press("Start")
    expect(student.page.locator(".keep")).to_contain_text("Three words")
    student.press("Go on")
    found = re.search(r"/a/([\w-]+)/1$", student.page.url)
    assert found
    shown = stored(sessions, found[1])
    worth = 0.0
    for place, each in enumerate(shown, start=1):
        expect(student.page.locator(".progress")).to_contain_text(f"Question {place} of {len(shown)}")
        response = each.wrong() if place in wrong else each.question.best()
        worth += float(each.question.grade(response).fraction or 0)
        student.answer(each.filled(response))
    return found[1], worth


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("way", "quiz"),
    [
        ("mouse", "The whole story"),
        ("touch", "Ten-minute check"),
        ("keyboard", "Ten-minute check"),
        ("script off", "Ten-minute check"),
    ],
)
def test_a_student_takes_a_quiz_on_the_article_and_the_score_is_in_the_database(
    article, live, new_page, sessions, way, quiz
):
    student = Student(new_page(**WAYS[way]), way)

    attempt_id, worth = take(student, sessions, quiz, wrong={2, 5, 7})

    assert student.page.locator("h1").inner_text() == "Check your answers"
    length = student.page.locator(".check-line").count()
    assert length == (30 if quiz == "The whole story" else 10)
    student.press("Submit answers")
    expect(student.page.locator("h1")).to_contain_text(f"{length - 3} of {length} right")
    with sessions.read() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.public_id == attempt_id)).one()
        assert (attempt.state, attempt.max_marks) == ("graded", length)
        assert attempt.score == pytest.approx(worth)
    assert length - 3 <= worth < length
    missed = student.page.locator("section[aria-labelledby=missed] .card")
    expect(missed).to_have_count(3)
    for card in missed.all():
        expect(card).to_contain_text("Better answer")
        expect(card).to_contain_text("Why")
        expect(card.locator(".badge").first).to_be_visible()
        expect(card).to_contain_text("ITV News")


def test_back_refresh_and_change_lose_nothing(article, live, new_page, sessions):
    student = Student(new_page(), "mouse")
    attempt_id, _worth = take(student, sessions, "Three guesses before you read", wrong={1})
    student.press("Change question 1", role="link")
    first = stored(sessions, attempt_id)[0]
    expect(student.page.locator("input:checked")).to_have_count(1)
    student.page.reload()
    student.answer(first.filled(first.question.best()))
    assert student.page.url.endswith("/check")
    student.page.go_back()
    student.page.go_forward()
    student.press("Submit answers")
    student.page.go_back()
    student.page.reload()
    expect(student.page.locator(".card")).to_have_count(3)
    expect(student.page.locator("section[aria-labelledby=missed]")).to_have_count(0)


def test_an_answer_that_cannot_be_read_comes_back_with_what_to_do(live, new_page, sessions):
    path = QUESTIONS / "tour.yaml"
    with sessions.write() as session:
        text = path.read_text(encoding="utf-8").replace("  tour:\n", "  tour:\n    open: yes\n")
        publish_file(session, "tour.yaml", "tour", text, datetime.now(UTC))
        session.commit()
    student = Student(new_page(), "mouse", look=True)
    page = student.page
    page.goto("/")
    student.press("Every type once", role="link") if page.get_by_role(
        "link", name="Every type once"
    ).count() else page.locator("main .rows a").first.click()
    student.write("Your name", "Noor")
    student.press("Start")
    student.press("Go on")
    figure_seen = False
    answered = 0
    for _place in range(10):
        if page.locator("[data-order]").count():  # an order is shown, so continuing with it is an answer
            answered += 1
            student.press("Continue")
            student.press("Next question", role="link")  # the tour gives feedback after each question
            continue
        if page.locator("input.figure").count():
            figure_seen = True
            page.locator("input.figure").fill("lots of them")
        student.press("Continue")
        assert page.title().startswith("Error: ")
        expect(page.locator(".error-summary")).to_be_focused()
        if page.locator("input.figure").count():
            assert page.locator("input.figure").input_value() == "lots of them"
        student.press("Skip for now", role="link")
    assert page.url.endswith("/check")
    assert figure_seen
    expect(page.locator(".is-missing")).to_have_count(10 - answered)
