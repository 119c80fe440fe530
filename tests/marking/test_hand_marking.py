"""Marking essays by rubric, and accepting late answers."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.domain.question import DontKnow
from quizapp.models import AttemptEvent, Draft, HandMark, Membership
from quizapp.reports import report
from tests.support.clock import START
from tests.support.quizzes import save, start

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def essays(with_essay):
    with_essay.take("Adele", 0, 0, "3 km", [0, 1], "Ask the survey itself.")
    with_essay.take("Ben", 0, 0, "3 km", [0, 1], "Ask around.")
    return with_essay


def first_essay(teacher, taught, query=""):
    page = teacher.get(f"{taught.address}/marking?{query}")
    link = page.text.split('class="rows"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    return teacher.get(link)


def test_an_essay_waits_and_is_said_to_wait(essays, visit):
    teacher = visit(essays.teacher)
    page = teacher.get(essays.address).text

    assert "2 answers wait to be marked." in page
    assert "2 answers wait to be marked." in teacher.get(f"{essays.address}/marking").text


def test_marking_by_rubric_updates_the_score_at_once_and_goes_on_to_the_next(essays, visit):
    teacher = visit(essays.teacher)
    desk = first_essay(teacher, essays)
    assert "Ask the survey itself." in desk.text
    assert "names an independent source" in desk.text

    saved = teacher.submit(
        desk, {"points_0": "2", "points_1": "0.5", "comment": "Say why."}, button="Save and go on"
    )

    # 2.5 of 3 points; the other four questions are worth 4 marks: 6.5 of 7.
    attempt = essays.attempts[0]
    essays.session.refresh(attempt)
    assert attempt.score == pytest.approx(6.5)
    assert attempt.state == "graded"
    essays.session.commit()
    following = teacher.get(saved.location)
    assert "Ask around." in following.text
    assert "Saved. 1 is left." in following.text
    assert "93\u202f%" in teacher.get(essays.address).text, "6.5 of 7"


def test_ticked_answers_are_marked_at_once_and_wait_again_once_undone(essays, visit):
    teacher = visit(essays.teacher)
    page = teacher.get(f"{essays.address}/marking")
    ticks = re.findall(r'name="each" value="(\d+)"', page.text)
    for _press in range(2):
        sent = teacher.submit(page, {"each": ticks}, button="No marks for those ticked")
    after = teacher.get(sent.location)
    # Without the essay's 3 points 4 of 7 marks are left to each.
    assert [attempt.score for attempt in fresh_attempts(essays)] == [pytest.approx(4.0)] * 2
    assert "2 answers are marked." in after.text

    teacher.submit(after, {}, button="Undo")
    assert {attempt.state for attempt in fresh_attempts(essays)} == {"submitted"}
    assert "2 answers wait to be marked." in teacher.get(f"{essays.address}/marking").text


def test_undoing_leaves_what_somebody_has_marked_since(essays, visit, clock):
    teacher = visit(essays.teacher)
    page = teacher.get(f"{essays.address}/marking")
    ticks = re.findall(r'name="each" value="(\d+)"', page.text)
    sent = teacher.submit(page, {"each": ticks}, button="Full marks for those ticked")
    after = teacher.get(sent.location)
    clock.advance(minutes=1)
    desk = first_essay(teacher, essays)
    teacher.submit(desk, {"points_0": "1", "points_1": "0"}, button="Save")
    teacher.submit(after, {}, button="Undo")

    assert sorted(attempt.state for attempt in fresh_attempts(essays)) == ["graded", "submitted"]


def test_a_group_is_marked_by_itself(essays, visit):
    session = essays.session
    adele = session.scalars(select(Membership).where(Membership.name == "Adele")).one()
    adele.group_label = "A"
    session.commit()
    teacher = visit(essays.teacher)

    page = teacher.get(f"{essays.address}/marking?group=A").text
    assert "1 answer waits to be marked." in page
    assert "Ben" not in page
    students = teacher.get(f"{essays.address}?group=A").text.split('id="students"')[1]
    assert "Adele" in students
    assert "Ben" not in students.split("</table>")[0]


def fresh_attempts(essays):
    for attempt in essays.attempts:
        essays.session.refresh(attempt)
    essays.session.commit()
    return essays.attempts


def test_the_same_mark_twice_is_one_and_a_new_one_counts(essays, visit):
    teacher = visit(essays.teacher)
    desk = first_essay(teacher, essays)
    for _time in range(2):
        teacher.submit(desk, {"points_0": "1", "points_1": "1"}, button="Save and go on")
    assert essays.session.scalar(select(func.count(HandMark.id))) == 1
    essays.session.commit()

    teacher.submit(desk, {"points_0": "0", "points_1": "1"}, button="Save and go on")

    essays.session.refresh(essays.attempts[0])
    assert essays.attempts[0].score == pytest.approx(5.0)
    assert essays.session.scalar(select(func.count(HandMark.id))) == 2


@pytest.mark.parametrize(
    ("points", "say"),
    [
        ("3", "Give from 0 to 2 points here."),
        ("-1", "Give from 0 to 2"),
        ("", "Give from 0 to 2"),
        ("two", "valid"),
    ],
)
def test_points_beyond_the_rubric_come_back_with_everything_typed(essays, visit, points, say):
    teacher = visit(essays.teacher)
    desk = first_essay(teacher, essays)

    page = teacher.submit(
        desk, {"points_0": points, "points_1": "1", "comment": "Kept."}, button="Save and go on"
    )

    assert page.status_code == 422
    assert say in page.text
    assert "Kept." in page.text
    assert essays.session.scalar(select(func.count(HandMark.id))) == 0


def test_marking_can_hide_names_and_go_by_student(essays, visit):
    teacher = visit(essays.teacher)

    teacher.get(f"{essays.address}?names=hidden")
    desk = first_essay(teacher, essays, "by=student")

    assert "Student 1" in desk.text
    assert "Adele" not in desk.text
    saved = teacher.submit(desk, {"points_0": "1", "points_1": "1"}, button="Save and go on")
    assert "by=student" in saved.location


def test_a_foreign_teacher_can_mark_and_accept_nothing(essays, visit):
    desk = first_essay(visit(essays.teacher), essays)
    stranger = visit(essays.stranger)
    address = desk.request.path

    assert stranger.get(address).status_code == 404
    token_page = stranger.get(f"/reports/{essays.published.entry.public_id}/marking")
    assert token_page.status_code == 200
    foreign = address.replace(essays.assignment.public_id, essays.published.entry.public_id)
    assert stranger.get(foreign).status_code == 404, "a response of another assignment"


@pytest.fixture
def late(taught):
    """Ada's answers, and one to the second question that came a minute after the close."""
    taught.assignment.closes_at = START + timedelta(minutes=5)
    taught.session.commit()
    attempt = start(taught.session, taught.assignment, taught.student("Ada"), START)
    save(taught.session, attempt, 1, 0, START + timedelta(minutes=1))
    from quizapp.attempts import submit_attempt

    submit_attempt(taught.session, attempt, START + timedelta(minutes=5))
    taught.session.commit()
    said = save(taught.session, attempt, 2, 0, START + timedelta(minutes=6))
    assert not said.counted
    taught.attempts.append(attempt)
    return taught


