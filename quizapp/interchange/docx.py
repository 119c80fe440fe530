"""Word documents: numbered questions with lettered options, and tables of questions."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.basics.messages import msg
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
    Told,
    Typed,
)
from quizapp.interchange import aiken, gift, lists, tables
from quizapp.interchange.archives import Archive, names_in
from quizapp.interchange.contract import (
    CannotImport,
    CannotTake,
    FileReading,
    Format,
    RefusedItem,
    WrittenFile,
)
from quizapp.interchange.exporting import Export, in_gap, offered, plain, shown_order, shuffled
from quizapp.interchange.lists import ListLine, read_lines
from quizapp.interchange.settling import settle
from quizapp.interchange.source import SourceFile
from quizapp.interchange.xmlfile import Node, child, children, every, parse_part, tag

_LETTERS = frozenset({"lowerLetter", "upperLetter", "bullet", "lowerRoman", "upperRoman"})
#: How a right option may be set off, and what a teacher calls it.
_MARKS = {"bold": "bold", "underlined": "underlined", "coloured": "colour", "highlighted": "highlighted"}
#: One way of setting off must mark so many of the questions without another key.
_MOST = 0.8
#: The number before a question in GIFT that somebody typed in Word.
_NUMBERED = re.compile(r"(?:\A|(?<=\n\n)|(?<=\}\n))[ \t]*\d{1,4}[.)][ \t]+")


def recognise(source: SourceFile) -> bool:
    """A package with a document of Word."""
    names = names_in(source)
    return "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)


@dataclass(frozen=True)
class _Paragraph:
    text: str
    level: int | None
    marks: frozenset[str]


def read(source: SourceFile) -> FileReading:
    """Its questions: those of lists first, then those of tables."""
    archive = Archive(source)
    parts = {
        name: parse_part(archive.read(f"word/{name}.xml"))
        for name in ("document", "styles", "numbering")
        if f"word/{name}.xml" in archive.entries
    }
    body = child(parts.get("document"), "body")
    if body is None:
        raise CannotImport(
            "damaged", msg("The text of this document cannot be read. Open it in Word and save it again.")
        )
    typed = SourceFile(_NUMBERED.sub("", _typed(body)).encode(), source.name)
    if gift.recognise(typed):
        return gift.read(typed)
    levels = _Levels(parts.get("styles"), parts.get("numbering"))
    paragraphs: list[_Paragraph] = []
    found_tables: list[list[list[str]]] = []
    for node in _blocks(body):
        if tag(node) == "p":
            paragraphs += _paragraphs(node, levels)
            continue
        rows = [
            [" ".join(_text(cell).split()) for cell in children(row, "tc")] for row in children(node, "tr")
        ]
        if tables.has_headings(rows):
            found_tables.append(rows)
        else:
            for each in every(node, "p"):
                paragraphs += _paragraphs(each, levels)
    reading, warnings = _listed(paragraphs)
    if not reading.found and aiken.recognise(typed):
        reading = aiken.read(typed)
    of_tables = [
        tables.read_rows(rows, f"table {number}, row") for number, rows in enumerate(found_tables, start=1)
    ]
    return FileReading(
        (*reading.found, *(found for part in of_tables for found in part.found)),
        reading.title,
        lost=(*_left_out(body), *(lost for part in of_tables for lost in part.lost)),
        warnings=(*warnings, *(doubt for part in of_tables for doubt in part.warnings)),
    )


def _blocks(body: Node) -> Iterator[Node]:
    """Paragraphs and tables in order, also those within content controls."""
    for node in children(body):
        if tag(node) in ("p", "tbl"):
            yield node
        elif tag(node) in ("sdt", "sdtContent", "ins", "smartTag"):
            yield from _blocks(node)


def _typed(body: Node) -> str:
    """The document as plain text: for formats of plain texts that are kept in Word."""
    lines = (_text(node).strip() for node in every(body, "p"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).replace("\u00a0", " "))


def _left_out(body: Node) -> Iterator[Told]:
    pictures = sum(True for _ in every(body, "blip", "imagedata"))
    if pictures:
        yield Told("picture", "in the document", pictures)
    formulas = sum(True for _ in every(body, "oMath"))
    if formulas:
        yield Told("markup", "formula", formulas)


def _text(node: Node) -> str:
    """The text of an element; a tab is a space, a break a line end. Deleted text is no text."""
    out = []
    for each in node.iter():
        name = tag(each)
        if name == "t":
            out.append(each.text or "")
        elif name in ("br", "cr"):
            out.append("\n")
        elif name in ("tab", "p"):
            out.append(" ")
    return "".join(out)


def _paragraphs(node: Node, levels: "_Levels") -> Iterator[_Paragraph]:
    """The lines of a paragraph."""
    level = levels.of(node)
    marks = _marks(node)
    for number, line in enumerate(_text(node).split("\n")):
        if line.strip():
            yield _Paragraph(line.strip(), level if number == 0 else None, marks)


def _marks(node: Node) -> frozenset[str]:
    """How more than half of a paragraph's letters are set off."""
    counts = dict.fromkeys(_MARKS, 0)
    letters = 0
    for run in every(node, "r"):
        size = sum(len((each.text or "").strip()) for each in children(run, "t"))
        letters += size
        form = child(run, "rPr")
        for name, mark in (
            ("b", "bold"),
            ("u", "underlined"),
            ("color", "coloured"),
            ("highlight", "highlighted"),
            ("shd", "highlighted"),
        ):
            given = child(form, name)
            if given is not None and _is_on(name, given):
                counts[mark] += size
    return frozenset(mark for mark, size in counts.items() if size * 2 > letters > 0)


