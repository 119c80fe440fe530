"""People's names: how they are kept, and when two of them are one."""

import unicodedata

#: Letters of the longest name that a class keeps.
LONGEST_NAME = 60


def clean(name: str) -> str:
    """A name as it is kept: one line, without control, direction and zero-width marks."""
    kept = "".join(
        c if unicodedata.category(c)[0] != "C" else " " if c in "\t\r\n" else ""
        for c in unicodedata.normalize("NFC", name)
    )
    return " ".join(kept.split())


def fold(name: str) -> str:
    """A name as it is compared: case, width and spaces folded, so that two that look alike are one."""
    return " ".join(
        unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean(name)).casefold()).split()
    )


def fold_username(username: str) -> str:
    """A user name as it is compared: like ``fold``, and without accents and spaces."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", username).casefold())
    return "".join(c for c in letters if not unicodedata.combining(c) and not c.isspace())
