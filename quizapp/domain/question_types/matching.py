"""Matching: find the partner of each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from quizapp.basics.messages import N_, msg
from quizapp.domain import exchange
from quizapp.domain.choices import PART_CREDITS, PER_OPTION, fold_option, read_feedback
from quizapp.domain.markdown import as_option
from quizapp.domain.question import Option, Order, as_parts
from quizapp.domain.row_questions import Row, RowQuestion
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, Written
from quizapp.domain.yaml_reading.problems import Weight


@dataclass(frozen=True, kw_only=True)
class Matching(RowQuestion):
    """A response lists, for each left side in the bank's order, the position of the right side chosen for it.

    Several left sides may have one partner: each right side is offered once. Right sides are shuffled, left sides
    stay as written.
    """

    type_name: ClassVar[str] = "matching"
    label: ClassVar[str] = msg("Matching")
    signature: ClassVar[frozenset[str]] = frozenset({"match"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key(
            "match",
            "Left sides with their partners.",
            KeyForm.PAIRS,
            required=True,
            example="Minister: It is safe",
        ),
        Key("extra", "Right sides that fit nowhere, each with => feedback if wished.", KeyForm.OPTIONS),
        Key("credit", "How a partly right answer is graded.", KeyForm.CHOICE, words=PART_CREDITS),
        Key("feedback", "What to say where a line is paired wrongly: left side and text.", KeyForm.PAIRS),
    )
    example: ClassVar[str] = """\
- id: who-said-what
  ask: Who said what?
  match:
    Minister: It is safe
    Biologist: It is risky
    Union: It is safe
  extra:
  - It is illegal => Nobody says so. => not in the article
  feedback:
    Biologist: The biologist warns of the sediment. => wrong speaker
  credit: per option
"""

    hint: ClassVar[str] = msg("Choose a partner for each line.")
    missing: ClassVar[str] = N_("Choose a partner for “%(text)s”.")
    unknown: ClassVar[str] = N_("That is none of the partners shown. Choose one for “%(text)s”.")

    #: The right sides, each once; extra ones last.
    partners: tuple[Option, ...]

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        written = [(key, right) for key, value in entry.pairs("match") if (right := entry.split(value))]
        extra = entry.options("extra")
        if entry.has("keep order"):
            what = "The right sides stand in the order of their partners here, so they are always shuffled."
            entry.complain("keep-order-reveals", what, "keep order", "Delete the line.")
        partners = _partners(entry, [right for _, right in written], extra)
        lefts = [key.text.strip() for key, _ in written]
        if len(lefts) < 2 and not entry.failed:
            entry.complain(
                "too-few", "“match” needs at least two lines.", "match", "Another left: Its partner"
            )
        if len(partners) < 2 and not entry.failed:
            what = "All lines have the same partner, so there is nothing to choose."
            entry.complain(
                "too-few", what, "match", "extra:\n- A right side that fits nowhere", weight=Weight.DOUBT
            )
        said = read_feedback(entry, lefts)
        credit = entry.choice("credit", PART_CREDITS, PER_OPTION)
        if entry.failed:
            return None
        places = {fold_option(option.text): place for place, option in enumerate(partners)}
        rows = tuple(
            Row(
                as_option(left),
                places[fold_option(as_option(right.text))],
                *said.get(left, (right.feedback, right.misconception)),
            )
            for left, (_, right) in zip(lefts, written, strict=True)
        )
        return cls(**{**common, "keep_order": False}, rows=rows, partners=partners, credit=credit)

    def parts(self) -> int:
        return len(self.partners)

    def choices(self) -> tuple[Option, ...]:
        return self.partners

    def shown_choices(self, order: Order) -> Sequence[int]:
        return order

    def exchange(self) -> exchange.Body:
        used = {row.right for row in self.rows}
        pairs = tuple(
            exchange.Pair(row.text, self.partners[row.right].text, row.feedback, row.misconception)
            for row in self.rows
        )
        extra = [option for place, option in enumerate(self.partners) if place not in used]
        return exchange.Paired(pairs, as_parts(extra), self.credit)


def _partners(entry: Reader, rights: Sequence[Written], extra: Sequence[Written]) -> tuple[Option, ...]:
    """The right sides, each once; two that differ in case or spacing alone are a slip, not one partner."""
    found: dict[str, Written] = {}
    for right in rights:
        first = found.setdefault(fold_option(right.text), right)
        if first.text != right.text:
            what = f"“{right.text[:60]}” is nearly the partner on line {entry.line_of(first)}, “{first.text[:60]}”."
            entry.complain("equal-partners", what, right, "Write both the same, or make them differ.")
    options = [Option(as_option(right.text), True) for right in found.values()]
    for item in extra:
        if fold_option(item.text) in found:
            what = f"“{item.text[:60]}” fits nowhere here and is a partner on line {entry.line_of(found[fold_option(item.text)])}."
            entry.complain("extra-is-right", what, item, "Delete it here.")
        found.setdefault(fold_option(item.text), item)
        options.append(Option(as_option(item.text), False, item.feedback, item.misconception))
    return tuple(options)
