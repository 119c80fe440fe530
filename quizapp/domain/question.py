"""Question: what every question type provides."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain.answers import Certainty
from quizapp.domain.claims import Aspect, Status
from quizapp.domain.exchange import Body, Part
from quizapp.domain.expected_answers import TextKey
from quizapp.domain.figures.diagnosis import Neighbour
from quizapp.domain.grading import Grade
from quizapp.domain.markdown import Verbatim, as_option, plain
from quizapp.domain.yaml_reading.entry_reader import Key, Reader

#: What a browser posts: every value under its control's name.
Posted = Mapping[str, Sequence[str]]
#: How the parts of a question were shown: ``order[shown position] = position in the bank``.
Order = Sequence[int]
#: What a type makes of a posted answer: plain JSON, in the bank's own positions.
Response = Any

#: Name and value of the control "I don't know"; the only answer that no type reads itself.
DONT_KNOW = "dont-know"


@dataclass(frozen=True)
class Unreadable:
    """An answer that cannot be read: shown again with this sentence, never graded, no try lost."""

    message: str
    #: The control the sentence belongs to.
    control: str = "answer"


@dataclass(frozen=True)
class DontKnow:
    """The learner chose "I don't know": recorded apart from wrong and from blank."""


@dataclass(frozen=True)
class Option:
    """One thing a learner can choose or a report can count."""

    text: str
    right: bool
    feedback: str = ""
    misconception: str = ""
    void: bool = False


@dataclass(frozen=True)
class Control:
    """One form control as shown: a text box, a select, or a row to choose."""

    name: str
    label: str
    value: str = ""
    chosen: bool = False
    #: For a select: (value, text) pairs, in shown order.
    choices: tuple[tuple[str, str], ...] = ()
    #: Unit shown beside a figure's box, or other short text after the control.
    suffix: str = ""
    #: Whether a keypad of digits and a decimal sign is enough to fill it in.
    digits: bool = False


@dataclass(frozen=True)
class AskView:
    """What a type's ``ask`` macro needs. All texts are Markdown; no key is in here."""

    #: The stem, or for a cloze the empty string (its text is in ``segments``).
    stem: str
    controls: tuple[Control, ...]
    #: One short line on how to answer: "Choose one.", "Choose all that apply."
    instruction: str = ""
    #: Texts around the controls of a cloze: always len(controls) + 1 long; else empty.
    segments: tuple[str, ...] = ()
    #: True where the controls are radio buttons, so that "I don't know" joins their group.
    exclusive: bool = False


@dataclass(frozen=True)
class Line:
    """One line of an answer: ``right`` is None where nothing is to be judged."""

    text: str
    right: bool | None = None
    #: The other half, where an answer pairs things: the left side, the gap's number, the place in an order.
    label: str = ""


@dataclass(frozen=True)
class Note:
    """Feedback that belongs to something the learner chose or wrote."""

    about: str
    message: str
    misconception: str = ""


