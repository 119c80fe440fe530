"""What marking asks of the database."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts.assignment_queries import read_by_teachers
from quizapp.domain.answers import AnswerKind
from quizapp.models import FINISHED, Assignment, Attempt, Position


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
        .where(read_by_teachers(assignment), Attempt.state.in_(FINISHED), Attempt.excused_at.is_(None))
        .where(Position.question_id.in_(question_ids), Position.kind == AnswerKind.ANSWER)
        .order_by(Attempt.id, Position.position)
    )
    return [WaitingRow(*row) for row in found]
