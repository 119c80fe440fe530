"""How far an attempt is marked, where some of its answers wait for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from quizapp.models import Attempt, AttemptState, Position


@dataclass(frozen=True)
class Waits:
    """How far an attempt is marked: so many of its questions are, and so many marks wait for a person."""

    marked: int
    questions: int
    marks: float


def waits_of(positions: Iterable[Position]) -> Waits:
    """How far an attempt with these positions is marked."""
    known = list(positions)
    return Waits(
        sum(p.fraction is not None for p in known),
        len(known),
        sum(p.marks for p in known if p.fraction is None),
    )


def waits_by_attempt(session: Session, attempts: Sequence[Attempt]) -> dict[int, Waits]:
    """How far handed-in attempts are marked, by attempt; those of which nothing waits are left out."""
    partly = [attempt.id for attempt in attempts if attempt.state == AttemptState.SUBMITTED]
    if not partly:
        return {}
    waits = Position.fraction.is_(None)
    found = session.execute(
        select(
            Position.attempt_id,
            func.count(Position.fraction),
            func.count(),
            func.sum(case((waits, Position.marks), else_=0.0)),
        )
        .where(Position.attempt_id.in_(partly))
        .group_by(Position.attempt_id)
        .having(func.count(Position.fraction) < func.count())
    )
    return {row[0]: Waits(*row[1:]) for row in found}
