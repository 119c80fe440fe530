"""When two short typed texts are the same answer.

Never counted: spaces at the ends and doubled ones, the kind of quotes and dashes, full-width letters, the language's
own forms of an apostrophe. With ``spelling: exact`` everything else counts.

A tolerant question does not count capitals, accents on Latin and Greek letters, the stress mark on Cyrillic ones (й, ї
and ё keep theirs), the points of Hebrew and Arabic vowels, spaces, hyphens, full stops and commas after words, marks at the end
of a sentence, quotes and brackets around the whole, a leading article of the bank's language, and one slip of the finger
in a word of six letters or more. It counts every sign that carries a meaning: ``-1``, ``A-``, ``.5``, ``f'``,
``sin(x)``, ``C++``, ``5!``, ``-infinity``. In scripts without capitals, such as Chinese, every letter counts.
"""

import re
import unicodedata
from functools import lru_cache

#: A word this long may hold one slip; in shorter ones a letter makes another word.
SHORTEST_WITH_SLIP = 6

_ARTICLES = {
    "en": ("the ", "a ", "an "),
    "de": ("der ", "die ", "das ", "den ", "dem ", "ein ", "eine ", "einen "),
    "fr": ("le ", "la ", "les ", "l'", "un ", "une ", "des "),
    "es": ("el ", "la ", "los ", "las ", "un ", "una "),
    "it": ("il ", "lo ", "la ", "i ", "gli ", "le ", "l'", "un ", "una "),
    "nl": ("de ", "het ", "een "),
    "pt": ("o ", "a ", "os ", "as ", "um ", "uma "),
    "ca": ("el ", "la ", "els ", "les ", "l'", "un ", "una "),
    "da": ("en ", "et "),
    "el": ("ο ", "η ", "το ", "οι ", "τα "),
    "hu": ("a ", "az "),
    "nb": ("en ", "ei ", "et "),
    "nn": ("ein ", "ei ", "eit "),
    "no": ("en ", "ei ", "et "),
    "ro": ("un ", "o "),
    "sv": ("en ", "ett "),
}
#: Letters that Unicode does not take apart, as people without the key type them.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "ß": "ss",
    }
)
_QUOTES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "′": "'",
        "ʻ": "'",
        "׳": "'",
        "״": '"',
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
    }
)
#: Letters as they are written where the key for them is missing.
_SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
#: Signs that programs put for what was typed, those of music, and a bar that Unicode puts in a fraction.
_SIGNS = str.maketrans(
    {
        "→": "->",
        "←": "<-",
        "↔": "<->",
        "⇒": "=>",
        "⇔": "<=>",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "⁄": "/",
        "♯": "#",
        "♭": "b",
        "\u2212": "-",
    }
)
#: The small iota under a Greek letter; in small letters it would become one of its own.
_IOTA_BELOW = "\u0345"
_SPACES = re.compile(r"\s+")
#: Raised digits, as they are typed without them ("x^2"), and a fraction after a number.
_RAISED = re.compile("[⁰¹²³⁴-⁹⁺⁻ⁿ]+")
_FRACTION = re.compile("(?<=\\d)(?=[¼-¾⅐-⅞])")
#: What ends a sentence and means nothing at the end of an answer; "5!", "n!", "x?" and "C:" are something else.
_END = re.compile(r"(?:[\s.,;…。、]|(?<=[^\W\d][^\W\d])\s?[!?:]|(?<=\d)\?)+$")
_BEGIN = re.compile(r"^[\s…¿¡]+")
_QUOTED = re.compile(r"(['\"])([^'\"]+)\1")
#: Brackets around words; those of "(0, 1)", "[0, 1]" and "(x)" are counted.
_BRACKETED = re.compile(r"[(\[]([^\W\d]{3}[^\W\d]*(?:[ '-][^\W\d]+)*)[)\]]")
_SPACED_SIGN = re.compile(r"^([-+]) (?=[\d.])")
#: A full stop after letters ("Dr.", "U.S.") or at the end of a whole number; that of ".net" and ".5" is counted.
_STOP = re.compile(r"(?<=[^\W\d])\.|(?<=\d)\.(?!\d)")
#: A hyphen between words or parts of them; that of "-1", "A-" and "3 -2" is counted.
_HYPHEN = re.compile(r"(?<=\w) ?-+ ?(?=[^\W\d])|(?<=\w)-+(?=\d)")
#: A comma between words ("Washington, DC", "Washington,DC"); that of "1,5" and of "x, y" is counted.
_COMMA = re.compile(r"(?<=[^\W\d]{2}),(?= ?[^\W\d]{2})")
_GAP = re.compile(r"(?<=\d) (?=\d)|( )")


