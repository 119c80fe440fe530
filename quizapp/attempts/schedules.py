"""Schedules that rest on what has changed since: marked here, replayed at the student's next visit."""

from collections.abc import Collection

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quizapp.models import Attempt, ReviewState, StudyNote

#: Stands where the scheduler's version stood; no scheduler has such a name.
TO_BE_REPLAYED = "to be replayed"


def replay_later(session: Session, student_ids: Collection[int], bank_id: int | None = None) -> None:
    """Let the schedules of some students, in one bank or in all, be replayed at their next visit."""
    students = sorted(student_ids)
    for start in range(0, len(students), 500):
        marked = update(ReviewState).where(ReviewState.student_id.in_(students[start : start + 500]))
        if bank_id is not None:
            marked = marked.where(ReviewState.bank_id == bank_id)
        session.execute(marked.values(scheduler_version=TO_BE_REPLAYED))


def told_note(public_id: str) -> str:
    """The key of the note that the schedule has been told of an attempt's answers."""
    return f"quiz {public_id}"


def tell_again(session: Session, attempt: Attempt) -> None:
    """Let the schedule be told anew of an attempt whose answers may have changed since it was handed in."""
    session.execute(delete(StudyNote).where(StudyNote.key == told_note(attempt.public_id)))
