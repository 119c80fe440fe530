"""Cloze: a text with gaps that are typed or chosen from lists."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Self

from quizapp.domain import exchange
from quizapp.domain.bankfile.entry_reader import Form, Key, Reader, split_arrows
from quizapp.domain.choices import folded, natural_order, shown_position
from quizapp.domain.expected_answers import (
    EXACT,
    TOLERANT,
    TextKey,
    Typed,
    figures_of,
    read_typed,
    shown_again,
)
from quizapp.domain.figures.diagnosis import Neighbour, grade_figure
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import Figure, FigureKey, ask_back, is_right, read_answer, show_figure
from quizapp.domain.gap_marks import GapMarks, GapMistake, read_gaps
from quizapp.domain.grading import RIGHT, WRONG, Grade
from quizapp.domain.question import (
    AskView,
    ChangeRefused,
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
)

#: How a gap is written where nothing can be filled in.
BLANK = "_____"
_NUMBERED = re.compile(r"(\d{1,3}): (.+)", re.DOTALL)


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
    """A gap to type in. ``figure`` is what the key reads as; None with ``spelling: exact``, where 007 is not 7."""

    key: TextKey
    figure: FigureKey | None = None
    also: tuple[Figure, ...] = ()

    def control(
        self, name: str, label: str, order: Order, answer: Response | None, posted: Posted | None
    ) -> Control:
        return Control(name, label, shown_again(name, answer, posted))

    def read(self, posted: Posted, name: str, order: Order) -> Response | Unreadable:
        try:
            text = read_typed(posted.get(name, ()))
            if self.figure is not None and self.key.find(text)[0] is None:
                ask_back(text, self._figure(text, self.figure), self.figure, self.key.language)
        except CannotRead as error:
            return Unreadable(str(error), name)
        return text

    def _figure(self, text: str, key: FigureKey) -> Figure:
        return read_answer(text, key, self.key.language)

    def _read(self, answer: Response) -> Figure | None:
        try:
            return self._figure(str(answer), self.figure) if self.figure else None
        except CannotRead:
            return None

    def grade(self, answer: Response, others: Sequence[Neighbour] = ()) -> Grade:
        if self.key.find(str(answer))[1]:
            return RIGHT
        figure = self._read(answer)
        if self.figure is None or figure is None:
            return WRONG
        if any(is_right(figure, FigureKey(other)) for other in self.also):
            return RIGHT
        return grade_figure(figure, self.figure, others)

    def show(self, answer: Response) -> str:
        return str(answer)

    def notes(self, answer: Response, others: Sequence[Neighbour] = ()) -> tuple[Note, ...]:
        found = self.key.find(str(answer))[0]
        slips = tuple(Note(str(answer), slip.say) for slip in self.grade(answer, others).slips)
        said = found if found and found.says_something else None
        return ((Note(said.text, said.feedback, said.misconception),) if said else ()) + slips

    def category(self, answer: Response) -> str:
        if found := self.key.find(str(answer))[0]:
            return found.text
        figure = self._read(answer)
        if self.figure is None or figure is None:
            return self.key.fold(str(answer))
        return self.best() if is_right(figure, self.figure) else show_figure(figure, self.key.language)

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
            )
        )

    def change(self, change: KeyChange) -> Self | None:
        texts = change.right or (change.accept or change.void,)
        key = replace(self.key, accept=()) if change.right else self.key
        for text in texts:
            if not key.fold(text):
                raise ChangeRefused("An answer needs a letter or a digit.")
            key = key.accepting(text)
        if not change.right:
            return replace(self, key=key)
        figure, also = (None, ()) if key.exact else figures_of(texts, key.language)
        return replace(self, key=key, figure=figure, also=also)


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
            return Unreadable("Choose an answer.", name)
        shown = shown_position(values.pop(), len(order)) if len(values) == 1 else None
        if shown is None:
            return Unreadable("That is none of the answers of this gap. Choose one of those shown.", name)
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
        wanted = {folded(text) for text in change.right or (change.void,)}
        if change.accept or wanted - {folded(option.text) for option in self.options}:
            return None
        if change.void:
            changed = tuple(replace(o, void=o.void or folded(o.text) in wanted) for o in self.options)
        else:
            changed = tuple(replace(o, right=folded(o.text) in wanted) for o in self.options)
        return replace(self, options=changed)


@dataclass(frozen=True, kw_only=True)
class Cloze(Question):
    """A text with gaps.

    A response is a list with one part for each gap: the typed text, or the position of the chosen option in
    its list in the bank. Grade: the mean over the gaps.
    """

    type_name: ClassVar[str] = "cloze"
    label: ClassVar[str] = "Text with gaps"
    signature: ClassVar[frozenset[str]] = frozenset({"fill"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key("fill", "The text, with [[typed | also right]] and [[right ~ wrong ~ wrong]] where gaps are.", Form.STEM,
            required=True, example="It opens in [[2031]], says the [[council ~ ministry ~ company]]."),
        Key("spelling", "“exact” where capitals, accents, hyphens, articles and slips of the finger count.", Form.CHOICE,
            words=(TOLERANT, EXACT), example=EXACT),
    )  # fmt: skip
    example: ClassVar[str] = """\
