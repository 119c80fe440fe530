"""Calm: no word of a game in anything that studying says; and the files that leave for calendar and cards are sound."""

import re
from pathlib import Path

import pytest

from tests.studying.story import publish_story
from tests.studying.test_journey import begin, follow, take_quiz

pytestmark = pytest.mark.databases("sqlite")

ROOT = Path(__file__).resolve().parents[2] / "quizapp"
#: A page that wants somebody back for its own sake, or makes a race of learning, would need one of these.
GAME = re.compile(
    r"\b(streaks?|leader ?boards?|confetti|trophy|trophies|rewards?|level up|lives|hearts|coins|xp|"
    r"high ?scores?|ranking|faster|hurry|don.t lose|keep it up|well done|congratulations|great job|sorry|oops|please)\b",
    re.IGNORECASE,
)
SPOKEN = [
    *sorted((ROOT / "templates" / "studying").glob("*.html")),
    *sorted((ROOT / "studying").glob("*.py")),
    ROOT / "studying" / "lessons.yaml",
]


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.name)
def test_nothing_that_studying_says_is_a_game_or_a_nag(path):
    text = path.read_text(encoding="utf-8")
    assert GAME.findall(text) == []
    said = re.findall(r'_\("([^"]*)"', text) if path.suffix != ".yaml" else [text]
    assert [sentence for sentence in said if "!" in sentence] == []


def test_no_page_asks_to_be_let_in_by_notifications():
    scripts = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "static").glob("*.js"))
    assert scripts
    assert not re.search(r"Notification|PushManager|requestPermission|setAppBadge", scripts)


@pytest.fixture
def after_a_quiz(client, session, clock):
    bank = publish_story(session, clock())
    return bank, take_quiz(client, begin(client, session, bank, "check", clock()), wrong=("jobs-who",))


def unfolded(raw: bytes) -> list[str]:
    """Content lines by RFC 5545, 3.1: ended by CRLF, at most 75 octets, continued by one space."""
    assert raw.endswith(b"\r\n")
    physical = raw[:-2].split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in physical)
    assert max(map(len, physical)) <= 75
    return re.sub(r"\r\n[ \t]", "", raw[:-2].decode()).split("\r\n")


def test_the_calendar_file_is_one_event_that_any_calendar_takes(client, after_a_quiz):
    page = client.get("/study/next.ics")
    assert page.content_type == "text/calendar; charset=utf-8"
    lines = unfolded(page.data)
    # RFC 5545: every line is a name, parameters and a value (3.1); calendars need VERSION and PRODID, each once (3.6);
    # an event needs UID and DTSTAMP (3.6.1); blocks nest.
    assert all(re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[A-Z-]+)*:.*", line) for line in lines)
    assert [line for line in lines if line.startswith(("BEGIN", "END"))] == [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"
    ]  # fmt: skip
    names = [re.split("[;:]", line)[0] for line in lines]
    for once in ("VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE"):
        assert names.count(once) == 1, once
    values = dict(line.split(":", 1) for line in lines)
    assert re.fullmatch(r"\d{8}T\d{6}Z", values["DTSTAMP"])
    assert values["DTSTART;VALUE=DATE"] == "20260303"  # missed on Monday the 2nd
    assert values["DTEND;VALUE=DATE"] == "20260304"  # the first day after it (3.6.1)
    assert "VALARM" not in page.text
    assert not {"Mira", "Harbour", "jobs"} & set(re.findall(r"\w+", page.text))
    again = dict(line.split(":", 1) for line in unfolded(client.get("/study/next.ics").data))
    assert again["UID"] == values["UID"]  # a newer file replaces the older event


def test_the_anki_file_has_a_note_for_each_card_in_the_columns_it_names(client, after_a_quiz):
    bank, results = after_a_quiz
    cards = follow(client, client.get(f"/study/cards/{bank.public_id}"), "Download all cards for Anki")
    assert results.status_code == 200
    text = cards.data.decode()
    header = [line for line in text.splitlines() if line.startswith("#")]
    assert header[:2] == ["#separator:tab", "#html:true"]
    assert "#guid column:1" in header
    assert "#tags column:4" in header
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert all(len(row) == 4 and all(row[:3]) for row in rows)
    assert len({row[0] for row in rows}) == len(rows) == 5 + 4  # five ideas, four claims that somebody makes
