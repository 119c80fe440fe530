"""The marks of a text with gaps: ``[[typed | also right | * => why not]]``, ``[[12 ± 0.5]]`` and ``[[right ~ wrong => why not ~ wrong]]``.

A backslash takes the sign after it as it is: ``\\|``, ``\\~``, ``\\[``, ``\\]``, ``\\\\``; so does every sign that
is no mark, such as a single bracket. The tilde of a list has a space on both sides, so that "~154" is a figure.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\\[\\|~\[\]]|\[\[|\]\]|\s~(?=\s)|\||.", re.DOTALL)

#: Stands in a typed gap for any other answer.
OTHERWISE = "*"

#: A figure, and how far off it may be.
_TOLERANCE = re.compile(r"(.*\d.*?) (?:±|\+-|\+/-) ?(\d.*)")


class GapMistake(ValueError):
    """A text whose gaps cannot be read. ``code`` is the checker's, the text of the error says what is wrong."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


@dataclass(frozen=True)
class GapMarks:
    """What stands between the brackets: texts to choose from, or texts that may be typed; feedback included."""

    texts: tuple[str, ...]
    is_list: bool


def read_gaps(text: str) -> tuple[tuple[str, ...], tuple[GapMarks, ...]]:
    """Split a text at its gaps: the texts around them (one more than there are gaps) and the gaps.

    Raises GapMistake.
    """
    segments, gaps = [""], []
    inside: list[str] | None = None
    signs: set[str] = set()
    for piece in _TOKEN.findall(text):
        if piece == "[[":
            if inside is not None:
                raise GapMistake(
                    "gap-unclosed", f"The gap “[[{inside[0][:40]}” is not closed before the next begins."
                )
            inside, signs = [""], set()
        elif piece == "]]" and inside is not None:
            gaps.append(_close(inside, signs))
            segments.append("")
            inside = None
        elif inside is not None and (piece == "|" or piece.strip() == "~" != piece):
            signs.add(piece.strip())
            inside.append("")
        elif inside is not None:
            inside[-1] += _plain(piece)
        else:
            segments[-1] += piece
    if inside is not None:
        raise GapMistake("gap-unclosed", f"The gap “[[{inside[0][:40]}” is not closed.")
    if not gaps:
        raise GapMistake("fill-without-gap", "The text has no gap.")
    return tuple(segments), tuple(gaps)


def split_tolerance(text: str) -> tuple[str, str]:
    """A typed answer, and how far off it may be: "1.2 billion ± 5%". The second is empty where nothing is said."""
    found = _TOLERANCE.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def _plain(piece: str) -> str:
    return piece[1] if len(piece) == 2 and piece[0] == "\\" else piece


def _close(inside: list[str], signs: set[str]) -> GapMarks:
    texts = tuple(" ".join(text.split()) for text in inside)
    shown = " ".join("".join(texts).split())[:40]
    if not all(text.partition("=>")[0].strip() for text in texts):
        where = f"In the gap “{shown}” a text is missing." if shown else "A gap is empty."
        raise GapMistake("gap-without-content", where)
    if len(signs) == 2:
        what = f"The gap “{shown}” has both | (typed) and ~ (list). It is one of the two."
        raise GapMistake("gap-of-two-kinds", what)
    return GapMarks(texts, is_list="~" in signs)
