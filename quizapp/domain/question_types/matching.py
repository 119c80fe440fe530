"""Matching: find the partner of each line."""

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
    as_parts,
    change_rows,
)
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, Written
from quizapp.domain.yaml_reading.problems import Weight
from quizapp.messages import msg

_CREDITS = (PER_OPTION, ALL_OR_NOTHING)


@dataclass(frozen=True)
class Row:
    """A left side, the position of its partner among the right sides, and what to say to any other."""

    left: str
    partner: int
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, kw_only=True)
class Matching(Question):
    """A response lists, for each left side in the bank's order, the position of the right side chosen for it.

    Several left sides may have one partner: each right side is offered once. The grade is the share of left
    sides with their partner, or with ``credit: all or nothing`` 1 for all of them alone. Right sides are
    shuffled, left sides stay as written. Control ``row-i`` belongs to left side i.
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
        Key("credit", "How a partly right answer is graded.", KeyForm.CHOICE, words=_CREDITS),
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

    rows: tuple[Row, ...]
    #: The right sides, each once; extra ones last.
    partners: tuple[Option, ...]
    credit: str = PER_OPTION

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
        credit = entry.choice("credit", _CREDITS, PER_OPTION)
        if entry.failed:
            return None
        places = {fold_option(option.text): place for place, option in enumerate(partners)}
        rows = tuple(
            Row(left, places[fold_option(right.text)], *said.get(left, (right.feedback, right.misconception)))
            for left, (_, right) in zip(lefts, written, strict=True)
        )
        return cls(**{**common, "keep_order": False}, rows=rows, partners=partners, credit=credit)

    def parts(self) -> int:
        return len(self.partners)

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        values = ["" for _ in self.rows]
        if response is not None:
            values = [str(list(order).index(partner)) for partner in response]
        if posted is not None:
            values = [next(iter(posted.get(f"row-{row}", ())), "") for row in range(len(self.rows))]
        choices = tuple((str(shown), self.partners[place].text) for shown, place in enumerate(order))
        controls = tuple(
            Control(f"row-{number}", row.left, values[number], choices=choices)
            for number, row in enumerate(self.rows)
        )
        return AskView(self.ask, controls, msg("Choose a partner for each line."))

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        response = []
        for number, row in enumerate(self.rows):
            value = next(iter(posted.get(f"row-{number}", ())), "")
            if not value:
                return Unreadable(
                    msg("Choose a partner for “%(text)s”.", text=row.left),
                    f"row-{number}",
                )
            shown = shown_position(value, len(order))
            if shown is None:
                message = msg("That is none of the partners shown. Choose one for “%(text)s”.", text=row.left)
                return Unreadable(message, f"row-{number}")
            response.append(order[shown])
        return response

    def grade(self, response: Response) -> Grade:
        hits = sum(chosen == row.partner for chosen, row in zip(response, self.rows, strict=True))
        if self.credit == ALL_OR_NOTHING:
            return Grade(Fraction(hits == len(self.rows)))
        return Grade(Fraction(hits, len(self.rows)))

    def best(self) -> Response | None:
        return [row.partner for row in self.rows]

    def review(self, response: Response | None, order: Order = ()) -> Review:
        best = tuple(Line(self.partners[row.partner].text, True, row.left) for row in self.rows)
        if response is None:
            return Review((), best)
        paired = list(zip(response, self.rows, strict=True))
        yours = tuple(
            Line(self.partners[chosen].text, chosen == row.partner, row.left) for chosen, row in paired
        )
        notes = []
        for chosen, row in paired:
            if chosen == row.partner:
                continue
            about = f"{row.left}: {self.partners[chosen].text}"
            if row.feedback:
                notes.append(Note(about, row.feedback, row.misconception))
            if self.partners[chosen].feedback:
                notes.append(Note(about, self.partners[chosen].feedback, self.partners[chosen].misconception))
        return Review(yours, best, tuple(notes))

    def summary(self, response: Response, order: Order = ()) -> str:
        return "; ".join(self.said(response, order))

    def said(self, response: Response, order: Order) -> tuple[str, ...]:
        return self.categories(response)

    def categories(self, response: Response) -> tuple[str, ...]:
        return tuple(
            f"{row.left}: {self.partners[chosen].text}"
            for chosen, row in zip(response, self.rows, strict=True)
        )

    def options(self) -> tuple[Option, ...]:
        """Every left side with every right side."""
        return tuple(
            Option(
                f"{row.left}: {partner.text}",
                place == row.partner,
                "" if place == row.partner else row.feedback or partner.feedback,
            )
            for row in self.rows
            for place, partner in enumerate(self.partners)
        )

    def guess_score(self) -> Fraction | None:
        """Each left side gets any of the right sides, each as likely as the others."""
        chance = Fraction(1, len(self.partners))
        return chance ** len(self.rows) if self.credit == ALL_OR_NOTHING else chance

    def key_rows(self) -> tuple[KeyRow, ...]:
        choices = tuple(partner.text for partner in self.partners)
        return tuple(KeyRow(row.left, choices, choices[row.partner]) for row in self.rows)

    def change(self, change: KeyChange) -> Self:
        places = change_rows(self.key_rows(), change)
        return replace(
            self,
            rows=tuple(replace(row, partner=place) for row, place in zip(self.rows, places, strict=True)),
        )

    def exchange(self) -> exchange.Body:
        used = {row.partner for row in self.rows}
        pairs = tuple(
            exchange.Pair(row.left, self.partners[row.partner].text, row.feedback, row.misconception)
            for row in self.rows
        )
        extra = [option for place, option in enumerate(self.partners) if place not in used]
        return exchange.Paired(pairs, as_parts(extra), self.credit)

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        right = [row.partner for row in self.rows]
        other = (right[0] + 1) % len(self.partners)
        hits = len(right) if other == right[0] else len(right) - 1
        share = Fraction(hits == len(right)) if self.credit == ALL_OR_NOTHING else Fraction(hits, len(right))
        return [(right, Fraction(1)), ([other, *right[1:]], share)]


def _partners(entry: Reader, rights: Sequence[Written], extra: Sequence[Written]) -> tuple[Option, ...]:
    """The right sides, each once; two that differ in case or spacing alone are a slip, not one partner."""
    found: dict[str, Written] = {}
    for right in rights:
        first = found.setdefault(fold_option(right.text), right)
        if first.text != right.text:
            what = f"“{right.text[:60]}” is nearly the partner on line {entry.line_of(first)}, “{first.text[:60]}”."
            entry.complain("equal-partners", what, right, "Write both the same, or make them differ.")
    options = [Option(right.text, True) for right in found.values()]
    for item in extra:
        if fold_option(item.text) in found:
            what = f"“{item.text[:60]}” fits nowhere here and is a partner on line {entry.line_of(found[fold_option(item.text)])}."
            entry.complain("extra-is-right", what, item, "Delete it here.")
        found.setdefault(fold_option(item.text), item)
        options.append(Option(item.text, False, item.feedback, item.misconception))
    return tuple(options)
