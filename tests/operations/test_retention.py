"""Whoever has left and was not here for long is forgotten; nobody else is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.attempts.erasing import NOBODY
from quizapp.basics.config import Settings
from quizapp.cli.retention import forget_all
from quizapp.identity import sessions as browsers
from quizapp.models import AuditEvent, Student
from quizapp.serving.housekeeping import one_round
from quizapp.web.database import Program
from tests.support.clock import START, Clock
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import publish, save, start

YEAR_AND_MORE = timedelta(days=400)


@pytest.fixture
def people(session):
    """Students by what they did since: each is alike but for that."""
    published = publish(session, START)
    teacher = make_teacher(session, START)
    ends, goes_on = (
        make_class(session, START, teacher, ("Left",), "6A"),
        make_class(session, START, teacher, ("Stays",)),
    )
    ends.archived_at = START
    just = make_class(session, START, teacher, ("Just away",), "6B")
    just.archived_at = START + timedelta(days=300)
    for name in ("Passing", "Came back", "Signed in", "Merged"):
        student = make_student(session, START, name)
        save(session, start(session, published.entry, student, START), 1, 0, START)
        if name == "Came back":
            start(session, _other(session), student, START + timedelta(days=300))
        if name == "Signed in":
            browsers.sign_in(session, START + timedelta(days=350), student_id=student.id)
        if name == "Merged":
            student.merged_into_id = goes_on.memberships[0].student_id
    trial = make_student(session, START, "Trial")
    trial.user_id = teacher.id
    session.add(AuditEvent(at=START, act="roster added", about="Passing", class_id=goes_on.id))
    session.commit()
    return session


def _other(session):
    return publish(session, START, name="other").entry


def names(session) -> set[str]:
    session.expire_all()
    found = set(session.scalars(select(Student.name)))
    session.rollback()
    return found


def test_who_has_left_and_was_not_here_is_forgotten_and_nobody_else(people, sessions):
    everybody = names(people)
    assert forget_all(sessions, START + timedelta(days=390), 13) == 0
    assert forget_all(sessions, START + YEAR_AND_MORE, 0) == 0
    assert names(people) == everybody

    assert forget_all(sessions, START + YEAR_AND_MORE, 13) == 2
    assert everybody - names(people) == {"Passing", "Left"}
    assert forget_all(sessions, START + YEAR_AND_MORE, 13) == 0
    assert people.scalar(select(AuditEvent)) is None


@pytest.mark.databases("sqlite")
def test_it_is_done_once_a_day_wherever_the_program_runs(people, sessions):
    clock = Clock(START + YEAR_AND_MORE)
    program = Program(Settings(), sessions, b"", clock, None)
    one_round(program)
    assert NOBODY in names(people)
    late = make_student(people, START, "Late")
    clock.advance(hours=23)
    one_round(program)
    assert "Late" in names(people)
    clock.advance(hours=2)
    one_round(program)
    assert "Late" not in names(people)
    assert late.id
