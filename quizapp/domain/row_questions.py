"""What the types share whose answers are rows, each with one of the same choices: matching and sorting."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING, PER_OPTION, share_right, shown_position
from quizapp.domain.grading import Grade
from quizapp.domain.markdown import plain
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
    change_rows,
)


@dataclass(frozen=True)
class Row:
    """A row, the position of its right choice, and what to say to any other."""

    text: str
    right: int
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, kw_only=True)
class RowQuestion(Question):
    """A response lists, for each row in the bank's order, the position of the choice made for it.

    The grade is the share of rows with their right choice, or with ``credit: all or nothing`` 1 for all of them alone.
    Control ``row-i`` belongs to the row shown at i, and holds a choice's position as shown.
    """

    hint: ClassVar[str]
    #: Texts of the catalogue with ``%(text)s`` for the row: nothing chosen, and a choice that there is not.
    missing: ClassVar[str]
    unknown: ClassVar[str]

    rows: tuple[Row, ...]
    credit: str = PER_OPTION

    @abstractmethod
    def choices(self) -> tuple[Option, ...]:
        """What can be chosen for a row; ``feedback`` is said where it is wrong."""

    def shown_rows(self, order: Order) -> Sequence[int]:
        """Positions of the rows in the order in which they are shown."""
        return range(len(self.rows))

    def shown_choices(self, order: Order) -> Sequence[int]:
        """Positions of the choices in the order in which they are shown."""
        return range(len(self.choices()))

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        rows, shown, choices = self.shown_rows(order), list(self.shown_choices(order)), self.choices()
        values = [""] * len(rows) if response is None else [str(shown.index(response[row])) for row in rows]
        if posted is not None:
            values = [next(iter(posted.get(f"row-{number}", ())), "") for number in range(len(rows))]
        offered = tuple((str(number), choices[place].text) for number, place in enumerate(shown))
        controls = tuple(
            Control(f"row-{number}", self.rows[row].text, values[number], choices=offered)
            for number, row in enumerate(rows)
        )
        return AskView(self.ask, controls, self.hint)

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        shown = self.shown_choices(order)
        response = [0] * len(self.rows)
        for number, row in enumerate(self.shown_rows(order)):
            value = next(iter(posted.get(f"row-{number}", ())), "")
            chosen = shown_position(value, len(shown))
            if chosen is None:
                said = self.unknown if value else self.missing
                return Unreadable(msg(said, text=plain(self.rows[row].text)), f"row-{number}")
            response[row] = shown[chosen]
        return response

    def grade(self, response: Response) -> Grade:
        hits = sum(chosen == row.right for chosen, row in zip(response, self.rows, strict=True))
        return Grade(share_right(hits, len(self.rows), self.credit))

    def best(self) -> Response | None:
        return [row.right for row in self.rows]

    def review(self, response: Response | None, order: Order = ()) -> Review:
        choices = self.choices()
        rows = [(self.rows[place], place) for place in self.shown_rows(order)]
        best = tuple(Line(choices[row.right].text, True, row.text) for row, _ in rows)
        if response is None:
            return Review((), best)
        chosen = [(row, response[place]) for row, place in rows]
        yours = tuple(Line(choices[choice].text, choice == row.right, row.text) for row, choice in chosen)
        notes = (
            note for row, choice in chosen if choice != row.right for note in _notes(row, choices[choice])
        )
        return Review(yours, best, tuple(notes))

    def said(self, response: Response, order: Order) -> tuple[str, ...]:
        read = self.categories(response)
        return tuple(read[place] for place in self.shown_rows(order))

    def categories(self, response: Response) -> tuple[str, ...]:
        choices = self.choices()
        return tuple(
            f"{row.text}: {choices[chosen].text}" for chosen, row in zip(response, self.rows, strict=True)
        )

    def options(self) -> tuple[Option, ...]:
        """Every row with every choice."""
        return tuple(
            Option(
                f"{row.text}: {choice.text}",
                place == row.right,
                "" if place == row.right else row.feedback or choice.feedback,
            )
            for row in self.rows
            for place, choice in enumerate(self.choices())
        )

    def guess_score(self) -> Fraction | None:
        """Each row gets any of the choices, each as likely as the others."""
        chance = Fraction(1, len(self.choices()))
        return chance ** len(self.rows) if self.credit == ALL_OR_NOTHING else chance

    def key_rows(self) -> tuple[KeyRow, ...]:
        choices = tuple(choice.text for choice in self.choices())
        return tuple(KeyRow(row.text, choices, choices[row.right]) for row in self.rows)

    def change(self, change: KeyChange) -> Self:
        places = change_rows(self.key_rows(), change)
        rows = tuple(replace(row, right=place) for row, place in zip(self.rows, places, strict=True))
        return replace(self, rows=rows)

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        right = [row.right for row in self.rows]
        other = (right[0] + 1) % len(self.choices())
        hits = len(right) if other == right[0] else len(right) - 1
        return [
            (right, Fraction(1)),
            ([other, *right[1:]], share_right(hits, len(right), self.credit)),
        ]


def _notes(row: Row, chosen: Option) -> Iterator[Note]:
    """What there is to say to a wrong choice: what its row says to any, and what it says itself."""
    for said in (row, chosen):
        if said.feedback:
            yield Note(f"{row.text}: {chosen.text}", said.feedback, said.misconception)
