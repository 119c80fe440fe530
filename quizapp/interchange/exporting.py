"""From a bank to foreign files: its questions as items, and what every writer needs to tell."""

import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any, TypeVar
from zlib import crc32

from quizapp.domain.bank import Bank
from quizapp.domain.choices import natural_order
from quizapp.domain.exchange import RIGHT, Blank, Gapped, Item, Part, Told, Value, said
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import read_figure, read_tolerance
from quizapp.domain.markdown import plain as in_plain_words
from quizapp.domain.markdown import plain_lines
from quizapp.domain.pictures import find_picture_names, without_pictures
from quizapp.domain.question import Question
from quizapp.interchange.contract import RefusedItem, WrittenFile

#: The time of every file within an archive: the same bank is the same file.
_EPOCH = (2000, 1, 1, 0, 0, 0)


class CannotWrite(ValueError):
    """A question that the target cannot hold; the text says why, in one sentence."""


@dataclass
class Export:
    """Collects what an export loses, and the questions it leaves out."""

    lost: list[Told] = field(default_factory=list)
    left_out: list[RefusedItem] = field(default_factory=list)

    def lose(self, code: str, about: str = "") -> None:
        self.lost.append(Told(code, about))

    def each(self, bank: Bank, write: Callable[[Item], Any]) -> list[Any]:
        """What ``write`` makes of each question; one that it cannot hold is left out and told."""
        found = []
        for question in bank.questions:
            item = item_of(bank, question)
            try:
                found.append(write(item))
            except CannotWrite as error:
                self.left_out.append(RefusedItem(question.id, item.stem[:80], "no-counterpart", str(error)))
                continue
            for name in find_picture_names("\n".join((question.ask, question.why, question.read))):
                self.lose("picture", name)
        return found

    def written(self, content: bytes) -> WrittenFile:
        return WrittenFile(content, tuple(self.lost), tuple(self.left_out))

    def common(self, item: Item, bank: Bank, *, holds: Iterable[str], says: Collection[type] = ()) -> None:
        """Tell what a question has that the target does not hold: beside its body, and what is said to its answers, except
        of the bodies in ``says``, where the writer writes it or tells."""
        if type(item.body) not in says and said(item.body):
            self.lose("feedback")
        question, kept = bank.question(item.id), frozenset(holds)
        has: dict[str, object] = {
            "marks": item.marks != 1 or item.unmarked,
            "hints": item.hints,
            "read": item.read,
            "why": item.why,
            "topic": item.topic,
            "tags": item.tags,
            "order": question.keep_order,
            "claims": question.claims or question.who or question.status or question.source or question.where,
            "tries": question.tries,
            "misconception": (shown := repr(item.body)).count("misconception=''") < shown.count("misconception="),
        }  # fmt: skip
        for code in sorted(key for key, value in has.items() if value and key not in kept):
            self.lose("kept-not", code)
        if item.unmarked and "marks" in kept and "unmarked" not in kept:
            self.lose("kept-not", "unmarked")

    def amount(
        self, value: Value, unit: str, language: str, *, percent: bool = False
    ) -> tuple[Fraction, Fraction]:
        """A figure and how far off is right, where the target holds no unit and (but for ``percent``) no share."""
        exact, off, had_unit = amount(value.number, value.within, unit, language)
        if had_unit:
            self.lose("unit")
        if value.within.endswith("%") and not percent:
            self.lose("tolerance")
        return exact, off


def item_of(bank: Bank, question: Question) -> Item:
    """A question of a bank in the words of the exchange model, with the words of its pictures: no target takes these along."""
    body = question.exchange()
    return Item(
        question.id,
        "" if isinstance(body, Gapped) else without_pictures(question.ask),
        body,
        id=question.id,
        topic=bank.topics.get(question.topic, question.topic),
        tags=question.tags,
        read=without_pictures(question.read),
        why=without_pictures(question.why),
        marks=question.marks,
        unmarked=question.unmarked,
        hints=question.hints,
    )


def offered(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Options without those that are void: nobody is offered them any more."""
    return tuple(part for part in parts if not part.void)


def mixed(parts: Sequence[Part], seed: str) -> tuple[Part, ...]:
    """Options in an order that tells nothing and is the same every time; right ones and wrong ones keep theirs."""
    right = [part for part in parts if part.share == RIGHT]
    wrong = [part for part in parts if part.share != RIGHT]
    places = set(Random(crc32(seed.encode())).sample(range(len(parts)), len(right)))
    ones, others = iter(right), iter(wrong)
    return tuple(next(ones) if place in places else next(others) for place in range(len(parts)))


_Row = TypeVar("_Row")


def shown_order(parts: Sequence[Part], seed: str, *, keep: bool = False) -> tuple[Part, ...]:
    """Options as they are shown there: with ``keep`` in the order that our students see, else mixed."""
    return (
        tuple(parts[place] for place in natural_order([part.text for part in parts]))
        if keep
        else mixed(parts, seed)
    )


def shuffled(rows: Sequence[_Row], seed: str) -> tuple[_Row, ...]:
    """Rows in an order that tells nothing and is the same every time."""
    return tuple(Random(crc32(seed.encode())).sample(list(rows), len(rows)))


def decimal(value: Fraction) -> str:
    """A number in plain digits."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.12f}".rstrip("0")


def short_decimal(value: Fraction) -> str:
    """A number to twelve figures, large and small ones with a power of ten."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.12g}"


def percent(share: Fraction) -> str:
    """A share of the marks in per cent, without the sign."""
    return f"{float(share * 100):.5f}".rstrip("0").rstrip(".")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files in an archive, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def plain(text: str, export: Export) -> str:
    """A Markdown text as plain text; markup that it had is told."""
    found, had_marks = plain_lines(text)
    if had_marks:
        export.lose("markup-not-kept", " ".join(text.split())[:40])
    return found


def in_gap(gap: Blank, part: Part) -> str:
    """What fills a gap: what is typed as it stands, one of a list as students read it."""
    return in_plain_words(part.text) if gap.listed else part.text


def amount(number: str, within: str, unit: str, language: str) -> tuple[Fraction, Fraction, bool]:
    """A figure and how far off is right, as plain numbers; and whether that lost a unit. Raises CannotWrite."""
    try:
        figure = read_figure(number, language, as_key=True)
        if not within:
            off = figure.number.step / 2 if figure.number.rounded else Fraction(0)
        else:
            allowed = read_tolerance(within, figure, language)
            off = abs(figure.value) * allowed.relative if allowed.relative is not None else allowed.absolute
    except CannotRead as error:
        raise CannotWrite(f"Its figure cannot be written as a plain number: {error}") from error
    return figure.value, off, bool(unit or figure.unit or figure.noun)
