"""What reports ask of the database: whole sets in few statements, however many students there are."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from quizapp.attempts.assignment_queries import (
    ANSWER_COLUMNS,
    IS_LATE,
    SavedRow,
    read_by_teachers,
    select_positions,
    select_saves,
)
from quizapp.domain.answers import AnswerKind, Certainty
from quizapp.models import (
    FINISHED,
    Assignment,
    AssignmentKind,
    Attempt,
    AttemptState,
    Dispute,
    Position,
    Regrade,
    ResponseEvent,
    Student,
)


def count_erased(session: Session, assignment: Assignment) -> int:
    """How many of those who began have had their data deleted since."""
    found = select(func.count(Student.id)).where(
        Student.erased_at.is_not(None),
        exists().where(Attempt.student_id == Student.id, read_by_teachers(assignment)),
    )
    return session.scalar(found) or 0


def regraded_marks(session: Session, assignment: Assignment) -> dict[int, dict[str, float]]:
    """Full marks by attempt and question, where a regrade may have changed them; else the bank's hold."""
    changed = select(Regrade.question_id).where(Regrade.assignment_id == assignment.id)
    found = session.execute(
        select(Position.attempt_id, Position.question_id, Position.marks)
        .join(Attempt, Attempt.id == Position.attempt_id)
        .where(read_by_teachers(assignment), Position.question_id.in_(changed))
    )
    marks: dict[int, dict[str, float]] = {}
    for attempt, question, worth in found:
        marks.setdefault(attempt, {})[question] = worth
    return marks


def read_saves(
    session: Session,
    assignment: Assignment,
    question_ids: Collection[str] = (),
    *,
    first_only: bool = False,
) -> Iterator[SavedRow]:
    """Every save that changed the answer when it came, by attempt and position, oldest first; or only the first of each."""
    wanted = select_saves(assignment).where(ResponseEvent.kind != "late", ResponseEvent.revision > 0)
    if question_ids:
        wanted = wanted.where(Position.question_id.in_(question_ids))
    if first_only:
        wanted = wanted.where(ResponseEvent.revision == 1)
    for row in session.execute(wanted.execution_options(yield_per=2000)):
        yield SavedRow(*row)


def late_count(session: Session, assignment: Assignment) -> int:
    """How many late answers wait for the teacher's word."""
    found = (
        select(func.count())
        .select_from(ResponseEvent)
        .join(Attempt)
        .join(
            Position,
            and_(
                Position.attempt_id == ResponseEvent.attempt_id, Position.position == ResponseEvent.position
            ),
        )
    )
    waiting = or_(Position.answered_at.is_(None), Position.answered_at < ResponseEvent.received_at)
    return session.scalar(found.where(read_by_teachers(assignment), IS_LATE, waiting)) or 0


def dispute_count(session: Session, assignment: Assignment) -> int:
    """How many students' objections to a question of an assignment wait for an answer."""
    found = select(func.count()).select_from(Dispute).join(Position).join(Attempt)
    waiting = (Dispute.answered_at.is_(None), Dispute.reason != "", Attempt.state != AttemptState.VOIDED)
    return session.scalar(found.where(read_by_teachers(assignment), *waiting)) or 0


def earlier_shares(session: Session, assignment: Assignment) -> dict[int, list[float]]:
    """What each student earned at earlier assignments of the class, first attempts, oldest first; empty without a class."""
    found = session.execute(
        select(Attempt.student_id, Attempt.score / Attempt.max_marks)
        .join(Assignment)
        .where(Assignment.class_id == assignment.class_id, Assignment.id < assignment.id)
        .where(Attempt.state == AttemptState.GRADED, Attempt.excused_at.is_(None), Attempt.number == 1)
        .where(Attempt.max_marks > 0, Attempt.score.is_not(None))
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    shares: dict[int, list[float]] = {}
    for student, share in found:
        shares.setdefault(student, []).append(share or 0.0)
    return shares


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One position of any attempt, as exports have it."""

    id: int
    attempt_id: int
    position: int
    question_id: str
    kind: AnswerKind
    response: Any
    fraction: float | None
    credit: float
    marks: float
    certainty: Certainty | None
    order: list[int]
    revision: int
    seconds: float | None
    answered_at: datetime | None

    @property
    def earned_marks(self) -> float | None:
        """The marks that the answer earns; a blank has none, and one that waits has no number yet."""
        if self.fraction is None:
            return 0.0 if self.kind == "blank" else None
        return self.fraction * self.credit * self.marks


def read_positions(session: Session, assignment: Assignment) -> Iterator[PositionRow]:
    """Every position of every attempt, by attempt and position."""
    wanted = select_positions(
        assignment,
        Position.id,
        *ANSWER_COLUMNS,
        Position.order,
        Position.revision,
        Position.seconds,
        Position.answered_at,
    )
    for row in session.execute(wanted.execution_options(yield_per=2000)):
        yield PositionRow(*row)


def position_ids(assignment: Assignment) -> Select[Any]:
    """A select of the ids of those positions."""
    return (
        select(Position.id)
        .join(Attempt, Attempt.id == Position.attempt_id)
        .where(read_by_teachers(assignment))
    )


@dataclass(frozen=True)
class IndexRow:
    """An assignment in the list of reports."""

    assignment: Assignment
    finished: int
    running: int
    waiting: int
    mean: float | None
    last_at: datetime | None


def list_assignments(session: Session, readable: Any, most: int, start: int = 0) -> list[IndexRow]:
    """The assignments that a teacher may read, those with the newest attempts first; two statements."""
    own = aliased(Attempt)
    trial = exists().where(Student.id == own.student_id, Student.user_id.is_not(None))
    counted = and_(own.state.in_(FINISHED), own.excused_at.is_(None))
    found = session.execute(
        select(
            Assignment,
            func.count(case((counted, 1))),
            func.count(case((own.state == AttemptState.OPEN, 1))),
            func.count(case((and_(counted, own.state == AttemptState.SUBMITTED), 1))),
            func.avg(
                case(
                    (
                        and_(own.state == AttemptState.GRADED, counted, own.max_marks > 0),
                        own.score / own.max_marks,
                    )
                )
            ),
            func.max(own.started_at, type_=Attempt.started_at.type),
        )
        .outerjoin(
            own,
            and_(
                own.assignment_id == Assignment.id,
                own.state != AttemptState.VOIDED,
                ~trial,
            ),
        )
        .where(readable, Assignment.kind != AssignmentKind.TRIAL)
        .options(selectinload(Assignment.school_class))
        .group_by(Assignment.id)
        .limit(most)
        .offset(start)
        .order_by(func.max(own.id).desc().nulls_last(), Assignment.id.desc())
    )
    return [IndexRow(*row) for row in found]
