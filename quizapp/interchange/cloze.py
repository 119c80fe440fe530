"""Moodle's gap language: ``{1:MULTICHOICE:=Nile#Yes~Rhine#No}`` in the middle of a text."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.exchange import RIGHT, WRONG, Blank, Gapped, Part, Told
from quizapp.interchange import figures

#: Stands for a gap while the text around it becomes Markdown.
GAP = "\ue001"
_LISTED = r"(?:MULTICHOICE|MULTIRESPONSE)(?:_[VHS]{1,2})?|M[CR][VHS]{0,2}"
_TYPED = r"SHORTANSWER(?:_C)?|SAC?|MWC?"
_GAP = re.compile(rf"(?<!\\)\{{\s*(\d*):({_LISTED}|{_TYPED}|NUMERICAL|NM):((?:\\.|[^}}\\])*)\}}", re.DOTALL)
_BEGINS = re.compile(rf"\{{\s*\d*:(?:{_LISTED}|{_TYPED}|NUMERICAL|NM):")
#: A gap of a kind that there is not, or one that is not closed.
_BROKEN = re.compile(r"(?<!\\)\{\s*\d*:[A-Z_]{2,}:")
_SIGN = re.compile(r"\\.|&#?\w{1,12};|.", re.DOTALL)
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,9})?)%")


class BrokenGap(ValueError):
    """A gap that cannot be read."""


def begins(text: str) -> bool:
    """Whether a text begins with such a gap."""
    return _BEGINS.match(text) is not None


def looks_like_gap(text: str) -> bool:
    """Whether a text holds what begins a gap."""
    return _BROKEN.search(text) is not None


def read(text: str, shown: Callable[[str], str], typed: Callable[[str], str], lost: list[Told]) -> Gapped:
    """A text with gaps. ``shown`` makes Markdown of a text, ``typed`` the plain text of an answer.

    Losses are noted in ``lost``. Raises BrokenGap.
    """
    gaps: list[Blank] = []
    weights: set[str] = set()
    cased: set[bool] = set()
    for match in _GAP.finditer(text):
        weight, kind, answers = match.groups()
        weights.add(weight or "1")
        gaps.append(_gap(kind, answers, shown, typed, lost))
        if re.fullmatch(_TYPED, kind):
            cased.add(kind.endswith("C"))
    around = _GAP.sub(GAP, text)
    if not gaps or _BROKEN.search(around):
        raise BrokenGap(msg("A gap in Moodle's gap language cannot be read."))
    if len(weights) > 1:
        lost.append(Told("credit-changed"))
    if len(cased) > 1:
        lost.append(Told("case"))
    segments = shown(around).split(GAP)
    if len(segments) != len(gaps) + 1:
        raise BrokenGap(msg("A gap stands where no text can be, such as within a formula or a link."))
    return Gapped(tuple(segments), tuple(gaps), exact=cased == {True})


def _gap(
    kind: str, answers: str, shown: Callable[[str], str], typed: Callable[[str], str], lost: list[Told]
) -> Blank:
    listed = re.fullmatch(_LISTED, kind) is not None
    options: list[Part] = []
    within = otherwise = ""
    for share, text, feedback in _answers(answers):
        said = " ".join(shown(feedback).split()) if feedback.strip() else ""
        plain = typed(text)
        if plain == "*" and not listed:
            if share >= 1:
                raise BrokenGap(msg("In a gap any answer is right; no such gap can be marked here."))
            otherwise = otherwise or said
            continue
        if kind in ("NUMERICAL", "NM"):
            plain, off = _figure(plain)
            if options and off != within:
                lost.append(Told("gap-tolerance"))
            within = within if options else off
        options.append(Part(plain, share, said))
    if not options:
        raise BrokenGap(msg("A gap has no answers."))
    return Blank(tuple(options), listed=listed, within=within, otherwise=otherwise)


def _figure(text: str) -> tuple[str, str]:
    """A figure, and how far off it may be."""
    number, _, off = text.partition(":")
    if figures.read(number) is None:
        raise BrokenGap(f"“{text[:40]}” in a gap is no number.")
    return number.strip(), off.strip() if figures.read(off or "0") else ""


def _answers(text: str) -> Iterator[tuple[Fraction, str, str]]:
    """Share, text and feedback of each answer."""
    pieces: list[list[str]] = [["", ""]]
    side = 0
    for sign in _SIGN.findall(text):
        if sign == "~":
            pieces.append(["", ""])
            side = 0
        elif sign == "#" and side == 0:
            side = 1
        else:
            pieces[-1][side] += sign[1] if sign[0] == "\\" and len(sign) == 2 else sign
    for answer, feedback in pieces:
        bare = answer.lstrip()
        share = WRONG
        if bare.startswith("="):
            share, bare = RIGHT, bare[1:]
        elif weight := _WEIGHT.match(bare):
            share, bare = Fraction(weight[1]) / 100, bare[weight.end() :]
        if bare.strip():
            yield share, bare.strip(), feedback
