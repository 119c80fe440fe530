"""Numeric: a typed figure, with or without a unit, read as people write figures."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fractions import Fraction
from itertools import chain
from typing import Any, ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.claims import Aspect
from quizapp.domain.expected_answers import (
    TAKEN_IN,
    ExpectedAnswer,
    ForeseenFigure,
    read_typed,
    shown_again,
)
from quizapp.domain.figures.diagnosis import Neighbour
from quizapp.domain.figures.numerals import CannotRead, normalise_spelling, round_digits, show_number
from quizapp.domain.figures.quantities import (
    Figure,
    FigureKey,
    agrees_when_converted,
    ask_back,
    figures_in,
    is_conversion,
    is_finer,
    is_right,
    read_answer,
    read_figure,
    read_tolerance,
    repeats,
    show_figure,
    unit_in_stem,
)
from quizapp.domain.figures.units import Unit, UnknownUnit, known_names, read_unit
from quizapp.domain.grading import RIGHT, WRONG, Grade, grade_figure
from quizapp.domain.markdown import Verbatim
from quizapp.domain.question import (
    AskView,
    ChangeRefused,
    Control,
    FigureAs,
    KeyChange,
    Line,
    Note,
    Order,
    Posted,
    Question,
    Response,
    Review,
    Unreadable,
)
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, Written
from quizapp.domain.yaml_reading.problems import Weight

#: A key that a phone's keypad for figures can type: it has no minus, no slash, no letters.
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR_ASKED = re.compile(r"\byear\b|\bwhen\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """A typed figure.

    A response is the typed text, cleaned; it was readable when it was recorded. Grade: 1 within the key's
    margin (see ``FigureKey.margin``) or for a figure of ``also``, else 0 with the slips that explain it. What is
    right is asked first; a figure of ``reject`` is met only as it is written, never by rounding.
    """

    type_name: ClassVar[str] = "numeric"
    label: ClassVar[str] = msg("Figure")
    signature: ClassVar[frozenset[str]] = frozenset({"number"})
    typed: ClassVar[bool] = True
    keys: ClassVar[tuple[Key, ...]] = (
        Key("number", "The figure asked for; with a unit, answers in other units are converted.", KeyForm.TEXT,
            required=True, example="1.2 billion"),
        Key("unit", "The unit, shown beside the box; then it need not be typed.", KeyForm.TEXT, example="NOK"),
        Key("within", "How far off is still right: a part of the figure (5%) or an amount (50 million).", KeyForm.TEXT,
            example="5%"),
        Key("also", "Other figures that are right.", KeyForm.OPTIONS, example="1.25 billion"),
        Key("reject", "Wrong figures that deserve a word, each with “ => ” and the word.", KeyForm.OPTIONS,
            example="900 million => That was the estimate of the year before."),
        Key("otherwise", "What is said to any other wrong answer.", KeyForm.BLOCK, example="Look at the map again."),
        Key("void", "Figures of a spoiled key: right for everybody who wrote one.", KeyForm.TEXTS),
    )  # fmt: skip
    example: ClassVar[str] = """\
- id: port-cost
  ask: How much will the port cost, according to the council?
  number: 1.2 billion
  unit: NOK
  within: 5%
  also:
  - 1.3 billion => That is the council's later figure, with the railway.
  reject:
  - 900 million => That was the estimate of the year before. => old figure
  void:
  - 1.5 billion
  otherwise: The council's figure stands in the paper of March.
  why: The council's paper of March gives 1.2 billion.
  who: The city council
  status: estimate
