"""The one list of time zones from which an account and a class choose."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs


@cache
def zones() -> list[SelectChoice]:
    """The time zones that places have, without the old and the technical names."""
    odd = ("Etc/", "SystemV/", "US/", "posix/", "right/", "Mexico/", "Brazil/", "Canada/", "Chile/")
    names = sorted(z for z in available_timezones() if "/" in z and not z.startswith(odd))
    return [SelectChoice(name, name.replace("_", " ")) for name in ("UTC", *names)]


def is_zone(name: str) -> bool:
    return any(name == known.value for known in zones())


def offer_zone(field: SelectField, zone: str) -> None:
    """Let a time zone be chosen that is not in our list, such as an old name."""
    kept: Any = field.choices or ()
    if zone and all(zone != choice.value for choice in kept):
        field.choices = [*kept, SelectChoice(zone, zone)]