def clean_text(text: str) -> str:
    """A typed text as it is stored: composed, without control characters or halves of characters.

    Line ends stay; nothing that a reader would see is lost.
    """
    kept = (
        letter
        for letter in text.replace("\r\n", "\n").replace("\r", "\n")
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def fold_text(text: str, language: str = "en", *, exact: bool = False) -> str:
    """What counts of a short text, still as words; empty for marks alone. See ``spellings`` for comparing."""
    plain = _plain(text)
    if exact:
        return plain if any(letter.isalnum() for letter in plain) else ""
    plain = unicodedata.normalize("NFKC", _FRACTION.sub(" ", plain.translate(_SIGNS)))
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", plain).replace(_IOTA_BELOW, ""))
    plain = plain.casefold().translate(_QUOTES | _SIGNS)
    plain = _without_marks(plain)
    before = ""
    while before != plain:
        before = plain
        plain = _HYPHEN.sub(" ", _COMMA.sub("", _STOP.sub("", _without_ends(plain))))
    if not any(letter.isalnum() for letter in plain):
        return ""
    return _without_article(plain, language)


@lru_cache(maxsize=4096)
def spellings(text: str, language: str = "en", *, exact: bool = False) -> frozenset[str]:
    """The forms of a text that are compared: two answers are the same where they have one in common."""
    folded = fold_text(text, language, exact=exact)
    if exact or not folded:
        return frozenset({folded})
    composed = unicodedata.normalize("NFC", text).lower()
    spelt = "".join(_SPELT_OUT.get(letter, letter) for letter in composed)
    raised = _RAISED.sub(lambda found: "^" + found[0], text)
    return frozenset({compact_text(fold_text(form, language)) for form in {text, spelt, raised}})


def compact_text(folded: str) -> str:
    """A folded text without spaces, but for those that part two numbers."""
    return _GAP.sub(lambda found: "" if found[1] else " ", folded)


def _plain(text: str) -> str:
    """One form of what keyboards vary: composed letters, spaces, quotes, dashes, widths."""
    letters = []
    for letter in unicodedata.normalize("NFC", text).translate(_QUOTES):
        category = unicodedata.category(letter)
        if category == "Cf":
            continue
        if unicodedata.decomposition(letter).startswith("<wide>"):
            letter = unicodedata.normalize("NFKC", letter)
        letters.append(" " if letter.isspace() else "-" if category == "Pd" or letter == "\u2212" else letter)
    return _SPACES.sub(" ", "".join(letters)).strip()


def _without_marks(text: str) -> str:
    """Letters without the marks that a tolerant question does not count; composed again."""
    kept: list[str] = []
    base = ""
    for letter in unicodedata.normalize("NFD", text.translate(_LETTERS)):
        if unicodedata.category(letter) != "Mn":
            base = letter
        elif _is_ignored(letter, base):
            continue
        if letter != "\u0640":  # the stroke that only stretches an Arabic word
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def _is_ignored(mark: str, base: str) -> bool:
    if "a" <= base <= "z" or "\u0370" <= base <= "\u03ff":
        return True
    if "\u0400" <= base <= "\u052f":
        return mark == "\u0301" and base not in "гк"  # ѓ and ќ are letters
    return "\u0591" <= mark <= "\u05c7" or "\u064b" <= mark <= "\u0652" or mark == "\u0670"


def _without_ends(text: str) -> str:
    """Leave out what stands around an answer and means nothing: the end of a sentence, quotes, brackets."""
    text = _SPACED_SIGN.sub(r"\1", _SPACES.sub(" ", _BEGIN.sub("", _END.sub("", text))))
    around = _QUOTED.fullmatch(text)
    if around:
        return around[2]
    around = _BRACKETED.fullmatch(text)
    return around[1] if around else text


def _without_article(text: str, language: str) -> str:
    """Leave out a leading article before a word; "A 4" and "A b" are no article and its word."""
    for article in _ARTICLES.get(language.lower().partition("-")[0], ()):
        rest = text.removeprefix(article)
        if rest != text and rest[:2].isalpha() and len(rest) > 1:
            return rest
    return text


def is_one_slip(typed: str, key: str) -> bool:
    """Whether a folded text is a folded key but for one slip of the finger in one of its longer words: a letter
    missing, doubled, wrong, or two changed places.

    Never in a word with a digit, in scripts without capitals, or on a word's first letter: too often that is another
    word (million and billion).
    """
    mine, words = compact_text(typed), key.split()
    for place, word in enumerate(words):
        before, after = compact_text(" ".join(words[:place])), compact_text(" ".join(words[place + 1 :]))
        if len(word) < SHORTEST_WITH_SLIP or not (mine.startswith(before) and mine.endswith(after)):
            continue
        if _is_slip_of(mine[len(before) : len(mine) - len(after)], word):
            return True
    return False


def _is_slip_of(typed: str, word: str) -> bool:
    """Whether a word is another but for one slip; an apostrophe at its end is none."""
    if abs(len(typed) - len(word)) > 1 or typed[0] != word[0]:
        return False
    is_plain = all(letter.islower() or letter == "'" for letter in typed + word)
    return is_plain and typed.endswith("'") == word.endswith("'") and _is_one_edit(typed, word)


def _common_start(one: str, other: str) -> int:
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return start


def _is_one_edit(one: str, other: str) -> bool:
    """Optimal string alignment distance of exactly one, in linear time: strip what agrees at both ends."""
    if one == other:
        return False
    start, end = _common_start(one, other), 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    middle, others = one[start : len(one) - end], other[start : len(other) - end]
    swapped = len(middle) == 2 and middle == others[::-1]
    return swapped or (len(middle) <= 1 and len(others) <= 1)
