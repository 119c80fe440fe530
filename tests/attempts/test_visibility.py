"""Who sees a key when: ``visible``, ``kept_back`` and ``Reading`` against a rule that is written out here once more.

The rule. A teacher sees everything. A student sees a part of an attempt
  at once: when the answer is locked, or the attempt handed in;
  after submitting: when it is handed in; answers and explanations only once they have no other attempt open and can
  begin no other, or the quiz has closed;
  after closing: when it is handed in and the quiz has closed;
  never: never.
A quiz that is set for a class of theirs keeps back, everywhere, what it does not show: all of it while it is not begun and
can still be, and while it is under way. A quiz open to anyone keeps nothing back. The briefing may be read first where the
assignment says so, but not while the quiz is under way.
"""

from datetime import timedelta
from itertools import product
from random import Random

import pytest
from sqlalchemy import select

from quizapp.attempts import start_attempt, submit_attempt
from quizapp.attempts.reading import Reading, find_readings
from quizapp.attempts.visibility import Hidden, ResultPart, Rules, Stake, kept_back, visible, what_hides
from quizapp.models import Membership, ShowWhen, Student
from tests.support.clock import START
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import assign, publish
from tests.support.statements import count_statements

WHEN = list(ShowWhen)
CLOSED, AHEAD = START - timedelta(hours=1), START + timedelta(hours=1)
STATES = [
    # submitted, another open, another may be begun
    (submitted, other, more)
    for submitted, other, more in product((False, True), repeat=3)
]


def rules(when: str, closes_at, submitted: bool, other: bool, more: bool) -> Rules:
    return Rules(when, when, when, closes_at, submitted, other, more)


@pytest.mark.parametrize(
    ("part", "when", "closes_at", "state", "locked", "teacher"),
    list(product(ResultPart, WHEN, (None, CLOSED, AHEAD), STATES, (False, True), (False, True))),
)
def test_visible_is_the_rule_above(part, when, closes_at, state, locked, teacher):
    submitted, other, more = state
    closed = closes_at == CLOSED
    nothing_left = not other and (closed or not more)
    after_submitting = submitted and (part is ResultPart.SCORE or nothing_left)
    expected = (
        teacher
        or {
            "at once": locked or submitted,
            "after submitting": after_submitting,
            "after closing": submitted and closed,
            "never": False,
        }[when]
    )

    found = visible(part, teacher=teacher, rules=rules(when, closes_at, *state), now=START, locked=locked)

    assert found == expected


@pytest.mark.parametrize(
    ("score", "answers", "closes_at", "more", "expected"),
    [
        ("at once", "after submitting", None, False, None),
        ("at once", "after submitting", None, True, Hidden(after_last=True, closes_at=None)),
        ("at once", "after submitting", AHEAD, True, Hidden(after_last=True, closes_at=AHEAD)),
        ("at once", "after submitting", CLOSED, True, None),
        ("after closing", "after closing", AHEAD, True, Hidden(after_last=False, closes_at=AHEAD)),
        ("at once", "never", AHEAD, True, Hidden(after_last=False, closes_at=None)),  # no close shows it
        ("never", "after closing", AHEAD, False, Hidden(after_last=False, closes_at=AHEAD)),
    ],
)
def test_what_shows_the_rest_is_the_last_attempt_the_close_or_nothing_known(
    score, answers, closes_at, more, expected
):
    found = Rules(score, answers, answers, closes_at, submitted=True, other_open=False, more_allowed=more)
    assert what_hides(found, START) == expected


#: Where a student can stand with a quiz: under way, and taken (handed in, or not begun and too late).
NOT_BEGUN, UNDER_WAY, TAKEN = (False, False), (True, False), (False, True)


def stake(
    where=NOT_BEGUN, *, when="after submitting", closes_at=None, of_class=True, is_door=True, read_first=False,
    more=False, ideas=("a", "b"),
) -> Stake:  # fmt: skip
    running, taken = where
    found = rules(when, closes_at, taken, other=False, more=more)
    return Stake("id", "Title", of_class, is_door, running, taken, read_first, found, frozenset(ideas))


