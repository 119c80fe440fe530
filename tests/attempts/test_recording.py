"""Saving answers: durable, idempotent, append-only; late ones are kept and change nothing."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.attempts import page_of, submit_attempt, sweep
from quizapp.attempts.recording import event_hash
from quizapp.basics.errors import Refused, TooMany
from quizapp.basics.limits import ANSWER_GRACE, SAVES_A_MINUTE, SAVES_A_QUESTION
from quizapp.cli import verifying
from quizapp.cli.sweep import sweep_all
from quizapp.domain.question import DontKnow
from quizapp.models import FINISHED, Attempt, AttemptEvent, Position, ResponseEvent, ResponseValue
from quizapp.reports.queries import read_saves
from tests.support.clock import START
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import assign, publish, save, start
from tests.support.statements import count_statements


@pytest.fixture
def attempt(session):
    published = publish(session, START)
    return start(session, published.entry, make_student(session, START), START)


def events(session):
    return list(session.scalars(select(ResponseEvent).order_by(ResponseEvent.id)))


def at(session, attempt, place):
    return session.scalars(
        select(Position).where(Position.attempt_id == attempt.id, Position.position == place)
    ).one()


def test_a_saved_answer_is_the_current_one_and_an_event(session, attempt):
    saved = save(session, attempt, 1, 2, START + timedelta(seconds=40), certainty="certain")

    assert saved.counted
    position = at(session, attempt, 1)
    assert (position.kind, position.response, position.certainty, position.revision) == (
        "answer",
        2,
        "certain",
        1,
    )
    assert position.seconds == 40
    assert position.fraction is None, "grading waits until the answers are handed in"
    [event] = events(session)
    assert (event.kind, event.revision, event.value.value) == ("answer", 1, 2)


def test_the_same_save_twice_is_one_save(session, attempt):
    for _time in range(2):
        saved = save(session, attempt, 1, 2, START, op="the-same-op")
    assert saved.again
    assert len(events(session)) == 1
    assert at(session, attempt, 1).revision == 1


def test_the_same_operation_with_another_answer_is_a_new_save(session, attempt):
    """Back, then change, with script off: the form still carries the operation id it was drawn with."""
    save(session, attempt, 1, 2, START, op="the-same-op")
    save(session, attempt, 1, 0, START, op="the-same-op")
    assert len(events(session)) == 2
    assert at(session, attempt, 1).response == 0


def test_i_do_not_know_is_kept_apart_from_an_answer_and_from_blank(session, attempt):
    save(session, attempt, 1, DontKnow(), START)
    assert (at(session, attempt, 1).kind, at(session, attempt, 1).response) == ("dont-know", None)
    assert at(session, attempt, 2).kind == "blank"


def test_an_answer_of_nought_is_an_answer(session, attempt):
    save(session, attempt, 1, 0, START)
    assert (at(session, attempt, 1).kind, at(session, attempt, 1).response) == ("answer", 0)


def test_the_saves_of_an_attempt_form_a_chain(session, attempt):
    for place, answer in ((1, 2), (2, 1), (1, 0)):
        save(session, attempt, place, answer, START)
    previous = ""
    for event in events(session):
        assert event.prev_hash == previous
        names = (
            "attempt_id", "position", "op_id", "body_hash", "kind", "late_kind", "certainty", "revision",
            "received_at", "value_hash", "prev_hash",
        )  # fmt: skip
        assert event_hash({name: getattr(event, name) for name in names}) == event.hash
        previous = event.hash
    assert event_hash({**{name: getattr(event, name) for name in names}, "position": 9}) != event.hash


def test_a_flood_of_saves_is_refused_and_the_last_one_can_be_sent_again(session, attempt):
    for number in range(SAVES_A_MINUTE):
        save(session, attempt, 1, number % 3, START, op=f"flood-{number:04}")
    with pytest.raises(TooMany):
        save(session, attempt, 1, 2, START + timedelta(seconds=59), op="the-last-one")
    assert save(session, attempt, 1, 1, START, op="flood-0100").again, "what was saved is acknowledged still"
    assert save(session, attempt, 1, 2, START + timedelta(seconds=61), op="the-last-one").counted
    assert at(session, attempt, 1).response == 2


def test_what_one_attempt_can_store_has_an_end(session, attempt):
    for number in range(SAVES_A_QUESTION * attempt.length):
        save(session, attempt, 1, number % 3, START + timedelta(seconds=number), op=f"save-{number:06}")
    with pytest.raises(Refused):
        save(session, attempt, 2, 1, START + timedelta(hours=1), op="one-too-many")


def test_erasing_a_value_leaves_the_chain_whole(session, attempt):
    save(session, attempt, 1, 2, START)
    session.scalars(select(ResponseValue)).one().value = None
    session.commit()
    assert events(session)[0].value_hash


@pytest.mark.parametrize("why", ["handed in", "out of time"])
def test_a_late_answer_is_kept_marked_and_changes_nothing(session, why):
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira",))
    assignment = assign(session, START, school_class, published.fixed, time_limit_seconds=600)
    attempt = start(session, assignment, school_class.memberships[0].student, START)
    save(session, attempt, 1, 0, START)
    late = START + timedelta(minutes=10) + ANSWER_GRACE + timedelta(seconds=1)
    if why == "handed in":
        submit_attempt(session, attempt, START)
        session.commit()
        late = START

    saved = save(session, attempt, 1, 2, late)

    assert not saved.counted
    assert at(session, attempt, 1).response == 0
    last = events(session)[-1]
    assert (last.kind, last.late_kind, last.value.value) == ("late", "answer", 2)


def test_an_answer_on_its_way_when_time_runs_out_still_counts(session):
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira",))
    assignment = assign(session, START, school_class, published.fixed, time_limit_seconds=600)
    attempt = start(session, assignment, school_class.memberships[0].student, START)

    assert save(session, attempt, 1, 2, START + timedelta(minutes=10) + ANSWER_GRACE).counted


def test_somebody_elses_attempt_is_not_there(session, attempt):
    other = make_student(session, START, "Noor")
    assert page_of(session, attempt.public_id, 1, other.id) is None
    assert page_of(session, attempt.public_id, 1, attempt.student_id) is not None
    assert page_of(session, attempt.public_id, 5, attempt.student_id) is None


def test_handing_in_grades_every_answer_once(session, attempt):
    save(session, attempt, 1, 0, START)  # right
    save(session, attempt, 2, 1, START)  # wrong
    assert submit_attempt(session, attempt, START + timedelta(minutes=5))
    session.commit()
    assert [p.fraction for p in attempt.positions] == [1, 0, 0, 0]
    assert (attempt.state, attempt.score) == ("graded", 1)
    assert not submit_attempt(session, attempt, START + timedelta(minutes=6))
    assert attempt.submitted_at == START + timedelta(minutes=5)


def test_sixteen_saves_and_a_hand_in_at_once_agree_in_the_end(sessions):
    """No answer slips in behind the hand-in: what counts is exactly what the events before it say."""
    with sessions.write() as session:
        published = publish(session, START)
        attempt = start(session, published.entry, make_student(session, START), START)
        attempt_id, student_id, public_id = attempt.id, attempt.student_id, attempt.public_id
    gate = threading.Barrier(17)
    failures: list[str] = []

    def answer(number: int) -> None:
        gate.wait()
        try:
            with sessions.write() as mine:
                save(mine, mine.get_one(Attempt, attempt_id), 1, number % 3, START, op=f"operation-{number}")
        except Exception as error:  # noqa: BLE001  # any failure is one of the program
            failures.append(repr(error))

    def hand_in() -> None:
        gate.wait()
        with sessions.write() as mine:
            mine_attempt = mine.get_one(Attempt, attempt_id)
            submit_attempt(mine, mine_attempt, START)
            mine.commit()

    threads = [threading.Thread(target=answer, args=(n,)) for n in range(16)] + [
        threading.Thread(target=hand_in)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with sessions.read() as session:
        assert page_of(session, public_id, 1, student_id) is not None
        kept = events(session)
        assert len(kept) == 16
        counted = [e for e in kept if e.kind == "answer"]
        assert [e.revision for e in counted] == list(range(1, len(counted) + 1))
        final = at(session, session.get_one(Attempt, attempt_id), 1)
        assert final.response == (counted[-1].value.value if counted else None)
        assert final.fraction == (1 if final.response == 0 else 0)


def test_the_sweep_hands_in_what_is_overdue_and_nothing_else(session):
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira", "Noor"))
    timed = assign(session, START, school_class, published.fixed, time_limit_seconds=600)
    students = [m.student for m in school_class.memberships]
    early, late = (
        start(session, timed, students[0], START),
        start(session, timed, students[1], START + timedelta(minutes=9)),
    )
    free = start(session, published.entry, students[0], START)
    save(session, early, 1, 0, START)

    assert sweep(session, START + timedelta(minutes=11)).done == 1
    assert sweep(session, START + timedelta(minutes=11)).done == 0
    assert (early.state, late.state, free.state) == ("graded", "open", "open")
    assert early.score == 1


def test_an_answer_to_a_question_whose_feedback_was_shown_is_written_down_and_changes_nothing(session):
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira",))
    at_once = assign(session, START, school_class, published.fixed, show_answers="at once")
    attempt = start(session, at_once, school_class.memberships[0].student, START)
    assert save(session, attempt, 1, 0, START).locked

    again = save(session, attempt, 1, 2, START + timedelta(seconds=9))

    assert (again.counted, again.locked, again.fraction) == (True, True, 1)
    assert [(e.kind, e.revision, e.value.value) for e in events(session)] == [
        ("answer", 1, 0),
        ("answer", 0, 2),
    ]
    position = at(session, attempt, 1)
    assert (position.response, position.revision, position.fraction) == (0, 1, 1)
    assert [row.value for row in read_saves(session, at_once)] == [
        0
    ]  # reports and exports count what changed something
    assert list(verifying.of_log(session)) == []
    submit_attempt(session, attempt, START + timedelta(minutes=1))
    assert attempt.positions[0].fraction == 1


def overdue(session, number: int) -> list[Attempt]:
    """Running attempts of a quiz of ten minutes, each of another student."""
    published = publish(session, START)
    names = tuple(f"Pupil {n}" for n in range(number))
    school_class = make_class(session, START, make_teacher(session, START), names)
    timed = assign(session, START, school_class, published.fixed, time_limit_seconds=600)
    return [start(session, timed, m.student, START) for m in school_class.memberships]


def test_one_sweep_hands_in_however_many_there_are(session, sessions):
    overdue(session, 120)
    assert sweep_all(sessions, START + timedelta(minutes=11)) == 120
    assert sweep_all(sessions, START + timedelta(minutes=11)) == 0


def test_an_attempt_that_cannot_be_handed_in_keeps_no_other_open(session, sessions, caplog, monkeypatch):
    """However many such there are: they do not fill every round."""
    monkeypatch.setattr(sweep, "__kwdefaults__", {"limit": 2, "after": 0})
    broken, whole = (some := overdue(session, 4))[:3], some[3]
    for each in broken:  # as if its bank's version had lost the question
        each.positions[0].question_id = "gone"
    session.commit()

    assert sweep_all(sessions, START + timedelta(minutes=11)) == 1

    session.expire_all()
    assert [each.state for each in broken] == ["open"] * 3
    assert whole.state in FINISHED
    assert [f"attempt {each.id} cannot be handed in" for each in broken] == [
        line.getMessage() for line in caplog.records
    ]
    assert session.scalars(
        select(AttemptEvent.attempt_id).where(AttemptEvent.what == "time was over")
    ).all() == [whole.id]


@pytest.mark.databases("postgresql")
def test_a_sweep_does_not_wait_for_what_another_server_has_in_hand(session, sessions):
    first = overdue(session, 3)[0]
    session.execute(select(Attempt.id).where(Attempt.id == first.id).with_for_update())
    assert sweep_all(sessions, START + timedelta(minutes=11)) == 2
    session.rollback()
    assert sweep_all(sessions, START + timedelta(minutes=11)) == 1


def test_opening_a_question_takes_one_statement_and_saving_seven(session, attempt):
    with count_statements() as sent:
        page_of(session, attempt.public_id, 1, attempt.student_id)
    assert len(sent) == 1, sent
    with count_statements() as sent:
        save(session, attempt, 1, 2, START)
    # read the page, is it a repeat, the last event, the value, the event, the position
    assert len([s for s in sent if not s.upper().startswith(("BEGIN", "COMMIT"))]) <= 7, sent


def test_the_number_of_statements_does_not_grow_with_saves(session, attempt):
    lengths = []
    for turn in range(3):
        with count_statements() as sent:
            save(session, attempt, 1, turn, START + timedelta(seconds=turn))
        lengths.append(len(sent))
    assert len(set(lengths)) == 1
    assert session.scalar(select(func.count()).select_from(ResponseEvent)) == 3
