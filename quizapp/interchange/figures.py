"""Numbers of foreign files as figures of a bank, exactly as they were meant."""

import re
from fractions import Fraction

from quizapp.domain.exchange import RIGHT, Value
from quizapp.interchange.banktext import number

_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][+-]?\d{1,2})?")


def read(text: str) -> Fraction | None:
    """A plain number; a comma is a decimal comma. None where it is none."""
    bare = text.strip().replace("\u2212", "-")
    if not _NUMBER.fullmatch(bare):
        return None
    return Fraction(bare.replace(",", ".").removeprefix("+"))


def value(
    exact: Fraction,
    off: Fraction | None = None,
    *,
    share: Fraction = RIGHT,
    feedback: str = "",
    percent: bool = False,
) -> Value:
    """A figure and how far off is still right; nothing said means nothing off, also for decimals."""
    written = _written(exact)
    if percent and off:
        return Value(written, f"{_written(off)}%", share, feedback)
    if off:
        return Value(written, _written(abs(off)), share, feedback)
    # A bank takes a decimal as right to the digits written; the source takes it exactly.
    return Value(written, "" if exact.denominator == 1 else "0", share, feedback)


def between(low: Fraction, high: Fraction, *, share: Fraction = RIGHT, feedback: str = "") -> Value:
    """A figure within a range: its middle, and half its length off."""
    return value((low + high) / 2, abs(high - low) / 2, share=share, feedback=feedback)


def _written(exact: Fraction) -> str:
    found = number(exact)
    return found if "/" not in found else f"{float(exact):.9g}"
