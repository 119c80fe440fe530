"""Rows of tables: CSV, TSV and workbooks, every cell as the text that a reader sees."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from quizapp.basics.limits import IMPORT_COLUMNS, IMPORT_ENTRIES, IMPORT_ROWS, IMPORT_UNPACKED_BYTES
from quizapp.basics.messages import msg
from quizapp.basics.spreadsheets import as_written
from quizapp.interchange.contract import CannotImport
from quizapp.interchange.source import SourceFile

SEPARATORS = "\t;,|"

Row = list[str]

#: What was read of a workbook, as long as somebody holds it: every format that it might be asks.
_READ: WeakKeyDictionary[SourceFile, dict[str, list[Row]]] = WeakKeyDictionary()


def is_workbook(source: SourceFile) -> bool:
    """Whether the bytes are those of an XLSX workbook, by its table of contents alone."""
    if source.kind != "zip":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def rows_of(source: SourceFile) -> list[Row]:
    """The rows of a table, of a workbook those of its first sheet that holds any. Raises CannotImport."""
    if source.kind == "zip":
        return next(iter(sheets_of(source).values()), [])
    return separated(source.text, separator(source.text))


def separator(text: str) -> str:
    """What parts the columns: the sign that gives the first lines most columns, evenly."""
    lines = [line for line in text.split("\n")[:40] if line.strip()]
    best, most = ",", 0.0
    for sign in SEPARATORS:
        counts = [len(row) for row in separated("\n".join(lines), sign)]
        if not counts or max(counts) < 2:
            continue
        even = sum(count == counts[0] for count in counts) / len(counts)
        score = even * 10 + min(counts[0], 12) + (counts[0] > 1) * 5
        if score > most:
            best, most = sign, score
    return best


def separated(text: str, sign: str) -> list[Row]:
    """Rows of a text; a quotation mark that is never closed ends with its line.

    An apostrophe keeps a cell from being a formula and is no part of it; a workbook needs none.
    """
    usual = csv.field_size_limit(1_000_000)  # holds for the whole process, so it is given back
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
    except csv.Error:
        rows = [line.split(sign) for line in text.split("\n")]
    finally:
        csv.field_size_limit(usual)
    return [[as_written(cell.strip()) for cell in row[:IMPORT_COLUMNS]] for row in rows[:IMPORT_ROWS]]


def sheets_of(source: SourceFile) -> Mapping[str, list[Row]]:
    """The rows of each sheet of a workbook that holds any, by its name. Raises CannotImport."""
    if source not in _READ:
        _READ[source] = _workbook(source)
    return _READ[source]


def _workbook(source: SourceFile) -> dict[str, list[Row]]:
    """Nothing of the file but cells is looked at."""
    from openpyxl import load_workbook  # noqa: PLC0415  # costly: 150 ms and 25 MB at the start, for imports alone

    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            entries = archive.infolist()
        if len(entries) > IMPORT_ENTRIES or sum(entry.file_size for entry in entries) > IMPORT_UNPACKED_BYTES:
            raise CannotImport(
                "too-large", msg("This workbook unpacks to more than can be read. Save the sheet alone.")
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out is no cell
            book = load_workbook(io.BytesIO(source.content), read_only=True, data_only=True, keep_links=False)
        try:
            return _sheets(book)
        finally:
            book.close()
    except CannotImport:
        raise
    except Exception as error:  # openpyxl raises what its parsers raise, of every kind
        raise CannotImport(
            "damaged", msg("This workbook is damaged. Open it, save it again and import that.")
        ) from error


def _sheets(book: Any) -> dict[str, list[Row]]:
    found, left = {}, IMPORT_ROWS
    for sheet in book.worksheets:
        rows = [
            [_shown(cell) for cell in row[:IMPORT_COLUMNS]]
            for row in sheet.iter_rows(max_row=max(left, 1), max_col=IMPORT_COLUMNS)
        ]
        width = max((place for row in rows for place, cell in enumerate(row, start=1) if cell), default=0)
        if width:
            found[str(sheet.title)] = [row[:width] for row in rows]
            left -= len(rows)
        if left <= 0:
            break
    return found


def _shown(cell: Any) -> str:
    """A cell as its program shows it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return _number(float(value), str(cell.number_format or ""))
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()


def _number(value: float, form: str) -> str:
    percent = "%" in form
    value = value * 100 if percent else value
    places = re.search(r"0\.(0+)", form)
    if places:
        text = f"{value:.{len(places[1])}f}"
    else:
        text = f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.12g}"
    return f"{text}%" if percent else text
