"""Devices on which a teacher has signed in: no number of wrong passwords from elsewhere keeps the teacher out of them."""

from typing import Any

from quizapp.basics.limits import DEVICE_REMEMBERED, DEVICE_TEACHERS
from quizapp.identity.names import fold_username
from quizapp.identity.tokens import keyed_hash, new_token, same_token
from quizapp.web import database
from quizapp.web.cookies import DEVICE, read_cookie, set_cookie

#: Letters of a keyed hash that are kept: 128 bits.
_SIGN = 32


def _read() -> tuple[str, list[str]]:
    """The random mark of this device, and a sign for each teacher who has signed in on it."""
    mark, *signs = read_cookie(DEVICE)[:1000].split(".")
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
    set_cookie(response, DEVICE, ".".join([mark, *kept]), DEVICE_REMEMBERED)
