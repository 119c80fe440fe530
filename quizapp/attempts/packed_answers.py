"""What reports need of every answer, a few bytes a question beside the attempt's scores.

A report over many thousand attempts reads these columns whole and never the answers themselves. Both follow the
questions of the attempt's draw and are written with ``attempt.scores``:

* ``outcomes``: one byte a question, ``verdict + 6 * certainty + 24 * trust``, places in the tuples below
* ``tenths``: seconds spent, in tenths, as little-endian uint32; ``UNKNOWN`` where no time is known
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import byteorder
from typing import TypeVar

from quizapp.attempts.trust import Trust
from quizapp.domain.answers import Certainty, Verdict

VERDICTS = tuple(Verdict)
#: A question that this attempt was not shown: no outcome has this byte.
NOT_SHOWN = 255
#: A time that is not known.
UNKNOWN = 0xFFFF_FFFF
_CERTAINTIES = (None, *Certainty)
N = TypeVar("N", int, float)


#: None: the question asks for no status, or the answer gives none.
_TRUSTS = (None, *(Trust(solid, accepted) for solid in (True, False) for accepted in (True, False)))


@dataclass(frozen=True)
class AnswerFacts:
    """What one byte of ``outcomes`` says."""

    verdict: Verdict
    certainty: str | None = None
    trust: Trust | None = None


def write_facts(facts: AnswerFacts) -> int:
    """The byte of an answer."""
    return (
        VERDICTS.index(facts.verdict)
        + len(VERDICTS) * _CERTAINTIES.index(facts.certainty)
        + len(VERDICTS) * len(_CERTAINTIES) * _TRUSTS.index(facts.trust)
    )


@lru_cache(maxsize=256)
def read_facts(byte: int) -> AnswerFacts:
    """What a byte says; ValueError for one that no answer has, such as ``NOT_SHOWN``."""
    trust, rest = divmod(byte, len(VERDICTS) * len(_CERTAINTIES))
    if trust >= len(_TRUSTS):
        raise ValueError(f"no answer is written as {byte}")
    certainty, verdict = divmod(rest, len(VERDICTS))
    return AnswerFacts(VERDICTS[verdict], _CERTAINTIES[certainty], _TRUSTS[trust])


def pack_tenths(seconds: Iterable[float | None]) -> bytes:
    """Times as the column ``tenths`` holds them."""
    return _in_file_order(array("I", [UNKNOWN if s is None else round(s * 10) for s in seconds])).tobytes()


def read_tenths(packed: bytes) -> "array[int]":
    """Times of one attempt or of many, one after the other, in tenths of a second."""
    found = array("I")
    found.frombytes(packed)
    return _in_file_order(found)


def pack_scores(marks: Sequence[float | None]) -> bytes:
    """Marks as the column ``scores`` holds them: float64, NaN where one is missing."""
    return _in_file_order(array("d", [float("nan") if m is None else m for m in marks])).tobytes()


def read_scores(packed: bytes) -> "array[float]":
    """Marks of one attempt or of many, one after the other; NaN where one is missing."""
    found = array("d")
    found.frombytes(packed)
    return _in_file_order(found)


def _in_file_order(values: "array[N]") -> "array[N]":
    if byteorder == "big":
        values.byteswap()
    return values
