"""The gradebook: which attempt counts, and every student's mark in every assignment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts.allowances import NOTHING, Extra, effective_close, extra_of, most_of
from quizapp.basics.i18n import _
from quizapp.basics.spreadsheets import PER_CENT, Sheet
from quizapp.basics.spreadsheets import Cell as Entry
from quizapp.classes.weights import Scheme
from quizapp.identity.display_names import People
from quizapp.models import (
    Allowance,
    Assignment,
    Attempt,
    AttemptState,
    CountedAttempt,
    Membership,
    SchoolClass,
)


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
    """What one student earned in one assignment: a share from 0 to 1, or None with the reason; 0 with one is missing.

    ``why_none``: not started | not handed in | waits for marking | excused | no marks.
    """

    share: float | None
    why_none: str
    attempts: int
    #: Whether the share reaches the pass mark; None where there is no share or no pass mark.
    passed: bool | None = None


@dataclass(frozen=True)
class GradebookRow:
    """One student: a cell for each assignment, the mean of each category that there is, and that of all."""

    #: As the page may call them.
    name: str
    membership_id: str
    #: The student ID of the school; empty where none is known, or names are hidden.
    school_id: str
    cells: tuple[Cell, ...]
    category_means: tuple[float | None, ...]
    mean: float | None


@dataclass(frozen=True)
class Gradebook:
    """Students by assignments; ``students`` is how many there are on all pages."""

    assignments: tuple[Assignment, ...]
    rows: tuple[GradebookRow, ...]
    students: int
    scheme: Scheme

    @property
    def categories(self) -> tuple[str, ...]:
        return self.scheme.names(self.assignments)


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


def assignments_of(session: Session, school_class: SchoolClass) -> tuple[Assignment, ...]:
    """The columns of a class's gradebook."""
    return tuple(
        session.scalars(
            select(Assignment)
            .where(Assignment.class_id == school_class.id, Assignment.archived_at.is_(None))
            .order_by(Assignment.id)
        )
    )


def build_gradebook(
    session: Session,
    school_class: SchoolClass,
    people: People,
    now: datetime,
    *,
    page: int = 1,
    size: int | None = None,
) -> Gradebook:
    """Every student's mark in every assignment; ``size`` students to a page, None: all of them."""
    columns = assignments_of(session, school_class)
    here = (Membership.class_id == school_class.id, Membership.removed_at.is_(None))
    memberships = sorted(
        session.scalars(select(Membership).where(*here)), key=lambda membership: people.order(membership.id)
    )
    shown = memberships if size is None else memberships[(page - 1) * size : page * size]
    done = done_by(session, [a.id for a in columns])
    scheme = Scheme.of(school_class)
    extras = _extras(session, school_class) if scheme.missing_counts else {}
    rows = []
    for each in shown:
        cells = [make_cell(a, done.get((each.student_id or 0, a.id), ())) for a in columns]
        if scheme.missing_counts:
            own = extras.get(each.id, {})
            cells = [
                _missing(a, cell, each, most_of([own.get(None, NOTHING), own.get(a.id, NOTHING)]), now)
                for a, cell in zip(columns, cells, strict=True)
            ]
        means, mean = scheme.means(columns, [cell.share for cell in cells])
        of_categories = tuple(means.get(name) for name in scheme.names(columns))
        school_id = "" if people.hidden else each.school_id or ""
        rows.append(
            GradebookRow(people.name(each.id), each.public_id, school_id, tuple(cells), of_categories, mean)
        )
    return Gradebook(columns, tuple(rows), len(memberships), scheme)


def _extras(session: Session, school_class: SchoolClass) -> dict[int, dict[int | None, Extra]]:
    """Allowances by membership and assignment; None: those for every quiz."""
    found: dict[int, dict[int | None, Extra]] = {}
    for row in session.scalars(
        select(Allowance).join(Membership).where(Membership.class_id == school_class.id)
    ):
        found.setdefault(row.membership_id, {})[row.assignment_id] = extra_of(row)
    return found


def _missing(assignment: Assignment, cell: Cell, membership: Membership, extra: Extra, now: datetime) -> Cell:
    """The cell as nought where the quiz has closed for this student, who could have taken it."""
    closed = effective_close(assignment, extra)
    if cell.why_none not in ("not started", "not handed in") or closed is None or now < closed:
        return cell
    if membership.joined_at is not None and membership.joined_at >= closed:
        return cell
    return replace(cell, share=0.0, passed=None if assignment.pass_mark is None else not assignment.pass_mark)


def gradebook_table(book: Gradebook, *, per_cent: bool = True) -> Iterator[list[Entry]]:
    """The gradebook as rows for a spreadsheet: marks, or the word that says why there is none.

    Marks are in per cent, as numbers; or shares of one, for a file that shows those as per cent.
    """
    known = any(row.school_id for row in book.rows)
    sign, full, places = (" (%)", 100, 2) if per_cent else ("", 1, 6)

    def entry(share: float | None, otherwise: str = "") -> Entry:
        return _(otherwise) if share is None else round(share * full, places)

    yield [
        _("Student"),
        *([_("Student ID")] if known else []),
        *(f"{a.title}{sign}" for a in book.assignments),
        *(f"{name or _('Without a category')}{sign}" for name in book.categories),
        f"{_('Mean')}{sign}",
    ]
    for row in book.rows:
        yield [
            row.name,
            *([row.school_id] if known else []),
            *(entry(cell.share, cell.why_none) for cell in row.cells),
            *map(entry, row.category_means),
            entry(row.mean),
        ]


def gradebook_sheets(book: Gradebook, zone: ZoneInfo) -> dict[str, Sheet]:
    """The gradebook as a workbook: the marks, and on a second sheet what they weigh."""
    titles = len(book.assignments) + len(book.categories)
    first = 2 if any(row.school_id for row in book.rows) else 1
    shares = dict.fromkeys(range(first, first + titles + 1), PER_CENT)
    return {
        _("Gradebook"): Sheet(gradebook_table(book, per_cent=False), shares),
        _("What counts"): Sheet(_weights_table(book, zone)),
    }


def _weights_table(book: Gradebook, zone: ZoneInfo) -> Iterator[list[Entry]]:
    yield [_("Quiz"), _("Category"), _("Weight"), _("Weight of the category"), _("Attempt that counts"),
           _("Closes (time in %(place)s)") % {"place": zone.key.rpartition("/")[2].replace("_", " ")}]  # fmt: skip
    for each in book.assignments:
        category = book.scheme.category(each)
        closes = each.closes_at.astimezone(zone).replace(tzinfo=None) if each.closes_at else None
        weight, of_category = book.scheme.weight(each), book.scheme.of_category.get(category)
        yield [each.title, category, weight, of_category, _(each.counts), closes]
