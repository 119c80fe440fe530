"""Reopening, handing in, excusing and deleting attempts, and the way back from each."""

from datetime import timedelta

import pytest

from quizapp.attempts import page_of, record
from quizapp.attempts.allowances import Extra
from quizapp.basics.errors import Refused
from quizapp.classes import allowances, attempt_actions, service, students
from quizapp.classes.attempt_actions import acts_for, events_of
from quizapp.domain.question import DontKnow
from tests.classes.school import begin, finish
from tests.support.clock import START

HOUR = timedelta(hours=1)


def do(school, attempt, act, now=START, reason="agreed"):
    attempt_actions.act_on_attempt(
        school.session, school.school_class, attempt, act, reason, school.teacher.id, now
    )


def told(school, attempt) -> list[str]:
    return [event.what for event in events_of(school.session, [attempt])[attempt.id]]


@pytest.fixture
def done(school):
    return finish(school.session, school.assignment, school.student(), 2)


def answer_all(school, attempt, student_id, now=START):
    """Answer every question rightly."""
    for place in range(1, attempt.length + 1):
        page = page_of(school.session, attempt.public_id, place, student_id, lock=True)
        record(
            school.session,
            page,
            page.question.best(),
            certainty=None,
            op_id=f"op-{place}",
            body_hash="b",
            now=now,
        )
    school.session.expire_all()


def test_a_reopened_attempt_is_open_again_and_keeps_its_answers(school):
    student = school.student()
    attempt = begin(school.session, school.assignment, student)
    answer_all(school, attempt, student.id)
    do(school, attempt, "hand-in")
    assert (attempt.state, attempt.score) == ("graded", 3)

    do(school, attempt, "reopen", START + HOUR)
    assert (attempt.state, attempt.score, attempt.submitted_at) == ("open", None, None)
    assert [p.kind for p in attempt.positions] == ["answer"] * 3

    do(school, attempt, "hand-in", START + 2 * HOUR)
    assert (attempt.state, attempt.score) == ("graded", 3)


def test_what_is_answered_anew_after_reopening_is_marked_anew(school):
    student = school.student()
    attempt = begin(school.session, school.assignment, student)
    answer_all(school, attempt, student.id)
    do(school, attempt, "hand-in")
    do(school, attempt, "reopen")
    page = page_of(school.session, attempt.public_id, 1, student.id, lock=True)
    record(school.session, page, DontKnow(), certainty=None, op_id="again", body_hash="b", now=START)
    school.session.expire_all()
    do(school, attempt, "hand-in")

    assert attempt.score == 2


def test_marks_that_a_person_gave_outlive_a_reopening(school, done):
    done.positions[0].fraction = 0.75  # as marking by hand, or a corrected key, leaves it
    do(school, done, "reopen")
    do(school, done, "hand-in")

    assert done.positions[0].fraction == 0.75
    assert done.score == 0.75


def test_a_reopened_attempt_whose_time_was_over_gets_a_day(school):
    school.assignment.closes_at = START + HOUR
    attempt = finish(school.session, school.assignment, school.student(), 2)

    do(school, attempt, "reopen", START + 2 * HOUR)

    assert attempt.deadline_at == START + 2 * HOUR + timedelta(days=1)


def test_a_reopened_attempt_with_time_left_keeps_its_deadline(school):
    school.assignment.closes_at = START + 5 * HOUR
    attempt = finish(school.session, school.assignment, school.student(), 2)

    do(school, attempt, "reopen", START + 2 * HOUR)

    assert attempt.deadline_at == START + 5 * HOUR


def test_a_teacher_gives_a_reopened_attempt_a_deadline_of_its_own(school):
    school.assignment.closes_at = START + HOUR
    attempt = finish(school.session, school.assignment, school.student(), 2)

    attempt_actions.act_on_attempt(
        school.session, school.school_class, attempt, "reopen", "ill", school.teacher.id, START, until=START + 5 * HOUR
    )  # fmt: skip

    assert attempt.deadline_at == START + 5 * HOUR


@pytest.mark.parametrize(
    ("act", "back"), [("reopen", "hand-in"), ("excuse", "count"), ("delete", "bring-back")]
)
def test_every_act_is_done_once_and_has_a_way_back(school, done, act, back):
    before = (done.state, done.excused_at)
    number = len(told(school, done))
    do(school, done, act)
    do(school, done, act)
    assert (done.state, done.excused_at) != before
    once = len(told(school, done))
    do(school, done, back)
    do(school, done, back)

    assert (done.state, done.excused_at) == before
    assert once == number + 1


def test_an_open_attempt_that_was_deleted_comes_back_open(school):
    attempt = begin(school.session, school.assignment, school.student())

    do(school, attempt, "delete")
    do(school, attempt, "bring-back")

    assert attempt.is_open


def test_no_second_open_attempt_comes_back(school):
    school.assignment.attempts_allowed = None
    student = school.student()
    first = begin(school.session, school.assignment, student)
    do(school, first, "delete")
    begin(school.session, school.assignment, student)

    with pytest.raises(Refused, match="another attempt open"):
        do(school, first, "bring-back")


def test_no_attempt_is_reopened_beside_an_open_one(school):
    school.assignment.attempts_allowed = None
    student = school.student()
    first = finish(school.session, school.assignment, student, 1)
    begin(school.session, school.assignment, student)

    with pytest.raises(Refused, match="another attempt open"):
        do(school, first, "reopen")


def test_a_deleted_attempt_is_brought_back_before_it_is_reopened(school, done):
    do(school, done, "delete")

    with pytest.raises(Refused, match="Bring it back"):
        do(school, done, "reopen")


def test_a_deleted_attempt_leaves_room_for_another(school, done):
    do(school, done, "delete")

    assert begin(school.session, school.assignment, done.student).number == 2


@pytest.mark.parametrize("reason", ["", "  \t"])
@pytest.mark.parametrize("act", attempt_actions.ACTS)
def test_nothing_is_done_without_a_reason(school, done, act, reason):
    before = (done.state, done.excused_at)

    with pytest.raises(Refused, match="Write a reason"):
        do(school, done, act, reason=reason)
    assert (done.state, done.excused_at) == before


def test_who_did_it_and_why_is_kept_with_the_attempt_and_the_class(school, done):
    do(school, done, "excuse", reason="was ill")

    event = events_of(school.session, [done])[done.id][-1]
    assert (event.what, event.reason, event.user.username) == ("excused", "was ill", "ada")
    [newest, *_rest] = service.audit_of(school.session, school.school_class.id, page=1)[0]
    assert (newest.act, newest.about, newest.reason) == (
        "attempt excused",
        "All three: Grace Hopper, 1",
        "was ill",
    )


def test_what_can_be_done_follows_from_where_the_attempt_stands(school, done):
    assert acts_for(done) == ["reopen", "excuse", "delete"]
    do(school, done, "excuse")
    assert acts_for(done) == ["reopen", "count", "delete"]
    do(school, done, "reopen")
    assert acts_for(done) == ["hand-in", "count", "delete"]
    do(school, done, "delete")
    assert acts_for(done) == ["bring-back"]


def test_an_allowance_outlives_a_reopening(school, done):
    allowances.set_allowance(
        school.session,
        school.school_class,
        students.get_membership_of(school.session, school.school_class, done.student_id),
        school.assignment,
        Extra(extra_attempts=1),
        school.teacher.id,
        START,
    )
    do(school, done, "reopen")
    do(school, done, "hand-in")

    assert begin(school.session, school.assignment, done.student).number == 2
