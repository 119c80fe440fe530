"""A bank without claims has nothing to read first, and no page says or offers otherwise."""

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
    assert "Times tables" in home.text
    assert ">Read " not in learn.text
    assert "<h2>Take a quiz" in learn.text
    old = client.get(f"/study/briefing/{bank.public_id}")
    assert old.location == f"/study/learn/{bank.public_id}"
    # Where a place is named and no source, nothing stands before it.
    assert "<bdi>page 3</bdi></p>" in results.text
