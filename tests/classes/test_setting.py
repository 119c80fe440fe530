"""One quiz is set before several classes at once, an assignment and a class are copied; a date is each class's own time."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from quizapp.classes import copying, roster
from quizapp.models import Assignment, Membership, SchoolClass
from tests.classes.school import assignment_url, class_url, fresh, set_quiz
from tests.support.clock import START
from tests.support.people import make_class

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def two(school):
    school.session.begin()
    other = make_class(school.session, START, school.teacher, (), name="8C")
    other.timezone = "Asia/Tokyo"
    school.session.commit()
    return school.school_class, other


def test_a_quiz_is_set_before_two_classes_with_one_form(teacher, school, two):
    here, there = two
    address = f"/quizzes/{school.quiz.public_id}/set"
    page = teacher.get(address)
    assert "7B" in page.text
    chosen = {"classes": [here.public_id, there.public_id], "closes_at": "2030-03-01T17:00"}
    answer = teacher.submit(page, chosen, button="Set this quiz")
    assert answer.status_code == 303
    again = teacher.submit(page, chosen, button="Set this quiz")  # sent twice is done once
    assert again.status_code == 303

    school.session.expire_all()
    made = school.session.scalars(
        select(Assignment).where(Assignment.closes_at.is_not(None)).order_by(Assignment.class_id)
    ).all()
    closing = {each.class_id: each.closes_at for each in made}
    assert len(closing) == len(made) == 2
    # 17:00 in London is 17:00 UTC in March; in Tokyo it is nine hours earlier.
    assert (closing[here.id] - closing[there.id]).total_seconds() == 9 * 3600


def test_no_class_ticked_is_said(teacher, school, two):
    page = teacher.get(f"/quizzes/{school.quiz.public_id}/set")
    refused = teacher.submit(page, {}, button="Set this quiz")
    assert refused.status_code == 422
    assert "Tick at least one class." in refused.text


def test_an_assignment_is_copied_with_its_rules_and_without_past_dates(teacher, school, two):
    _here, there = two
    school.session.begin()
    school.assignment.title, school.assignment.time_limit_seconds = "Week 1", 600
    school.assignment.opens_at, school.assignment.closes_at = START.replace(year=2020), None
    school.session.commit()
    page = teacher.get(assignment_url(school))
    address = page.text.partition("/set?like=")[2].partition('"')[0]
    form = teacher.get(f"/quizzes/{school.quiz.public_id}/set?like={address}")
    told = teacher.submit(form, {"classes": [there.public_id]}, button="Set this quiz")
    assert teacher.submit(told, {}, button="Set it all the same").status_code == 303

    [made] = fresh(school).scalars(select(Assignment).where(Assignment.class_id == there.id))
    assert (made.title, made.time_limit_seconds, made.opens_at) == ("Week 1", 600, None)
    assert made.show_answers == school.assignment.show_answers


def test_a_class_is_copied_with_other_dates_and_nobody_in_it(teacher, school):
    """London: the first date, 2 March 2026, becomes 1 April: 30 days later and, in summer time, an hour earlier by UTC."""
    school.session.begin()
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Grace"))
    school.assignment.opens_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    school.assignment.closes_at = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)
    school.school_class.remember_until = date(2026, 6, 1)
    away = set_quiz(school.session, school.school_class, school.quiz, school.teacher)
    away.archived_at = START
    school.session.commit()
    page = teacher.get(class_url(school, "/copy"))
    assert 'value="2027-03-01"' in page.text  # 52 weeks later: a Monday again
    school.session.commit()
    for _press in range(2):
        sent = teacher.submit(page, {"name": "8B", "first": "2026-04-01"}, button="Make the copy")
        assert sent.status_code == 303

    session = fresh(school)
    made = session.scalars(select(SchoolClass).where(SchoolClass.name == "8B")).one()
    [copy] = session.scalars(select(Assignment).where(Assignment.class_id == made.id))
    assert copy.opens_at == datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
    assert copy.closes_at == datetime(2026, 4, 5, 16, 0, tzinfo=UTC)
    assert made.remember_until == date(2026, 7, 1)
    assert made.join_code != school.school_class.join_code
    assert session.scalars(select(Membership).where(Membership.class_id == made.id)).all() == []
    assert copying.copied_assignments(session, made.id, school.other.id) == [copy]
