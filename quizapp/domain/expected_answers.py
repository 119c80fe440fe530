"""Typed answers: how one is taken from a form, and the answers that a teacher foresaw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from quizapp.basics.limits import SHOWN_AGAIN_LETTERS, TYPED_ANSWER_LETTERS
from quizapp.basics.messages import msg
from quizapp.domain.claims import Claim
from quizapp.domain.figures.diagnosis import Neighbour
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import (
    Figure,
    FigureKey,
    agrees_when_converted,
    is_right,
    read_figure,
    read_tolerance,
)
from quizapp.domain.gap_marks import split_tolerance
from quizapp.domain.text_matching import clean_text, fold_text, is_one_slip, spellings
from quizapp.domain.yaml_reading.entry_reader import Reader, Written

#: The words of the key ``spelling``.
TOLERANT, EXACT = "tolerant", "exact"
#: Why the last right answer cannot be taken away.
ONLY_ANSWER = msg("That is the only right answer. Accept another one first, or leave the question out.")
#: Why a figure that the key takes in cannot be taken away.
TAKEN_IN = msg("The figure asked for takes this answer in. Correct the figure or its tolerance.")


def read_typed(values: Sequence[str]) -> str:
    """The one short text among posted values, cleaned; raises CannotRead where there is none or several."""
    texts = {text for value in values if (text := clean_text(value[:SHOWN_AGAIN_LETTERS]))}
    if not texts:
        raise CannotRead(msg("Write an answer."))
    if len(texts) > 1:
        raise CannotRead(msg("More than one answer arrived. Write one."))
    text = " ".join(texts.pop().split())
    if len(text) > TYPED_ANSWER_LETTERS:
        raise CannotRead(
            msg(
                "Your answer is too long. Write a short one, of %(most)s characters at most.",
                most=TYPED_ANSWER_LETTERS,
            )
        )
    return text


def shown_again(control: str, saved: Any, posted: Mapping[str, Sequence[str]] | None) -> str:
    """What a text box holds: what was just posted under its name, or else the saved answer."""
    if posted is not None:
        return next((value[:SHOWN_AGAIN_LETTERS] for value in posted.get(control, ()) if value), "")
    return saved if isinstance(saved, str) else ""


@dataclass(frozen=True)
class ExpectedAnswer:
    """One answer that a teacher foresaw, with what to say to who wrote it."""

    text: str
    feedback: str = ""
    misconception: str = ""

    @classmethod
    def of(cls, written: Written) -> Self:
        return cls(written.text, written.feedback, written.misconception)

    @property
    def says_something(self) -> bool:
        return bool(self.feedback or self.misconception)


@dataclass(frozen=True)
class ForeseenFigure:
    """A figure that a teacher foresaw, with what to say to who wrote it."""

    typed: ExpectedAnswer
    figure: Figure

    def takes(self, figure: Figure) -> bool:
        """Whether a figure is this one to the digits it is written with: 1.25 million is 1.2 million."""
        return is_right(figure, FigureKey(self.figure))

    def is_written_in(self, figure: Figure) -> bool:
        """Whether a figure is this very one: 1.25 million is not 1.2 million. In another unit it may be rounded."""
        if not figure.can_be_compared_to(self.figure):
            return False
        same = figure.value_in(self.figure.unit) == self.figure.value
        return same or agrees_when_converted(figure, self.figure)


def read_neighbours(claims: Iterable[Claim], language: str) -> tuple[Neighbour, ...]:
    """The figures of claims, as far as they can be read, for naming the one an answer was mistaken for."""
    found = []
    for claim in claims:
        try:
            if claim.figure:
                found.append(Neighbour(read_figure(claim.figure, language), claim.says, claim.who, claim.key))
        except CannotRead:
            continue
    return tuple(found)


@dataclass(frozen=True)
class TextKey:
    """What counts as right, wrong with a word of its own, or wrong, of a typed text."""

    accept: tuple[ExpectedAnswer, ...]
    reject: tuple[ExpectedAnswer, ...] = ()
    exact: bool = False
    language: str = "en"

    def fold(self, text: str) -> str:
        return fold_text(text, self.language, exact=self.exact)

    def is_same(self, text: str, other: str) -> bool:
        """Whether two texts are one answer."""
        forms = (spellings(each, self.language, exact=self.exact) for each in (text, other))
        return not frozenset.isdisjoint(*forms)

    def find(self, text: str) -> tuple[ExpectedAnswer | None, bool]:
        """The foreseen answer that a text is, and whether it is right.

        A text that is a foreseen answer is that one; else one slip from an accepted answer is forgiven,
        unless it is as near to a rejected one.
        """
        for answers, right in ((self.accept, True), (self.reject, False)):
            for answer in answers:
                if self.is_same(answer.text, text):
                    return answer, right
        if self.exact:
            return None, False
        folded = self.fold(text)
        near_wrong = next((each for each in self.reject if is_one_slip(folded, self.fold(each.text))), None)
        near_right = next((each for each in self.accept if is_one_slip(folded, self.fold(each.text))), None)
        if near_right and not near_wrong:
            return near_right, True
        return (near_wrong, False) if near_wrong and not near_right else (None, False)

    def accepting(self, text: str) -> Self:
        """The same key, with one more answer right."""
        kept = tuple(answer for answer in self.reject if not self.is_same(answer.text, text))
        return replace(self, accept=(*self.accept, ExpectedAnswer(text)), reject=kept)

    def refusing(self, text: str) -> Self:
        """The same key, with one answer wrong, and nothing forgiven that leads from it to a right one."""
        kept = tuple(answer for answer in self.accept if not self.is_same(answer.text, text))
        known = any(self.is_same(answer.text, text) for answer in self.reject)
        return replace(
            self, accept=kept, reject=self.reject if known else (*self.reject, ExpectedAnswer(text))
        )


def figures_of(texts: Sequence[str], language: str) -> tuple[FigureKey, ...]:
    """The texts of a gap as figures, where the first is one: a number, with a unit if wished, and no other word; each
    with its own tolerance ("400 ± 5%")."""
    figures: list[FigureKey] = []
    for text in texts:
        written, within = split_tolerance(text)
        try:
            figure = read_figure(written, language, as_key=True)
            tolerance = read_tolerance(within, figure, language) if within else None
        except CannotRead:
            figure = None
        if figure is None or figure.noun:
            if not figures:
                return ()
            continue
        figures.append(FigureKey(figure, tolerance))
    return tuple(figures)


def check_answers(entry: Reader, key: TextKey, accept: Sequence[Written], reject: Sequence[Written]) -> None:
    """Complain of answers without a word, written twice, or both accepted and rejected."""
    seen: dict[str, tuple[Written, bool]] = {}
    for written, right in [*((each, True) for each in accept), *((each, False) for each in reject)]:
        if not key.fold(written.text):
            entry.complain("answer-without-word", f"“{written.text}” holds no letter and no digit.", written,
                           "Write a word.")  # fmt: skip
            continue
        forms = spellings(written.text, key.language, exact=key.exact)
        before = [seen.setdefault(form, (written, right)) for form in sorted(forms)]
        first, was_right = next((each for each in before if each[0] is not written), (written, right))
        if first is written:
            continue
        if was_right != right:
            why = "." if key.exact else ": capitals, accents, hyphens and articles do not count."
            what = f"“{written.text}” is accepted and rejected{why}"
            entry.complain("accepted-and-rejected", what, written, "Delete one of the two lines.")
        elif written.text == first.text or not right:
            entry.complain(
                "answer-twice", f"“{written.text}” is written twice.", written, "Delete one of the two lines."
            )
