"""Extra time as teachers write it: “25 %”, “1.25”, “5 minutes”."""

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"\+?\s*(\d{1,4}(?:[.,]\d{1,4})?)\s*(%|per cent|percent|min\.?|minutes?)?")


@dataclass(frozen=True)
class ExtraTime:
    """A factor of the time limit, or minutes beside it."""

    factor: float = 1.0
    minutes: float = 0.0

    def factor_of(self, limit_seconds: int | None) -> float:
        """The factor that comes to the same under this time limit."""
        if not self.minutes or not limit_seconds:
            return self.factor
        return max(self.factor, 1 + self.minutes * 60 / limit_seconds)


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


def say_extra_time(extra: ExtraTime) -> str:
    """The same as a field shows it."""
    if extra.minutes:
        return f"{extra.minutes:g} min"
    return f"{round((extra.factor - 1) * 100, 2):g} %" if extra.factor > 1 else ""
