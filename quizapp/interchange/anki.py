"""Anki packages: the collection of cards is a SQLite database, in newer ones packed with zstd."""

import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace

import zstandard

from quizapp.basics.limits import IMPORT_UNPACKED_BYTES
from quizapp.basics.messages import msg
from quizapp.domain.exchange import Item, Told
from quizapp.domain.pictures import find_picture_names
from quizapp.interchange import apkg_writing
from quizapp.interchange.archives import Archive, names_in
from quizapp.interchange.contract import (
    CannotImport,
    FileReading,
    Format,
    RefusedItem,
    Skipped,
    limit_questions,
)
from quizapp.interchange.flashcard_files import Card, read_cards
from quizapp.interchange.source import SourceFile
from quizapp.interchange.texts import Pictures

#: Newest first: a newer package holds an older collection, too, with nothing but "please update".
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
_ZSTD = b"\x28\xb5\x2f\xfd"
_APART = "\x1f"


def recognise(source: SourceFile) -> bool:
    """A package with a collection."""
    return any(name in _COLLECTIONS for name in names_in(source))


def read(source: SourceFile) -> FileReading:
    """Its notes as questions."""
    archive = Archive(source)
    name = next((each for each in _COLLECTIONS if each in archive.entries), "")
    if not name:
        raise CannotImport("damaged", msg("There is no collection in this package. Export it again."))
    collection = _unpacked(archive.read(name))
    pictures = Pictures(_media(archive))
    try:
        notes, decks = _notes(collection)
    except (sqlite3.Error, ValueError, AttributeError, TypeError) as error:
        raise CannotImport(
            "damaged", msg("The collection in this package is damaged. Export it again.")
        ) from error
    limit_questions(len(notes))
    several = len(set(decks.values())) > 1
    cards, topics, more = [], [], 0
    for number, (ident, fields, tags) in enumerate(notes, start=1):
        front, back, *rest = (*fields, "", "")
        more += any(field.strip() for field in rest)
        cards.append(
            Card(
                f"note {number}", pictures.place(front), pictures.place(back), tuple(tags.split()), html=True
            )
        )
        topics.append(decks.get(ident, "") if several else "")
    found = [_with_pictures(each, topic) for each, topic in zip(read_cards(cards), topics, strict=True)]
    title = "" if several else next(iter(decks.values()), "")
    return FileReading(
        tuple(found),
        title="" if title == "Default" else title,
        lost=(Told("card-fields", count=more),) if more else (),
        pictures=pictures.kept,
        missing=tuple(dict.fromkeys(pictures.missing)),
    )


def _with_pictures(found: Item | RefusedItem | Skipped, topic: str) -> Item | RefusedItem | Skipped:
    if not isinstance(found, Item):
        return found
    shown = find_picture_names("\n".join([found.stem, found.why, *getattr(found.body, "segments", ())]))
    return replace(found, topic=topic, pictures=tuple(shown))


def _unpacked(content: bytes) -> bytes:
    """What is packed with zstd, at most as much as may be unpacked."""
    if not content.startswith(_ZSTD):
        return content
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(io.BytesIO(content)) as stream:
            found = stream.read(IMPORT_UNPACKED_BYTES + 1)
    except zstandard.ZstdError as error:
        raise CannotImport("damaged", msg("This package is damaged. Export it again.")) from error
    if len(found) > IMPORT_UNPACKED_BYTES:
        raise CannotImport(
            "too-large",
            f"This package unpacks to more than {IMPORT_UNPACKED_BYTES // 1_000_000} MB. Export one deck.",
        )
    return found


def _notes(content: bytes) -> tuple[list[tuple[int, list[str], str]], dict[int, str]]:
    """Id, fields and tags of each note, and the deck of each."""
    if content[18:20] == b"\x02\x02":  # written with a log of its own beside it, which memory has not
        content = content[:18] + b"\x01\x01" + content[20:]
    with _opened(content) as database:
        database.create_collation(
            "unicase",
            lambda one, other: (one.casefold() > other.casefold()) - (one.casefold() < other.casefold()),
        )
        database.execute("PRAGMA trusted_schema = OFF")
        rows = database.execute("SELECT id, flds, tags FROM notes ORDER BY id LIMIT 50000").fetchall()
        of_note = dict(
            database.execute("SELECT nid, did FROM cards ORDER BY ord DESC LIMIT 200000").fetchall()
        )
        titles = dict(_decks(database))
    notes = [(ident, str(fields).split(_APART), str(tags)) for ident, fields, tags in rows]
    return notes, {note: titles[deck] for note, deck in of_note.items() if deck in titles}


class _opened:  # noqa: N801  # used like a function
    """A database in memory, closed at the end."""

    def __init__(self, content: bytes) -> None:
        if not content:  # SQLite would call it a lack of memory
            raise sqlite3.DatabaseError("an empty collection")
        self.database = sqlite3.connect(":memory:")
        self.database.deserialize(content)

    def __enter__(self) -> sqlite3.Connection:
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.close()


def _decks(database: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Id and last part of the name of each deck."""
    try:
        found = database.execute("SELECT id, name FROM decks").fetchall()
    except sqlite3.Error:
        [[text]] = database.execute("SELECT decks FROM col LIMIT 1").fetchall()
        found = [(int(key), str(each.get("name", ""))) for key, each in json.loads(text).items()]
    for ident, name in found:
        yield ident, re.split(r"::|\x1f", str(name))[-1].strip()


def _media(archive: Archive) -> Callable[[str], bytes | None]:
    """Pictures by the names that cards give them; entries are numbered."""
    content = _unpacked(archive.read("media")) if "media" in archive.entries else b""
    try:
        names = {str(name): str(number) for number, name in json.loads(content).items()}
    except (ValueError, AttributeError):
        names = {name: str(number) for number, name in enumerate(_listed(content))}

    def find(address: str) -> bytes | None:
        entry = names.get(address, "")
        return _unpacked(archive.read(entry)) if entry in archive.entries else None

    return find


def _listed(content: bytes) -> Iterator[str]:
    """Names in Anki's newer list of media: entries one after another, each with its name first."""
    place = 0
    while place < len(content) and content[place] == 0x0A:
        length, place = _length(content, place + 1)
        entry, place = content[place : place + length], place + length
        if entry[:1] == b"\x0a":
            size, begin = _length(entry, 1)
            yield entry[begin : begin + size].decode("utf-8", "replace")
        else:
            yield ""


def _length(content: bytes, place: int) -> tuple[int, int]:
    """A length as it is packed, seven bits a byte, and where it ends."""
    value = shift = 0
    while place < len(content) and shift < 35:
        byte, place = content[place], place + 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, place


FORMAT = Format("anki", "an Anki package", (".apkg", ".colpkg"), recognise, read, apkg_writing.write)