"""

    #: The figure as the teacher wrote it.
    number: str
    key: FigureKey
    #: What stands beside the box.
    unit: str = ""
    #: How far off is still right, as the teacher wrote it.
    within: str = ""
    also: tuple[ForeseenFigure, ...] = ()
    reject: tuple[ForeseenFigure, ...] = ()
    void: tuple[ForeseenFigure, ...] = ()
    #: Said to a wrong figure that nobody foresaw and that is no slip.
    otherwise: str = ""
    language: str = "en"
    #: The figures of all the bank's claims, its own included.
    neighbours: Sequence[Neighbour] = field(default=(), repr=False)

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        unit = entry.text("unit")
        key = read_key(entry, str(common["ask"]))
        if key is None:
            return None
        also, void = (_read_foreseen(entry, name, key) for name in ("also", "void"))
        reject = _read_rejected(entry, key, also)
        _check_year(entry, key, common)
        if entry.failed:
            return None
        return cls(
            **common,
            number=entry.text("number"),
            key=key,
            unit=unit,
            within=entry.text("within"),
            also=also,
            reject=reject,
            void=void,
            otherwise=entry.text("otherwise"),
            language=entry.language,
        )

    def with_neighbours(self, figures: Sequence[Neighbour]) -> Self:
        return replace(self, neighbours=figures)

    def too_fine_for(self, figures: Sequence[Neighbour]) -> Neighbour | None:
        own = [
            each for each in figures if each.claim in self.claims and repeats(each.figure, self.key.figure)
        ]
        return own[0] if own and all(is_finer(self.key.figure, each.figure) for each in own) else None

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        box = Control(
            "answer",
            msg("Your answer"),
            shown_again("answer", response, posted),
            suffix=self.unit,
            digits=self._needs_digits_alone(),
        )
        needs_unit = self.key.figure.unit is not None and self.key.bare_unit is None
        return AskView(
            self.ask, (box,), msg("Write a figure with its unit.") if needs_unit else msg("Write a figure.")
        )

    def _needs_digits_alone(self) -> bool:
        """Whether a keypad of digits and a decimal sign is enough to type the key."""
        return _DIGITS.fullmatch(self.number) is not None and (
            self.key.figure.unit is None or self.key.bare_unit is not None
        )

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        try:
            text = read_typed(posted.get("answer", ()))
            ask_back(text, self._figure(text), self.key, self.language, self.ask)
        except CannotRead as error:
            return Unreadable(str(error))
        return text

    def _figure(self, text: str) -> Figure:
        return read_answer(text, self.key, self.language, self.ask)

    def _read(self, response: Response) -> Figure | None:
        """The figure of a response; None where it reads no longer, after a change of the key."""
        try:
            return self._figure(str(response))
        except CannotRead:
            return None

    def _is_right(self, figure: Figure) -> bool:
        right = (*self.also, *self.void)
        if is_right(figure, self.key) or any(foreseen.takes(figure) for foreseen in right):
            return True
        # Who converts the figure of the claim, or of the question, to more digits than the author did is right, too.
        asked = self.key.figure.unit
        claimed = (own.figure for own in self.neighbours if own.claim in self.claims)
        return any(
            is_conversion(own, self.key.figure) and agrees_when_converted(figure, own)
            for own in chain(claimed, figures_in(self.ask, asked) if asked else ())
        )

    def _foreseen(self, figure: Figure) -> ForeseenFigure | None:
        """The foreseen figure that a figure is: of those that are right where it is right, else a rejected one."""
        if self._is_right(figure):
            among = (*self.also, *self.void)
            exact = next((foreseen for foreseen in among if foreseen.is_written_in(figure)), None)
            if exact or is_right(figure, self.key):
                return exact
            return next((foreseen for foreseen in among if foreseen.takes(figure)), None)
        return next((foreseen for foreseen in self.reject if foreseen.is_written_in(figure)), None)

    def grade(self, response: Response) -> Grade:
        figure = self._read(response)
        if figure is None:
            return WRONG
        if self._is_right(figure):
            return RIGHT
        rejected = self._foreseen(figure)
        if rejected and rejected.typed.feedback:
            return WRONG
        others = [each for each in self.neighbours if each.claim not in self.claims]
        return grade_figure(figure, self.key, others)

    def best(self) -> Response | None:
        return self.number

    def review(self, response: Response | None, order: Order = ()) -> Review:
        best = (Line(self._with_unit(self.number), True),)
        if response is None:
            return Review((), best)
        figure, grade = self._read(response), self.grade(response)
        foreseen = self._foreseen(figure) if figure else None
        said = foreseen.typed if foreseen and foreseen.typed.says_something else None
        notes = [Note(Verbatim(said.text), said.feedback, said.misconception)] if said else []
        notes += [Note(self._with_unit(str(response)), slip.message) for slip in grade.slips]
        if not notes and grade.fraction != 1 and foreseen is None and self.otherwise:
            notes = [Note(self._with_unit(str(response)), self.otherwise)]
        return Review((Line(self._with_unit(str(response)), grade.fraction == 1),), best, tuple(notes))

    def summary(self, response: Response, order: Order = ()) -> str:
        return self._with_unit(str(response))

    def _with_unit(self, text: str) -> Verbatim:
        """A typed figure with the unit beside its box, where none was typed."""
        if not self.unit:
            return Verbatim(text)
        try:
            figure = read_figure(text, self.language, self.key.figure.unit)
        except CannotRead:
            return Verbatim(text)
        if figure.unit or figure.noun:
            return Verbatim(text)
        return Verbatim(text + self.unit if self.unit == "%" else f"{text} {self.unit}")

    def categories(self, response: Response) -> tuple[str, ...]:
        figure = self._read(response)
        if figure is None:
            return (Verbatim(response),)
        if self.grade(response).fraction == 1 and is_right(figure, self.key):
            return (self._with_unit(self.number),)
        foreseen = self._foreseen(figure)
        if foreseen:
            return (self._with_unit(foreseen.typed.text),)
        if figure.can_be_compared_to(self.key.figure):
            value = round_digits(figure.value_in(self.key.figure.unit))
            figure = replace(self.key.figure, number=replace(figure.number, value=value))
        return (show_figure(figure, self.language),)

    def accepted(self) -> tuple[str, ...]:
        return (self._with_unit(self.number), *(each.typed.text for each in self.also))

    def to_accept(self, response: Response) -> str:
        return self._with_unit(str(response))

    def figure_key(self) -> FigureAs | None:
        return FigureAs(self.number, self.unit, self.within)

    def change(self, change: KeyChange) -> Self:
        if change.figure:
            return self._asking_for(change.figure)
        if change.refuse:
            return self._refusing(self._foresee(change.refuse))
        if change.void:
            return replace(self, void=(*self.void, self._foresee(change.void)))
        if change.right:
            first, *rest = (self._foresee(text) for text in change.right)
            changed = replace(
                self, number=first.typed.text, key=replace(self.key, figure=first.figure), also=tuple(rest)
            )
            return changed._without_rejecting((first, *rest))
        if not change.accept:
            raise ChangeRefused(
                msg("This question asks for a figure: correct the figure, or say what else is right.")
            )
        foreseen = self._foresee(change.accept)
        return replace(self, also=(*self.also, foreseen))._without_rejecting((foreseen,))

    def _asking_for(self, written: FigureAs) -> Self:
        """The question with another figure, unit or tolerance; what was right besides it stays right."""
        try:
            key = key_of(written.number, written.unit, self.language, self.ask)
            if written.within:
                key = replace(key, within=read_tolerance(written.within, key.figure, self.language))
        except CannotRead as error:
            raise ChangeRefused(str(error)) from None
        changed = replace(self, number=written.number, unit=written.unit, within=written.within, key=key)
        reject = tuple(each for each in self.reject if not changed._is_right(each.figure))
        return replace(changed, reject=reject)

    def _refusing(self, wrong: ForeseenFigure) -> Self:
        """The question with one of the figures of ``also`` or ``void`` taken away."""
        also, void = (
            tuple(each for each in figures if not each.takes(wrong.figure))
            for figures in (self.also, self.void)
        )
        changed = replace(self, also=also, void=void)
        if changed._is_right(wrong.figure):
            raise ChangeRefused(TAKEN_IN)
        return changed

    def _foresee(self, text: str) -> ForeseenFigure:
        try:
            return ForeseenFigure(ExpectedAnswer(text), self._figure(text))
        except CannotRead as error:
            raise ChangeRefused(str(error)) from None

    def _without_rejecting(self, right: Sequence[ForeseenFigure]) -> Self:
        kept = (each for each in self.reject if not any(now.takes(each.figure) for now in right))
        return replace(self, reject=tuple(kept))

    def exchange(self) -> exchange.Body:
        foreseen = [
            exchange.Value(
                each.typed.text,
                share=share,
                feedback=each.typed.feedback,
                misconception=each.typed.misconception,
                void=each in self.void,
            )
            for figures, share in (
                (self.also, exchange.RIGHT),
                (self.reject, exchange.WRONG),
                (self.void, exchange.WRONG),
            )
            for each in figures
        ]
        return exchange.Amount(
            (exchange.Value(self.number, self.within), *foreseen), self.unit, self.otherwise
        )

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        right = [self.number, *(each.typed.text for each in self.also)]
        wrong = [each.typed.text for each in self.reject if not self._is_right(each.figure)]
        margin = self.key.margin() + abs(self.key.figure.value) + 7
        far = replace(
            self.key.figure, number=replace(self.key.figure.number, value=Fraction(round(100 * margin)))
        )
        return [
            *((text, Fraction(1)) for text in right),
            *((text, Fraction(0)) for text in wrong),
            (show_figure(far, self.language), Fraction(0)),
        ]


def read_key(entry: Reader, stem: str) -> FigureKey | None:
    """Read ``number``, ``unit`` and ``within`` of an entry; None, and a complaint, where one is no good."""
    try:
        key = key_of(entry.text("number"), entry.text("unit"), entry.language, stem)
    except TwoUnits as error:
        entry.complain("two-units", str(error), "unit", "Delete one of the two.")
        return None
    except CannotRead as error:
        entry.complain("number-not-readable", str(error), "number", "number: 1.2 million")
        return None
    _doubt_noun(entry, key.figure)
    if not entry.has("within"):
        return key
    try:
        return replace(key, within=read_tolerance(entry.text("within"), key.figure, entry.language))
    except CannotRead as error:
        entry.complain("tolerance-not-readable", str(error), "within", "within: 5%")
        return None


class TwoUnits(CannotRead):
    """A figure in one unit, and another one beside its box."""


def key_of(number: str, unit_text: str, language: str, stem: str) -> FigureKey:
    """The key that a figure and the unit beside its box make; raises CannotRead."""
    asked = _read_shown_unit(unit_text)
    figure = read_figure(number, language, asked, as_key=True)
    if figure.unit is not None and unit_text and (asked is None or figure.unit.factor != asked.factor):
        raise TwoUnits(f"The figure is in {figure.unit.name}, but “unit” says “{unit_text}”.")
    figure = replace(figure, unit=figure.unit or asked)
    if unit_text and asked is None:
        figure = replace(figure, noun=unit_text)
    bare_unit = asked or (unit_in_stem(stem, figure.unit) if figure.unit else None)
    return FigureKey(figure, bare_unit=bare_unit)


def _read_shown_unit(text: str) -> Unit | None:
    try:
        return read_unit(normalise_spelling(text)) if text else None
    except (UnknownUnit, CannotRead):
        return None


def _doubt_noun(entry: Reader, figure: Figure) -> None:
    """A noun that looks like a misspelt unit."""
    if figure.unit is not None or len(figure.noun) < 4 or len(figure.noun) > 30:
        return
    near = get_close_matches(
        figure.noun.lower(), [name for name in known_names() if len(name) > 3], n=1, cutoff=0.8
    )
    if near:
        what = f"“{figure.noun}” is no unit known here; it is taken for what is counted."
        at = "unit" if entry.has("unit") else "number"
        entry.complain("unit-unknown", what, at, f"Write “{near[0]}” if that is meant.", weight=Weight.DOUBT)


def _check_year(entry: Reader, key: FigureKey, common: Mapping[str, Any]) -> None:
    """A tolerance that takes in the neighbouring year."""
    figure = key.figure
    about_time = common.get("tests") is Aspect.WHEN or _YEAR_ASKED.search(str(common["ask"]))
    if about_time and figure.unit is None and 1000 <= figure.value <= 2100 and key.margin() >= 1:
        what = f"The tolerance counts the years next to {show_number(figure.value)} as right too."
        entry.complain("tolerance-takes-next-year", what, "within", "Delete “within”.", weight=Weight.DOUBT)


def _read_foreseen(entry: Reader, name: str, key: FigureKey) -> tuple[ForeseenFigure, ...]:
    found = (read_foreseen(entry, written, key) for written in entry.options(name))
    return tuple(foreseen for foreseen in found if foreseen)


def _read_rejected(
    entry: Reader, key: FigureKey, also: Sequence[ForeseenFigure]
) -> tuple[ForeseenFigure, ...]:
    """The figures of ``reject``; complains of one that is right, and says where one is the key rounded."""
    found = []
    for written in entry.options("reject"):
        rejected = read_foreseen(entry, written, key)
        if rejected is None:
            continue
        found.append(rejected)
        if is_right(rejected.figure, key):
            what = f"“{written.text}” is rejected, but the tolerance counts it as right."
            entry.complain("rejected-within-tolerance", what, written, "Make the tolerance smaller.")
        elif any(each.takes(rejected.figure) for each in also):
            what = f"“{written.text}” is rejected, but “also” counts it as right."
            entry.complain("rejected-within-tolerance", what, written, "Delete one of the two lines.")
        elif any(rejected.takes(right) for right in (key.figure, *(each.figure for each in also))):
            what = f"“{written.text}” can be the right figure, rounded: only who writes it just so is told."
            hint = "Nothing, if that is meant; else a tolerance that takes it in."
            entry.complain("reject-rounds-to-key", what, written, hint, weight=Weight.ADVICE)
    return tuple(found)


def read_foreseen(entry: Reader, written: Written, key: FigureKey) -> ForeseenFigure | None:
    """A figure of a list, read like the key; None, and a complaint, where it cannot be."""
    try:
        figure = read_figure(written.text, entry.language, key.figure.unit)
        if figure.unit is None and key.figure.unit is not None:
            figure = replace(figure, unit=key.bare_unit or key.figure.unit)
    except CannotRead as error:
        entry.complain("number-not-readable", str(error), written, "Write one figure before “=>”.")
        return None
    return ForeseenFigure(ExpectedAnswer.of(written), figure)
