"""Codes of six digits that a telephone shows and that change every half minute: RFC 6238 over RFC 4226."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

#: Seconds that one code holds, as every authenticator has it.
PERIOD = 30
_DIGITS = 6
#: Bytes of a secret, as RFC 4226 recommends.
_SECRET_SIZE = 20


def new_secret() -> bytes:
    return secrets.token_bytes(_SECRET_SIZE)


def step_at(now: datetime) -> int:
    """The number of the half minute."""
    return int(now.timestamp()) // PERIOD


def code_of(secret: bytes, step: int, digits: int = _DIGITS) -> str:
    """The code of a half minute."""
    made = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = made[-1] & 0x0F
    number = int.from_bytes(made[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, typed: str, now: datetime, after: int) -> int | None:
    """The half minute that a typed code belongs to; None where it is wrong, or was used before (``after``).

    The one before and the one after the present are taken too: a telephone's clock may be a little off.
    """
    code = "".join(c for c in typed if c.isascii() and c.isdigit())
    found = None
    for step in (step_at(now) + off for off in (-1, 0, 1)):
        if hmac.compare_digest(code_of(secret, step), code) and step > after:
            found = step
    return found


def in_letters(secret: bytes) -> str:
    """A secret as it is typed: letters and digits in groups of four."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def from_letters(letters: str) -> bytes:
    """The secret that ``in_letters`` wrote; raises ValueError."""
    return base64.b32decode("".join(letters.split()))


def address(secret: bytes, site: str, username: str) -> str:
    """What an authenticator reads from a QR picture."""
    about = {"secret": in_letters(secret).replace(" ", ""), "issuer": site}
    return f"otpauth://totp/{quote(site)}:{quote(username)}?{urlencode(about, quote_via=quote)}"
