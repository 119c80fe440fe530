"""Tables for spreadsheets: cells that no program takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

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
