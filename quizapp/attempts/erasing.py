"""Erasing: a student's name and answers go for good; the marks their class counted stay, under no name."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quizapp.attempts import jobs
from quizapp.domain.answers import AnswerKind
from quizapp.identity import sessions
from quizapp.identity.merged_identities import select_identities
from quizapp.models import (
    Allowance,
    Attempt,
    AttemptEvent,
    AttemptState,
    AuditEvent,
    BulkAct,
    Dispute,
    Draft,
    HandMark,
    Membership,
    Position,
    ResponseEvent,
    ResponseValue,
    ReturnLink,
    ReviewAnswer,
    ReviewEvent,
    ReviewState,
    Student,
    StudyNote,
)

#: What stands where a name stood.
NOBODY = "Former student"


def erase_student(session: Session, student_id: int, now: datetime) -> None:
    """Erase a student: name, answers, what they wrote, their links and sessions, their schedule.

    What stays, under ``NOBODY``: marks and times of handed-in quizzes, so that a class's counts stay right, and that
    study events happened. Attempts that were not handed in are voided, and so are those that wait for a mark which
    nobody can give any more. Twice is once. After the commit call
    ``Sessions.forget_erased``, or SQLite's log still holds the bytes.
    """
    ids = list(session.scalars(select_identities(student_id)))
    names = _names(session, ids)
    _erase_answers(session, ids)
    _erase_study(session, ids)
    _erase_acts(session, ids, names)
    jobs.forget_files(session)
    places = select(Membership.id).where(Membership.student_id.in_(ids))
    for membership in session.scalars(select(Membership).where(Membership.student_id.in_(ids))):
        membership.name = NOBODY
        membership.browser = None
        membership.school_id = membership.last_name = membership.group_label = None
        membership.name_key = f"former {membership.public_id}"
        membership.removed_at = membership.removed_at or now
    session.execute(delete(Allowance).where(Allowance.membership_id.in_(places)))
    session.execute(delete(ReturnLink).where(ReturnLink.student_id.in_(ids)))
    for each in ids:
        sessions.end_all(session, student_id=each)
    session.execute(update(Student).where(Student.id.in_(ids)).values(name=NOBODY, erased_at=now))
    session.flush()


def _names(session: Session, ids: Iterable[int]) -> set[str]:
    own = session.scalars(select(Student.name).where(Student.id.in_(ids)))
    in_classes = session.scalars(select(Membership.name).where(Membership.student_id.in_(ids)))
    return {*own, *in_classes} - {NOBODY}


def _erase_answers(session: Session, ids: list[int]) -> None:
    """What was answered in quizzes, and what was written about it. The chain of events can still be checked."""
    attempts = select(Attempt.id).where(Attempt.student_id.in_(ids))
    positions = select(Position.id).where(Position.attempt_id.in_(attempts))
    values = select(ResponseEvent.value_id).where(ResponseEvent.attempt_id.in_(attempts))
    session.execute(
        update(ResponseValue)
        .where(ResponseValue.id.in_(values))
        .values(value=None, raw=None, salt=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Position)
        .where(Position.attempt_id.in_(attempts))
        # The fraction stays: it is the mark that the class counted.
        .values(kind=AnswerKind.BLANK, response=None, certainty=None, seconds=None, answered_at=None)
        .execution_options(synchronize_session=False)
    )
    for statement in (
        delete(Draft).where(Draft.position_id.in_(positions)),
        update(Dispute).where(Dispute.position_id.in_(positions)).values(reason="", answer=""),
        update(HandMark).where(HandMark.position_id.in_(positions)).values(comment=""),
        update(AttemptEvent).where(AttemptEvent.attempt_id.in_(attempts)).values(reason=""),
        update(Attempt)
        .where(Attempt.student_id.in_(ids), Attempt.state.in_((AttemptState.OPEN, AttemptState.SUBMITTED)))
        .values(state=AttemptState.VOIDED),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    session.expire_all()


def _erase_study(session: Session, ids: list[int]) -> None:
    events = select(ReviewEvent.id).where(ReviewEvent.student_id.in_(ids))
    for statement in (
        delete(ReviewAnswer).where(ReviewAnswer.event_id.in_(events)),
        delete(ReviewState).where(ReviewState.student_id.in_(ids)),
        delete(StudyNote).where(StudyNote.student_id.in_(ids)),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _erase_acts(session: Session, ids: list[int], names: set[str]) -> None:
    """The name in the list of what was done in the student's classes."""
    classes = select(Membership.class_id).where(Membership.student_id.in_(ids))
    words = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in sorted(names, key=len, reverse=True)]
    session.execute(delete(BulkAct).where(BulkAct.class_id.in_(classes)))  # what each was before is of people
    for act in session.scalars(select(AuditEvent).where(AuditEvent.class_id.in_(classes))):
        for word in words:
            act.about, act.reason = word.sub(NOBODY, act.about), word.sub(NOBODY, act.reason)
    session.flush()