@dataclass(frozen=True)
class Review:
    """An answer beside the better one. Holds the key: build it only where ``visible`` allows."""

    yours: tuple[Line, ...]
    best: tuple[Line, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class KeyChange:
    """A correction of a key, as regrading applies it. Exactly one of the fields is set.

    ``right``: these options (their texts) are right now. ``accept``: this typed answer is right too; ``refuse``: it is
    wrong now. ``void``: this option counts as right for everybody. ``rows``: what is right for these rows, each with its
    choice. ``figure``: the figure asked for.
    """

    right: tuple[str, ...] = ()
    accept: str = ""
    void: str = ""
    refuse: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    figure: "FigureAs | None" = None


@dataclass(frozen=True)
class FigureAs:
    """A figure's key as it is written in a bank."""

    number: str
    unit: str = ""
    within: str = ""


@dataclass(frozen=True)
class KeyRow:
    """One row of a question that has rows: an item, what can be chosen for it, and what is right."""

    label: str
    choices: tuple[str, ...]
    right: str


def as_shown(places: Iterable[int], order: Order) -> list[int]:
    """Places in the bank in the order in which they were shown; without an order as they are."""
    return sorted(places, key=list(order).index) if order else list(places)


def as_parts(options: Sequence[Option]) -> tuple[Part, ...]:
    """Options in the words of the exchange model."""
    return tuple(
        Part(each.text, Fraction(each.right), each.feedback, each.misconception, each.void)
        for each in options
    )


class ChangeRefused(ValueError):
    """A key change that this type or question has no place for; the text says why."""


def change_options(options: Sequence[Option], change: KeyChange) -> tuple[Option, ...]:
    """Options with a corrected key, for the types whose answers are options; texts are compared case-blind."""
    if not change.right and not change.void:
        raise ChangeRefused(msg("Nothing is typed in this question: name the option that is right."))
    wanted = {as_option(text.strip()).casefold() for text in change.right or (change.void,)}
    if wanted - {option.text.casefold() for option in options}:
        raise ChangeRefused(msg("This question has no such option."))
    if change.void:
        return tuple(replace(each, void=each.void or each.text.casefold() in wanted) for each in options)
    return tuple(replace(each, right=each.text.casefold() in wanted) for each in options)


def change_rows(rows: Sequence[KeyRow], change: KeyChange) -> list[int]:
    """The place of the right choice of every row with a corrected key, for the types whose answers are rows; a row
    that the change does not name keeps its own. Texts are compared case-blind."""
    if not change.rows:
        raise ChangeRefused(msg("This question is corrected row by row: say what is right for each."))
    wanted = {
        as_option(label.strip()).casefold(): as_option(choice.strip()).casefold()
        for label, choice in change.rows
    }
    if wanted.keys() - {row.label.casefold() for row in rows}:
        raise ChangeRefused(msg("This question has no such row."))
    places = []
    for row in rows:
        choices = [choice.casefold() for choice in row.choices]
        chosen = wanted.get(row.label.casefold(), row.right.casefold())
        if chosen not in choices:
            raise ChangeRefused(msg("“%(row)s” has no such choice.", row=row.label))
        places.append(choices.index(chosen))
    return places


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """One question of a bank. Immutable; knows no web and no database.

    ``parse`` separates "cannot be read" (an ``Unreadable``: form error, nothing lost) from ``grade``
    ("wrong"). ``response`` below is always what ``parse`` returned, after a trip through JSON.
    """

    type_name: ClassVar[str]
    #: What a teacher calls it: "Single choice".
    label: ClassVar[str]
    #: An entry that has these keys is of this type. The sets of two types never contain one another.
    signature: ClassVar[frozenset[str]]
    #: The type's own keys, for the loader, the JSON Schema, completion and the guide.
    keys: ClassVar[tuple[Key, ...]]
    #: A short bank entry that shows every key of the type.
    example: ClassVar[str]
    #: True where an answer is typed, not chosen (review grades depend on it).
    typed: ClassVar[bool] = False
    #: True where what is chosen for a row is its place, so that rows with one place may stand in either order.
    in_places: ClassVar[bool] = False
    #: True where a person marks it.
    hand_marked: ClassVar[bool] = False

    id: str
    ask: str
    #: A label for rows and lists; empty where the author gave none.
    short: str = ""
    topic: str = ""
    tests: Aspect | None = None
    pattern: str = ""
    tags: tuple[str, ...] = ()
    #: Keys of claims of the same bank.
    claims: tuple[str, ...] = ()
    #: Claimant and status written on the question itself, where it names no claim.
    who: str = ""
    status: Status | None = None
    source: str = ""
    where: str = ""
    why: str = ""
    marks: Fraction = Fraction(1)
    hints: tuple[str, ...] = ()
    tries: int | None = None
    credit_by_try: tuple[Fraction, ...] = ()
    variant_of: str = ""
    #: Ids of questions that are not drawn together with this one; it holds both ways.
    not_with: tuple[str, ...] = ()
    replaces: str = ""
    read: str = ""
    unmarked: bool = False
    keep_order: bool = False
    #: Advice on craft that the author answered: (code, reason).
    advice_off: tuple[tuple[str, str], ...] = ()
    #: The line of the bank's text on which the entry begins, from 1.
    line: int = 0

    @classmethod
    @abstractmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        """Make the question of a bank entry; complain to ``entry`` and return None where it cannot be."""

    @property
    def idea(self) -> str:
        """What variants of one another share: the id of the question they are variants of."""
        return self.variant_of or self.id

    def borrowed_as(self, named: Callable[[str], str]) -> Self:
        """This question as another bank knows it, with the names that it and what it refers to have there."""
        return replace(
            self,
            id=named(self.id),
            claims=tuple(map(named, self.claims)),
            source=named(self.source),
            variant_of=named(self.variant_of),
            not_with=tuple(map(named, self.not_with)),
            replaces=named(self.replaces),
        )

    def stem_text(self) -> str:
        """The stem as one text, for lists and cards; a cloze shows its gaps as lines."""
        return self.ask

    def with_neighbours(self, figures: Sequence[Neighbour]) -> Self:
        """This question, told the figures of all the bank's claims (one sequence, shared by its questions),
        so that feedback can name the one that an answer was mistaken for."""
        return self

    def beside_claims(self) -> Self:
        """This question in a bank that has claims: there what a source does not say is an answer, too."""
        return self

    def too_fine_for(self, figures: Sequence[Neighbour]) -> Neighbour | None:
        """The figure of one of its claims that has fewer digits than a key converted from it; None where none has."""
        return None

    def parts(self) -> int:
        """How many parts are shuffled when the question is shown; 0 where nothing is."""
        return 0

    def draw_order(self, rng: Random) -> list[int]:
        """The order in which the parts are shown, drawn once per attempt and then kept."""
        order = list(range(self.parts()))
        if not self.keep_order:
            rng.shuffle(order)
        return order

    @abstractmethod
    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        """The question as shown, filled with a saved response or with what was just posted."""

    @abstractmethod
    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        """Read what was posted (positions as shown). Blank is Unreadable too: "Choose an answer"."""

    def is_untouched(self, posted: Posted, order: Order) -> bool:
        """Whether nothing was chosen or written: the controls come back as they were first shown."""
        return not any(
            value.strip() and value != DONT_KNOW
            for name, values in posted.items()
            if name.startswith(("answer", "row-"))
            for value in values
        )

    @abstractmethod
    def grade(self, response: Response) -> Grade:
        """Grade a response. Pure: the same response always gets the same grade."""

    @abstractmethod
    def best(self) -> Response | None:
        """A response that earns the full grade; None where no such response can be given (essay)."""

    @abstractmethod
    def review(self, response: Response | None, order: Order = ()) -> Review:
        """The response beside the better answer; ``None`` for blank and for "I don't know".

        Its lines stand in ``order``. Without one they stand as in the bank, which tells the key.
        """

    def summary(self, response: Response, order: Order = ()) -> str:
        """The response in one line of plain text, for tables and files; ``order`` as in ``review``."""
        return Verbatim("; ".join(map(plain, self.said(response, order))))

    def said(self, response: Response, order: Order) -> tuple[str, ...]:
        """The response as it is read back, a line for each thing that was chosen, in the order it was shown.

        It is shown while the key is still a secret, so the bank's own order must not be seen in it.
        """
        return (self.summary(response, order),)

    @abstractmethod
    def categories(self, response: Response) -> tuple[str, ...]:
        """The labels under which a report counts the response (several for several choices)."""

    def options(self) -> tuple[Option, ...]:
        """Everything a report lists whether or not anybody chose it; empty for typed answers."""
        return ()

    def text_keys(self) -> tuple[TextKey, ...]:
        """The keys of texts that are typed here and compared as words, one for each box."""
        return ()

    def guess_score(self) -> Fraction | None:
        """The mean grade of blind guessing; None where it has no value."""
        return Fraction(0)

    def accepted(self) -> tuple[str, ...]:
        """What is right of what is typed, as a correction names it; empty where nothing is typed."""
        return ()

    def to_accept(self, response: Response) -> str:
        """What of a response would have to be accepted to make it right, as a correction names it."""
        return ""

    def key_rows(self) -> tuple[KeyRow, ...]:
        """The rows by which the key is corrected; empty where it is not corrected by rows."""
        return ()

    def figure_key(self) -> FigureAs | None:
        """The figure asked for, where it is corrected as a figure."""
        return None

    def change(self, change: KeyChange) -> Self:
        """This question with a corrected key; raises ChangeRefused where that makes no sense."""
        raise ChangeRefused(msg("A question of type %(type)s has no such key.", type=self.label.lower()))

    @abstractmethod
    def exchange(self) -> Body:
        """What is asked and what is right, in the words in which banks and foreign files meet."""

    @abstractmethod
    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        """Responses with the fraction each must get; the contract tests use them."""

    def worth(self, marks: Fraction) -> Self:
        """The same question with other marks."""
        return replace(self, marks=marks)


def read_post(question: Question, posted: Posted, order: Order) -> Response | Unreadable | DontKnow:
    """Read a posted answer, with "I don't know" recognised for every type alike."""
    chosen = [value for value in posted.get("answer", ()) if value]
    if posted.get(DONT_KNOW) or chosen == [DONT_KNOW]:
        if not question.is_untouched(posted, order):
            return Unreadable(msg("You gave an answer and chose “I don't know”. Keep one of them."))
        return DontKnow()
    return question.parse(posted, order)


def does_not_know(posted: Posted) -> bool:
    """Whether "I don't know" is chosen."""
    return bool(posted.get(DONT_KNOW)) or DONT_KNOW in posted.get("answer", ())


def read_certainty(posted: Posted) -> Certainty | None:
    """How sure somebody says to be; nothing of that with "I don't know"."""
    said = next(iter(posted.get("certainty", ())), "")
    return Certainty(said) if said in set(Certainty) and not does_not_know(posted) else None
