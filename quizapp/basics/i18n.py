"""The interface's language: gettext, with English complete and two pseudo-languages for testing pages."""

import ast
import gettext as _gettext
import re
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from quizapp.basics.messages import Message, msg

LOCALES = Path(__file__).resolve().parents[1] / "locale"
ENGLISH = "en"
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
_ENTRY = re.compile(r'^msgid(?:_plural)? ((?:".*"\n?)+)', re.MULTILINE)


@lru_cache
def catalogue() -> frozenset[str]:
    """Every text that translators are given."""
    found = _ENTRY.findall((LOCALES / "quizapp.pot").read_text("utf-8"))
    return frozenset("".join(map(ast.literal_eval, entry.splitlines())) for entry in found)


class Pseudo(_gettext.NullTranslations):
    """Translates every text of the catalogue into a longer, accented, bracketed twin of itself, leaving placeholders
    alone. Any other text stays English: that shows it."""

    def gettext(self, message: str) -> str:
        return stretch(message) if message in catalogue() else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def stretch(message: str) -> str:
    parts = _KEPT.split(message)
    parts[::2] = [part.translate(_ACCENTED) for part in parts[::2]]
    return f"[{''.join(parts)}]"


@lru_cache
def installed() -> tuple[str, ...]:
    """The languages that pages can be shown in, as BCP 47 tags: English, and those with a compiled catalogue."""
    found = LOCALES.glob("*/LC_MESSAGES/quizapp.mo")
    return (ENGLISH, *sorted(path.parents[1].name.replace("_", "-") for path in found))


@lru_cache
def translations(language: str) -> _gettext.NullTranslations:
    """The translations of an installed or a pseudo-language; English for any other."""
    if language in (PSEUDO, PSEUDO_RTL):
        return Pseudo()
    if language not in installed():
        return _gettext.NullTranslations()
    return _gettext.translation("quizapp", LOCALES, [language.replace("-", "_")], fallback=True)


def text_direction(language: str) -> str:
    """``ltr`` or ``rtl``, for the page's ``dir``."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


_current: ContextVar[_gettext.NullTranslations] = ContextVar("translations")


def use_language(language: str) -> None:
    """Translate into this language for the rest of the request."""
    _current.set(translations(language))


def current() -> _gettext.NullTranslations:
    """The translations into the language of this request."""
    return _current.get(None) or translations(ENGLISH)


def _(message: str) -> str:
    """The message in the current language. A marked message brings its values along."""
    language = current()
    if isinstance(message, Message):
        return message.translated(language.gettext, language.ngettext)
    return language.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The message for a number, in the current language."""
    return current().ngettext(one, many, n)


#: Words that are stored or worked out before they are said, and then looked up by their value: states, verdicts, steps,
#: statuses and aspects of claims, what a teacher did.
SAID_BY_VALUE = (
    msg("open"), msg("closed"), msg("not yet open"), msg("started"), msg("not started"), msg("working"),
    msg("stopped"), msg("handed in"), msg("blank"), msg("right"), msg("wrong"), msg("partly right"), msg("Right"),
    msg("Wrong"), msg("Partly right"), msg("met"), msg("not met"), msg("remembered once"), msg("remembered after a week"),
    msg("losing it"), msg("best"), msg("last"), msg("first"), msg("mean"), msg("added"), msg("changed"),
    msg("renamed"), msg("removed"), msg("brought back"), msg("counted again"), msg("reopened"), msg("excused"),
    msg("deleted"), msg("class made"), msg("quiz assigned"), msg("key changed"), msg("handed in by the teacher"),
    msg("after submitting"), msg("as written"), msg("After submitting"), msg("After each question"),
    msg("When closed"), msg("As written"), msg("Added"), msg("Changed"), msg("Removed"), msg("Renamed"),
    msg("Discernment"), msg("Shuffled"), msg("off by a power of ten"), msg("confirmed by both sides"),
    msg("verified"), msg("on record"), msg("could be checked"), msg("estimate"), msg("claimed by one side"), msg("not verified"),
    msg("disputed"), msg("forecast"), msg("opinion"), msg("corrected"), msg("who"), msg("what"), msg("measure"),
    msg("how much"), msg("where"), msg("when"), msg("why"), msg("status"), msg("guessing"), msg("fairly sure"),
    msg("certain"), msg("I don't know"), msg("allowance"), msg("answer marked"), msg("assignment changed"), msg("gradebook changed"),
    msg("bank published"), msg("bank archived"), msg("bank restored"), msg("class changed"), msg("class shared"), msg("correction undone"),
    msg("dispute answered"), msg("late answer accepted"), msg("new join code"), msg("question corrected"),
    msg("return link reissued"), msg("roster added"), msg("student parted from another class"),
    msg("student removed"), msg("student erased"), msg("student renamed"), msg("student restored"), msg("students merged"),
    msg("teacher invited"), msg("teacher joined"), msg("teacher removed"), msg("Former student"), msg("group"), msg("mark taken back"),
    msg("read"), msg("use"), msg("edit"), msg("bank shared"), msg("sharing ended"), msg("bank handed over"), msg("class handed over"),
)  # fmt: skip
