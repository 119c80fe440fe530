"""What reports count of an answer fits in a byte and comes back whole."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from quizapp.attempts import packed_answers, submit_attempt
from quizapp.attempts.packed_answers import AnswerFacts, read_facts, write_facts
from quizapp.attempts.trust import Trust, trust_of
from quizapp.banks import publishing
from quizapp.domain.answers import Certainty, Verdict
from quizapp.domain.question import DontKnow
from quizapp.models.db import make_engine, migrate
from tests.support.clock import START
from tests.support.people import make_student
from tests.support.quizzes import publish, save, start

STATUS_BANK = """\
title: Status
claims:
  jobs:
    says: The mine will create 400 jobs
    who: Nordic Minerals
    status: claimed by one side
  mine:
    says: There is a mine
    who: Both towns
    status: on record
questions:
- id: jobs-status
  tests: status
  ask: How solid is the figure of 400 jobs?
  answer: claimed by one side
  wrong:
  - on record => Nobody checked it.
  - It is a fact => Nobody checked it. => too certain
  - It is made up => The company says so. => too doubtful
  - It is a date => It is a figure. => other figure
  - It can be looked up => Nobody has. => checkable is checked
  claim: jobs
- id: mine-status
  tests: status
  ask: How solid is it that there is a mine?
  answer: on record
  wrong:
  - not verified => Both towns say so.
  claim: mine
- id: mine-who
  tests: who
  ask: Who says that there is a mine?
  answer: Both towns
  wrong:
  - Nobody
  claim: mine
"""


def test_every_answer_comes_back_from_its_byte():
    trusts = [None, *(Trust(a, b) for a in (True, False) for b in (True, False))]
    facts = [AnswerFacts(o, c, t) for o in Verdict for c in (None, *Certainty) for t in trusts]

    written = [write_facts(each) for each in facts]

    assert [read_facts(byte) for byte in written] == facts
    assert len(set(written)) == len(facts) == 120
    assert packed_answers.NOT_SHOWN not in written
    with pytest.raises(ValueError, match="255"):
        read_facts(packed_answers.NOT_SHOWN)


def test_an_answer_on_status_says_whether_it_accepts_the_claim():
    bank = publishing._load("x", STATUS_BANK, "status")
    jobs, mine, who = bank.questions
    by_text = {option.text: place for place, option in enumerate(jobs.options())}

    def said(text):
        return trust_of(bank, jobs, by_text[text])

    assert said("claimed by one side") == Trust(solid=False, accepted=False)
    assert said("on record") == Trust(solid=False, accepted=True), "the status named is a solid one"
    assert said("It is a fact") == Trust(solid=False, accepted=True)
    assert said("It can be looked up") == Trust(solid=False, accepted=True), "what could be is taken for done"
    assert said("It is made up") == Trust(solid=False, accepted=False)
    assert said("It is a date") is None, "it neither trusts nor doubts"
    assert [trust_of(bank, mine, place) for place in (0, 1)] == [Trust(True, True), Trust(True, False)]
    assert trust_of(bank, who, 0) is None, "it asks who, not how solid"


def test_handing_in_writes_what_became_of_each_answer_and_the_time(session):
    attempt = start(session, publish(session, START).entry, make_student(session, START), START)
    save(session, attempt, 1, 0, START + timedelta(seconds=12.34), certainty="certain")
    save(session, attempt, 2, 1, START + timedelta(seconds=40), certainty="guessing")
    save(session, attempt, 3, DontKnow(), START + timedelta(seconds=50))

    submit_attempt(session, attempt, START + timedelta(minutes=2))

    assert [read_facts(byte) for byte in attempt.outcomes] == [
        AnswerFacts(Verdict.RIGHT, "certain"),
        AnswerFacts(Verdict.WRONG, "guessing"),
        AnswerFacts(Verdict.DONT_KNOW),
        AnswerFacts(Verdict.BLANK),
    ]
    # 12.34 s is 123 tenths; 40 - 12.34 = 27.66 s is 277 tenths; 10 s; no time on the blank one.
    assert list(packed_answers.read_tenths(attempt.tenths)) == [123, 277, 100, packed_answers.UNKNOWN]


def test_attempts_from_before_the_columns_are_filled_in(session, db_url):
    attempt = start(session, publish(session, START).entry, make_student(session, START), START)
    save(session, attempt, 1, 0, START + timedelta(seconds=12), certainty="certain")
    save(session, attempt, 2, 1, START + timedelta(seconds=40))
    submit_attempt(session, attempt, START + timedelta(minutes=2))
    session.commit()
    before = session.execute(sa.text("SELECT outcomes, tenths FROM attempt")).one()
    session.commit()
    engine = make_engine(db_url)

    migrate(engine, "-1")
    migrate(engine)

    after = session.execute(sa.text("SELECT outcomes, tenths FROM attempt")).one()
    engine.dispose()
    assert [bytes(each) for each in after] == [bytes(each) for each in before]
    assert before.outcomes is not None
