"""Single choice: exactly one of several options is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Self

from quizapp.domain import exchange
from quizapp.domain.choices import check_choices, natural_order, shown_position
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
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader
from quizapp.messages import msg


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Question):
    """A response is the position of the chosen option in the bank: right one first, then wrong, then void."""

    type_name: ClassVar[str] = "single_choice"
    label: ClassVar[str] = msg("Single choice")
    signature: ClassVar[frozenset[str]] = frozenset({"answer", "wrong"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key("answer", "The right option.", KeyForm.TEXT, required=True, example="The mining company"),
        Key("wrong", "The wrong options, each with => feedback if wished.", KeyForm.OPTIONS, required=True),
        Key("void", "Spoiled options: right for everybody who chose them, offered no more.", KeyForm.OPTIONS),
    )
    example: ClassVar[str] = """\
- id: who-says-jobs
  ask: Who says the mine will create 400 jobs?
  answer: The mining company
  wrong:
  - The labour union => The union only repeats the company's number. => wrong speaker
  - The ministry
  void:
  - The harbour office
  why: Only the company gives the number; nobody else confirms it.
  who: Nordic Minerals, the company behind the plan
"""

    choices: tuple[Option, ...]

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        answer = entry.option("answer")
        wrong = entry.options("wrong", at_least=1)
        void = entry.options("void")
        if answer is not None:
            check_choices(entry, [answer], wrong, void)
        if answer is None or entry.failed:
            return None
        choices = (
            Option(answer.text, True, answer.feedback, answer.misconception),
            *(Option(each.text, False, each.feedback, each.misconception) for each in wrong),
            *(Option(each.text, False, each.feedback, each.misconception, void=True) for each in void),
        )
        return cls(**common, choices=choices)

    def parts(self) -> int:
        return len(self.choices)

    def draw_order(self, rng: Random) -> list[int]:
        # The bank's own order has the right option first: "keep order" means numbers or alphabet.
        order = natural_order([c.text for c in self.choices]) if self.keep_order else super().draw_order(rng)
        # Void options come last, so that what is posted for the others has no holes.
        return sorted(order, key=lambda place: self.choices[place].void)

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        chosen = "" if response is None else str(list(order).index(response))
        if posted is not None:
            chosen = next(iter(posted.get("answer", ())), "")
        controls = tuple(
            Control("answer", choice.text, str(shown), chosen=str(shown) == chosen)
            for shown, place in enumerate(order)
            # A void option is offered to nobody who has not chosen it already.
            if not (choice := self.choices[place]).void or str(shown) == chosen
        )
        return AskView(self.ask, controls, msg("Choose one."), exclusive=True)

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        values = [value for value in posted.get("answer", ()) if value]
        if not values:
            return Unreadable(msg("Choose an answer."))
        shown = shown_position(values[0], len(order)) if len(values) == 1 else None
        if shown is None or self.choices[order[shown]].void:
            return Unreadable(msg("That is none of the options of this question. Choose one of those shown."))
        return order[shown]

    def grade(self, response: Response) -> Grade:
        chosen = self.choices[response]
        return RIGHT if chosen.right or chosen.void else WRONG

    def best(self) -> Response | None:
        return next(
            (place for place, choice in enumerate(self.choices) if choice.right and not choice.void), 0
        )

    def review(self, response: Response | None, order: Order = ()) -> Review:
        best = tuple(Line(choice.text, True) for choice in self.choices if choice.right and not choice.void)
        if response is None:
            return Review((), best)
        chosen = self.choices[response]
        text = f"~~{chosen.text}~~" if chosen.void else chosen.text
        notes = (Note(chosen.text, chosen.feedback, chosen.misconception),) if chosen.feedback else ()
        return Review((Line(text, chosen.right or chosen.void),), best, notes)

    def summary(self, response: Response, order: Order = ()) -> str:
        return self.choices[response].text

    def categories(self, response: Response) -> tuple[str, ...]:
        return (self.choices[response].text,)

    def options(self) -> tuple[Option, ...]:
        return self.choices

    def guess_score(self) -> Fraction | None:
        """Every option that is offered is as likely as any other."""
        offered = [choice for choice in self.choices if not choice.void]
        return Fraction(sum(choice.right for choice in offered), len(offered)) if offered else Fraction(1)

    def change(self, change: KeyChange) -> Self:
        return replace(self, choices=change_options(self.choices, change))

    def exchange(self) -> exchange.Body:
        return exchange.Choice(as_parts(self.choices), keep_order=self.keep_order)

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        return [
            (place, Fraction(choice.right)) for place, choice in enumerate(self.choices) if not choice.void
        ]
