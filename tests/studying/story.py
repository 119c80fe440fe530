"""A bank with variants, claims of close standing, guesses before reading and a comparison; and shortcuts to study it."""

from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import start_attempt, submit_attempt
from quizapp.attempts.reading import Reading
from quizapp.banks import publishing
from quizapp.domain.spacing import Origin, SpacingSettings
from quizapp.models import Assignment, Attempt, Bank, Quiz, ReviewEvent, Student
from quizapp.studying import planning, recording
from quizapp.studying.review_items import Deck, load_decks
from tests.support.clock import START
from tests.support.quizzes import save

ZONE = ZoneInfo("Europe/London")
SETTINGS = SpacingSettings(zone=ZONE)
#: What a teacher may read who may use the bank.
EVERYTHING = Reading(START, everything=True)
SECRET = b"a secret of tests"

STORY = """\
title: Harbour story
sources:
  story: {title: Harbour town bets on the sea floor, publisher: The Example Times, date: 4 March 2025, link: https://news.example/harbour}
topics: {jobs: Jobs, port: The port}
defaults: {source: story}
claims:
  jobs: {says: The mine will create 400 jobs, figure: 400 jobs, who: Nordic Minerals, status: claimed by one side, where: paragraph 2, as of: 4 March 2025}
  berths: {says: The port has 12 berths, figure: 12 berths, who: The harbour office, status: on record, where: paragraph 1}
  pier: {says: The pier is 300 m long, figure: 300 m, who: The harbour office, status: on record, where: paragraph 3, measures: Length of the pier}
  quay: {says: The quay will be half a mile long, figure: 0.5 miles, who: Nordic Minerals, status: forecast, where: paragraph 4, measures: Length of the quay as planned}
questions:
- {id: who-jobs, topic: jobs, tests: who, pattern: who says so, ask: Who says that the mine will create 400 jobs?, answer: The company, wrong: [The union, The ministry, The mayor], claim: jobs, why: Only the company says so.}
- {id: who-jobs-typed, variant of: who-jobs, topic: jobs, tests: who, pattern: who says so, ask: Name the firm that speaks of 400 jobs., accept: [Nordic Minerals], claim: jobs, why: Only the company says so.}
- {id: status-jobs, topic: jobs, tests: status, pattern: what status, ask: How solid is the figure of 400 jobs?, answer: claimed by one side, wrong: [on record, verified, confirmed by both sides], claim: jobs, why: Nobody else says so.}
- {id: status-jobs-two, variant of: status-jobs, topic: jobs, tests: status, pattern: what status, ask: Which badge fits the company's 400 jobs?, answer: claimed by one side, wrong: [on record => It is no public act., forecast => It is a promise., opinion => It is a figure.], claim: jobs, why: Nobody else says so.}
- {id: berths, topic: port, tests: how much, ask: "How many berths has the port, by the harbour office's word?", number: 12, claim: berths, why: The office says twelve.}
- {id: status-berths, topic: port, tests: status, pattern: what status, ask: How solid are the 12 berths?, answer: on record, wrong: [opinion, disputed, claimed by one side], claim: berths, why: Anybody can count them.}
- {id: longer, topic: port, tests: what, ask: "Which is longer, by the words of office and company?", answer: The planned quay, wrong: [The pier, Both alike, Nobody says], claim: "pier, quay", why: Half a mile is about 805 m.}
compare:
  lengths: {title: The quay as planned is longer than the pier, claims: "pier, quay", unit: m}
quizzes:
  check: {title: Harbour check, open: yes, order: as written, questions: [who-jobs, status-jobs, berths, status-berths, longer]}
  guesses: {title: Guess first, open: yes, unmarked: yes, order: as written, questions: [who-jobs, berths]}
"""
#: The record as it reads in a later version.
CORRECTED = STORY.replace(
    "says: The mine will create 400 jobs, figure: 400 jobs, who: Nordic Minerals, status: claimed by one side",
    "says: The mine will create 250 jobs, figure: 250 jobs, who: Nordic Minerals, status: corrected, was: 400 jobs",
)
RIGHT = {"who-jobs": 0, "who-jobs-typed": "Nordic Minerals", "status-jobs": 0, "status-jobs-two": 0,
         "berths": "12", "status-berths": 0, "longer": 0}  # fmt: skip
