"""Tables of questions with a row of headings: CSV, TSV and workbooks.

What is right stands as a letter, a place, the text itself, or the right answer has a column of its own. Where two of
these could be meant, the question is refused rather than guessed.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING, fold_option
from quizapp.domain.exchange import RIGHT, WRONG, Body, Choice, Item, Part, Told, Typed
from quizapp.interchange import figures
from quizapp.interchange.contract import (
    CannotImport,
    FileReading,
    Format,
    RefusedItem,
    Skipped,
    limit_questions,
)
from quizapp.interchange.csv_and_workbooks import (
    SEPARATORS,
    Row,
    is_workbook,
    separated,
    separator,
    sheets_of,
)
from quizapp.interchange.headings import Columns, folded, read_headings
from quizapp.interchange.markdown import escape
from quizapp.interchange.source import SourceFile

#: Above the headings a table may have a title and instructions.
_MOST_ROWS_ABOVE = 15
#: What is said for the columns where their headings stand above them and numbers as keys count from 0.
FROM_0 = "from 0"
#: So many rows without headings can tell which column is what.
_ENOUGH_ROWS = 3
#: What parts options that stand in one cell; ``[``: a list as programs write it.
_SIGNS = ("[", "\n", "|", ";", " / ", ",")
_PARTS = re.compile(r"\s*[,;|/&+]\s*")
_TRUTH = {"true": True, "false": False, "wahr": True, "falsch": False, "verdadero": True, "falso": False, "vrai": True,
          "faux": False, "vero": True, "verdadeiro": True, "верно": True, "неверно": False, "对": True, "错": False}  # fmt: skip


class _Unclear(ValueError):
    """A key that cannot be read: code and reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def recognise(source: SourceFile) -> bool:
    """A row of headings that tells which column is the question and which what is right, or rows that leave no doubt."""
    if source.kind != "text" and not is_workbook(source):
        return False
    try:
        return any(_head(rows)[1].tells for rows in _sheets(source).values())
    except CannotImport:
        return False


def _sheets(source: SourceFile) -> Mapping[str, list[Row]]:
    """The rows of each sheet; of a text by the separator that makes a row of headings of its first lines, with most columns."""
    if source.kind == "zip":
        return sheets_of(source)
    head = "\n".join(source.text.split("\n")[: 2 * _MOST_ROWS_ABOVE])
    heads = {sign: _head(separated(head, sign))[1] for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: (heads[sign].tells, len(heads[sign].options)))
    return {"": separated(source.text, best if heads[best].tells else separator(source.text))}


def read(source: SourceFile) -> FileReading:
    """Its questions, one a row."""
    sheets = _sheets(source)
    from_0 = source.columns.strip().casefold() == FROM_0
    if source.columns and not from_0:
        rows = next(iter(sheets.values()), [])
        columns = read_headings(re.split(r"\s*;\s*", source.columns))
        if not columns.tells:
            raise CannotImport(
                "no-questions",
                msg(
                    "These columns tell no question and no key. Name them so: question; option A; option B; correct; explanation."
                ),
            )
        return _Reading(rows, _head(rows)[0], columns).whole
    told = {name: _Reading(rows, *_head(rows)) for name, rows in sheets.items()}
    readings = {
        name: replace(each, columns=replace(each.columns, from_0=from_0 or each.columns.from_0))
        for name, each in told.items()
        if each.columns.tells
    }
    if not readings:
        raise CannotImport(
            "no-questions",
            msg(
                "No row of headings was found: write “question”, “option A”, “option B”, “correct” above the columns."
            ),
        )
    aside = tuple(Skipped(name, "other-sheet") for name in sheets if name not in readings)
    parts = [
        replace(each, where=f"{name}, row" if len(readings) > 1 else "row").whole
        for name, each in readings.items()
    ]
    return FileReading(
        (*(found for part in parts for found in part.found), *aside),
        language=parts[0].language,
        lost=tuple(lost for part in parts for lost in part.lost),
        warnings=tuple(doubt for part in parts for doubt in part.warnings),
    )


