"""True, false, or not stated in the source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, Self

from quizapp.domain import exchange
from quizapp.domain.choices import shown_position
from quizapp.domain.grading import RIGHT, WRONG, Grade
from quizapp.domain.question import (
    AskView,
    Control,
    KeyChange,
    Line,
    Note,
    Option,
    Order,
    Posted,
    Question,
    Response,
    Review,
    Unreadable,
    as_parts,
    change_options,
)
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, split_arrows
from quizapp.messages import msg

_WORDS = ("true", "false", "not stated")
_SHOWN = (msg("True"), msg("False"), msg("Not stated"))


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """A response is 0 for true, 1 for false, 2 for not stated. All three are offered, in this order."""

    type_name: ClassVar[str] = "true_false"
    label: ClassVar[str] = msg("True, false or not stated")
    signature: ClassVar[frozenset[str]] = frozenset({"statement", "is"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key(
            "statement",
            "The statement to judge.",
            KeyForm.STEM,
            required=True,
            example="The mine has opened.",
        ),
        Key(
            "is",
            "What it is, by the source.",
            KeyForm.CHOICE,
            required=True,
            words=_WORDS,
            example="not stated",
        ),
        Key("feedback", "What to say to each answer, with => misconception if wished.", KeyForm.PAIRS),
    )
    example: ClassVar[str] = """\
- id: ministry-checked
  statement: The ministry has checked the jobs figure.
  is: not stated
  feedback:
    "true": The article is silent on it. => too certain
    "false": That it was not checked is not said either.
"""

    judged: tuple[Option, ...]

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        key = entry.choice("is", _WORDS)
        said: dict[str, tuple[str, str]] = {}
        for name, text in entry.pairs("feedback"):
            word = entry.word(name, _WORDS, "an answer")
            if word:
                feedback, misconception, _ = split_arrows(text.text)
                said[word] = (feedback, misconception)
        if entry.failed or not key:
            return None
        judged = tuple(
            Option(shown, word == key, *said.get(word, ("", "")))
            for word, shown in zip(_WORDS, _SHOWN, strict=True)
        )
        return cls(**common, judged=judged)

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        chosen = "" if response is None else str(response)
        if posted is not None:
            chosen = next(iter(posted.get("answer", ())), "")
        controls = tuple(
            Control("answer", option.text, str(place), chosen=str(place) == chosen)
            for place, option in enumerate(self.judged)
        )
        help_line = msg("Choose one. “Not stated”: the source says neither that it is so nor that it is not.")
        return AskView(self.ask, controls, help_line, exclusive=True)

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        values = [value for value in posted.get("answer", ()) if value]
        if not values:
            return Unreadable(msg("Choose an answer."))
        shown = shown_position(values[0], len(_WORDS)) if len(values) == 1 else None
        if shown is None:
            return Unreadable(msg("That is none of the answers of this question. Choose one of those shown."))
        return shown

    def grade(self, response: Response) -> Grade:
        option = self.judged[response]
        return RIGHT if option.right or option.void else WRONG

    def best(self) -> Response | None:
        return next(place for place, option in enumerate(self.judged) if option.right)

    def review(self, response: Response | None, order: Order = ()) -> Review:
        best = tuple(Line(option.text, True) for option in self.judged if option.right)
        if response is None:
            return Review((), best)
        chosen = self.judged[response]
        notes = (Note(chosen.text, chosen.feedback, chosen.misconception),) if chosen.feedback else ()
        return Review((Line(chosen.text, chosen.right or chosen.void),), best, notes)

    def summary(self, response: Response, order: Order = ()) -> str:
        return self.judged[response].text

    def categories(self, response: Response) -> tuple[str, ...]:
        return (self.judged[response].text,)

    def options(self) -> tuple[Option, ...]:
        return self.judged

    def guess_score(self) -> Fraction | None:
        """Each of the three answers is as likely as the others."""
        return Fraction(sum(option.right or option.void for option in self.judged), len(self.judged))

    def change(self, change: KeyChange) -> Self:
        return replace(self, judged=change_options(self.judged, change))

    def exchange(self) -> exchange.Body:
        return exchange.Judged(as_parts(self.judged))

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        return [(place, Fraction(option.right)) for place, option in enumerate(self.judged)]
