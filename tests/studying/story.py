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
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin
from quizapp.models import Assignment, Attempt, Bank, Quiz, ReviewEvent, Student
from quizapp.studying import planning, recording
from quizapp.studying.review_items import Deck, load_decks
from tests.support import harbour
from tests.support.clock import START
from tests.support.quizzes import save

ZONE = ZoneInfo("Europe/London")
SETTINGS = SpacingSettings(zone=ZONE)
#: What a teacher may read who may use the bank.
EVERYTHING = Reading(START, everything=True)
SECRET = b"a secret of tests"

#: The ideas of its quiz, in order.
PLACES = ("jobs-who", "jobs-status", "berths", "berths-status", "longer")
STORY = harbour.bank(
    f"""\
  check: {{title: Harbour check, open: yes, order: as written, questions: [{", ".join(PLACES)}]}}
  guesses: {{title: Guess first, open: yes, unmarked: yes, order: as written, questions: [jobs-who, berths]}}
compare:
  lengths: {{title: The quay as planned is longer than the pier, claims: "pier, quay", unit: m}}
""",
    "jobs-who", "jobs-who-typed", "jobs-status", "jobs-status-two", "berths", "berths-status", "longer",
    claims=harbour.BERTHS + harbour.PIER + harbour.QUAY,
)  # fmt: skip
#: The record as it reads in a later version.
CORRECTED = (
    STORY.replace("says: The mine will create 400 jobs", "says: The mine will create 250 jobs")
    .replace("figure: 400 jobs\n", "figure: 250 jobs\n    was: 400 jobs\n")
    .replace("status: claimed by one side\n", "status: corrected\n", 1)
)
RIGHT = {"jobs-who": 0, "jobs-who-typed": "Nordic Minerals", "jobs-status": 0, "jobs-status-two": 0,
         "berths": "12", "berths-status": 0, "longer": 0}  # fmt: skip
WRONG = {"jobs-who": 1, "jobs-who-typed": "The union", "jobs-status": 1, "jobs-status-two": 1,
         "berths": "13", "berths-status": 1, "longer": 1}  # fmt: skip


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