def has_headings(rows: Sequence[Row]) -> bool:
    """Whether rows from anywhere are a table of questions."""
    return _head(rows)[0] >= 0


def read_rows(rows: Sequence[Row], where: str) -> FileReading:
    """The questions below the headings of rows from anywhere; ``where`` begins their places."""
    return _Reading(rows, *_head(rows), where).whole


@dataclass(frozen=True)
class _Reading:
    """Rows whose headings stand at a place from 0; -1: there is none."""

    rows: Sequence[Row]
    place: int
    columns: Columns
    where: str = "row"

    @property
    def whole(self) -> FileReading:
        """The questions, and what of the table does not come along."""
        below = self.rows[self.place + 1 :]
        limit_questions(sum(any(row) for row in below))
        table = _Table(self.columns, below, self.where)
        found = [table.row(number, row) for number, row in enumerate(below, start=self.place + 2)]
        left = [
            name
            for place, name in self.columns.unknown.items()
            if _says([_cell(row, place) for row in below])
        ]
        doubts = ["key-beside-options"] * table.key_is_beside + ["columns-guessed"] * self.columns.guessed
        return FileReading(
            tuple(each for each in found if each is not None),
            language="" if self.columns.language == "en" else self.columns.language,
            lost=(Told("columns", ", ".join(left)[:200]),) if left else (),
            warnings=tuple(map(Told, doubts)),
        )


def _says(cells: Sequence[str]) -> bool:
    """Whether a column holds more than the numbers of its rows."""
    filled = [cell for cell in cells if cell]
    counted = [str(number) for number in range(1, len(filled) + 1)]
    return bool(filled) and filled != counted


def _head(rows: Sequence[Row]) -> tuple[int, Columns]:
    """Where the headings stand, and what they name; -1 where nowhere."""
    for place, row in enumerate(rows[:_MOST_ROWS_ABOVE]):
        columns = read_headings(row)
        if columns.tells:
            return place, columns
    return -1, guessed_columns(rows)


