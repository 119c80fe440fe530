"""Brightspace (D2L) CSV: blocks that begin with ``NewQuestion``."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from quizapp.domain.choices import ALL_OR_NOTHING
from quizapp.domain.exchange import (
    RIGHT,
    Body,
    Choice,
    HandMarked,
    Item,
    Ordered,
    Pair,
    Paired,
    Part,
    Told,
    Typed,
)
from quizapp.interchange import figures
from quizapp.interchange.contract import FileReading, Format, RefusedItem
from quizapp.interchange.csv_and_workbooks import Row, separated
from quizapp.interchange.markdown import escape, from_html
from quizapp.interchange.source import SourceFile


def recognise(source: SourceFile) -> bool:
    """A line that begins a question."""
    return (
        source.kind == "text" and re.search(r"(?m)^\ufeff?\"?NewQuestion\"?[,;\t]", source.text) is not None
    )


@dataclass
class _Raw:
    line: int
    kind: str
    rows: list[Row] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Row]:
        return (row for row in self.rows if row[0].casefold() == name)

    def value(self, name: str) -> str:
        return next((row[1] for row in self.all(name)), "")


def read(source: SourceFile) -> FileReading:
    """Its questions."""
    found = re.search(r"(?m)^\"?NewQuestion\"?([,;\t])", source.text)
    raws: list[_Raw] = []
    for number, row in enumerate(separated(source.text, found[1] if found else ","), start=1):
        cells = [*row, "", "", "", "", ""]
        if cells[0].casefold() == "newquestion":
            raws.append(_Raw(number, cells[1].upper()))
        elif raws and cells[0] and not cells[0].startswith("//"):
            raws[-1].rows.append(cells)
    return FileReading(tuple(map(_question, raws)))


class _Texts:
    """Texts of one question, and what is lost in them."""

    def __init__(self) -> None:
        self.lost: list[Told] = []

    def __call__(self, text: str, html: str = "") -> str:
        if html.strip().upper() != "HTML":
            return escape(text)
        found, told = from_html(text)
        self.lost += told
        return found


def _question(raw: _Raw) -> Item | RefusedItem:
    place, texts = f"row {raw.line}", _Texts()
    stem_row = next(raw.all("questiontext"), ["", "", "", "", ""])
    title = raw.value("title")
    made = _BODIES.get(raw.kind)
    if made is None:
        return RefusedItem(
            place, title, "no-counterpart", f"There is no question of type “{raw.kind[:20]}” here."
        )
    body = made(raw, texts)
    points = figures.read(raw.value("points"))
    feedback = next(raw.all("feedback"), ["", "", "", "", ""])
    stem = texts(stem_row[1], stem_row[2])
    pictures = [Told("picture", row[1][:80]) for row in raw.all("image") if row[1]]
    return Item(
        place,
        stem,
        body,
        id=raw.value("id"),
        title=title,
        why=texts(feedback[1], feedback[2]),
        marks=Fraction(1) if points is None else points,
        hints=tuple(texts(row[1], row[2]) for row in raw.all("hint") if row[1]),
        lost=(*texts.lost, *pictures),
    )


def _share(text: str) -> Fraction:
    found = figures.read(text)
    return found / 100 if found is not None else Fraction(0)


def _single(raw: _Raw, texts: _Texts) -> Body:
    return Choice(
        tuple(
            Part(texts(row[2], row[3]), _share(row[1]), texts(row[4])) for row in raw.all("option") if row[2]
        )
    )


def _several(raw: _Raw, texts: _Texts) -> Body:
    options = [row for row in raw.all("option") if row[2]]
    parts = tuple(
        Part(texts(row[2], row[3]), Fraction((figures.read(row[1]) or 0) > 0), texts(row[4]))
        for row in options
    )
    every = raw.value("scoring").casefold() in ("allornothing", "")
    return Choice(parts, several=True, credit=ALL_OR_NOTHING if every else "right minus wrong")


def _truth(raw: _Raw, texts: _Texts) -> Body:
    rows = {name: next(raw.all(name), ["", "0", "", "", ""]) for name in ("true", "false")}
    parts = tuple(Part(name.title(), _share(row[1]), texts(row[2], row[3])) for name, row in rows.items())
    return Choice(parts, keep_order=True, truth=True)


def _written(raw: _Raw, texts: _Texts) -> Body:
    key = next((row[1] for row in raw.all("answerkey") if row[1]), "")
    points = figures.read(raw.value("points")) or Fraction(1)
    amount = int(points) if points.denominator == 1 else float(points)
    return HandMarked(
        (f"{amount} {'point' if points == 1 else 'points'}: {' '.join(key.split())}",) if key else ()
    )


def _short(raw: _Raw, texts: _Texts) -> Body:
    parts = []
    for row in raw.all("answer"):
        if row[3].casefold() == "regexp" and re.search(r"[\\\[\](){}*+?|^$]", row[2]):
            texts.lost.append(Told("pattern", row[2]))
        elif row[2]:
            parts.append(Part(row[2], _share(row[1])))
    exact = any(row[3].casefold() == "sensitive" for row in raw.all("answer"))
    return Typed(tuple(parts), exact=exact)


def _paired(raw: _Raw, texts: _Texts) -> Body:
    choices = {row[1]: texts(row[2], row[3]) for row in raw.all("choice")}
    pairs = tuple(Pair(texts(row[2], row[3]), choices.get(row[1], "")) for row in raw.all("match"))
    used = {pair.right for pair in pairs}
    credit = ALL_OR_NOTHING if raw.value("scoring").casefold() == "allornothing" else ""
    # The match is what the student sees first; every choice may fit several.
    return Paired(pairs, tuple(Part(text) for text in choices.values() if text not in used), credit)


def _ordered(raw: _Raw, texts: _Texts) -> Body:
    credit = ALL_OR_NOTHING if raw.value("scoring").casefold() == "allornothing" else ""
    items = [row for row in raw.all("item") if row[1]]
    return Ordered(tuple(Part(texts(row[1], row[2]), RIGHT, texts(row[3])) for row in items), credit)


_BODIES: dict[str, Callable[[_Raw, _Texts], Body]] = {
    "MC": _single,
    "MS": _several,
    "TF": _truth,
    "WR": _written,
    "SA": _short,
    "M": _paired,
    "O": _ordered,
}

FORMAT = Format("d2l-csv", "a Brightspace (D2L) question file", (".csv",), recognise, read)
