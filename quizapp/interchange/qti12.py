"""QTI 1.2: Canvas quizzes, Common Cartridges, Respondus, Blackboard and bare items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.basics.messages import msg
from quizapp.domain.exchange import Item, Told
from quizapp.interchange import figures, qti12_writing
from quizapp.interchange.contract import CannotImport, FileReading, Format, RefusedItem, Skipped
from quizapp.interchange.packages import Package, format_of
from quizapp.interchange.qti12_items import read_item
from quizapp.interchange.source import SourceFile
from quizapp.interchange.texts import Pictures
from quizapp.interchange.xmlfile import Node, child, every, first, parse, root_name, tag, words

_FORM = "qti-1.2"
_FILEBASE = ("$IMS-CC-FILEBASE$", "%24IMS-CC-FILEBASE%24", "$IMS_CC_FILEBASE$", "$CANVAS_OBJECT_REFERENCE$")


def recognise(source: SourceFile) -> bool:
    """An XML file of items, or a package with such files."""
    if source.kind == "zip":
        return format_of(source) == _FORM
    if source.kind != "xml":
        return False
    root = root_name(source.head)
    return root == "questestinterop" or (root == "item" and "<presentation" in source.text[:20_000])


@dataclass
class _Found:
    """What the documents of a file hold."""

    items: list[Item | RefusedItem | Skipped]
    titles: list[str]
    lost: list[Told]
    about: str = ""


def read(source: SourceFile) -> FileReading:
    """Its items, in order."""
    pictures = Pictures()
    found = _Found([], [], [])
    if source.kind != "zip":
        root, warnings = parse(source)
        _document(root, found, pictures)
    else:
        package = Package(source)
        documents = _without_twins(list(package.documents(_FORM)))
        warnings = package.warnings(_FORM)
        for name, root in documents:

            def find(address: str, document: str = name) -> bytes | None:
                bare = address
                for base in _FILEBASE:
                    bare = bare.removeprefix(base)
                return package.beside(document, bare)

            _document(root, found, pictures.within(find))
        _settings(package, found)
        if not documents:
            raise CannotImport("no-questions", msg("This package holds no question file that can be read."))
    titles = list(dict.fromkeys(filter(None, found.titles)))
    return FileReading(
        tuple(found.items),
        title=titles[0] if len(titles) == 1 else "",
        about=found.about,
        lost=tuple(found.lost),
        warnings=warnings,
        pictures=pictures.kept,
        missing=tuple(dict.fromkeys(pictures.missing)),
    )


def _without_twins(documents: Sequence[tuple[str, Node]]) -> list[tuple[str, Node]]:
    """A cartridge of Canvas has each quiz twice, the second time with all that Canvas knows of it."""
    whole = {_ident(root) for name, root in documents if "non_cc_assessments/" in name}
    return [
        (name, root)
        for name, root in documents
        if "non_cc_assessments/" in name or _ident(root) not in whole or not _ident(root)
    ]


def _ident(root: Node) -> str:
    assessment = first(root, "assessment", "objectbank")
    return assessment.get("ident", "") if assessment is not None else ""


def _document(root: Node, found: _Found, pictures: Pictures) -> None:
    assessment = first(root, "assessment", "objectbank")
    if assessment is not None:
        found.titles.append(assessment.get("title") or _field(assessment, "bank_title"))
    groups = sum(bool(words(each)) and words(each) != "0" for each in every(root, "selection_number"))
    if groups:
        found.lost.append(Told("question-group", count=groups))
    items = [root] if tag(root) == "item" else list(every(root, "item"))
    for node in items:
        found.items.append(read_item(node, f"item {len(found.items) + 1}", pictures))


def _field(node: Node, name: str) -> str:
    """A field of the metadata above the items."""
    for each in _outside_items(node):
        if words(child(each, "fieldlabel")).casefold() == name:
            return words(child(each, "fieldentry"))
    return ""


def _outside_items(node: Node) -> Iterator[Node]:
    yield from every(child(node, "qtimetadata"), "qtimetadatafield")


def _settings(package: Package, found: _Found) -> None:
    """What Canvas says of a quiz as a whole."""
    for name in package.archive.entries:
        if name.rpartition("/")[2] != "assessment_meta.xml":
            continue
        root, _ = parse(SourceFile(package.archive.read(name), name))
        title = words(child(root, "title"))
        found.titles = [title] if title and len(set(found.titles)) <= 1 else found.titles
        limit, attempts = words(child(root, "time_limit")), words(child(root, "allowed_attempts"))
        if figures.read(limit):
            found.lost.append(Told("time-limit"))
        if attempts not in ("", "1", "-1"):
            found.lost.append(Told("attempts"))


FORMAT = Format(
    "qti-1.2",
    "a QTI 1.2 file (Canvas, Common Cartridge, Blackboard)",
    (".zip", ".xml", ".imscc"),
    recognise,
    read,
    qti12_writing.write,
)
