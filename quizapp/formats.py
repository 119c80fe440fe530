"""Dates, times and numbers as people read them, in the viewer's time zone and language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.language import _

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day(instant: datetime | None, zone: ZoneInfo) -> str:
    """ "22 November 2026"; empty for None."""
    if instant is None:
        return ""
    local = instant.astimezone(zone)
    return _("%(day)s %(month)s %(year)s") % {
        "day": local.day,
        "month": _(MONTHS[local.month - 1]),
        "year": local.year,
    }


def weekday(instant: datetime, zone: ZoneInfo) -> str:
    """ "Sunday"."""
    return _(WEEKDAYS[instant.astimezone(zone).weekday()])


def clock(instant: datetime | None, zone: ZoneInfo) -> str:
    """ "09:05"; empty for None."""
    return "" if instant is None else instant.astimezone(zone).strftime("%H:%M")


def moment(instant: datetime | None, zone: ZoneInfo) -> str:
    """ "22 November 2026, 09:05"; empty for None."""
    return "" if instant is None else f"{day(instant, zone)}, {clock(instant, zone)}"


def numeral(value: float | None, places: int = 2) -> str:
    """A number without needless noughts, with a real minus and thousands parted by a narrow space; "–" for None."""
    if value is None:
        return "–"
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":  # a figure that rounds to nothing has no sign
        text = "0"
    return text.replace(",", "\u202f").replace("-", "−")


def share(value: float | None) -> str:
    """A share from 0 to 1 as a whole per cent; "–" for None."""
    return "–" if value is None else f"{numeral(value * 100, 0)}\u202f%"
