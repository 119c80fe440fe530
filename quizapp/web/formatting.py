"""Dates, times and numbers as people read them, in the viewer's time zone and language."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from quizapp.basics.i18n import _
from quizapp.basics.messages import msg
from quizapp.web.markup import element, join_parts

MONTHS = (
    msg("January"), msg("February"), msg("March"), msg("April"), msg("May"), msg("June"), msg("July"), msg("August"), msg("September"), msg("October"),
    msg("November"), msg("December"),
)  # fmt: skip
WEEKDAYS = (
    msg("Monday"),
    msg("Tuesday"),
    msg("Wednesday"),
    msg("Thursday"),
    msg("Friday"),
    msg("Saturday"),
    msg("Sunday"),
)


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
    if instant is None:
        return ""
    local = instant.astimezone(zone)
    return _("%(hour)s:%(minute)s") % {"hour": f"{local.hour:02}", "minute": f"{local.minute:02}"}


def moment(instant: datetime | None, zone: ZoneInfo) -> str:
    """ "22 November 2026, 09:05"; empty for None."""
    if instant is None:
        return ""
    return _("%(day)s, %(clock)s") % {"day": day(instant, zone), "clock": clock(instant, zone)}


def deadline(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A moment that is to be met: "Friday 9 October, 17:00", with the year where it is not this one."""
    local = instant.astimezone(zone)
    date = _("%(weekday)s %(day)s %(month)s") % {
        "weekday": weekday(instant, zone),
        "day": local.day,
        "month": _(MONTHS[local.month - 1]),
    }
    if local.year != now.astimezone(zone).year:
        date = f"{date} {local.year}"
    return _("%(day)s, %(clock)s") % {"day": date, "clock": clock(instant, zone)}


def placed(said: str, instant: datetime | None, zone: ZoneInfo) -> Markup:
    """A time of day with the place whose clock it is by. The page shows the place where the reader's own clock says
    another time, or where nobody can know."""
    if instant is None:
        return join_parts([said])
    place = _("time in %(place)s") % {"place": zone.key.rpartition("/")[2].replace("_", " ")}
    attributes = {"data_instant": instant.isoformat(timespec="seconds"), "data_clock": clock(instant, zone)}
    return join_parts([said, element("span", f" ({place})", **attributes)])


def numeral(value: float | None, places: int = 2) -> str:
    """A number without needless noughts, with a real minus, thousands parted as the language does it; "–" for None.

    English: "1\u202f234.5", with a narrow space.
    """
    if value is None:
        return "–"
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":  # a figure that rounds to nothing has no sign
        text = "0"
    thousands, point = _marks(_(SAMPLE))
    return text.replace("-", "−").replace(",", "\0").replace(".", point).replace("\0", thousands)


#: A number that each language writes its own way: its marks are read off it.
SAMPLE = msg("1\u202f234.5")


def _marks(sample: str) -> tuple[str, str]:
    """The marks between thousands and before the decimals; English where the sample is no such number."""
    found = re.search(r"1(\D?)234(\D)5", sample)
    return (found[1], found[2]) if found else ("\u202f", ".")


def share(value: float | None) -> str:
    """A share from 0 to 1 as a whole per cent; "–" for None."""
    return "–" if value is None else _("%(number)s\u202f%%") % {"number": numeral(value * 100, 0)}
