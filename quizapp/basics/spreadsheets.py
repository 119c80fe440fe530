"""Tables for spreadsheets: cells that no program takes for a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

#: A cell that begins so is a formula to some spreadsheet (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: What makes such a cell a text.
APOSTROPHE = "'"
Cell = str | int | float | None


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


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file: UTF-8 with the mark that Excel needs, inert cells, and None as an empty cell."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([make_inert(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def workbook_bytes(sheets: Mapping[str, Iterable[Sequence[Cell]]], *, freeze: bool = False) -> bytes:
    """A workbook. Texts are written as texts: none becomes a formula, also not when it is edited.

    ``freeze`` keeps the first row and column in view.
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
        quoted = book.add_format({"quote_prefix": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if freeze:
                sheet.freeze_panes(1, 1)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(at, place, cell, quoted if make_inert(cell) != cell else None)
                    elif cell is not None:
                        sheet.write_number(at, place, cell)
    return written.getvalue()
