"""Time the report of a class as a page, cold and warm, on a SQLite database with many attempts.

    python3 manage.py bench report [--large] [--rounds N] [--json FILE]

Builds classes of 30, 1,000 and 5,000 in temporary databases, each with an attempt at 40 questions, or with ``--large``
one of 125,000 (5,000,000 responses; building them takes minutes). Then asks the application for the class's report through its test client. Attempts come from
a fixed seed and go straight into the tables, as handing in would have written them.
"""

import argparse
import gc
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import exp
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, insert, select
from sqlalchemy.orm import Session

from benchmarks.yardstick import Line, show
from quizapp import create_app
from quizapp.attempts.packed_answers import AnswerFacts, pack_scores, pack_tenths, write_facts
from quizapp.banks import publishing
from quizapp.banks.recipe_json import recipe_to_json
from quizapp.basics.config import Settings
from quizapp.domain.answers import Certainty, Verdict
from quizapp.identity import sessions as visitors
from quizapp.models import (
    Assignment,
    Attempt,
    ClassTeacher,
    Draw,
    Membership,
    Position,
    Quiz,
    SchoolClass,
    Student,
    User,
)
from quizapp.models.db import migrate
from quizapp.reports import report

#: Milliseconds of the processor.
WARM_GOAL, COLD_GOALS = 3, {5_000: 300, 125_000: 3_000}
QUESTIONS = 40
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BATCH = 2000


@dataclass(frozen=True)
class Measured:
    """Milliseconds of each visit (by the clock, of the processor), statements of one, and peak memory in MB."""

    attempts: int
    cold: tuple[tuple[float, float], ...]
    warm: tuple[tuple[float, float], ...]
    statements_cold: int
    statements_warm: int
    page_kb: int
    built_s: float
    peak_mb: float


def bank_text() -> str:
    """A bank of 40 questions: 30 single choices, 10 figures."""
    lines = ["title: Bench", "topics:", *(f"  t{n}: Topic {n}" for n in range(5)), "quizzes:", "  all:"]
    lines += ["    title: All", "    order: as written", "    questions:"]
    lines += [f"    - q{n}" for n in range(QUESTIONS)] + ["questions:"]
    for n in range(QUESTIONS):
        lines += [f"- id: q{n}", f"  topic: t{n % 5}", f"  ask: Question number {n} of the bench?"]
        lines += [f"  number: {n + 100}"] if n % 4 == 3 else ["  answer: A", "  wrong: [B, C, D]"]
    return "\n".join(lines) + "\n"


def build(session: Session, attempts: int) -> tuple[str, int]:
    """Fill the database; the assignment's public id and the teacher's row."""
    version = publishing.publish_bank(session, "bench", bank_text(), START).version
    quiz = publishing.load_version(session, version.id).quizzes["all"]
    row = session.scalars(select(Quiz)).one()
    teacher = User(username="t", username_key="t", display_name="T", password_hash="", created_at=START)
    school_class = SchoolClass(name="Bench", join_code="BENCH", timezone="UTC", created_at=START)
    session.add_all([teacher, school_class])
    session.flush()
    session.add(ClassTeacher(class_id=school_class.id, user_id=teacher.id, role="owner"))
    assignment = Assignment(
        kind="class", class_id=school_class.id, quiz_id=row.id, title="Bench", created_at=START, pass_mark=0.5
    )
    session.add(assignment)
    session.flush()
    ids = [f"q{n}" for n in range(QUESTIONS)]
    draw = Draw(
        assignment_id=assignment.id,
        bank_version_id=version.id,
        shared=True,
        question_ids=ids,
        rules=recipe_to_json(quiz),
    )
    session.add(draw)
    session.flush()
    _fill(session, attempts, assignment, draw, school_class.id)
    return assignment.public_id, teacher.id


def _fill(session: Session, attempts: int, assignment: Assignment, draw: Draw, class_id: int) -> None:
    """Students, attempts and positions in batches; ids are given, so that no row is read back."""
    rng = Random(40)  # noqa: S311  # generated attempts, no secret
    hard = [rng.gauss(0, 0.8) for _ in range(QUESTIONS)]
    rows = _attempt_rows(rng, attempts, hard, assignment.id, draw)
    while batch := list(islice(rows, BATCH)):
        students = [
            {"id": a["student_id"], "name": f"Student {a['student_id']}", "created_at": START}
            for a, _ in batch
        ]
        session.execute(insert(Student), students)
        session.execute(
            insert(Membership),
            [
                {
                    "class_id": class_id,
                    "student_id": s["id"],
                    "name": s["name"],
                    "name_key": s["name"],
                    "joined_at": START,
                }
                for s in students
            ],
        )
        session.execute(insert(Attempt), [a for a, _ in batch])
        session.execute(insert(Position), [position for _, positions in batch for position in positions])
        session.commit()


