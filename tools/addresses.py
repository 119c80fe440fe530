"""Addresses of pages to look at, from the program's own address map and the data it holds."""

import re
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from quizapp.banks import publishing
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.models import (
    Assignment,
    Attempt,
    Bank,
    BankVersion,
    Dispute,
    Job,
    Membership,
    Position,
    Quiz,
    SchoolClass,
    User,
)

ROOT = Path(__file__).resolve().parents[1]


def open_tour(app: Flask) -> None:
    """Let the tour of question types be taken like any quiz, so that each type is seen as a student sees it."""
    text = (ROOT / "questions" / "tour.yaml").read_text(encoding="utf-8")
    opened = re.sub(r"(?m)^(  tour:\n)", r"\1    open: yes\n", text)
    opened = re.sub(r"(?m)^title: .*$", "title: One of each type", opened)  # to tell it from the shipped bank
    with app.extensions["quizapp"].sessions.write() as session:
        publishing.publish_bank(session, "tour-open", opened, datetime.now(UTC))
        session.commit()


def tour_types() -> list[str]:
    """The types in the order of the tour."""
    bank = publishing.load_bank(
        (ROOT / "questions" / "tour.yaml").read_text(encoding="utf-8"), QUESTION_TYPES, name="tour"
    )
    recipe = next(iter(bank.quizzes.values()))
    ids = recipe.questions or tuple(q.id for q in bank.questions)
    return [bank.question(each).type_name for each in ids]


def facts(session: Session) -> dict[str, object]:
    """One of each thing that an address can name."""
    school_class = session.scalars(select(SchoolClass).order_by(SchoolClass.id)).first()
    finished = session.scalars(
        select(Attempt)
        .join(Assignment)
        .where(Attempt.state == "graded", Assignment.kind == "class")
        .order_by(Attempt.id)
    ).first()
    bank = session.scalars(select(Bank).where(Bank.name == "kursk-incursion")).one()
    found: dict[str, object] = {
        "bank": bank.public_id,
        "version": session.scalars(
            select(BankVersion.public_id).where(BankVersion.bank_id == bank.id)
        ).first(),
        "quiz": session.scalars(select(Quiz.public_id).where(Quiz.bank_id == bank.id)).first(),
        "teacher": session.scalars(select(User.public_id)).first(),
        "number": 1,
        "place": 1,
        "block": "claims",
        "key": "entered",  # a claim of the article's bank
        "code": "alias",  # one of the checker's; no teacher's page has the code of a class in its address
    }
    for name, wanted in (
        ("dispute", select(Dispute.public_id)),
        ("own_quiz", select(Quiz.public_id).where(Quiz.key.is_(None))),
        ("job", select(Job.public_id)),
    ):
        if one := session.scalars(wanted).first():
            found[name] = one
    if school_class is not None and finished is not None:
        found |= {
            "class": school_class.public_id,
            "membership": session.scalars(
                select(Membership.public_id).where(Membership.student_id == finished.student_id)
            ).first(),
            "assignment": session.get_one(Assignment, finished.assignment_id).public_id,
            "attempt": finished.public_id,
            "question": session.scalars(
                select(Position.question_id).where(Position.attempt_id == finished.id)
            ).first(),
        }
    return found


#: What `public_id` means, by the beginning of the address.
PUBLIC_IDS = (
    ("/classes/assignments/", "assignment"),
    ("/study/class/", "class"),
    ("/classes/", "class"),
    ("/assignments/", "assignment"),
    ("/reports/classes/", "class"),
    ("/reports/", "assignment"),
    ("/regrade/", "assignment"),
    ("/disputes/", "dispute"),
    ("/jobs/", "job"),
    ("/banks/", "bank"),
    ("/quizzes/<public_id>/edit", "own_quiz"),
    ("/quizzes/", "quiz"),
    ("/versions/", "version"),
    ("/study/", "bank"),
    ("/q/", "assignment"),
)


def fill(rule: Rule, known: dict[str, object]) -> dict[str, object] | None:
    """The values of an address's parts; None when one of them is unknown."""
    values: dict[str, object] = {}
    for name in rule.arguments:
        key = name.removesuffix("_id").removesuffix("_public")
        if name == "public_id":
            key = next((what for begin, what in PUBLIC_IDS if rule.rule.startswith(begin)), "?")
        if key not in known:
            return None
        values[name] = known[key]
    return values


SKIP = re.compile(
    r"export|download|^jobs\.result|gradebook_file|\.json|\.csv|\.ics|\.zip|poll|^static$|accounts\.new_|accounts\.password|pictures|qr"
)


def teacher_pages(app: Flask, known: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    """Addresses of the teacher's pages by endpoint, and the endpoints that could not be filled in."""
    pages, left = {}, []
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
            if "GET" not in (rule.methods or ()) or SKIP.search(rule.endpoint) or SKIP.search(rule.rule):
                continue
            if getattr(app.view_functions[rule.endpoint], "__guard__", "") not in ("teacher", "admin"):
                continue
            values = fill(rule, known)
            if values is None:
                left.append(f"{rule.endpoint} {rule.rule}")
            else:
                pages[rule.endpoint] = app.url_for(rule.endpoint, _external=False, **values)
    return pages, left