- id: port-cost-and-year
  fill: >-
    The port will cost [[1.2 billion]] NOK and open in [[2031 | in 2031]],
    says the [[council ~ ministry => The ministry only pays. => wrong speaker ~ company]].
  spelling: tolerant
  why: The council's paper of March gives both.
  who: The city council
  status: forecast
"""

    #: The texts around the gaps, one more than there are gaps.
    segments: tuple[str, ...]
    gaps: tuple[Gap, ...]
    exact: bool = False
    #: The figures of all the bank's claims, its own included.
    neighbours: Sequence[Neighbour] = field(default=(), repr=False)

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        exact = entry.choice("spelling", (TOLERANT, EXACT), TOLERANT) == EXACT
        try:
            segments, marks = read_gaps(str(common["ask"]))
        except GapMistake as mistake:
            _complain(entry, mistake)
            return None
        gaps = tuple(
            _read_list(entry, each) if each.is_list else _read_typed_gap(entry, each, exact=exact)
            for each in marks
        )
        if entry.failed:
            return None
        # ``ask`` is shown in lists and cards: the key must not be in it.
        return cls(**{**common, "ask": BLANK.join(segments)}, segments=segments, gaps=gaps, exact=exact)

    def with_neighbours(self, figures: Sequence[Neighbour]) -> Self:
        return replace(self, neighbours=figures)

    def _others(self) -> list[Neighbour]:
        return [each for each in self.neighbours if each.claim not in self.claims]

    def stem_text(self) -> str:
        return BLANK.join(self.segments)

    def parts(self) -> int:
        return sum(len(gap.options) for gap in self.gaps)

    def draw_order(self, rng: Random) -> list[int]:
        # The bank's own order has the right option first: "keep order" means numbers or alphabet.
        if self.keep_order:
            return natural_order([option.text for gap in self.gaps for option in gap.options])
        return super().draw_order(rng)

    def _rows(self, order: Order) -> list[tuple[str, Gap, list[int]]]:
        """Of every gap: the name of its control, the gap, and its own part of the order."""
        rows, start = [], 0
        for number, gap in enumerate(self.gaps):
            end = start + len(gap.options)
            rows.append((f"row-{number}", gap, [place - start for place in order if start <= place < end]))
            start = end
        return rows

    def _pairs(self, response: Response) -> list[tuple[int, Gap, Response]]:
        return [
            (number, gap, answer)
            for number, (gap, answer) in enumerate(zip(self.gaps, response, strict=True), 1)
        ]

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        answers = response if response is not None else [None] * len(self.gaps)
        count = len(self.gaps)
        controls = tuple(
            gap.control(
                name, f"Gap {number} of {count}" if count > 1 else "Gap", own, answers[number - 1], posted
            )
            for number, (name, gap, own) in enumerate(self._rows(order), 1)
        )
        instruction = "Fill the gap." if count == 1 else "Fill every gap."
        return AskView("", controls, instruction, segments=self.segments)

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        answers: list[Response] = []
        for number, (name, gap, own) in enumerate(self._rows(order), 1):
            answer = gap.read(posted, name, own)
            if isinstance(answer, Unreadable):
                return Unreadable(f"Gap {number}: {answer.say}" if len(self.gaps) > 1 else answer.say, name)
            answers.append(answer)
        return answers

    def grade(self, response: Response) -> Grade:
        others = self._others()
        grades = [gap.grade(answer, others) for _, gap, answer in self._pairs(response)]
        total = sum((grade.fraction or Fraction(0) for grade in grades), Fraction(0))
        return Grade(total / len(grades), tuple(slip for grade in grades for slip in grade.slips))

    def best(self) -> Response | None:
        return [gap.best() for gap in self.gaps]

    def review(self, response: Response | None, order: Order = ()) -> Review:
        best = self._lines([gap.best() for gap in self.gaps])
        if response is None:
            return Review((), best)
        notes = tuple(
            note for _, gap, answer in self._pairs(response) for note in gap.notes(answer, self._others())
        )
        return Review(self._lines(response), best, notes)

    def _lines(self, response: Response) -> tuple[Line, ...]:
        return tuple(
            Line(
                gap.show(answer),
                gap.grade(answer).fraction == 1,
                f"Gap {number}" if len(self.gaps) > 1 else "",
            )
            for number, gap, answer in self._pairs(response)
        )

    def summary(self, response: Response, order: Order = ()) -> str:
        return " · ".join(gap.show(answer) for _, gap, answer in self._pairs(response))

    def _label(self, number: int, text: str) -> str:
        """A text of a gap as reports name it: with the gap's number where there are several."""
        return f"{number}: {text}" if len(self.gaps) > 1 else text

    def categories(self, response: Response) -> tuple[str, ...]:
        return tuple(
            self._label(number, gap.category(answer)) for number, gap, answer in self._pairs(response)
        )

    def options(self) -> tuple[Option, ...]:
        """The options of all lists, labelled like ``categories``."""
        return tuple(
            replace(option, text=self._label(number, option.text))
            for number, gap in enumerate(self.gaps, 1)
            for option in gap.options
        )

    def text_keys(self) -> tuple[TextKey, ...]:
        return tuple(key for gap in self.gaps if (key := gap.text_key()))

    def guess_score(self) -> Fraction | None:
        shares = [
            Fraction(sum(option.right or option.void for option in gap.options), len(gap.options) or 1)
            for gap in self.gaps
        ]
        return sum(shares, Fraction(0)) / len(shares)

    def change(self, change: KeyChange) -> Self:
        """Correct one gap's key; texts may begin with the gap's number, as in reports ("2: council")."""
        number, change = _of_gap(change)
        places = [number - 1] if number else range(len(self.gaps))
        changed = {
            place: gap
            for place in places
            if place < len(self.gaps) and (gap := self.gaps[place].change(change))
        }
        # An option of a list is meant rather than a text that could be typed into another gap.
        changed = {place: gap for place, gap in changed.items() if gap.options} or changed
        if len(changed) != 1:
            raise ChangeRefused(
                "Say which gap is meant: begin the answer with its number, as in “2: council”."
                if changed
                else "No gap of this question has such an answer."
            )
        gaps = tuple(changed.get(place, gap) for place, gap in enumerate(self.gaps))
        return replace(self, gaps=gaps)

    def exchange(self) -> exchange.Body:
        return exchange.Gapped(self.segments, tuple(gap.exchange() for gap in self.gaps), self.exact)

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        best = [gap.best() for gap in self.gaps]
        found: list[tuple[Response, Fraction | None]] = [(best, Fraction(1))]
        for number, gap in enumerate(self.gaps):
            wrong = gap.worst()
            if wrong is not None:
                found.append(
                    ([*best[:number], wrong, *best[number + 1 :]], Fraction(len(best) - 1, len(best)))
                )
        return found


