"""Pictures of banks: taken in, drawn anew without what an upload may hide, kept beside their bank, found by name.

A picture never changes: another one needs another name. So every version of a bank shows what it showed when it was
published. Names stand in the bank's text; pages show the picture at an address that nobody can guess, so that neither
a name nor a picture of an explanation is seen before its time.
"""

import io
import re
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import BANK_PICTURES, PICTURE_BYTES, PICTURE_PIXELS, PICTURE_SIDE
from quizapp.domain.pictures import NAME, place_addresses
from quizapp.models import Bank, BankImage

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_QUALITY = 85
#: By ending: what a file is served as, and Pillow's name of it.
_KINDS = {"png": ("image/png", "PNG"), "jpg": ("image/jpeg", "JPEG"), "webp": ("image/webp", "WEBP")}


class CannotTakePicture(Refused):
    """A file that is no picture we take, or a name that is taken by another; the sentence says what to do."""

    status = 422


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew: nothing of the file is left but what it shows."""

    content: bytes
    ending: str
    width: int
    height: int

    @property
    def mime(self) -> str:
        return _KINDS[self.ending][0]


def redraw_picture(content: bytes) -> Drawn:
    """Read a PNG, JPEG, WebP or GIF (its first frame) and write it anew: turned upright, at most PICTURE_SIDE long.

    Places, dates, comments and anything hidden behind the picture are gone. Raises CannotTakePicture.
    """
    if len(content) > PICTURE_BYTES:
        raise CannotTakePicture(
            _("This file has %(size).1f MB; a picture may have %(most).0f MB. Make it smaller.")
            % {"size": len(content) / 1e6, "most": PICTURE_BYTES / 1e6}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged tags and large sizes; both are dealt with here
            return _redraw(content)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise CannotTakePicture(
            _("This file cannot be read as a picture. Save it as PNG, JPEG or WebP and choose it again.")
        ) from None


def _redraw(content: bytes) -> Drawn:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        if opened.width * opened.height > PICTURE_PIXELS:
            raise CannotTakePicture(
                _(
                    "This picture has %(width)s by %(height)s points; at most %(most)s million are taken. "
                    "Make it smaller."
                )
                % {"width": opened.width, "height": opened.height, "most": PICTURE_PIXELS // 1_000_000}
            )
        is_photo = opened.format in ("JPEG", "WEBP")
        upright = ImageOps.exif_transpose(opened)
    has_holes = "A" in upright.getbands() or "transparency" in upright.info
    shown = upright.convert("RGBA" if has_holes else "RGB")
    shown.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    shown.info.clear()  # Pillow would write profiles and comments back
    file = io.BytesIO()
    if is_photo and not has_holes:
        shown.save(file, "JPEG", quality=_QUALITY, optimize=True)
        return Drawn(file.getvalue(), "jpg", shown.width, shown.height)
    shown.save(file, "PNG", optimize=True)
    return Drawn(file.getvalue(), "png", shown.width, shown.height)


def name_for(file_name: str, ending: str) -> str:
    """A picture's name from that of a file: small letters, digits and dashes."""
    last = re.split(r"[/\\]", file_name)[-1]
    stem = last.rpartition(".")[0] or last
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    letters = "-".join(re.findall(r"[a-z0-9]+", plain))[:50].strip("-")
    return f"{letters or 'picture'}.{ending}"


# --- keeping ----------------------------------------------------------------------------------------------


def of_bank(session: Session, bank_id: int) -> list[BankImage]:
    """The pictures of a bank by name, without their content."""
    return list(
        session.scalars(select(BankImage).where(BankImage.bank_id == bank_id).order_by(BankImage.name))
    )


def list_names(session: Session, bank_id: int) -> frozenset[str]:
    """What a bank's pictures are called."""
    return frozenset(session.scalars(select(BankImage.name).where(BankImage.bank_id == bank_id)))


def with_content(session: Session, bank_id: int) -> list[BankImage]:
    """The pictures of a bank with their content."""
    wanted = select(BankImage).where(BankImage.bank_id == bank_id).order_by(BankImage.name)
    return list(session.scalars(wanted.options(undefer(BankImage.content))))


def add_picture(
    session: Session, bank: Bank, file_name: str, alt: str, drawn: Drawn, now: datetime
) -> BankImage:
    """Keep an uploaded picture beside a bank; the same picture again is found. A name that is taken gets a number.

    Raises CannotTakePicture.
    """
    kept = with_content(session, bank.id)
    known = next((each for each in kept if each.content == drawn.content), None)
    if known is not None:
        known.alt = alt or known.alt
        return known
    if len(kept) >= BANK_PICTURES:
        raise CannotTakePicture(
            _("A bank may have %(number)s pictures. Delete those that no question shows.")
            % {"number": BANK_PICTURES}
        )
    taken = {each.name for each in kept}
    wanted = name_for(file_name, drawn.ending)
    stem, ending = wanted.rsplit(".", 1)
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{stem}-{number}.{ending}"
    return _keep(session, bank, name, alt, drawn, now)


