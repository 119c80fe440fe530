"""A small school for tests: a bank with a quiz, teachers, classes and students."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.attempts import start_attempt, submit_attempt
from quizapp.banks import publishing
from quizapp.classes import assignments, joining, service
from quizapp.classes.assignments import AssignmentPlan
from quizapp.classes.service import ClassPlan
from quizapp.identity import sessions
from quizapp.identity.display_names import People, people_of_class
from quizapp.identity.tokens import new_token
from quizapp.models import Assignment, Attempt, Membership, Quiz, SchoolClass, Student, User
from tests.support.clock import START
from tests.support.visitor import Visitor

BANK = """
title: A bank for tests
questions:
- id: one
  ask: Which of these is a city?
  answer: London
  wrong:
  - The Thames
- id: two
  statement: The Thames is a river.
  is: true
- id: three
  ask: How many legs has a spider?
  number: 8
quizzes:
  all-three:
    title: All three
    about: Three questions on nothing.
    questions:
    - one
    - two
    - three
"""
SPARE = BANK.replace("A bank for tests", "Another bank")


def publish_bank(session: Session, name: str = "small", text: str = BANK, now: datetime = START) -> Quiz:
    """Publish the bank and return its quiz."""
    version = publishing.publish_bank(session, name, text, now).version
    return session.scalars(select(Quiz).where(Quiz.bank_id == version.bank_id)).one()


def new_teacher(session: Session, username: str = "ada", now: datetime = START) -> User:
    user = User(
        username=username,
        username_key=username,
        display_name=username.title(),
        password_hash="none",
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def new_class(
    session: Session, teacher: User, name: str = "7B", naming: str = "free", timezone: str = "Europe/London"
) -> SchoolClass:
    return service.make_class(session, ClassPlan(name, naming, timezone), new_token()[:22], teacher.id, START)


def new_student(session: Session, school_class: SchoolClass, name: str) -> Student:
    return joining.join_class(session, school_class, name, None, new_token()[:22], START)


def get_membership(session: Session, school_class: SchoolClass, name: str) -> Membership:
    return session.scalars(
        select(Membership).where(Membership.class_id == school_class.id, Membership.name == name)
    ).one()


def plan(**changes: object) -> AssignmentPlan:
    """A plan with the defaults of a plain quiz."""
    given = {
        "title": "All three",
        "opens_at": None,
        "closes_at": None,
        "attempts_allowed": 1,
        "shuffle_questions": True,
        "show_score": "after submitting",
        "show_answers": "after submitting",
        "show_explanations": "after submitting",
        "read_first": False,
        "time_limit_seconds": None,
        "time_factor": 1.0,
        "pass_mark": None,
        "counts": "best",
        "draws": "one for all",
    }
    return AssignmentPlan(**{**given, **changes})


def set_quiz(
    session: Session, school_class: SchoolClass, quiz: Quiz, teacher: User, **changes: object
) -> Assignment:
    return assignments.assign_quiz(
        session, school_class, quiz, plan(**changes), new_token()[:22], teacher.id, START
    )


def begin(session: Session, assignment: Assignment, student: Student, now: datetime = START) -> Attempt:
    return start_attempt(session, assignment, student.id, now, Random(1))


def finish(
    session: Session, assignment: Assignment, student: Student, score: float | None, now: datetime = START
) -> Attempt:
    """An attempt that is handed in and has this score of 3 marks; None: it waits for marking."""
    attempt = begin(session, assignment, student, now)
    submit_attempt(session, attempt, now)
    attempt.score = score
    attempt.state = "submitted" if score is None else "graded"
    session.flush()
    return attempt


@dataclass
class School:
    """One teacher with one class, a quiz set before it, and another teacher with a class of their own."""

    session: Session
    teacher: User = field(init=False)
    other: User = field(init=False)
    school_class: SchoolClass = field(init=False)
    foreign: SchoolClass = field(init=False)
    quiz: Quiz = field(init=False)
    assignment: Assignment = field(init=False)

    def __post_init__(self) -> None:
        self.teacher, self.other = new_teacher(self.session), new_teacher(self.session, "bob")
        self.school_class = new_class(self.session, self.teacher)
        self.foreign = new_class(self.session, self.other, "9C")
        self.quiz = publish_bank(self.session)
        self.assignment = set_quiz(self.session, self.school_class, self.quiz, self.teacher)

    def people(self) -> People:
        """Everybody in the class, by name."""
        return people_of_class(self.session, self.school_class.id, None)

    def student(self, name: str = "Grace Hopper") -> Student:
        return new_student(self.session, self.school_class, name)

    def membership(self, name: str = "Grace Hopper") -> Membership:
        return get_membership(self.session, self.school_class, name)


def sign_in(visitor: Visitor, app: Flask, user_id: int | None = None, student_id: int | None = None) -> None:
    """Give a visitor the cookie of a signed-in teacher or student."""
    program = app.extensions["quizapp"]
    with program.sessions.write() as session:
        token = sessions.sign_in(session, program.clock(), user_id=user_id, student_id=student_id)
        session.commit()
    visitor.set_cookie("__Host-session", token, domain="localhost", secure=True, path="/")


def class_url(school: School, rest: str = "") -> str:
    """The address of the school's class, or of a page of it."""
    return f"/classes/{school.school_class.public_id}{rest}"


def assignment_url(school: School, rest: str = "") -> str:
    """The address of the school's assignment, or of a page of it."""
    return f"/classes/assignments/{school.assignment.public_id}{rest}"


def fresh(school: School) -> Session:
    """The school's session, seeing what the pages wrote."""
    school.session.rollback()
    school.session.expire_all()
    return school.session


def path_of(answer: TestResponse) -> str:
    """Where an answer sends the browser, without the query."""
    return urlsplit(answer.location).path