def _of_gap(change: KeyChange) -> tuple[int, KeyChange]:
    """The gap that a change names (0 where it names none), and the change without the number."""
    texts = [*change.right, change.accept, change.void]
    found = [_NUMBERED.fullmatch(text) for text in texts if text]
    numbers = {int(each[1]) if each else 0 for each in found}
    if len(numbers) != 1 or 0 in numbers:
        return 0, change
    number, bare = numbers.pop(), tuple(each[2] for each in found if each)
    if change.right:
        return number, KeyChange(right=bare)
    return number, KeyChange(accept=bare[0]) if change.accept else KeyChange(void=bare[0])


def _read_list(entry: Reader, marks: GapMarks) -> Gap:
    parts = [split_arrows(text) for text in marks.texts]
    seen: set[str] = set()
    for text, _, _ in parts:
        if folded(text) in seen:
            what = f"A gap offers “{text[:60]}” twice."
            entry.complain("equal-options", what, "fill", "Delete one of the two.")
        seen.add(folded(text))
    return ListGap(
        tuple(Option(text, not place, feedback, wrong) for place, (text, feedback, wrong) in enumerate(parts))
    )


def _read_typed_gap(entry: Reader, marks: GapMarks, *, exact: bool) -> Gap:
    answers = tuple(Typed(*split_arrows(text)) for text in marks.texts)
    key = TextKey(answers, exact=exact, language=entry.language)
    for answer in answers:
        if not key.fold(answer.text):
            what = f"A gap holds no letter and no digit: “{answer.text[:40]}”."
            entry.complain("answer-without-word", what, "fill", "Write a word or a figure.")
        if "~" in answer.text and not answer.text.startswith("~"):
            what = f"The gap “{answer.text[:40]}” is typed: a list has a space on both sides of each ~."
            entry.complain("gap-tilde", what, "fill", "[[right ~ wrong ~ wrong]], or \\~ for the sign itself")
    figure, also = (None, ()) if exact else figures_of([answer.text for answer in answers], entry.language)
    return TypedGap(key, figure, also)


def _complain(entry: Reader, mistake: GapMistake) -> None:
    """Pass on a mistake in the marks; each code stands here in full, for the list of explanations."""
    what = str(mistake)
    if mistake.code == "gap-unclosed":
        entry.complain("gap-unclosed", what, "fill", "Write ]] where the gap ends.")
    elif mistake.code == "fill-without-gap":
        entry.complain("fill-without-gap", what, "fill", "Put [[ and ]] around the words to fill in.")
    elif mistake.code == "gap-of-two-kinds":
        entry.complain("gap-of-two-kinds", what, "fill", "[[right | also right]] or [[right ~ wrong]]")
    else:
        entry.complain("gap-without-content", what, "fill", "Write the answer between [[ and ]].")
