"""What reports ask of the database: whole sets in few statements, however many students there are."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.models import (
    Assignment,
    Attempt,
    BankVersion,
    Dispute,
    Draw,
    Membership,
    Position,
    Regrade,
    ResponseEvent,
    ResponseValue,
    Student,
)

FINISHED = ("submitted", "graded")
#: Written out: SQLite uses an index of some rows only where it reads the same words, not for a parameter.
_IS_LATE = ResponseEvent.kind == literal_column("'late'")


class AttemptRow(NamedTuple):
    """One attempt that is not deleted. ``scores``, ``outcomes`` and ``tenths`` follow its draw's questions.

    A tuple and no dataclass: a very large class has a hundred thousand, and these are made four times as fast.
    """

    id: int
    public_id: str
    student_id: int
    number: int
    state: str
    draw_id: int
    started_at: datetime
    submitted_at: datetime | None
    is_excused: bool
    score: float | None
    max_marks: float
    scores: bytes | None
    outcomes: bytes | None
    tenths: bytes | None

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def is_marked(self) -> bool:
        return self.state == "graded"

    @property
    def share(self) -> float | None:
        """The share of its full marks; None where a response waits to be marked or nothing can be earned."""
        if not self.is_marked or self.score is None or not self.max_marks:
            return None
        return self.score / self.max_marks


@dataclass(frozen=True, slots=True)
class DrawRow:
    """The questions of one or many attempts, from one version of the bank."""

    id: int
    version_id: int
    version: int
    question_ids: tuple[str, ...]
    #: The quiz's rules as they were: what each try is worth among them.
    rules: Mapping[str, Any]

    @property
    def unmarked(self) -> bool:
        return bool(self.rules.get("unmarked"))


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The current answer at one position of an attempt."""

    attempt_id: int
    position: int
    question_id: str
    kind: str
    response: Any
    fraction: float | None
    credit: float
    marks: float
    certainty: str | None
    version_id: int

    @property
    def earned(self) -> float | None:
        """The share of the full marks; None where it waits to be marked."""
        return None if self.fraction is None else self.fraction * self.credit


@dataclass(frozen=True, slots=True)
class SavedRow:
    """One save of an answer, the late ones among them."""

    id: int
    attempt_id: int
    position: int
    question_id: str
    kind: str
    revision: int
    certainty: str | None
    received_at: datetime
    value: Any
    raw: str | None
    answered_at: datetime | None
    order: list[int]


def _of(assignment: Assignment) -> Any:
    """The attempts that a report may read: no deleted ones, no trial runs among students, nobody who was removed.

    Students who had their data deleted left their classes at that moment. They were promised that their marks count
    on under no name, and that is what the class's figures need; those who had left before do not come back by it.
    """
    mine = and_(Attempt.assignment_id == assignment.id, Attempt.state != "voided")
    if assignment.kind == "trial":
        return mine
    teacher = aliased(Student)
    trial = exists().where(teacher.id == Attempt.student_id, teacher.user_id.is_not(None))
    mine = and_(mine, ~trial)
    if assignment.class_id is None:
        return mine
    removed = exists().where(
        Membership.class_id == assignment.class_id,
        Membership.student_id == Attempt.student_id,
        Membership.removed_at.is_not(None),
    )
    gone = aliased(Student)
    erased = exists().where(gone.id == Membership.student_id, gone.erased_at <= Membership.removed_at)
    return and_(mine, ~removed.where(~erased))


def attempts(session: Session, assignment: Assignment) -> list[AttemptRow]:
    """Every attempt of an assignment, in the order they were begun."""
    wanted: Any = (
        select(
            Attempt.id,
            Attempt.public_id,
            Attempt.student_id,
            Attempt.number,
            Attempt.state,
            Attempt.draw_id,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.excused_at.is_not(None),
            Attempt.score,
            Attempt.max_marks,
            Attempt.scores,
            Attempt.outcomes,
            Attempt.tenths,
        )
        .where(_of(assignment))
        .order_by(Attempt.id)
    )
    return [AttemptRow._make(row) for row in session.execute(wanted)]


def former(session: Session, assignment: Assignment) -> int:
    """How many of those who began have had their data deleted since."""
    found = select(func.count(Student.id)).where(
        Student.erased_at.is_not(None), exists().where(Attempt.student_id == Student.id, _of(assignment))
    )
    return session.scalar(found) or 0


