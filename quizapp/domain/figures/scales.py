"""Words that multiply a number: "thousand", "Millionen", "万"; in English, the bank's language, and other letters."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

#: A letter of a word; in Indic and Thai writing some are marks.
LETTER = r"(?:[^\W\d_]|[\u0900-\u0dff\u0e31-\u0e4e])"

ENGLISH_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "lakh": 10**5, "million": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6,
    "crore": 10**7, "billion": 10**9, "bn": 10**9, "bln": 10**9, "milliard": 10**9,
    "mrd": 10**9, "mld": 10**9, "trillion": 10**12, "trn": 10**12, "tn": 10**12,
    "dozen": 12,
}  # fmt: skip
#: What CLDR does not have: short forms, and powers that are written together. The long scale is in its words: a European
#: "billion" is a million millions.
_MORE = """
de; 3 tsd; 6 mill; 9 milliarde milliarden
fr; 9 md mds
pt; 12 bilião biliões
ja; 3 千; 6 百万; 7 千万; 9 十億
zh; 6 百万; 7 千万; 9 十亿
zh_Hant; 6 百萬; 7 千萬; 9 十億
sr; 3 hiljada hiljade; 6 milion miliona; 9 milijarda milijarde milijardi
"""
#: Where Chinese, Japanese and Korean letters begin: a word for a power stands there without a space before what is counted.
_UNSPACED = "\u2e80"


def _folded(word: str) -> str:
    """A word as it is looked up: in small letters, and without accents where its letters are Latin."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter) != "Mn"
    )
    kept = "".join(
        letter for letter in unicodedata.normalize("NFC", word) if unicodedata.category(letter) != "Mn"
    )
    return (bare if bare.isascii() else kept).casefold()


@cache
def _tables() -> tuple[Mapping[str, Mapping[str, int]], Mapping[str, int]]:
    """Of every language its words, and the words in other letters than ours that mean one thing in all languages."""
    lines = Path(__file__).with_name("scale_words.txt").read_text(encoding="utf-8").splitlines()[1:]
    own: dict[str, dict[str, int]] = {}
    others: dict[str, set[int]] = {}
    for line in (*_MORE.split("\n"), *lines):
        language, *powers = line.split("; ")
        for power in powers:
            exponent, *words = power.split()
            for word in map(_folded, words):
                factor = 10 ** int(exponent)
                own.setdefault(language.partition("_")[0], {}).setdefault(word, factor)
                if not word.isascii():
                    others.setdefault(word, set()).add(factor)
    return own, {word: min(factors) for word, factors in others.items() if len(factors) == 1}


def scale_of(word: str, language: str) -> int | None:
    """What a scale word multiplies by, in a language or else in English; None for any other word."""
    own, others = _tables()
    folded = _folded(word)
    tables = (own.get(language.lower().replace("_", "-").partition("-")[0], {}), ENGLISH_SCALES, others)
    forms = (folded, folded.removesuffix("s"))
    return next((table[form] for table in tables for form in forms if form in table), None)


def scale_at(word: str, language: str) -> tuple[int | None, int]:
    """What the word that a text goes on with multiplies by, and how many of its letters say so."""
    ends = range(len(word), 0, -1) if word[0] >= _UNSPACED else (len(word),)
    return next(
        ((factor, end) for end in ends if (factor := scale_of(word[:end], language))), (None, len(word))
    )