def test_what_could_not_be_read_when_the_time_ended_is_kept_for_the_teacher(late, visit):
    position = next(p for p in late.attempts[0].positions if p.position == 2)
    late.session.add(
        Draft(position_id=position.id, posted={"answer": ["about so deep"]}, edited_at=START, unread_at=START)
    )
    late.session.commit()
    page = visit(late.teacher).get(f"{late.address}/late")
    assert "Begun when the time ended" in page.text
    assert "about so deep" in page.text


def test_a_late_answer_waits_for_the_teacher_s_word_and_counts_once_accepted(late, visit):
    teacher = visit(late.teacher)
    assert "1 answer came too late and waits for your word." in teacher.get(late.address).text
    page = teacher.get(f"{late.address}/late")
    assert "claimed by one side" in page.text
    assert "1 min after handing in" in page.text

    for _time in range(2):
        teacher.submit(page, button="Accept")

    late.session.refresh(late.attempts[0])
    assert late.attempts[0].score == pytest.approx(2.0)
    events = late.session.scalars(
        select(AttemptEvent).where(AttemptEvent.what == "late answer accepted")
    ).all()
    assert len(events) == 1
    late.session.commit()
    assert "came too late" not in teacher.get(late.address).text
    assert "Accepted" in teacher.get(f"{late.address}/late").text
    report.forget_reports()
    assert teacher.get(f"{late.address}/export/report.zip").status_code == 200


def test_accepting_what_is_not_late_or_not_here_is_not_found(late, visit):
    teacher, stranger = visit(late.teacher), visit(late.stranger)
    page = teacher.get(f"{late.address}/late")

    assert teacher.submit(page, button="Accept").status_code == 303
    entry = late.published.entry.public_id
    for event in (1, 2, 99, 10**30):
        address = f"/reports/{entry}/late/{event}"
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        assert teacher.post(address, data={"csrf_token": token}).status_code == 404
    assert stranger.get(f"{late.address}/late").status_code == 404


def test_a_late_i_dont_know_is_listed_as_that(late, visit):
    save(late.session, late.attempts[0], 3, DontKnow(), START + timedelta(minutes=7))

    assert "“I don’t know”" in visit(late.teacher).get(f"{late.address}/late").text
