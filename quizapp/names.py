"""People's names: how they are kept, when two of them are one, and which comes first."""

import re
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


def sort_key(name: str) -> tuple[tuple[str | int, ...], str]:
    """Sorts names as people do: numbers by their value, letters without regard to case and accents.

    "Pupil 2" comes before "Pupil 10", and "Émile" between "Eli" and "Emma". Names that differ only in case or
    accents keep one order of their own.
    """
    letters = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    # Text and number take turns, text first: what stands at one place of two names can always be compared.
    parts = re.split(r"([0-9]+)", plain)
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), name


#: Cyrillic and Greek letters that look like Latin ones, and those.
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕһԁԛԝɡαβεικνορτυχϲ", "abekmhopctyxijshdqwgabeikvoptuxc")


def fold_username(username: str) -> str:
    """A user name as it is compared: like ``fold``, without accents and spaces, look-alike letters as one."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", clean(username)).casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c) and not c.isspace())
    return plain.translate(_LOOK_ALIKES)
