"""A bank as a Word document: numbered questions, lettered options, the answer under each; what people and our import read."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from quizapp.domain.bank import Bank
from quizapp.domain.exchange import (
    RIGHT,
    Amount,
    Choice,
    Gapped,
    Grouped,
    HandMarked,
    Item,
    Judged,
    Ordered,
    Paired,
    Typed,
)
from quizapp.interchange.contract import CannotTake, WrittenFile
from quizapp.interchange.exporting import Export, in_gap, offered, plain, shown_order, shuffled
from quizapp.interchange.lists import ListLine, read_lines
from quizapp.interchange.settling import settle

_HOLDS = ("why",)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BLANK = "_____"


def write(bank: Bank) -> WrittenFile:
    """The bank as a document."""
    from docx import Document  # noqa: PLC0415  # costly: 100 ms

    export = Export()
    number = iter(range(1, len(bank.questions) + 1))
    document = Document()
    document.core_properties.title = bank.title
    document.add_heading(" ".join(bank.title.split()), level=0)

    def one(item: Item) -> list[str]:
        lines = _lines(item, next(number), export)
        export.common(item, bank, holds=_HOLDS)
        if not _reads_back(item, lines):
            export.lose("for-people")
        return lines

    for lines in export.each(bank, one):
        for place, text in enumerate(lines):
            paragraph = document.add_paragraph(text)
            paragraph.paragraph_format.keep_with_next = place < len(lines) - 1
            if not place:
                paragraph.runs[0].bold = True
    buffer = io.BytesIO()
    document.save(buffer)
    return export.written(buffer.getvalue())


def _reads_back(item: Item, lines: Sequence[str]) -> bool:
    """Whether our import makes the same question of these lines."""
    found = read_lines([ListLine(text) for text in lines]).found
    if len(found) != 1 or not isinstance(found[0], Item):
        return False
    try:
        return bool(settle(found[0]).body == settle(item).body)
    except CannotTake:
        return False


def _lines(item: Item, number: int, export: Export) -> list[str]:
    options, answer = _answer(item, export)
    stem = _stem(item)
    lines = [text for text in plain(stem, export).split("\n") if text.strip()] or [""]
    lines[0] = f"{number}. {lines[0]}"
    if item.read:
        lines[1:1] = [text for text in plain(item.read, export).split("\n") if text.strip()]
    lines += options
    if answer:
        lines.append(f"Answer: {answer}")
    if item.why:
        lines.append(f"Explanation: {' '.join(plain(item.why, export).split())}")
    return lines


def _stem(item: Item) -> str:
    body = item.body
    return _BLANK.join(body.segments) if isinstance(body, Gapped) else item.stem


def _answer(item: Item, export: Export) -> tuple[list[str], str]:
    """The lines of options, and what is right."""
    body: Any = item.body
    if isinstance(body, Choice | Judged):
        return _chosen(item, body, export)
    if isinstance(body, Typed):
        answers = offered(body.answers)
        if len(answers) > 1 or body.exact:
            export.lose("typed-alternatives")
        return [], answers[0].text
    if isinstance(body, Amount):
        first = body.values[0]
        within = f" ± {first.within}" if first.within else ""
        return [], f"{first.number} {body.unit}".strip() + within
    return list(_rows(item, export)), _right_rows(body, export)


def _chosen(item: Item, body: Choice | Judged, export: Export) -> tuple[list[str], str]:
    if isinstance(body, Judged):
        export.lose("judged-as-options")
        parts = offered(body.answers)
    else:
        parts = shown_order(offered(body.options), item.id, keep=body.keep_order)
        if body.several and body.credit != "all or nothing":
            export.lose("credit-changed", body.credit)
    rows = [
        f"{letter}) {' '.join(plain(part.text, export).split())}"
        for letter, part in zip(_LETTERS, parts, strict=False)
    ]
    right = [letter for letter, part in zip(_LETTERS, parts, strict=False) if part.share == RIGHT]
    return rows, ", ".join(right)


def _rows(item: Item, export: Export) -> Iterator[str]:
    """What there is to put in order or to pair, in an order that tells nothing."""
    body: Any = item.body
    texts: list[str] = []
    if isinstance(body, Ordered):
        texts = [part.text for part in body.items]
    elif isinstance(body, Paired):
        texts = [*dict.fromkeys([*(pair.right for pair in body.pairs), *(part.text for part in body.extra)])]
        yield from (f"{plain(pair.left, export)} – {_BLANK}" for pair in body.pairs)
    elif isinstance(body, Grouped):
        texts = [group.name for group in body.groups]
        yield from (f"{plain(part.text, export)} – {_BLANK}" for group in body.groups for part in group.items)
    yield from (f"• {plain(text, export)}" for text in shuffled(texts, item.id))


def _right_rows(body: Any, export: Export) -> str:
    if isinstance(body, Ordered):
        return " → ".join(plain(part.text, export) for part in body.items)
    if isinstance(body, Paired):
        return "; ".join(f"{plain(pair.left, export)} – {plain(pair.right, export)}" for pair in body.pairs)
    if isinstance(body, Grouped):
        return "; ".join(
            f"{plain(group.name, export)}: {', '.join(plain(part.text, export) for part in group.items)}"
            for group in body.groups
        )
    if isinstance(body, Gapped):
        return "; ".join(in_gap(gap, gap.options[0]) for gap in body.gaps)
    return "; ".join(body.rubric) if isinstance(body, HandMarked) else ""
