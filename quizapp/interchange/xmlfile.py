"""XML of foreign files: read without network, entities and document types, with recovery where a file is ill-formed."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from lxml import etree

from quizapp.basics.messages import msg
from quizapp.domain.exchange import Told
from quizapp.interchange.contract import CannotImport
from quizapp.interchange.source import SourceFile

#: An element of lxml, which has no types of its own.
Node: TypeAlias = Any  # Python 3.11

_DECLARED = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_SAID = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_ASIDE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
#: Signs that no XML may hold.
_BARRED = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root_name(head: str) -> str:
    """The first element's name without its prefix, after mark, comments and document type; empty where none is seen."""
    place = 0
    while aside := _ASIDE.match(head, place):
        place = aside.end()
    found = _ROOT.match(head, place)
    return found[1] if found else ""


def parse(source: SourceFile) -> tuple[Node, tuple[Told, ...]]:
    """The root element, and what was doubtful on the way. Raises CannotImport."""
    text = _text(source)
    if re.search(r"<!ENTITY", text[:100_000] if "<!DOCTYPE" in text[:100_000] else "", re.IGNORECASE):
        raise CannotImport(
            "entities",
            msg("This file declares entities of its own, which question files never do; it was not read."),
        )
    content = _BARRED.sub("", _DECLARED.sub("", text, count=1)).encode()
    warnings: tuple[Told, ...] = ()
    try:
        root = etree.fromstring(content, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        if msg("Excessive depth") in str(error) or "huge" in str(error).casefold():
            raise CannotImport("too-large", msg("This file is nested deeper than any quiz is.")) from error
        root = _recovered(content)
        warnings = (Told("damaged-read-anyway"),)
    _refuse_entities(root)
    return root, warnings


def parse_part(content: bytes, name: str = "") -> Node | None:
    """A file within a package: its root element, None where it cannot be read."""
    try:
        return parse(SourceFile(content, name))[0]
    except CannotImport:
        return None


def _text(source: SourceFile) -> str:
    """The text; an encoding that the file declares counts where there is no mark and it is no UTF-8."""
    said = _SAID.search(source.content[:200].decode("latin-1"))
    if source.encoding or not said or said[1].casefold() in ("utf-8", "utf-16"):
        return source.text
    try:
        return source.content.decode(said[1])
    except (LookupError, UnicodeDecodeError):
        return source.text


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True, recover=recover, encoding="utf-8",
    )  # fmt: skip


def _recovered(content: bytes) -> Node:
    try:
        root: Node | None = etree.fromstring(content, _parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise CannotImport("damaged", msg("This file is damaged: export it again."))
    return root


def _refuse_entities(root: Node) -> None:
    """Refuse what slipped past the look at the text: entities by any other way."""
    document = root.getroottree().docinfo.internalDTD
    if document is not None and next(iter(document.iterentities()), None) is not None:
        raise CannotImport(
            "entities",
            msg("This file declares entities of its own, which question files never do; it was not read."),
        )


# ReportOptions at elements, whatever their namespace


def tag(node: Node) -> str:
    """An element's name without its namespace, nor a prefix that nothing declares."""
    name = node.tag
    return name.rpartition("}")[2].strip(":").rpartition(":")[2] if isinstance(name, str) else ""


def children(node: Node | None, *names: str) -> Iterator[Node]:
    """Children of these names, in order; without names all elements."""
    for child in () if node is None else node:
        if isinstance(child.tag, str) and (not names or tag(child) in names):
            yield child


def child(node: Node | None, *path: str) -> Node | None:
    """The first child of a name, and so on down a path."""
    for name in path:
        node = next(children(node, name), None)
    return node


def every(node: Node | None, *names: str) -> Iterator[Node]:
    """Descendants of these names, in order of the document."""
    for each in () if node is None else node.iter():
        if each is not node and isinstance(each.tag, str) and tag(each) in names:
            yield each


def first(node: Node | None, *names: str) -> Node | None:
    """The first descendant of these names."""
    return next(every(node, *names), None)


def words(node: Node | None) -> str:
    """All text of an element, with single spaces."""
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def whole(node: Node | None) -> str:
    """All text of an element as it stands."""
    return "".join(node.itertext()) if node is not None else ""


def inner(node: Node | None, drop: Iterable[str] = ()) -> str:
    """The content of an element as HTML: names without namespaces, some elements left out."""
    if node is None:
        return ""
    gone = frozenset(drop)
    out: list[str] = [_escaped(node.text)]
    for each in node:
        if isinstance(each.tag, str) and tag(each) not in gone:
            out.append(_outer(each, gone))
        out.append(_escaped(each.tail))
    return "".join(out)


#: Elements of HTML that never have content.
_VOID = frozenset({"br", "hr", "img", "input", "source", "col", "wbr"})


def _outer(node: Node, gone: frozenset[str]) -> str:
    name = tag(node)
    given = "".join(
        f' {key.rpartition("}")[2]}="{_escaped(value).replace(chr(34), "&quot;")}"'
        for key, value in node.attrib.items()
    )
    content = inner(node, gone)
    return f"<{name}{given}>" if name in _VOID and not content else f"<{name}{given}>{content}</{name}>"


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
