"""Flash cards as text: Quizlet's and Anki's exports, front and back parted by a tab, a semicolon or a comma."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from quizapp.basics.limits import TYPED_BACK_LETTERS
from quizapp.basics.messages import msg
from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Blank,
    Body,
    Choice,
    Gapped,
    HandMarked,
    Item,
    Part,
    Told,
    Typed,
)
from quizapp.interchange import figures
from quizapp.interchange.contract import (
    CannotImport,
    FileReading,
    Format,
    RefusedItem,
    Skipped,
    limit_questions,
)
from quizapp.interchange.csv_and_workbooks import Row, is_workbook, rows_of, separated
from quizapp.interchange.markdown import escape, from_html, looks_like_html, plain_from_html
from quizapp.interchange.source import SourceFile

#: What people choose to part front and back with where they do not take a tab: a run of one sign, or a sign between spaces.
_CHOSEN = re.compile(r"([/|=:*~#-])\1{2,}|\s+(?:[|–—-]|::)\s+|::")
_ENOUGH_LINES = 5
#: What the two columns are called above them.
_HEADINGS = frozenset(
    "front back term definition word translation meaning vocabulary answer question key value side a side b vorderseite rückseite"
    " begriff wort bedeutung übersetzung frage antwort recto verso terme mot définition traduction palabra significado".split()
)
#: From so many cards on, others' backs make the wrong options.
_ENOUGH = 4
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":"}
_HEADER = re.compile(r"#([a-z ]+):(.*)")
_SOUND = re.compile(r"\[sound:([^\]]*)\]")
_HOLE = re.compile(r"\{\{c\d+::(.*?)(?:::(.*?))?\}\}", re.DOTALL)


@dataclass(frozen=True)
class Card:
    """A front and a back as they stand in the source, HTML or plain."""

    place: str
    front: str
    back: str
    tags: tuple[str, ...] = ()
    html: bool = False
    #: What stands in further fields: an example, a note.
    more: str = ""


def recognise(source: SourceFile) -> bool:
    """Anki's own header, or one separator in nine of ten lines, with something on both sides; a workbook of two columns."""
    if is_workbook(source):
        try:
            return _are_cards([row for row in rows_of(source) if any(row)])
        except CannotImport:
            return False
    if source.kind != "text" or source.is_markup_of_programs:
        return False
    if re.match(r"#(?:separator|html|tags column|notetype|deck|columns)", source.text):
        return True
    return _separator(source.text) != ""


def _separator(text: str) -> str:
    """What parts front and back; a sign that nobody types within a text, or the one that whoever exported chose."""
    lines = [line for line in text.split("\n")[:400] if line.strip()]
    for sign, least in (("\t", 1), (";", 3), (",", 3)):
        if len(lines) < least or (sign != "\t" and any(len(line) > 200 for line in lines)):
            continue
        if _are_cards([row for row in separated("\n".join(lines), sign) if any(row)]):
            return sign
    if len(lines) < _ENOUGH_LINES or any(len(line) > 300 for line in lines):
        return ""
    chosen = Counter(
        sign if len(sign := found[0].strip()) > 1 else f" {sign} "
        for line in lines
        if (found := _CHOSEN.search(line))
    )
    for sign, number in chosen.most_common(1):
        rows = [[cell.strip() for cell in line.split(sign)] for line in lines]
        if number * 10 >= len(lines) * 9 and all(len(row) <= 2 for row in rows) and _are_cards(rows):
            return sign
    return ""


def _are_cards(rows: list[Row]) -> bool:
    good = sum(2 <= len(row) <= 3 and bool(row[0] and row[1]) for row in rows)
    return bool(rows) and good * 10 >= len(rows) * 9 and not _are_data(rows)


def _are_data(rows: list[Row]) -> bool:
    """Whether rows are measurements, not cards: fronts that say the same again and again, or a number beside a number."""
    apart = {tuple(cell.casefold() for cell in row[:2]) for row in rows}
    fronts = {row[0] for row in apart}
    numbers = sum(len(row) > 1 and all(figures.read(cell) is not None for cell in row[-2:]) for row in rows)
    return len(fronts) * 2 <= len(apart) or numbers * 2 > len(rows)


@dataclass
class _Head:
    """What Anki's header says."""

    separator: str = ""
    html: bool = False
    tags: int = -1
    #: Columns that are no fields of a card: note type, deck, id.
    aside: set[int] = field(default_factory=set)


