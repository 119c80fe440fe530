"""A class that took a small quiz, its teacher signed in, and a teacher of another class."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import submit_attempt
from quizapp.domain.question import DontKnow
from quizapp.identity import sessions
from quizapp.models import Assignment, Attempt, Membership, SchoolClass, Student, User
from quizapp.reports import report
from tests.support import harbour
from tests.support.clock import START
from tests.support.people import join, make_class, make_student, make_teacher
from tests.support.quizzes import Published, assign, publish, save, start
from tests.support.visitor import Visitor

#: With a question of status, an option that could run as a formula, and an essay.
BANK = (
    harbour.bank(
        """\
  fixed:
    title: Five in order
    open: yes
    order: as written
    questions: [capital, jobs-status, depth, fruit, plan]
  drawn:
    title: Two drawn
    draw:
      figures: 2
""",
        "capital", "jobs-status", "depth", "fruit", "plan",
        claims=harbour.HARBOUR,
    )
    .replace("names the town.\n", "names the town.\n  claim: harbour\n")
    .replace("- Wages", "- =Wages")
)  # fmt: skip
#: The same without the essay, so that every attempt is marked at once.
NO_ESSAY = BANK.replace(", plan]", "]").replace("Five in order", "Four in order")


@dataclass
class Taught:
    """A class with its assignment, for tests to fill with attempts."""

    session: Session
    published: Published
    teacher: User
    school_class: SchoolClass
    assignment: Assignment
    stranger: User
    made: int = 0
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"/reports/{self.assignment.public_id}"

    def student(self, name: str) -> Student:
        found = self.session.scalar(
            select(Student)
            .join(Membership, Membership.student_id == Student.id)
            .where(Membership.class_id == self.school_class.id, Student.name == name)
        )
        if found is not None:
            return found
        student = make_student(self.session, START, name)
        join(self.session, self.school_class, student, START)
        self.session.commit()
        return student

    def take(
        self, name: str, *answers: object, certainty: str | None = None, at: datetime = START
    ) -> Attempt:
        """One attempt: an answer a question, None to leave it blank; handed in."""
        attempt = start(self.session, self.assignment, self.student(name), at)
        moment = at
        for place, answer in enumerate(answers, start=1):
            moment += timedelta(seconds=10 + place)
            if answer is not None:
                save(self.session, attempt, place, answer, moment, certainty=certainty)
        submit_attempt(self.session, attempt, moment + timedelta(seconds=5))
        self.session.commit()
        self.attempts.append(attempt)
        return attempt

    def crowd(self, number: int, *, seed: int = 7) -> None:
        """A class of mixed ability on the four questions that mark themselves."""
        rng = Random(seed)
        for _student in range(number):
            self.made += 1
            able = rng.random()
            given = [
                right if rng.random() < able else wrong
                for right, wrong in ((0, 1), (0, 1), ("3 km", "30 km"), ([0, 1], [0, 2]))
            ]
            self.take(
                f"Student of class {self.made:03}", *given, certainty=rng.choice(["guessing", "certain"])
            )


@pytest.fixture
def taught(session) -> Taught:
    return teach(session, NO_ESSAY)


@pytest.fixture
def with_essay(session) -> Taught:
    return teach(session, BANK)


def teach(session: Session, text: str, **rules: object) -> Taught:
    report.forget_reports()
    published = publish(session, START, text)
    teacher, stranger = make_teacher(session, START, "ada"), make_teacher(session, START, "eve")
    school_class = make_class(session, START, teacher)
    make_class(session, START, stranger, ("Foreign student",), name="9C")
    assignment = assign(
        session, START, school_class, published.fixed, shuffle_questions=False, attempts_allowed=None, **rules
    )
    return Taught(session, published, teacher, school_class, assignment, stranger)


@pytest.fixture
def visit(new_client: Callable[[], Visitor], app: Flask) -> Callable[[User], Visitor]:
    """``visit(teacher)``: a signed-in visitor."""

    def signed_in(user: User) -> Visitor:
        visitor = new_client()
        program = app.extensions["quizapp"]
        user_id = user.id
        if visitor.held is not None:
            visitor.held.commit()
        with program.sessions.write() as session:
            token = sessions.sign_in(session, program.clock(), user_id=user_id)
            session.commit()
        visitor.set_cookie("__Host-session", token, domain="localhost", secure=True, path="/")
        return visitor

    return signed_in


DONT_KNOW = DontKnow()
