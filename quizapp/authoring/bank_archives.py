"""A bank with its pictures in one file: written by the page of a version, and taken again by the page of uploads."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from quizapp.authoring.bank_text import CannotTake
from quizapp.basics.i18n import _
from quizapp.basics.limits import BANK_BYTES, BANK_PICTURES, PICTURE_BYTES
from quizapp.domain.pictures import NAME
from quizapp.models import BankImage

_BEGINS = b"PK\x03\x04"


@dataclass(frozen=True)
class Packed:
    """The bytes of a bank's text, and of the pictures beside it by their names."""

    text: bytes
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def pack_bank(name: str, text: str, pictures: Iterable[BankImage]) -> bytes:
    """A text with its pictures, laid out as the folder that ``banks publish`` takes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.yaml", text.encode("utf-8"))
        for each in pictures:
            archive.writestr(f"{name}/{each.name}", each.content)
    return file.getvalue()


def unpack_bank(content: bytes) -> Packed:
    """An uploaded file: a text by itself, or an archive of one bank. What else lies in an archive is left alone.

    Nothing is unpacked beyond the size that is taken. Raises CannotTake.
    """
    if not content.startswith(_BEGINS):
        return Packed(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError):
        raise CannotTake(
            _("This archive cannot be opened. Download it again, or upload the text alone.")
        ) from None


def _read(archive: zipfile.ZipFile) -> Packed:
    files = [info for info in archive.infolist() if not info.is_dir()]
    texts = [info for info in files if info.filename.endswith((".yaml", ".yml"))]
    shown = [info for info in files if NAME.fullmatch(PurePosixPath(info.filename).name)]
    if len(texts) != 1:
        raise CannotTake(_("An archive must hold exactly one bank: one file whose name ends with .yaml."))
    if len(shown) > BANK_PICTURES:
        raise CannotTake(_("A bank may have %(number)s pictures.") % {"number": BANK_PICTURES})
    return Packed(
        _content(archive, texts[0], BANK_BYTES),
        {PurePosixPath(info.filename).name: _content(archive, info, PICTURE_BYTES) for info in shown},
    )


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """A file of the archive; at most one byte more than is taken, so that who looks at it sees that it is too large."""
    with archive.open(info) as file:
        return file.read(most + 1)
