"""A student across the assignments of a class: what is shown, and nothing of another class."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.models import Membership
from quizapp.reports.over_time import over_time
from tests.reports.conftest import Taught
from tests.support.clock import START
from tests.support.people import make_class
from tests.support.quizzes import assign
from tests.support.statements import count_statements

LATER = START + timedelta(days=2)


def set_again(taught: Taught, title: str = "Once more") -> Taught:
    """The same quiz, set before the same class a second time."""
    made = assign(
        taught.session,
        START,
        taught.school_class,
        taught.published.fixed,
        shuffle_questions=False,
        attempts_allowed=None,
    )
    made.title = title
    return Taught(
        taught.session, taught.published, taught.teacher, taught.school_class, made, taught.stranger
    )


def find_membership_of(taught: Taught, name: str) -> Membership:
    return taught.session.scalars(
        select(Membership).where(Membership.class_id == taught.school_class.id, Membership.name == name)
    ).one()


def test_attempts_at_every_assignment_of_the_class_stand_in_the_order_of_time(taught):
    later = set_again(taught)
    taught.take("Mira", 0, 1, "3 km", [0, 1], certainty="certain")  # 3 of 4
    later.take("Mira", 0, 0, "3 km", [0, 1], certainty="certain", at=LATER)  # 4 of 4
    taught.take("Mira", 1, 1, "30 km", [0, 1], at=LATER + timedelta(days=1))  # 1 of 4
    taught.take("Somebody else", 0, 0, "3 km", [0, 1])

    page = over_time(taught.session, taught.school_class, find_membership_of(taught, "Mira"))

    found = [(each.title, each.number, each.share) for each in page.sittings]
    assert found == [("Four in order", 1, 0.75), ("Once more", 1, 1.0), ("Four in order", 2, 0.25)]
    # Newest attempt at each: capital 0 + 1 of 2 (goals); status 0 + 1, depth 0 + 1, fruit 1 + 1 of 6 (figures).
    assert {topic.label: topic.mean for topic in page.topics} == pytest.approx(
        {"How much, how many": 4 / 6, "What they want": 1 / 2}
    )
    # Certain 8 times, and right in 3 + 4 of them.
    assert [(row.n, row.share) for row in page.calibration.rows if row.n] == [(8, 7 / 8)]


def test_attempts_that_are_excused_or_running_are_listed_and_not_counted(taught):
    attempt = taught.take("Mira", 0, 0, "3 km", [0, 1], certainty="certain")
    attempt.excused_at = START
    taught.session.commit()

    page = over_time(taught.session, taught.school_class, find_membership_of(taught, "Mira"))

    assert [(each.state, each.share) for each in page.sittings] == [("excused", None)]
    assert page.topics == ()
    assert page.calibration.n == 0


def test_nothing_of_another_class_of_the_same_student_is_shown(taught, visit):
    elsewhere = make_class(taught.session, START, taught.stranger, name="Class of the stranger")
    assignment = assign(taught.session, START, elsewhere, taught.published.fixed, shuffle_questions=False)
    assignment.title = "Elsewhere"
    taught.take("Mira", 0, 0, "3 km", [0, 1])
    student = taught.student("Mira")
    taught.session.add(
        Membership(
            class_id=elsewhere.id,
            student_id=student.id,
            name="Mira the stranger",
            name_key="mira the stranger",
        )
    )
    there = Taught(taught.session, taught.published, taught.stranger, elsewhere, assignment, taught.teacher)
    there.take("Mira", 1, 1, "30 km", [0, 2])

    page = visit(taught.teacher).get(address(taught, "Mira"))

    assert page.status_code == 200
    assert "Four in order" in page.text
    assert "Elsewhere" not in page.text
    assert "the stranger" not in page.text
    assert visit(taught.stranger).get(address(taught, "Mira")).status_code == 404


def address(taught: Taught, name: str) -> str:
    where = f"/reports/classes/{taught.school_class.public_id}/students/{find_membership_of(taught, name).public_id}"
    taught.session.commit()
    return where


def test_a_student_without_an_attempt_gets_a_page_that_says_so(taught, visit):
    taught.student("Mira")

    assert "No attempt yet" in visit(taught.teacher).get(address(taught, "Mira")).text


def test_the_pages_of_the_student_and_of_an_attempt_lead_there(taught, visit):
    attempt = taught.take("Mira", 0, 0, "3 km", [0, 1])
    where = address(taught, "Mira")
    wanted = f'href="{where}"'
    page = f"{taught.address}/students/{attempt.public_id}"
    taught.session.commit()
    teacher = visit(taught.teacher)

    assert wanted in teacher.get(where.removeprefix("/reports")).text
    assert wanted in teacher.get(page).text
    assert "Answer of Mira" in teacher.get(page).text
    assert "Your answer" not in teacher.get(page).text + teacher.get(f"{page}/sheet").text


def test_the_number_of_statements_does_not_grow_with_the_assignments(taught):
    taught.take("Mira", 0, 0, "3 km", [0, 1])

    def statements() -> int:
        membership = find_membership_of(taught, "Mira")
        taught.session.refresh(taught.school_class)
        with count_statements() as sent:
            over_time(taught.session, taught.school_class, membership)
        return len(sent)

    few = statements()
    for day in range(4):
        set_again(taught, f"Day {day}").take("Mira", 0, 1, "3 km", [0, 1], at=LATER + timedelta(days=day))

    assert statements() == few
