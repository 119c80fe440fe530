"""A bank for the pages on the way through a quiz, and somebody at its first question."""

from datetime import UTC, datetime

from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.models import Assignment, Quiz
from tests.support import harbour
from tests.support.liveserver import Live

NAMES = ("mayor", "plan", "fruit", "depth", "voices", "steps")
PLACES = {name: place for place, name in enumerate(NAMES, start=1)}
BANK = harbour.bank(
    f"  way: {{title: The way, open: yes, order: as written, questions: [{', '.join(NAMES)}]}}\n", *NAMES
)


def publish(live: Live, bank: str = BANK) -> str:
    """Publish the bank; the address of its quiz's start page."""
    with live.app.extensions["quizapp"].sessions.write() as session:
        version = publishing.publish_bank(session, "way", bank, datetime.now(UTC)).version
        quiz = session.scalars(select(Quiz).where(Quiz.bank_id == version.bank_id)).first()
        found = session.scalars(select(Assignment).where(Assignment.quiz_id == quiz.id)).one()
        session.commit()
        return f"/q/{found.public_id}"


def begin(page: Page, address: str) -> str:
    """Start the quiz; the address of the attempt. Whatever stands between the start and question 1 is passed."""
    page.goto(address)
    name = page.get_by_label("Your name")
    if name.count():
        name.fill("Mira Sand")
    page.get_by_role("button", name="Start").click()
    if page.get_by_role("button", name="Go on").count():
        page.get_by_role("button", name="Go on").click()
    expect(page.locator("form .bar")).to_be_visible()
    return page.url.rpartition("/")[0]