def _cell(row: Row, place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""


@dataclass(frozen=True)
class _Table:
    """The columns, and the rows for what shows in the whole only."""

    columns: Columns
    rows: Sequence[Row]
    where: str = "row"

    @cached_property
    def may_count_from_0(self) -> bool:
        """Whether some key is 0 and no option: then no number says which place is meant."""
        listed = self.columns.listed >= 0
        return any(
            self._cell(row, "key") == "0" and (listed or "0" not in self._options(row)) for row in self.rows
        )

    @cached_property
    def keys_are_bits(self) -> bool:
        """Whether all keys are 0 or 1: a number, or what stands for false and true."""
        return {self._cell(row, "key") for row in self.rows} - {""} == {"0", "1"}

    @cached_property
    def key_is_beside(self) -> bool:
        """Whether the right answer never stands among the options, which then are the wrong ones."""
        keyed = [(self._cell(row, "key"), self._options(row)) for row in self.rows]
        keyed = [(key, options) for key, options in keyed if key and sum(map(bool, options)) > 1]
        words = sum(int(key) > len(options) if key.isdecimal() else len(key) > 1 for key, options in keyed)
        return len(keyed) > 2 and words * 2 > len(keyed) and not any(self._may_name(*each) for each in keyed)

    def _may_name(self, key: str, options: list[str]) -> bool:
        try:
            return bool(self._named(key, options))
        except _Unclear:
            return True

    @cached_property
    def _sign(self) -> str:
        """What parts the options of one cell: the sign with which most keys name one; a comma only by their texts."""
        cells = [(self._cell(row, "key"), _cell(row, self.columns.listed)) for row in self.rows]
        cells = [(key, cell) for key, cell in cells if key and cell]

        def named(sign: str) -> int:
            found = ((key, _listed(cell, sign)) for key, cell in cells)
            return sum(
                len(parts) > 1 and bool(_by_text(key, parts) if sign == "," else self._may_name(key, parts))
                for key, parts in found
            )

        best = max(_SIGNS, key=named)
        return best if named(best) * 2 > len(cells) else ""

    def _cell(self, row: Row, role: str) -> str:
        place = self.columns.roles.get(role, -1)
        return _cell(row, place)

    def _options(self, row: Row) -> list[str]:
        if self.columns.listed >= 0:
            return _listed(_cell(row, self.columns.listed), self._sign)
        return [_cell(row, place) for place in self.columns.options]

    def row(self, number: int, row: Row) -> Item | RefusedItem | Skipped | None:
        where, stem = f"{self.where} {number}", self._cell(row, "question")
        if not any(row):
            return None
        if not stem:
            return Skipped(where, "empty-row")
        try:
            body = self._body(row)
        except _Unclear as error:
            return RefusedItem(where, stem[:80], error.code, str(error))
        parted = isinstance(body, Typed) and re.search(r"[;|]", self._cell(row, "key")) is not None
        points = figures.read(self._cell(row, "points"))
        hint = self._cell(row, "hint")
        return Item(
            where,
            escape(stem),
            body,
            id=self._cell(row, "id"),
            topic=self._cell(row, "topic"),
            tags=tuple(tag for tag in re.split(r"\s*[,;|]\s*", self._cell(row, "tags")) if tag),
            why=escape(self._cell(row, "why")),
            marks=Fraction(1) if points is None else points,
            hints=(escape(hint),) if hint else (),
            warnings=(Told("key-of-parts"),) if parted else (),
        )

    def _body(self, row: Row) -> Body:
        if "right" in self.columns.roles:
            right = self._cell(row, "right")
            wrong = [row[place] for place in self.columns.wrong if place < len(row) and row[place]]
            if not right:
                raise _Unclear("no-right-answer", msg("The column of the right answer is empty."))
            return Choice((Part(escape(right)), *(Part(escape(text), WRONG) for text in wrong)))
        key, options = self._cell(row, "key"), self._options(row)
        if not key:
            raise _Unclear("no-right-answer", msg("The column of the right answer is empty."))
        if not any(options):
            if self.keys_are_bits:
                raise _Unclear(
                    "broken", msg("The keys are 0 and 1: write “true” and “false” where that is meant.")
                )
            return _without_options(key)
        if self.columns.listed >= 0 and not self._sign:
            raise _Unclear(
                "broken", msg("The options stand in one cell and cannot be told apart: give each a column.")
            )
        if self.key_is_beside:
            return Choice((Part(escape(key)), *(Part(escape(text), WRONG) for text in options if text)))
        right_ones = self._right(key, options)
        parts = tuple(
            Part(escape(text), RIGHT if place in right_ones else WRONG)
            for place, text in enumerate(options)
            if text
        )
        several = len(right_ones) > 1
        truth = {_TRUTH.get(fold_option(text)) for text in options if text} == {True, False}
        return Choice(
            parts, several=several, credit=ALL_OR_NOTHING if several else "", keep_order=truth, truth=truth
        )

    def _by_heading(self, key: str) -> set[int]:
        """The options whose headings the key names, such as ``choice_2``."""
        parts = re.split(r"[,;|]", key)
        if len(parts) > len(self.columns.names):
            return set()
        words = [folded(part) for part in parts]
        named = [self.columns.names.get(word, -1) for word in words]
        return set(named) if min(map(len, words)) > 1 and min(named) >= 0 else set()

    def _right(self, key: str, options: list[str]) -> set[int]:
        """The places of the right options, by the text, the letter or the number that the key is."""
        if found := self._named(key, options):
            return found
        raise _Unclear("no-such-option", f"The key “{key[:40]}” names no option of this row.")

    def _named(self, key: str, options: list[str]) -> set[int]:
        """As ``_right``; empty where the key names none."""
        if named := self._by_heading(key):
            return named
        numbered = re.fullmatch(r"\d{1,2}(?:\.0)?(?:\s*[,;|/&+]\s*\d{1,2}(?:\.0)?)*", key)
        by_text = set() if numbered and self.columns.from_0 else _by_text(key, options)
        by_letter = _by_letter(key, options)
        if by_text:
            if by_letter and by_letter != by_text:
                raise _Unclear("broken", f"The key “{key[:40]}” is an option's text and another's letter.")
            return by_text
        if by_letter or not numbered:
            return by_letter
        if self.may_count_from_0 and not self.columns.from_0:
            raise _Unclear(
                "broken",
                f"The key “{key[:40]}” may count from 0 or from 1: write letters, or say “from 0” for the columns.",
            )
        first = 0 if self.columns.from_0 else 1
        found = {int(float(part)) - first for part in _PARTS.split(key)}
        return found if all(0 <= place < len(options) and options[place] for place in found) else set()


def guessed_columns(rows: Sequence[Row]) -> Columns:
    """The columns of rows without headings, where one repeats another's text in every row, or is a letter of one.

    Tells nothing where there is any doubt.
    """
    filled = [row for row in rows if any(row)]
    width = max(map(len, filled), default=0)
    if len(filled) < _ENOUGH_ROWS or any(len(row) != len(filled[0]) for row in filled):
        return Columns()
    if len({row[0] for row in filled}) < len(filled) or not all(
        row[0] and not row[0].isdigit() for row in filled
    ):
        return Columns()
    for key in range(3, width):
        options = range(1, key)
        if all(
            row[key] and len(_by_letter_or_text(row[key], [row[place] for place in options])) == 1
            for row in filled
        ):
            left = {place: f"{place + 1}" for place in range(key + 1, width)}
            return Columns({"question": 0, "key": key}, tuple(options), unknown=left, guessed=True)
    return Columns()


def _by_letter_or_text(key: str, options: list[str]) -> set[int]:
    return _by_text(key, options) | _by_letter(key, options)


def _listed(cell: str, sign: str) -> list[str]:
    """The options of one cell."""
    if not sign:
        return [cell] if cell else []
    if sign == "[":
        try:
            read = json.loads(cell)
        except (ValueError, RecursionError):
            return []
        return [str(each).strip() for each in read] if isinstance(read, list) else []
    return [part.strip() for part in cell.split(sign) if part.strip()]


def _by_text(key: str, options: list[str]) -> set[int]:
    places: dict[str, set[int]] = {}
    for place, option in enumerate(options):
        if option:
            places.setdefault(fold_option(option), set()).add(place)
    if whole := places.get(fold_option(key)):
        return whole
    parts = [part for part in _PARTS.split(key) if part]
    if not 1 < len(parts) <= len(options):
        return set()
    found = [places.get(fold_option(part), set()) for part in parts]
    return set().union(*found) if all(found) else set()


def _by_letter(key: str, options: list[str]) -> set[int]:
    bare = re.sub(r"[\s,;|/&+.()]", "", key).upper()
    if not re.fullmatch(r"[A-I]{1,9}", bare) or len(set(bare)) < len(bare):
        return set()
    if len(bare) > 1 and re.search(r"[a-z]{2}", key):  # a word, not letters
        return set()
    found = {ord(sign) - ord("A") for sign in bare}
    return found if all(place < len(options) and options[place] for place in found) else set()


def _without_options(key: str) -> Body:
    truth = _TRUTH.get(fold_option(key))
    if truth is None:
        return Typed((Part(key),))
    return Choice(
        (Part("True", Fraction(truth)), Part("False", Fraction(not truth))), keep_order=True, truth=True
    )


FORMAT = Format("table", "a table of questions", (".csv", ".tsv", ".xlsx"), recognise, read)
