"""Certainty: whether learners know what they know."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.domain.answers import Certainty, is_nothing, is_whole
from quizapp.domain.statistics.intervals import LEVEL, Interval, wilson_interval

#: The chance of being right that each word is taken to state, for the Brier score. Learners state no
#: number, so this is a convention: a blind choice among four; the middle of the band (2/3 to 0.8) in which
#: the middle mark of certainty-based marking pays best, rounded down; and one mistake in twenty.
STATED_CHANCE = {Certainty.GUESSING: 0.25, Certainty.FAIRLY_SURE: 0.70, Certainty.CERTAIN: 0.95}


@dataclass(frozen=True)
class CertaintyAnswer:
    """One answer with the certainty its learner chose, and its grade (0 to 1)."""

    student: str
    question_id: str
    certainty: str
    fraction: float

    @property
    def right(self) -> bool:
        return is_whole(self.fraction)

    @property
    def wrong(self) -> bool:
        return is_nothing(self.fraction)


@dataclass(frozen=True)
class CertaintyRow:
    """How answers of one certainty turned out; ``share`` counts full marks only."""

    certainty: str
    n: int
    right: int
    share: float | None
    interval: Interval | None
    stated: float


@dataclass(frozen=True)
class Calibration:
    """How certainty and being right go together.

    ``brier`` is the mean squared gap between the stated chance and the outcome (0 best, 1 worst), which
    splits exactly into ``reliability - resolution + uncertainty``. ``bias`` is the mean stated chance less
    the share right: above 0 the learners think they know more than they do.
    """

    n: int
    rows: tuple[CertaintyRow, ...]
    brier: float | None
    reliability: float | None
    resolution: float | None
    uncertainty: float | None
    bias: float | None


def calibrate(answers: Sequence[CertaintyAnswer], level: float = LEVEL) -> Calibration:
    """Compare certainty with the outcome; answers without a certainty must be left out by the caller.

    With ``n_k`` answers of certainty k, its stated chance ``f_k`` (``STATED_CHANCE``), the share right
    ``o_k`` among them and ``o`` among all n:

    * Brier score ``sum over answers (f - outcome)^2 / n``, outcome 1 for full marks and else 0
    * reliability ``sum n_k (f_k - o_k)^2 / n``, resolution ``sum n_k (o_k - o)^2 / n``,
      uncertainty ``o (1 - o)``

    None without answers. Sources: Brier (1950), *Monthly Weather Review* 78, 1-3; Murphy (1973), *Journal
    of Applied Meteorology* 12, 595-600.
    """
    unknown = {answer.certainty for answer in answers} - set(Certainty)
    if unknown:
        raise ValueError(f"certainty is one of {', '.join(Certainty)}, not {sorted(unknown)}")
    shown = Counter(answer.certainty for answer in answers)
    right = Counter(answer.certainty for answer in answers if answer.right)
    return calibrate_counts(shown, right, level)


def calibrate_counts(shown: Mapping[str, int], right: Mapping[str, int], level: float = LEVEL) -> Calibration:
    """As ``calibrate``, from how many answers each certainty was given with, and how many of them were right."""
    rows = tuple(
        CertaintyRow(
            certainty=word,
            n=shown.get(word, 0),
            right=right.get(word, 0),
            share=right.get(word, 0) / shown[word] if shown.get(word) else None,
            interval=wilson_interval(right.get(word, 0), shown.get(word, 0), level),
            stated=STATED_CHANCE[word],
        )
        for word in Certainty
    )
    n = sum(row.n for row in rows)
    if not n:
        return Calibration(0, rows, None, None, None, None, None)
    overall = sum(row.right for row in rows) / n
    pairs = [(row.n / n, row.stated, row.share) for row in rows if row.share is not None]
    reliability = sum(weight * (stated - share) ** 2 for weight, stated, share in pairs)
    resolution = sum(weight * (share - overall) ** 2 for weight, _, share in pairs)
    return Calibration(
        n=n,
        rows=rows,
        brier=sum(w * (share * (1 - stated) ** 2 + (1 - share) * stated**2) for w, stated, share in pairs),
        reliability=reliability,
        resolution=resolution,
        uncertainty=overall * (1 - overall),
        bias=sum(weight * stated for weight, stated, _ in pairs) - overall,
    )


@dataclass(frozen=True)
class SureAndWrong:
    """A question that students answered wrongly while certain.

    ``certain`` is how many were certain of it at all, ``n`` how many gave a certainty.
    """

    question_id: str
    students: tuple[str, ...]
    certain: int
    n: int


def sure_and_wrong(answers: Sequence[CertaintyAnswer]) -> tuple[SureAndWrong, ...]:
    """Questions with certain answers that earned nothing, most students first.

    A student counts once per question. An answer that earned part of the marks is not wrong.
    """
    by_question: dict[str, list[CertaintyAnswer]] = defaultdict(list)
    for answer in answers:
        by_question[answer.question_id].append(answer)
    found = []
    for question_id, members in by_question.items():
        certain = [answer for answer in members if answer.certainty == Certainty.CERTAIN]
        students = tuple(sorted({answer.student for answer in certain if answer.wrong}))
        if students:
            everybody = {answer.student for answer in members}
            found.append(
                SureAndWrong(
                    question_id, students, len({answer.student for answer in certain}), len(everybody)
                )
            )
    return tuple(sorted(found, key=lambda one: (-len(one.students), one.question_id)))
