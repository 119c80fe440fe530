"""Who else got a question right: told to students beside their answer, where enough have answered and the teacher allows it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from quizapp.basics.limits import FEWEST_READERS, FEWEST_TO_COMPARE
from quizapp.domain.answers import CLOSE, AnswerKind
from quizapp.identity.merged_identities import select_identities
from quizapp.models import FINISHED, Assignment, AssignmentKind, Attempt, Position, Quiz, SchoolClass


@dataclass(frozen=True)
class ShareRight:
    """So many of those who answered a question in their first attempt got it right."""

    right: int
    answered: int
    is_class: bool

    @property
    def of_ten(self) -> int:
        """In tens, as it is said of readers whom nobody counts one by one."""
        return round(10 * self.right / self.answered)


def find_shares(
    session: Session, assignment: Assignment, question_ids: Collection[str]
) -> dict[str, ShareRight]:
    """The shares of some questions of an assignment that may be told; one statement, or none."""
    is_class = assignment.kind == AssignmentKind.CLASS
    if (
        not question_ids
        or assignment.kind == AssignmentKind.TRIAL
        or (is_class and not _allows(session, assignment))
    ):
        return {}
    right = and_(Position.kind == AnswerKind.ANSWER, Position.fraction >= 1 - CLOSE)
    rows = session.execute(
        select(Position.question_id, func.count(), func.sum(case((right, 1), else_=0)))
        .join(Attempt, Attempt.id == Position.attempt_id)
        .where(Attempt.assignment_id == assignment.id, Attempt.number == 1, Attempt.state.in_(FINISHED))
        .where(
            Position.question_id.in_(question_ids),
            Position.kind != AnswerKind.BLANK,
            Position.fraction.is_not(None),
        )
        .group_by(Position.question_id)
    )
    fewest = FEWEST_TO_COMPARE if is_class else FEWEST_READERS
    return {name: ShareRight(right, number, is_class) for name, number, right in rows if number >= fewest}


def latest_assignment(session: Session, student_id: int, bank_id: int) -> Assignment | None:
    """Where a student met a bank last: in review it says with whom they are compared."""
    return session.scalar(
        select(Assignment)
        .join(Attempt, Attempt.assignment_id == Assignment.id)
        .join(Quiz, Quiz.id == Assignment.quiz_id)
        .where(Attempt.student_id.in_(select_identities(student_id)), Quiz.bank_id == bank_id)
        .order_by(Attempt.id.desc())
        .limit(1)
    )


def _allows(session: Session, assignment: Assignment) -> bool:
    return bool(session.scalar(select(SchoolClass.tells_shares).where(SchoolClass.id == assignment.class_id)))
