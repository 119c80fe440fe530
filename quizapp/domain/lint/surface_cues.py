"""What the wording of a question shows on its surface: words, negations, hedges, figures.

Only what a test-wise taker could see without knowing the subject; used by the advice on craft and by the
simulated takers. Word lists are English; for another language the lists are empty and the cues built on
them stay silent.
"""

import re
from fractions import Fraction
from functools import lru_cache

from quizapp.domain.markdown import plain

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Digits behind a letter name something (mp3, H2O, COVID-19), and so do those with several points (192.168.0.1, 3.11.2).
_FIGURE = re.compile(
    r"(?<![^\W\d_])(?<![^\W\d_]-)(?<![\d.])\d+(?:[,\u00a0\u202f ]\d{3})*(?:\.\d+)?(?!\d|\.\d)"
)
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "m": 10**6, "bn": 10**9}

#: Every taker and every rule reads the same texts; so many are kept.
_REMEMBERED = 8192
#: Words too short or too common to give anything away.
_SHORTEST_TELLING_WORD = 4
_COMMON = frozenset(
    """about according after again also another answer article because been before being between both claim claimed
    claims could does during each figure first from have having into just many might more most much must name
    named only other over question said same says should some source state stated statement such than that their
    them then there these they this those through under until very want wants were what when where which while
    whom whose will with within would your""".split()
)
_NEGATIONS = frozenset(
    """not no never none nobody nothing nowhere neither nor without except cannot isn't aren't wasn't weren't don't
    doesn't didn't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't""".split()
)
#: Phrases that hold a negation and are names: of a status, of the answer "not stated".
_NAMED_NEGATIONS = re.compile(
    r"\bnot (?:yet )?(?:stated|verified|given|said|mentioned|independently verified)\b|\bno man's land\b",
    re.IGNORECASE,
)
_HEDGES = frozenset(
    """about allegedly apparently approximately around can claimed could estimated generally likely maybe may might
    nearly often partly perhaps possibly probably reportedly roughly seem seems some sometimes suggests unclear
    unconfirmed usually""".split()
)
_NOT_STATED = re.compile(
    r"^(?:it |this )?(?:is |was )?(?:not (?:stated|said|given|mentioned)"
    r"|(?:the )?(?:article|source|text|story|report) (?:does not|doesn['’]t) (?:say|state|give|mention)(?: this| so| it)?)$"
)


@lru_cache(maxsize=_REMEMBERED)
def strip_marks(text: str) -> str:
    """What there is to read of a Markdown text, on one line."""
    return plain(text)


def split_words(text: str) -> list[str]:
    """The words of a text in lower case, in their order."""
    return [word.replace("’", "'") for word in _WORD.findall(strip_marks(text).lower())]


@lru_cache(maxsize=_REMEMBERED)
def telling_words(text: str) -> frozenset[str]:
    """The words that could link an option to a stem, cut to their first six letters so that
    "crossed" meets "crossing"."""
    return frozenset(
        word[:6] for word in split_words(text) if len(word) >= _SHORTEST_TELLING_WORD and word not in _COMMON
    )


def count_negations(text: str) -> int:
    """How many negations a text holds; "not verified" and "not stated" are names and do not count."""
    return sum(word in _NEGATIONS for word in split_words(_NAMED_NEGATIONS.sub(" ", strip_marks(text))))


def count_hedges(text: str) -> int:
    """How many words of a text soften what it says."""
    return sum(word in _HEDGES for word in split_words(text))


def says_not_stated(text: str) -> bool:
    """Whether an option is the answer "not stated" in one of its usual wordings."""
    return _NOT_STATED.match(" ".join(strip_marks(text).lower().split()).rstrip(".")) is not None


def first_figure(text: str) -> Fraction | None:
    """The first figure of a text as a naive reader takes it, "1.2 million" included; None without one."""
    plain = strip_marks(text)
    found = _FIGURE.search(plain)
    if found is None:
        return None
    after = _WORD.match(plain[found.end() :].lstrip())
    scale = _SCALES.get(after.group().lower(), 1) if after else 1
    return Fraction(re.sub(r"[^\d.]", "", found.group())) * scale


def digits_of_precision(text: str) -> int:
    """Significant digits of the most precise figure of a text: 4 for "1,263", 1 for "1,000", 0 without one."""
    found = [re.sub(r"\D", "", figure) for figure in _FIGURE.findall(strip_marks(text))]
    return max((len(digits.lstrip("0").rstrip("0")) or 1 for digits in found), default=0)
