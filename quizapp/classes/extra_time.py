"""Extra time as teachers write it: “25 %”, “1.25”, “5 minutes”."""

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"\+?\s*(\d{1,4}(?:[.,]\d{1,4})?)\s*(%|per cent|percent|min\.?|minutes?)?")


@dataclass(frozen=True)
class ExtraTime:
    """A factor of the time limit, or minutes beside it."""

    factor: float = 1.0
    minutes: float = 0.0


def write_extra_time(factor: float, minutes: float) -> str:
    """Extra time as it can be typed again; empty for none. Minutes stand where they are all there is."""
    if factor > 1:
        return f"{round((factor - 1) * 100, 6):g} %"
    return f"{minutes:g} min" if minutes else ""


def read_extra_time(text: str) -> ExtraTime | None:
    """What was written; None where it cannot be read. Nothing is no extra time."""
    text = text.strip().casefold().replace("\u00a0", " ").replace("\u202f", " ")
    if not text:
        return ExtraTime()
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    number, unit = float(found[1].replace(",", ".")), found[2] or ""
    if unit.startswith("min"):
        return ExtraTime(minutes=number)
    if unit:
        return ExtraTime(1 + number / 100)
    return ExtraTime(number) if number >= 1 else None
