"""What waits for a teacher stands in one list, and its number in the menu of every page."""

import re
from datetime import timedelta

import pytest

from quizapp.attempts import submit_attempt
from quizapp.attempts.waiting import count_waiting
from quizapp.marking import disputes
from quizapp.models import Membership
from tests.support.clock import START
from tests.support.quizzes import save, start
from tests.support.statements import count_statements

pytestmark = pytest.mark.databases("sqlite", "postgresql")
LATER = START + timedelta(hours=1)


@pytest.fixture
def busy(with_essay):
    """Two essays, one dispute, one late answer, one student who stopped."""
    taught = with_essay
    first = taught.take("Adele", 1, 0, "3 km", [0, 1], "Ask.")
    taught.take("Ben", 0, 0, "3 km", [0, 1], "Look.")
    disputes.raise_dispute(taught.session, first.positions[0], "Nordby has one.", START)
    late = start(taught.session, taught.assignment, taught.student("Cleo"), START)
    submit_attempt(taught.session, late, START + timedelta(minutes=5))
    save(taught.session, late, 2, 0, START + timedelta(minutes=6))
    start(taught.session, taught.assignment, taught.student("Dan"), START)
    taught.session.commit()
    return taught


def counted(taught, now=LATER, user=None):
    found = count_waiting(taught.session, (user or taught.teacher).id, now)
    taught.session.rollback()
    return {line.kind: line.number for line in found}


def test_everything_that_waits_is_counted_by_kind(busy):
    assert counted(busy) == {"mark": 2, "dispute": 1, "late": 1, "stopped": 1}


def test_another_teacher_sees_nothing_of_it(busy):
    assert counted(busy, user=busy.stranger) == {}


def test_late_answers_and_stopped_students_leave_the_list_after_two_weeks(busy):
    assert counted(busy, START + timedelta(days=15)) == {"mark": 2, "dispute": 1}


def test_whoever_works_has_not_stopped(busy):
    assert "stopped" not in counted(busy, START + timedelta(minutes=10))


def test_what_is_archived_or_of_a_student_who_was_removed_does_not_wait(busy):
    membership = busy.session.query(Membership).filter_by(name="Adele").one()
    membership.removed_at = LATER
    busy.session.commit()
    assert counted(busy) == {"mark": 1, "late": 1, "stopped": 1}

    busy.assignment.archived_at = LATER
    busy.session.commit()
    assert counted(busy) == {}


@pytest.mark.databases("sqlite")
def test_the_menu_of_every_page_has_the_number_and_leads_to_the_list(busy, visit, clock):
    clock.advance(hours=1)
    teacher = visit(busy.teacher)
    for page in ("/classes", "/reports", "/banks", busy.address, "/account/", "/"):
        menu = " ".join(teacher.get(page).text.partition("<nav")[2].partition("</nav>")[0].split())
        assert re.search(r'href="/waiting"[^>]*>Waiting <span class="count">5</span>', menu), page

    page = teacher.get("/waiting").text
    for address in (
        f"{busy.address}/marking",
        f"{busy.address}/late",
        "/disputes?assignment=",
        "/classes/assign",
    ):
        assert f'href="{address}' in page, address
    assert "Waiting</a>" in visit(busy.stranger).get("/waiting").text
    assert "Nothing waits" in visit(busy.stranger).get("/waiting").text


@pytest.mark.databases("sqlite")
def test_the_number_costs_one_statement_however_much_waits(busy):
    teacher = busy.teacher.id

    def statements():
        with count_statements() as sent:
            count_waiting(busy.session, teacher, LATER)
        busy.session.rollback()
        return len(sent)

    before = statements()
    for number in range(5):
        busy.take(f"More {number}", 1, 0, "3 km", [0, 1], "Ask.")
    assert (before, statements()) == (1, 1)