def _attempt_rows(
    rng: Random, attempts: int, hard: list[float], assignment_id: int, draw: Draw
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    for number in range(1, attempts + 1):
        ability = rng.gauss(0.5, 1)
        seconds = [round(rng.lognormvariate(3.2, 0.6), 3) for _ in range(QUESTIONS)]
        facts, marks, positions = [], [], []
        for place in range(QUESTIONS):
            right = rng.random() < 1 / (1 + exp(hard[place] - ability))
            certainty = rng.choice((None, *Certainty))
            facts.append(write_facts(AnswerFacts(Verdict.RIGHT if right else Verdict.WRONG, certainty)))
            marks.append(1.0 if right else 0.0)
            typed = place % 4 == 3
            positions.append(
                {
                    "attempt_id": number,
                    "position": place + 1,
                    "question_id": f"q{place}",
                    "order": [] if typed else [0, 1, 2, 3],
                    "marks": 1.0,
                    "kind": "answer",
                    "response": _response(rng, place, right=right, typed=typed),
                    "certainty": certainty,
                    "fraction": marks[-1],
                    "seconds": seconds[place],
                    "answered_at": START,
                }
            )
        yield (
            {
                "id": number,
                "public_id": f"attempt-{number}",
                "assignment_id": assignment_id,
                "student_id": number,
                "draw_id": draw.id,
                "bank_version_id": draw.bank_version_id,
                "number": 1,
                "state": "graded",
                "length": QUESTIONS,
                "started_at": START,
                "submitted_at": START + timedelta(minutes=20),
                "score": sum(marks),
                "max_marks": float(QUESTIONS),
                "scores": pack_scores(marks),
                "outcomes": bytes(facts),
                "tenths": pack_tenths(seconds),
            },
            positions,
        )


def _response(rng: Random, place: int, *, right: bool, typed: bool) -> Any:
    if typed:
        return str(place + 100) if right else str(rng.choice((12, 1000, 7, (place + 100) * 10)))
    return 0 if right else rng.randint(1, 3)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def measure(attempts: int, rounds: int) -> Measured:
    """Build a class of this size and visit its report."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(data=folder, database_url="", questions="", plain_http="1"), clock=lambda: START
        )
        program = app.extensions["quizapp"]
        migrate(program.sessions.engine)
        began = time.perf_counter()
        with program.sessions.write() as session:
            public_id, user_id = build(session, attempts)
            token = visitors.sign_in(session, START, user_id=user_id)
            session.commit()
        built = time.perf_counter() - began
        visit = visitor(app, token, f"/reports/{public_id}")
        visit()  # templates are compiled, files are in the system's cache
        cold, warm = [], []
        for _round in range(rounds):
            report.forget_reports()
            gc.collect()
            cold.append(timed(visit))
            warm.append(timed(visit))
        report.forget_reports()
        with counted() as sent_cold:
            size = visit()
        with counted() as sent_warm:
            visit()
        program.sessions.engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(
        attempts, tuple(cold), tuple(warm), len(sent_cold), len(sent_warm), size // 1024, built, peak
    )


def visitor(app: Flask, token: str, address: str) -> Any:
    client = app.test_client()
    client.set_cookie("session", token)

    def visit() -> int:
        page = client.get(address)
        if page.status_code != 200:
            raise RuntimeError(f"the report answered {page.status}")
        return len(page.data)

    return visit


def timed(visit: Any) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    visit()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--large", action="store_true", help="125,000 students in place of 30, 1,000 and 5,000"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = parser.parse_args()
    sizes = [125_000] if chosen.large else [30, 1_000, 5_000]
    lines = []
    for found in (measure(size, chosen.rounds) for size in sizes):
        for visit, times, sent, goal in (
            ("cold", found.cold, found.statements_cold, COLD_GOALS.get(found.attempts)),
            ("warm", found.warm, found.statements_warm, WARM_GOAL),
        ):
            what = (
                f"{found.attempts:,} students x {QUESTIONS}, {visit}, {sent} statements, {found.page_kb} kB"
            )
            lines.append(Line(what, "ms of CPU", tuple(work for _wall, work in times), goal=goal))
        lines.append(Line(f"{found.attempts:,} students, peak", "MB", (found.peak_mb,)))
    show(lines, chosen.json)


if __name__ == "__main__":
    main()
