"""How an assignment is going: who has started, who is where, who has handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.attempts.allowances import NOTHING, extras_of_all
from quizapp.basics.limits import STOPPED_AFTER
from quizapp.classes.gradebook import Cell, done_by, make_cell
from quizapp.domain.answers import AnswerKind
from quizapp.identity.display_names import People
from quizapp.models import Assignment, Attempt, AttemptState, Membership, Position, UtcDateTime

#: Whoever is in the quiz comes first: that is who a teacher looks for.
STATES = ("working", "stopped", "not started", "handed in")


@dataclass(frozen=True)
class ProgressLine:
    """Where one student is in their newest attempt."""

    #: As the page may call them.
    name: str
    membership_id: str
    has_joined: bool
    #: One of STATES.
    state: str
    answered: int
    length: int
    #: The first position without an answer; 0 when nothing is left or nothing is open.
    at: int
    #: When the attempt was handed in, last answered, or begun.
    seen_at: datetime | None
    attempts: int


@dataclass(frozen=True)
class _Newest:
    state: str
    length: int
    answered: int
    first_blank: int | None
    seen_at: datetime
    attempts: int


def list_progress(
    session: Session, assignment: Assignment, people: People, now: datetime
) -> list[ProgressLine]:
    """Every student of the class in the order of ``people``: two statements for any number of students."""
    newest = _newest_attempts(session, assignment.id)
    memberships = session.execute(
        select(Membership.id, Membership.public_id, Membership.student_id).where(
            Membership.class_id == assignment.class_id, Membership.removed_at.is_(None)
        )
    )
    return [
        _line(people.name(membership), membership_id, student_id, newest.get(student_id or 0), now)
        for membership, membership_id, student_id in sorted(
            memberships, key=lambda membership: people.order(membership[0])
        )
    ]


def by_state(found: Sequence[ProgressLine]) -> list[ProgressLine]:
    """In the order of STATES, else as they were."""
    return sorted(found, key=lambda line: STATES.index(line.state))


def _newest_attempts(session: Session, assignment_id: int) -> dict[int, _Newest]:
    so_far = (
        select(
            Position.attempt_id,
            func.count().filter(Position.kind != AnswerKind.BLANK).label("answered"),
            func.min(Position.position).filter(Position.kind == AnswerKind.BLANK).label("first_blank"),
            func.max(Position.answered_at).label("answered_at"),
        )
        .join(Attempt)
        .where(Attempt.assignment_id == assignment_id, Attempt.state != AttemptState.VOIDED)
        .group_by(Position.attempt_id)
        .subquery()
    )
    found: dict[int, _Newest] = {}
    attempts: dict[int, int] = {}
    for row in session.execute(
        select(
            Attempt.student_id,
            Attempt.state,
            Attempt.length,
            so_far.c.answered,
            so_far.c.first_blank,
            func.coalesce(
                Attempt.submitted_at, so_far.c.answered_at, Attempt.started_at, type_=UtcDateTime()
            ),
        )
        .join(so_far, so_far.c.attempt_id == Attempt.id)
        # Said again: else PostgreSQL reads every attempt of the school for the outer part.
        .where(Attempt.assignment_id == assignment_id)
        .order_by(Attempt.number)
    ):
        attempts[row[0]] = attempts.get(row[0], 0) + 1
        found[row[0]] = _Newest(row[1], row[2], row[3], row[4], row[5], attempts[row[0]])
    return found


def _line(
    name: str, membership_id: str, student_id: int | None, found: _Newest | None, now: datetime
) -> ProgressLine:
    if found is None:
        return ProgressLine(name, membership_id, student_id is not None, "not started", 0, 0, 0, None, 0)
    working = found.state == AttemptState.OPEN
    return ProgressLine(
        name=name,
        membership_id=membership_id,
        has_joined=True,
        state="handed in" if not working else "working" if now - found.seen_at < STOPPED_AFTER else "stopped",
        answered=found.answered,
        length=found.length,
        at=(found.first_blank or 0) if working else 0,
        seen_at=found.seen_at,
        attempts=found.attempts,
    )


def count_states(found: Sequence[ProgressLine]) -> dict[str, int]:
    """How many students are in each of STATES."""
    return {state: sum(line.state == state for line in found) for state in STATES}


# --- the assignment's own page ----------------------------------------------------------------------------


@dataclass(frozen=True)
class StudentProgress:
    """A student's line with the mark that counts and whether they have an allowance."""

    line: ProgressLine
    cell: Cell
    has_allowance: bool


def list_standings(
    session: Session, assignment: Assignment, people: People, now: datetime
) -> list[StudentProgress]:
    """Every student's line with their mark: four statements for any number of students."""
    done = done_by(session, [assignment.id])
    allowed = {key for key, extra in extras_of_all(session, assignment).items() if extra != NOTHING}
    ids = {
        public_id: student_id or 0
        for public_id, student_id in session.execute(
            select(Membership.public_id, Membership.student_id).where(
                Membership.class_id == assignment.class_id
            )
        )
    }
    return [
        StudentProgress(
            line,
            make_cell(assignment, done.get((ids[line.membership_id], assignment.id), ())),
            ids[line.membership_id] in allowed,
        )
        for line in list_progress(session, assignment, people, now)
    ]


def ids_in_group(session: Session, class_id: int, group: str) -> set[str]:
    """The public ids of those who are in a group of a class."""
    return set(
        session.scalars(
            select(Membership.public_id).where(
                Membership.class_id == class_id, Membership.group_label == group
            )
        )
    )


@dataclass(frozen=True)
class AssignmentLine:
    """An assignment in the list of its class."""

    assignment: Assignment
    #: not yet open | open | closed
    state: str
    working: int
    handed_in: int


def assignments_of(session: Session, class_id: int, now: datetime) -> list[AssignmentLine]:
    """A class's assignments, newest first, the archived too, with how many students work on them or have handed in."""
    counts = {
        assignment_id: (working, handed_in)
        for assignment_id, working, handed_in in session.execute(
            select(
                Attempt.assignment_id,
                func.count(Attempt.student_id.distinct()).filter(Attempt.state == AttemptState.OPEN),
                func.count(Attempt.student_id.distinct()).filter(Attempt.state != AttemptState.OPEN),
            )
            .join(Assignment)
            .where(Assignment.class_id == class_id, Attempt.state != AttemptState.VOIDED)
            .group_by(Attempt.assignment_id)
        )
    }
    wanted = select(Assignment).where(Assignment.class_id == class_id).order_by(Assignment.id.desc())
    return [
        AssignmentLine(each, state_of(each, now), *counts.get(each.id, (0, 0)))
        for each in session.scalars(wanted)
    ]


def state_of(assignment: Assignment, now: datetime) -> str:
    """Whether an assignment is ``not yet open``, ``open`` or ``closed`` for the class."""
    if assignment.opens_at is not None and now < assignment.opens_at:
        return "not yet open"
    if assignment.closes_at is not None and now >= assignment.closes_at:
        return "closed"
    return "open"
