"""Starting an attempt: drawn once, written down, and never over a limit."""

import threading
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import event, func, select

from quizapp.attempts import start_attempt, submit_attempt
from quizapp.attempts.allowances import NOTHING, Extra
from quizapp.attempts.starting import compute_deadline
from quizapp.basics.errors import Refused, TooMany
from quizapp.basics.limits import STARTS_AN_HOUR
from quizapp.models import Assignment, Attempt, Draw, Position
from tests.support.clock import START
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import BANK, assign, publish, start


def test_an_attempt_writes_down_what_was_drawn(session):
    published = publish(session, START)
    attempt = start(session, published.entry, make_student(session, START), START)

    assert [p.question_id for p in attempt.positions] == ["capital", "jobs-who", "depth", "fruit"]
    assert [p.position for p in attempt.positions] == [1, 2, 3, 4]
    assert sorted(attempt.positions[0].order) == [0, 1, 2]
    assert all(p.kind == "blank" and p.revision == 0 for p in attempt.positions)
    assert attempt.max_marks == 4


def test_a_later_edit_of_the_bank_does_not_reach_a_running_attempt(session):
    published = publish(session, START)
    attempt = start(session, published.entry, make_student(session, START), START)
    before = attempt.bank_version_id
    from quizapp.banks import publishing

    newest = publishing.newest_version(session, published.bank.id)
    publishing.publish_bank(session, "harbour", BANK.replace("Sandvik", "Sandnes"), START, based_on=newest.id)
    session.commit()
    session.refresh(attempt)

    assert attempt.bank_version_id == before
    assert publishing.load_version(session, before).question("capital").options()[0].text == "Sandvik"
    later = start(session, published.entry, make_student(session, START, "Noor"), START)
    assert later.bank_version_id != before


@pytest.mark.databases("postgresql")  # on SQLite nobody comes between two statements of a writer
def test_a_start_that_another_tab_made_between_two_looks_is_gone_on_with(session, sessions):
    """Both look for a running attempt and find none; one begins; the other then counts it as the last allowed one."""
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira",))
    assignment = assign(session, START, school_class, published.fixed, attempts_allowed=1)
    mira = school_class.memberships[0].student
    session.commit()
    begun: list[int] = []

    def other_tab(*_about) -> None:
        if begun:
            return
        begun.append(0)
        with sessions.write() as other:
            begun[0] = start(other, other.get_one(Assignment, assignment.id), mira, START).id
            other.commit()

    with sessions.write() as slow:
        own = slow.get_one(Assignment, assignment.id)
        event.listen(slow.connection(), "after_cursor_execute", other_tab)
        assert start_attempt(slow, own, mira.id, START, Random(1)).id == begun[0]


def test_nobody_begins_quizzes_without_end(session):
    published = publish(session, START)
    student = make_student(session, START)
    for _attempt in range(STARTS_AN_HOUR):
        submit_attempt(session, start(session, published.entry, student, START), START)
    with pytest.raises(TooMany):
        start(session, published.entry, student, START)
    start(session, published.entry, make_student(session, START, "Noor"), START)
    start(session, published.entry, student, START + timedelta(hours=1, seconds=1))


def test_one_draw_serves_all_students_of_a_class(session):
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira", "Noor"))
    assignment = assign(session, START, school_class, published.drawn)
    students = [m.student for m in school_class.memberships]
    first, second = (start(session, assignment, s, START, seed) for seed, s in enumerate(students))

    assert first.draw_id == second.draw_id
    assert {p.question_id for p in first.positions} == {p.question_id for p in second.positions}


def test_each_student_has_a_draw_of_their_own_where_the_teacher_chose_so(session):
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira", "Noor"))
    assignment = assign(session, START, school_class, published.drawn, draws="one per student")
    students = [m.student for m in school_class.memberships]
    first, second = (start(session, assignment, s, START, seed) for seed, s in enumerate(students))

    assert first.draw_id != second.draw_id


def test_a_second_start_goes_on_with_the_running_attempt(session):
    published = publish(session, START)
    student = make_student(session, START)

    assert (
        start(session, published.entry, student, START).id
        == start(session, published.entry, student, START).id
    )


