"""Flesch-Kincaid grade level: how many years of school a text asks for.

    grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59

J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom (1975): Derivation of new readability formulas for
Navy enlisted personnel. Research Branch Report 8-75, Naval Technical Training Command, Millington.
Syllables are counted by rule, which is right for about nine English words in ten and close for the rest:
groups of vowels, without a silent e at the end.
"""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouydt]ed|[^aeiouyl]e|[aeiouy]le)$")


def syllables(word: str) -> int:
    """The syllables of an English word, at least one."""
    plain = re.sub(r"['’]s?$|['’]", "", word.lower())
    if len(plain) <= 3:
        return 1
    cut = _SILENT.search(plain)
    if cut and not plain.endswith(("ses", "zes", "ces", "ges", "shes", "ches")):
        plain = plain[: cut.start() + 1]
    return max(1, len(_VOWELS.findall(plain)))


def grade(texts: Iterable[str]) -> float:
    """The grade level of some texts together; each text ends a sentence. Figures are not words."""
    words = sentences = beats = 0
    for text in texts:
        for sentence in _SENTENCE_END.split(text):
            found = _WORD.findall(sentence)
            words += len(found)
            sentences += bool(found)
            beats += sum(map(syllables, found))
    if not words:
        raise ValueError("a text without words has no grade level")
    return 0.39 * words / sentences + 11.8 * beats / words - 15.59
