"""Devices on which a teacher has signed in: no number of wrong passwords from elsewhere keeps the teacher out of them."""

from typing import Any

from flask import request

from quizapp.identity.names import fold_username
from quizapp.identity.tokens import keyed_hash, new_token, same_token
from quizapp.limits import DEVICE_REMEMBERED, DEVICE_TEACHERS
from quizapp.web import database

#: Letters of a keyed hash that are kept: 128 bits.
_SIGN = 32


def _cookie_name() -> str:
    return "device" if database.program().settings.plain_http else "__Host-device"


def _read() -> tuple[str, list[str]]:
    """The random mark of this device, and a sign for each teacher who has signed in on it."""
    mark, *signs = request.cookies.get(_cookie_name(), "")[:1000].split(".")
    return mark, signs


def _sign(mark: str, username: str) -> str:
    about = f"{mark}\0{fold_username(username)}"
    return keyed_hash(database.program().secret, "known device", about)[:_SIGN]


def known_device(username: str) -> str:
    """What stands for this device where the account has signed in on it; else empty."""
    mark, signs = _read()
    own = _sign(mark, username)
    return own if mark and any(same_token(own, sign) for sign in signs) else ""


def remember_device(response: Any, username: str) -> None:
    """Let the browser keep that this account has signed in on it."""
    mark, signs = _read()
    mark = mark or new_token()
    own = _sign(mark, username)
    kept = [own, *(sign for sign in signs if sign != own)][:DEVICE_TEACHERS]
    response.set_cookie(
        _cookie_name(),
        ".".join([mark, *kept]),
        max_age=DEVICE_REMEMBERED,
        secure=not database.program().settings.plain_http,
        httponly=True,
        samesite="Lax",
        path="/",
    )
