"""Tables of questions with a row of headings: CSV, TSV and workbooks.

What is right stands as a letter, a place, the text itself, or the right answer has a column of its own. Where two of
these could be meant, the question is refused rather than guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING, fold_option
from quizapp.domain.exchange import RIGHT, WRONG, Body, Choice, Item, Part, Typed
from quizapp.interchange import figures
from quizapp.interchange.contract import (
    CannotImport,
    FileReading,
    Format,
    RefusedItem,
    Skipped,
    limit_questions,
)
from quizapp.interchange.headings import Columns, folded, read_headings
from quizapp.interchange.markdown import escape
from quizapp.interchange.sheets import SEPARATORS, Row, is_workbook, rows_of, separated, separator
from quizapp.interchange.source import SourceFile

#: Above the headings a table may have a title and instructions.
_MOST_ROWS_ABOVE = 15
_PARTS = re.compile(r"\s*[,;|/&+]\s*")
_TRUTH = {"true": True, "false": False, "wahr": True, "falsch": False, "verdadero": True, "falso": False, "vrai": True,
          "faux": False, "vero": True, "verdadeiro": True, "верно": True, "неверно": False, "对": True, "错": False}  # fmt: skip


class _Unclear(ValueError):
    """A key that cannot be read: code and reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def recognise(source: SourceFile) -> bool:
    """A row of headings that tells which column is the question and which what is right."""
    if source.kind == "zip" and is_workbook(source):
        try:
            return _head(rows_of(source))[0] >= 0
        except CannotImport:
            return False
    if source.kind != "text":
        return False
    return _head(_rows(source))[0] >= 0


def _rows(source: SourceFile) -> list[Row]:
    """The rows; of a text by the separator that makes a row of headings of its first lines, with most columns."""
    if source.kind == "zip":
        return rows_of(source)
    head = "\n".join(source.text.split("\n")[: 2 * _MOST_ROWS_ABOVE])
    heads = {sign: _head(separated(head, sign)) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: (heads[sign][0] >= 0, len(heads[sign][1].options)))
    return separated(source.text, best if heads[best][0] >= 0 else separator(source.text))


def read(source: SourceFile) -> FileReading:
    """Its questions, one a row."""
    rows = _rows(source)
    place, columns = _head(rows)
    if source.columns:
        columns = read_headings(re.split(r"\s*;\s*", source.columns))
        if not columns.tells:
            raise CannotImport(
                "no-questions",
                msg(
                    "These columns tell no question and no key. Name them so: question; option A; option B; correct; explanation."
                ),
            )
        return FileReading(tuple(_read_below(rows, place, columns)))
    if place < 0:
        raise CannotImport(
            "no-questions",
            msg(
                "No row of headings was found: write “question”, “option A”, “option B”, “correct” above the columns."
            ),
        )
    return FileReading(tuple(read_rows(rows)), language="" if columns.language == "en" else columns.language)


def has_headings(rows: Sequence[Row]) -> bool:
    """Whether rows from anywhere are a table of questions."""
    return _head(rows)[0] >= 0


def read_rows(rows: Sequence[Row], where: str = "row") -> list[Item | RefusedItem | Skipped]:
    """The questions below the headings of rows from anywhere; ``where`` begins their places."""
    return _read_below(rows, *_head(rows), where)


def _read_below(
    rows: Sequence[Row], place: int, columns: Columns, where: str = "row"
) -> list[Item | RefusedItem | Skipped]:
    """The questions below the row of headings, which stands at a place from 0; -1: there is none."""
    below = rows[place + 1 :]
    limit_questions(sum(any(row) for row in below))
    table = _Table(columns, below, where)
    found = [table.row(number, row) for number, row in enumerate(below, start=place + 2)]
    return [each for each in found if each is not None]


def _head(rows: Sequence[Row]) -> tuple[int, Columns]:
    """Where the headings stand, and what they name; -1 where nowhere."""
    for place, row in enumerate(rows[:_MOST_ROWS_ABOVE]):
        columns = read_headings(row)
        if columns.tells:
            return place, columns
    return -1, Columns()


def _cell(row: Row, place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""


@dataclass(frozen=True)
class _Table:
    """The columns, and the rows for what shows in the whole only."""

    columns: Columns
    rows: Sequence[Row]
    where: str = "row"

    @property
    def may_count_from_0(self) -> bool:
        """Whether some key is 0 and no option: then no number says which place is meant."""
        return any(self._cell(row, "key") == "0" and "0" not in self._options(row) for row in self.rows)

    def _cell(self, row: Row, role: str) -> str:
        place = self.columns.roles.get(role, -1)
        return _cell(row, place)

    def _options(self, row: Row) -> list[str]:
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
            return _without_options(key)
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
        named = [self.columns.names.get(folded(part), -1) for part in re.split(r"[,;|]", key)]
        single = all(len(folded(part)) > 1 for part in re.split(r"[,;|]", key))
        return set(named) if single and min(named) >= 0 else set()

    def _right(self, key: str, options: list[str]) -> set[int]:
        """The places of the right options, by the text, the letter or the number that the key is."""
        if named := self._by_heading(key):
            return named
        by_text = _by_text(key, options)
        by_letter = _by_letter(key, options)
        numbered = re.fullmatch(r"\d{1,2}(?:\.0)?(?:\s*[,;|/&+]\s*\d{1,2}(?:\.0)?)*", key)
        by_number = {int(float(part)) - 1 for part in _PARTS.split(key)} if numbered else set()
        if by_text:
            if by_letter and by_letter != by_text:
                raise _Unclear("broken", f"The key “{key[:40]}” is an option's text and another's letter.")
            return by_text
        if by_letter:
            return by_letter
        if by_number:
            if self.may_count_from_0:
                raise _Unclear("broken", f"The key “{key[:40]}” may count from 0 or from 1: write letters.")
            if all(0 <= place < len(options) and options[place] for place in by_number):
                return by_number
        raise _Unclear("no-such-option", f"The key “{key[:40]}” names no option of this row.")


def _by_text(key: str, options: list[str]) -> set[int]:
    def places(text: str) -> set[int]:
        return {
            place
            for place, option in enumerate(options)
            if option and fold_option(option) == fold_option(text)
        }

    whole = places(key)
    if whole:
        return whole
    found = [places(part) for part in _PARTS.split(key) if part]
    return set().union(*found) if len(found) > 1 and all(found) else set()


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
