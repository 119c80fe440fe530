"""One quiz is set before several classes at once; a date means each class's own time."""

import pytest
from sqlalchemy import select

from quizapp.models import Assignment
from tests.support.clock import START
from tests.support.quizzes import make_class

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
