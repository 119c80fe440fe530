"""A running program for looking at: the article's bank, the tour of types, a small class that has taken both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.attempts import jobs, page_of, start_attempt, submit_attempt
from quizapp.banks import publishing
from quizapp.banks.recipe_json import recipe_to_json
from quizapp.basics.config import Settings
from quizapp.cli.simulated_class import choose_answer
from quizapp.identity import sessions
from quizapp.models import (
    Assignment,
    Attempt,
    Dispute,
    JobKind,
    Membership,
    Position,
    Quiz,
    SchoolClass,
    Student,
    User,
)
from quizapp.models.db import Sessions
from quizapp.web.cookies import SESSION, cookie_name
from tests.support import people, quizzes
from tests.support.clock import START, Clock
from tests.support.liveserver import Live, serve
from tests.support.templates import keep_compiled
from tools.addresses import facts, open_tour, teacher_pages

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"
NAMES = ("Alder", "Birch", "Cedar", "Fern", "Hazel", "Rowan")
NOW = START
BEGAN = NOW - timedelta(days=6)


@dataclass(frozen=True)
class School:
    """A running program; ``teacher`` is the token of a signed-in session."""

    live: Live
    teacher: str

    @property
    def sessions(self) -> Sessions:
        return self.live.app.extensions["quizapp"].sessions

    def enter(self, page: Page, token: str) -> None:
        """Be the person whose session's token this is."""
        with self.live.app.test_request_context():
            name = cookie_name(SESSION)
        page.context.add_cookies(
            [{"name": name, "value": token, "domain": "127.0.0.1", "path": "/", "secure": True}]
        )

    def student(self, name: str) -> str:
        """A session's token for one of the class."""
        with self.sessions.write() as session:
            student = session.scalars(select(Student).where(Student.name == name)).one()
            token = sessions.sign_in(session, NOW, student_id=student.id)
            session.commit()
        return token

    def assignment(self, title: str) -> str:
        with self.sessions.read() as session:
            return session.scalars(
                select(Assignment.public_id).where(Assignment.title == title, Assignment.kind == "class")
            ).one()

    def quiz(self, key: str) -> str:
        with self.sessions.read() as session:
            return session.scalars(select(Quiz.public_id).where(Quiz.key == key)).one()

    def attempt(self, title: str, student: str) -> str:
        with self.sessions.read() as session:
            return session.scalars(
                select(Attempt.public_id)
                .join(Assignment)
                .join(Student)
                .where(Assignment.title == title, Assignment.kind == "class", Student.name == student)
            ).one()

    def teachers_pages(self) -> tuple[dict[str, str], list[str]]:
        """Addresses by endpoint, and the endpoints whose address cannot be filled in."""
        essay = select(Position.id).where(
            Position.question_id == "tour-essay", Position.response.is_not(None)
        )
        with self.sessions.read() as session:
            known = facts(session)
            position = session.scalars(essay).first()
        pages, left = teacher_pages(self.live.app, known | {"position": position or 1})
        if position is not None:  # long answers are marked in the assignment that asks for them
            place = f"/reports/{self.assignment('One of each type')}/marking"
            pages |= {"marking.essays": place, "marking.mark": f"{place}/{position}"}
        return pages, left


@contextmanager
def running(folder: Path, template: Path, *, full: bool) -> Iterator[School]:
    """Serve the program: empty but for a teacher, or with banks, class and attempts."""
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "quizapp.db").write_bytes(template.read_bytes())

    def make(port: int) -> Flask:
        settings = Settings(data=str(folder), questions="", port=str(port), design_page="1")
        return keep_compiled(create_app(settings, clock=Clock(NOW), rng=Random(1)))

    with serve(make) as live:
        store = live.app.extensions["quizapp"].sessions
        with store.write() as session:
            teacher = people.make_teacher(session, BEGAN, admin=True)
            token = sessions.sign_in(session, NOW, user_id=teacher.id)
            session.commit()
        publish(store)
        if full:
            fill(live.app, teacher.id)
        yield School(live, token)
        store.engine.dispose()


