"""Tables for spreadsheets: cells that no program takes for a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

#: A cell that begins so is a formula to some spreadsheet (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: What makes such a cell a text.
APOSTROPHE = "'"
#: A date is by the clock of whoever reads it, without a zone.
Cell = str | int | float | datetime | None


def make_inert(cell: Cell) -> Cell:
    """The cell with an apostrophe before a text that could run as a formula; numbers stay numbers.

    One that begins so behind apostrophes of its own gets another, so that ``as_written`` gives it back.
    """
    return f"{APOSTROPHE}{cell}" if isinstance(cell, str) and _could_run(cell) else cell


def as_written(cell: str) -> str:
    """What ``make_inert`` was given, of a cell of a file."""
    return cell[len(APOSTROPHE) :] if cell.startswith(APOSTROPHE) and _could_run(cell) else cell


def _could_run(cell: str) -> bool:
    return cell.lstrip(APOSTROPHE).startswith(FORMULA_STARTS)


def csv_bytes(rows: Iterable[Sequence[Cell]], *, point: str = ".") -> bytes:
    """A CSV file: UTF-8 with the mark that Excel needs, inert cells, and None as an empty cell.

    Where decimals stand behind a comma, Excel expects semicolons between cells.
    """
    written = io.StringIO(newline="")
    sheet = csv.writer(written, delimiter=";" if point == "," else ",")
    sheet.writerows([_in_csv(cell, point) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


#: How a workbook shows numbers. Names of months are in the language of whoever opens it.
MARKS, PER_CENT, WHOLE, MOMENT = "0.00", "0.0%", "0", "d mmm yyyy hh:mm"
#: Letters that a column and its heading take, rows that are looked at for it, and what Excel allows a sheet's name.
_NARROWEST, _WIDEST, _HEADING_WIDTH, _ROWS_MEASURED, _SHEET_NAME = 9, 48, 18, 200, 31


@dataclass(frozen=True)
class Sheet:
    """A sheet with headings in its first row, which stays in view; its rows can be filtered, its columns are as wide as they need.

    ``forms`` says how numbers are shown, by the place of their column.
    """

    rows: Iterable[Sequence[Cell]]
    forms: Mapping[int, str] = field(default_factory=dict)


def _in_csv(cell: Cell, point: str) -> Cell:
    return str(cell).replace(".", point) if isinstance(cell, float) and point != "." else make_inert(cell)


def workbook_bytes(sheets: Mapping[str, Sheet | Iterable[Sequence[Cell]]]) -> bytes:
    """A workbook. Texts are written as texts: none becomes a formula, also not when it is edited.

    Rows that are no ``Sheet`` are for programs, and written bare.
    """
    import xlsxwriter  # noqa: PLC0415  # costly: 30 ms at the start, for files alone

    written = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(written, options) as book:
        look = cache(lambda **how: book.add_format(how) if how else None)
        for name, rows in sheets.items():
            _write_sheet(book.add_worksheet(name[:_SHEET_NAME]), rows, look)
    return written.getvalue()


def _write_sheet(sheet: Any, rows: Sheet | Iterable[Sequence[Cell]], look: Callable[..., Any]) -> None:
    forms = rows.forms if isinstance(rows, Sheet) else {}
    widths: dict[int, int] = {}
    at = 0
    for at, row in enumerate(rows.rows if isinstance(rows, Sheet) else rows):
        heading = (
            {"bold": True, "text_wrap": True, "valign": "top"} if at == 0 and isinstance(rows, Sheet) else {}
        )
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                inert = {"quote_prefix": True} if make_inert(cell) != cell else {}
                sheet.write_string(at, place, cell, look(**inert, **heading))
            elif isinstance(cell, datetime):
                sheet.write_datetime(at, place, cell, look(num_format=MOMENT))
            elif cell is not None:
                sheet.write_number(at, place, cell, look(num_format=forms[place]) if place in forms else None)
            if at < _ROWS_MEASURED:
                widths[place] = max(widths.get(place, 0), _width(cell, heading=at == 0))
    if isinstance(rows, Sheet) and widths:
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, at, max(widths))
        for place, width in widths.items():
            sheet.set_column(place, place, min(max(width + 2, _NARROWEST), _WIDEST))


def _width(cell: Cell, *, heading: bool) -> int:
    """Letters that a cell needs; headings wrap, numbers are short in their form."""
    if isinstance(cell, datetime):
        return len("30 November 2026 09:05") - 5
    if not isinstance(cell, str):
        return 0
    return min(len(cell), _HEADING_WIDTH) if heading else len(cell)
