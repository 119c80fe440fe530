"""Sorting: put each item into its group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from quizapp.basics.messages import N_, msg
from quizapp.domain import exchange
from quizapp.domain.choices import PART_CREDITS, PER_OPTION, fold_option, read_feedback
from quizapp.domain.markdown import as_option
from quizapp.domain.question import Option, Order, as_shown
from quizapp.domain.row_questions import Row, RowQuestion
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, Written


@dataclass(frozen=True, kw_only=True)
class Sorting(RowQuestion):
    """A response lists, for each item in the bank's order, the position of the group it was put into.

    Items are shuffled, groups stay as written.
    """

    type_name: ClassVar[str] = "sorting"
    label: ClassVar[str] = msg("Sorting into groups")
    signature: ClassVar[frozenset[str]] = frozenset({"sort"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key("sort", "Groups, each with the list of its items.", KeyForm.GROUPS, required=True),
        Key("credit", "How a partly right answer is graded.", KeyForm.CHOICE, words=PART_CREDITS),
        Key("feedback", "What to say where an item is in the wrong group: item and text.", KeyForm.PAIRS),
    )
    example: ClassVar[str] = """\
- id: sort-by-status
  ask: Sort each statement by how far you can rely on it.
  sort:
    Claimed by one side:
    - The mine creates jobs
    - The mine harms nobody => The survey warns of sediment.
    Confirmed by both sides:
    - The licence was signed
  feedback:
    The licence was signed: Company and ministry both say so. => too doubtful
  credit: per option
"""

    hint: ClassVar[str] = msg("Choose a group for each item.")
    missing: ClassVar[str] = N_("Choose a group for “%(text)s”.")
    unknown: ClassVar[str] = N_("That is none of the groups shown. Choose one for “%(text)s”.")

    groups: tuple[str, ...]

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        written = entry.groups("sort")
        groups = tuple(key.text.strip() for key, _ in written)
        sorted_items = [
            (place, option)
            for place, (_, texts) in enumerate(written)
            for text in texts
            if (option := entry.split(text))
        ]
        _check_items(entry, groups, sorted_items)
        if entry.has("keep order"):
            what = "The items stand in their groups here, so they are always shuffled."
            entry.complain("keep-order-reveals", what, "keep order", "Delete the line.")
        said = read_feedback(entry, [option.text for _, option in sorted_items])
        credit = entry.choice("credit", PART_CREDITS, PER_OPTION)
        if entry.failed:
            return None
        rows = tuple(
            Row(
                as_option(option.text), place, *said.get(option.text, (option.feedback, option.misconception))
            )
            for place, option in sorted_items
        )
        return cls(
            **{**common, "keep_order": False}, groups=tuple(map(as_option, groups)), rows=rows, credit=credit
        )

    def parts(self) -> int:
        return len(self.rows)

    def choices(self) -> tuple[Option, ...]:
        return tuple(Option(group, False) for group in self.groups)

    def shown_rows(self, order: Order) -> Sequence[int]:
        return as_shown(range(len(self.rows)), order)

    def exchange(self) -> exchange.Body:
        groups = tuple(
            exchange.Group(
                name,
                tuple(
                    exchange.Part(item.text, exchange.RIGHT, item.feedback, item.misconception)
                    for item in self.rows
                    if item.right == place
                ),
            )
            for place, name in enumerate(self.groups)
        )
        return exchange.Grouped(groups, self.credit)


def _check_items(entry: Reader, groups: Sequence[str], items: Sequence[tuple[int, Written]]) -> None:
    """Groups that differ, and every item in one of them only."""
    if len(groups) < 2 and not entry.failed:
        what = "“sort” needs at least two groups."
        entry.complain("too-few", what, "sort", "Another group:\n- an item")
    seen: dict[str, tuple[int, Written]] = {}
    for group, item in items:
        first_group, first = seen.setdefault(fold_option(item.text), (group, item))
        if first is item:
            continue
        line = entry.line_of(first)
        if first_group == group:
            what = f"“{item.text[:60]}” is given twice, first on line {line}."
            entry.complain("equal-items", what, item, "Delete one of the two.")
        else:
            what = f"“{item.text[:60]}” is in two groups, first on line {line}."
            entry.complain("item-in-two-groups", what, item, "Keep it in the group it belongs to.")
