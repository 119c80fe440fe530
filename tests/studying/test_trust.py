"""A teacher's report and a student's own progress say the same of whether an answer trusts a claim."""

import pytest
from sqlalchemy import select

from quizapp.attempts.packed_answers import read_facts
from quizapp.attempts.trust import Trust
from quizapp.banks import publishing
from quizapp.models import Quiz
from quizapp.studying import progress
from tests.studying.story import collect, events, take
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import assign

BANK = """\
title: Standings
claims:
  jobs: {says: The mine will create 400 jobs, who: Nordic Minerals, status: claimed by one side}
  quay: {says: The quay will be long, who: Nordic Minerals, status: forecast}
  pier: {says: The pier is long, who: The harbour office, status: on record, checked: "9 January 2025, the plan"}
quizzes:
  all: {title: All, order: as written, questions: [one, two, gaps, slips, side, mixed]}
questions:
- {id: one, tests: status, ask: How solid are the jobs?, answer: claimed by one side, wrong: [On record], claim: jobs}
- {id: two, tests: status, ask: How solid are jobs and quay?, answer: Neither is, wrong: [verified], claim: "jobs, quay"}
- id: gaps
  tests: status
  fill: The jobs are [[claimed by one side ~ on record]], the quay is a [[forecast ~ verified]].
  claim: jobs, quay
- id: slips
  tests: status
  ask: What do you make of the jobs?
  answers: [They are a promise]
  wrong: [They are there => No. => too certain, They are made up => No. => too doubtful]
  claim: jobs
- id: side
  tests: status
  ask: How solid is the pier?
  answers: [One can look it up]
  wrong: [It is talk => No. => side decides, It is proved for ever => No. => too certain, Nobody knows => No.]
  claim: pier
- {id: mixed, tests: status, ask: How solid are jobs and pier?, answer: One is, wrong: [verified], claim: "jobs, pier"}
"""
SHAKY = {True: Trust(solid=False, accepted=True), False: Trust(solid=False, accepted=False)}


@pytest.mark.parametrize(
    ("question", "answer", "trust"),
    [
        ("one", 0, SHAKY[False]),
        ("one", 1, SHAKY[True]),  # a status with a capital letter
        ("two", 0, SHAKY[False]),  # two claims, both shaky
        ("two", 1, SHAKY[True]),
        ("gaps", [0, 0], SHAKY[False]),
        ("gaps", [1, 1], SHAKY[True]),  # both gaps name a solid status
        ("gaps", [0, 1], None),  # one says this, one that
        ("slips", [1], SHAKY[True]),
        ("slips", [2], SHAKY[False]),
        ("slips", [1, 2], None),  # too certain and too doubtful at once
        ("side", [0], Trust(solid=True, accepted=True)),
        ("side", [1], Trust(solid=True, accepted=False)),  # rejects it, under another label
        ("side", [2], Trust(solid=True, accepted=True)),
        ("side", [3], None),  # without a label nothing is known
        ("mixed", 0, None),  # a solid claim and a shaky one
        ("mixed", 1, None),
    ],
)
def test_report_and_my_progress_agree_on_every_answer(session, clock, question, answer, trust):
    version = publishing.publish_bank(session, "standings", BANK, clock()).version
    quiz = session.scalars(select(Quiz).where(Quiz.bank_id == version.bank_id)).one()
    mira = make_student(session, clock())
    group = make_class(session, clock(), make_teacher(session, clock()))
    attempt = take(session, assign(session, clock(), group, quiz), mira, clock(), {question: answer})
    collect(session, mira, clock())

    told = read_facts(attempt.outcomes[attempt.draw.question_ids.index(question)]).trust
    stances = progress._stances(session, events(session, mira))
    assert told == trust
    assert [Trust(each.solid, each.accepted) for each in stances] == ([trust] if trust else [])
