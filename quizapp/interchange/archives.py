"""Archives that hold questions: looked at by their table of contents, read entry by entry within limits.

Names of entries are compared, never used as paths; nothing is unpacked to a disk.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from quizapp.basics.limits import IMPORT_ENTRIES, IMPORT_UNPACKED_BYTES
from quizapp.basics.messages import msg
from quizapp.interchange.contract import CannotImport
from quizapp.interchange.source import SourceFile

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_DAMAGED = msg("This archive is damaged or not whole. Export it again.")
#: Entries that say that the archive as a whole is a format, and those that lie beside a question file.
_MARKS = ("[Content_Types].xml", "h5p.json", "imsmanifest.xml")
_BESIDE = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".webp",
    ".svg",
    ".pdf",
    ".css",
    ".html",
    ".htm",
    ".md",
    ".ds_store",
)
_PACKED = (".zip", ".imscc", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")


def names_in(source: SourceFile) -> Sequence[str]:
    """What an archive's table of contents names; empty where the file is no archive."""
    if source.kind != "zip":
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            return [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
    except _DAMAGE:
        return ()


def unwrapped(source: SourceFile) -> SourceFile:
    """The one question file of an archive that is nothing but its wrapping; any other file as it is. Raises CannotImport."""
    if source.kind != "zip":
        return source
    archive = Archive(source)
    entries = archive.entries
    if any(name.rpartition("/")[2] in _MARKS or name.startswith("collection.anki") for name in entries):
        return source
    if archive.packed:
        raise CannotImport("nested-archive", msg("There are archives within this archive. Unpack it first."))
    inside = [name for name in entries if not name.casefold().endswith(_BESIDE)]
    return SourceFile(archive.read(inside[0]), inside[0]) if len(inside) == 1 else source


@dataclass
class Archive:
    """An archive within the limits. Raises CannotImport where it is not."""

    source: SourceFile
    #: Bytes read so far: declared sizes may lie.
    _read: int = 0

    @cached_property
    def entries(self) -> dict[str, zipfile.ZipInfo]:
        """By name, with forward slashes: entries that stay within the archive and are files."""
        infos = self._infos
        if len(infos) > IMPORT_ENTRIES:
            raise CannotImport(
                "too-large",
                f"This archive has {len(infos):,} entries; {IMPORT_ENTRIES:,} can be read. Export the quiz alone.",
            )
        if sum(info.file_size for info in infos) > IMPORT_UNPACKED_BYTES:
            raise CannotImport(
                "too-large",
                f"This archive unpacks to more than {IMPORT_UNPACKED_BYTES // 1_000_000} MB. Export the quiz alone.",
            )
        return {_name(info): info for info in infos if not info.is_dir() and _is_plain(info)}

    @property
    def bad(self) -> list[str]:
        """Names of entries that lead out of the archive or are links."""
        return [_name(info) for info in self._infos if not _is_plain(info)]

    @property
    def packed(self) -> list[str]:
        """Names of archives within the archive."""
        return [name for name in self.entries if name.casefold().endswith(_PACKED)]

    def read(self, name: str) -> bytes:
        """The bytes of an entry, counted against what may be unpacked in all."""
        most = IMPORT_UNPACKED_BYTES - self._read
        try:
            with (
                zipfile.ZipFile(io.BytesIO(self.source.content)) as archive,
                archive.open(self.entries[name]) as file,
            ):
                content = file.read(most + 1)
        except _DAMAGE as error:
            raise CannotImport("damaged", _DAMAGED) from error
        self._read += len(content)
        if len(content) > most:
            raise CannotImport(
                "too-large",
                f"This archive unpacks to more than {IMPORT_UNPACKED_BYTES // 1_000_000} MB. Export the quiz alone.",
            )
        return content

    def find(self, name: str) -> str:
        """The entry of this name, whatever folder or capitals; empty where there is none."""
        wanted = name.casefold().lstrip("./")
        exact = next((each for each in self.entries if each.casefold() == wanted), "")
        return exact or next((each for each in self.entries if each.casefold().endswith("/" + wanted)), "")

    @cached_property
    def _infos(self) -> list[zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(io.BytesIO(self.source.content)) as archive:
                return [info for info in archive.infolist() if not info.filename.startswith("__MACOSX/")]
        except _DAMAGE as error:
            raise CannotImport("damaged", _DAMAGED) from error


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/")


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Whether an entry stays within its archive: no absolute name, no way up, no link."""
    name = _name(info)
    mode = info.external_attr >> 16
    link = stat.S_ISLNK(mode)
    return not (link or name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/"))
