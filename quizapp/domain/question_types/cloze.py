"""Cloze: a text with gaps that are typed or chosen from lists."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.bankfile.confusable_words import doubt_figure, doubt_gap
from quizapp.domain.choices import fold_option, natural_order
from quizapp.domain.expected_answers import (
    EXACT,
    TOLERANT,
    ExpectedAnswer,
    TextKey,
)
from quizapp.domain.figures.dates import ask_of_gap
from quizapp.domain.figures.diagnosis import Neighbour
from quizapp.domain.gap_marks import OTHERWISE, GapMarks, GapMistake, read_gaps
from quizapp.domain.gaps import Gap, ListGap, TypedGap
from quizapp.domain.grading import Grade
from quizapp.domain.markdown import Verbatim, as_option, plain
from quizapp.domain.question import (
    AskView,
    ChangeRefused,
    FigureAs,
    KeyChange,
    Line,
    Option,
    Order,
    Posted,
    Question,
    Response,
    Review,
    Unreadable,
)
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, split_arrows

#: How a gap is written where nothing can be filled in.
BLANK = "_____"
_NUMBERED = re.compile(r"(\d{1,3}): (.+)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Cloze(Question):
    """A text with gaps.

    A response is a list with one part for each gap: the typed text, or the position of the chosen option in
    its list in the bank. Grade: the mean over the gaps.
    """

    type_name: ClassVar[str] = "cloze"
    label: ClassVar[str] = msg("Text with gaps")
    signature: ClassVar[frozenset[str]] = frozenset({"fill"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key("fill", "The text, with [[typed | also right | * => said to any other]], [[figure ± 5%]] and [[right ~ wrong ~ wrong]] where gaps are.", KeyForm.STEM,
            required=True, example="It opens in [[2031]], says the [[council ~ ministry ~ company]]."),
        Key("spelling", "“exact” where capitals, accents, hyphens, articles and slips of the finger count.", KeyForm.CHOICE,
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
            _read_list(entry, each)
            if each.is_list
            else _read_typed_gap(entry, each, _stem_of(segments, number, entry.language), exact=exact)
            for number, each in enumerate(marks, 1)
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
                name,
                msg("Gap %(number)s of %(count)s", number=number, count=count) if count > 1 else msg("Gap"),
                own,
                answers[number - 1],
                posted,
            )
            for number, (name, gap, own) in enumerate(self._rows(order), 1)
        )
        instruction = msg("Fill the gap.") if count == 1 else msg("Fill every gap.")
        return AskView("", controls, instruction, segments=self.segments)

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        answers: list[Response] = []
        for number, (name, gap, own) in enumerate(self._rows(order), 1):
            answer = gap.read(posted, name, own)
            if isinstance(answer, Unreadable):
                return Unreadable(
                    msg("Gap %(number)s: %(problem)s", number=number, problem=answer.message)
                    if len(self.gaps) > 1
                    else answer.message,
                    name,
                )
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
                msg("Gap %(number)s", number=number) if len(self.gaps) > 1 else "",
            )
            for number, gap, answer in self._pairs(response)
        )

    def summary(self, response: Response, order: Order = ()) -> str:
        return Verbatim(" · ".join(map(plain, self.said(response, order))))

    def said(self, response: Response, order: Order) -> tuple[str, ...]:
        return tuple(gap.show(answer) for _, gap, answer in self._pairs(response))

    def _label(self, number: int, text: str) -> str:
        """A text of a gap as reports name it: with the gap's number where there are several."""
        label = f"{number}: {text}" if len(self.gaps) > 1 else text
        return Verbatim(label) if isinstance(text, Verbatim) else label

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

    def accepted(self) -> tuple[str, ...]:
        return tuple(
            self._label(number, text) for number, gap in enumerate(self.gaps, 1) for text in gap.accepted()
        )

    def figure_key(self) -> FigureAs | None:
        """The first gap that holds a figure, with its number where there are several gaps."""
        return next(
            (
                FigureAs(self._label(number, gap.best()), within=gap.within)
                for number, gap in enumerate(self.gaps, 1)
                if isinstance(gap, TypedGap) and gap.figure
            ),
            None,
        )

    def to_accept(self, response: Response) -> str:
        """The first typed gap that is wrong."""
        return next(
            (
                self._label(number, str(answer))
                for number, gap, answer in self._pairs(response)
                if gap.accepted() and gap.grade(answer).fraction != 1
            ),
            "",
        )

    def _change_lists(self, by_gap: Mapping[int, tuple[str, ...]]) -> Self:
        """Correct the lists of several gaps at once, as a page with all their options sends them."""
        question = self
        for number, texts in by_gap.items():
            gap = (
                question.gaps[number - 1].change(KeyChange(right=texts))
                if 0 < number <= len(self.gaps)
                else None
            )
            if gap is None or not gap.options:
                raise ChangeRefused(msg("No gap of this question has such an answer."))
            question = replace(question, gaps=(*question.gaps[: number - 1], gap, *question.gaps[number:]))
        return question

    def change(self, change: KeyChange) -> Self:
        """Correct one gap's key; texts may begin with the gap's number, as in reports ("2: council")."""
        if change.right and len(by_gap := _by_gap(change.right)) > 1:
            return self._change_lists(by_gap)
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
                msg("Say which gap is meant: begin the answer with its number, as in “2: council”.")
                if changed
                else msg("No gap of this question has such an answer.")
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
    texts = [*change.right, change.accept, change.void, change.refuse, change.figure and change.figure.number]
    found = [_NUMBERED.fullmatch(text) for text in texts if text]
    numbers = {int(each[1]) if each else 0 for each in found}
    if len(numbers) != 1 or 0 in numbers:
        return 0, change
    number, bare = numbers.pop(), tuple(each[2] for each in found if each)
    if change.right:
        return number, KeyChange(right=bare)
    if change.refuse:
        return number, KeyChange(refuse=bare[0])
    if change.figure:
        return number, KeyChange(figure=replace(change.figure, number=bare[0]))
    return number, KeyChange(accept=bare[0]) if change.accept else KeyChange(void=bare[0])


