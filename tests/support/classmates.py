"""Students of a class who take a quiz through HTTP, as phones send it."""

import re
from random import Random

from flask import Flask
from sqlalchemy import select

from quizapp.attempts import page_of
from quizapp.cli.simulated_class import random_post
from quizapp.domain.question import Question, Unreadable, read_post
from quizapp.models import Attempt
from tests.support.visitor import Visitor


def join_and_take(app: Flask, code: str, name: str, rng: Random) -> None:
    """One student: joins with the code, starts, answers every question through its form, hands in."""
    student = Visitor(app, app.response_class)
    asked = student.submit(student.get(f"/join/{code}"), {"name": name}, button="Start")
    token = re.search(r"/a/([\w-]+)", asked.location)[1]
    for place, (question, order) in enumerate(questions_of(app, token), start=1):
        best = question.best() if rng.random() < 0.65 else None
        view = question.ask_view(order, best)
        posted = (filled(view) if best is not None else None) or guessed(question, order, rng)
        posted["certainty"] = [rng.choice(["guessing", "fairly sure", "certain"])]
        address = f"/a/{token}/{place}"
        sent = student.submit(student.get(address), posted, button="Continue")
        assert sent.status_code == 303, sent.text
    handed_in = student.submit(student.get(f"/a/{token}/check"), form="/submit")
    assert handed_in.status_code == 303


def questions_of(app: Flask, token: str) -> list[tuple[Question, list[int]]]:
    """The questions of an attempt as they are shown, so that the test can know the right answers."""
    with app.extensions["quizapp"].sessions.read() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.public_id == token)).one()
        pages = [page_of(session, token, p, attempt.student_id) for p in range(1, attempt.length + 1)]
        return [(page.question, page.order) for page in pages]


def guessed(question: Question, order: list[int], rng: Random) -> dict[str, list[str]]:
    """A blind answer that is taken: whoever is asked back ("1,000" can be 1) writes something else."""
    for _try in range(20):
        posted = random_post(question.ask_view(order), rng)
        if not isinstance(read_post(question, posted, order), Unreadable):
            return posted
    raise AssertionError(f"nothing that is guessed for {question.id} can be read")


def filled(view) -> dict[str, list[str]] | None:
    """What a browser posts for a view that shows a saved answer; None where it shows none."""
    chosen: dict[str, list[str]] = {}
    for control in view.controls:
        if control.choices or not control.name.startswith("answer") or view.segments:
            if control.value:
                chosen[control.name] = [control.value]
        elif control.chosen:
            chosen.setdefault("answer", []).append(control.value)
        elif not any(c.chosen for c in view.controls) and len(view.controls) == 1 and control.value:
            chosen["answer"] = [control.value]
    return chosen if len(chosen) and all(chosen.values()) else None
