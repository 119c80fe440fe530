"""Answers become events once; events are the truth, and the schedule is what replaying them gives."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from quizapp.domain.question import DONT_KNOW, DontKnow
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin
from quizapp.domain.spacing.state import read_state
from quizapp.models import ReviewAnswer, ReviewState, StudyNote
from quizapp.studying import recording
from quizapp.studying.feedback import verdict_of
from tests.studying.story import (
    RIGHT,
    SETTINGS,
    WRONG,
    ZONE,
    board,
    collect,
    deck_of,
    entry,
    events,
    publish_story,
    reply,
    take,
)
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import assign


@pytest.fixture
def bank(session, clock):
    return publish_story(session, clock())


@pytest.fixture
def mira(session, clock):
    return make_student(session, clock())


def states(session, student):
    rows = session.scalars(select(ReviewState).where(ReviewState.student_id == student.id))
    return {row.item.partition(":")[2]: row for row in rows}


@pytest.mark.parametrize(("fraction", "right"), [(0.0, False), (0.5, False), (0.99, False), (1.0, True)])
def test_an_answer_that_is_right_in_part_is_stored_and_shown_as_that(
    session, clock, bank, mira, fraction, right
):
    deck = deck_of(session, bank)
    answer = recording.Answer(
        student_id=mira.id, bank_id=deck.bank_id, version_id=deck.version_id, item=next(iter(deck.items)),
        question_id="berths", origin=Origin.PRACTICE, op_id="op-12345678", answered_at=clock(),
        fraction=fraction, response=RIGHT["berths"],
    )  # fmt: skip
    event = recording.record_practice(session, answer, SETTINGS, clock()).event

    assert event.right is right
    assert verdict_of(event) == ("right" if right else "partly right" if fraction else "wrong")
    assert (read_state(states(session, mira).popitem()[1].state).gap > 1) is right


def test_a_quiz_tells_the_schedule_each_answer_once(session, clock, bank, mira):
    quiz = entry(session, bank, "check", clock())
    answers = {"jobs-who": WRONG["jobs-who"], "jobs-status": DontKnow(), "berths": RIGHT["berths"]}
    take(session, quiz, mira, clock(), answers, certainty={"jobs-who": "certain"})

    assert collect(session, mira, clock()) == 3
    assert collect(session, mira, clock()) == 0

    told = {e.question_id: (e.right, e.certainty, e.origin, e.typed) for e in events(session, mira)}
    assert told == {
        "jobs-who": (False, "certain", "quiz", False),
        "jobs-status": (False, None, "quiz", False),
        "berths": (True, None, "quiz", True),
    }
    # FSRS-6 without learning steps: Again comes back after 1 day, Good after 2.
    assert {k: (read_state(r.state).gap) for k, r in states(session, mira).items()} == {
        "jobs-who": 1,
        "jobs-status": 1,
        "berths": 2,
    }


def test_a_blank_answer_is_no_answer(session, clock, bank, mira):
    take(session, entry(session, bank, "check", clock()), mira, clock(), {"berths": "12"})
    collect(session, mira, clock())

    assert [e.question_id for e in events(session, mira)] == ["berths"]


def test_nothing_is_told_before_the_key_may_be_seen(session, clock, bank, mira):
    teacher = make_teacher(session, clock())
    group = make_class(session, clock(), teacher)
    check = entry(session, bank, "check", clock()).quiz
    closes = clock() + timedelta(days=3)
    held = assign(session, clock(), group, check, show_answers="after closing", closes_at=closes)
    take(session, held, mira, clock(), RIGHT)

    assert collect(session, mira, clock()) == 0
    clock.advance(days=3)
    assert collect(session, mira, clock()) == 5
    # The answers keep the day on which they were given.
    assert {e.answered_at for e in events(session, mira)} == {clock() - timedelta(days=3)}


def test_guesses_before_reading_are_kept_and_move_nothing(session, clock, bank, mira):
    take(session, entry(session, bank, "guesses", clock()), mira, clock(), RIGHT)
    collect(session, mira, clock())

    assert {e.origin for e in events(session, mira)} == {"guess"}
    assert states(session, mira) == {}


def test_the_same_operation_twice_is_one_answer(session, clock, bank, mira):
    deck = deck_of(session, bank)
    first = reply(session, mira, deck, "jobs-who", "jobs-who", clock(), op="op-12345678")
    again = reply(session, mira, deck, "jobs-who", "jobs-who", clock(), op="op-12345678", right=False)

    assert not first.again
    assert again.again
    assert again.event.id == first.event.id
    assert len(events(session, mira)) == 1


def test_a_posted_operation_cannot_stand_in_for_a_quiz_answer(session, clock, bank, mira):
    attempt = take(session, entry(session, bank, "check", clock()), mira, clock(), {"berths": "13"})
    deck = deck_of(session, bank)
    reply(session, mira, deck, "berths", "berths", clock(), op=f"{attempt.public_id}-3")
    collect(session, mira, clock())

    assert {(e.origin, e.right) for e in events(session, mira)} == {("review", True), ("quiz", False)}


def test_only_the_first_answer_of_a_day_counts(session, clock, bank, mira):
    deck = deck_of(session, bank)
    reply(session, mira, deck, "berths", "berths", clock(), right=False)
    clock.advance(minutes=5)
    reply(session, mira, deck, "berths", "berths", clock())

    state = read_state(states(session, mira)["berths"].state)
    assert (state.gap, state.reviews) == (1, 1)
    assert len(events(session, mira)) == 2


def test_an_answer_from_the_future_is_refused(session, clock, bank, mira):
    deck = deck_of(session, bank)
    later = clock() + timedelta(seconds=1)
    answer = recording.Answer(
        student_id=mira.id, bank_id=bank.id, version_id=deck.version_id, item=f"{bank.public_id}:berths",
        question_id="berths", origin=Origin.REVIEW, op_id="later-1234", answered_at=later, fraction=1.0,
    )  # fmt: skip
    with pytest.raises(ValueError, match="cannot be recorded"):
        recording.record_practice(session, answer, SETTINGS, clock())
    session.rollback()
    assert events(session, mira) == []


def test_a_quiz_answered_before_the_clock_was_set_back_waits(session, clock, bank, mira):
    take(session, entry(session, bank, "check", clock()), mira, clock(), RIGHT)

    assert collect(session, mira, clock() - timedelta(hours=1)) == 0
    assert session.scalar(select(StudyNote)) is None
    assert collect(session, mira, clock()) == 5


def a_week_of_study(session, clock, bank, mira):
    take(session, entry(session, bank, "check", clock()), mira, clock(), {**RIGHT, "jobs-who": 1})
    collect(session, mira, clock())
    deck = deck_of(session, bank)
    for day, right in ((1, True), (2, False), (3, True), (5, True)):
        now = clock() + timedelta(days=day)
        reply(session, mira, deck, "jobs-who", "jobs-who-typed", now, right=right, certainty="certain")
        reply(session, mira, deck, "berths", "berths", now, right=right, certainty="guessing")
    return deck


def test_replaying_the_events_gives_the_cache_bit_for_bit(session, clock, bank, mira):
    a_week_of_study(session, clock, bank, mira)
    before = {key: (row.state, row.due, row.last_event_id) for key, row in states(session, mira).items()}
    assert len(before) == 5

    assert recording.rebuild_schedule(session, mira.id, SETTINGS) == 0
    for row in states(session, mira).values():
        session.delete(row)
    session.commit()
    assert recording.rebuild_schedule(session, mira.id, SETTINGS) == 5
    session.commit()

    after = {key: (row.state, row.due, row.last_event_id) for key, row in states(session, mira).items()}
    assert after == before


def test_a_state_that_no_event_makes_is_found_and_put_right(session, clock, bank, mira):
    a_week_of_study(session, clock, bank, mira)
    row = states(session, mira)["berths"]
    good = dict(row.state)
    row.state = {**good, "stability": good["stability"] + 1e-12}
    session.commit()

    assert recording.rebuild_schedule(session, mira.id, SETTINGS) == 1
    session.commit()
    session.expire_all()
    assert states(session, mira)["berths"].state == good


def test_other_settings_make_the_schedule_stale_until_it_is_replayed(session, clock, bank, mira):
    a_week_of_study(session, clock, bank, mira)
    until = SpacingSettings(zone=ZONE, remember_until=(clock() + timedelta(days=9)).date())
    assert not recording.is_stale(session, mira.id, SETTINGS)
    assert recording.is_stale(session, mira.id, until)

    recording.rebuild_schedule(session, mira.id, until)
    session.commit()

    assert not recording.is_stale(session, mira.id, until)
    last = max(read_state(row.state).due_day for row in states(session, mira).values())
    assert last <= until.remember_until


def test_an_answer_under_new_settings_replays_its_item(session, clock, bank, mira):
    deck = a_week_of_study(session, clock, bank, mira)
    until = SpacingSettings(zone=ZONE, remember_until=(clock() + timedelta(days=30)).date())
    now = clock() + timedelta(days=6)
    reply(session, mira, deck, "berths", "berths", now, settings=until)
    kept = dict(states(session, mira)["berths"].state)

    recording.rebuild_schedule(session, mira.id, until)
    session.commit()
    session.expire_all()
    assert states(session, mira)["berths"].state == kept


def test_the_class_joined_last_decides_zone_and_end(session, clock, bank):
    teacher = make_teacher(session, clock())
    group = make_class(session, clock(), teacher, ("Aino",))
    group.timezone, group.remember_until = "Europe/Helsinki", clock().date()
    aino = group.memberships[0].student
    session.commit()

    found = recording.settings_of(session, aino.id, ZONE)
    assert (str(found.zone), found.remember_until) == ("Europe/Helsinki", clock().date())
    group.archived_at = clock()
    session.commit()
    assert recording.settings_of(session, aino.id, ZONE) == SETTINGS


def test_events_cannot_be_changed_and_answers_beside_them_can_be_erased(session, clock, bank, mira):
    reply(session, mira, deck_of(session, bank), "berths", "berths", clock())
    for statement in ("UPDATE review_event SET typed = typed", "DELETE FROM review_event"):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))
        session.rollback()
    assert session.scalars(select(ReviewAnswer)).one().value == "12"
    session.execute(text("DELETE FROM review_answer"))
    session.commit()
    assert events(session, mira)[0].answer is None


def test_a_learner_who_does_not_know_has_no_answer_beside_the_event(session, clock, bank, mira):
    assert DONT_KNOW
    quiz = entry(session, bank, "check", clock())
    take(session, quiz, mira, clock(), {"berths": DontKnow()})
    collect(session, mira, clock())
    assert events(session, mira)[0].answer is None
    assert set(board(session, mira).states) == {f"{bank.public_id}:berths"}
