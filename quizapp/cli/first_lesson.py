"""A start for a class in the same network: this computer's address, what follows from it, and what is said of it."""

import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import IPv4Address, ip_address

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.basics.config import BadSetting, Settings
from quizapp.identity.typed_codes import new_code
from quizapp.models import SchoolClass, User
from quizapp.web.qr_codes import qr_lines

#: Addresses that nobody has (RFC 5737, RFC 1918): to ask which of our own a packet would leave by. None is sent.
_FAR_AWAY = ("192.0.2.1", "10.255.255.254", "192.168.255.254")
NO_NETWORK = (
    "This computer is in no network, so no other device can reach it. Join the school's Wi-Fi, or make a hotspot with "
    "a phone, and start again; or name this computer's address: --class 192.168.1.20"
)


def addresses() -> list[str]:
    """This computer's addresses in networks, the likeliest first."""
    found = dict.fromkeys([*_by_route(), *_by_name()])
    return [each for each in found if _leads_here(each)]


def _by_route() -> Iterator[str]:
    for place in _FAR_AWAY:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect((place, 9))
            yield str(asking.getsockname()[0])


def _by_name() -> list[str]:
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []


def _leads_here(text: str) -> bool:
    """Whether others could reach an address: not the machine's own name for itself, nor one made up without a network."""
    address = ip_address(text)
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def for_class(settings: Settings, wanted: str) -> Settings:
    """The settings with which other devices get in; `wanted` is the address to use, empty: the one that is found.

    Where the operator has set an address that others can open, it stays. Raises BadSetting where there is no network.
    """
    if settings.base_url and not settings.opens_here_only:
        return replace(settings, host="0.0.0.0", plain_http=settings.plain_http or "1")  # noqa: S104  # meant
    address = wanted or next(iter(addresses()), "")
    if not address:
        raise BadSetting(NO_NETWORK)
    try:
        IPv4Address(address)
    except ValueError:
        raise BadSetting(f"--class {address} is no address. Write it like 192.168.1.20.") from None
    return replace(
        settings,
        host="0.0.0.0",  # noqa: S104  # every network that this computer is in
        base_url=f"http://{address}:{settings.port}",
        plain_http="1",
    )


def make_first_class(session: Session, settings: Settings, now: datetime) -> None:
    """Where nobody has set the program up, a class with a code, which the set-up link hands over; once."""
    if session.scalar(select(User.id).limit(1)) or session.scalar(select(SchoolClass.id).limit(1)):
        return
    session.add(
        SchoolClass(name="My class", join_code=new_code(), timezone=settings.timezone, created_at=now)
    )
    session.flush()


def class_to_hand_over(session: Session) -> int | None:
    """The class that nobody teaches yet."""
    return session.scalar(select(SchoolClass.id).where(~SchoolClass.teachers.any()).limit(1))


@dataclass(frozen=True)
class JoinableClass:
    """A class that can be joined."""

    name: str
    code: str


def joinable_classes(session: Session) -> list[JoinableClass]:
    """The classes that can be joined, the newest first."""
    rows = session.execute(
        select(SchoolClass.name, SchoolClass.join_code)
        .where(SchoolClass.archived_at.is_(None))
        .order_by(SchoolClass.id.desc())
    )
    return [JoinableClass(*row) for row in rows]


def lines_for_class(
    settings: Settings, teacher: str, classes: list[JoinableClass], *, wide: bool
) -> list[str]:
    """What the start says to a teacher who lets a class in; `wide`: the terminal can show the picture."""
    link = f"{settings.public_url}/"
    if len(classes) == 1:
        link += f"join/{classes[0].code}"
    said = ["", f"    Students open   {settings.public_url}"]
    said += [
        f"    and write       {each.code[:4]} {each.code[4:]}   to join {each.name}" for each in classes[:9]
    ]
    said += [f"    You open        {teacher}", ""]
    said += [f"    {line}" for line in qr_lines(link)] if wide else []
    others = [each for each in addresses() if each not in settings.public_url]
    if others:
        said += [
            "",
            f"    In another network? This computer is there, too: --class {' or '.join(others[:4])}",
        ]
    return [
        *said,
        "",
        "If no phone gets through, a firewall or the school's network stands between: the class's page with the code "
        "has the line for your system.",
        "Stop with Ctrl-C.",
    ]


def shows_pictures() -> bool:
    """Whether standard output can show the signs that the picture is made of."""
    try:
        "█▀▄".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