@pytest.mark.parametrize(
    ("rules", "after", "sentence"),
    [
        pytest.param({"opens_at": START + timedelta(days=1)}, 0, "has not opened", id="before it opens"),
        pytest.param({"closes_at": START + timedelta(days=1)}, 1, "has closed", id="the moment it closes"),
        pytest.param({"archived_at": START}, 0, "put this quiz away", id="archived"),
    ],
)
def test_none_begins_outside_its_time(session, rules, after, sentence):
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira",))
    assignment = assign(session, START, school_class, published.fixed, **rules)

    with pytest.raises(Refused, match=sentence):
        start_attempt(
            session,
            assignment,
            school_class.memberships[0].student_id,
            START + timedelta(days=after),
            Random(1),
        )


def test_none_begins_in_a_class_that_was_put_away(session):
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira",))
    assignment = assign(session, START, school_class, published.fixed)
    school_class.archived_at = START
    session.commit()

    with pytest.raises(Refused, match="put the class away"):
        start_attempt(session, assignment, school_class.memberships[0].student_id, START, Random(1))


def test_the_deadline_is_the_limit_with_extra_time_or_the_close_if_that_is_sooner():
    plain = Assignment(time_limit_seconds=600, time_factor=1.0, closes_at=None)
    assert compute_deadline(plain, NOTHING, START) == START + timedelta(minutes=10)
    # 10 min x 1.5 = 15 min
    assert compute_deadline(plain, Extra(time_factor=1.5), START) == START + timedelta(minutes=15)
    closing = Assignment(time_limit_seconds=600, time_factor=2.0, closes_at=START + timedelta(minutes=12))
    assert compute_deadline(closing, NOTHING, START) == START + timedelta(
        minutes=12
    )  # the close comes before 20 min
    assert (
        compute_deadline(Assignment(time_limit_seconds=None, time_factor=1.0, closes_at=None), NOTHING, START)
        is None
    )


@pytest.mark.parametrize("limit", [1, 3])
def test_thirty_two_starts_at_once_never_go_over_the_limit(sessions, limit):
    """Each thread starts, hands in and starts again, so that attempt numbers are fought over too."""
    with sessions.write() as session:
        published = publish(session, START)
        school_class = make_class(session, START, make_teacher(session, START), ("Mira",))
        assignment_id = assign(session, START, school_class, published.fixed, attempts_allowed=limit).id
        student_id = school_class.memberships[0].student_id
    gate = threading.Barrier(32)
    failures: list[str] = []

    def begin(seed: int) -> None:
        gate.wait()
        for _turn in range(limit):
            try:
                with sessions.write() as mine:
                    attempt = start_attempt(
                        mine, mine.get_one(Assignment, assignment_id), student_id, START, Random(seed)
                    )
                    mine.commit()
                    if seed % 4 == 0 and attempt.is_open:
                        from quizapp.attempts import submit_attempt

                        submit_attempt(mine, attempt, START)
                        mine.commit()
            except Refused:
                pass
            except Exception as error:  # noqa: BLE001  # any other failure is one of the program
                failures.append(repr(error))

    threads = [threading.Thread(target=begin, args=(seed,)) for seed in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with sessions.read() as session:
        numbers = list(session.scalars(select(Attempt.number).order_by(Attempt.number)))
        assert numbers == list(range(1, limit + 1))
        # One shared draw, and four positions for each attempt: nothing half-written.
        assert session.scalar(select(func.count()).select_from(Draw)) == 1
        assert session.scalar(select(func.count()).select_from(Position)) == 4 * limit


def test_a_quiz_that_is_open_to_anyone_can_be_taken_again_and_again(session):
    entry = publish(session, START).entry
    student = make_student(session, START)
    session.refresh(entry)

    for number in (1, 2, 3):
        attempt = start(session, entry, student, START)
        assert attempt.number == number
        submit_attempt(session, attempt, START)
        session.commit()
    assert entry.attempts_allowed is None, "no limit was asked for, so the default must not step in"
