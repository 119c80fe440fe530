"""Taking one's data away is complete; deleting leaves neither name nor answer in any byte of the database."""

import json
from pathlib import Path

import pytest
from sqlalchemy import inspect, make_url, select, text

from quizapp.attempts.erasing import NOBODY, erase_student
from quizapp.domain.spacing.events import Origin
from quizapp.models import (
    Allowance,
    Attempt,
    AuditEvent,
    Bank,
    Dispute,
    Draft,
    HandMark,
    Membership,
    Position,
    ResponseEvent,
    ReturnLink,
    ReviewEvent,
    Student,
)
from quizapp.studying import personal_data, planning, recording
from tests.studying.story import SECRET, SETTINGS, board, collect, deck_of, entry, publish_story, take
from tests.support.people import make_class, make_teacher
from tests.support.quizzes import assign

#: Words that stand nowhere else in the database.
NAME = "Zoraida Quillfeather"
TYPED = "Xylographers United"
REASON = "Kumquatful reasoning"
SECRETS = (NAME, TYPED, REASON, "Brambleworthy")


@pytest.fixture
def zora(session, clock):
    """A student with something in every table that holds people's words."""
    bank = publish_story(session, clock())
    teacher = make_teacher(session, clock())
    group = make_class(session, clock(), teacher, (NAME, "Mira"))
    student = session.scalars(select(Student).where(Student.name == NAME)).one()
    quiz = entry(session, bank, "check", clock()).quiz
    attempt = take(
        session, assign(session, clock(), group, quiz), student, clock(), {"jobs-who": 1, "berths": "13"}
    )
    collect(session, student, clock())
    deck = deck_of(session, bank)
    clock.advance(days=1)
    item = f"{bank.public_id}:jobs-who"

    asking = planning.find_posted(session, student.id, [deck], item, "jobs-who-typed", 1, SECRET)
    answer = planning.answer_of(
        asking, TYPED, student_id=student.id, origin=Origin.REVIEW, certainty="certain", op_id="op-of-zora",
        now=clock(),
    )  # fmt: skip
    recording.record_practice(session, answer, SETTINGS, clock())
    session.add(
        Dispute(position_id=attempt.positions[0].id, reason=REASON, answer="Brambleworthy", raised_at=clock())
    )
    session.add(
        HandMark(
            position_id=attempt.positions[0].id,
            fraction=0.0,
            points=[],
            comment=f"Well, {NAME}",
            marked_at=clock(),
        )
    )
    place = session.scalar(select(Membership.id).where(Membership.student_id == student.id))
    session.add(Allowance(assignment_id=attempt.assignment_id, membership_id=place, reason="Brambleworthy"))
    session.add(ReturnLink(student_id=student.id, token_hash="t", words_hash="w", created_at=clock()))
    session.add(
        AuditEvent(at=clock(), user_id=teacher.id, act="renamed", about=f"Zo to {NAME}", class_id=group.id)
    )
    session.flush()
    first = session.scalars(select(ResponseEvent).where(ResponseEvent.attempt_id == attempt.id)).first()
    first.value.raw = f"answer={TYPED}"
    session.commit()
    return student


def everything(session) -> str:
    """All rows of all tables, as one text."""
    found = []
    for table in inspect(session.connection()).get_table_names():
        found += [f"{table}: {tuple(row)!r}" for row in session.execute(text(f'SELECT * FROM "{table}"'))]  # noqa: S608  # table names of our own
    return "\n".join(found)


def bytes_of(session) -> bytes:
    path = Path(make_url(str(session.get_bind().engine.url)).database)
    return b"".join(p.read_bytes() for p in path.parent.glob(f"{path.name}*"))


def test_the_download_holds_every_word_that_is_kept(session, clock, zora):
    data = personal_data.my_data(session, zora.id, clock())
    written = personal_data.as_json(data)
    for secret in SECRETS:
        assert secret in written, secret
    assert json.loads(written) == data
    assert data["classes"][0]["your name there"] == NAME
    quiz = data["quizzes"][0]
    assert [a["result"] for a in quiz["answers"]][:3] == ["wrong", "not answered", "wrong"]
    assert [e["where"] for e in data["studying"]] == ["quiz", "quiz", "review"]
    assert {s["item"] for s in data["schedule"]} == {"jobs-who", "berths"}