def names(session: Session, assignment: Assignment) -> dict[int, str]:
    """Names by student: of everybody in the class, or of everybody who began where there is no class.

    Whoever began and had their data deleted is among them, under the name that stands for nobody.
    """
    began = exists().where(Attempt.student_id == Student.id, _of(assignment))
    if assignment.class_id is None:
        wanted: Any = select(Student.id, Student.name).where(began)
    else:
        wanted = select(Membership.student_id, Membership.name).where(
            Membership.class_id == assignment.class_id,
            Membership.student_id.is_not(None),
            or_(
                Membership.removed_at.is_(None),
                exists().where(Student.id == Membership.student_id, Student.erased_at.is_not(None), began),
            ),
        )
    found: list[tuple[int, str]] = [(row[0], row[1]) for row in session.execute(wanted)]
    return dict(found)


def draws(session: Session, assignment: Assignment) -> dict[int, DrawRow]:
    """The draws of an assignment by id."""
    found = session.execute(
        select(
            Draw.id,
            Draw.bank_version_id,
            BankVersion.number,
            Draw.question_ids,
            Draw.rules,
        )
        .join(BankVersion, BankVersion.id == Draw.bank_version_id)
        .where(Draw.assignment_id == assignment.id)
        .order_by(Draw.id)
    )
    return {row[0]: DrawRow(row[0], row[1], row[2], tuple(row[3]), row[4]) for row in found}


def regraded_marks(session: Session, assignment: Assignment) -> dict[int, dict[str, float]]:
    """Full marks by attempt and question, where a regrade may have changed them; else the bank's hold."""
    changed = select(Regrade.question_id).where(Regrade.assignment_id == assignment.id)
    found = session.execute(
        select(Position.attempt_id, Position.question_id, Position.marks)
        .join(Attempt, Attempt.id == Position.attempt_id)
        .where(_of(assignment), Position.question_id.in_(changed))
    )
    marks: dict[int, dict[str, float]] = {}
    for attempt, question, worth in found:
        marks.setdefault(attempt, {})[question] = worth
    return marks


def answers(
    session: Session,
    assignment: Assignment,
    question_ids: Collection[str] = (),
    *,
    at_least: float | None = None,
) -> Iterator[AnswerRow]:
    """Answers of finished attempts, by attempt and position: to some questions, or to all.

    ``at_least`` leaves out attempts with a smaller share of the marks.
    """
    wanted = _answers(assignment).where(Attempt.state.in_(FINISHED))
    if question_ids:
        wanted = wanted.where(Position.question_id.in_(question_ids))
    if at_least is not None:
        wanted = wanted.where(Attempt.score >= Attempt.max_marks * (at_least - 1e-9))
    for row in session.execute(wanted.execution_options(yield_per=2000)):
        yield AnswerRow(*row)


def _answers(assignment: Assignment) -> Select[Any]:
    return (
        select(
            Position.attempt_id,
            Position.position,
            Position.question_id,
            Position.kind,
            Position.response,
            Position.fraction,
            Position.credit,
            Position.marks,
            Position.certainty,
            Attempt.bank_version_id,
        )
        .join(Attempt, Attempt.id == Position.attempt_id)
        .where(_of(assignment))
        .order_by(Position.attempt_id, Position.position)
    )


def saves(
    session: Session,
    assignment: Assignment,
    question_ids: Collection[str] = (),
    *,
    first_only: bool = False,
) -> Iterator[SavedRow]:
    """Every save that counted when it came, by attempt and position, oldest first; or only the first of each."""
    wanted = _saves(assignment).where(ResponseEvent.kind != "late")
    if question_ids:
        wanted = wanted.where(Position.question_id.in_(question_ids))
    if first_only:
        wanted = wanted.where(ResponseEvent.revision == 1)
    for row in session.execute(wanted.execution_options(yield_per=2000)):
        yield SavedRow(*row)


def late_saves(session: Session, assignment: Assignment) -> list[SavedRow]:
    """Answers that came too late, by attempt and position, accepted ones too."""
    found = session.execute(_saves(assignment).where(_IS_LATE))
    return [SavedRow(*row) for row in found]


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
    return session.scalar(found.where(_of(assignment), _IS_LATE, waiting)) or 0


def dispute_count(session: Session, assignment: Assignment) -> int:
    """How many students' objections to a question of an assignment wait for an answer."""
    found = select(func.count()).select_from(Dispute).join(Position).join(Attempt)
    waiting = (Dispute.answered_at.is_(None), Dispute.reason != "", Attempt.state != "voided")
    return session.scalar(found.where(_of(assignment), *waiting)) or 0


