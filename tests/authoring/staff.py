"""Teachers, a class of theirs, and attempts, for tests of authoring and regrading."""

from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy.orm import Session

from quizapp.attempts import submit_attempt
from quizapp.domain.question import Response
from quizapp.identity import sessions
from quizapp.models import Assignment, Attempt, Student, User
from tests.support.clock import START
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import Published, assign, publish, save, start
from tests.support.visitor import Visitor

#: Positions in the bank: 0 is the right option "Sandvik", 1 and 2 are wrong.
RIGHT, NORDBY, OSTHAVN = 0, 1, 2


@dataclass
class Staff:
    """Ada, the administrator, with class 7B that has the quiz "Four in order"; Bob with nothing."""

    session: Session
    ada: User = field(init=False)
    bob: User = field(init=False)
    published: Published = field(init=False)
    assignment: Assignment = field(init=False)

    def __post_init__(self) -> None:
        self.ada, self.bob = (
            make_teacher(self.session, START, admin=True),
            make_teacher(self.session, START, "bob"),
        )
        self.published = publish(self.session, START)
        self.bank_id, self.bank_row = self.published.bank.public_id, self.published.bank.id
        self.school_class = make_class(self.session, START, self.ada)
        self.assignment = assign(
            self.session, START, self.school_class, self.published.fixed, attempts_allowed=None, pass_mark=0.5
        )

    def sit(
        self, name: str, answers: dict[int, Response], *, at=START, on: Assignment | None = None
    ) -> Attempt:
        """An attempt of a new student with answers by place, handed in."""
        attempt = self.begin(name, answers, at=at, on=on)
        submit_attempt(self.session, attempt, at)
        self.session.commit()
        return attempt

    def begin(
        self, name: str, answers: dict[int, Response], *, at=START, on: Assignment | None = None
    ) -> Attempt:
        student: Student = make_student(self.session, at, name)
        attempt = start(self.session, on or self.assignment, student, at)
        for place, response in answers.items():
            save(self.session, attempt, place, response, at, op=f"op-{name}-{place}")
        self.session.expire_all()
        return attempt


def sign_in(visitor: Visitor, app: Flask, user_id: int | None = None, student_id: int | None = None) -> None:
    """Give a visitor the cookie of a signed-in teacher or student."""
    program = app.extensions["quizapp"]
    with program.sessions.write() as session:
        token = sessions.sign_in(session, program.clock(), user_id=user_id, student_id=student_id)
        session.commit()
    visitor.set_cookie("__Host-session", token, domain="localhost", secure=True, path="/")
