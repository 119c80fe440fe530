"""Identities: a student may have had several, each but the last merged into another.

Attempts, places and notes move when two are merged; answers of study are append-only and stay under the identity that
gave them. So whoever reads or erases what a student did asks here, and follows the whole chain.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.models import Student


def select_identities(student_id: int) -> Select[int]:
    """SQL: the ids of a student and of everybody merged into them, at any remove; for ``column.in_(…)``."""
    found = select(Student.id).where(Student.id == student_id).cte("identity", recursive=True)
    found = found.union(select(Student.id).join(found, Student.merged_into_id == found.c.id))
    return select(found.c.id)


def find_current(session: Session, student: Student) -> Student:
    """The identity that a student goes by now."""
    while student.merged_into_id is not None:
        student = session.get_one(Student, student.merged_into_id)
    return student


def current_id(session: Session, student_id: int) -> int:
    """The same by row number."""
    return find_current(session, session.get_one(Student, student_id)).id
