"""Time today's page among ten thousand learners with a hundred cards each, on a SQLite database.

    python -m benchmarks.today_bench [--learners N] [--cards N] [--rounds N] [--json FILE]

Builds a bank of as many ideas as a learner has cards, and for every learner one answered event and one scheduled
card of each (1,000,000 of both; building them takes minutes). Cards are as the schedule makes them from 1 to 4 answers,
on days before, so that some are due, some overdue and most lie ahead. Then learners picked by a fixed seed ask
for today's page through the program's test client, each once: nothing of theirs is in memory.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event, insert
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.banks import publishing
from quizapp.basics.config import Settings
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import ReviewEvent as Answered
from quizapp.domain.spacing.schedule import replay_answers
from quizapp.domain.spacing.state import CardState, write_state
from quizapp.identity import sessions as visitors
from quizapp.models import ReviewEvent, ReviewState, Student
from quizapp.models.db import migrate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SETTINGS = SpacingSettings(zone=ZoneInfo("Europe/London"))
BATCH = 200


@dataclass(frozen=True)
class Measured:
    """Milliseconds of each visit (by the clock, of the processor), and statements of the fewest and the most."""

    learners: int
    cards: int
    visits: tuple[tuple[float, float], ...]
    fewest: int
    most: int
    built_s: float
    file_mb: float


def bank_text(cards: int) -> str:
    """A bank of questions with four options, one for each card."""
    lines = ["title: Bench", "questions:"]
    for number in range(cards):
        lines += [f"- id: q{number}", f"  ask: Question number {number} of the bench?"]
        lines += ["  answer: A", "  wrong: [B, C, D]", "  why: It is A."]
    return "\n".join(lines) + "\n"


def build(session: Session, learners: int, cards: int) -> list[str]:
    """Fill the database; the tokens of as many signed-in learners as there are."""
    version = publishing.publish_bank(session, "bench", bank_text(cards), NOW).version
    public_id = version.bank.public_id
    rng = Random(100)  # noqa: S311  # generated cards, no secret
    pasts = [_past(rng) for _ in range(200)]
    made = 0
    for first in range(1, learners + 1, BATCH):
        ids = range(first, min(first + BATCH, learners + 1))
        session.execute(insert(Student), [{"id": n, "name": f"Learner {n}", "created_at": NOW} for n in ids])
        events, states = [], []
        for student in ids:
            for card in range(cards):
                made += 1
                item = f"{public_id}:q{card}"
                answered_at, state = pasts[rng.randrange(len(pasts))]
                about = {"student_id": student, "bank_id": version.bank_id, "item": item}
                events.append(_event(about, made, version.id, f"q{card}", answered_at))
                states.append(_state(about, made, item, state))
        session.execute(insert(ReviewEvent), events)
        session.execute(insert(ReviewState), states)
        session.commit()
    tokens = [visitors.sign_in(session, NOW, student_id=n) for n in range(1, learners + 1)]
    session.commit()
    return tokens


def _past(rng: Random) -> tuple[datetime, CardState]:
    """When a card was answered last, and where it stands: from 1 to 4 answers, mostly right, up to 60 days ago."""
    at = NOW - timedelta(days=rng.randint(30, 60))
    answers = []
    for number in range(rng.randint(1, 4)):
        at += timedelta(days=0 if not number else rng.randint(1, 9))
        answers.append(Answered(item="i", question="q", answered_at=at, right=rng.random() < 0.8))
    state = replay_answers(answers, SETTINGS)
    if state is None:
        raise RuntimeError("answers give a schedule")
    return at, state


def _event(
    about: dict[str, Any], number: int, version: int, question: str, answered_at: datetime
) -> dict[str, Any]:
    return {
        **about, "id": number, "question_id": question, "bank_version_id": version, "op_id": f"op-{number}",
        "answered_at": answered_at, "right": True, "fraction": 1.0, "certainty": None, "typed": False,
        "origin": "review", "order": [],
    }  # fmt: skip


def _state(about: dict[str, Any], number: int, item: str, state: CardState) -> dict[str, Any]:
    return {
        **about, "due": state.due, "state": {**write_state(state), "item": item},
        "scheduler_version": state.scheduler_version, "last_event_id": number,
    }  # fmt: skip


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


def measure(learners: int, cards: int, rounds: int) -> Measured:
    """Build the database and let ``rounds`` learners ask for today's page."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(data=folder, database_url="", questions="", plain_http="1"), clock=lambda: NOW
        )
        sessions = app.extensions["quizapp"].sessions
        migrate(sessions.engine)
        began = time.perf_counter()
        with sessions.write() as session:
            tokens = build(session, learners, cards)
        built = time.perf_counter() - began
        Random(1).shuffle(tokens)  # noqa: S311  # which learners ask, no secret
        found, statements = [], []
        for token in tokens[: rounds + 1]:
            client = app.test_client()
            client.set_cookie("session", token)
            with counted() as sent:
                started, worked = time.perf_counter(), time.process_time()
                page = client.get("/study/today")
                took = (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000
            if page.status_code != 200 or b"of the bench?" not in page.data:
                raise RuntimeError(f"today's page answered {page.status} without a question")
            found.append(took)
            statements.append(len(sent))
        size = (Path(folder) / "quizapp.db").stat().st_size / 2**20
        sessions.engine.dispose()
    # The first visit reads the bank and compiles the templates.
    return Measured(learners, cards, tuple(found[1:]), min(statements[1:]), max(statements[1:]), built, size)


def spread(values: tuple[float, ...]) -> str:
    """Median, and the value that 95 of 100 stay below."""
    return f"{median(values):.1f} ({quantiles(values, n=20)[-1]:.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--cards", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=200, help="learners who ask for the page")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = parser.parse_args()
    found = measure(chosen.learners, chosen.cards, min(chosen.rounds, chosen.learners - 1))
    walls, works = zip(*found.visits, strict=True)
    print("| learners | cards each | ms by the clock | ms of the processor | statements | database MB |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {found.learners:,} | {found.cards} | {spread(walls)} | {spread(works)} "
        f"| {found.fewest}-{found.most} | {found.file_mb:.0f} |"
    )
    if chosen.json:
        chosen.json.write_text(json.dumps(asdict(found), indent=1))


if __name__ == "__main__":
    main()
