"""A small published bank and attempts at it, for tests of everything that stands on them."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import Saved, page_of, record, start_attempt
from quizapp.banks import publishing
from quizapp.domain.question import DontKnow, Response
from quizapp.models import (
    Assignment,
    Attempt,
    Bank,
    Quiz,
    SchoolClass,
    Student,
)
from tests.support import harbour
from tests.support.people import make_class, make_student, make_teacher  # noqa: F401  # for tests that look here

BANK = harbour.bank(
    """\
  fixed:
    title: Four in order
    open: yes
    order: as written
    questions: [capital, jobs-who, depth, fruit]
  drawn:
    title: Two drawn
    draw:
      figures: 2
""",
    "capital", "jobs-who", "depth", "fruit",
)  # fmt: skip
#: Every secret word of BANK: none of them may reach a student before it is theirs.
ANSWERS = {"capital": 0, "jobs-who": 0, "depth": "3 km"}


@dataclass(frozen=True)
class Published:
    bank: Bank
    #: The open entry of the quiz "Four in order".
    entry: Assignment
    fixed: Quiz
    drawn: Quiz


def publish(session: Session, now: datetime, text: str = BANK, name: str = "harbour") -> Published:
    """Publish the bank; commits."""
    version = publishing.publish_bank(session, name, text, now).version
    quizzes = {
        quiz.key: quiz for quiz in session.scalars(select(Quiz).where(Quiz.bank_id == version.bank_id))
    }
    entry = publishing.get_or_make_entry(session, quizzes["fixed"], "open", now)
    session.commit()
    return Published(version.bank, entry, quizzes["fixed"], quizzes["drawn"])


def assign(
    session: Session, now: datetime, school_class: SchoolClass, quiz: Quiz, **rules: object
) -> Assignment:
    rules = {"title": quiz.title, **rules}
    made = Assignment(kind="class", class_id=school_class.id, quiz_id=quiz.id, created_at=now, **rules)
    session.add(made)
    session.commit()
    return made


def start(
    session: Session, assignment: Assignment, student: Student, now: datetime, seed: int = 1
) -> Attempt:
    attempt = start_attempt(session, assignment, student.id, now, Random(seed))
    session.commit()
    return attempt


def save(
    session: Session,
    attempt: Attempt,
    place: int,
    response: Response | DontKnow,
    now: datetime,
    *,
    op: str | None = None,
    certainty: str | None = None,
) -> Saved:
    """Save a response at a position, as the view does; commits."""
    page = page_of(session, attempt.public_id, place, attempt.student_id, lock=True)
    assert page is not None
    saved = record(
        session,
        page,
        response,
        certainty=certainty,
        op_id=op or f"op-{place}-{response!r}"[:60],
        body_hash=f"{place} {response!r} {certainty}",
        now=now,
        raw=str(response),
    )
    session.commit()
    return saved
