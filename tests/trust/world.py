"""A small world for the matrix: two classes, their people signed in, and one of each object."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp import create_app
from quizapp.attempts import start_attempt, submit_attempt
from quizapp.banks import publishing
from quizapp.banks.recipe_json import recipe_to_json
from quizapp.basics.config import Settings
from quizapp.domain.question import DontKnow
from quizapp.identity import one_time_links, return_links, sessions
from quizapp.models import (
    Assignment,
    Attempt,
    Bank,
    BankDraft,
    BankImage,
    Base,
    BulkAct,
    ClassTeacher,
    Dispute,
    Job,
    Membership,
    Quiz,
    ResponseEvent,
    SchoolClass,
    Student,
    User,
    new_public_id,
)
from quizapp.models.db import SQLITE
from tests.support import harbour
from tests.support.clock import Clock
from tests.support.people import join, make_student
from tests.support.quizzes import publish, save
from tests.support.templates import keep_compiled
from tests.support.visitor import Visitor

BANK = harbour.bank(
    """\
  fixed:
    title: Three in order
    open: yes
    order: as written
    questions: [capital, depth, plan]
  drawn:
    title: One drawn
    draw:
      goals: 1
""",
    "capital", "depth", "plan",
).replace("- id: capital\n", "- id: capital\n  pattern: names\n")  # fmt: skip
PRIVATE = BANK.replace("Harbour town", "A bank of one teacher", 1).replace("    open: yes\n", "")

ANONYMOUS = "anonymous"
#: Who they are, and whether they are of class 7B, whose objects the matrix asks for.
STUDENTS = ("student", "classmate", "removed", "outsider")
TEACHERS = ("teacher", "co-teacher", "stranger", "admin")
IDENTITIES = (ANONYMOUS, *STUDENTS, *TEACHERS)


@dataclass
class World:
    """Public ids by what they stand for, and the session token of each identity."""

    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def make_world(session: Session, secret: bytes, clock: Clock) -> World:
    """Fill a migrated, empty database; commits."""
    now = clock()
    world = World()
    bank = publish(session, now, BANK)
    private = _private_bank(session, now)
    people = {name: _teacher(session, name, now) for name in TEACHERS}
    own, other = _class(session, "7B", people["teacher"], now), _class(session, "9C", people["stranger"], now)
    session.add(ClassTeacher(class_id=own.id, user_id=people["co-teacher"].id, role="teacher"))
    private.owner_id = people["teacher"].id
    joined = {
        name: _membership(session, other if name == "outsider" else own, name, now) for name in STUDENTS
    }
    joined["waiting"] = _membership(session, own, "waiting", now)
    joined["removed"].removed_at = now
    running, done = _assignment(session, own, bank.fixed, now), _assignment(session, own, bank.fixed, now)
    foreign = _assignment(session, other, bank.fixed, now)
    picture = _draft_with_picture(session, private, people["teacher"], now)
    session.commit()
    open_attempt = start_attempt(session, running, joined["student"].student_id, now, Random(1))
    attempts = {
        name: _finished(session, foreign if name == "outsider" else done, joined[name], clock)
        for name in STUDENTS
    }
    late = save(session, attempts["student"], 2, "4 km", now + timedelta(hours=1))
    assert not late.counted
    disputed = Dispute(position_id=attempts["student"].positions[0].id, reason="It is two.", raised_at=now)
    made_quiz = _quiz_made_here(session, private, people["teacher"], now)
    grouped = BulkAct(class_id=own.id, act="group", at=now, done=[[joined["student"].public_id, ""]])
    marked = BulkAct(class_id=own.id, act="mark", at=now, done=[])
    job = Job(
        user_id=people["teacher"].id, kind="file", address="/reports", body_type="", looking={}, state="done",
        created_at=now, seen_at=now, finished_at=now, content=b"made", mimetype="text/csv",
        name="attachment; filename=made.csv",
    )  # fmt: skip
    session.add_all([disputed, made_quiz, grouped, marked, job])
    event = session.query(ResponseEvent).filter_by(kind="late", attempt_id=attempts["student"].id).one()
    session.flush()
    link = return_links.make_return_link(session, secret, joined["student"].student_id, own.join_code, now)
    world.ids = {
        "class": own.public_id, "code": own.join_code, "assignment": done.public_id, "running": running.public_id,
        "entry": bank.entry.public_id, "bank": bank.bank.public_id, "private": private.public_id,
        "quiz": bank.drawn.public_id, "open": open_attempt.public_id, "done": attempts["student"].public_id,
        "membership": joined["student"].public_id, "waiting membership": joined["waiting"].public_id, "question": "depth",
        "pattern": "names", "event": str(event.id), "user": people["co-teacher"].public_id,
        "colleague": people["co-teacher"].public_id, "version": private.versions[0].public_id,
        "private quiz": made_quiz.public_id,
        "picture": picture.public_id,
        "return": link.token, "student": session.get_one(Student, joined["student"].student_id).public_id,
        "setup": one_time_links.make_link(session, "invite", now) or "",
        "essay position": str(attempts["student"].positions[2].id), "op": "5" * 32,
        "dispute": disputed.public_id, "grouped": grouped.public_id, "marked": marked.public_id, "job": job.public_id,
        "password": one_time_links.make_link(session, "password", now, username="co-teacher") or "",
    }  # fmt: skip
    for name in STUDENTS:
        world.tokens[name] = sessions.sign_in(session, now, student_id=joined[name].student_id)
    for name in TEACHERS:
        world.tokens[name] = sessions.sign_in(session, now, user_id=people[name].id)
    session.commit()
    return world


def _quiz_made_here(session: Session, bank: Bank, teacher: User, now) -> Quiz:
    recipe = publishing.load_version(session, bank.versions[0].id).quizzes["fixed"]
    return Quiz(
        bank_id=bank.id, owner_id=teacher.id, title="Made here", rules=recipe_to_json(recipe), created_at=now
    )


def _private_bank(session: Session, now) -> Bank:
    version = publishing.publish_bank(session, "private", PRIVATE, now).version
    session.commit()
    return version.bank


def _draft_with_picture(session: Session, bank: Bank, teacher: User, now) -> BankImage:
    made = BankImage(
        bank_id=bank.id, name="map.png", alt="A map", mime="image/png", content=b"", width=1, height=1, uploaded_at=now
    )  # fmt: skip
    session.add_all((BankDraft(bank_id=bank.id, text=PRIVATE, saved_at=now, saved_by_id=teacher.id), made))
    return made


def _teacher(session: Session, name: str, now) -> User:
    made = User(
        username=name, username_key=name, display_name=name.title(), password_hash="none",
        is_admin=name == "admin", created_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _class(session: Session, name: str, teacher: User, now) -> SchoolClass:
    made = SchoolClass(name=name, join_code=f"CODE{name}XY", timezone="Europe/London", created_at=now)
    session.add(made)
    session.flush()
    session.add(ClassTeacher(class_id=made.id, user_id=teacher.id, role="owner"))
    return made


def _membership(session: Session, school_class: SchoolClass, name: str, now) -> Membership:
    return join(session, school_class, make_student(session, now, name), now)


def _assignment(session: Session, school_class: SchoolClass, quiz: Quiz, now) -> Assignment:
    made = Assignment(
        kind="class", class_id=school_class.id, quiz_id=quiz.id, title=quiz.title, created_at=now
    )
    session.add(made)
    session.flush()
    return made


def _finished(session: Session, assignment: Assignment, membership: Membership, clock: Clock) -> Attempt:
    """A handed-in attempt: one right, one "I don't know", one essay that waits to be marked."""
    attempt = start_attempt(session, assignment, membership.student_id, clock(), Random(1))
    for place, response in enumerate((0, DontKnow(), "The survey."), start=1):
        save(session, attempt, place, response, clock())
    submit_attempt(session, attempt, clock())
    session.commit()
    return attempt


class Stage:
    """The world with the program on it; a change can be undone in a moment."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.clock = Clock()
        self._database, self._copy = folder / "world.db", folder / "copy.db"
        self._restore(template)
        url = f"sqlite:///{self._database.as_posix()}"
        settings = Settings(data=str(folder / "data"), database_url=url, questions="", design_page="1")
        self.app: Flask = keep_compiled(create_app(settings, clock=self.clock, rng=Random(1)))
        self.program = self.app.extensions["quizapp"]
        with self.program.sessions.write() as session:
            self.world = make_world(session, self.program.secret, self.clock)
        source, copy = SQLITE.connect(self._database), SQLITE.connect(self._copy)
        source.backup(copy)
        source.close()
        copy.close()

    def restore(self) -> None:
        """The world as it was made."""
        self._restore(self._copy)

    def _restore(self, template: Path) -> None:
        source, target = SQLITE.connect(template), SQLITE.connect(self._database)
        source.backup(target)
        source.close()
        target.close()

    def fingerprint(self) -> dict[str, str]:
        """A hash of each table's rows: equal before and after means that nothing was written."""
        with self.program.sessions.read() as session:
            return {table.name: _rows_hash(session, table.name) for table in Base.metadata.sorted_tables}

    def visitor(self, identity: str) -> Visitor:
        visitor = Visitor(self.app, self.app.response_class)
        if identity != ANONYMOUS:
            token = self.world.tokens[identity]
            visitor.set_cookie("__Host-session", token, domain="localhost", secure=True, path="/")
        return visitor

    def close(self) -> None:
        self.program.sessions.engine.dispose()


def _rows_hash(session: Session, table: str) -> str:
    rows = session.execute(text(f'SELECT * FROM "{table}"')).all()  # noqa: S608  # names of our own tables
    return f"{len(rows)} rows, {hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()[:12]}"


_CHANCE = (
    (re.compile(r'nonce="[\w-]+"|nonce-[\w-]+'), "NONCE"),
    (re.compile(r'name="(csrf_token|op)" value="\w+"'), "TOKEN"),
)


def without_chance(response: TestResponse, *ids: str) -> str:
    """Status, headers and page, without what is new in every answer and without the ids that were asked for."""
    headers = sorted(f"{k}: {v}" for k, v in response.headers if k not in ("Set-Cookie", "Content-Length"))
    whole = "\n".join([response.status, *headers, response.text])
    for pattern, instead in _CHANCE:
        whole = pattern.sub(instead, whole)
    for each in sorted(ids, key=len, reverse=True):
        whole = whole.replace(each, "ID")
    return whole


def nonexistent(value: str) -> str:
    """A value of the same kind that stands for nothing."""
    return str(2**40) if value.isdecimal() else new_public_id()
