"""Whether a key agrees with the claim that its question names: the same number, the same speaker, the same status.

Each check holds what is written against what is written, and is silent where the question asks for something worked out
(a ratio, a share, another unit) or names several claims. What it finds is a doubt: the author may have a reason.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from quizapp.domain.bankfile.blocks import STATUS_WORDS, Blocks
from quizapp.domain.choices import fold_option
from quizapp.domain.claims import Aspect, Claim, Status
from quizapp.domain.figures.diagnosis import Neighbour
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import Figure, read_figure
from quizapp.domain.yaml_reading.entry_reader import Reader
from quizapp.domain.yaml_reading.problems import Weight

if TYPE_CHECKING:
    from quizapp.domain.question import Question

_NUMBER = re.compile(r"\d+(?:[,\u00a0\u202f]\d{3})*(?:\.\d+)?")
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_WORD = re.compile(r"[^\W\d_]{4,}")
#: Words of an office or a body that stand in many claimants and identify none.
_OFFICES = frozenset(
    "head president minister ministry spokesman spokeswoman director office company group made".split()
)
#: The stem asks for something that is worked out of figures.
_WORKED_OUT = re.compile(
    r"\b(?:times|per ?cent|percentage|share|ratio|difference|altogether|total|average|twice|half)\b|%",
    re.IGNORECASE,
)
#: Who is asked for.
_ASKS_WHO = re.compile(
    r"^(?:By )?(?:who|whose|whom|which (?:person|politician|speaker|minister|body))\b", re.IGNORECASE
)
_HOW_MUCH = re.compile(r"\bhow (?:many|much)\b")
_HOW_LARGE = re.compile(r"\bhow (?:deep|long|high|far|large|big|heavy|wide|tall|thick)\b")
_NOBODY = re.compile(r"^(?:nobody|no one|none|not stated|it does not say)\b", re.IGNORECASE)
#: A conversion is rounded: so far apart two figures are still the same.
_ROUNDING = Fraction(1, 12)


def numbers_of(text: str) -> frozenset[str]:
    """The numbers of a text in digits, without marks between thousands; small ones written as words, too."""
    digits = {re.sub(r"[^\d.]", "", each) for each in _NUMBER.findall(text)}
    words = {str(_SMALL.index(word)) for word in re.findall(r"[a-z]+", text.lower()) if word in _SMALL}
    return frozenset(digits | words)


def check_attribution(
    read: "Sequence[tuple[Question, Reader]]", blocks: Blocks, figures: Sequence[Neighbour]
) -> None:
    """Doubt every key that says something else than the one claim it is about."""
    by_claim = {each.claim: each.figure for each in figures}
    for question, entry in read:
        claims = [blocks.claims[key] for key in question.claims if key in blocks.claims]
        if len(claims) != 1:
            continue
        claim = claims[0]
        own = by_claim.get(claim.key)
        if claim.figure and _asks_how_much(question, claim, own, entry.language):
            _check_number(question, entry, claim, own)
        if question.tests is Aspect.WHO and claim.who:
            _check_who(question, entry, claim)
        if question.tests is Aspect.STATUS:
            _check_status(question, entry, claim)
        if question.tests is not Aspect.WHO:
            _check_aspect(question, entry, claim)


def _asks_how_much(question: "Question", claim: Claim, own: Figure | None, language: str) -> bool:
    """Whether the claim's figure is asked for: as ``tests:`` says, else by a stem that counts or measures the same things."""
    if question.tests is not None:
        return question.tests is Aspect.HOW_MUCH
    stem = question.stem_text().casefold()
    if numbers_of(stem):
        return False  # worked out
    same = frozenset(_WORD.findall(claim.figure.casefold())) & frozenset(_WORD.findall(stem))
    if _HOW_MUCH.search(stem) and same:
        return True
    figure = _read(_key(question), language) if own is not None and _HOW_LARGE.search(stem) else None
    return own is not None and figure is not None and own.can_be_compared_to(figure)


def _key(question: "Question") -> str:
    """What is right, where it is one thing; empty else."""
    if question.hand_marked:
        return ""
    best = question.review(None).best
    return best[0].text if len(best) == 1 else ""


