"""Gaps: one place in a text that a student fills, typed or chosen from a list."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.choices import fold_option, shown_position
from quizapp.domain.expected_answers import (
    ONLY_ANSWER,
    TAKEN_IN,
    ExpectedAnswer,
    TextKey,
    figures_of,
    read_typed,
    shown_again,
)
from quizapp.domain.figures.diagnosis import Neighbour
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import (
    Figure,
    FigureKey,
    ask_back,
    is_right,
    read_answer,
    read_figure,
    read_tolerance,
    show_figure,
)
from quizapp.domain.gap_marks import split_tolerance
from quizapp.domain.grading import RIGHT, WRONG, Grade, grade_figure
from quizapp.domain.markdown import Verbatim, as_option
from quizapp.domain.question import (
    ChangeRefused,
    Control,
    FigureAs,
    KeyChange,
    Note,
    Option,
    Order,
    Posted,
    Response,
    Unreadable,
    as_parts,
)


class Gap(ABC):
    """One gap. Its part of a response is a text where it is typed, and else a position in ``options``."""

    options: tuple[Option, ...] = ()

    @abstractmethod
    def control(
        self, name: str, label: str, order: Order, answer: Response | None, posted: Posted | None
    ) -> Control:
        """The gap as shown; ``order`` is that of its options."""

    @abstractmethod
    def read(self, posted: Posted, name: str, order: Order) -> Response | Unreadable:
        """Read what was posted for it."""

    @abstractmethod
    def grade(self, answer: Response, others: Sequence[Neighbour] = ()) -> Grade:
        """Grade its part of a response; ``others`` are figures it may have been mistaken for."""

    @abstractmethod
    def show(self, answer: Response) -> str:
        """Its part of a response, as a text."""

    @abstractmethod
    def notes(self, answer: Response, others: Sequence[Neighbour] = ()) -> tuple[Note, ...]:
        """What there is to say to an answer."""

    @abstractmethod
    def category(self, answer: Response) -> str:
        """What equal answers have in common."""

    def text_key(self) -> TextKey | None:
        """The key of a text that is typed here and is no figure."""
        return None

    def accepted(self) -> tuple[str, ...]:
        """What is right of what is typed here."""
        return ()

    @abstractmethod
    def best(self) -> Response:
        """An answer that is right."""

    @abstractmethod
    def worst(self) -> Response | None:
        """An answer that is wrong; None where there is none."""

    @abstractmethod
    def exchange(self) -> exchange.Blank:
        """The gap in the words of the exchange model."""

    @abstractmethod
    def change(self, change: KeyChange) -> Self | None:
        """The gap with a corrected key; None where the correction is not about it."""


@dataclass(frozen=True)
class TypedGap(Gap):
    """A gap to type in. ``figure`` is what the key reads as; None with ``spelling: exact``, where 007 is not 7.

    ``within`` is how far off the figure may be, as the teacher wrote it; ``otherwise`` is said to a wrong answer that
    nothing else explains.
    """

    key: TextKey
    figure: FigureKey | None = None
    also: tuple[FigureKey, ...] = ()
    within: str = ""
    otherwise: str = ""
    #: What it asks for, as a question, where the text beside it tells.
    stem: str = ""

    @classmethod
    def of(cls, key: TextKey, otherwise: str = "", stem: str = "") -> Self:
        """The gap of a key: of figures where its first answer is one, each with its own tolerance ("400 ± 5%")."""
        figures = () if key.exact else figures_of([answer.text for answer in key.accept], key.language)
        if not figures:
            return cls(key, otherwise=otherwise, stem=stem)
        first, *others = key.accept
        number, within = split_tolerance(first.text) if figures[0].within else (first.text, "")
        key = replace(key, accept=(replace(first, text=number), *others))
        return cls(key, figures[0], figures[1:], within, otherwise, stem)

    def control(
        self, name: str, label: str, order: Order, answer: Response | None, posted: Posted | None
    ) -> Control:
        return Control(name, label, shown_again(name, answer, posted))

    def read(self, posted: Posted, name: str, order: Order) -> Response | Unreadable:
        try:
            text = read_typed(posted.get(name, ()))
            if self.figure is not None and self._find(text)[0] is None:
                ask_back(text, self._figure(text, self.figure), self.figure, self.key.language, self.stem)
        except CannotRead as error:
            return Unreadable(str(error), name)
        return text

    def _figure(self, text: str, key: FigureKey) -> Figure:
        return read_answer(text, key, self.key.language, self.stem)

    def _read(self, answer: Response) -> Figure | None:
        try:
            return self._figure(str(answer), self.figure) if self.figure else None
        except CannotRead:
            return None

    def _find(self, text: str) -> tuple[ExpectedAnswer | None, bool]:
        """The foreseen answer that a text is, and whether it is right; a slip makes no figure of another one."""
        found, right = self.key.find(text)
        if self.figure and found and not self.key.is_same(found.text, text) and self._read(text) is not None:
            return None, False
        return found, right

    def grade(self, answer: Response, others: Sequence[Neighbour] = ()) -> Grade:
        if self._find(str(answer))[1]:
            return RIGHT
        figure = self._read(answer)
        if self.figure is None or figure is None:
            return WRONG
        if any(is_right(figure, other) for other in self.also):
            return RIGHT
        return grade_figure(figure, self.figure, others)

    def show(self, answer: Response) -> str:
        return Verbatim(answer)

    def notes(self, answer: Response, others: Sequence[Neighbour] = ()) -> tuple[Note, ...]:
        found = self._find(str(answer))[0]
        grade = self.grade(answer, others)
        slips = tuple(Note(Verbatim(answer), slip.message) for slip in grade.slips)
        said = found if found and found.says_something else None
        if not said and not slips and grade.fraction != 1 and self.otherwise:
            return (Note(Verbatim(answer), self.otherwise),)
        return ((Note(Verbatim(said.text), said.feedback, said.misconception),) if said else ()) + slips

    def category(self, answer: Response) -> str:
        if found := self._find(str(answer))[0]:
            return Verbatim(found.text)
        figure = self._read(answer)
        if self.figure is None or figure is None:
            return Verbatim(self.key.fold(str(answer)))
        return (
            Verbatim(self.best()) if is_right(figure, self.figure) else show_figure(figure, self.key.language)
        )

    def text_key(self) -> TextKey | None:
        return None if self.figure else self.key

    def best(self) -> str:
        return self.key.accept[0].text

    def worst(self) -> Response | None:
        if self.figure is None:
            return "none of these answers"
        number = self.figure.figure.number
        return show_figure(
            replace(self.figure.figure, number=replace(number, value=abs(number.value) * 77 + 777))
        )

    def exchange(self) -> exchange.Blank:
        return exchange.Blank(
            tuple(
                exchange.Part(each.text, exchange.RIGHT, each.feedback, each.misconception)
                for each in self.key.accept
            ),
            within=self.within,
            otherwise=self.otherwise,
        )

    def accepted(self) -> tuple[str, ...]:
        return tuple(answer.text for answer in self.key.accept)

    def change(self, change: KeyChange) -> Self | None:
        if change.refuse:
            return self._refusing(change.refuse)
        if change.figure:
            return self._asking_for(change.figure) if self.figure else None
        texts = tuple(text for text in (*change.right, change.accept, change.void) if text)
        key = replace(self.key, accept=()) if change.right else self.key
        for text in texts:
            if not key.fold(text):
                raise ChangeRefused(msg("An answer needs a letter or a digit."))
            key = key.accepting(text)
        return self._with(key) if texts else None

    def _with(self, key: TextKey) -> Self:
        """The gap with another key, read as figures where it is one; what comes first keeps the tolerance."""
        first, *others = key.accept
        text = f"{first.text} ± {self.within}"
        if self.within and figures_of([text], key.language):
            key = replace(key, accept=(replace(first, text=text), *others))
        return self.of(key, self.otherwise, self.stem)

    def _asking_for(self, written: FigureAs) -> Self:
        """The gap with another figure or tolerance; what was right besides it stays right."""
        number = f"{written.number} {written.unit}".strip()
        try:
            figure = read_figure(number, self.key.language, as_key=True)
            if written.within:
                read_tolerance(written.within, figure, self.key.language)
        except CannotRead as error:
            raise ChangeRefused(str(error)) from None
        if figure.noun:
            given = {"written": written.number, "words": figure.noun}
            raise ChangeRefused(
                msg("We can read %(written)s, but “%(words)s” is no unit known here.", **given)
            )
        first, *others = self.key.accept
        text = f"{number} ± {written.within}" if written.within else number
        return self.of(
            replace(self.key, accept=(replace(first, text=text), *others)), self.otherwise, self.stem
        )

    def _refusing(self, text: str) -> Self:
        figure = self._read(text)
        same = [
            answer.text
            for answer in self.key.accept
            if figure and (other := self._read(answer.text)) and is_right(figure, FigureKey(other))
        ]
        key = self.key.refusing(text)
        key = replace(key, accept=tuple(answer for answer in key.accept if answer.text not in same))
        if not key.accept:
            raise ChangeRefused(ONLY_ANSWER)
        changed = self._with(key)
        if changed.grade(text).fraction == 1:
            raise ChangeRefused(TAKEN_IN)
        return changed


@dataclass(frozen=True)
class ListGap(Gap):
    """A gap to fill from a list; in the bank the right option stands first."""

    options: tuple[Option, ...] = ()

    def control(
        self, name: str, label: str, order: Order, answer: Response | None, posted: Posted | None
    ) -> Control:
        chosen = "" if answer is None else str(list(order).index(answer))
        if posted is not None:
            chosen = next(iter(posted.get(name, ())), "")
        choices = tuple((str(shown), self.options[place].text) for shown, place in enumerate(order))
        return Control(name, label, chosen, choices=choices)

    def read(self, posted: Posted, name: str, order: Order) -> Response | Unreadable:
        values = {value for value in posted.get(name, ()) if value}
        if not values:
            return Unreadable(msg("Choose an answer."), name)
        shown = shown_position(values.pop(), len(order)) if len(values) == 1 else None
        if shown is None:
            return Unreadable(
                msg("That is none of the answers of this gap. Choose one of those shown."), name
            )
        return order[shown]

    def _option(self, answer: Response) -> Option:
        return self.options[answer]

    def grade(self, answer: Response, others: Sequence[Neighbour] = ()) -> Grade:
        option = self._option(answer)
        return RIGHT if option.right or option.void else WRONG

    def show(self, answer: Response) -> str:
        return self._option(answer).text

    def notes(self, answer: Response, others: Sequence[Neighbour] = ()) -> tuple[Note, ...]:
        option = self._option(answer)
        return (Note(option.text, option.feedback, option.misconception),) if option.feedback else ()

    def category(self, answer: Response) -> str:
        return self._option(answer).text

    def best(self) -> int:
        return next((place for place, option in enumerate(self.options) if option.right), 0)

    def worst(self) -> Response | None:
        wrong = (place for place, option in enumerate(self.options) if not option.right and not option.void)
        return next(wrong, None)

    def exchange(self) -> exchange.Blank:
        return exchange.Blank(as_parts(self.options), listed=True)

    def change(self, change: KeyChange) -> Self | None:
        wanted = {fold_option(as_option(text)) for text in (*change.right, change.void) if text}
        if not wanted or wanted - {fold_option(option.text) for option in self.options}:
            return None
        if change.void:
            changed = tuple(replace(o, void=o.void or fold_option(o.text) in wanted) for o in self.options)
        else:
            changed = tuple(replace(o, right=fold_option(o.text) in wanted) for o in self.options)
        return replace(self, options=changed)