def test_what_was_begun_and_not_sent_is_in_the_download(session, clock, zora):
    quiz = entry(session, session.scalars(select(Bank)).one(), "check", clock())
    attempt = take(session, quiz, zora, clock(), {}, hand_in=False)
    place = next(p for p in attempt.positions if p.question_id == "berths")
    session.add(Draft(position_id=place.id, posted={"answer": ["14"]}, edited_at=clock()))
    session.commit()

    [*_others, newest] = personal_data.my_data(session, zora.id, clock())["quizzes"]
    assert [(each["place"], each["answer"]) for each in newest["begun, not sent"]] == [(place.position, "14")]


def test_the_table_has_a_line_for_each_answer(session, clock, zora):
    rows = list(personal_data.as_rows(personal_data.my_data(session, zora.id, clock())))
    assert rows[0][4] == "answer"
    assert len(rows) == 1 + 5 + 3
    assert rows[-1][3:7] == ["Name the firm that speaks of 400 jobs.", TYPED, "certain", "wrong"]


def test_what_is_not_shown_yet_is_not_in_the_download(session, clock, zora):
    attempt = session.scalars(select(Attempt)).one()
    attempt.assignment.show_answers = attempt.assignment.show_score = "never"
    session.commit()
    quiz = personal_data.my_data(session, zora.id, clock())["quizzes"][0]
    assert {a["result"] for a in quiz["answers"]} == {"not shown yet"}
    assert quiz["score"] == quiz["marked by hand"] == "not shown yet"
    assert quiz["answers"][0]["answer"] == "The labour union"


def test_after_erasing_no_row_holds_name_or_words(session, clock, zora):
    assert all(secret in everything(session) for secret in SECRETS)
    erase_student(session, zora.id, clock())
    session.commit()

    left = everything(session)
    assert [secret for secret in SECRETS if secret in left] == []
    assert "Mira" in left


@pytest.mark.databases("sqlite")
def test_after_erasing_no_byte_of_the_files_holds_name_or_words(session, sessions, clock, zora):
    before = bytes_of(session)
    assert all(secret.encode() in before for secret in SECRETS)
    erase_student(session, zora.id, clock())
    session.commit()
    session.close()
    sessions.forget_erased()

    after = bytes_of(session)
    assert [secret for secret in SECRETS if secret.encode() in after] == []
    assert b"Mira" in after


def test_erasing_keeps_the_marks_and_ends_everything_else(session, clock, zora):
    score = session.scalars(select(Attempt)).one().score
    erase_student(session, zora.id, clock())
    session.commit()
    session.expire_all()

    attempt = session.scalars(select(Attempt)).one()
    assert attempt.score == score
    assert [p.fraction for p in attempt.positions] == [0.0] * 5
    assert {(p.kind, p.response, p.certainty) for p in attempt.positions} == {("blank", None, None)}
    events = session.scalars(select(ResponseEvent)).all()
    assert {(e.value.value, e.value.raw, e.value.salt) for e in events} == {(None, None, None)}
    assert all(e.value_hash and e.hash for e in events)  # the chain can still be checked
    assert session.scalar(select(ReturnLink)) is None
    assert board(session, zora).states == {}
    assert [e.answer for e in session.scalars(select(ReviewEvent))] == [None] * 3
    assert (zora.name, zora.erased_at) == (NOBODY, clock())
    membership = session.scalars(select(Membership).where(Membership.student_id == zora.id)).one()
    assert (membership.name, membership.removed_at) == (NOBODY, clock())


def test_erasing_twice_is_once_and_two_can_be_erased_in_one_class(session, clock, zora):
    mira = session.scalars(select(Student).where(Student.name == "Mira")).one()
    for student in (zora, zora, mira):
        erase_student(session, student.id, clock())
        session.commit()
    names = session.scalars(select(Membership.name)).all()
    assert names == [NOBODY, NOBODY]


def test_an_open_attempt_of_an_erased_student_is_voided(session, clock, zora):
    quiz = session.scalars(select(Attempt)).one().assignment
    quiz.attempts_allowed = 2
    session.commit()
    take(session, quiz, zora, clock(), {"jobs-who": 0}, hand_in=False)
    erase_student(session, zora.id, clock())
    session.commit()
    assert sorted(session.scalars(select(Attempt.state))) == ["graded", "voided"]
    assert session.scalar(select(Position.id).where(Position.response.is_not(None))) is None
