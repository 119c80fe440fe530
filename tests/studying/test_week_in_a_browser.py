"""A week of study in a real browser, with a clock that jumps: once with script, once without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from quizapp.models import Student
from tests.studying.story import CORRECTED, PLACES, entry, publish_story
from tests.support.browser import NO_SCRIPT, PHONE, axe, runs_out

Look = Callable[[Page], None]
CHOICES = {"jobs-who": "The mining company", "jobs-status": "claimed by one side", "jobs-status-two": "claimed by one side",
           "berths-status": "on record", "longer": "The planned quay"}  # fmt: skip
WRONG_CHOICES = {"jobs-who": "The labour union", "berths-status": "opinion"}
TYPED = {"jobs-who-typed": "Nordic Minerals", "berths": "12"}


@pytest.fixture
def story(live, session, clock):
    bank = publish_story(session, clock())
    return bank, entry(session, bank, "check", clock())


def press(page: Page, where: Locator) -> None:
    """Click what leads to another page, and wait until that one is there."""
    with page.expect_navigation():
        where.click()


def give(page: Page, question: str, *, right: bool = True, sure: str = "Certain") -> None:
    if question in TYPED:
        page.locator("fieldset.question input[name=answer]:not([value=dont-know])").first.fill(
            TYPED[question] if right else "13 herrings" if question != "berths" else "13"
        )
    else:
        words = CHOICES[question] if right else WRONG_CHOICES[question]
        page.get_by_role("radio", name=words, exact=True).check()
    page.get_by_role("radio", name=sure, exact=True).check()
    press(page, page.get_by_role("button", name="Continue"))


def asked(page: Page) -> str:
    return page.locator("input[name=question]").get_attribute("value") or ""


def study_on(page: Page, button: str, *, sure: str = "Certain") -> list[str]:
    """Answer everything that is asked, rightly; the feedback pages' texts."""
    texts = []
    for _ in range(30):
        if page.get_by_role("button", name="To the question").count():
            press(page, page.get_by_role("button", name="To the question"))
        if not page.locator("input[name=question]").count():
            return texts
        give(page, asked(page), sure=sure)
        texts.append(page.locator("main").inner_text())
        press(page, page.get_by_role("link", name=button, exact=True))
    raise AssertionError("the sitting does not end")


def come_back(page: Page, link: str, clock, **later: float) -> None:
    clock.advance(**later)
    page.goto(link)
    press(page, page.get_by_role("button", name="Yes, go on"))


def sound(page: Page) -> None:
    """Nothing that axe finds, and no sideways scrolling."""
    assert axe(page) == []
    assert runs_out(page) <= 0


def take_it(_page: Page) -> None:
    """Where script is off, axe cannot look: the same pages are looked at with script on."""


def take_the_quiz(page: Page, look: Look, quiz: str, url: str) -> str:
    """Day 0: two missed while certain. Returns the way back."""
    page.goto(f"/q/{quiz}")
    press(page, page.get_by_role("button", name="Start"))
    question = page.url
    page.goto("/return-link")
    link = page.locator("input[readonly]").input_value().replace("http://127.0.0.1:8000", url)
    page.goto(question)
    for question in PLACES:
        give(page, question, right=question not in WRONG_CHOICES)
    press(page, page.get_by_role("button", name=re.compile("Submit|Hand in")))
    look(page)
    press(page, page.get_by_role("link", name="Practise 2 questions you missed (about 2 min)"))
    return link


def practise(page: Page, look: Look) -> None:
    """A worked example, another variant, feedback at once, a date and a calendar file."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Who says so?")
    look(page)
    press(page, page.get_by_role("button", name="To the question"))
    assert asked(page) == "jobs-who-typed"
    look(page)
    give(page, "jobs-who-typed")
    expect(page.get_by_text("Only the company gives the number.")).to_be_visible()
    look(page)
    press(page, page.get_by_role("link", name="Go on", exact=True))
    study_on(page, "Go on")
    expect(page.get_by_text("Next: tomorrow, Tuesday 3 March, 2 questions.")).to_be_visible()
    look(page)
    with page.expect_download() as calendar:
        page.get_by_role("link", name="Put the next visit into your calendar").click()
    assert "20260303" in calendar.value.path().read_text()


def review_days_1_and_2(page: Page, look: Look, link: str, clock) -> None:
    """What was missed, guessed rightly: it comes back tomorrow, with the three that were right on day 0."""
    come_back(page, link, clock, days=1)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 questions wait, about 2 minutes")
    press(page, page.get_by_role("link", name="Start : Today"))
    texts = study_on(page, "Go on", sure="Guessing")
    assert all("Right, but you said it was a guess. It comes back tomorrow, " in text for text in texts)
    assert all("Then and now" in text for text in texts)
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 of 2 right")
    look(page)

    # Day 2: both again, and the three that were right on day 0.
    come_back(page, link, clock, days=1)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^5 questions wait, about "))
    press(page, page.get_by_role("link", name="Start : Today"))
    assert len(study_on(page, "Go on")) == 5


def review_day_7(page: Page, look: Look) -> None:
    """The record of the 400 jobs was corrected meanwhile: old and new side by side. Then progress."""
    press(page, page.get_by_role("link", name="Start : Today"))
    texts = study_on(page, "Go on")
    changed = [text for text in texts if "What is known has changed since you answered" in text]
    assert changed
    assert "400 jobs" in changed[0]
    assert "The mine will create 250 jobs" in changed[0]

    # Progress, with its picture and its table.
    press(page, page.get_by_role("link", name="My progress"))
    expect(page.get_by_text("of the 4 ideas you have met")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("certain"))).to_be_visible()
    page.get_by_text("Show the numbers").click()
    look(page)


def turn_cards_and_read(page: Page, look: Look, bank: str) -> None:
    """Flashcards by keyboard, and the briefing."""
    page.goto(f"/study/cards/{bank}")
    look(page)
    page.get_by_role("link", name="Show the answer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I knew it")).to_be_visible()
    page.get_by_role("button", name="I knew it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The last card:")).to_be_visible()
    page.goto(f"/study/briefing/{bank}")
    expect(page.get_by_role("img", name="The quay as planned is longer than the pier")).to_be_visible()
    look(page)


def delete(page: Page, look: Look) -> None:
    page.goto("/study/erase")
    look(page)
    page.get_by_role("checkbox").check()
    press(page, page.get_by_role("button", name="Delete me"))
    expect(page.locator("main").get_by_text("Your name and your answers are deleted.")).to_be_visible()


@pytest.mark.parametrize(
    ("way", "look"),
    [(PHONE, sound), ({**PHONE, **NO_SCRIPT}, take_it)],
    ids=["with script", "without script"],
)
def test_a_week_from_quiz_to_knowing(new_page, live, session, story, clock, way, look):
    bank, quiz = story
    page = new_page(**way)
    link = take_the_quiz(page, look, quiz.public_id, live.url)
    practise(page, look)
    review_days_1_and_2(page, look, link, clock)
    clock.advance(days=4)
    publish_story(session, clock(), CORRECTED)
    come_back(page, link, clock, days=1)
    review_day_7(page, look)
    turn_cards_and_read(page, look, bank.public_id)
    delete(page, look)
    assert session.scalars(select(Student.name)).all() == ["Former student"]