def read(source: SourceFile) -> FileReading:
    """Its cards as questions."""
    head, lines = _Head(), source.text.split("\n")
    above = 0
    while above < len(lines) and (found := _HEADER.fullmatch(lines[above].strip())):
        _header(head, found[1].strip(), found[2].strip())
        above += 1
    if is_workbook(source):
        rows, sign = rows_of(source), ""
    else:
        sign = head.separator or _separator(source.text) or "\t"
        rows = (
            separated("\n".join(lines[above:]), sign)
            if len(sign) == 1
            else [[cell.strip() for cell in line.split(sign)] for line in lines[above:]]
        )
        head.html = head.html or (not above and looks_like_html(source.text))
    cards: list[Card] = []
    aside: list[RefusedItem | Skipped] = []
    for number, row in enumerate(rows, start=above + 1):
        if not any(row):
            continue
        card = _card(f"line {number}", row, head)
        if not (cards or aside or above) and _are_headings(row):
            aside.append(Skipped(card.place, "heading"))
        elif card.front and (card.back or _HOLE.search(card.front)):
            cards.append(card)
        else:
            aside.append(
                RefusedItem(card.place, card.front[:80], "broken", msg("A side of the card is empty."))
            )
    found_items = (*read_cards(cards), *aside)
    doubts = (Told("separator-guessed", f"“{sign.strip()}”"),) if len(sign) > 1 else ()
    in_order = sorted(found_items, key=lambda each: int(each.place.split()[-1]))
    return FileReading(tuple(in_order), warnings=doubts)


def _are_headings(row: Row) -> bool:
    """Whether the first row says what the columns are."""
    words = [cell.casefold() for cell in row if cell]
    return len(words) > 1 and all(word in _HEADINGS for word in words[:2])


def _header(head: _Head, name: str, value: str) -> None:
    if name == "separator":
        head.separator = _NAMES.get(value.casefold(), value[:1] or "\t")
    elif name == "html":
        head.html = value.casefold() == "true"
    elif name == "tags column" and value.isdigit():
        head.tags = int(value) - 1
    elif name.endswith(" column") and value.isdigit():
        head.aside.add(int(value) - 1)


def _card(place: str, row: Row, head: _Head) -> Card:
    fields = [cell for number, cell in enumerate(row) if number != head.tags and number not in head.aside]
    tags = row[head.tags].split() if 0 <= head.tags < len(row) else []
    front, back, *more = (*fields, "", "")
    return Card(place, front, back, tuple(tags), head.html, "\n\n".join(text for text in more if text))


def read_cards(cards: list[Card]) -> tuple[Item | RefusedItem | Skipped, ...]:
    """Cards as questions to type; a long back becomes a choice among others of the deck, or an essay in a small one."""
    limit_questions(len(cards))
    backs = Counter(_plain(card.back, card) for card in cards if not _HOLE.search(card.front))
    listed = [*backs]
    seen: set[tuple[str, str]] = set()
    found: list[Item | RefusedItem | Skipped] = []
    for number, card in enumerate(cards):
        front, back = _plain(card.front, card), _plain(card.back, card)
        if (back, front) in seen:  # the same card the other way round
            found.append(Skipped(card.place, "reversed-card"))
            continue
        seen.add((front, back))
        after = islice(chain(islice(listed, number + 1, None), listed), _ENOUGH)
        found.append(_question(card, back, [text for text in after if text != back][: _ENOUGH - 1]))
    return tuple(found)


def _plain(text: str, card: Card) -> str:
    bare = _SOUND.sub("", text)
    return plain_from_html(bare)[0] if card.html else " ".join(bare.split())


def _question(card: Card, back: str, others: list[str]) -> Item:
    lost = [Told("media", name) for name in _SOUND.findall(card.front + card.back)]
    stem_text = _SOUND.sub("", card.front)
    stem, told = from_html(stem_text) if card.html else (escape(stem_text), ())
    item = Item(
        card.place,
        stem,
        HandMarked(),
        why=from_html(card.more)[0] if card.html else escape(card.more),
        tags=tuple(tag.replace(",", " ") for tag in card.tags),
        lost=(*lost, *told),
    )
    if _HOLE.search(card.front):
        return _with_holes(item, card, back)
    if len(back) <= TYPED_BACK_LETTERS:
        return replace(item, body=Typed((Part(back),)))
    if len(others) + 1 >= _ENOUGH:
        options = (Part(escape(back), RIGHT), *(Part(escape(text), WRONG) for text in others))
        return replace(item, body=Choice(options), warnings=(Told("card-made-choice"),))
    body: Body = HandMarked((f"1 point: {back}",))
    return replace(item, body=body, warnings=(Told("card-made-essay"),))


def _with_holes(item: Item, card: Card, back: str) -> Item:
    """A card with holes in its text: each is a gap to type in."""
    gaps, tips = [], 0
    for answer, tip in _HOLE.findall(card.front):
        gaps.append(Blank((Part(_plain(answer, card)),)))
        tips += bool(tip)
    marked = _HOLE.sub("\ue001", _SOUND.sub("", card.front))
    text = from_html(marked)[0] if card.html else escape(marked)
    told = (Told("gap-tip", count=tips),) if tips else ()
    return replace(
        item,
        stem="",
        body=Gapped(tuple(text.split("\ue001")), tuple(gaps)),
        why="\n\n".join(text for text in (escape(back), item.why) if text),
        lost=(*item.lost, *told),
    )


FORMAT = Format("cards", "a set of flash cards", (".txt", ".tsv", ".csv"), recognise, read)
