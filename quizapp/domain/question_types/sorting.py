"""Sorting: put each item into its group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, Self

from quizapp.domain import exchange
from quizapp.domain.choices import ALL_OR_NOTHING, PER_OPTION, fold_option, read_feedback, shown_position
from quizapp.domain.grading import Grade
from quizapp.domain.question import (
    AskView,
    Control,
    KeyChange,
    KeyRow,
    Line,
    Note,
    Option,
    Order,
    Posted,
    Question,
    Response,
    Review,
    Unreadable,
    as_shown,
    change_rows,
)
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, Written
from quizapp.messages import msg

_CREDITS = (PER_OPTION, ALL_OR_NOTHING)


@dataclass(frozen=True)
class SortedItem:
    """An item, the position of its group, and what to say where it is put into another."""

    text: str
    group: int
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, kw_only=True)
class Sorting(Question):
    """A response lists, for each item in the bank's order, the position of the group it was put into.

    The grade is the share of items in their group, or with ``credit: all or nothing`` 1 for all of them
    alone. Items are shuffled, groups stay as written. Control ``row-i`` belongs to the item shown at i.
    """

    type_name: ClassVar[str] = "sorting"
    label: ClassVar[str] = msg("Sorting into groups")
    signature: ClassVar[frozenset[str]] = frozenset({"sort"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key("sort", "Groups, each with the list of its items.", KeyForm.GROUPS, required=True),
        Key("credit", "How a partly right answer is graded.", KeyForm.CHOICE, words=_CREDITS),
        Key("feedback", "What to say where an item is in the wrong group: item and text.", KeyForm.PAIRS),
    )
    example: ClassVar[str] = """\
- id: sort-by-standing
  ask: Sort each statement by its standing.
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

    groups: tuple[str, ...]
    items: tuple[SortedItem, ...]
    credit: str = PER_OPTION

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
        credit = entry.choice("credit", _CREDITS, PER_OPTION)
        if entry.failed:
            return None
        items = tuple(
            SortedItem(option.text, place, *said.get(option.text, (option.feedback, option.misconception)))
            for place, option in sorted_items
        )
        return cls(**{**common, "keep_order": False}, groups=groups, items=items, credit=credit)

    def parts(self) -> int:
        return len(self.items)

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        values = ["" for _ in order]
        if response is not None:
            values = [str(response[place]) for place in order]
        if posted is not None:
            values = [next(iter(posted.get(f"row-{row}", ())), "") for row in range(len(order))]
        choices = tuple((str(place), group) for place, group in enumerate(self.groups))
        controls = tuple(
            Control(f"row-{row}", self.items[place].text, values[row], choices=choices)
            for row, place in enumerate(order)
        )
        return AskView(self.ask, controls, msg("Choose a group for each item."))

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        response = [0] * len(order)
        for row, place in enumerate(order):
            value = next(iter(posted.get(f"row-{row}", ())), "")
            text = self.items[place].text
            if not value:
                return Unreadable(msg("Choose a group for “%(text)s”.", text=text), f"row-{row}")
            group = shown_position(value, len(self.groups))
            if group is None:
                return Unreadable(
                    msg("That is none of the groups shown. Choose one for “%(text)s”.", text=text),
                    f"row-{row}",
                )
            response[place] = group
        return response

    def grade(self, response: Response) -> Grade:
        hits = sum(group == item.group for group, item in zip(response, self.items, strict=True))
        if self.credit == ALL_OR_NOTHING:
            return Grade(Fraction(hits == len(self.items)))
        return Grade(Fraction(hits, len(self.items)))

    def best(self) -> Response | None:
        return [item.group for item in self.items]

    def review(self, response: Response | None, order: Order = ()) -> Review:
        places = as_shown(range(len(self.items)), order)
        items = [self.items[place] for place in places]
        best = tuple(Line(self.groups[item.group], True, item.text) for item in items)
        if response is None:
            return Review((), best)
        chosen = [(response[place], self.items[place]) for place in places]
        yours = tuple(Line(self.groups[group], group == item.group, item.text) for group, item in chosen)
        notes = tuple(
            Note(f"{item.text}: {self.groups[group]}", item.feedback, item.misconception)
            for group, item in chosen
            if group != item.group and item.feedback
        )
        return Review(yours, best, notes)

    def summary(self, response: Response, order: Order = ()) -> str:
        return "; ".join(self.said(response, order))

    def said(self, response: Response, order: Order) -> tuple[str, ...]:
        read = self.categories(response)
        return tuple(read[place] for place in as_shown(range(len(read)), order))

    def categories(self, response: Response) -> tuple[str, ...]:
        return tuple(
            f"{item.text}: {self.groups[group]}" for group, item in zip(response, self.items, strict=True)
        )

    def options(self) -> tuple[Option, ...]:
        """Every item in every group."""
        return tuple(
            Option(f"{item.text}: {group}", place == item.group, "" if place == item.group else item.feedback)
            for item in self.items
            for place, group in enumerate(self.groups)
        )

    def guess_score(self) -> Fraction | None:
        """Each item gets any of the groups, each as likely as the others."""
        chance = Fraction(1, len(self.groups))
        return chance ** len(self.items) if self.credit == ALL_OR_NOTHING else chance

    def key_rows(self) -> tuple[KeyRow, ...]:
        return tuple(KeyRow(item.text, self.groups, self.groups[item.group]) for item in self.items)

    def change(self, change: KeyChange) -> Self:
        places = change_rows(self.key_rows(), change)
        return replace(
            self,
            items=tuple(replace(item, group=place) for item, place in zip(self.items, places, strict=True)),
        )

    def exchange(self) -> exchange.Body:
        groups = tuple(
            exchange.Group(
                name,
                tuple(
                    exchange.Part(item.text, exchange.RIGHT, item.feedback, item.misconception)
                    for item in self.items
                    if item.group == place
                ),
            )
            for place, name in enumerate(self.groups)
        )
        return exchange.Grouped(groups, self.credit)

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        right = [item.group for item in self.items]
        other = (right[0] + 1) % len(self.groups)
        share = Fraction(0) if self.credit == ALL_OR_NOTHING else Fraction(len(right) - 1, len(right))
        return [(right, Fraction(1)), ([other, *right[1:]], share)]


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
