"""A quiz takes questions of another bank: as they were at publishing, for whom may use it, and remembered once."""

from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from quizapp.attempts import submit_attempt
from quizapp.attempts.reading import Reading, find_readings
from quizapp.attempts.review_cards import claim_view
from quizapp.attempts.visibility import ResultPart
from quizapp.authoring.browsing import browse
from quizapp.banks import publishing
from quizapp.banks.borrowing import others_first
from quizapp.cli.prepare import publish_folder
from quizapp.domain.selection import draw_questions
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.yaml_reading.problems import BankInvalid
from quizapp.identity.permissions import takers_of
from quizapp.models import Assignment, Bank, BankVersion, Membership, Quiz, ReviewEvent
from quizapp.studying.planning import plan_practice
from quizapp.studying.recording import collect_answers
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import BANK, assign, publish, save, start

MIXED = """\
title: Mixed
topics:
  own: Of its own
questions:
- id: sum
  topic: own
  ask: What is two and two?
  answer: Four
  wrong: [Five]
  why: One counts on.
quizzes:
  mixed:
    title: Of two banks
    open: yes
    order: as written
    questions:
    - sum
    - harbour/jobs-who
    draw:
    - {number: 1, bank: harbour, topic: goals}
  lines:
    title: In short
    draw:
      own: 1
      harbour/figures: 2
"""
sqlite = pytest.mark.databases("sqlite")


def publish_mixed(session, now, text=MIXED, **more):
    done = publishing.publish_bank(session, "mixed", text, now, **more)
    session.commit()
    return done


def quiz_of(session, version, key="mixed"):
    return session.scalars(select(Quiz).where(Quiz.bank_id == version.bank_id, Quiz.key == key)).one()


def test_a_quiz_draws_its_own_questions_and_those_of_another_bank_with_all_they_need(session, clock):
    publish(session, clock())
    bank = publishing.load_version(session, publish_mixed(session, clock()).version.id)

    drawn = draw_questions(bank, bank.quizzes["mixed"], Random(1))
    assert drawn == ["sum", "harbour/jobs-who", "harbour/capital"]
    assert {q.partition("/")[0] for q in draw_questions(bank, bank.quizzes["lines"], Random(1))} == {
        "sum",
        "harbour",
    }
    question = bank.question("harbour/jobs-who")
    assert question.grade(0).fraction == 1
    [claim] = bank.claims_of(question)
    shown = claim_view(bank, claim)
    assert (shown.figure, shown.source_title) == ("400 jobs", "Harbour town bets on the sea floor")
    assert question.topic == "How much, how many"
    # What lists the bank is without them.
    assert [each.id for each in bank.questions] == ["sum"]
    assert not bank.claims


@sqlite
def test_what_was_taken_stays_until_the_bank_is_published_again(session, clock):
    harbour = publish(session, clock()).bank
    first = publish_mixed(session, clock())
    changed = BANK.replace("Only the company gives the number.", "The company alone gives it.")
    newest = publishing.newest_version(session, harbour.id)
    publishing.publish_bank(session, "harbour", changed, clock(), based_on=newest.id)

    def why(version):
        return publishing.load_version(session, version.id).question("harbour/jobs-who").why

    assert why(first.version) == "Only the company gives the number."
    again = publish_mixed(session, clock(), based_on=first.version.id)
    assert again.is_new
    assert why(again.version) == "The company alone gives it."
    assert not publish_mixed(session, clock(), based_on=again.version.id).is_new
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(BankVersion.metadata.tables["borrowed_version"].delete())


@sqlite
def test_a_bank_is_taken_from_by_those_alone_who_may_use_it_and_never_through_a_third(session, clock):
    ada, bob = make_teacher(session, clock()), make_teacher(session, clock(), "bob")
    publishing.publish_bank(session, "harbour", BANK, clock(), user_id=ada.id, owner_id=ada.id)
    session.commit()
    with pytest.raises(BankInvalid, match="nothing can be taken"):
        publish_mixed(session, clock(), user_id=bob.id, owner_id=bob.id)
    session.rollback()
    first = publish_mixed(session, clock(), user_id=ada.id)
    # What a bank takes from already, whoever may write it may go on with, as it was taken.
    later = publish_mixed(
        session, clock(), MIXED + "about: Anew\n", user_id=bob.id, based_on=first.version.id
    )
    assert later.is_new
    third = MIXED.replace("harbour/jobs-who", "mixed/harbour/jobs-who").replace(
        "bank: harbour, topic: goals", "topic: own"
    )
    with pytest.raises(BankInvalid, match="not in the bank “mixed”"):
        publishing.publish_bank(session, "third", third, clock(), user_id=ada.id, owner_id=ada.id)


