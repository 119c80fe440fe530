"""Runs of eight words, as hashes: whether two texts share wording, without keeping one of them.

``shingle_hashes.txt`` holds one hash per line of every run of eight words of the article behind
``questions/kursk-incursion.yaml``. The article itself is not ours to keep. From a hash of twelve hex digits
the words cannot be read back, and two different runs meet by chance once in 2**48.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

RUN = 8
_DIGITS_KEPT = 12
_WORD = re.compile(r"[a-z0-9]+")
_KEPT = Path(__file__).with_name("shingle_hashes.txt")


def words(text: str) -> list[str]:
    """The words of a text in lower case; everything but letters and digits separates them, apostrophes
    and commas within figures are dropped ("Ukraine's" is "ukraines", "1,000km" is "1000km")."""
    return _WORD.findall(re.sub(r"(?<=\w)['’,](?=\w)", "", text.lower()))


def runs(text: str) -> Iterator[str]:
    """Every run of eight words of a text, overlapping, its words joined by single spaces."""
    found = words(text)
    for start in range(len(found) - RUN + 1):
        yield " ".join(found[start : start + RUN])


def digest(run: str) -> str:
    """The first twelve hex digits of the SHA-256 of a run."""
    return sha256(run.encode("ascii")).hexdigest()[:_DIGITS_KEPT]


def kept_hashes() -> frozenset[str]:
    """The hashes of the article's runs."""
    return frozenset(_KEPT.read_text(encoding="ascii").split())


def shared_runs(text: str) -> list[str]:
    """The runs of a text that the article holds too."""
    known = kept_hashes()
    return [run for run in runs(text) if digest(run) in known]
