"""Marks that a person gave: the lines that earn points, and the mark that counts, as pages and exports tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quizapp.basics.i18n import _
from quizapp.domain.question import Question
from quizapp.models import HandMark, User


@dataclass(frozen=True)
class RubricLine:
    """What earns so many points."""

    points: float
    text: str


@dataclass(frozen=True)
class GivenMark:
    """A mark as it was given: points per line of the rubric, what the marker wrote, who it was and when."""

    #: Which of a response's marks it is; a later one has a larger number.
    id: int
    points: tuple[float, ...]
    comment: str
    at: datetime
    by: str
    by_id: int | None

    def counts(self, fraction: float | None, answered_at: datetime | None) -> bool:
        """Whether it is the mark of the answer that stands there now: an answer given anew waits for its own."""
        return fraction is not None and (answered_at is None or self.at >= answered_at)


def rubric_of(question: Question) -> tuple[RubricLine, ...]:
    """The lines of a question's rubric; one line for all its marks where it has none.

    Only types that a person marks have the field, so it is asked for by name and not by type.
    """
    lines: Sequence[Any] = getattr(question, "rubric", ())
    if not lines:
        return (RubricLine(float(question.marks), _("The whole answer")),)
    return tuple(RubricLine(float(line.points), line.text) for line in lines)


def newest_marks(session: Session, positions: Select[Any]) -> dict[int, GivenMark]:
    """The newest mark by position, of those positions that a select names by id; one statement."""
    newest = select(func.max(HandMark.id)).where(HandMark.position_id.in_(positions))
    return dict(_given(session, newest.group_by(HandMark.position_id)))


def marks_at(session: Session, position_id: int) -> tuple[GivenMark, ...]:
    """Every mark that a response was given, newest first."""
    found = _given(session, select(HandMark.id).where(HandMark.position_id == position_id))
    return tuple(mark for _position, mark in reversed(found))


def _given(session: Session, wanted: Select[Any]) -> list[tuple[int, GivenMark]]:
    found = session.execute(
        select(HandMark, User.display_name)
        .outerjoin(User, User.id == HandMark.marked_by_id)
        .where(HandMark.id.in_(wanted))
        .order_by(HandMark.id)
    )
    return [(mark.position_id, _as_given(mark, name or "")) for mark, name in found]


def _as_given(mark: HandMark, name: str) -> GivenMark:
    points = tuple(mark.points)
    return GivenMark(mark.id, points, mark.comment, mark.marked_at, name, mark.marked_by_id)
