"""Ordering: put the items in the right order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import factorial, prod
from random import Random
from typing import Any, ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.choices import (
    ALL_OR_NOTHING,
    PART_CREDITS,
    PER_OPTION,
    check_distinct,
    read_feedback,
    share_right,
    shown_position,
)
from quizapp.domain.grading import Grade
from quizapp.domain.markdown import as_option, plain
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
    as_parts,
    change_rows,
)
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader


@dataclass(frozen=True, kw_only=True)
class Ordering(Question):
    """A response lists the items' positions in the bank, first place first; the bank has the right order.

    The grade is the share of items in their right place, or with ``credit: all or nothing`` 1 for the right
    order alone. Each control ``row-i`` holds the place, from 1, of the item shown at position i, and is blank
    until one is chosen: as it is shown, an order is nobody's answer.
    """

    type_name: ClassVar[str] = "ordering"
    label: ClassVar[str] = msg("Ordering")
    signature: ClassVar[frozenset[str]] = frozenset({"order"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key("order", "The items in the right order.", KeyForm.OPTIONS, required=True, example="Survey"),
        Key("credit", "How a partly right order is graded.", KeyForm.CHOICE, words=PART_CREDITS),
        Key("feedback", "What to say where an item is misplaced: item and text.", KeyForm.PAIRS),
    )
    example: ClassVar[str] = """\
- id: steps-in-order
  ask: Put the steps in the article's order.
  order:
  - Survey
  - Licence => Without a licence nobody may drill.
  - Test drilling
  feedback:
    Survey: The survey comes before everything else. => order of events
  credit: per option
