"""A quiz that anyone may start shows what its bank says, when its bank says."""

import pytest
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.models import Assignment
from tests.support.clock import START

BANK = """\
title: One question
quizzes:
  all:
    title: All
    open: yes
    FEEDBACK
    questions: [one]
questions:
- id: one
  statement: The Thames is a river.
  is: true
"""


def shown(session, line: str, based_on: int | None = None) -> tuple[str, str, str, int]:
    version = publishing.publish_bank(
        session, "one", BANK.replace("FEEDBACK", line), START, based_on=based_on
    ).version
    entry = session.scalars(select(Assignment).where(Assignment.kind == "open")).one()
    return entry.show_score, entry.show_answers, entry.show_explanations, version.id


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("feedback: after each question", "at once"),
        ("feedback: after submitting", "after submitting"),
        ("feedback: when closed", "after closing"),
        ("about: It says nothing of feedback.", "after submitting"),
    ],
)
def test_an_open_quiz_shows_answers_when_its_bank_says(session, line, when):
    assert shown(session, line)[:3] == (when, when, when)


def test_a_new_version_changes_when_an_open_quiz_shows_answers(session):
    *_when, version = shown(session, "feedback: when closed")
    assert shown(session, "feedback: after each question", version)[1] == "at once"
