"""A file's bytes and characters before YAML sees them: encoding, size, invisible signs."""

import re
from itertools import islice

from quizapp.basics.limits import BANK_BYTES
from quizapp.domain.yaml_reading.problems import Edit, Findings, Problem, SourceText, Weight

#: Refused by YAML, or invisible: controls, U+2028/9, stray byte order marks, halves of surrogate pairs.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
#: Turn the direction of the text around them, so that it reads otherwise than it is stored.
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN_ASCII = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: A binary file holds thousands of forbidden signs; so many are told.
_MOST_SIGNS = 20
_SAVE_AS = "Save the file again and choose the encoding UTF-8."


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """Read a file's bytes as UTF-8 (a byte order mark at its start is allowed and ignored).

    A wrong encoding is one problem at the first bad byte; the rest is still read, so that its other
    mistakes are found too.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:4].count(0) >= 2:
        what = "This file is saved as UTF-16 or UTF-32, or is no text at all."
        problem = Problem(
            code="encoding", weight=Weight.ERROR, line=1, column=1, what=what, try_text=_SAVE_AS
        )
        return "", [problem]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        text = data.decode("utf-8", "replace")
        source = SourceText(text)
        line, column = source.place(len(before))
        what = (
            f"This file is not saved as UTF-8: the letter here cannot be read (byte {data[error.start]:02X})."
        )
        rows = source.excerpt(line, column, "cannot be read")
        problem = Problem(
            code="encoding",
            weight=Weight.ERROR,
            line=line,
            column=column,
            what=what,
            try_text=_SAVE_AS,
            excerpt=rows,
        )
        return text, [problem]


def too_large(text: str) -> Problem | None:
    """The problem of a text that is over the limit; None for any other."""
    size = len(text) if len(text) * 4 <= BANK_BYTES else len(text.encode("utf-8", "replace"))
    if size <= BANK_BYTES:
        return None
    what = f"This file is {size / 1e6:.1f} MB large; a bank may have {BANK_BYTES / 1e6:.0f} MB."
    return Problem(
        code="too-large",
        weight=Weight.ERROR,
        line=1,
        column=1,
        what=what,
        try_text="Split it into several banks.",
    )


def screen(text: str, findings: Findings) -> str:
    """The text as YAML may read it: every forbidden character replaced, one for one, and complained of.

    A byte order mark at the start is left out.
    """
    readable = text.removeprefix("\ufeff")
    shift = len(text) - len(readable)
    forbidden = _FORBIDDEN_ASCII if readable.isascii() else FORBIDDEN
    if forbidden is FORBIDDEN:
        for match in _first(BIDI, readable):
            what = f"An invisible sign (U+{ord(match[0]):04X}) turns the direction of the text around it."
            findings.add("bidi", what, match.start() + shift, try_text="Delete it.", weight=Weight.DOUBT)
    found = False
    for match in _first(forbidden, readable):
        found = True
        place = match.start() + shift
        what = f"There is an invisible sign here (U+{ord(match[0]):04X}) that no text may hold."
        edits = (Edit(place, place + 1, " " if match[0] in "\u2028\u2029\x85" else ""),)
        findings.add("control-character", what, place, try_text="Delete it.", edits=edits)
    return forbidden.sub("\ufffd", readable) if found else readable


def _first(signs: re.Pattern[str], text: str) -> list[re.Match[str]]:
    return list(islice(signs.finditer(text), _MOST_SIGNS))
