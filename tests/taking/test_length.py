"""A quiz says how many questions it has before it starts, and has them."""

from sqlalchemy import select

from quizapp.attempts.offers import describe_offer
from quizapp.banks import publishing
from quizapp.classes.assignments import quizzes_for
from quizapp.models import Assignment
from tests.support.clock import START
from tests.support.people import make_student, make_teacher
from tests.support.quizzes import start

BANK = """\
title: Counting
topics: {far: Far away}
quizzes:
  both: {title: Some fixed and some drawn, open: yes, questions: [one], draw: {far: 3}}
questions:
- {id: one, ask: Which is first?, answer: A, wrong: [B]}
- {id: two, topic: far, ask: Which is second?, answer: B, wrong: [A]}
- {id: three, topic: far, ask: Which is third?, answer: C, wrong: [A]}
- {id: four, topic: far, ask: Which is fourth?, answer: D, wrong: [A]}
"""


def test_fixed_and_drawn_questions_are_announced_together(session):
    """One and three are four; 45 seconds each are three minutes."""
    publishing.publish_bank(session, "counting", BANK, START)
    assignment = session.scalars(select(Assignment)).one()
    said = describe_offer(session, assignment)
    teacher = make_teacher(session, START)
    [choice] = quizzes_for(session, teacher.id)

    assert (said.length, said.minutes, choice.length) == (4, 3, 4)
    assert start(session, assignment, make_student(session, START), START).length == 4
