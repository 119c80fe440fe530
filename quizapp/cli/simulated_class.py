"""A labelled demonstration class: simulated students with plausible attempts on the real banks.

Nothing here is a real pupil. Names come from a list of plants, every student is marked as simulated, and the class
says so in its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import page_of, record, start_attempt, submit_attempt
from quizapp.cli import simulated_studying
from quizapp.domain.answers import Certainty
from quizapp.domain.question import AskView, DontKnow, Question, Response, Unreadable, read_post
from quizapp.identity.typed_codes import new_code
from quizapp.models import (
    Assignment,
    AssignmentKind,
    Bank,
    InstanceNote,
    Membership,
    Naming,
    Quiz,
    SchoolClass,
    Student,
)

DEMO_MARK = "demonstration class"
CLASS_NAME = "Demonstration class (simulated students)"
NAMES = (
    "Acacia Alder Aster Birch Bryony Cedar Clover Daisy Elder Fern Flax Gorse Hazel Heather Holly Iris Ivy Juniper "
    "Laurel Linden Maple Myrtle Olive Poppy Rowan Rue Sage Sorrel Tansy Yarrow"
).split()
#: Quizzes of the article's bank that the class is set, by title key; the last one is still running.
QUIZ_KEYS = ("ten-minutes", "figures-and-who", "goals-and-risks")


@dataclass(frozen=True)
class SimulatedTaker:
    """A simulated student: how much they know, how sure they say they are, how fast they are."""

    student: Student
    ability: float
    boldness: float
    pace: float


def make_demo(session: Session, now: datetime, *, progress: Callable[[str], None]) -> bool:
    """Fill the database with the demonstration; False when it is there already."""
    if session.get(InstanceNote, "demo") is not None:
        return False
    rng = Random(13_08_2024)
    quizzes = demo_quizzes(session)
    if not quizzes:
        progress("No bank with quizzes is published, so there is nothing to demonstrate.")
        return False
    school_class = SchoolClass(
        name=CLASS_NAME,
        join_code=new_code(),
        naming=Naming.FREE,
        timezone="Europe/London",
        created_at=now - timedelta(days=16),
    )
    session.add(school_class)
    session.flush()
    takers = [_new_taker(session, school_class, name, now, rng) for name in NAMES]
    for place, quiz in enumerate(quizzes):
        progress(f"Simulating {len(takers)} students on “{quiz.title}”")
        days = 14 - 5 * place
        running = place == len(quizzes) - 1
        assignment = Assignment(
            kind=AssignmentKind.CLASS,
            class_id=school_class.id,
            quiz_id=quiz.id,
            title=quiz.title,
            opens_at=now - timedelta(days=days),
            closes_at=now + timedelta(days=2) if running else now - timedelta(days=days - 4),
            pass_mark=0.5,
            created_at=now - timedelta(days=days),
        )
        session.add(assignment)
        session.flush()
        _take_all(
            session, assignment, takers, now - timedelta(days=days) + timedelta(hours=2), rng, running=running
        )
    progress("Letting half of them study since")
    learners = [
        simulated_studying.SimulatedLearner(t.student.id, t.ability, rng.uniform(0.2, 0.7))
        for t in takers[::2]
    ]
    simulated_studying.study_days(session, learners, now - timedelta(days=13), now, rng, choose_answer)
    session.add(InstanceNote(key="demo", value=str(school_class.id)))
    session.flush()
    return True


def demo_quizzes(session: Session) -> list[Quiz]:
    """The quizzes to demonstrate: known ones of the article's bank first, else whatever is published."""
    found = list(
        session.scalars(
            select(Quiz).join(Bank).where(Quiz.archived_at.is_(None)).order_by(Bank.name, Quiz.id)
        )
    )
    known = {quiz.key: quiz for quiz in found}
    return [known[key] for key in QUIZ_KEYS if key in known] or found[:2]


def _new_taker(
    session: Session, school_class: SchoolClass, name: str, now: datetime, rng: Random
) -> SimulatedTaker:
    student = Student(name=name, created_at=now - timedelta(days=15), is_demo=True)
    session.add(student)
    session.flush()
    session.add(
        Membership(
            class_id=school_class.id,
            student_id=student.id,
            name=name,
            name_key=name.casefold(),
            joined_at=now - timedelta(days=15),
        )
    )
    return SimulatedTaker(student, rng.gauss(0.6, 1.0), rng.gauss(0.0, 0.8), rng.lognormvariate(3.4, 0.35))


