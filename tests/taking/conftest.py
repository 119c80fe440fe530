"""A quiz with a question of every type, and a student on the way through it."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.models import Assignment, Attempt, Position, Quiz, ResponseEvent, Student
from tests.support.visitor import Visitor, read_forms

BANK = """\
title: Harbour town
quizzes:
  all:
    title: One of each
    open: yes
    order: as written
    questions: [single, multiple, statement, short, number, order, match, sort, gaps, open]
  at-once:
    title: At once
    open: yes
    order: as written
    feedback: after each question
    tries: 3
    credit by try: 100%, 60%, 30%
    questions: [number, single]
  in-parts:
    title: In parts
    open: yes
    order: as written
    feedback: after each question
    tries: 3
    credit by try: 100%, 60%, 30%
    questions: [match]
  one:
    title: Only one
    open: yes
    questions: [single]
questions:
- id: single
  ask: Which town has the harbour?
  answer: Sandvik
  wrong:
  - Nordby => Nordby is where the ship was built.
  - Osthavn => Osthavn has no harbour.
  why: The first paragraph names the town.
- id: multiple
  ask: Which costs are named?
  answers: [Dredging, Dues]
  wrong: [Wages => Wages are not in the report.]
- id: statement
  statement: The ministry has checked it.
  is: not stated
- id: short
  ask: Which country?
  accept: [Norway]
- id: number
  ask: How deep is the deposit?
  number: 3 km
  who: The survey
  why: The survey gives 3 km.
  hints: [It is less than 5 km., It is more than 2 km.]
- id: order
  ask: Put the steps in order.
  order: [Survey, Licence, Drilling]
- id: match
  ask: Who said what?
  match:
    Minister: It is safe
    Biologist: It is risky
- id: sort
  ask: Sort each.
  sort:
    One side: [The mine]
    Both sides: [The port]
- id: gaps
  fill: The capital is [[Oslo]] and the [[council ~ ministry]] pays.
- id: open
  essay: What would you check?
  rubric:
  - 2 points: names a source
"""
PLACES = ("single", "multiple", "statement", "short", "number", "order", "match", "sort", "gaps", "open")


@dataclass
class Harbour:
    """The published quizzes by key, and looks into the database."""

    session: object
    entries: dict[str, str]

    def attempts(self) -> list[Attempt]:
        found = list(self.session.scalars(select(Attempt).order_by(Attempt.id)))
        self.session.expire_all()
        self.session.rollback()
        return found

    def position(self, place: int) -> dict:
        """What is kept at a position of the only attempt."""
        row = self.session.execute(
            select(
                Position.kind, Position.response, Position.certainty, Position.revision, Position.tries,
                Position.fraction, Position.credit, Position.locked_at,
            ).where(Position.position == place)
        ).one()  # fmt: skip
        self.session.rollback()
        return row._asdict()

    def events(self) -> list[tuple]:
        found = self.session.execute(
            select(ResponseEvent.position, ResponseEvent.kind).order_by(ResponseEvent.id)
        ).all()
        self.session.rollback()
        return [tuple(row) for row in found]

    def count(self, model: type) -> int:
        found = len(self.session.scalars(select(model)).all())
        self.session.rollback()
        return found


@pytest.fixture
def harbour(session, clock) -> Harbour:
    version = publishing.publish_bank(session, "harbour", BANK, clock()).version
    keys = {
        quiz.id: quiz.key for quiz in session.scalars(select(Quiz).where(Quiz.bank_id == version.bank_id))
    }
    entries = {keys[a.quiz_id]: a.public_id for a in session.scalars(select(Assignment))}
    session.commit()
    return Harbour(session, entries)


class Taker:
    """A student with one attempt, who can open and answer its questions."""

    def __init__(self, visitor: Visitor, entry: str, name: str = "Mira") -> None:
        self.visitor = visitor
        begun = visitor.submit(visitor.get(f"/q/{entry}"), button="Start")
        visitor.submit(visitor.get("/return-link"), {"name": name}, button="I have kept it")
        self.attempt = begun.headers["Location"].split("/")[2]

    def at(self, place: int | str = "") -> str:
        return f"/a/{self.attempt}" + ("" if place == "" else f"/{place}")

    def open(self, place: int, query: str = ""):
        return self.visitor.get(self.at(place) + query)

    def answer(self, place: int, values=None, *, page=None, button: str = "Continue", forged=None):
        page = page or self.open(place)
        return self.visitor.submit(page, values or {}, form=self.at(place), button=button, forged=forged)

    def submit(self):
        return self.visitor.submit(self.visitor.get(self.at("check")), button="Hand in")


@pytest.fixture
def taker(harbour, client) -> Taker:
    return Taker(client, harbour.entries["all"])


def value_of(page, text: str) -> str:
    """The value of the option that reads so."""
    before, _text, _after = page.text.partition(f"<span>{text}</span>")
    return before.rpartition('value="')[2].partition('"')[0]


def controls(page, name: str) -> list:
    return [c for form in read_forms(page.text) for c in form.controls if c.name == name]


__all__ = ["PLACES", "Harbour", "Student", "Taker", "controls", "value_of"]
