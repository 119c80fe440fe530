"""Allowances of a class: given once, before joining too, and they hold for every quiz."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.attempts.allowances import NOTHING, Extra, extra_at, most_of
from quizapp.attempts.tries import shares_of, tries_allowed
from quizapp.classes import allowances, roster
from quizapp.models import Allowance, AuditEvent
from quizapp.taking import set_quizzes as taking
from tests.classes.school import begin, fresh, set_quiz
from tests.support.clock import START

DAY = timedelta(days=1)


def give(school, name: str, extra: Extra, *, quiz=None) -> None:
    allowances.set_allowance(
        school.session, school.school_class, school.membership(name), quiz, extra, school.teacher.id, START
    )


def test_it_is_given_before_joining_and_holds_for_every_quiz(school):
    """The quiz takes 10 minutes: with a quarter more 12 min 30 s, with 5 minutes more 15 min; attempts: 1 + 1."""
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Grace\nAda"))
    give(school, "Grace", Extra(time_factor=1.25, extra_attempts=1))
    give(school, "Ada", Extra(extra_minutes=5))
    later = set_quiz(school.session, school.school_class, school.quiz, school.teacher)
    for each in (school.assignment, later):
        each.time_limit_seconds = 600
    grace, ada = school.student("Grace"), school.student("Ada")

    for each in (school.assignment, later):
        assert begin(school.session, each, grace).deadline_at == START + timedelta(seconds=750)
        assert begin(school.session, each, ada).deadline_at == START + timedelta(minutes=15)
        assert extra_at(school.session, each.id, grace.id).extra_attempts == 1


def test_of_two_allowances_the_more_generous_counts_point_by_point(school):
    school.student("Grace")
    give(school, "Grace", Extra(time_factor=1.5, extra_attempts=1))
    give(school, "Grace", Extra(time_factor=1.25, extra_attempts=3), quiz=school.assignment)

    found = extra_at(school.session, school.assignment.id, school.membership("Grace").student_id)
    assert (found.time_factor, found.extra_attempts) == (1.5, 3)
    assert most_of(()) == NOTHING


def test_a_running_attempt_follows_and_nothing_is_taken_away_again(school):
    school.assignment.time_limit_seconds = 600
    attempt = begin(school.session, school.assignment, school.student("Grace"))

    give(school, "Grace", Extra(time_factor=2.0, extra_tries=2))
    assert (attempt.deadline_at, attempt.extra_tries) == (START + timedelta(minutes=20), 2)
    give(school, "Grace", NOTHING)
    assert (attempt.deadline_at, attempt.extra_tries) == (START + timedelta(minutes=20), 2)


def test_a_later_close_is_at_the_same_hour_and_shows_on_the_students_own_page(school):
    """London: 27 March 2026, 17:00 GMT; two days later the clocks have gone forward: 17:00 is 16:00 UTC."""
    close = START.replace(year=2026, month=3, day=27, hour=17, minute=0, second=0, microsecond=0)
    school.assignment.closes_at = close
    grace, ada = school.student("Grace"), school.student("Ada")
    give(school, "Grace", Extra(later_days=2))
    own = close + 2 * DAY - timedelta(hours=1)

    assert taking.class_assignments(school.session, ada.id, close) == []
    assert taking.class_assignments(school.session, grace.id, own - timedelta(seconds=1)) == [
        school.assignment
    ]
    assert taking.class_assignments(school.session, grace.id, own) == []
    assert begin(school.session, school.assignment, grace, now=close + DAY).deadline_at == own


@pytest.mark.parametrize(
    ("shares", "tries", "extra", "allowed", "worth"),
    [
        ((), 1, 0, 1, []),
        ((), 1, 1, 2, []),
        (("1", "1/2"), 2, 0, 2, [1, 0.5]),
        # a try beyond those of all is worth what their last one is
        (("1", "1/2"), 2, 2, 4, [1, 0.5, 0.5, 0.5]),
        (("1", "1/2"), 3, 1, 4, [1, 0.5]),
    ],
)
def test_more_tries_are_worth_what_the_last_one_is(shares, tries, extra, allowed, worth):
    class AnyQuestion:
        credit_by_try = ()
        tries = 0

    rules = {"tries": tries, "credit_by_try": shares, "extra_tries": extra}

    assert tries_allowed(AnyQuestion, rules) == allowed
    assert [float(share) for share in shares_of(AnyQuestion, rules)] == worth


def test_the_page_gives_changes_and_takes_away(teacher, school):
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Grace"))
    who = school.membership("Grace").public_id
    school.session.commit()
    url = f"/classes/{school.school_class.public_id}/allowances"

    wrong = teacher.submit(teacher.get(url), {"student": who, "time": "a lot"}, form="/allowances")
    assert wrong.status_code == 422
    assert "Write “25 %”, “1.25” or “5 minutes”" in wrong.text
    for _press in range(2):
        given = teacher.submit(
            teacher.get(url), {"student": who, "time": "25 %", "later_days": "2"}, form="/allowances"
        )
        assert given.status_code == 303
    page = teacher.get(f"{url}?student={who}").text
    assert "25 % more time, closes 2 days later" in page
    assert 'value="25 %"' in page
    [row] = fresh(school).scalars(select(Allowance))
    assert (row.assignment_id, row.time_factor, row.later_days) == (None, 1.25, 2)
    school.session.commit()
    teacher.submit(teacher.get(f"{url}?student={who}"), {}, button="Take the allowance away")
    assert "Nobody has an allowance yet." in teacher.get(url).text
    acts = fresh(school).scalars(select(AuditEvent.act).where(AuditEvent.act == "allowance")).all()
    assert len(acts) == 2  # the second press changed nothing
