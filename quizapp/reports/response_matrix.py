"""The attempts that count, side by side: one column a question, one row an attempt."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from quizapp.attempts.assignment_queries import AttemptRow, DrawRow
from quizapp.attempts.packed_answers import NOT_SHOWN, UNKNOWN, read_tenths
from quizapp.domain.question import Question
from quizapp.domain.statistics.columns import Policy
from quizapp.domain.statistics.matrix import ScoreMatrix
from quizapp.reports.corrected_questions import Keys

T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """A question of a report. ``key`` is its id; with its marks behind it where it was worth other marks to some."""

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
    #: The same by attempt, for those whose marks a regrade set apart from others of their draw.
    own_places: Mapping[int, tuple[int, ...]]
    #: Whether everybody had the same questions, worth the same marks.
    same: bool
    #: The newest version that was drawn from; None before anything was drawn.
    version_id: int | None

    def place_of(self, key: str) -> int | None:
        return next((place for place, column in enumerate(self.columns) if column.key == key), None)

    def places_of(self, attempt: AttemptRow) -> tuple[int, ...]:
        """Where the questions of an attempt's draw stand; nothing for an attempt that does not count."""
        return self.own_places.get(attempt.id) or self.places.get(attempt.draw_id, ())

    def key_at(self, attempt: AttemptRow, question_id: str) -> str:
        """The key of a question as this attempt had it; its id where the report has no such column."""
        for place in self.places_of(attempt):
            if self.columns[place].question.id == question_id:
                return self.columns[place].key
        return question_id


@dataclass(frozen=True)
class Grid:
    """Marks, outcomes and times of the attempts that count. Rows are in the order of ``attempts``."""

    layout: Layout
    attempts: tuple[AttemptRow, ...]
    matrix: ScoreMatrix
    #: Row after row, one byte a question: see ``quizapp.attempts.packed_answers``.
    outcomes: bytes
    tenths: "array[int]"

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.layout.columns

    @cached_property
    def students(self) -> tuple[int, ...]:
        """The student of each row."""
        return tuple(row.student_id for row in self.attempts)

    @cached_property
    def each_once(self) -> bool:
        """Whether every row is another student's."""
        return len(set(self.students)) == len(self.students)

    def outcome_column(self, place: int) -> bytes:
        return self.outcomes[place :: len(self.columns)]

    def tenth_column(self, place: int) -> "array[int]":
        return self.tenths[place :: len(self.columns)]


def finished_of(rows: Iterable[AttemptRow]) -> list[AttemptRow]:
    """The attempts that may count: handed in and not excused."""
    return [row for row in rows if row.is_finished and not row.is_excused]


def choose_attempts(finished: Iterable[AttemptRow], policy: Policy) -> list[AttemptRow]:
    """The attempts that count under a policy (see ``Policy``), in the order of the first of each student."""
    by_student: dict[int, list[AttemptRow]] = defaultdict(list)
    for row in finished:
        by_student[row.student_id].append(row)
    for own in by_student.values():
        if len(own) > 1:
            own.sort(key=lambda row: row.number)
    if policy is Policy.ALL:
        return [row for own in by_student.values() for row in own]
    if policy is Policy.BEST:
        # Rounded, since 0.1 + 0.2 and 0.3 are the same score; max() keeps the first of equals.
        return [
            max(own, key=lambda row: -1e9 if row.share is None else round(row.share, 12))
            if len(own) > 1
            else own[0]
            for own in by_student.values()
        ]
    return [own[0 if policy is Policy.FIRST else -1] for own in by_student.values()]


#: A question and what it is worth.
Cell = tuple[str, float]