def _saves(assignment: Assignment) -> Select[Any]:
    return (
        select(
            ResponseEvent.id,
            ResponseEvent.attempt_id,
            ResponseEvent.position,
            Position.question_id,
            func.coalesce(ResponseEvent.late_kind, ResponseEvent.kind),
            ResponseEvent.revision,
            ResponseEvent.certainty,
            ResponseEvent.received_at,
            ResponseValue.value,
            ResponseValue.raw,
            Position.answered_at,
            Position.order,
        )
        .join(Attempt, Attempt.id == ResponseEvent.attempt_id)
        .join(
            Position,
            and_(
                Position.attempt_id == ResponseEvent.attempt_id, Position.position == ResponseEvent.position
            ),
        )
        .outerjoin(ResponseValue, ResponseValue.id == ResponseEvent.value_id)
        .where(_of(assignment))
        .order_by(ResponseEvent.attempt_id, ResponseEvent.position, ResponseEvent.id)
    )


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One position of any attempt, as exports have it."""

    id: int
    attempt_id: int
    position: int
    question_id: str
    kind: str
    response: Any
    fraction: float | None
    credit: float
    marks: float
    certainty: str | None
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


def positions(session: Session, assignment: Assignment) -> Iterator[PositionRow]:
    """Every position of every attempt, by attempt and position."""
    wanted = (
        select(
            Position.id,
            Position.attempt_id,
            Position.position,
            Position.question_id,
            Position.kind,
            Position.response,
            Position.fraction,
            Position.credit,
            Position.marks,
            Position.certainty,
            Position.order,
            Position.revision,
            Position.seconds,
            Position.answered_at,
        )
        .join(Attempt, Attempt.id == Position.attempt_id)
        .where(_of(assignment))
        .order_by(Position.attempt_id, Position.position)
    )
    for row in session.execute(wanted.execution_options(yield_per=2000)):
        yield PositionRow(*row)


def position_ids(assignment: Assignment) -> Select[Any]:
    """A select of the ids of those positions."""
    return select(Position.id).join(Attempt, Attempt.id == Position.attempt_id).where(_of(assignment))


@dataclass(frozen=True)
class WaitingRow:
    """A response that a person must mark, or has marked."""

    position_id: int
    attempt_public_id: str
    student_id: int
    number: int
    question_id: str
    version_id: int
    response: Any
    marks: float
    fraction: float | None


def hand_marked(session: Session, assignment: Assignment, question_ids: Collection[str]) -> list[WaitingRow]:
    """Answers of finished attempts to these questions, which a person marks, in the order of the attempts."""
    found = session.execute(
        select(
            Position.id,
            Attempt.public_id,
            Attempt.student_id,
            Attempt.number,
            Position.question_id,
            Attempt.bank_version_id,
            Position.response,
            Position.marks,
            Position.fraction,
        )
        .join(Attempt, Attempt.id == Position.attempt_id)
        .where(_of(assignment), Attempt.state.in_(FINISHED), Attempt.excused_at.is_(None))
        .where(Position.question_id.in_(question_ids), Position.kind == "answer")
        .order_by(Attempt.id, Position.position)
    )
    return [WaitingRow(*row) for row in found]


@dataclass(frozen=True)
class IndexRow:
    """An assignment in the list of reports."""

    assignment: Assignment
    finished: int
    running: int
    waiting: int
    mean: float | None
    last_at: datetime | None


def index(session: Session, readable: Any) -> list[IndexRow]:
    """The assignments that a teacher may read, those with the newest attempts first; one statement."""
    own = aliased(Attempt)
    trial = exists().where(Student.id == own.student_id, Student.user_id.is_not(None))
    counted = and_(own.state.in_(FINISHED), own.excused_at.is_(None))
    found = session.execute(
        select(
            Assignment,
            func.count(case((counted, 1))),
            func.count(case((own.state == "open", 1))),
            func.count(case((and_(counted, own.state == "submitted"), 1))),
            func.avg(
                case((and_(own.state == "graded", counted, own.max_marks > 0), own.score / own.max_marks))
            ),
            func.max(own.started_at, type_=Attempt.started_at.type),
        )
        .outerjoin(
            own,
            and_(
                own.assignment_id == Assignment.id,
                own.state != "voided",
                ~trial,
            ),
        )
        .where(readable, Assignment.kind != "trial")
        .group_by(Assignment.id)
        .order_by(func.max(own.id).desc().nulls_last(), Assignment.id.desc())
    )
    return [IndexRow(*row) for row in found]