def publish(sessions: Sessions) -> None:
    """The article's bank, as the program does at its first start."""
    path = QUESTIONS / "kursk-incursion.yaml"
    with sessions.write() as session:
        publishing.publish_file(session, path.name, path.stem, path.read_text("utf-8"), BEGAN, bank_file=path)
        session.commit()


def fill(app: Flask, teacher_id: int) -> None:
    """A class of six and four assignments: finished, with an essay, with a clock, with answers withheld."""
    open_tour(app)
    sessions = app.extensions["quizapp"].sessions
    rng = Random(13)
    with sessions.write() as session:
        school_class = people.make_class(session, BEGAN, session.get_one(User, teacher_id), NAMES)
        found = {quiz.key: quiz for quiz in session.scalars(select(Quiz))}
        closed = {"opens_at": BEGAN, "closes_at": NOW - timedelta(days=1)}
        compose(session, found["ten-minutes"], teacher_id)
        jobs.put_aside(session, teacher_id, JobKind.CHANGE, "/banks/upload", NOW, looking={})
        done = quizzes.assign(session, BEGAN, school_class, found["ten-minutes"], pass_mark=0.5, **closed)
        essay = quizzes.assign(session, BEGAN, school_class, found["tour"], attempts_allowed=2)
        timed = quizzes.assign(session, BEGAN, school_class, found["three-guesses"], time_limit_seconds=600)
        held = quizzes.assign(
            session, BEGAN, school_class, found["goals-and-risks"],
            closes_at=NOW + timedelta(days=3), show_answers="after closing", show_explanations="after closing",
        )  # fmt: skip
        timed.title, held.title = "Three guesses with a clock", "Goals, answers later"
        for place, student in enumerate(students_of(session, school_class)):
            take(session, done, student, rng, knows=0.3 + 0.1 * place)
            if place < 3:
                take(session, essay, student, rng, knows=0.6, hand_in=place != 2)
            if place == 0:
                take(session, held, student, rng, knows=0.6)
                complain(session, done, student)
        session.commit()


def compose(session: Session, like: Quiz, teacher_id: int) -> None:
    """A quiz of the teacher's own, made in the browser."""
    version = publishing.newest_version(session, like.bank_id)
    assert version is not None
    rules = recipe_to_json(publishing.recipe_of(session, like, version.id))
    session.add(
        Quiz(bank_id=like.bank_id, owner_id=teacher_id, title="Of my own", rules=rules, created_at=BEGAN)
    )


def complain(session: Session, assignment: Assignment, student: Student) -> None:
    """The student says that a question is wrong."""
    attempt = session.scalars(
        select(Attempt).where(Attempt.assignment_id == assignment.id, Attempt.student_id == student.id)
    ).one()
    place = attempt.positions[0]
    session.add(Dispute(position_id=place.id, reason="The second answer is right, too.", raised_at=NOW))


def students_of(session: Session, school_class: SchoolClass) -> list[Student]:
    return list(
        session.scalars(
            select(Student)
            .join(Membership)
            .where(Membership.class_id == school_class.id)
            .order_by(Student.id)
        )
    )


def take(
    session: Session, assignment: Assignment, student: Student, rng: Random, *, knows: float, hand_in: bool = True
) -> Attempt:  # fmt: skip
    """Answer most questions of an assignment, right as often as ``knows`` says."""
    moment = BEGAN + timedelta(hours=1 + student.id)
    attempt = start_attempt(session, assignment, student.id, moment, rng)
    session.commit()
    for place in range(1, attempt.length + 1 if hand_in else attempt.length // 2):
        moment += timedelta(seconds=rng.randint(15, 90))
        if place % 7 == 6:
            continue
        page = page_of(session, attempt.public_id, place, student.id, lock=True)
        assert page is not None
        given = choose_answer(page.question, page.order, rng, knows=rng.random() < knows)
        certainty = rng.choice((None, "guessing", "fairly sure", "certain"))
        op = UUID(int=rng.getrandbits(128)).hex
        quizzes.save(session, attempt, place, given, moment, op=op, certainty=certainty)
    if hand_in:
        session.refresh(attempt)
        submit_attempt(session, attempt, moment + timedelta(minutes=1))
        session.commit()
    return attempt
