"""A quiz with a question of every type, and a student on the way through it."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.models import Assignment, Attempt, Position, Quiz, ResponseEvent, Student
from tests.support.harbour import bank
from tests.support.visitor import Visitor, read_forms

#: What stands at the places of "One of each", by name.
PLACES = (
    "capital", "fruit", "checked", "country", "depth", "steps", "voices", "sides", "quay", "plan"
)  # fmt: skip
_TRIES = "feedback: after each question, tries: 3, credit by try: '100%, 60%, 30%'"
BANK = bank(
    f"""\
  all: {{title: One of each, open: yes, order: as written, questions: [{", ".join(PLACES)}]}}
  at-once: {{title: At once, open: yes, order: as written, {_TRIES}, questions: [depth, capital]}}
  in-parts: {{title: In parts, open: yes, order: as written, {_TRIES}, questions: [voices]}}
  one: {{title: Only one, open: yes, questions: [capital]}}
""",
    *PLACES,
)


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
