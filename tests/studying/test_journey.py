"""A learner's way over a week, by the pages alone, with script off: quiz, practice, days 1, 2 and 7, a changed record."""

import re

import pytest

from quizapp.models import Bank
from tests.studying.story import CORRECTED, PLACES, RIGHT, WRONG, entry, publish_story

CHOICES = {"jobs-who": "The mining company", "jobs-status": "claimed by one side", "jobs-status-two": "claimed by one side",
           "berths-status": "on record", "longer": "The planned quay"}  # fmt: skip


@pytest.fixture
def bank(session, clock):
    return publish_story(session, clock())


def begin(client, session, bank: Bank, key: str, now):
    quiz = entry(session, bank, key, now)
    return client.submit(client.get(f"/q/{quiz.public_id}"), form="/start", follow_redirects=True)


def idea_on(page) -> str:
    return re.search(r'name="question" value="([\w-]+)"', page.text)[1]


def value_of(page, words: str) -> str:
    """The value of the radio button that reads so."""
    found = re.search(rf'name="answer" value="(\d+)"[^>]*> <span>{re.escape(words)}</span>', page.text)
    assert found, f"no option {words!r}"
    return found[1]


def any_wrong(page, right: str) -> str:
    return next(
        value
        for value, words in re.findall(r'name="answer" value="(\d+)"[^>]*> <span>([^<]+)</span>', page.text)
        if words != right
    )


def fill(page, question: str, *, right: bool = True, sure: str = "") -> dict[str, str]:
    if question in CHOICES:
        chosen = value_of(page, CHOICES[question]) if right else any_wrong(page, CHOICES[question])
    else:
        chosen = str((RIGHT if right else WRONG)[question])
    return {"answer": chosen, **({"certainty": sure} if sure else {})}


def take_quiz(client, page, wrong: tuple[str, ...]):
    """Answer the five questions in order, hand in, and return the results page."""
    for question in PLACES:
        sure = "certain" if question in wrong else "fairly sure"
        page = client.submit(
            page,
            fill(page, question, right=question not in wrong, sure=sure),
            button="Continue",
            follow_redirects=True,
        )
    return client.submit(page, form="/submit", follow_redirects=True)


def answer(client, page, *, right=True, sure=""):
    """Answer the question of a study page; returns its feedback page."""
    return client.submit(
        page, fill(page, idea_on(page), right=right, sure=sure), button="Continue", follow_redirects=True
    )


def follow(client, page, words: str):
    """Press the link that reads so."""
    found = re.search(rf'href="([^"]+)"[^>]*>{re.escape(words)}', page.text)
    assert found, f"no link {words!r} on {page.request.path}"
    return client.get(found[1].replace("&amp;", "&"), follow_redirects=True)


def on(client, feedback):
    """From feedback of the day's review to what comes next: a question, past a worked example, or the end."""
    return past_lesson(client, follow(client, feedback, "Go on"))


def past_lesson(client, page):
    return (
        client.submit(page, button="To the question", follow_redirects=True)
        if "worked example" in page.text
        else page
    )


def sign_in_again(client, clock, link: str, **later):
    """Come back on another day by the return link; the session of the day before has ended."""
    clock.advance(**later)
    return client.submit(client.get(link), button="Yes, go on", follow_redirects=True)


@pytest.mark.databases("sqlite", "postgresql")
def test_a_week_of_study(client, session, bank, clock):
    practise_on_day_nought(client, session, bank, clock)
    token = two_days_of_review(client, clock)
    a_changed_record_on_day_seven(client, session, clock, token)


def practise_on_day_nought(client, session, bank, clock):
    page = begin(client, session, bank, "check", clock())
    results = take_quiz(client, page, wrong=("jobs-who", "berths-status"))
    assert "Practise 2 questions you missed (about 2 min)" in results.text

    # Practice: another variant where there is one, each pattern's first meeting opens with a worked example.
    page = follow(client, results, "Practise 2 questions you missed")
    assert "A worked example, before the first question of this kind" in page.text
    page = past_lesson(client, page)
    assert idea_on(page) == "jobs-who-typed"
    assert "Who says so" not in page.text  # the badge would give the answer away
    feedback = answer(client, page, right=False)
    assert "Only the company gives the number." in feedback.text
    assert "Nordic Minerals" in feedback.text
    page = follow(client, feedback, "Go on")
    assert idea_on(page) == "berths-status"  # of a new pattern, too; but one worked example a day is enough
    feedback = answer(client, page, right=True)
    page = follow(client, feedback, "Go on")
    assert idea_on(page) == "jobs-who"  # missed once, back once; not the question of last time
    done = follow(client, answer(client, page, right=False), "Go on")
    assert "1 of 2 right" in done.text
    assert "1 more than last time." in done.text  # both were missed in the quiz
    # Both missed in the quiz come back after a day; the 2nd of March is a Monday.
    assert "Next: tomorrow, Tuesday 3 March, 2 questions." in done.text
    ics = follow(client, done, "Put the next visit into your calendar")
    assert "DTSTART;VALUE=DATE:20260303" in ics.text
    assert "Mira" not in ics.text


def two_days_of_review(client, clock) -> str:
    """Days 1 and 2; returns the return link."""
    # Day 1: two are due. A right answer that is a guess by one's own account comes back tomorrow.
    clock.advance(hours=3)
    home = client.get("/")
    assert "Nothing waits now." in home.text
    link = client.get("/return-link")
    token = re.search(r"/r/[\w-]+", link.text)[0]
    home = sign_in_again(client, clock, token, days=1)
    assert "2 questions wait, about 2 minutes" in home.text
    # One was right in practice after that.
    assert "Last time you missed or guessed them at first." in home.text
    page = past_lesson(client, client.get("/study/today"))
    seen = set()
    while 'name="question"' in page.text:
        question = idea_on(page)
        seen.add(question)
        sure = "guessing" if question.startswith("jobs-who") else "certain"
        feedback = answer(client, page, right=True, sure=sure)
        if question.startswith("jobs-who"):
            assert "Right, but you said it was a guess. It comes back tomorrow, " in feedback.text
        page = on(client, feedback)
    assert len(seen) == 2
    assert "Then and now" in feedback.text
    assert "Done for now" in page.text
    assert "2 of 2 right" in page.text
    assert "Next: tomorrow, Wednesday 4 March" in page.text

    # Day 2: the guess, and the three that were right on day 0.
    home = sign_in_again(client, clock, token, days=1)
    assert "4 questions wait, about 3 minutes" in home.text
    page = past_lesson(client, client.get("/study/today"))
    while 'name="question"' in page.text:
        page = on(client, answer(client, page, right=True, sure="certain"))
    return token


def a_changed_record_on_day_seven(client, session, clock, token):
    # Day 7: the record of one claim has changed meanwhile.
    clock.advance(days=4)
    publish_story(session, clock(), CORRECTED)
    sign_in_again(client, clock, token, days=1)
    assert "What is known has changed since you answered" in client.get("/study/progress").text
    pages = []
    page = past_lesson(client, client.get("/study/today"))
    while 'name="question"' in page.text:
        feedback = answer(client, page, right=True, sure="certain")
        pages.append(feedback.text)
        page = on(client, feedback)
    changed = [text for text in pages if "What is known has changed since you answered" in text]
    assert changed
    assert "The mine will create 400 jobs" in changed[0]
    assert "The mine will create 250 jobs" in changed[0]
    assert "2 March 2026" in changed[0]
    assert "8 March 2026" in changed[0]
