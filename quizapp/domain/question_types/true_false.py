"""True, false, or not stated in the source."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.option_questions import OptionQuestion
from quizapp.domain.question import KeyChange, Option, as_parts
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, split_arrows

_WORDS = ("true", "false", "not stated")
_SHOWN = (msg("True"), msg("False"), msg("Not stated"))


@dataclass(frozen=True, kw_only=True)
class TrueFalse(OptionQuestion):
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
        choices = tuple(
            Option(shown, word == key, *said.get(word, ("", "")))
            for word, shown in zip(_WORDS, _SHOWN, strict=True)
        )
        return cls(**common, choices=choices, offers_not_stated=said_so)

    def beside_claims(self) -> Self:
        return replace(self, offers_not_stated=True) if self.offers_not_stated is None else self

    @property
    def hint(self) -> str:
        if not self.offers_not_stated:
            return super().hint
        return msg("Choose one. “Not stated”: the source does not say whether it is so.")

    def is_offered(self, place: int) -> bool:
        """A void answer, too: without it the others would mean something else."""
        return place < 2 or bool(self.offers_not_stated)

    def parts(self) -> int:
        return 0

    def draw_order(self, rng: Random) -> list[int]:
        return []

    def options(self) -> tuple[Option, ...]:
        return self.offered

    def change(self, change: KeyChange) -> Self:
        changed = super().change(change)
        # A key that says "not stated" offers it.
        return replace(changed, offers_not_stated=self.offers_not_stated or changed.choices[2].right)

    def exchange(self) -> exchange.Body:
        return exchange.Judged(as_parts(self.offered))
