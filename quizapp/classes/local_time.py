"""Dates that a teacher types are in the class's time zone; instants are kept."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

#: What a browser's field for date and time sends and shows.
_FORM = "%Y-%m-%dT%H:%M"


class NoSuchTime(ValueError):
    """The clocks skip this time on that day."""


def to_instant(typed: str, zone: ZoneInfo, *, latest: bool) -> datetime:
    """The instant of a local date and time like ``2026-03-29T09:00``.

    A time that comes twice, when clocks go back, is the first of the two, or with ``latest`` the second: an opening
    is never late, a close never early. Raises NoSuchTime, and ValueError for what is no date between 2000 and 2200.
    """
    local = datetime.fromisoformat(typed.strip().replace(" ", "T", 1))
    if local.tzinfo is not None or not 2000 <= local.year <= 2200:
        raise ValueError(typed)
    local = local.replace(second=0, microsecond=0)
    instant = local.replace(tzinfo=zone, fold=int(latest)).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) != local:
        raise NoSuchTime(typed)
    return instant


def to_typed(instant: datetime, zone: ZoneInfo) -> str:
    """The local date and time as a browser's field shows it."""
    return instant.astimezone(zone).strftime(_FORM)
