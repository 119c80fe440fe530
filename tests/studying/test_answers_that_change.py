"""Answers that change after hand-in, accepted late or given after reopening, reach schedule, progress and export."""

import pytest
from sqlalchemy import select

from quizapp.attempts import regrading, submit_attempt
from quizapp.attempts.corrections import Correction
from quizapp.classes import attempt_actions
from quizapp.domain.question import KeyChange
from quizapp.marking import late_answers
from quizapp.models import Quiz, ResponseEvent
from quizapp.studying import personal_data, recording
from tests.studying.story import RIGHT, SETTINGS, WRONG, board, collect, events, publish_story, take
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import assign, save


@pytest.fixture
def teacher(session, clock):
    return make_teacher(session, clock())


@pytest.fixture
def group(session, clock, teacher):
    return make_class(session, clock(), teacher)


@pytest.fixture
def done(session, clock, group):
    """Mira has answered two of five, one of them wrongly, handed in, and the schedule knows."""
    bank = publish_story(session, clock())
    quiz = session.scalars(select(Quiz).where(Quiz.bank_id == bank.id, Quiz.key == "check")).one()
    row = assign(session, clock(), group, quiz)
    attempt = take(
        session, row, make_student(session, clock()), clock(), {"jobs-who": WRONG["jobs-who"], "berths": "12"}
    )
    collect(session, attempt.student, clock())
    return attempt


def answered(session, student):
    return [(e.question_id, e.right) for e in events(session, student)]


def states(session, student):
    if recording.is_stale(session, student.id, SETTINGS):
        recording.rebuild_schedule(session, student.id, SETTINGS)
    return {key.partition(":")[2]: state for key, state in board(session, student).states.items()}


def place_of(attempt, question: str) -> int:
    return next(p.position for p in attempt.positions if p.question_id == question)


def test_a_late_answer_that_is_accepted_is_scheduled(session, clock, done, teacher):
    clock.advance(minutes=1)
    sent = clock()
    save(session, done, place_of(done, "longer"), RIGHT["longer"], sent)
    session.commit()
    event = session.scalars(select(ResponseEvent).where(ResponseEvent.kind == "late")).one()
    clock.advance(days=7)
    late_answers.accept_late_answer(session, done.assignment, event.id, teacher.id, clock())
    session.commit()

    assert collect(session, done.student, clock()) == 1
    assert collect(session, done.student, clock()) == 0
    assert states(session, done.student)["longer"].last_review == sent
    assert answered(session, done.student) == [("jobs-who", False), ("berths", True), ("longer", True)]


@pytest.fixture
def reopen(session, clock, group, teacher):
    def act(attempt):
        attempt_actions.act_on_attempt(session, group, attempt, "reopen", "too short", teacher.id, clock())
        session.commit()

    return act


def test_what_is_answered_anew_after_reopening_is_a_new_answer_and_the_old_one_stays(
    session, clock, done, reopen
):
    student = done.student
    clock.advance(days=3)
    reopen(done)
    for question in ("jobs-who", "longer"):
        save(session, done, place_of(done, question), RIGHT[question], clock(), op=f"again-{question}")
    session.refresh(done)
    submit_attempt(session, done, clock())
    session.commit()

    assert collect(session, student, clock()) == 2
    assert answered(session, student) == [
        ("jobs-who", False), ("berths", True), ("jobs-who", True), ("longer", True),
    ]  # fmt: skip
    found = states(session, student)
    # Wrong on the first day, right three days later: remembered once over three days.
    assert (found["jobs-who"].missed_last, found["jobs-who"].held_gap) == (False, 3)
    assert found["berths"].reviews == 1
    results = [e["result"] for e in personal_data.my_data(session, student.id, clock())["studying"]]
    assert results == ["wrong", "right", "right", "right"]


def test_reopening_without_an_answer_tells_nothing_twice(session, clock, done, reopen):
    clock.advance(days=3)
    reopen(done)
    submit_attempt(session, done, clock())
    session.commit()

    assert collect(session, done.student, clock()) == 0
    assert len(events(session, done.student)) == 2


def test_a_correction_is_of_the_answer_that_counts_now(session, clock, done, reopen, teacher):
    """Mira said the union at first, and the ministry (option 2) after reopening; then the ministry is called right."""
    student = done.student
    clock.advance(days=3)
    reopen(done)
    save(session, done, place_of(done, "jobs-who"), 2, clock(), op="again")
    session.refresh(done)
    submit_attempt(session, done, clock())
    collect(session, student, clock())
    ministry = Correction(change=KeyChange(right=("The ministry",)))
    regrading.apply_regrade(
        session, done.assignment, "jobs-who", ministry, "everyone",
        reason="the ministry it is", user_id=teacher.id, now=clock(), public_id="one",
    )  # fmt: skip
    session.commit()

    state = states(session, student)["jobs-who"]
    assert (state.missed_last, state.held_gap) == (False, 3), (
        "the first answer stays wrong, the second is right"
    )