def _keep(session: Session, bank: Bank, name: str, alt: str, drawn: Drawn, now: datetime) -> BankImage:
    made = BankImage(
        bank_id=bank.id,
        name=name,
        alt=alt,
        mime=drawn.mime,
        content=drawn.content,
        width=drawn.width,
        height=drawn.height,
        uploaded_at=now,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the other press of the button was first
        return session.scalars(
            select(BankImage).where(BankImage.bank_id == bank.id, BankImage.name == name)
        ).one()
    return made


def copy_all(session: Session, source: Bank, target: Bank, now: datetime) -> None:
    """Let a copy of a bank have its pictures, too."""
    there = list_names(session, target.id)
    for each in with_content(session, source.id):
        if each.name not in there:
            drawn = Drawn(each.content, each.name.rsplit(".", 1)[-1], each.width, each.height)
            _keep(session, target, each.name, each.alt, drawn, now)


# --- showing ----------------------------------------------------------------------------------------------


def list_addresses(session: Session, bank_id: int) -> Mapping[str, str]:
    """Where each picture of a bank is served, by its name."""
    found = session.execute(select(BankImage.name, BankImage.public_id).where(BankImage.bank_id == bank_id))
    return {name: f"/pictures/{public_id}" for name, public_id in found}


def place_pictures(session: Session, bank_id: int, text: str) -> str:
    """A bank's text with its pictures at the addresses where they are served."""
    return place_addresses(text, list_addresses(session, bank_id)) if "![" in text else text


# --- files ------------------------------------------------------------------------------------------------


def folder_of(bank_file: Path) -> Path:
    """Where the pictures of a bank file lie: in the folder beside it that has its name."""
    return bank_file.with_suffix("")


def names_beside(bank_file: Path) -> frozenset[str]:
    """What the pictures beside a bank file are called."""
    return frozenset(each.name for each in in_folder(bank_file))


def in_folder(bank_file: Path) -> list[Path]:
    """The picture files beside a bank file, by name; files of other names are not looked at."""
    folder = folder_of(bank_file)
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if NAME.fullmatch(each.name) and each.is_file())


def take_files(session: Session, bank: Bank, bank_file: Path, now: datetime) -> None:
    """Keep the pictures beside a bank file under their own names. Raises CannotTakePicture."""
    found = {path.name: path.read_bytes() for path in in_folder(bank_file)}
    take_pictures(session, bank, found, now)


def take_pictures(session: Session, bank: Bank, found: Mapping[str, bytes], now: datetime) -> None:
    """Keep pictures under the names that they have; what is there already is left alone.

    Raises CannotTakePicture for a file that is no picture, and for one whose name another picture has.
    """
    keep_pictures(session, bank, draw_pictures(session, bank, found), now)


def draw_pictures(session: Session, bank: Bank | None, found: Mapping[str, bytes]) -> dict[str, Drawn]:
    """Draw pictures anew, but for those that the bank has as they are. It takes seconds: with a session that reads."""
    known = {each.name: each.content for each in with_content(session, bank.id)} if bank else {}
    drawn = {}
    for name, content in found.items():
        if known.get(name) == content:
            continue  # as we exported it
        try:
            drawn[name] = redraw_as(content, name)
        except CannotTakePicture as error:
            raise CannotTakePicture(f"{name}: {error.message}") from None
    return drawn


def keep_pictures(session: Session, bank: Bank, found: Mapping[str, Drawn], now: datetime) -> None:
    """Keep drawn pictures under their names. Raises CannotTakePicture where another has the name."""
    known = {each.name: each for each in with_content(session, bank.id)}
    for name, drawn in found.items():
        kept = known.get(name)
        if kept is None:
            _keep(session, bank, name, "", drawn, now)
        elif kept.content != drawn.content:
            raise CannotTakePicture(
                _(
                    "%(name)s: the bank has another picture of this name, and versions that show it. "
                    "Give the new one a name of its own, in the file and in the text."
                )
                % {"name": name}
            )


def redraw_as(content: bytes, name: str) -> Drawn:
    """A picture drawn anew in the format that its name says. Raises CannotTakePicture."""
    return _as_named(redraw_picture(content), name)


def _as_named(drawn: Drawn, name: str) -> Drawn:
    """A picture in the format that its file's ending says."""
    ending = name.rsplit(".", 1)[-1]
    if ending == drawn.ending:
        return drawn
    with Image.open(io.BytesIO(drawn.content)) as opened:
        file = io.BytesIO()
        shown = opened if ending != "jpg" else opened.convert("RGB")
        shown.save(file, _KINDS[ending][1], quality=_QUALITY)
    return Drawn(file.getvalue(), ending, drawn.width, drawn.height)
