"""What every format is: a name, how it is recognised, how it is read, and how it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from quizapp.basics.limits import IMPORT_QUESTIONS
from quizapp.domain.bank import Bank
from quizapp.domain.exchange import Item, Told
from quizapp.interchange.source import SourceFile


class CannotImport(ValueError):
    """A whole file that cannot be read. ``code`` is one of the receipt's, the text says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class CannotTake(ValueError):
    """One question that cannot be read, or that our format cannot hold: the receipt's code, and why in one sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def limit_questions(number: int) -> None:
    """Refuse a file of more questions than are read at once; readers ask as soon as they know the number."""
    if number > IMPORT_QUESTIONS:
        raise CannotImport(
            "too-large",
            f"This file holds {number:,} questions; {IMPORT_QUESTIONS:,} can be read at once. Split it.",
        )


@dataclass(frozen=True)
class RefusedItem:
    """One question that does not come in, and why, in one sentence."""

    place: str
    title: str
    code: str
    reason: str


@dataclass(frozen=True)
class Skipped:
    """Something that is no question: a text, a heading, an example row."""

    place: str
    code: str


@dataclass(frozen=True)
class FileReading:
    """What a reader found in a file, in the file's order."""

    found: tuple[Item | RefusedItem | Skipped, ...]
    #: The file's own title; empty: the file's name.
    title: str = ""
    about: str = ""
    language: str = ""
    lost: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()
    #: Pictures of the file by the name they have in the items' texts; their bytes as they came.
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    #: Pictures that texts name and the file does not hold.
    missing: tuple[str, ...] = ()
    #: The text of a bank, where the file is one of ours: it stays as it is.
    bank: str = ""


@dataclass(frozen=True)
class WrittenFile:
    """A file made of a bank, and what it cannot hold."""

    content: bytes
    lost: tuple[Told, ...] = ()
    #: Ids of the questions that are left out, each with why.
    left_out: tuple[RefusedItem, ...] = ()


@dataclass(frozen=True)
class Format:
    """One format. A module makes one, and ``registry`` names it."""

    name: str
    #: What a teacher calls it.
    label: str
    #: How its files end, the usual ending first.
    endings: tuple[str, ...]
    #: Whether a file is of this format, by its content; must be cheap, and never raises.
    recognise: Callable[[SourceFile], bool] | None = None
    #: Its questions; raises CannotImport, and nothing else, where there is nothing to read.
    read: Callable[[SourceFile], FileReading] | None = None
    write: Callable[[Bank], WrittenFile] | None = None
    #: Where it is known by name only: how to export something that can be read.
    advice: str = ""
