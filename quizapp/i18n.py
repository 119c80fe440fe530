"""The interface's language: gettext, with English complete and a pseudo-language for testing layouts."""

import gettext as _gettext
import re
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parent / "locale"
#: Stretched, accented and bracketed English: shows what a longer language would break.
PSEUDO = "en-XA"
#: The same, written from right to left.
PSEUDO_RTL = "ar-XB"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
#: Vowels, n and s are doubled, so that texts grow by two fifths and words with them, as in a longer language.
_ACCENTED = str.maketrans(
    {plain: accented * 2 for plain, accented in zip("aeiounsAEIOUNS", "áéíóúñšÁÉÍÓÚÑŠ", strict=True)}
    | dict(zip("cyzCYZ", "çýžÇÝŽ", strict=True))
)
#: Placeholders, markup and entities stay as they are.
_KEPT = re.compile(r"(%\(\w+\)[#.\w]|%%|\{\w*\}|<[^>]*>|&#?\w+;)")


class Pseudo(_gettext.NullTranslations):
    """Translates every text into a longer, accented, bracketed twin of itself, leaving placeholders alone."""

    def gettext(self, message: str) -> str:
        parts = _KEPT.split(message)
        parts[::2] = [part.translate(_ACCENTED) for part in parts[::2]]
        return f"[{''.join(parts)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@lru_cache
def translations(language: str) -> _gettext.NullTranslations:
    """The translations of a language; English where there are none."""
    if language in (PSEUDO, PSEUDO_RTL):
        return Pseudo()
    return _gettext.translation("quizapp", LOCALES, [language], fallback=True)


def direction(language: str) -> str:
    """``ltr`` or ``rtl``, for the page's ``dir``."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


_current: ContextVar[_gettext.NullTranslations] = ContextVar("translations")


def use(language: str) -> None:
    """Translate into this language for the rest of the request."""
    _current.set(translations(language))


def _(message: str) -> str:
    """The message in the current language."""
    return _current.get(translations("en")).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The message for a number, in the current language."""
    return _current.get(translations("en")).ngettext(one, many, n)