@sqlite
def test_files_are_published_after_those_they_take_from_and_anew_when_these_change(session, clock, tmp_path):
    (tmp_path / "a-mixed.yaml").write_text(MIXED.replace("harbour", "z-harbour"))
    (tmp_path / "z-harbour.yaml").write_text(BANK)
    said: list[str] = []

    assert [path.stem for path in others_first(sorted(tmp_path.glob("*.yaml")))] == ["z-harbour", "a-mixed"]
    assert publish_folder(session, tmp_path, clock(), said.append) == []
    assert publish_folder(session, tmp_path, clock(), said.append) == []
    assert len(said) == 2
    (tmp_path / "z-harbour.yaml").write_text(BANK.replace("Only the company", "The company alone"))
    assert publish_folder(session, tmp_path, clock(), said.append) == []
    assert publish_folder(session, tmp_path, clock(), said.append) == []
    assert [line.split(":")[0].strip() for line in said[2:]] == ["z-harbour.yaml", "a-mixed.yaml"]


@sqlite
def test_two_banks_that_take_from_each_other_come_to_rest(session, clock, tmp_path):
    publish(session, clock(), name="z-harbour")
    back = BANK.replace("quizzes:\n", "quizzes:\n  back:\n    title: Back\n    questions: [a-mixed/sum]\n")
    (tmp_path / "a-mixed.yaml").write_text(MIXED.replace("harbour", "z-harbour"))
    publish_folder(session, tmp_path, clock(), str)
    harbour = session.scalars(select(Bank).where(Bank.name == "z-harbour")).one()
    basis = publishing.newest_version(session, harbour.id).id
    publishing.publish_bank(session, "z-harbour", back, clock(), based_on=basis)
    said: list[str] = []
    for _start in range(3):
        publish_folder(session, tmp_path, clock(), said.append)
    assert len(said) == 1


@sqlite
def test_a_question_of_another_bank_is_remembered_once_whichever_quiz_asked_it(session, clock):
    harbour = publish(session, clock())
    version = publish_mixed(session, clock()).version
    mira = make_student(session, clock())
    entries = session.scalars(select(Assignment).order_by(Assignment.id)).all()
    mixed = next(each for each in entries if each.quiz_id == quiz_of(session, version).id)
    for entry, places in ((harbour.entry, {2: 1}), (mixed, {1: 0, 2: 0})):
        attempt = start(session, entry, mira, clock())
        for place, given in places.items():
            save(session, attempt, place, given, clock(), op=f"op-{entry.id}-{place}")
        submit_attempt(session, attempt, clock())
    collect_answers(session, mira.id, SpacingSettings(zone=ZoneInfo("Europe/London")), clock())

    everything = Reading(clock(), everything=True)
    practice = plan_practice(session, attempt, everything)
    assert list(practice.asked) == [f"{harbour.bank.public_id}:capital"]  # left blank
    events = session.scalars(select(ReviewEvent).order_by(ReviewEvent.id)).all()
    of_jobs = [each for each in events if each.question_id == "jobs-who"]
    assert [each.right for each in of_jobs] == [False, True]
    assert {(each.bank_id, each.item) for each in of_jobs} == {
        (harbour.bank.id, f"{harbour.bank.public_id}:jobs-who")
    }
    assert not [each for each in events if "/" in each.item]

    own = publishing.load_version(session, publishing.newest_version(session, harbour.bank.id).id)
    used = {each.question.id: each for each in browse(session, harbour.bank, own)}
    assert (used["jobs-who"].answers, used["jobs-who"].facility) == (2, 0.5)  # its own quiz, and the other's


@sqlite
def test_a_question_that_is_set_through_another_bank_is_kept_back_in_its_own(session, clock):
    harbour = publish(session, clock())
    version = publish_mixed(session, clock()).version
    ada = make_teacher(session, clock())
    made = make_class(session, clock(), ada, ("Mira",))
    task = assign(session, clock(), made, quiz_of(session, version), attempts_allowed=1)

    mira = session.scalars(select(Membership)).one().student

    def may(idea):
        found = find_readings(session, mira.id, [harbour.bank.id], clock())[harbour.bank.id]
        return found.may(ResultPart.ANSWERS, idea)

    # The bank is open to anyone; what the class is set of it is not.
    assert (may("jobs-who"), may("capital"), may("depth")) == (False, False, True)
    attempt = start(session, task, mira, clock())
    assert not may("jobs-who")
    submit_attempt(session, attempt, clock())
    session.commit()
    assert may("jobs-who")


@sqlite
def test_taking_a_question_opens_no_more_of_its_bank(session, clock):
    ada = make_teacher(session, clock())
    secret = publishing.publish_bank(
        session, "harbour", BANK.replace("    open: yes\n", ""), clock(), user_id=ada.id, owner_id=ada.id
    ).version
    version = publish_mixed(session, clock(), user_id=ada.id).version
    mira = make_student(session, clock())
    entry = session.scalars(
        select(Assignment).where(Assignment.quiz_id == quiz_of(session, version).id)
    ).one()
    submit_attempt(session, start(session, entry, mira, clock()), clock())
    session.commit()

    found = find_readings(session, mira.id, [secret.bank_id], clock())[secret.bank_id]
    assert not found.exists
    assert found.may(ResultPart.ANSWERS, "jobs-who")
    assert not found.may(ResultPart.ANSWERS, "depth")
    taken = session.scalars(select(Bank.name).where(Bank.id.in_(takers_of(secret.bank_id)))).all()
    assert taken == ["mixed"]  # whose students see its pictures, too
