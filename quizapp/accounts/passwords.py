"""Passwords: hashed with argon2id, few at a time."""

import os
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from quizapp.basics.i18n import _
from quizapp.basics.limits import PASSWORD_LONGEST, PASSWORD_SHORTEST

#: OWASP's setting for argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: Hashing is meant to be costly; as many at once as there are processors is enough.
_AT_ONCE = threading.BoundedSemaphore(os.cpu_count() or 1)
#: Compared with when there is no such user, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody has this password")
#: What people choose first when twelve characters are asked for.
_USUAL = frozenset(
    {"passwordpassword", "password1234", "123456789012", "1234567890123", "qwertyuiop12", "qwertyuiop[]", "adminadminadmin",
     "teacherteacher", "letmeinletmein", "iloveyouiloveyou", "111111111111", "000000000000", "abcdefghijkl", "changemechangeme"}
)  # fmt: skip


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(unicodedata.normalize("NFKC", password))


def is_right(password: str, known: str | None) -> bool:
    """Whether this is the password of that hash; with None, False after the usual time."""
    if len(password) > PASSWORD_LONGEST:
        return False
    with _AT_ONCE:
        try:
            _HASHER.verify(known or _NOBODY, unicodedata.normalize("NFKC", password))
        except (VerificationError, InvalidHashError):
            return False
    return known is not None


def find_weakness(password: str, *words: str) -> str:
    """What is wrong with a new password, as a sentence; empty when it will do."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(folded) < PASSWORD_SHORTEST:
        return _("Write at least %(least)s characters. Three or four words are easy to keep in mind.") % {
            "least": PASSWORD_SHORTEST
        }
    if len(password) > PASSWORD_LONGEST:
        return _("Write at most %(most)s characters.") % {"most": PASSWORD_LONGEST}
    if folded in _USUAL or len(set(folded)) < 5:
        return _("This is one of the first that others would try. Choose another.")
    if any(
        word and len(word) > 3 and folded.replace(word.casefold(), "").strip("0123456789 ") == ""
        for word in words
    ):
        return _("Your name is not a password. Choose another.")
    return ""
