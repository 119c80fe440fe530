"""What most of a class missed, and whose score fell: what a teacher teaches again, and whom to talk to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.domain.answers import Verdict

#: Fewer answers are nobody's "most of the class".
FEWEST_ANSWERS = 3
#: At most so many ideas are taught again in one lesson.
MOST_IDEAS = 3
#: A score that lies so far below all earlier ones is worth a word ...
FELL_BY = 0.2
#: ... where there are so many earlier ones.
FEWEST_EARLIER = 2


@dataclass(frozen=True)
class Missed:
    """A question that most of those who met it did not get right."""

    question_id: str
    #: Those who were not wholly right, of all whose answer is marked.
    missed: int
    n: int


def missed(question_id: str, outcomes: Mapping[Verdict, int], facility: float | None) -> Missed | None:
    """The question as missed, where more than half were not wholly right and together earned less than half of its marks.

    The second condition keeps questions of many parts out, of which nearly everybody gets most right.
    """
    n = sum(number for verdict, number in outcomes.items() if verdict is not Verdict.WAITING)
    wrong = n - outcomes.get(Verdict.RIGHT, 0)
    if n < FEWEST_ANSWERS or facility is None or facility >= 0.5 or 2 * wrong <= n:
        return None
    return Missed(question_id, wrong, n)


def most_missed(found: Iterable[Missed | None], most: int = MOST_IDEAS) -> list[Missed]:
    """The questions that the largest part of a class missed, those first."""
    known = [each for each in found if each is not None]
    return sorted(known, key=lambda each: (-each.missed / each.n, each.question_id))[:most]


def fell(share: float, earlier: Sequence[float]) -> bool:
    """Whether a score lies well below every earlier one of the same student."""
    return len(earlier) >= FEWEST_EARLIER and share <= min(earlier) - FELL_BY + 1e-9