def lay_out(
    keys: Keys,
    drawn: Sequence[DrawRow],
    counted: Sequence[AttemptRow],
    regraded: Mapping[int, Mapping[str, float]],
) -> Layout:
    """The columns for these attempts, in the order of the one draw, or of the bank where draws differ.

    A question that was worth other marks to some is a column for each, since its marks cannot be compared.
    """
    by_draw = {draw.id: _cells_of(keys, draw) for draw in drawn}
    own: dict[int, tuple[Cell, ...]] = {}
    for row in counted:
        worth = regraded.get(row.id)
        if worth is not None:
            own[row.id] = tuple((q, worth.get(q, marks)) for q, marks in by_draw[row.draw_id])
    plain = {row.draw_id for row in counted if row.id not in own} if counted else set(by_draw)
    sets = {frozenset(by_draw[draw]) for draw in plain} | {frozenset(cells) for cells in own.values()}
    versions = {draw.id: draw for draw in drawn}
    asked: dict[Cell, DrawRow] = {}
    had = [(by_draw[draw], versions[draw]) for draw in sorted(plain)]
    had += [(own[row.id], versions[row.draw_id]) for row in counted if row.id in own]
    for cells, draw in had:
        for cell in cells:
            if cell not in asked or asked[cell].version < draw.version:
                asked[cell] = draw
    newest = max(drawn, key=lambda draw: draw.version, default=None)
    order = list(asked)
    if len(sets) > 1 and newest is not None:
        rank = keys.bank(newest.version_id).places
        order.sort(key=lambda cell: (rank.get(cell[0], len(rank)), cell))
    place = {cell: at for at, cell in enumerate(order)}
    return Layout(
        columns=tuple(_columns(keys, order, asked)),
        places={draw: tuple(place[cell] for cell in by_draw[draw]) for draw in plain},
        own_places={attempt: tuple(place[cell] for cell in cells) for attempt, cells in own.items()},
        same=len(sets) <= 1,
        version_id=newest.version_id if newest else None,
    )


def _columns(keys: Keys, order: Sequence[Cell], asked: Mapping[Cell, DrawRow]) -> Iterator[Column]:
    variety = Counter(question for question, _ in order)
    for number, (question_id, marks) in enumerate(order, start=1):
        draw = asked[question_id, marks]
        key = question_id if variety[question_id] == 1 else f"{question_id}~{marks:g}"
        question = keys.question(draw.version_id, question_id)
        yield Column(key, number, question, marks, draw.version_id, draw.version)


def _cells_of(keys: Keys, draw: DrawRow) -> tuple[Cell, ...]:
    return tuple((question_id, _full_marks(keys, draw, question_id)) for question_id in draw.question_ids)


def _full_marks(keys: Keys, draw: DrawRow, question_id: str) -> float:
    question = keys.question(draw.version_id, question_id)
    return 0.0 if draw.unmarked or question.unmarked else float(question.marks)


def fill_matrix(layout: Layout, rows: Sequence[AttemptRow]) -> Grid:
    """Put the attempts that count into the columns; a mark that is missing yet is NaN."""
    ids = tuple(column.key for column in layout.columns)
    full = tuple(column.full_marks for column in layout.columns)
    straight = tuple(range(len(ids)))
    if all(layout.places_of(row) == straight for row in rows):
        scores: list[bytes] | list[array[float]] = [row.scores or b"" for row in rows]
        outcomes = b"".join(row.outcomes or b"" for row in rows)
        tenths = read_tenths(b"".join(row.tenths or b"" for row in rows))
    else:
        scores, outcomes, tenths = _spread(layout, rows)
    unfinished = frozenset(place for place, row in enumerate(rows) if not row.is_marked)
    matrix = ScoreMatrix(ids, full, scores, same_questions=layout.same, unfinished=unfinished)
    return Grid(layout, tuple(rows), matrix, outcomes, tenths)


def _spread(layout: Layout, rows: Sequence[AttemptRow]) -> "tuple[list[bytes], bytes, array[int]]":
    """Vectors in the order of each attempt's own draw, moved to the columns; the rest was not shown."""
    width = len(layout.columns)
    scores, outcomes, tenths = [], bytearray(), array("I")
    for row in rows:
        places = layout.places_of(row)
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