def _by_gap(texts: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Texts by the number of the gap that each begins with; empty where one begins with none."""
    found = [_NUMBERED.fullmatch(text) for text in texts]
    by_gap: dict[int, tuple[str, ...]] = {}
    for each in found:
        if each is None:
            return {}
        by_gap[int(each[1])] = (*by_gap.get(int(each[1]), ()), each[2])
    return by_gap


def _read_list(entry: Reader, marks: GapMarks) -> Gap:
    parts = [split_arrows(text) for text in marks.texts]
    seen: set[str] = set()
    for text, _, _ in parts:
        if fold_option(text) in seen:
            what = f"A gap offers “{text[:60]}” twice."
            entry.complain("equal-options", what, "fill", "Delete one of the two.")
        seen.add(fold_option(text))
    return ListGap(
        tuple(
            Option(as_option(text), not place, feedback, wrong)
            for place, (text, feedback, wrong) in enumerate(parts)
        )
    )


def _stem_of(segments: Sequence[str], number: int, language: str) -> str:
    """What a gap asks for, as a question, where the text on its two sides tells."""
    return ask_of_gap(BLANK.join(segments[:number]), BLANK.join(segments[number:]), language)


def _read_typed_gap(entry: Reader, marks: GapMarks, stem: str, *, exact: bool) -> Gap:
    written = [split_arrows(text) for text in marks.texts]
    others_said = [said for text, said, wrong in written if text == OTHERWISE and said and not wrong]
    otherwise = others_said[0] if len(others_said) == 1 and len(written) > 1 else ""
    first, *others = (ExpectedAnswer(*each) for each in written if not (otherwise and each[0] == OTHERWISE))
    answers = (first, *others)
    key = TextKey(answers, exact=exact, language=entry.language)
    for answer in answers:
        if not key.fold(answer.text):
            what = f"A gap holds no letter and no digit: “{answer.text[:40]}”."
            entry.complain("answer-without-word", what, "fill", "Write a word or a figure.")
        if "~" in answer.text and not answer.text.startswith("~"):
            what = f"The gap “{answer.text[:40]}” is typed: a list has a space on both sides of each ~."
            entry.complain("gap-tilde", what, "fill", "[[right ~ wrong ~ wrong]], or \\~ for the sign itself")
    gap = TypedGap.of(key, otherwise, stem)
    if gap.figure is None and not others:
        doubt_gap(entry, first.text)
        doubt_figure(entry, key, stem)
    return gap


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
