"""The gradebook: which attempt counts, and every student's mark in every assignment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.basics.messages import msg
from quizapp.basics.spreadsheets import Cell as Entry
from quizapp.identity.display_names import People
from quizapp.models import Assignment, Attempt, AttemptState, CountedAttempt, Membership, SchoolClass


@dataclass(frozen=True)
class Done:
    """What the gradebook needs of an attempt."""

    student_id: int
    assignment_id: int
    state: str
    excused: bool
    score: float | None
    max_marks: float


@dataclass(frozen=True)
class Cell:
    """What one student earned in one assignment: a share from 0 to 1, or None with the reason.

    ``why_none``: not started | not handed in | waits for marking | excused | no marks.
    """

    share: float | None
    why_none: str
    attempts: int
    #: Whether the share reaches the pass mark; None where there is no share or no pass mark.
    passed: bool | None = None


@dataclass(frozen=True)
class GradebookRow:
    """One student: a cell for each assignment, and the mean of the shares that there are."""

    #: As the page may call them.
    name: str
    membership_id: str
    #: The student ID of the school; empty where none is known, or names are hidden.
    school_id: str
    cells: tuple[Cell, ...]

    @property
    def mean(self) -> float | None:
        shares = [cell.share for cell in self.cells if cell.share is not None]
        return fmean(shares) if shares else None


@dataclass(frozen=True)
class Gradebook:
    """Students by assignments; ``students`` is how many there are on all pages."""

    assignments: tuple[Assignment, ...]
    rows: tuple[GradebookRow, ...]
    students: int


def make_cell(assignment: Assignment, attempts: Sequence[Done]) -> Cell:
    """The mark that counts: best, last, first or mean of the finished attempts that are not excused."""
    counted = [a for a in attempts if not a.excused]
    finished = [
        a.score / a.max_marks
        for a in counted
        if a.state == AttemptState.GRADED and a.score is not None and a.max_marks
    ]
    if finished:
        share = {
            CountedAttempt.BEST: max(finished),
            CountedAttempt.LAST: finished[-1],
            CountedAttempt.FIRST: finished[0],
            CountedAttempt.MEAN: fmean(finished),
        }[assignment.counts]
        passed = None if assignment.pass_mark is None else share >= assignment.pass_mark - 1e-9
        return Cell(share, "", len(attempts), passed)
    return Cell(None, _why_none(attempts, counted), len(attempts))


def _why_none(attempts: Sequence[Done], counted: Sequence[Done]) -> str:
    if attempts and not counted:
        return "excused"
    states = {a.state for a in counted}
    for state, why in (
        (AttemptState.SUBMITTED, "waits for marking"),
        (AttemptState.OPEN, "not handed in"),
        (AttemptState.GRADED, "no marks"),
    ):
        if state in states:
            return why
    return "not started"


def done_by(session: Session, assignment_ids: Sequence[int]) -> dict[tuple[int, int], list[Done]]:
    """The attempts at these assignments that are not deleted, by student and assignment, first to last."""
    found: dict[tuple[int, int], list[Done]] = {}
    for row in session.execute(
        select(
            Attempt.student_id,
            Attempt.assignment_id,
            Attempt.state,
            Attempt.excused_at.is_not(None),
            Attempt.score,
            Attempt.max_marks,
        )
        .where(Attempt.assignment_id.in_(assignment_ids), Attempt.state != AttemptState.VOIDED)
        .order_by(Attempt.number)
    ):
        found.setdefault((row[0], row[1]), []).append(Done(*row))
    return found


def build_gradebook(
    session: Session, school_class: SchoolClass, people: People, *, page: int = 1, size: int | None = None
) -> Gradebook:
    """Every student's mark in every assignment; ``size`` students to a page, None: all of them."""
    columns = tuple(
        session.scalars(
            select(Assignment)
            .where(Assignment.class_id == school_class.id, Assignment.archived_at.is_(None))
            .order_by(Assignment.id)
        )
    )
    here = (Membership.class_id == school_class.id, Membership.removed_at.is_(None))
    wanted = select(Membership.id, Membership.public_id, Membership.student_id, Membership.school_id).where(
        *here
    )
    memberships = sorted(session.execute(wanted), key=lambda membership: people.order(membership[0]))
    shown = memberships if size is None else memberships[(page - 1) * size : page * size]
    done = done_by(session, [a.id for a in columns])
    rows = tuple(
        GradebookRow(
            people.name(membership),
            membership_id,
            "" if people.hidden else school_id or "",
            tuple(make_cell(a, done.get((student or 0, a.id), ())) for a in columns),
        )
        for membership, membership_id, student, school_id in shown
    )
    return Gradebook(columns, rows, len(memberships))


def gradebook_table(book: Gradebook) -> Iterator[list[Entry]]:
    """The gradebook as rows for a spreadsheet: marks in per cent, or the word that says why there is none."""
    known = any(row.school_id for row in book.rows)
    ids: list[Entry] = ["Student ID"] if known else []
    yield ["Student", *ids, *(f"{a.title} (%)" for a in book.assignments), msg("Mean (%)")]
    for row in book.rows:
        yield [
            row.name,
            *([row.school_id] if known else []),
            *(_entry(cell.share, cell.why_none) for cell in row.cells),
            _entry(row.mean, ""),
        ]


def _entry(share: float | None, otherwise: str) -> Entry:
    return otherwise if share is None else round(share * 100, 2)
