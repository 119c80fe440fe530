"""The history of a class holds what changed marks, keys and people, whichever feature did it."""

from datetime import timedelta

import pytest

from quizapp.attempts import assignment_queries, regrading, submit_attempt
from quizapp.attempts.corrections import EVERYONE, Correction
from quizapp.banks import publishing
from quizapp.identity import one_time_links
from quizapp.marking import disputes, late_answers
from quizapp.models import SchoolClass
from tests.reports.conftest import BANK
from tests.support.clock import START
from tests.support.people import PASSWORD
from tests.support.quizzes import save, start

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def history(with_essay, visit):
    """The rows of the history page, newest first, as plain words."""

    def rows():
        taught = with_essay
        page = visit(taught.teacher).get(f"/classes/{taught.school_class.public_id}/history").text
        body = page.partition("<tbody>")[2].partition("</tbody>")[0]
        return [" ".join(row.split()) for row in body.split("<tr>")[1:]]

    return rows


def test_a_mark_by_hand_stands_there_once(with_essay, visit, history):
    with_essay.take("Adele", 0, 0, "3 km", [0, 1], "Ask the survey itself.")
    teacher = visit(with_essay.teacher)
    page = teacher.get(f"{with_essay.address}/marking")
    link = page.text.split('class="rows"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    desk = teacher.get(link)
    for _time in range(2):
        teacher.submit(desk, {"points_0": "2", "points_1": "0.5"}, button="Save")

    found = [row for row in history() if "answer marked" in row]
    assert len(found) == 1
    assert "Adele, 5: 2.5 / 3" in found[0]
    assert "Ada" in found[0]


def test_a_late_answer_that_was_accepted_stands_there(with_essay, history):
    taught = with_essay
    taught.assignment.closes_at = START + timedelta(minutes=5)
    attempt = start(taught.session, taught.assignment, taught.student("Bea"), START)
    submit_attempt(taught.session, attempt, START + timedelta(minutes=5))
    save(taught.session, attempt, 2, 0, START + timedelta(minutes=6))
    event = assignment_queries.late_saves(taught.session, taught.assignment)[0].id
    for _time in range(2):
        late_answers.accept_late_answer(taught.session, taught.assignment, event, taught.teacher.id, START)
    taught.session.commit()

    found = [row for row in history() if "late answer accepted" in row]
    assert len(found) == 1
    assert "Bea, 2" in found[0]


def test_a_correction_and_its_undoing_stand_there_with_the_reason(with_essay, history):
    taught = with_essay
    taught.take("Adele", 1, 0, "3 km", [0, 1], "Ask.")
    made = regrading.apply_regrade(
        taught.session, taught.assignment, "capital", Correction(full=True), EVERYONE,
        reason="Two towns have one.", user_id=taught.teacher.id, now=START, public_id="once",
    )  # fmt: skip
    for _time in range(2):
        regrading.undo_regrade(taught.session, made, user_id=taught.teacher.id, now=START)
    taught.session.commit()

    found = [row for row in history() if "Which town has the harbour?" in row]
    assert len(found) == 2
    assert "correction undone" in found[0]
    assert "question corrected" in found[1]
    assert all("Two towns have one." in row for row in found)


def test_an_answered_dispute_stands_there(with_essay, history):
    taught = with_essay
    attempt = taught.take("Adele", 1, 0, "3 km", [0, 1], "Ask.")
    raised = disputes.raise_dispute(taught.session, attempt.positions[0], "Nordby has one, too.", START)
    for _time in range(2):
        disputes.answer_dispute(taught.session, raised, "It is a pier.", taught.teacher.id, START)
    taught.session.commit()

    found = [row for row in history() if "dispute answered" in row]
    assert len(found) == 1
    assert "Adele, 1" in found[0]
    assert "It is a pier." in found[0]


def test_a_bank_published_under_a_running_assignment_stands_there(with_essay, history):
    taught = with_essay
    newest = publishing.newest_version(taught.session, taught.published.bank.id)
    assert newest is not None
    text = BANK.replace("title: Harbour town\n", "title: Harbour town, again\n")
    publishing.publish_bank(
        taught.session, taught.published.bank.name, text, START, user_id=taught.teacher.id, based_on=newest.id
    )
    taught.session.commit()

    found = [row for row in history() if "bank published" in row]
    assert len(found) == 1, "not in the class of another teacher, who has not set it"
    assert "Harbour town, again, 2" in found[0]


def test_a_bank_published_after_the_close_does_not(with_essay, history):
    taught = with_essay
    taught.assignment.closes_at = START
    newest = publishing.newest_version(taught.session, taught.published.bank.id)
    text = BANK.replace("title: Harbour town\n", "title: Harbour town, again\n")
    publishing.publish_bank(
        taught.session,
        taught.published.bank.name,
        text,
        START + timedelta(days=1),
        based_on=newest.id,
    )
    taught.session.commit()

    assert not [row for row in history() if "bank published" in row]


def test_a_colleague_who_joins_by_a_link_stands_there(with_essay, history, new_client):
    taught = with_essay
    school_class = taught.session.get_one(SchoolClass, taught.school_class.id)
    token = one_time_links.make_link(taught.session, "invite", START, class_id=school_class.id)
    taught.session.commit()
    joiner = new_client()
    page = joiner.get(f"/account/invite/{token}")
    joiner.submit(page, {"display_name": "Zoe", "username": "zoe", "password": PASSWORD})

    assert any("teacher joined" in row and "zoe" in row for row in history())