def _wrong(question: "Question") -> list[str]:
    return [option.text for option in question.options() if not option.right and not option.void]


def _check_number(question: "Question", entry: Reader, claim: Claim, own: Figure | None) -> None:
    key = _key(question)
    asked = numbers_of(key)
    known = numbers_of(
        " ".join((claim.figure, claim.says, claim.measures, claim.note, claim.was, claim.as_of))
    )
    if (
        not asked
        or asked & known
        or numbers_of(question.stem_text()) & known
        or _WORKED_OUT.search(question.stem_text())
    ):
        return
    if own is not None and _is_same(own, key, entry.language):
        return
    what = f"The key is {key[:40]}, and its claim says {claim.figure}."
    entry.complain(
        "number-not-of-claim", what, None, f"{claim.figure}, or another claim", weight=Weight.DOUBT
    )


def _read(key: str, language: str) -> Figure | None:
    try:
        return read_figure(key, language)
    except CannotRead:
        return None


def _is_same(own: Figure, key: str, language: str) -> bool:
    """Whether a key is the claim's figure in another unit, rounded."""
    figure = _read(key, language)
    if figure is None or not own.can_be_compared_to(figure):
        return False
    value = own.value_in(figure.unit)
    return bool(value) and abs(figure.value - value) <= _ROUNDING * abs(value)


def _names(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.casefold()) if word not in _OFFICES)


def _check_who(question: "Question", entry: Reader, claim: Claim) -> None:
    key, said = _key(question), _names(claim.who.split(",")[0].split("(")[0])
    whole = frozenset(_WORD.findall(claim.who.casefold()))
    if not key or _NOBODY.match(key) or frozenset(_WORD.findall(key.casefold())) & whole or not said:
        return
    offered = next((text for text in _wrong(question) if _names(text) & said), "")
    if offered:
        what = (
            f"The right answer is “{key[:40]}”, and the claim's “who” is offered as wrong: “{offered[:40]}”."
        )
        entry.complain("who-not-of-claim", what, None, f"answer: {offered[:60]}", weight=Weight.DOUBT)
    elif question.typed or (_ASKS_WHO.match(question.stem_text()) and _says(question.stem_text(), claim)):
        what = f"The right answer is “{key[:40]}”, and by the claim it is {claim.who[:60]} who says it."
        entry.complain("who-not-of-claim", what, None, f"answer: {claim.who[:60]}", weight=Weight.DOUBT)


def _says(stem: str, claim: Claim) -> bool:
    """Whether a stem asks who says the claim: it has the claim's figure, or most of its words."""
    if numbers_of(claim.figure) and numbers_of(claim.figure) <= numbers_of(stem):
        return True
    own = frozenset(_WORD.findall(claim.says.casefold()))
    return len(own & frozenset(_WORD.findall(stem.casefold()))) * 2 > len(own)


def _check_status(question: "Question", entry: Reader, claim: Claim) -> None:
    key = fold_option(_key(question))
    wrong = {fold_option(text) for text in _wrong(question)}
    own = claim.status.value
    if key in STATUS_WORDS and Status(key) is not claim.status:
        what = f"The right answer is “{key}”, and the claim's status is “{own}”."
        entry.complain("status-not-of-claim", what, None, f"answer: {own}", weight=Weight.DOUBT)
    elif key and own in wrong:
        what = f"The claim's status, “{own}”, is offered as wrong."
        entry.complain("status-not-of-claim", what, None, f"answer: {own}", weight=Weight.DOUBT)


def _check_aspect(question: "Question", entry: Reader, claim: Claim) -> None:
    """A question that asks who says its claim, and does not say so: its speaker is shown where it must not be."""
    key = _key(question)
    if _ASKS_WHO.match(question.stem_text()) and claim.who and _names(key) & _names(claim.who):
        what = "This asks who says it, and does not say so: “tests: who” is missing."
        at = "tests" if entry.has("tests") else None
        entry.complain("who-without-tests", what, at, "tests: who", weight=Weight.DOUBT)
