"""Word documents: numbered questions with lettered options, and tables of questions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.basics.messages import msg
from quizapp.domain.exchange import Told
from quizapp.interchange import aiken, docx_writing, gift, lists, tables
from quizapp.interchange.archives import Archive, names_in
from quizapp.interchange.contract import CannotImport, FileReading, Format, RefusedItem
from quizapp.interchange.lists import ListLine
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


FORMAT = Format("docx", "a Word document", (".docx",), recognise, read, docx_writing.write)
