"""When two short typed texts are the same answer.

Never counted: spaces, capitals, the kind of quotes and dashes, a full stop at the end, full-width letters.
Not counted unless a question says ``spelling: exact``: accents on Latin and Greek letters, hyphens, a leading
article of the bank's language, and one slip of the finger in a longer word. Cyrillic letters keep their marks
(й is no и), and in scripts without capitals, such as Chinese, every sign counts.
"""

import re
import unicodedata

#: A text this long (folded) may hold one slip; in shorter ones a letter makes another word.
SHORTEST_WITH_SLIP = 6
#: A longer answer is no short text. Characters.
LONGEST_ANSWER = 300

_ARTICLES = {
    "en": ("the ", "a ", "an "),
    "de": ("der ", "die ", "das ", "den ", "dem ", "ein ", "eine ", "einen "),
    "fr": ("le ", "la ", "les ", "l'", "un ", "une ", "des "),
    "es": ("el ", "la ", "los ", "las ", "un ", "una "),
    "it": ("il ", "lo ", "la ", "i ", "gli ", "le ", "l'", "un ", "una "),
    "nl": ("de ", "het ", "een "),
    "pt": ("o ", "a ", "os ", "as ", "um ", "uma "),
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
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
    }
)
_AROUND = " \t\n\"'().,;:!?…"
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """A typed text as it is stored: composed, without control characters or halves of characters.

    Line ends stay; nothing that a reader would see is lost.
    """
    kept = (
        letter
        for letter in text.replace("\r\n", "\n").replace("\r", "\n")
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def fold(text: str, language: str = "en", *, exact: bool = False) -> str:
    """What counts of a short text; two answers are the same where this is. Empty for marks alone."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)
    letters = []
    for letter in unicodedata.normalize("NFC", plain):
        category = unicodedata.category(letter)
        if category == "Cf":
            continue
        letters.append(" " if letter.isspace() else "-" if category == "Pd" or letter == "\u2212" else letter)
    plain = _SPACES.sub(" ", "".join(letters)).strip(_AROUND)
    if exact:
        return plain
    plain = _SPACES.sub(" ", _without_accents(plain).replace("-", " ")).strip(_AROUND)
    for article in _ARTICLES.get(language.lower().partition("-")[0], ()):
        if plain.startswith(article) and plain.removeprefix(article).strip():
            return plain.removeprefix(article).strip()
    return plain


def _without_accents(text: str) -> str:
    """Latin and Greek letters without their marks; every other script as it is."""
    found = []
    for letter in text.translate(_LETTERS):
        base = unicodedata.normalize("NFD", letter)
        is_plain = len(base) > 1 and ("a" <= base[0] <= "z" or "α" <= base[0] <= "ω")
        found.append(base[0] if is_plain else letter)
    return "".join(found)


def is_one_slip(typed: str, key: str) -> bool:
    """Whether a folded text is a folded key but for one slip of the finger: a letter missing, doubled,
    wrong, or two changed places.

    Never in short texts, in texts with digits, in scripts without capitals, or on the first letter: too often
    that is another word (million and billion).
    """
    if min(len(typed), len(key)) < SHORTEST_WITH_SLIP or abs(len(typed) - len(key)) > 1 or typed[0] != key[0]:
        return False
    if not all(letter.islower() or letter in " '" for letter in typed + key):
        return False
    return _is_one_edit(typed, key)


def _is_one_edit(one: str, other: str) -> bool:
    """Optimal string alignment distance of exactly one, in linear time: strip what agrees at both ends."""
    if one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    middle, others = one[start : len(one) - end], other[start : len(other) - end]
    swapped = len(middle) == 2 and middle == others[::-1]
    return swapped or (len(middle) <= 1 and len(others) <= 1)
