"""Teachers, students and classes for tests, and the one password of all of them."""

from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models import ClassTeacher, Membership, SchoolClass, Student, User
from tests.support.visitor import Visitor

PASSWORD = "correct horse battery"


@cache
def _hashed() -> str:
    """Once a run, as hashing is meant to be slow."""
    from quizapp.accounts.passwords import hash_password

    return hash_password(PASSWORD)


def make_teacher(session: Session, now: datetime, username: str = "ada", *, admin: bool = False) -> User:
    """A teacher whose password is PASSWORD."""
    user = User(
        username=username,
        username_key=username,
        display_name=username.title(),
        password_hash=_hashed(),
        is_admin=admin,
        created_at=now,
    )
    session.add(user)
    session.commit()
    return user


def make_student(session: Session, now: datetime, name: str = "Mira") -> Student:
    student = Student(name=name, created_at=now)
    session.add(student)
    session.commit()
    return student


def make_class(
    session: Session, now: datetime, teacher: User, students: tuple[str, ...] = (), name: str = "7B"
) -> SchoolClass:
    """A class of a teacher, with students who have joined."""
    made = SchoolClass(
        name=name, join_code=f"CODE{name}{teacher.id}", timezone="Europe/London", created_at=now
    )
    session.add(made)
    session.flush()
    session.add(ClassTeacher(class_id=made.id, user_id=teacher.id, role="owner"))
    for student_name in students:
        join(session, made, make_student(session, now, student_name), now)
    session.commit()
    return made


def join(session: Session, school_class: SchoolClass, student: Student, now: datetime) -> Membership:
    """The student is of the class from now on."""
    membership = Membership(
        class_id=school_class.id,
        student_id=student.id,
        name=student.name,
        name_key=student.name.casefold(),
        joined_at=now,
    )
    session.add(membership)
    session.flush()
    return membership


def sign_in(visitor: Visitor, username: str = "ada", password: str = PASSWORD) -> TestResponse:
    """Sign in as a teacher, by the form."""
    page = visitor.get("/account/sign-in")
    return visitor.submit(page, {"username": username, "password": password}, button="Sign in")
