"""Tables for spreadsheets: cells that no program takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

#: A cell that begins so is a formula to some spreadsheet (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def inert(cell: Cell) -> Cell:
    """The cell with an apostrophe before a text that could run as a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file: UTF-8 with the mark that Excel needs, inert cells, and None as an empty cell."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([inert(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")
