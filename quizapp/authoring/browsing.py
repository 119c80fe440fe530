"""A bank's published questions by topic, by how hard they were for those who answered, and by when they were last asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.question import Question
from quizapp.identity.permissions import takers_of
from quizapp.models import FINISHED, Assignment, AssignmentKind, Attempt, Bank, BankVersion, Position

#: How the list may be sorted, with what each order is called.
ORDERS = {
    "": msg("as in the bank"),
    "hardest": msg("hardest first"),
    "easiest": msg("easiest first"),
    "rested": msg("longest not asked first"),
    "recent": msg("asked most recently first"),
}


@dataclass(frozen=True)
class BrowsedQuestion:
    """A question with what its use says."""

    question: Question
    #: Its topic's title; empty: none.
    topic: str
    #: How many answers were handed in and marked, over all versions of the bank.
    answers: int
    #: The mean share of the full marks; None before the first.
    facility: float | None
    last_asked: datetime | None


def browse(
    session: Session, bank_row: Bank, bank: LoadedBank, *, topic: str = "", order: str = ""
) -> list[BrowsedQuestion]:
    """The questions of a topic (empty: of all), in one of ``ORDERS``. What has not been asked has no difficulty: last."""
    used = _use_of(session, bank_row)
    found = [
        BrowsedQuestion(q, bank.topics.get(q.topic, ""), *used.get(q.id, (0, None, None)))
        for q in bank.questions
        if not topic or q.topic == topic
    ]
    used_at = {each.question.id: each.last_asked for each in found if each.last_asked is not None}
    if order in ("hardest", "easiest"):
        sign = 1 if order == "hardest" else -1
        found.sort(key=lambda each: (each.facility is None, sign * (each.facility or 0)))
    elif order in ("rested", "recent"):
        asked = sorted(used_at, key=lambda key: used_at[key], reverse=order == "recent")
        last = len(asked) if order == "recent" else -1
        place = {key: number for number, key in enumerate(asked)}
        found.sort(key=lambda each: place.get(each.question.id, last))
    return found


def _use_of(session: Session, bank: Bank) -> dict[str, tuple[int, float | None, datetime | None]]:
    """By question: how many answers were marked, their mean, and when it was last asked; teachers' trials count nowhere.

    Other banks whose quizzes take questions from this one name them ``bank/question``.
    """
    before = f"{bank.name}/"
    borrowed = Position.question_id.startswith(before, autoescape=True)
    rows = session.execute(
        select(
            Position.question_id,
            func.count(Position.fraction),
            func.sum(Position.fraction * Position.credit),
            func.max(Attempt.started_at),
        )
        .join(Attempt, Attempt.id == Position.attempt_id)
        .join(BankVersion, BankVersion.id == Attempt.bank_version_id)
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .where(or_(BankVersion.bank_id == bank.id, BankVersion.bank_id.in_(takers_of(bank.id)) & borrowed))
        .where(Attempt.state.in_(FINISHED), Assignment.kind != AssignmentKind.TRIAL)
        .group_by(Position.question_id)
    ).all()
    found: dict[str, tuple[int, float, datetime]] = {}
    for name, number, earned, last in rows:
        key = name.removeprefix(before)
        others, sum_before, last_before = found.get(key, (0, 0.0, last))
        found[key] = (others + number, sum_before + (earned or 0), max(last_before, last))
    return {key: (n, earned / n if n else None, last) for key, (n, earned, last) in found.items()}
