"""What the keys of other questions give away: the words that stand in right options and not in wrong ones.

Who has seen the answers of some questions learns which words win ("dated", "from neither side", "not verified"), and no
longer needs the source. The memory holds, for single words, pairs of words and the first word, in how many right and wrong
options they stand; a question's own idea is left out, so that nothing is learned from its variants. An option is worth the
sum of the log odds of its words over the square root of their number (naive Bayes with half a count added, in which long
options gain nothing by their length).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt
from typing import TYPE_CHECKING

from quizapp.domain.exchange import Choice, Gapped, Part

if TYPE_CHECKING:
    from quizapp.domain.question import Question

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: A feature that fewer options have teaches nothing.
_SEEN = 2


@lru_cache(maxsize=8192)
def features(text: str) -> frozenset[str]:
    """The words of an option, its pairs of neighbouring words, and its first word as such."""
    found = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    pairs = (f"{one} {other}" for one, other in pairwise(found))
    return frozenset((*found, *pairs, *(f"^{word}" for word in found[:1])))


def worded_choices(question: "Question") -> Iterator[tuple[Part, ...]]:
    """The lists of options that the author worded: of a choice, of a gap to choose. Not true and false, not rows to pair."""
    match question.exchange():
        case Choice(options, truth=False):
            yield options
        case Gapped(_segments, gaps):
            yield from (gap.options for gap in gaps if gap.listed)


class WordMemory:
    """In how many right and wrong options each feature stands, by idea, so that one can be left out."""

    def __init__(self, questions: Iterable["Question"]) -> None:
        #: Under the idea "" over all of them.
        self._right: dict[str, Counter[str]] = defaultdict(Counter)
        self._wrong: dict[str, Counter[str]] = defaultdict(Counter)
        self._options: Counter[tuple[str, bool]] = Counter()
        self._learned: set[str] = set()
        for question in questions:
            for options in worded_choices(question):
                self._learned.add(question.id)
                for option in options:
                    if option.void:
                        continue
                    is_right = bool(option.share)
                    counts = self._right if is_right else self._wrong
                    for idea in (question.idea, ""):
                        counts[idea].update(features(option.text))
                        self._options[idea, is_right] += 1

    def scores(self, question: "Question", options: Sequence[str]) -> tuple[float, ...] | None:
        """What each option is worth by the keys of all other ideas; None where the author worded no options."""
        if question.id not in self._learned:
            return None
        idea = question.idea
        rights, wrongs = self._right, self._wrong
        of_right = self._options["", True] - self._options[idea, True] + 1
        of_wrong = self._options["", False] - self._options[idea, False] + 1
        found = []
        for text in options:
            own = features(text)
            total = 0.0
            for feature in sorted(own):
                right = rights[""][feature] - rights[idea][feature]
                wrong = wrongs[""][feature] - wrongs[idea][feature]
                if right + wrong >= _SEEN:
                    total += log((right + 0.5) / of_right) - log((wrong + 0.5) / of_wrong)
            found.append(round(total / sqrt(max(1, len(own))), 9))
        return tuple(found)
