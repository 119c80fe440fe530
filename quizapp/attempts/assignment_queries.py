"""The attempts of an assignment that teachers read, as reports and marking ask for them: whole sets, few statements."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.answers import AnswerKind, Certainty
from quizapp.identity.display_names import LABELS, People, people_in, student_numbers
from quizapp.models import (
    FINISHED,
    Assignment,
    AssignmentKind,
    Attempt,
    AttemptState,
    BankVersion,
    Draw,
    Membership,
    Position,
    ResponseEvent,
    ResponseValue,
    SchoolClass,
    Student,
)

#: Written out: SQLite uses an index of some rows only where it reads the same words, not for a parameter.
IS_LATE = ResponseEvent.kind == literal_column("'late'")


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
    extra_tries: int

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def is_marked(self) -> bool:
        return self.state == AttemptState.GRADED

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
    kind: AnswerKind
    revision: int
    certainty: Certainty | None
    received_at: datetime
    value: Any
    raw: str | None
    answered_at: datetime | None
    order: list[int]

    @property
    def is_accepted(self) -> bool:
        """Whether a late answer was accepted: then it is the position's current one."""
        return self.answered_at == self.received_at


def read_by_teachers(assignment: Assignment) -> Any:
    """The attempts that a report may read: no deleted ones, no trial runs among students, nobody who was removed.

    Students who had their data deleted left their classes at that moment. They were promised that their marks count
    on under no name, and that is what the class's figures need; those who had left before do not come back by it.
    """
    mine = and_(Attempt.assignment_id == assignment.id, Attempt.state != AttemptState.VOIDED)
    if assignment.kind == AssignmentKind.TRIAL:
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


def read_attempts(session: Session, assignment: Assignment) -> list[AttemptRow]:
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
            Attempt.extra_tries,
        )
        .where(read_by_teachers(assignment))
        .order_by(Attempt.id)
    )
    return [AttemptRow._make(row) for row in session.execute(wanted)]


def people_of(session: Session, assignment: Assignment, secret: bytes | None) -> People:
    """Everybody whom a page about an assignment may name, by student; ``secret`` makes the numbers where names are hidden.

    Whoever began and had their data deleted is among them, under the name that stands for nobody.
    """
    numbers = student_numbers(session, secret, assignment) if secret is not None else None
    began = exists().where(Attempt.student_id == Student.id, read_by_teachers(assignment))
    if assignment.class_id is None:
        rows = session.execute(select(Student.id, Student.name).where(began))
        return People({row[0]: row[1] for row in rows}, numbers)
    wanted = (
        select(Membership.student_id, *LABELS)
        .join(SchoolClass)
        .where(Membership.class_id == assignment.class_id, Membership.student_id.is_not(None))
        .where(
            or_(
                Membership.removed_at.is_(None),
                exists().where(Student.id == Membership.student_id, Student.erased_at.is_not(None), began),
            )
        )
    )
    return people_in(session.execute(wanted).all(), numbers)


def read_draws(session: Session, assignment: Assignment) -> dict[int, DrawRow]:
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


def read_answers(
    session: Session,
    assignment: Assignment,
    question_ids: Collection[str],
    *,
    at_least: float | None = None,
    only_wrong: bool = False,
) -> Iterator[AnswerRow]:
    """Answers of finished attempts to some questions, by attempt and position.

    ``at_least`` leaves out attempts with a smaller share of the marks, ``only_wrong`` answers that earned any.
    """
    if not question_ids:
        return
    wanted = _answers(assignment).where(Attempt.state.in_(FINISHED), Position.question_id.in_(question_ids))
    if only_wrong:
        wanted = wanted.where(Position.kind == "answer", Position.fraction == 0)
    if at_least is not None:
        wanted = wanted.where(Attempt.score >= Attempt.max_marks * (at_least - 1e-9))
    for row in session.execute(wanted.execution_options(yield_per=2000)):
        yield AnswerRow(*row)


def _answers(assignment: Assignment) -> Select[Any]:
    return select_positions(assignment, *ANSWER_COLUMNS, Attempt.bank_version_id)


#: What an answer and its grade are made of.
ANSWER_COLUMNS = (
    Position.attempt_id,
    Position.position,
    Position.question_id,
    Position.kind,
    Position.response,
    Position.fraction,
    Position.credit,
    Position.marks,
    Position.certainty,
)


def select_positions(assignment: Assignment, *columns: Any) -> Select[Any]:
    """The positions of every attempt that a teacher may read, in order."""
    return (
        select(*columns)
        .join_from(Position, Attempt, Attempt.id == Position.attempt_id)
        .where(read_by_teachers(assignment))
        .order_by(Position.attempt_id, Position.position)
    )


def late_saves(session: Session, assignment: Assignment) -> list[SavedRow]:
    """Answers that came too late, by attempt and position, accepted ones too."""
    found = session.execute(select_saves(assignment).where(IS_LATE))
    return [SavedRow(*row) for row in found]


def select_saves(assignment: Assignment) -> Select[Any]:
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
        .where(read_by_teachers(assignment))
        .order_by(ResponseEvent.attempt_id, ResponseEvent.position, ResponseEvent.id)
    )
