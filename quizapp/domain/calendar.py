"""Calendar files (RFC 5545): the next visit in the learner's own calendar instead of nagging, a class's deadlines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PRODUCT = "-//quizapp//next visit//EN"
#: Longest line in octets, without its line break (RFC 5545, 3.1).
LINE_OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BROKEN_ADDRESS = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """When something is due: an event for the whole day or at an instant, free time, without an alarm.

    ``uid`` names the visit for ever, so that a newer file replaces it; it must be unique in the world and
    tell nothing about the learner. Raise ``sequence`` whenever the visit moves.
    """

    uid: str
    #: A datetime is an instant.
    day: date
    summary: str
    description: str = ""
    link: str = ""
    sequence: int = 0

    def __post_init__(self) -> None:
        if not self.uid or _BROKEN_ADDRESS.search(self.uid):
            raise ValueError(f"a visit needs a uid without spaces, not {self.uid!r}")
        if _BROKEN_ADDRESS.search(self.link):
            raise ValueError(f"a link has no spaces or line breaks: {self.link!r}")
        if self.sequence < 0:
            raise ValueError(f"sequence counts from 0, not {self.sequence}")


def write_calendar(visits: Iterable[Visit], stamp: datetime, name: str = "") -> str:
    """The .ics text of the visits, lines ended by CRLF. Serve it as ``text/calendar; charset=utf-8``.

    ``stamp`` is when the file is made (DTSTAMP). Raises ValueError for a naive stamp, for two visits with one
    uid, and where there is no visit: a calendar must have one (RFC 5545, 3.6). One with a name is a feed that programs
    fetch again and again: it may be empty for a while.
    """
    if stamp.tzinfo is None:
        raise ValueError("stamp has no time zone")
    known = list(visits)
    if not known and not name:
        raise ValueError("a calendar file needs a visit; offer none where nothing is due")
    if len({visit.uid for visit in known}) < len(known):
        raise ValueError("two visits have the same uid")
    made = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    if name:
        lines += [f"X-WR-CALNAME:{_escape(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for visit in known:
        lines += _event(visit, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _event(visit: Visit, made: str) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_escape(visit.uid)}",
        f"DTSTAMP:{made}",
        *_when(visit.day),
        f"SUMMARY:{_escape(visit.summary)}",
    ]
    if visit.description:
        lines.append(f"DESCRIPTION:{_escape(visit.description)}")
    if visit.link:
        lines.append(f"URL:{visit.link}")
    return [*lines, f"SEQUENCE:{visit.sequence}", "TRANSP:TRANSPARENT", "END:VEVENT"]


def _when(day: date) -> list[str]:
    if isinstance(day, datetime):
        return [f"DTSTART:{day.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
    # The end of an all-day event is the first day after it.
    return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"]


def _escape(text: str) -> str:
    """A text value (RFC 5545, 3.3.11). Control characters have no place in one and go."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")
    return _CONTROL.sub("", escaped)


def _fold(line: str) -> str:
    """Break a line at 75 octets, never inside a character; what follows begins with a space."""
    folded: list[str] = []
    piece = ""
    size = 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE_OCTETS:
            folded.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*folded, piece])
