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
    """A response is 0 for true, 1 for false, 2 for not stated, offered in this order.

    Not stated is offered where the bank has claims or says so, or where the question itself speaks of it: elsewhere
    nobody asks what a source leaves out.
    """

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
        Key("not stated", "Whether “Not stated” is offered; so it is in a bank with claims.", KeyForm.YES_NO),
        Key("feedback", "What to say to each answer, with => misconception if wished.", KeyForm.PAIRS),
    )
    example: ClassVar[str] = """\
- id: ministry-checked
  statement: The ministry has checked the jobs figure.
  is: not stated
  not stated: yes
  feedback:
    "true": The article is silent on it. => too certain
    "false": That it was not checked is not said either.
"""

    judged: tuple[Option, ...]
    #: What the bank says of the third answer; None: nothing.
    offers_not_stated: bool | None = None

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        key = entry.choice("is", _WORDS)
        said: dict[str, tuple[str, str]] = {}
        for name, text in entry.pairs("feedback"):
            word = entry.word(name, _WORDS, "an answer")
            if word:
                feedback, misconception, _ = split_arrows(text.text)
                said[word] = (feedback, misconception)
        said_so = entry.yes_no("not stated") if entry.has("not stated") else None
        if said_so is False and key == _WORDS[2]:
            what = "“Not stated” is the answer here, and is not offered."
            entry.complain("not-stated-not-offered", what, "not stated", "Delete the line “not stated: no”.")
        if entry.failed or not key:
            return None
        if said_so is None and (key == _WORDS[2] or _WORDS[2] in said):
            said_so = True
        judged = tuple(
            Option(shown, word == key, *said.get(word, ("", "")))
            for word, shown in zip(_WORDS, _SHOWN, strict=True)
        )
        return cls(**common, judged=judged, offers_not_stated=said_so)

    def beside_claims(self) -> Self:
        return replace(self, offers_not_stated=True) if self.offers_not_stated is None else self

    @property
    def offered(self) -> tuple[Option, ...]:
        """The answers to choose from."""
        return self.judged if self.offers_not_stated else self.judged[:2]

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        chosen = "" if response is None else str(response)
        if posted is not None:
            chosen = next(iter(posted.get("answer", ())), "")
        controls = tuple(
            Control("answer", option.text, str(place), chosen=str(place) == chosen)
            for place, option in enumerate(self.offered)
        )
        help_line = msg("Choose one. “Not stated”: the source says neither that it is so nor that it is not.")
        return AskView(self.ask, controls, help_line, exclusive=True)

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        values = [value for value in posted.get("answer", ()) if value]
        if not values:
            return Unreadable(msg("Choose an answer."))
        shown = shown_position(values[0], len(self.offered)) if len(values) == 1 else None
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
        return self.offered

    def guess_score(self) -> Fraction | None:
        """Each of the answers offered is as likely as the others."""
        return Fraction(sum(option.right or option.void for option in self.offered), len(self.offered))

    def change(self, change: KeyChange) -> Self:
        judged = change_options(self.judged, change)
        # A key that says "not stated" offers it.
        return replace(self, judged=judged, offers_not_stated=self.offers_not_stated or judged[2].right)

    def exchange(self) -> exchange.Body:
        return exchange.Judged(as_parts(self.offered))

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        return [(place, Fraction(option.right)) for place, option in enumerate(self.offered)]