def _take_all(
    session: Session,
    assignment: Assignment,
    takers: list[SimulatedTaker],
    began: datetime,
    rng: Random,
    *,
    running: bool,
) -> None:
    """Everybody takes the quiz, but for two who have not started and, while it runs, three who are in the middle."""
    difficulty: dict[str, float] = {}
    for place, taker in enumerate(takers[: len(takers) - 2]):
        in_the_middle = running and place % 10 == 4
        _take(
            session,
            assignment,
            taker,
            began + timedelta(minutes=7 * place),
            rng,
            difficulty,
            stop=in_the_middle,
        )


def _take(
    session: Session,
    assignment: Assignment,
    taker: SimulatedTaker,
    began: datetime,
    rng: Random,
    difficulty: dict[str, float],
    *,
    stop: bool,
) -> None:
    attempt = start_attempt(session, assignment, taker.student.id, began, rng)
    moment = began
    length = attempt.length // 2 if stop else attempt.length
    for place in range(1, length + 1):
        moment += timedelta(seconds=min(taker.pace * rng.lognormvariate(0.0, 0.5), 600))
        page = page_of(session, attempt.public_id, place, taker.student.id, lock=True)
        if page is None or rng.random() < 0.02:
            continue
        hard = difficulty.setdefault(page.question_id, rng.gauss(0.0, 0.9))
        knows = rng.random() < 1 / (1 + exp(-(taker.ability - hard)))
        given = choose_answer(page.question, page.order, rng, knows=knows)
        record(
            session,
            page,
            given,
            certainty=_certainty(taker, rng, knows=knows),
            op_id=UUID(int=rng.getrandbits(128)).hex,
            body_hash=f"demo {place}",
            now=moment,
        )
    if not stop:
        session.refresh(attempt)
        submit_attempt(session, attempt, moment + timedelta(seconds=20))


def choose_answer(question: Question, order: list[int], rng: Random, *, knows: bool) -> Response | DontKnow:
    """The right answer, or what somebody might choose who does not know it."""
    best = question.best()
    if knows and best is not None:
        return best
    if rng.random() < 0.06:
        return DontKnow()
    for _try in range(20):
        posted = random_post(question.ask_view(order), rng)
        read = read_post(question, posted, order)
        if not isinstance(read, Unreadable | DontKnow):
            return read
    return DontKnow()


def random_post(view: AskView, rng: Random) -> dict[str, list[str]]:
    """What a browser might post for this form when every choice is made blindly."""
    posted: dict[str, list[str]] = {}
    rows = [c for c in view.controls if c.choices]
    if rows:
        values = [[value for value, _text in control.choices if value] for control in rows]
        distinct = rng.sample(values[0], len(rows)) if len(values[0]) >= len(rows) else []
        if distinct == [control.value for control in rows]:  # as shown is no answer
            distinct = [*distinct[1:], distinct[0]]
        for place, control in enumerate(rows):
            pick = distinct[place] if distinct and values[place] == values[0] else rng.choice(values[place])
            posted[control.name] = [pick]
    if view.exclusive:
        posted["answer"] = [rng.choice(view.controls).value]
        return posted
    boxes = [c for c in view.controls if not c.choices and c.value and c.name == "answer"]
    if len(boxes) > 1:
        posted["answer"] = [c.value for c in rng.sample(boxes, rng.randint(1, max(1, len(boxes) // 2)))]
    for control in view.controls:
        if not control.choices and control.name not in posted:
            posted[control.name] = [_typed(control.suffix, rng)]
    return posted


def _typed(unit: str, rng: Random) -> str:
    """A figure or word of somebody who has half an idea."""
    guess = rng.choice(["12", "100", "154", "28", "1,000", "12,000", "40", "386"])
    return f"{guess} {unit}".strip()


def _certainty(taker: SimulatedTaker, rng: Random, *, knows: bool) -> Certainty | None:
    if rng.random() < 0.15:
        return None
    feeling = taker.boldness + (0.9 if knows else -0.5) + rng.gauss(0, 0.9)
    certain, fairly = feeling > 0.9, feeling > -0.4
    return Certainty.CERTAIN if certain else Certainty.FAIRLY_SURE if fairly else Certainty.GUESSING
