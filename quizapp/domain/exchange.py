"""The exchange model: a question as any program could have it, between our bank format and foreign files.

A reader of a foreign format makes items of it, a question type says what it is in the same words, and a writer makes a
foreign file of items. Texts are Markdown, except where somebody types them (``Typed``, ``Amount``, ``Blank``).

``share`` is the part of a question's marks that an answer earns: 1 is right, 0 wrong, between them half right, below 0
it takes something away. Readers give the shares of the file; what our format makes of them is decided in one place,
``quizapp.interchange.settling``.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

RIGHT, WRONG = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Part:
    """An option, an item or a foreseen answer, with what is said to whoever gives it."""

    text: str
    share: Fraction = RIGHT
    feedback: str = ""
    misconception: str = ""
    #: Spoiled: no longer offered, right for whoever chose it.
    void: bool = False


@dataclass(frozen=True)
class Value:
    """A figure that may be typed; ``within`` as a bank writes it: "0.5" or "5%"."""

    number: str
    within: str = ""
    share: Fraction = RIGHT
    feedback: str = ""
    misconception: str = ""
    void: bool = False


@dataclass(frozen=True)
class Choice:
    """Options to choose from: one, or with ``several`` any number.

    ``credit`` is a word of the bank format; empty: the shares say how a partly right answer counts. ``truth``: the
    two options are "true" and "false". ``keep_order``: they are never shuffled.
    """

    options: tuple[Part, ...]
    several: bool = False
    credit: str = ""
    keep_order: bool = False
    truth: bool = False


@dataclass(frozen=True)
class Judged:
    """A statement that is true, false or not stated: the three answers, in this order."""

    answers: tuple[Part, ...]


@dataclass(frozen=True)
class Typed:
    """A text to type. ``exact``: capitals and accents counted. ``otherwise``: said to any other answer.

    ``wildcards``: a ``*`` in an answer stands for anything, ``\\*`` for itself.
    """

    answers: tuple[Part, ...]
    exact: bool = False
    otherwise: str = ""
    wildcards: bool = False


@dataclass(frozen=True)
class Amount:
    """A figure to type; ``unit`` stands beside the box."""

    values: tuple[Value, ...]
    unit: str = ""
    otherwise: str = ""


@dataclass(frozen=True)
class Ordered:
    """Items in their right order."""

    items: tuple[Part, ...]
    credit: str = ""


@dataclass(frozen=True)
class Pair:
    """A left side, its partner, and what is said to whoever pairs it otherwise."""

    left: str
    right: str
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Paired:
    """Lines to pair; ``extra`` are right sides that fit nowhere."""

    pairs: tuple[Pair, ...]
    extra: tuple[Part, ...] = ()
    credit: str = ""

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Each left side with its partner."""
        return tuple((pair.left, pair.right) for pair in self.pairs)


@dataclass(frozen=True)
class Group:
    """A group, and the items that belong into it."""

    name: str
    items: tuple[Part, ...]


@dataclass(frozen=True)
class Grouped:
    """Items to sort into groups."""

    groups: tuple[Group, ...]
    credit: str = ""

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Each item with the group it belongs into: what a program has that can only match."""
        return tuple((part.text, group.name) for group in self.groups for part in group.items)


@dataclass(frozen=True)
class Blank:
    """A gap: typed, or with ``listed`` chosen from its options. ``otherwise``: said to any other typed answer."""

    options: tuple[Part, ...]
    listed: bool = False
    #: How far off a figure may be, as a bank writes it: "0.5" or "5%".
    within: str = ""
    otherwise: str = ""


@dataclass(frozen=True)
class Gapped:
    """A text with gaps: the Markdown around them, one text more than there are gaps."""

    segments: tuple[str, ...]
    gaps: tuple[Blank, ...]
    exact: bool = False


@dataclass(frozen=True)
class HandMarked:
    """A text that a person marks; ``rubric`` lines as a bank writes them ("2 points: …")."""

    rubric: tuple[str, ...] = ()


Body = Choice | Judged | Typed | Amount | Ordered | Paired | Grouped | Gapped | HandMarked
BODIES: tuple[type, ...] = (Choice, Judged, Typed, Amount, Ordered, Paired, Grouped, Gapped, HandMarked)

_Served = TypeVar("_Served")


def by_body(*served: _Served) -> dict[type, _Served]:
    """What serves each kind of body, given in the order of ``BODIES``; that each is there is checked."""
    return dict(zip(BODIES, served, strict=True))


@dataclass(frozen=True)
class Told:
    """Something that does not come along, or is doubtful: a code of the receipt, and what it is about."""

    code: str
    about: str = ""
    count: int = 1


@dataclass(frozen=True)
class Item:
    """One question. ``place`` is where it stands in its file, in words: "line 12", "row 3", "item 7"."""

    place: str
    stem: str
    body: Body
    #: What the file calls it: its own id, and its name or title.
    id: str = ""
    title: str = ""
    topic: str = ""
    tags: tuple[str, ...] = ()
    read: str = ""
    why: str = ""
    marks: Fraction = Fraction(1)
    unmarked: bool = False
    hints: tuple[str, ...] = ()
    #: What the reader already knows will not come along, and what is doubtful.
    lost: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()
    #: Names of the pictures in its texts.
    pictures: tuple[str, ...] = field(default=())


def said(body: Body) -> list[str]:
    """All that is said to answers."""
    match body:
        case Choice():
            texts = [part.feedback for part in body.options]
        case Judged():
            texts = [part.feedback for part in body.answers]
        case Typed():
            texts = [*(part.feedback for part in body.answers), body.otherwise]
        case Amount():
            texts = [*(value.feedback for value in body.values), body.otherwise]
        case Ordered():
            texts = [part.feedback for part in body.items]
        case Paired():
            texts = [pair.feedback for pair in body.pairs] + [part.feedback for part in body.extra]
        case Grouped():
            texts = [part.feedback for group in body.groups for part in group.items]
        case Gapped():
            texts = [part.feedback for gap in body.gaps for part in gap.options]
            texts += [gap.otherwise for gap in body.gaps]
        case HandMarked():
            texts = []
    return [text for text in texts if text]


def also_right(body: Body) -> tuple[str, ...]:
    """What counts besides the first right answer, for whoever marks on paper: other spellings, and how far off
    a figure may be. Of several gaps each with its number."""
    match body:
        case Typed(answers):
            return _spellings(answers)
        case Amount((first, *others)):
            margin = (f"± {first.within}",) if first.within else ()
            return (*margin, *(each.number for each in others if each.share == RIGHT or each.void))
        case Gapped(_segments, gaps):
            several = len(gaps) > 1
            typed = ((number, gap) for number, gap in enumerate(gaps, start=1) if not gap.listed)
            return tuple(
                f"{number}: {text}" if several else text
                for number, gap in typed
                for text in (*((f"± {gap.within}",) if gap.within else ()), *_spellings(gap.options))
            )
    return ()


def _spellings(answers: tuple[Part, ...]) -> tuple[str, ...]:
    return tuple(each.text for each in answers if each.share == RIGHT or each.void)[1:]
