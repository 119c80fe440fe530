"""The attempts that count, side by side: one column a question, one row an attempt."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session

from quizapp import banks
from quizapp.attempts.vectors import NOT_SHOWN, UNKNOWN, read_tenths
from quizapp.domain.bank import Bank
from quizapp.domain.statistics import Policy, ScoreMatrix
from quizapp.models import Assignment
from quizapp.question import Question
from quizapp.reports import queries
from quizapp.reports.queries import AttemptRow, DrawRow

T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """A question of a report. ``key`` is its id; with the version behind it where versions carry other marks."""

    key: str
    number: int
    question: Question
    full_marks: float
    version_id: int
    version: int


@dataclass(frozen=True)
class Layout:
    """The columns of a report, and where the questions of each draw stand in them."""

    columns: tuple[Column, ...]
    #: By draw: for each of its questions the place of its column.
    places: Mapping[int, tuple[int, ...]]
    #: Whether every draw has the same questions, with the same marks.
    same: bool
    #: The newest version that was drawn from; None before anything was drawn.
    version_id: int | None

    def place_of(self, key: str) -> int | None:
        return next((place for place, column in enumerate(self.columns) if column.key == key), None)

    def key_at(self, draw_id: int, question_id: str) -> str:
        """The key of a question as it was drawn here; its id where this draw is of no counted attempt."""
        for place in self.places.get(draw_id, ()):
            if self.columns[place].question.id == question_id:
                return self.columns[place].key
        return question_id


@dataclass(frozen=True)
class Grid:
    """Marks, outcomes and times of the attempts that are marked whole. Rows are in the order of ``attempts``."""

    layout: Layout
    attempts: tuple[AttemptRow, ...]
    matrix: ScoreMatrix
    #: Row after row, one byte a question: see ``quizapp.attempts.vectors``.
    outcomes: bytes
    tenths: "array[int]"

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.layout.columns

    @cached_property
    def students(self) -> tuple[int, ...]:
        """The student of each row."""
        return tuple(row.student_id for row in self.attempts)

    def outcome_column(self, place: int) -> bytes:
        return self.outcomes[place :: len(self.columns)]

    def tenth_column(self, place: int) -> "array[int]":
        return self.tenths[place :: len(self.columns)]


def finished_of(rows: Iterable[AttemptRow]) -> list[AttemptRow]:
    """The attempts that may count: handed in and not excused."""
    return [row for row in rows if row.is_finished and not row.is_excused]


def choose(finished: Iterable[AttemptRow], policy: Policy) -> list[AttemptRow]:
    """The attempts that count under a policy (see ``Policy``), in the order of the first of each student."""
    by_student: dict[int, list[AttemptRow]] = defaultdict(list)
    for row in finished:
        by_student[row.student_id].append(row)
    for own in by_student.values():
        own.sort(key=lambda row: row.number)
    if policy is Policy.ALL:
        return [row for own in by_student.values() for row in own]
    if policy is Policy.BEST:
        # Rounded, since 0.1 + 0.2 and 0.3 are the same score; max() keeps the first of equals.
        return [
            max(own, key=lambda row: -1e9 if row.share is None else round(row.share, 12))
            for own in by_student.values()
        ]
    return [own[0 if policy is Policy.FIRST else -1] for own in by_student.values()]


def lay_out(session: Session, assignment: Assignment, drawn: Sequence[DrawRow]) -> Layout:
    """The columns for attempts on these draws, in the order of the first draw, or of the bank where draws differ."""
    marks = queries.regraded_marks(session, assignment)
    loaded = {draw.version_id: banks.loaded(session, draw.version_id) for draw in drawn}
    asked: dict[tuple[str, float], list[DrawRow]] = defaultdict(list)
    full_by_draw: dict[int, list[tuple[str, float]]] = {}
    for draw in drawn:
        bank = loaded[draw.version_id]
        full_by_draw[draw.id] = [(q, _full_marks(bank, draw, q, marks)) for q in draw.question_ids]
        for cell in full_by_draw[draw.id]:
            asked[cell].append(draw)
    newest = max(drawn, key=lambda draw: draw.version, default=None)
    same = len({frozenset(cells) for cells in full_by_draw.values()}) <= 1
    cells = list(asked)
    if not same and newest is not None:
        order = {question.id: place for place, question in enumerate(loaded[newest.version_id].questions)}
        cells.sort(key=lambda cell: (order.get(cell[0], len(order)), cell[0]))
    variety = Counter(question for question, _ in cells)
    columns = []
    for number, cell in enumerate(cells, start=1):
        draw = max(asked[cell], key=lambda each: each.version)
        key = cell[0] if variety[cell[0]] == 1 else f"{cell[0]}~v{draw.version}"
        question = loaded[draw.version_id].question(cell[0])
        columns.append(Column(key, number, question, cell[1], draw.version_id, draw.version))
    place = {cell: place for place, cell in enumerate(cells)}
    places = {draw: tuple(place[cell] for cell in own) for draw, own in full_by_draw.items()}
    return Layout(tuple(columns), places, same, newest.version_id if newest else None)


def _full_marks(bank: Bank, draw: DrawRow, question_id: str, marks: Mapping[tuple[int, str], float]) -> float:
    if (draw.id, question_id) in marks:
        return marks[draw.id, question_id]
    question = bank.question(question_id)
    return 0.0 if draw.unmarked or question.unmarked else float(question.marks)


def fill(layout: Layout, rows: Sequence[AttemptRow], *, waiting: int) -> Grid:
    """Put the attempts that are marked whole into the columns."""
    ids = tuple(column.key for column in layout.columns)
    full = tuple(column.full_marks for column in layout.columns)
    straight = tuple(range(len(ids)))
    if all(layout.places[row.draw_id] == straight for row in rows):
        scores: list[bytes] | list[array[float]] = [row.scores or b"" for row in rows]
        outcomes = b"".join(row.outcomes or b"" for row in rows)
        tenths = read_tenths(b"".join(row.tenths or b"" for row in rows))
    else:
        scores, outcomes, tenths = _spread(layout, rows)
    matrix = ScoreMatrix(ids, full, scores, same_questions=layout.same, waiting=waiting)
    return Grid(layout, tuple(rows), matrix, outcomes, tenths)


def _spread(layout: Layout, rows: Sequence[AttemptRow]) -> "tuple[list[bytes], bytes, array[int]]":
    """Vectors in the order of each attempt's own draw, moved to the columns; the rest was not shown."""
    width = len(layout.columns)
    scores, outcomes, tenths = [], bytearray(), array("I")
    for row in rows:
        places = layout.places[row.draw_id]
        scores.append(b"".join(_moved(_chunks(row.scores or b"", 8), places, width, _NO_MARK)))
        outcomes += bytes(_moved(row.outcomes or b"", places, width, NOT_SHOWN))
        tenths.extend(_moved(read_tenths(row.tenths or b""), places, width, UNKNOWN))
    return scores, bytes(outcomes), tenths


