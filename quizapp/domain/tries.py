"""Several tries at one question: which answer counts, and what it earns. The one place that decides.

The verdict comes from the answer, the marks from the try:

* the answer with the best grade counts, the later one of two that are as good; its grade is the verdict
* each try earns its grade times the share of that try; the best so far is kept, so no later try takes marks away
* a try beyond the last share earns nothing; without shares every try earns all
* an answer that was given before is no try
* a wholly right answer ends the tries

Recording, handing in, corrections, regrading, reports and files all ask ``count_tries``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Try:
    """One answer as it was given, and its grade by the key; None where a person marks it."""

    #: The answer as its type reads it; None for "I don't know".
    said: Any
    fraction: Fraction | None


@dataclass(frozen=True)
class Counted:
    """What some answers come to."""

    #: Place of the answer that counts, among those given.
    place: int
    #: How many tries they took.
    used: int
    #: The grade of the answer that counts; None where a person marks it.
    fraction: Fraction | None
    #: The share of the full marks that is safe now.
    earned: Fraction
    #: Whether the last answer was one that had been given before.
    repeated: bool

    @property
    def credit(self) -> Fraction:
        """What is earned, as a share of the grade: 1 where nothing has fallen."""
        return self.earned / self.fraction if self.fraction else Fraction(1)


def share_of(number: int, shares: Sequence[Fraction]) -> Fraction:
    """What a right answer earns at the first, second … try."""
    if not shares:
        return Fraction(1)
    return shares[number - 1] if number <= len(shares) else Fraction(0)


def count_tries(given: Sequence[Try], shares: Sequence[Fraction]) -> Counted:
    """What the answers given at a position come to, first to last; there is at least one."""
    seen: list[Any] = []
    place, best, earned, repeated = 0, Fraction(-1), Fraction(0), False
    for at, each in enumerate(given):
        repeated = each.said is not None and each.said in seen
        if repeated:
            continue
        seen.append(each.said)
        if each.fraction is None:
            return Counted(at, len(seen), None, Fraction(0), repeated=False)
        earned = max(earned, each.fraction * share_of(len(seen), shares))
        if each.fraction >= best:
            place, best = at, each.fraction
        if each.fraction == 1:
            break
    return Counted(place, len(seen), best, earned, repeated)