WRONG = {"who-jobs": 1, "who-jobs-typed": "The union", "status-jobs": 1, "status-jobs-two": 1,
         "berths": "13", "status-berths": 1, "longer": 1}  # fmt: skip
PLACES = ("who-jobs", "status-jobs", "berths", "status-berths", "longer")


def publish_story(
    session: Session, now: datetime, text: str = STORY, *, bank_file: Path | None = None
) -> Bank:
    """Publish a version of the story on top of the newest; commits."""
    bank = session.scalar(select(Bank).where(Bank.name == "story"))
    newest = publishing.newest_version(session, bank.id) if bank else None
    bank = publishing.publish_bank(
        session, "story", text, now, based_on=newest.id if newest else None, bank_file=bank_file
    ).version.bank
    session.commit()
    return bank


def entry(session: Session, bank: Bank, key: str, now: datetime) -> Assignment:
    """The open entry of one of the story's quizzes; commits."""
    quiz = session.scalars(select(Quiz).where(Quiz.bank_id == bank.id, Quiz.key == key)).one()
    found = publishing.get_or_make_entry(session, quiz, "open", now)
    session.commit()
    return found


def take(
    session: Session, assignment: Assignment, student: Student, now: datetime, answers: dict[str, object],
    *, certainty: dict[str, str] | None = None, hand_in: bool = True,
) -> Attempt:  # fmt: skip
    """Start, answer the named questions, and hand in; commits."""
    attempt = start_attempt(session, assignment, student.id, now, Random(1))
    session.commit()
    for position in list(attempt.positions):
        if position.question_id in answers:
            sure = (certainty or {}).get(position.question_id)
            save(session, attempt, position.position, answers[position.question_id], now, certainty=sure)
    session.refresh(attempt)
    if hand_in:
        submit_attempt(session, attempt, now)
    session.commit()
    return attempt


def collect(session: Session, student: Student, now: datetime, settings: SpacingSettings = SETTINGS) -> int:
    told = recording.collect_answers(session, student.id, settings, now)
    session.commit()
    return told


def deck_of(session: Session, bank: Bank) -> Deck:
    return load_decks(session, [bank.public_id])[bank.public_id]


def board(
    session: Session, student: Student, settings: SpacingSettings = SETTINGS, now: datetime = START
) -> planning.Board:
    return planning.load_board(session, student.id, settings, now)


def reply(
    session: Session, student: Student, deck: Deck, idea: str, question: str, now: datetime,
    *, right: bool = True, certainty: str | None = None, origin: Origin = Origin.REVIEW, op: str = "",
    settings: SpacingSettings = SETTINGS,
) -> recording.Recorded:  # fmt: skip
    """Answer a question of an idea as a form would; commits."""
    item = f"{deck.public_id}:{idea}"
    turn = len(planning.asked_before(session, student.id, item))
    asking = planning.find_posted(session, student.id, [deck], item, question, turn, SECRET)
    assert asking is not None
    answer = planning.answer_of(
        asking, (RIGHT if right else WRONG)[question], student_id=student.id, origin=origin,
        certainty=certainty, op_id=op or f"{question}-{now.isoformat()}-{turn}", now=now,
    )  # fmt: skip
    recorded = recording.record_practice(session, answer, settings, now)
    session.commit()
    return recorded


def events(session: Session, student: Student) -> list[ReviewEvent]:
    return list(
        session.scalars(
            select(ReviewEvent).where(ReviewEvent.student_id == student.id).order_by(ReviewEvent.id)
        )
    )
