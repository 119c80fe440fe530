"""A bank without claims has nothing to read first, and no page says or offers otherwise."""

import re
from urllib.parse import urljoin

import pytest

from tests.studying.story import entry, publish_story

pytestmark = pytest.mark.databases("sqlite")

BANK = """\
title: Times tables
about: Sevens and eights.
quizzes:
  check: {title: Two sums, open: yes, order: as written, questions: [seven, eight]}
questions:
- {id: seven, ask: What is 7 times 8?, number: 56, who: The mayor, status: estimate, where: page 3}
- {id: eight, ask: Is 64 a square?, answer: "Yes", wrong: ["No"]}
"""
#: The same without a speaker, and with guesses before.
MORE = BANK.replace(", who: The mayor, status: estimate, where: page 3", "").replace(
    "questions:\n-",
    "  first: {title: Two guesses, open: yes, unmarked: yes, order: as written, questions: [seven, eight]}\nquestions:\n-",
)
#: Words of a story in the news, and of who says what of it.
OF_A_STORY = re.compile(
    r"\b(stor(?:y|ies)|claim\w*|news|two-minute|happened later|who says|rely|read the|before you read|one side)\b",
    re.IGNORECASE,
)


def words(page) -> str:
    """What a page says, its folds and the sentences for its script included."""
    said = re.sub(r"<(script|style)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    kept = re.findall(r'(?:data-[\w-]+|aria-label|alt|placeholder)="([^"]*)"', said)
    return " ".join([re.sub(r"<[^>]+>", " ", said), *kept])


def test_no_page_of_it_speaks_of_a_story(client, session, clock):
    """Every page that links lead to from the start page, the questions, the results and the practice of what was missed."""
    bank = publish_story(session, clock(), MORE)
    shown = {"home": client.get("/")}
    for quiz in ("check", "first"):
        page = client.get(f"/q/{entry(session, bank, quiz, clock()).public_id}")
        shown[f"start {quiz}"] = page
        page = client.submit(page, form="/start", follow_redirects=True)
        for values in ({"answer": "50"}, {"answer": "dont-know"}):
            shown[f"{quiz}, {values}"] = page
            page = client.submit(page, values, button="Continue", follow_redirects=True)
        shown[f"{quiz}, check"] = page
        results = shown[f"{quiz}, results"] = client.submit(page, button="Hand in", follow_redirects=True)
        page = client.get(re.search(r"/study/practise/[\w-]+", results.text)[0])
        for _item in range(8):
            shown[f"{quiz}, practice {len(shown)}"] = page
            if 'name="question"' not in page.text:
                break
            page = client.submit(page, {"answer": "dont-know"}, button="Continue", follow_redirects=True)
            shown[f"{quiz}, feedback {len(shown)}"] = page
            page = client.get(
                urljoin(page.request.url, re.findall(r'class="button" href="([^"]+)"', page.text)[-1])
            )
    for address in (
        "/study/progress",
        "/study/today",
        f"/study/learn/{bank.public_id}",
        f"/study/cards/{bank.public_id}",
        "/return-link",
        "/study/privacy",
        "/not-you",
        "/join",
        "/return",
    ):
        shown[address] = client.get(address, follow_redirects=True)

    assert {name: page.status_code for name, page in shown.items() if page.status_code != 200} == {}
    found = {name: [each[0] for each in OF_A_STORY.finditer(words(page))] for name, page in shown.items()}
    assert {name: said for name, said in found.items() if said} == {}


def test_nothing_leads_to_a_read_that_is_not_there(client, session, clock):
    bank = publish_story(session, clock(), BANK)
    entry(session, bank, "check", clock())
    home = client.get("/")
    page = client.submit(home, form="/start", follow_redirects=True)
    for values in ({"answer": "50"}, {"answer": "dont-know"}):
        page = client.submit(page, values, button="Continue", follow_redirects=True)
    results = client.submit(page, button="Hand in", follow_redirects=True)
    learn = client.get(f"/study/learn/{bank.public_id}")

    for shown in (home, results, learn, client.get("/study/progress")):
        assert shown.status_code == 200
        for words in (
            "Start here",
            "Read the story",
            "two-minute",
            "The story of",
            "happened later",
            "rely on",
        ):
            assert words not in shown.text
    for shown in (learn, client.get(f"/study/cards/{bank.public_id}"), client.get("/study/progress")):
        assert shown.status_code == 200
        assert "claim" not in shown.text.lower()
    assert "You have met 2 of 2 ideas." in client.get("/study/progress").text
    assert "Times tables" in home.text
    assert ">Read " not in learn.text
    assert "<h2>Take a quiz" in learn.text
    old = client.get(f"/study/briefing/{bank.public_id}")
    assert old.location == f"/study/learn/{bank.public_id}"
    # Where a place is named and no source, nothing stands before it.
    assert "<bdi>page 3</bdi></p>" in results.text
