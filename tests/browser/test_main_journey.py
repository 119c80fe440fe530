"""A student's way through a quiz on the real article, page by page, in four ways; scores read back from the database."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from quizapp.banks.publishing import publish_file
from quizapp.models import Attempt, Quiz
from quizapp.models.db import Sessions
from tests.browser.student import WAYS, Student, stored, ways
from tests.support.people import make_class, make_teacher
from tests.support.quizzes import assign

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"


@pytest.fixture
def sessions(live) -> Sessions:
    return live.app.extensions["quizapp"].sessions


@pytest.fixture
def code(article, sessions) -> str:
    """The code of a class before which a quiz is set."""
    now = datetime.now(UTC)
    with sessions.write() as session:
        school_class = make_class(session, now, make_teacher(session, now))
        school_class.join_code = "K7QX3M9T"
        quiz = session.scalars(select(Quiz).where(Quiz.title == "Ten-minute check")).one()
        assign(session, now, school_class, quiz)
        return school_class.join_code


def begin(student: Student, quiz: str) -> None:
    """From the start page to the first question of a quiz that is open to anyone."""
    student.page.goto("/")
    student.check_page()
    student.press(quiz)


def answer_all(student: Student, sessions: Sessions, *, wrong: set[int]) -> tuple[str, float]:
    """From the first question to the check page, with wrong answers at the given places.

    Returns the attempt's id and what the answers are worth together.
    """
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


def hand_in(student: Student, sessions: Sessions, attempt_id: str, worth: float, length: int) -> None:
    """Three of the answers are wrong: they stand first, with why and who says so; the score is in the database."""
    assert student.page.locator("h1").inner_text() == "Check your answers"
    assert student.page.locator(".check-line").count() == length
    student.press("Hand in")
    expect(student.page.locator("h1")).to_contain_text(f"{length - 3} of {length} right")
    with sessions.read() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.public_id == attempt_id)).one()
        assert (attempt.state, attempt.max_marks) == ("graded", length)
        assert attempt.score == pytest.approx(worth)
    assert length - 3 <= worth < length
    lines = student.page.locator(".lines > li > details")
    expect(lines).to_have_count(length)
    for line in lines.all()[:3]:
        line.locator("summary").first.click()
        card = line.locator(".card")
        expect(card).to_contain_text("The answer")
        expect(card).to_contain_text("Why")
        expect(card.locator(".badge").first).to_be_visible()
        expect(card).to_contain_text("ITV News")


# In every run: touch, because most students hold a phone, and script off, because that is what every page stands on.
# Mouse and keyboard are crossed under --full; in every run the test below goes by mouse.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", ways("touch", "script off"))
def test_a_student_goes_from_the_code_to_the_results_and_comes_back_by_three_words(
    code, live, new_page, sessions, way
):
    student = Student(new_page(**WAYS[way]), way)
    page = student.page
    page.goto("/")
    student.write("Code", code.lower())
    student.press("Join")
    student.write("Your name", "Mira Sand")
    student.press("Start")
    attempt_id, worth = answer_all(student, sessions, wrong={2, 5, 7})
    hand_in(student, sessions, attempt_id, worth, 10)
    _code, words, *_link = page.locator(".keep dd").all_inner_texts()

    student.press("Not you?", role="link")
    student.press("Leave this device")
    student.press("Come back with your three words", role="link")
    student.write("Code", code)
    student.write("Three words", words)
    student.press("Continue")
    student.follow(page.locator(f'a[href="/a/{attempt_id}"]'))
    expect(page.locator("h1")).to_contain_text("7 of 10 right")


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("way", "quiz", "length"),
    [
        ("mouse", "Ten-minute check", 10),
        pytest.param("keyboard", "The whole story", 30, marks=pytest.mark.full),
    ],
)
def test_anyone_takes_an_open_quiz_and_the_score_is_in_the_database(
    article, live, new_page, sessions, way, quiz, length
):
    student = Student(new_page(**WAYS[way]), way)
    begin(student, quiz)
    attempt_id, worth = answer_all(student, sessions, wrong={2, 5, 7})
    hand_in(student, sessions, attempt_id, worth, length)


def test_back_refresh_and_change_lose_nothing(article, live, new_page, sessions):
    student = Student(new_page(), "mouse")
    begin(student, "Three guesses before you read")
    attempt_id, _worth = answer_all(student, sessions, wrong={1})
    student.press("Change question 1", role="link")
    first = stored(sessions, attempt_id)[0]
    expect(student.page.locator("input:checked")).to_have_count(1)
    student.page.reload()
    student.answer(first.filled(first.question.best()))
    assert student.page.url.endswith("/check")
    student.page.go_back()
    student.page.go_forward()
    student.press("Hand in")
    student.page.go_back()
    student.page.reload()
    expect(student.page.locator(".card")).to_have_count(3)
    expect(student.page.locator(".lines .is-wrong")).to_have_count(0)


def test_an_answer_that_cannot_be_read_comes_back_with_what_to_do(live, new_page, sessions):
    path = QUESTIONS / "tour.yaml"
    with sessions.write() as session:
        text = path.read_text(encoding="utf-8").replace("  tour:\n", "  tour:\n    open: yes\n")
        publish_file(session, "tour.yaml", "tour", text, datetime.now(UTC))
        session.commit()
    student = Student(new_page(), "mouse", look=True)
    page = student.page
    page.goto("/")
    student.press("One of each type")
    figure_seen = False
    for _place in range(10):
        if page.locator("input.figure").count():
            figure_seen = True
            page.locator("input.figure").fill("lots of them")
        student.press("Continue")
        assert page.title().startswith("Error: ")
        expect(page.locator(".error-summary")).to_be_focused()
        if page.locator("input.figure").count():
            assert page.locator("input.figure").input_value() == "lots of them"
        student.press("Skip for now")
    assert page.url.endswith("/check")
    assert figure_seen
    expect(page.locator(".is-missing")).to_have_count(10)
