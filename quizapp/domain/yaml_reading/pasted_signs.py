"""Signs that look like those of a bank's lines and are others: what Word, web pages and spreadsheets put in.

Each line is told once, with the sign by its name, and read as it was meant, so that its other mistakes are found too.
Every replacement has the length of what it replaces: places in the text stay what they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.basics.limits import QUOTED_LINES
from quizapp.domain.yaml_reading.known_words import KEY_WORDS
from quizapp.domain.yaml_reading.problems import Edit, Findings

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BULLETS = "–—−‒―•·▪▫■□‣◦●○‧∙⁃*‐‑►➢✓"
KEY = r"[A-Za-z]+(?: [a-z]+){0,2}"
_LEAD = re.compile(rf"[ \t{_SPACES}]*")
_ODD_SPACE = re.compile(rf"[{_SPACES}]")
_BULLET = re.compile(rf"(?P<sign>[{re.escape(_BULLETS)}])(?P<gap>[ \t{_SPACES}]+|(?=[^\s*]))(?P<rest>\S.*)")
_BARE_KEY = re.compile(rf"[ \t]*(?:- +)?{KEY}:[ \t]*(?:#.*)?$")
_ITEM = re.compile(rf"[ \t{_SPACES}]*(?:-|[{re.escape(_BULLETS)}])(?:[ \t{_SPACES}]|$)")
_WIDE_COLON = re.compile(rf"[ \t]*(?:- +)?(?P<key>{KEY})[ \t]?(?P<sign>[：﹕꞉∶])")
_SPACE_AFTER_COLON = re.compile(rf"[ \t]*(?:- +)?{KEY}:(?P<gap>[ {_SPACES}]*[{_SPACES}][ {_SPACES}]*)")
#: Spaces are taken whole (``*+``): a line of thousands of them is read once, not once for each of them.
_BLOCK = re.compile(
    r"^(?:(?P<lead>[ ]*+(?:- ++)*+)[^#]*:[ \t]+|(?P<dash>[ ]*+(?:- +)*)- +)[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$"
)
_LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_OPENS = re.compile(r"(?:[^#'\"]*?:[ \t]+|[ ]*+(?:- ++)++)(?P<value>['\"\[{].*)")
_BEGINS = re.compile(rf" *+(?:- |{KEY}:(?:\s|$))")
_CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}
_NAMES = {
    "–": "a dash as Word writes it",
    "—": "a dash as Word writes it",
    "−": "a minus sign",
    "*": "an asterisk",
}


@dataclass
class Pasted:
    """What was found: the text as it was meant, and the lines that were told of."""

    text: str
    lines: set[int] = field(default_factory=set)


def read_as_meant(text: str, shift: int, findings: Findings) -> Pasted:
    """The text with odd spaces, bullets and colons of its structure as the signs that they stand for."""
    made, told, at, before = [], set(), 0, ""
    for number, row in structural(text):
        meant, what, edits = _as_meant(row, before) if number else (row, "", [])
        if what:
            place = at + shift
            moved = tuple(Edit(edit.start + place, edit.end + place, edit.text) for edit in edits)
            findings.add("look-alike-sign", what, moved[0].start, try_text=_mended(row, edits), edits=moved)
            told.add(number)
        made.append(meant)
        at += len(row)
        if meant.strip() and number:
            before = meant.rstrip("\r\n")
    return Pasted("".join(made), told)


def structural(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their line ends and numbers; those inside a block or a text in quotes have the number 0."""
    block: int | None = None
    lines, quoted = _LINES.findall(text), -1
    for at, row in enumerate(lines):
        indent = len(row) - len(row.lstrip(" "))
        if at <= quoted or (block is not None and (not row.strip() or indent > block)):
            yield 0, row
            continue
        found = _BLOCK.match(row.rstrip("\r\n"))
        block = len(found["lead"] if found["dash"] is None else found["dash"]) if found else None
        quoted = _quoted_until(lines, at)
        yield at + 1, row


def _quoted_until(lines: list[str], at: int) -> int:
    """The last line of a text in quotes or brackets that begins on a line; the line itself where it is not closed."""
    opened = _OPENS.match(lines[at])
    sign = _CLOSING[opened["value"][0]] if opened else ""
    if opened is None or sign in opened["value"][1:]:
        return at
    margin = len(lines[at]) - len(lines[at].lstrip(" "))
    for later in range(at + 1, min(at + QUOTED_LINES, len(lines))):
        row = lines[later]
        if _BEGINS.match(row) and len(row) - len(row.lstrip(" ")) <= margin:
            return at
        if sign in row:
            return later
    return at


def _as_meant(row: str, before: str) -> tuple[str, str, list[Edit]]:
    if row.isascii() and "*" not in row:
        return row, "", []
    edits: list[Edit] = []
    causes: list[str] = []
    lead = _LEAD.match(row)
    end = lead.end() if lead else 0
    rest = row[end:]
    bullet = _BULLET.match(rest)
    is_item = bullet is not None and (bool(_BARE_KEY.match(before)) or bool(_ITEM.match(before)))
    looks_ours = is_item or rest.startswith("- ") or re.match(rf"{KEY}[:：]", rest)
    if looks_ours and _ODD_SPACE.search(row[:end]):
        causes.append("the space before it is a no-break space, from a web page or Word")
        edits += [Edit(m.start(), m.end(), " ") for m in _ODD_SPACE.finditer(row[:end])]
    if bullet and is_item:
        name = _NAMES.get(bullet["sign"], "a bullet")
        causes.append(f"“{bullet['sign']}” is {name}; a list has the hyphen “-”")
        edits.append(Edit(end, end + bullet.end("gap"), "- "))
    colon = _WIDE_COLON.match(row)
    if colon and colon["key"] in KEY_WORDS:
        causes.append(f"“{colon['sign']}” is not the colon “:”")
        after = row[colon.end() : colon.end() + 1]
        new = ":" if after in (" ", "\r", "\n", "") else ": "
        edits.append(Edit(colon.start("sign"), colon.end(), new))
    gap = _SPACE_AFTER_COLON.match(row)
    if gap:
        causes.append("the space after the colon is a no-break space, from a web page or Word")
        edits.append(Edit(gap.start("gap"), gap.end("gap"), " "))
    if not causes:
        return row, "", []
    what = f"A sign here looks right and is another: {', and '.join(causes)}."
    return _replaced(row, edits), what, edits


def _replaced(row: str, edits: list[Edit]) -> str:
    """The row as meant, at its length: where a sign needs more room than it has, the parser is left to it."""
    for edit in edits:
        room = edit.end - edit.start
        new = edit.text.ljust(room)[:room] if len(edit.text.rstrip()) <= room else row[edit.start : edit.end]
        row = row[: edit.start] + new + row[edit.end :]
    return row


def _mended(row: str, edits: list[Edit]) -> str:
    for edit in sorted(edits, key=lambda each: -each.start):
        row = row[: edit.start] + edit.text + row[edit.end :]
    return row.strip()
