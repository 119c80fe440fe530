"""People's names: how they are kept, when two of them are one, and which comes first."""

import re
import unicodedata

from quizapp.domain.choices import LOOK_ALIKES


def clean_name(name: str) -> str:
    """A name as it is kept: one line, without control, direction and zero-width marks."""
    kept = "".join(
        c if unicodedata.category(c)[0] != "C" else " " if c in "\t\r\n" else ""
        for c in unicodedata.normalize("NFC", name)
    )
    return " ".join(kept.split())


def fold_name(name: str) -> str:
    """A name as it is compared: case, width and spaces folded, so that two that look alike are one."""
    return " ".join(
        unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean_name(name)).casefold()).split()
    )


def sort_key(name: str) -> str:
    """Sorts names as people do: numbers by their value, letters by the first level of the Unicode collation.

    "Pupil 2" comes before "Pupil 10", "Émile" between "Eli" and "Emma", "Łucja" after "Luz" and before "Maja". Names that differ only in case or
    accents keep one order of their own. One text, no tuple of parts: a very large class is sorted on every visit.
    """
    plain = unicodedata.normalize("NFC", name).casefold()
    if not name.isascii():
        letters = unicodedata.normalize("NFKD", plain.translate(_APART))
        plain = "".join(c for c in letters if not unicodedata.combining(c))
    return f"{_NUMBER.sub(_by_value, plain)}\0{name}"


def last_name_key(name: str, last: str | None) -> str:
    """Sorts by the last name, then by the whole: what a list says, else what stands before a comma or last of all."""
    if not last:
        before, comma, _after = name.partition(",")
        last = before if comma else name.rpartition(" ")[2]
    return sort_key(f"{last} {name}")


#: Letters that the Unicode collation keeps apart from those that they look like: after them, so before the next.
_APART = str.maketrans(
    {
        "ł": "l\uffff",
        "đ": "d\uffff",
        "ð": "d\uffff\uffff",
        "ħ": "h\uffff",
        "ı": "i\uffff",
        "ŋ": "n\uffff",
        "þ": "z\uffff",
        "ŧ": "t\uffff",
    }
    | {"ø": "o", "æ": "ae", "œ": "oe", "й": "и\uffff", "ў": "у\uffff"}
)
_NUMBER = re.compile("[0-9]+")


def _by_value(number: re.Match[str]) -> str:
    """A number with its length before it: of two the longer is the larger."""
    digits = number[0].lstrip("0")
    return f"{len(digits):03}{digits}"


class NameTaken(Exception):
    """Somebody has this name already: in this class, or as a user name here, or one that looks the same."""


def fold_username(username: str) -> str:
    """A user name as it is compared: like ``fold_name``, without accents and spaces, look-alike letters as one."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", clean_name(username)).casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c) and not c.isspace())
    return plain.translate(LOOK_ALIKES)