_NO_MARK = b"\x00\x00\x00\x00\x00\x00\xf8\x7f"  # NaN as a little-endian float64


def _chunks(vector: bytes, size: int) -> list[bytes]:
    return [vector[start : start + size] for start in range(0, len(vector), size)]


def _moved(values: Iterable[T], places: Sequence[int], width: int, otherwise: T) -> list[T]:
    moved = [otherwise] * width
    for place, value in zip(places, values, strict=True):
        moved[place] = value
    return moved


def seconds_at(counts: Mapping[int, int], share: float) -> float | None:
    """A quantile of times that were counted by tenths of a second, in seconds; None where no time is known.

    Between neighbours in proportion (Hyndman & Fan type 7), as ``time_spent`` has it.
    """
    known = sorted((tenth, count) for tenth, count in counts.items() if tenth != UNKNOWN)
    n = sum(count for _, count in known)
    if not n:
        return None
    spot = (n - 1) * share
    low, part = int(spot), spot - int(spot)
    below = _nth(known, low)
    above = _nth(known, min(low + 1, n - 1))
    return below / 10 if not part else (below / 10) * (1 - part) + (above / 10) * part


def _nth(known: Iterable[tuple[int, int]], place: int) -> int:
    passed = 0
    for tenth, count in known:
        passed += count
        if passed > place:
            return tenth
    raise IndexError(place)
