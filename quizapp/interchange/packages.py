"""Packages with a manifest (IMS content packages, Common Cartridges): which of their files hold questions."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from quizapp.domain.exchange import Told
from quizapp.interchange.archives import Archive, names_in
from quizapp.interchange.contract import CannotImport
from quizapp.interchange.source import SourceFile
from quizapp.interchange.xmlfile import Node, every, parse_part, root_name

MANIFEST = "imsmanifest.xml"
_HEAD = 4_000
_XML = (".xml", ".qti", ".dat")
#: Root elements by the format that they say.
ROOTS = {
    "qti-1.2": frozenset({"questestinterop"}),
    "qti-2": frozenset({"assessmentItem", "assessmentTest"}),
    "qti-3": frozenset({"qti-assessment-item", "qti-assessment-test"}),
}


def format_of(source: SourceFile) -> str:
    """The format of the first question file in a package; of one that is damaged or holds none the commonest. Empty: no package."""
    if not any(name.rpartition("/")[2] == MANIFEST for name in names_in(source)):
        return ""
    try:
        package = Package(source)
        found = {root_name(package.head(name)) for name in package.files}
    except CannotImport:
        return "qti-1.2"
    return next((name for name, roots in ROOTS.items() if found & roots), "qti-1.2")


@dataclass
class Package:
    """A package, looked into. Raises CannotImport where it is damaged or too large."""

    source: SourceFile

    @cached_property
    def archive(self) -> Archive:
        return Archive(self.source)

    @property
    def files(self) -> list[str]:
        """Names of the XML files but the manifest."""
        return [
            name
            for name in self.archive.entries
            if name.casefold().endswith(_XML) and not name.endswith(MANIFEST)
        ]

    def head(self, name: str) -> str:
        return SourceFile(self.archive.read(name)[:_HEAD]).head

    def documents(self, form: str) -> Iterator[tuple[str, Node]]:
        """Root elements of the question files of a format that the manifest names; all where it names none."""
        found = [name for name in self.files if root_name(self.head(name)) in ROOTS[form]]
        listed = [name for name in found if name in self.listed]
        for name in sorted(listed, key=self.listed.index) if listed else found:
            root = parse_part(self.archive.read(name), name)
            if root is not None:
                yield name, root

    def warnings(self, form: str) -> tuple[Told, ...]:
        """Question files that the manifest does not name, and entries that were never opened."""
        found = [name for name in self.files if root_name(self.head(name)) in ROOTS[form]]
        listed = [name for name in found if name in self.listed]
        aside = [name for name in found if name not in listed] if listed else []
        return (
            *(Told("not-in-manifest", name) for name in aside),
            *(Told("bad-entry", name[:60]) for name in self.archive.bad),
        )

    @cached_property
    def listed(self) -> list[str]:
        """Names of the files that the manifest lists, in its order."""
        manifest = self.archive.find(MANIFEST)
        root = parse_part(self.archive.read(manifest)) if manifest else None
        folder = posixpath.dirname(manifest)
        hrefs = (each.get("href", "") for each in every(root, "resource", "file"))
        return list(
            dict.fromkeys(posixpath.normpath(posixpath.join(folder, unquote(href))) for href in hrefs if href)
        )

    def beside(self, document: str, address: str) -> bytes | None:
        """A file that a document names by its address."""
        for folder in (posixpath.dirname(document), posixpath.dirname(self.archive.find(MANIFEST)), ""):
            name = posixpath.normpath(posixpath.join(folder, address.lstrip("/")))
            if name in self.archive.entries:
                return self.archive.read(name)
        found = self.archive.find(address.rpartition("/")[2]) if address else ""
        return self.archive.read(found) if found else None
