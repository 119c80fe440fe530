"""A clock that somebody sets closes no attempt and opens none again."""

from datetime import timedelta

import pytest

from quizapp.basics.clock import SteadyClock, seconds_passed
from quizapp.basics.config import Settings
from quizapp.cli import clock_mark
from quizapp.serving.housekeeping import go_on_in_time, one_round
from quizapp.web.database import Program
from tests.support.clock import START, Clock
from tests.support.people import make_class, make_teacher
from tests.support.quizzes import assign, publish, save, start

MINUTE = timedelta(minutes=1)


class Machine:
    """A machine's clock that can be set, and the seconds that pass whatever it says."""

    def __init__(self) -> None:
        self.wall, self.seconds = Clock(), 1000.0
        self.steady = SteadyClock(self.wall, lambda: self.seconds)

    def live(self, span: timedelta, *, drift: float = 0.0) -> None:
        self.seconds += span.total_seconds()
        self.wall.now += span + timedelta(seconds=drift)

    def restart(self) -> SteadyClock:
        self.steady = SteadyClock(self.wall, lambda: self.seconds)
        return self.steady


def test_a_clock_that_runs_is_followed_also_where_it_is_a_little_fast_or_slow():
    machine = Machine()
    for drift in (5.0, -20.0, 50.0, 0.0):
        machine.live(10 * MINUTE, drift=drift)
        assert machine.steady() >= machine.wall.now - timedelta(seconds=20)
    assert machine.steady() == machine.wall.now == START + 40 * MINUTE + timedelta(seconds=35)


@pytest.mark.parametrize(
    "jump", [timedelta(hours=1), -timedelta(hours=1), timedelta(days=2), -timedelta(days=2)]
)
def test_a_jump_is_not_believed_and_seconds_go_on(jump, caplog):
    machine = Machine()
    machine.wall.now += jump
    for minute in range(1, 4):
        machine.live(MINUTE)
        assert machine.steady() == START + minute * MINUTE
    assert machine.steady.off == jump
    assert len(caplog.records) == 1  # told once

    machine.wall.now -= jump  # set right again
    assert machine.steady() == START + 3 * MINUTE
    assert not machine.steady.off


def test_time_never_goes_back():
    machine = Machine()
    before = machine.steady()
    machine.wall.now -= timedelta(seconds=30)
    assert machine.steady() == before


def test_sleep_counts_as_time_where_the_system_can_tell():
    assert seconds_passed() <= seconds_passed()


def test_after_a_restart_with_a_clock_that_is_behind_time_goes_on(sessions):
    machine = Machine()
    program = Program(Settings(), sessions, b"", machine.steady, None)
    machine.live(5 * MINUTE)
    one_round(program)
    machine.wall.now -= timedelta(days=2)
    object.__setattr__(program, "clock", machine.restart())
    assert program.clock() == START + 5 * MINUTE - timedelta(days=2)

    go_on_in_time(program)

    machine.live(MINUTE)
    assert program.clock() == START + 6 * MINUTE
    with sessions.read() as session:
        [finding] = clock_mark.of_clock(session, machine.wall.now)
        assert "the database has seen 2026-03-02 09:05" in str(finding)
        assert not list(clock_mark.of_clock(session, START + 5 * MINUTE))


def test_an_answer_is_a_mark_too_and_a_server_that_is_behind_does_not_lower_it(session):
    clock_mark.note(session, START)
    save(
        session, start(session, publish(session, START).entry, _student(session), START), 1, 0, START + MINUTE
    )
    assert clock_mark.latest(session) == START + MINUTE
    clock_mark.note(session, START + 3 * MINUTE)
    clock_mark.note(session, START + 2 * MINUTE)
    assert clock_mark.latest(session) == START + 3 * MINUTE


def _student(session):
    return make_class(session, START, make_teacher(session, START), ("Mira",)).memberships[0].student


@pytest.mark.databases("sqlite")
def test_no_attempt_is_closed_by_an_hour_that_somebody_added(session, sessions):
    """The fault that this is for: with nine minutes left, a look at one's page handed the attempt in for good."""
    machine = Machine()
    published = publish(session, START)
    school_class = make_class(session, START, make_teacher(session, START), ("Mira",))
    timed = assign(session, START, school_class, published.fixed, time_limit_seconds=600)
    attempt = start(session, timed, school_class.memberships[0].student, machine.steady())
    session.commit()
    machine.live(MINUTE)
    machine.wall.now += timedelta(hours=1)

    one_round(Program(Settings(), sessions, b"", machine.steady, None))
    session.refresh(attempt)
    assert attempt.is_open
    session.rollback()

    machine.live(10 * MINUTE)
    one_round(Program(Settings(), sessions, b"", machine.steady, None))
    session.refresh(attempt)
    assert attempt.submitted_at == START + 11 * MINUTE
    machine.wall.now -= timedelta(days=2)
    assert not save(session, attempt, 1, 0, machine.steady()).counted
