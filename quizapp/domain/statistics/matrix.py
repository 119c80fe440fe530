"""The marks of many attempts on the same questions, and the scores that follow from them."""

import math
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

_BYTES_PER_MARK = 8
#: Scores closer than this many decimals are ties: 0.1 + 0.2 is 0.3.
_TIE_DECIMALS = 9


@dataclass(frozen=True)
class ScoreMatrix:
    """One row of marks per attempt, one column per question.

    A row is either a sequence of floats or their bytes: little-endian float64, as the column
    ``attempt.scores`` holds them. NaN means that there is no mark, and why is told by ``same_questions``:

    * True (one draw for the whole assignment): everybody was shown every question, so NaN is a response
      that still waits to be marked. Such an attempt has no total, and is counted as waiting.
    * False (one draw per student): NaN is a question the student was not shown, or in the rows of ``unfinished``
      a response that waits.

    A question is counted over the rows that have a mark for it; totals and what follows from them over the rows
    that are marked whole.

    A question left blank has the mark 0. Marks may be negative. ``full_marks`` is what the key would earn,
    0 for a question that does not count.
    """

    question_ids: tuple[str, ...]
    full_marks: tuple[float, ...]
    rows: Sequence[bytes] | Sequence[Sequence[float]]
    same_questions: bool = True
    #: Attempts that the caller left out because a response of theirs waits to be marked.
    waiting: int = 0
    #: Rows with a response that waits to be marked, where NaN does not tell it.
    unfinished: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        p = len(self.question_ids)
        if len(self.full_marks) != p:
            raise ValueError(f"{p} questions but full marks for {len(self.full_marks)}")
        if not all(math.isfinite(marks) and marks >= 0 for marks in self.full_marks):
            raise ValueError(f"full marks are 0 or more, not {self.full_marks}")
        for row in self.rows:
            width = len(row) / _BYTES_PER_MARK if isinstance(row, bytes) else len(row)
            if width != p:
                raise ValueError(f"{p} questions but a row of {width:g} marks")


@dataclass(frozen=True)
class AttemptScore:
    """What one attempt earned: its marks, the full marks of what it was shown, and the share.

    ``share`` is None where a response waits to be marked or nothing could be earned.
    """

    marks: float | None
    full_marks: float
    share: float | None


@dataclass(frozen=True)
class Table:
    """Marks one after the other, row by row, in the computer's own byte order; ``totals`` per row."""

    width: int
    marks: "array[float]"  # array takes no parameter at run time before Python 3.12
    totals: list[float]
    #: Attempts left out because a response of theirs still waits to be marked.
    waiting: int = 0

    def column(self, place: int) -> tuple[float, ...]:
        return tuple(self.marks[place :: self.width])

    def __iter__(self) -> Iterator[tuple[float, ...]]:
        if not self.width:
            return iter([()] * len(self.totals))
        return struct.Struct(f"={self.width}d").iter_unpack(self.marks)


def read_table(matrix: ScoreMatrix) -> Table:
    """Read every row of a matrix; totals of rows that lack a mark are NaN."""
    width = len(matrix.question_ids)
    marks = array("d")
    if matrix.rows and isinstance(matrix.rows[0], bytes):
        marks.frombytes(b"".join(matrix.rows))  # type: ignore[arg-type]  # rows are all of one kind
        if sys.byteorder == "big":
            marks.byteswap()
    else:
        for row in matrix.rows:
            marks.extend(row)
    table = Table(width, marks, [0.0] * len(matrix.rows))
    totals = list(map(math.fsum, table))
    if any(map(math.isinf, totals)):
        raise ValueError("a mark is infinite")
    return Table(width, marks, totals)


def read_complete(matrix: ScoreMatrix) -> Table:
    """Read the rows that lack no mark; the others are counted as waiting."""
    table = read_table(matrix)
    complete = [total == total for total in table.totals]  # NaN differs from itself
    if all(complete):
        return Table(table.width, table.marks, table.totals, matrix.waiting)
    marks = array("d")
    for row in compress(table, complete):
        marks.extend(row)
    waiting = matrix.waiting + complete.count(False)
    return Table(table.width, marks, list(compress(table.totals, complete)), waiting)


def attempt_scores(matrix: ScoreMatrix) -> list[AttemptScore]:
    """The score of every row, in the matrix's order, waiting ones too."""
    table = read_table(matrix)
    whole = math.fsum(matrix.full_marks)
    scores = []
    for place, (row, total) in enumerate(zip(table, table.totals, strict=True)):
        if total == total:
            scores.append(AttemptScore(total, whole, total / whole if whole > 0 else None))
        elif matrix.same_questions or place in matrix.unfinished:
            scores.append(AttemptScore(None, whole, None))
        else:
            scores.append(_score_of_shown(row, matrix.full_marks))
    return scores


def _score_of_shown(row: Sequence[float], full_marks: Sequence[float]) -> AttemptScore:
    shown = [mark == mark for mark in row]
    total = math.fsum(compress(row, shown))
    whole = math.fsum(compress(full_marks, shown))
    return AttemptScore(total, whole, total / whole if whole > 0 else None)


def rest_shares(matrix: ScoreMatrix) -> dict[str, list[float | None]]:
    """Per question and row, the share earned on all other questions: what option tables correlate with.

    None where the question has no mark in that row (not shown, or waiting), where the row waits to be
    marked, and where nothing else could be earned.
    """
    table, scores = read_table(matrix), attempt_scores(matrix)
    rests: dict[str, list[float | None]] = {}
    for place, question_id in enumerate(matrix.question_ids):
        full = matrix.full_marks[place]
        rests[question_id] = [
            (score.marks - mark) / (score.full_marks - full)
            if score.marks is not None and mark == mark and score.full_marks > full
            else None
            for mark, score in zip(table.column(place), scores, strict=True)
        ]
    return rests


def ability_thirds(shares: Sequence[float]) -> list[int]:
    """Sort attempts by score into thirds: 0 lower, 1 middle, 2 upper, in the order given.

    Attempts with equal scores (to nine decimals) always share a third. With ``b`` attempts below and ``t``
    tied, counting the attempt itself, its place is taken to be the middle of those it shares,
    ``(b + t/2) / n``: up to but not at 1/3 is lower, beyond 2/3 upper. So a class that all scored alike is
    all middle, and no order of rows can change a third. Other programs lift ties upwards or cut at 27 %.
    """
    n = len(shares)
    keys = [round(share, _TIE_DECIMALS) for share in shares]
    counts: dict[float, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    thirds: dict[float, int] = {}
    below = 0
    for key in sorted(counts):
        doubled = 2 * below + counts[key]
        thirds[key] = 0 if 3 * doubled < 2 * n else 2 if 3 * doubled > 4 * n else 1
        below += counts[key]
    return [thirds[key] for key in keys]
