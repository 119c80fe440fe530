"""A claim is corrected: who answered is told, with both dated versions, and meets it again early; attempts keep the old."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from quizapp.attempts import regrading, submit_attempt
from quizapp.attempts.corrections import Correction
from quizapp.domain.question import KeyChange
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.state import read_state
from quizapp.models import Assignment, Attempt, ReviewState, User
from quizapp.studying.recording import collect_answers, is_stale, rebuild_schedule
from tests.authoring.staff import sign_in
from tests.authoring.test_banks_pages import fresh, path_of
from tests.support.clock import START
from tests.support.people import make_student
from tests.support.quizzes import save, start

CHANGE = {
    "k_status": "corrected", "k_says": "The mine will create 380 jobs", "k_was": "400 jobs", "k_figure": "380 jobs",
    "k_as_of": "20 August 2025", "k_note": "Corrected by the company on 20 August.",
}  # fmt: skip


@pytest.fixture
def learner(staff, new_client, app):
    """Mira has answered all four questions of the open quiz, those on the claim and the others alike, rightly."""
    session = staff.session
    student = make_student(session, START, "Mira")
    entry = session.scalars(select(Assignment).where(Assignment.kind == "open")).one()
    attempt = start(session, entry, student, START)
    for place, response in enumerate((0, 0, "3 km", [0, 1]), start=1):
        save(session, attempt, place, response, START + timedelta(minutes=place))
    submit_attempt(session, session.get_one(Attempt, attempt.id), START + timedelta(minutes=9))
    address, student_id = f"/a/{attempt.public_id}", student.id
    session.commit()
    visitor = new_client()
    sign_in(visitor, app, student_id=student_id)
    visitor.results, visitor.student_id = address, student_id
    return visitor


@pytest.fixture
def the_next_day(learner, teacher, staff, clock, app):
    """Called, it is the next day, and both have signed in again."""
    teacher_id = fresh(staff.session).scalars(select(User.id).where(User.username == "ada")).one()
    staff.session.rollback()

    def go_on():
        clock.advance(days=1)
        sign_in(learner, app, student_id=learner.student_id)
        sign_in(teacher, app, user_id=teacher_id)

    return go_on


def words(page) -> str:
    text = re.sub(r"</?bdi[^>]*>", "", page.text)  # a figure keeps its side in a text of another direction
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def correct_the_claim(teacher, staff, change=CHANGE):
    page = teacher.get(f"/banks/{staff.bank_id}/parts/claims/jobs")
    publishing = teacher.get(path_of(teacher.submit(page, change, button="Save to the draft")))
    assert "1 question uses it: jobs-who." in words(publishing)
    assert path_of(
        teacher.submit(publishing, {"doubts": "y"} if "doubts" in publishing.text else {}, button="Publish")
    )


def test_the_learner_is_told_and_meets_it_early_and_the_attempt_keeps_the_old_record(
    teacher, learner, staff, clock, the_next_day
):
    clock.advance(minutes=10)
    # All right: the first gap is two days (see docs/studying.md), so tomorrow there is nothing.
    before = learner.get(learner.results)
    assert "4 of 4 right All of them are right." in words(before)
    assert "What is known has changed" not in before.text
    the_next_day()
    assert "Nothing waits now" in words(learner.get("/study/today"))

    correct_the_claim(teacher, staff)

    # Early: of the four questions the one on the claim comes today.
    page = learner.get("/study/today")
    page = learner.submit(
        page, button="To the question", follow_redirects=True
    )  # a worked example comes before
    assert re.search("Question 1 of 2 at most", page.text)
    assert "Who says that the mine will create 400 jobs?" in page.text
    assert "What is known has changed since you answered this." in page.text
    progress = words(learner.get("/study/progress"))
    assert (
        "What is known has changed since you answered The figure was 400 jobs and is now 380 jobs."
        in progress
    )
    assert progress.index("The mine will create 400 jobs.") < progress.index("The mine will create 380 jobs.")
    assert "Earlier: 400 jobs." in progress
    # Both versions carry their dates: of the record, and of publication.
    for date in (
        "4 March 2025",
        "20 August 2025",
        "As you met it, published on",
        "Changed since, published on",
    ):
        assert date in progress, date

    # The attempt keeps the record that it was asked under, and says what has changed.
    results = words(learner.get(learner.results))
    assert "Your answer and its mark stay as they were." in results
    assert "4 of 4 right All of them are right." in results
    assert results.index("The mine will create 400 jobs.") < results.index("The mine will create 380 jobs.")

    # Answered once more it is as it is now, and comes early no more.
    right = re.search(r'value="(\d)"[^>]*>\s*(?:<[^>]+>\s*)*The mining company', page.text)[1]
    answer = learner.submit(page, {"answer": right}, button="Continue")
    assert "What is known has changed since you answered" in learner.get(path_of(answer)).text
    assert "Done for now" in learner.get("/study/today").text
    assert "What is known has changed" not in words(learner.get("/study/progress"))


def test_another_place_in_the_source_is_no_other_record(teacher, learner, staff, clock, the_next_day):
    the_next_day()
    learner.get("/study/today")
    page = teacher.get(f"/banks/{staff.bank_id}/parts/claims/jobs")
    publishing = teacher.get(
        path_of(teacher.submit(page, {"k_note": "See the map."}, button="Save to the draft"))
    )
    assert "Record changed" not in publishing.text
    teacher.submit(publishing, button="Publish")

    assert "Nothing waits now" in words(learner.get("/study/today"))
    assert "What is known has changed" not in learner.get(learner.results).text


def test_before_the_results_are_open_nothing_of_the_record_is_told(
    teacher, learner, staff, clock, the_next_day
):
    the_next_day()
    correct_the_claim(teacher, staff)
    session = fresh(staff.session)
    entry = session.scalars(select(Assignment).where(Assignment.kind == "open")).one()
    entry.show_explanations = entry.show_answers = "never"  # publishing has set them as the bank says
    session.commit()

    assert "380 jobs" not in learner.get(learner.results).text
    assert "Nothing waits now" in words(learner.get("/study/today"))


def test_a_corrected_key_reaches_the_review_and_undoing_takes_it_back(staff):
    """Noor chose the union, which was wrong: tomorrow. With the union right, too, it comes two days after the answer."""
    session = staff.session
    student = make_student(session, START, "Noor")
    entry = session.scalars(select(Assignment).where(Assignment.kind == "open")).one()
    attempt = start(session, entry, student, START)
    save(session, attempt, 2, 1, START + timedelta(minutes=1))
    submit_attempt(session, session.get_one(Attempt, attempt.id), START + timedelta(minutes=9))
    student_id, entry_id = student.id, entry.id
    session.commit()

    def due() -> str:
        session = fresh(staff.session)
        settings = SpacingSettings(zone=ZoneInfo("Europe/London"))
        later = START + timedelta(hours=1)
        collect_answers(session, student_id, settings, later)
        if is_stale(session, student_id, settings):
            rebuild_schedule(session, student_id, settings)
        assert rebuild_schedule(session, student_id, settings) == 0  # a replay finds the schedule as it is
        assert not is_stale(session, student_id, settings)
        [state] = session.scalars(select(ReviewState).where(ReviewState.student_id == student_id))
        day = read_state(state.state).due_day - START.date()
        session.commit()
        return f"after {day.days} days"

    assert due() == "after 1 days"
    session = fresh(staff.session)
    made = regrading.apply_regrade(
        session, session.get_one(Assignment, entry_id), "jobs-who",
        Correction(change=KeyChange(right=("The mining company", "The labour union"))), "everyone",
        reason="The union says so, too.", user_id=staff.ada.id, now=START + timedelta(hours=2), public_id="r" * 32,
    )  # fmt: skip
    session.commit()
    assert due() == "after 2 days"
    session = fresh(staff.session)
    regrading.undo_regrade(session, session.merge(made), user_id=staff.ada.id, now=START + timedelta(hours=3))
    session.commit()
    assert due() == "after 1 days"
