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

from quizapp.domain.answers import Certainty, Verdict
from quizapp.domain.bank import Bank
from quizapp.domain.claims import Aspect, Status
from quizapp.question import Question, Response

VERDICTS = tuple(Verdict)
#: A question that this attempt was not shown: no outcome has this byte.
NOT_SHOWN = 255
#: A time that is not known.
UNKNOWN = 0xFFFF_FFFF
#: How the bank's authors call answers that trust or doubt more than the record supports.
TOO_CERTAIN, TOO_DOUBTFUL = "too certain", "too doubtful"
_CERTAINTIES = (None, *Certainty)
N = TypeVar("N", int, float)


@dataclass(frozen=True)
class Trust:
    """An answer on a claim's status: whether the claim is solid, and whether the answer accepts it as solid."""

    solid: bool
    accepted: bool


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


def trust_of(bank: Bank, question: Question, response: Response) -> Trust | None:
    """Whether an answer to a question on status accepts its claim as solid; None where it does not say.

    A right answer accepts what is solid and holds back what is not. A wrong one says so by the status it names, or
    by its misconception ("too certain", "too doubtful"). Questions on several claims at once say nothing.
    """
    claims = bank.claims_of(question)
    if question.tests is not Aspect.STATUS or len(claims) != 1:
        return None
    solid = claims[0].status.is_solid
    if question.grade(response).fraction == 1:
        return Trust(solid, solid)
    statuses = [Status(c) for c in question.categories(response) if c in set(Status)]
    if len(statuses) == 1:
        return Trust(solid, statuses[0].is_solid)
    slips = {note.misconception for note in question.review(response).notes} & {TOO_CERTAIN, TOO_DOUBTFUL}
    return Trust(solid, slips == {TOO_CERTAIN}) if len(slips) == 1 else None


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
