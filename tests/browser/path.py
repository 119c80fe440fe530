"""A bank for the pages on the way through a quiz, and somebody at its first question."""

from datetime import UTC, datetime

from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.models import Assignment, Quiz
from tests.support.liveserver import Live

BANK = """\
title: Harbour town
quizzes:
  way: {title: The way, open: yes, order: as written, questions: [goal, essay, several, depth, who, steps]}
questions:
- id: goal
  ask: Which goal of the mission to the harbour did the mayor herself state in June?
  answer: To free the quay from old ships
  wrong: [To draw tourists from the town, To stop the work in the bay, To swap it for other land]
- {id: essay, essay: What would you check?}
- {id: several, ask: Which costs are named?, answers: [Dredging, Dues], wrong: [Wages]}
- {id: depth, ask: How deep is it?, number: 3 km}
- id: who
  ask: Who said what?
  match: {Minister: It is safe, Biologist: It is risky, Mayor: It is ours}
- {id: steps, ask: Put the steps in order., order: [Survey, Licence, Drilling]}
"""
PLACES = {
    name: place for place, name in enumerate(("goal", "essay", "several", "depth", "who", "steps"), start=1)
}


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