@pytest.mark.parametrize(
    ("part", "where", "when", "closes_at", "of_class", "read_first"),
    list(
        product(
            (ResultPart.ANSWERS, ResultPart.EXPLANATIONS, ResultPart.BRIEFING),
            (NOT_BEGUN, UNDER_WAY, TAKEN),
            WHEN,
            (None, CLOSED, AHEAD),
            (False, True),
            (False, True),
        )
    ),
)
def test_a_quiz_keeps_back_what_the_rule_says(part, where, when, closes_at, of_class, read_first):
    closed = closes_at == CLOSED
    shown = where == TAKEN and {
        "at once": True, "after submitting": True, "after closing": closed, "never": False
    }[when]  # fmt: skip
    if part is ResultPart.BRIEFING and read_first:
        shown = where != UNDER_WAY
    expected = of_class and not shown

    assert kept_back(part, stake(where, when=when, closes_at=closes_at, of_class=of_class, read_first=read_first), START) == expected  # fmt: skip


WEEK_1 = stake(TAKEN, ideas=("a", "b"))
WEEK_2 = stake(NOT_BEGUN, ideas=("b", "c"))
OPEN = stake(NOT_BEGUN, of_class=False, ideas=())


@pytest.mark.parametrize(
    ("stakes", "exists", "seen"),
    [
        # Nothing that concerns them: no bank, no key.
        ((), False, ""),
        # A class's quiz that is still to be taken.
        ((WEEK_2,), True, ""),
        # An earlier one that is done opens its own questions, but not those that come again.
        ((WEEK_1,), True, "ab"),
        ((WEEK_1, WEEK_2), True, "a"),
        # A bank that is open to anyone, alone and with a quiz of a class.
        ((OPEN,), True, "abcd"),
        ((OPEN, WEEK_2), True, "ad"),
        ((OPEN, WEEK_1, WEEK_2), True, "ad"),
        # A class that they have left: what they have been shown, and no page of the bank.
        ((stake(TAKEN, is_door=False, ideas=("a",)),), False, "a"),
        ((stake(UNDER_WAY, is_door=False, ideas=("a",)),), False, ""),
        ((stake(TAKEN, of_class=False, is_door=False, ideas=("a",)),), False, "a"),
    ],
)
def test_what_may_be_read_question_by_question(stakes, exists, seen):
    reading = Reading(START, stakes)

    assert reading.exists == exists
    assert "".join(idea for idea in "abcd" if reading.may(ResultPart.EXPLANATIONS, idea)) == seen


def test_reading_first_opens_the_briefing_and_no_key():
    reading = Reading(START, (stake(read_first=True),))
    assert [reading.may(part, "a") for part in (ResultPart.BRIEFING, ResultPart.EXPLANATIONS, ResultPart.ANSWERS)] == [
        True, False, False,
    ]  # fmt: skip
    # Another quiz of the class that does not allow it keeps its own.
    both = Reading(START, (stake(read_first=True), WEEK_2))
    assert [both.may(ResultPart.BRIEFING, idea) for idea in "abc"] == [True, False, False]


# --- as the database has it ------------------------------------------------------------------------------


@pytest.fixture
def bank(session, clock):
    """A bank of a teacher's own: no quiz of it is open to anyone."""
    found = publish(session, clock())
    found.entry.archived_at = clock()
    session.commit()
    return found


@pytest.fixture
def group(session, clock):
    return make_class(session, clock(), make_teacher(session, clock()), ("Aino",))


def reads(session, bank, student_id, now) -> set[str]:
    """The ideas whose key a student may see."""
    found = find_readings(session, student_id, [bank.bank.id], now)[bank.bank.id]
    return {
        idea for idea in ("capital", "jobs-who", "depth", "fruit") if found.may(ResultPart.EXPLANATIONS, idea)
    }


def exists(session, bank, student_id, now) -> bool:
    return find_readings(session, student_id, [bank.bank.id], now)[bank.bank.id].exists


def aino(session) -> int:
    return session.scalars(select(Student.id).where(Student.name == "Aino")).one()


ALL = {"capital", "jobs-who", "depth", "fruit"}
#: All that the quiz "Two drawn" may ask: its topic has three questions.
FIGURES = ALL - {"capital"}


def test_a_bank_is_there_for_those_whom_a_quiz_of_it_concerns(session, clock, bank, group):
    outsider = make_student(session, clock(), "Otto").id
    me = aino(session)
    assert not exists(session, bank, me, clock())
    given = assign(session, clock(), group, bank.fixed, opens_at=clock() + timedelta(days=1))
    assert exists(session, bank, me, clock())
    assert not exists(session, bank, outsider, clock())
    assert not exists(session, bank, None, clock())
    given.archived_at = clock()
    session.commit()
    assert not exists(session, bank, me, clock())
    bank.entry.archived_at = None
    session.commit()
    assert exists(session, bank, None, clock())
    assert reads(session, bank, None, clock()) == ALL


