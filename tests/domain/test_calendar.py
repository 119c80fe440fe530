"""The calendar file, read back by rules taken from RFC 5545."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.calendar import Visit, write_calendar

STAMP = datetime(2024, 8, 13, 10, 5, 6, tzinfo=UTC)
VISIT = Visit(uid="4fa1@quiz.example.org", day=date(2024, 8, 31), summary="4 questions, about 2 minutes")


def unfold(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text[:-2].replace("\r\n ", "").split("\r\n")


def value_of(text: str, name: str) -> str:
    (line,) = [line for line in unfold(text) if line.split(":")[0].split(";")[0] == name]
    return line.split(":", 1)[1]


def read_text(value: str) -> str:
    out, rest = "", iter(value)
    for character in rest:
        if character == "\\":
            escaped = next(rest)
            out += "\n" if escaped in "nN" else escaped
        else:
            assert character not in ",;"
            out += character
    return out


def test_a_visit_is_one_free_day_without_an_alarm() -> None:
    assert unfold(write_calendar([VISIT], STAMP)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//quizapp//next visit//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:4fa1@quiz.example.org",
        "DTSTAMP:20240813T100506Z",
        "DTSTART;VALUE=DATE:20240831",
        "DTEND;VALUE=DATE:20240901",
        "SUMMARY:4 questions\\, about 2 minutes",
        "SEQUENCE:0",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_the_stamp_is_given_in_utc_and_never_taken_from_the_clock() -> None:
    elsewhere = STAMP.astimezone(timezone(timedelta(hours=12)))
    assert write_calendar([VISIT], elsewhere) == write_calendar([VISIT], STAMP)
    with pytest.raises(ValueError, match="no time zone"):
        write_calendar([VISIT], STAMP.replace(tzinfo=None))


def test_a_moved_visit_keeps_its_uid_and_counts_up() -> None:
    moved = Visit(uid=VISIT.uid, day=date(2024, 9, 2), summary=VISIT.summary, sequence=3)
    text = write_calendar([moved], STAMP)
    assert value_of(text, "UID") == VISIT.uid
    assert value_of(text, "SEQUENCE") == "3"


def test_an_address_is_not_escaped() -> None:
    link = "https://quiz.example.org/today?a=1,2;b"
    visit = Visit(uid="a", day=VISIT.day, summary="s", link=link)
    assert value_of(write_calendar([visit], STAMP), "URL") == link


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")))
def test_any_text_comes_back_and_no_line_is_longer_than_75_octets(text: str) -> None:
    visit = Visit(uid="a", day=VISIT.day, summary="s", description=f"{text}.")
    written = write_calendar([visit], STAMP)
    assert read_text(value_of(written, "DESCRIPTION")) == f"{text}."
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert "\n" not in written.replace("\r\n", "")


def test_lines_are_filled_to_exactly_75_octets_before_they_are_folded() -> None:
    # "SUMMARY:" takes 8 octets, so 67 of the text fit on the first line and 74 on the next, after a space.
    visit = Visit(uid="a", day=VISIT.day, summary="x" * 67 + "y" * 74 + "z")
    lines = write_calendar([visit], STAMP).split("\r\n")
    start = lines.index("SUMMARY:" + "x" * 67)
    assert lines[start + 1 : start + 3] == [" " + "y" * 74, " z"]


@pytest.mark.parametrize("text", ["Ж" * 200, "a" + "€" * 200, "ab" + "😀" * 200])
def test_no_character_is_cut_in_two_by_a_fold(text: str) -> None:
    written = write_calendar([Visit(uid="a", day=VISIT.day, summary=text)], STAMP)
    assert value_of(written, "SUMMARY") == text
    assert max(len(line.encode()) for line in written.split("\r\n")) in range(72, 76)


def test_a_line_break_in_a_text_cannot_begin_a_property() -> None:
    visit = Visit(uid="a", day=VISIT.day, summary="s\r\nATTACH:http://elsewhere\x07\rEND:VEVENT")
    text = write_calendar([visit], STAMP)
    assert value_of(text, "SUMMARY") == "s\\nATTACH:http://elsewhere\\nEND:VEVENT"


@pytest.mark.parametrize(
    "broken",
    [
        {"uid": ""},
        {"uid": "a b"},
        {"uid": "a\r\nATTACH:x"},
        {"uid": "a", "link": "https://x\r\nATTACH:y"},
        {"uid": "a", "sequence": -1},
    ],
)
def test_what_would_break_the_file_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"uid|link|sequence"):
        Visit(**{"day": VISIT.day, "summary": "s", **broken})  # type: ignore[arg-type]


def test_an_empty_calendar_and_two_visits_with_one_uid_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a visit"):
        write_calendar([], STAMP)
    with pytest.raises(ValueError, match="same uid"):
        write_calendar([VISIT, VISIT], STAMP)


def test_a_feed_has_a_name_instants_in_utc_and_may_be_empty() -> None:
    closes = datetime(2024, 8, 31, 17, 0, tzinfo=timezone(timedelta(hours=1)))
    text = write_calendar([Visit(uid="a", day=closes, summary="s")], STAMP, "7B, history")

    assert value_of(text, "DTSTART") == "20240831T160000Z"
    assert "DTEND" not in text
    assert value_of(text, "X-WR-CALNAME") == "7B\\, history"
    assert "VEVENT" not in write_calendar([], STAMP, "7B")
