"""QTI 2.1, 2.2 and 3.0: one reader. Names are folded: ``qti-`` and hyphens and capitals go, so that both say the same."""

import posixpath
from collections.abc import Callable
from dataclasses import replace

from quizapp.basics.messages import msg
from quizapp.domain.exchange import Item, Told
from quizapp.interchange.contract import CannotImport, FileReading, Format, RefusedItem, Skipped
from quizapp.interchange.packages import ROOTS, Package, format_of
from quizapp.interchange.qti2_items import TOOL, read_item
from quizapp.interchange.qti_names import QTI_22, QTI_30
from quizapp.interchange.qti_writing import TOPIC, writer
from quizapp.interchange.source import SourceFile
from quizapp.interchange.texts import Pictures
from quizapp.interchange.xmlfile import Node, children, every, first, parse, parse_part, root_name, tag

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _recognise(form: str) -> Callable[[SourceFile], bool]:
    def recognise(source: SourceFile) -> bool:
        if source.kind == "zip":
            return format_of(source) == form
        return source.kind == "xml" and root_name(source.head) in ROOTS[form]

    return recognise


def _read(form: str) -> Callable[[SourceFile], FileReading]:
    def read(source: SourceFile) -> FileReading:
        return _package(source, form) if source.kind == "zip" else _single(source)

    return read


def _single(source: SourceFile) -> FileReading:
    """A file by itself: an item."""
    root, warnings = parse(source)
    root = fold(root)
    if root.tag != "assessmentitem":
        raise CannotImport(
            "no-questions", msg("This file names its questions and holds none. Import the whole package.")
        )
    pictures = Pictures()
    item = read_item(root, "item 1", pictures)
    return FileReading(
        (item,),
        language=_language([root]),
        warnings=warnings,
        pictures=pictures.kept,
        missing=tuple(pictures.missing),
    )


def _package(source: SourceFile, form: str) -> FileReading:
    package = Package(source)
    pictures = Pictures()
    found: list[Item | RefusedItem | Skipped] = []
    roots: list[Node] = []
    title, lost, topics = "", [], dict[str, str]()
    for name, raw in package.documents(form):
        root = fold(raw)
        if root.tag == "assessmenttest":
            title = title or " ".join(root.get("title", "").split())
            lost += _of_a_test(root)
            topics |= _topics(root, name)
            continue
        roots.append(root)

        def find(address: str, document: str = name) -> bytes | None:
            return package.beside(document, address)

        def stimulus(address: str, document: str = name) -> Node | None:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(document), address))
            content = package.archive.read(path) if path in package.archive.entries else b""
            part = parse_part(content) if content else None
            return first(fold(part), "stimulusbody") if part is not None else None

        item = read_item(root, f"item {len(found) + 1}", pictures.within(find), stimulus)
        found.append(replace(item, topic=topics.get(name, "")) if isinstance(item, Item) else item)
    if not found:
        raise CannotImport("no-questions", msg("This package holds no item that can be read."))
    return FileReading(
        tuple(found), title=title, language=_language(roots), lost=tuple(lost), warnings=package.warnings(form),
        pictures=pictures.kept, missing=tuple(dict.fromkeys(pictures.missing)),
    )  # fmt: skip


def _topics(root: Node, document: str) -> dict[str, str]:
    """The topics of the items of our own export, by the items' files."""
    folder = posixpath.dirname(document)
    sections = [
        each for each in every(root, "assessmentsection") if each.get("identifier", "").startswith(TOPIC)
    ]
    return {
        posixpath.normpath(posixpath.join(folder, ref.get("href", ""))): section.get("title", "")
        for section in (sections if root.get("toolname") == TOOL else ())
        for ref in every(section, "assessmentitemref")
    }


def _of_a_test(root: Node) -> list[Told]:
    """What a test as a whole says and a bank does not."""
    groups = sum(True for _ in every(root, "selection"))
    limits = any(each.get("maxtime") for each in every(root, "timelimits"))
    attempts = any(
        each.get("maxattempts", "1") not in ("0", "1") for each in every(root, "itemsessioncontrol")
    )
    return [
        *([Told("question-group", count=groups)] if groups else []),
        *([Told("time-limit")] if limits else []),
        *([Told("attempts")] if attempts else []),
    ]


def _language(roots: list[Node]) -> str:
    """The language that all items say, without its country."""
    said = {(root.get(_XML_LANG) or "").partition("-")[0].casefold() for root in roots}
    found = said.pop() if len(said) == 1 else ""
    return found if len(found) == 2 and found != "en" else ""


def fold(root: Node) -> Node:
    """The same tree with the names that both versions share; texts and values stay."""
    for node in list(root.iter()):  # a list: what is taken away below would end a walk early
        if not isinstance(node.tag, str):
            continue
        name = tag(node)
        folded = name.removeprefix("qti-").replace("-", "").casefold() if name != "annotation-xml" else name
        kind = (node.get("type") or "").casefold()
        if folded == "object" and kind.startswith("image/") and "svg" not in kind:
            folded, node.attrib["src"] = "img", node.attrib.pop("data", "")
            node.attrib["alt"] = " ".join("".join(node.itertext()).split())
            for inside in list(children(node)):
                node.remove(inside)
            node.text = None
        node.tag = (
            "div" if folded in ("contentbody", "") else folded
        )  # QTI 3 has it around feedback and rubrics
        for key, value in list(node.attrib.items()):
            if ":" not in key:  # a name of another namespace stays as it is
                del node.attrib[key]
                node.attrib[key.replace("-", "").casefold()] = value
    return root


QTI_2 = Format("qti-2", "a QTI 2.1 or 2.2 file", (".zip", ".xml"), _recognise("qti-2"), _read("qti-2"))
QTI_3 = Format(
    "qti-3", "a QTI 3.0 file", (".zip", ".xml"), _recognise("qti-3"), _read("qti-3"), writer(QTI_30)
)
#: WrittenFile alone: what is read says nothing of its minor version.
QTI_22_OUT = Format("qti-2.2", "a QTI 2.2 package", (".zip",), write=writer(QTI_22))