def _is_on(name: str, node: Node) -> bool:
    value = next((value for key, value in node.attrib.items() if key.endswith("}val")), "")
    if name == "shd":
        fill = next((value for key, value in node.attrib.items() if key.endswith("}fill")), "auto")
        return fill.casefold() not in ("auto", "ffffff", "")
    if name == "color":
        return value.casefold() not in ("auto", "000000", "")
    return value.casefold() not in ("0", "false", "none", "off")


class _Levels:
    """Whether Word numbers a paragraph as a question (0) or an option (1) by itself."""

    def __init__(self, styles: Node | None, numbering: Node | None) -> None:
        self.styles = {_attribute(each, "styleId"): each for each in children(styles, "style")}
        kinds = {
            _attribute(each, "abstractNumId"): [
                _attribute(child(level, "numFmt"), "val") for level in children(each, "lvl")
            ]
            for each in children(numbering, "abstractNum")
        }
        self.formats: Mapping[str, Sequence[str]] = {
            _attribute(each, "numId"): kinds.get(_attribute(child(each, "abstractNumId"), "val"), [])
            for each in children(numbering, "num")
        }

    def of(self, paragraph: Node) -> int | None:
        form = child(paragraph, "pPr")
        style = self.styles.get(_attribute(child(form, "pStyle"), "val"))
        name = _attribute(child(style, "name"), "val").casefold()
        if name.startswith(("heading", "title")):
            return None
        given = child(form, "numPr")
        if given is None:
            given = child(style, "pPr", "numPr")
        ident = _attribute(child(given, "numId"), "val")
        if not ident or ident == "0":
            return None
        depth = _attribute(child(given, "ilvl"), "val")
        level = int(depth) if depth.isdigit() else 0
        formats = self.formats.get(ident, ())
        kind = formats[level] if level < len(formats) else ""
        deeper = level > 0 or kind in _LETTERS or re.search(r" [2-9]$", name) is not None
        return 1 if deeper else 0


def _attribute(node: Node | None, name: str) -> str:
    if node is None:
        return ""
    return next((str(value) for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _listed(paragraphs: Sequence[_Paragraph]) -> tuple[FileReading, tuple[Told, ...]]:
    """The questions of a list. Where they have no key, one way of setting off may be it: only if it is one way alone."""
    plain = lists.read_lines(_lines(paragraphs, ""))
    open_ones = _without_key(plain)
    if not open_ones:
        return plain, ()
    readings = {mark: lists.read_lines(_lines(paragraphs, mark)) for mark in _MARKS}
    good = {
        mark: reading
        for mark, reading in readings.items()
        if len(open_ones - _without_key(reading)) >= _MOST * len(open_ones)
    }
    if len(good) != 1:
        return plain, ()
    [(mark, reading)] = good.items()
    return reading, (Told("key-from-bold", _MARKS[mark]),)


def _without_key(reading: FileReading) -> set[str]:
    return {
        each.place
        for each in reading.found
        if isinstance(each, RefusedItem) and each.code == "no-right-answer"
    }


def _lines(paragraphs: Sequence[_Paragraph], mark: str) -> list[ListLine]:
    return [ListLine(each.text, bool(mark) and mark in each.marks, each.level) for each in paragraphs]


# --- out ---------------------------------------------------------------------------------------------------


_HOLDS = ("why",)
_WRITTEN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
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
        lines = _paper_lines(item, next(number), export)
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


def _paper_lines(item: Item, number: int, export: Export) -> list[str]:
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
        for letter, part in zip(_WRITTEN_LETTERS, parts, strict=False)
    ]
    right = [letter for letter, part in zip(_WRITTEN_LETTERS, parts, strict=False) if part.share == RIGHT]
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


FORMAT = Format("docx", "a Word document", (".docx",), recognise, read, write)