"""

    in_places: ClassVar[bool] = True

    items: tuple[Option, ...]
    credit: str = PER_OPTION
    #: Of every item the place it belongs to, where the key was corrected; items of one place may stand in any order.
    ranks: tuple[int, ...] = ()

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        written = entry.options("order", at_least=2)
        check_distinct(entry, written)
        if entry.has("keep order"):
            what = "The items stand in the right order here, so they are always shuffled."
            entry.complain("keep-order-reveals", what, "keep order", "Delete the line.")
        said = read_feedback(entry, [item.text for item in written])
        credit = entry.choice("credit", PART_CREDITS, PER_OPTION)
        if entry.failed:
            return None
        items = []
        for item in written:
            feedback, misconception = said.get(item.text, (item.feedback, item.misconception))
            items.append(Option(as_option(item.text), True, feedback, misconception))
        return cls(**{**common, "keep_order": False}, items=tuple(items), credit=credit)

    def parts(self) -> int:
        return len(self.items)

    def draw_order(self, rng: Random) -> list[int]:
        """Shuffled, and never right already (of two items either order is as likely)."""
        order = super().draw_order(rng)
        while len(order) > 2 and order == sorted(order):
            rng.shuffle(order)
        return order

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        places = [""] * len(order)
        if response is not None:
            places = [str(list(response).index(place) + 1) for place in order]
        if posted is not None:
            places = [next(iter(posted.get(f"row-{row}", ())), "") for row in range(len(order))]
        choices = tuple((str(place), str(place)) for place in range(1, len(order) + 1))
        controls = tuple(
            Control(f"row-{row}", self.items[item].text, places[row], choices=choices)
            for row, item in enumerate(order)
        )
        return AskView(self.ask, controls, msg("Number them: 1 is first."))

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        count = len(order)
        if self.is_untouched(posted, order):
            return Unreadable(msg("Give each item its number."), "row-0")
        response: list[int | None] = [None] * count
        for row, item in enumerate(order):
            value = next(iter(posted.get(f"row-{row}", ())), "")
            text = plain(self.items[item].text)
            if not value:
                return Unreadable(msg("Choose a number for “%(text)s”.", text=text), f"row-{row}")
            place = shown_position(value, count + 1)
            if not place:
                said = msg(
                    "The numbers go from 1 to %(count)s. Choose one for “%(text)s”.", count=count, text=text
                )
                return Unreadable(said, f"row-{row}")
            other = response[place - 1]
            if other is not None:
                said = msg(
                    "“%(one)s” and “%(two)s” are both number %(place)s. Give each a number of its own.",
                    one=plain(self.items[other].text),
                    two=text,
                    place=place,
                )
                return Unreadable(said, f"row-{row}")
            response[place - 1] = item
        return response

    def grade(self, response: Response) -> Grade:
        right = self._right_places()
        hits = sum(place in right[item] for place, item in enumerate(response))
        return Grade(share_right(hits, len(self.items), self.credit))

    def _right_places(self) -> list[range]:
        """Of every item the places, from 0, where it is right."""
        ranks = self.ranks or range(len(self.items))
        starts = [sum(other < rank for other in ranks) for rank in ranks]
        return [range(start, start + starts.count(start)) for start in starts]

    def best(self) -> Response | None:
        return sorted(range(len(self.items)), key=(self.ranks or range(len(self.items))).__getitem__)

    def review(self, response: Response | None, order: Order = ()) -> Review:
        right = self._right_places()
        best = tuple(Line(self.items[item].text, True, _places(right[item])) for item in self.best() or ())
        yours = tuple(
            Line(self.items[item].text, place in right[item], f"{place + 1}.")
            for place, item in enumerate(response or ())
        )
        misplaced = [item for place, item in enumerate(response or ()) if place not in right[item]]
        notes = tuple(
            Note(each.text, each.feedback, each.misconception)
            for item in misplaced
            if (each := self.items[item]).feedback
        )
        return Review(yours, best, (*self._in_place(misplaced), *notes))

    def _in_place(self, misplaced: Sequence[int]) -> tuple[Note, ...]:
        """In words, how much of an order is right and what it earns; nothing where all of it is."""
        if not misplaced:
            return ()
        count = len(self.items)
        given = {"number": count - len(misplaced), "count": count}
        if self.credit == ALL_OR_NOTHING:
            message = msg(
                "%(number)s of %(count)s are in the right place; only the whole order counts.", **given
            )
        else:
            message = msg(
                "%(number)s of %(count)s are in the right place, and each counts the same.", **given
            )
        if len(misplaced) == 2:
            first, second = (plain(self.items[item].text) for item in misplaced)
            swapped = msg("“%(first)s” and “%(second)s” are the wrong way round.", first=first, second=second)
            message = msg("%(one)s %(two)s", one=message, two=swapped)
        return (Note("", message),)

    def said(self, response: Response, order: Order) -> tuple[str, ...]:
        return self.categories(response)

    def categories(self, response: Response) -> tuple[str, ...]:
        return tuple(f"{place}. {self.items[item].text}" for place, item in enumerate(response, start=1))

    def options(self) -> tuple[Option, ...]:
        """Every item at every place."""
        right = self._right_places()
        return tuple(
            Option(
                f"{place + 1}. {each.text}",
                place in right[item],
                "" if place in right[item] else each.feedback,
            )
            for place in range(len(self.items))
            for item, each in enumerate(self.items)
        )

    def guess_score(self) -> Fraction | None:
        """Every order is as likely: on average one item of n stands in its place, more where several places are right."""
        count, right = len(self.items), self._right_places()
        if self.credit == ALL_OR_NOTHING:
            return Fraction(prod(factorial(len(places)) for places in set(right)), factorial(count))
        return Fraction(sum(map(len, right)), count * count)

    def key_rows(self) -> tuple[KeyRow, ...]:
        places = tuple(str(place) for place in range(1, len(self.items) + 1))
        return tuple(
            KeyRow(item.text, places, places[right.start])
            for item, right in zip(self.items, self._right_places(), strict=True)
        )

    def change(self, change: KeyChange) -> Self:
        return replace(self, ranks=tuple(change_rows(self.key_rows(), change)))

    def exchange(self) -> exchange.Body:
        return exchange.Ordered(as_parts([self.items[item] for item in self.best() or ()]), self.credit)

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        right = list(self.best() or ())
        exchanged = [right[1], right[0], *right[2:]]
        return [(right, Fraction(1)), (exchanged, share_right(len(right) - 2, len(right), self.credit))]


def _places(right: range) -> str:
    """Where an item is right, from 1: "2.", or "2.–3." where it may stand at either."""
    return f"{right.start + 1}." if len(right) == 1 else f"{right.start + 1}.–{right.stop}."
