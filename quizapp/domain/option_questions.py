"""What the types share whose answers are options: single choice, multiple response, true or false."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain.choices import natural_order, shown_position
from quizapp.domain.grading import RIGHT, WRONG, Grade
from quizapp.domain.markdown import as_option
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
    as_shown,
    change_options,
)
from quizapp.domain.yaml_reading.entry_reader import Written


def make_options(
    right: Iterable[Written], wrong: Iterable[Written], void: Iterable[Written]
) -> tuple[Option, ...]:
    """Options in the order in which answers refer to them."""
    return (
        *(Option(as_option(each.text), True, each.feedback, each.misconception) for each in right),
        *(Option(as_option(each.text), False, each.feedback, each.misconception) for each in wrong),
        *(Option(as_option(each.text), False, each.feedback, each.misconception, void=True) for each in void),
    )


@dataclass(frozen=True, kw_only=True)
class OptionQuestion(Question):
    """A response is the position of the chosen option in the bank; with ``several`` a sorted list of positions.

    A void option is offered to nobody who has not chosen it already. Control ``answer`` holds positions as shown.
    """

    #: Whether a response is a list of positions.
    several: ClassVar[bool] = False

    choices: tuple[Option, ...]

    @property
    def takes_one(self) -> bool:
        return not self.several

    @property
    def hint(self) -> str:
        return msg("Choose one.") if self.takes_one else msg("Choose all that apply.")

    def is_offered(self, place: int) -> bool:
        return not self.choices[place].void

    @property
    def offered(self) -> tuple[Option, ...]:
        return tuple(each for place, each in enumerate(self.choices) if self.is_offered(place))

    def parts(self) -> int:
        return len(self.choices)

    def draw_order(self, rng: Random) -> list[int]:
        # The bank's own order has the right options first: "keep order" means numbers or alphabet.
        order = natural_order([c.text for c in self.choices]) if self.keep_order else super().draw_order(rng)
        # Void options come last, so that what is posted for the others has no holes.
        return sorted(order, key=lambda place: self.choices[place].void)

    def _chosen(self, response: Response | None, order: Order) -> list[int]:
        """Positions in the bank, in the order in which they were shown."""
        if response is None:
            return []
        return as_shown(response if self.several else [response], order)

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        shown = order or range(len(self.choices))
        chosen = {str(list(shown).index(place)) for place in self._chosen(response, order)}
        if posted is not None:
            chosen = set(list(posted.get("answer", ()))[: 1 if self.takes_one else None])
        controls = tuple(
            Control("answer", self.choices[place].text, str(number), chosen=str(number) in chosen)
            for number, place in enumerate(shown)
            if self.is_offered(place) or str(number) in chosen
        )
        return AskView(self.ask, controls, self.hint, exclusive=self.takes_one)

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        values = [value for value in posted.get("answer", ()) if value]
        if not values:
            return Unreadable(
                msg("Choose an answer.") if self.takes_one else msg("Choose at least one answer.")
            )
        if self.takes_one and len(set(values)) > 1:
            return Unreadable(msg("Choose one answer."))
        shown = order or range(len(self.choices))
        places = set()
        for value in values:
            number = shown_position(value, len(shown))
            if number is None or not self.is_offered(shown[number]):
                return Unreadable(
                    msg("That is none of the options of this question. Choose among those shown.")
                )
            places.add(shown[number])
        return sorted(places) if self.several else places.pop()

    def grade(self, response: Response) -> Grade:
        chosen = self.choices[response]
        return RIGHT if chosen.right or chosen.void else WRONG

    def right_places(self) -> list[int]:
        return [place for place, each in enumerate(self.choices) if each.right and self.is_offered(place)]

    def best(self) -> Response | None:
        return next(iter(self.right_places()), 0)

    def review(self, response: Response | None, order: Order = ()) -> Review:
        best = tuple(Line(self.choices[place].text, True) for place in as_shown(self.right_places(), order))
        chosen = [(self.choices[place], place) for place in self._chosen(response, order)]
        yours = tuple(
            Line(each.text if self.is_offered(place) else f"~~{each.text}~~", each.right or each.void)
            for each, place in chosen
        )
        notes = (Note(each.text, each.feedback, each.misconception) for each, _ in chosen if each.feedback)
        return Review(yours, best, tuple(notes))

    def said(self, response: Response, order: Order) -> tuple[str, ...]:
        return tuple(self.choices[place].text for place in self._chosen(response, order))

    def categories(self, response: Response) -> tuple[str, ...]:
        return self.said(response, ())

    def options(self) -> tuple[Option, ...]:
        return self.choices

    def guess_score(self) -> Fraction | None:
        """Every option that is offered is as likely as any other."""
        right = sum(each.right or each.void for each in self.offered)
        return Fraction(right, len(self.offered)) if self.offered else Fraction(1)

    def change(self, change: KeyChange) -> Self:
        return replace(self, choices=change_options(self.choices, change))

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        return [
            (place, Fraction(each.right)) for place, each in enumerate(self.choices) if self.is_offered(place)
        ]
