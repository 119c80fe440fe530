"""A bank as an Anki package: a card for each question to recall, a cloze for each text with gaps. Nothing is graded there.

A card's guid is made of its question's id, and every time in the file is the same: a newer file finds its cards again.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from typing import Any
from zlib import crc32

from quizapp.domain.bank import Bank
from quizapp.domain.exchange import RIGHT, Item, by_body
from quizapp.interchange.contract import WrittenFile
from quizapp.interchange.exporting import Export, in_gap, offered, shown_order, shuffled, zipped
from quizapp.interchange.markup_writing import blocks, line

_HOLDS = ("why", "tags", "topic")
#: Seconds since 1970 of everything in a package.
_THEN = 1_600_000_000
#: Note types and their ids; Anki knows them again by the id.
_CARD, _CLOZE = 1_600_000_000_101, 1_600_000_000_102
_STYLE = ".card { font-family: sans-serif; font-size: 20px; text-align: left; } .why { margin-top: 1em; opacity: .8; }"
_WHY = '{{#Why}}<div class="why">{{Why}}</div>{{/Why}}'


@dataclass(frozen=True)
class _Note:
    """One note: what makes its guid, its type, its fields."""

    key: str
    kind: int
    fields: tuple[str, ...]


def write(bank: Bank) -> WrittenFile:
    """The bank as one deck."""
    export = Export()

    def one(item: Item) -> tuple[Item, list[_Note]]:
        notes = list(_BODIES[type(item.body)](item, export))
        export.common(item, bank, holds=_HOLDS)
        return item, notes

    rows = [(item, note) for item, notes in export.each(bank, one) for note in notes]
    files = {"collection.anki2": _collection(" ".join(bank.title.split()), rows), "media": b"{}"}
    return export.written(zipped(files))


# Notes


def _card(item: Item, front: str, back: str, export: Export, part: str = "") -> _Note:
    return _Note(f"{item.id}{part}", _CARD, (_inert(front), _inert(back), _inert(blocks(item.why, export))))


def _inert(markup: str) -> str:
    """Markup in which Anki sees no gap and no sound."""
    return markup.replace("{{", "&#123;&#123;").replace("[sound:", "&#91;sound:")


def _list(texts: Sequence[str], export: Export, tag: str = "ul") -> str:
    return f"<{tag}>{''.join(f'<li>{line(text, export)}</li>' for text in texts)}</{tag}>"


def _choice(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    export.lose("not-graded")
    parts = shown_order(offered(body.options), item.id, keep=body.keep_order)
    return _chosen(item, parts, export)


def _judged(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    export.lose("not-graded")
    return _chosen(item, offered(body.answers), export)


def _chosen(item: Item, parts: Sequence[Any], export: Export) -> Iterator[_Note]:
    right = [part.text for part in parts if part.share == RIGHT]
    front = blocks(item.stem, export) + _list([part.text for part in parts], export)
    yield _card(item, front, line(right[0], export) if len(right) == 1 else _list(right, export), export)


def _typed(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    answers = offered(body.answers)
    if len(answers) > 1 or body.exact:
        export.lose("typed-alternatives")
    yield _card(item, blocks(item.stem, export), escape(answers[0].text, quote=False), export)


def _amount(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    export.lose("not-graded")
    first = body.values[0]
    off = f" ± {first.within}" if first.within else ""
    yield _card(item, blocks(item.stem, export), escape(f"{first.number} {body.unit}".strip() + off), export)


def _ordered(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    export.lose("not-graded")
    texts = [part.text for part in body.items]
    front = blocks(item.stem, export) + _list(shuffled(texts, item.id), export)
    yield _card(item, front, _list(texts, export, "ol"), export)


def _paired(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    return _one_each(item, body.rows, export)


def _grouped(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    return _one_each(item, body.rows, export)


def _one_each(item: Item, pairs: Sequence[tuple[str, str]], export: Export) -> Iterator[_Note]:
    """A card for each line."""
    export.lose("not-graded")
    for place, (left, right) in enumerate(pairs, start=1):
        front = f"{blocks(item.stem, export)}<p>{line(left, export)}</p>"
        yield _card(item, front, line(right, export), export, f"/{place}")


def _essay(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    export.lose("not-graded")
    back = _list(body.rubric, export) if body.rubric else blocks(item.why, export) or "–"
    yield _card(item, blocks(item.stem, export), back, export)


def _gapped(item: Item, export: Export) -> Iterator[_Note]:
    body: Any = item.body
    if any(gap.listed for gap in body.gaps):
        export.lose("lists-recalled")
    if any(not gap.listed and len(gap.options) > 1 for gap in body.gaps) or body.exact:
        export.lose("typed-alternatives")
    if any(gap.within for gap in body.gaps):
        export.lose("gap-tolerance")
    marks = [f"\ue002{place}\ue002" for place in range(len(body.gaps))]
    text = "".join(segment + mark for segment, mark in zip(body.segments, [*marks, ""], strict=True))
    markup = _inert(blocks(text, export, own=False))
    for place, (mark, gap) in enumerate(zip(marks, body.gaps, strict=True), start=1):
        answer = _inert(escape(in_gap(gap, gap.options[0]), quote=False)).replace("::", "&#58;&#58;")
        answer = answer.replace("}}", "&#125;&#125;")
        markup = markup.replace(mark, f"{{{{c{place}::{answer}}}}}")
    yield _Note(item.id, _CLOZE, (markup, _inert(blocks(item.why, export))))


_BODIES: dict[type, Callable[[Item, Export], Iterator[_Note]]] = by_body(
    _choice, _judged, _typed, _amount, _ordered, _paired, _grouped, _gapped, _essay
)


# The collection


def _collection(title: str, rows: Sequence[tuple[Item, _Note]]) -> bytes:
    """The database of a package, as Anki has written it since version 2.0."""
    deck = 1_600_000_000_000 + 1_000 + crc32(title.encode()) % 1_000_000_000
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        database.executescript(_SCHEMA)
        settings = [
            json.dumps(each) for each in (_CONFIG, _models(deck), _decks(deck, title), {"1": _OPTIONS})
        ]
        database.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (_THEN, _THEN * 1000, _THEN * 1000, *settings),
        )
        for place, (item, note) in enumerate(rows, start=1):
            _insert(database, place, item, note, deck)
        return database.serialize()
    finally:
        database.close()


def _insert(database: sqlite3.Connection, place: int, item: Item, note: _Note, deck: int) -> None:
    guid = blake2b(f"quizapp\0{note.key}".encode(), digest_size=8).hexdigest()
    ident = _THEN * 1000 + place
    first = note.fields[0]
    words = [*item.tags, *([item.topic] if item.topic else [])]
    tags = f" {' '.join('-'.join(word.split()) for word in words)} " if words else ""
    database.execute(
        "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
        (ident, guid, note.kind, _THEN, tags, "\x1f".join(note.fields), first, crc32(first.encode())),
    )
    cards = range(first.count("{{c")) if note.kind == _CLOZE else range(1)
    for number in cards:
        database.execute(
            "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            (ident * 100 + number, ident, deck, number, _THEN, place),
        )


_SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
  flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
  ivl integer not null, factor integer not null, reps integer not null, lapses integer not null, left integer not null,
  odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
  ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""
_CONFIG = {
    "activeDecks": [1], "addToCur": True, "collapseTime": 1200, "curDeck": 1, "curModel": str(_CARD), "dueCounts": True,
    "estTimes": True, "newBury": True, "newSpread": 0, "nextPos": 1, "sortBackwards": False, "sortType": "noteFld",
    "timeLim": 0,
}  # fmt: skip
_OPTIONS = {
    "autoplay": True, "id": 1, "maxTaken": 60, "mod": 0, "name": "Default", "replayq": True, "timer": 0, "usn": 0,
    "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
    "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20,
            "separate": True},
    "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1, "perDay": 100},
}  # fmt: skip


def _models(deck: int) -> dict[str, Any]:
    card = _model(_CARD, "quizapp card", ("Front", "Back", "Why"), "{{Front}}", f"{{{{FrontSide}}}}<hr id=answer>{{{{Back}}}}{_WHY}", deck)  # fmt: skip
    cloze = _model(
        _CLOZE, "quizapp cloze", ("Text", "Why"), "{{cloze:Text}}", f"{{{{cloze:Text}}}}{_WHY}", deck
    )
    return {str(_CARD): card, str(_CLOZE): cloze | {"type": 1}}


def _model(ident: int, name: str, fields: Sequence[str], front: str, back: str, deck: int) -> dict[str, Any]:
    return {
        "id": ident, "name": name, "type": 0, "css": _STYLE, "did": deck, "mod": _THEN, "usn": -1, "sortf": 0, "tags": [],
        "vers": [], "latexPre": "", "latexPost": "", "req": [[0, "all", [0]]],
        "flds": [
            {"name": field, "ord": place, "font": "Arial", "size": 20, "media": [], "rtl": False, "sticky": False}
            for place, field in enumerate(fields)
        ],
        "tmpls": [{"name": "Card 1", "ord": 0, "qfmt": front, "afmt": back, "bafmt": "", "bqfmt": "", "did": None}],
    }  # fmt: skip


def _decks(deck: int, title: str) -> dict[str, Any]:
    def one(ident: int, name: str) -> dict[str, Any]:
        return {
            "id": ident, "name": name, "conf": 1, "desc": "", "dyn": 0, "collapsed": False, "browserCollapsed": False,
            "extendNew": 10, "extendRev": 50, "mod": _THEN, "usn": -1,
            "lrnToday": [0, 0], "newToday": [0, 0], "revToday": [0, 0], "timeToday": [0, 0],
        }  # fmt: skip

    return {"1": one(1, "Default"), str(deck): one(deck, title)}