def test_from_before_it_opens_until_its_answers_are_shown(session, clock, bank, group):
    me, day = aino(session), timedelta(days=1)
    given = assign(
        session, clock(), group, bank.fixed, opens_at=clock() + day, closes_at=clock() + 3 * day,
        show_score="after closing", show_answers="after closing", show_explanations="after closing",
    )  # fmt: skip
    assert reads(session, bank, me, clock()) == set()  # not open yet
    clock.advance(days=1)
    assert reads(session, bank, me, clock()) == set()  # not begun
    attempt = start_attempt(session, given, me, clock(), Random(1))
    session.commit()
    assert reads(session, bank, me, clock()) == set()  # under way
    submit_attempt(session, attempt, clock())
    session.commit()
    assert reads(session, bank, me, clock()) == set()  # handed in, and withheld
    clock.advance(days=2)
    assert reads(session, bank, me, clock()) == ALL


def test_a_quiz_that_was_missed_shows_its_key_when_it_has_closed_and_never_is_never(
    session, clock, bank, group
):
    closes = clock() + timedelta(days=1)
    given = assign(session, clock(), group, bank.fixed, closes_at=closes)
    clock.advance(days=1)
    assert reads(session, bank, aino(session), clock()) == ALL
    given.show_explanations = "never"
    session.commit()
    assert reads(session, bank, aino(session), clock()) == set()


def test_an_overdue_attempt_counts_as_over_whoever_looks(session, clock, bank, group):
    given = assign(session, clock(), group, bank.fixed, closes_at=clock() + timedelta(days=1))
    start_attempt(session, given, aino(session), clock(), Random(1))
    session.commit()
    clock.advance(days=1, seconds=20)
    assert reads(session, bank, aino(session), clock()) == set()  # an answer may still arrive
    clock.advance(seconds=20)
    assert reads(session, bank, aino(session), clock()) == ALL


def test_an_earlier_quiz_opens_its_own_questions_and_not_those_of_the_next(session, clock, bank, group):
    me = aino(session)
    first = assign(session, clock(), group, bank.fixed)
    submit_attempt(session, start_attempt(session, first, me, clock(), Random(1)), clock())
    session.commit()
    assert reads(session, bank, me, clock()) == ALL
    assign(session, clock(), group, bank.drawn, opens_at=clock() + timedelta(days=7))
    assert reads(session, bank, me, clock()) == ALL - FIGURES


def test_an_attempt_under_way_holds_back_its_own_questions_alone(session, clock, bank, group):
    me = aino(session)
    first, second = (assign(session, clock(), group, quiz) for quiz in (bank.fixed, bank.drawn))
    submit_attempt(session, start_attempt(session, first, me, clock(), Random(1)), clock())
    attempt = start_attempt(session, second, me, clock(), Random(1))
    session.commit()
    asked = {position.question_id for position in attempt.positions}
    assert len(asked) == 2
    assert reads(session, bank, me, clock()) == ALL - asked


def test_who_may_begin_again_sees_no_key_in_between(session, clock, bank, group):
    me = aino(session)
    given = assign(session, clock(), group, bank.fixed, attempts_allowed=2)
    for may_see in (set(), ALL):
        submit_attempt(session, start_attempt(session, given, me, clock(), Random(1)), clock())
        session.commit()
        assert reads(session, bank, me, clock()) == may_see


def test_who_has_left_the_class_keeps_what_was_shown_and_loses_the_bank(session, clock, bank, group):
    me = aino(session)
    given = assign(session, clock(), group, bank.drawn)
    attempt = start_attempt(session, given, me, clock(), Random(1))
    submit_attempt(session, attempt, clock())
    session.scalars(select(Membership).where(Membership.student_id == me)).one().removed_at = clock()
    session.commit()
    assert not exists(session, bank, me, clock())
    assert reads(session, bank, me, clock()) == {position.question_id for position in attempt.positions}


def test_as_many_statements_for_eight_quizzes_as_for_one(session, clock, bank, group):
    me = aino(session)

    def sent() -> int:
        session.commit()
        with count_statements() as statements:
            find_readings(session, me, [bank_id], clock())
        return len(statements)

    bank_id = bank.bank.id
    given = assign(session, clock(), group, bank.fixed)
    start_attempt(session, given, me, clock(), Random(1))
    one = sent()
    for _week in range(7):
        assign(session, clock(), group, bank.drawn)
    # assignments, attempts, what they asked, allowances, newest versions
    assert (one, sent()) == (5, 5)
