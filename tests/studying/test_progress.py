"""Progress, the data to take away, deleting it, and what a class and the command see of study."""

import csv
import io

import pytest
from sqlalchemy import select

from quizapp.domain.statistics.certainty import calibrate_counts
from quizapp.models import ReviewState, Student
from quizapp.studying.certainty_chart import LEFT, RIGHT, calibration_chart
from tests.studying.story import (
    WRONG,
    entry,
    take,
)
from tests.studying.test_journey import (
    begin,
    take_quiz,
)
from tests.studying.test_pages import sign_in
from tests.support.people import make_class, make_teacher

pytestmark = pytest.mark.databases("sqlite")


def test_progress_names_what_was_met_and_only_counts_the_rest(client, session, bank, clock):
    page = begin(client, session, bank, "guesses", clock())
    assert "Nothing is here yet" in client.get("/study/progress").text
    take_quiz(client, begin(client, session, bank, "check", clock()), wrong=("jobs-who", "berths-status"))
    text = client.get("/study/progress").text
    assert page.status_code == 200
    assert "You remember 0 of the 4 ideas you have met." in text  # one count: five questions, on four ideas
    assert "You have met 4 of 4 ideas." in text
    assert "Show the 4 ideas you have met" in text
    assert "5 questions come back this week." in text
    assert "You were certain 2 times: 0 of them right." in text
    assert "You doubted 1 of 1 claim to rely on." in text  # the 12 berths on record
    assert "You trusted 0 of 1 claim to be careful with." in text
    assert "<svg class" not in text  # of two answers nothing is drawn


def test_a_share_is_drawn_from_ten_answers_of_one_certainty_on():
    nine = calibrate_counts({"certain": 9, "guessing": 3}, {"certain": 9})
    assert calibration_chart(nine) is None
    guessing, fairly, certain = calibration_chart(
        calibrate_counts({"certain": 10, "guessing": 9}, {"certain": 5})
    ).dots
    assert (guessing.x, fairly.x) == (None, None)  # "–"
    assert certain.x == (LEFT + RIGHT) / 2  # half were right


def test_progress_does_not_name_what_was_not_met(client, session, bank, clock):
    begin(client, session, bank, "check", clock())
    student = session.scalars(select(Student)).one()
    from quizapp.attempts.starting import running_attempt

    attempt = running_attempt(session, entry(session, bank, "check", clock()).id, student.id)
    from quizapp.attempts import submit_attempt
    from tests.support.quizzes import save

    save(session, attempt, 3, "12", clock())
    submit_attempt(session, attempt, clock())
    session.commit()
    text = client.get("/study/progress").text
    assert "The port has 12 berths" in text
    assert "The mine will create 400 jobs" not in text
    assert "You have met 1 of 4 ideas." in text


def test_my_data_comes_as_json_and_as_a_table(studied, client):
    assert client.get("/study/my-data.json").json["name"] == ""  # an open quiz asks for none
    table = list(csv.reader(io.StringIO(client.get("/study/my-data.csv").data.decode("utf-8-sig"))))
    assert table[0][:2] == ["when", "where"]
    assert client.get("/study/my-data.exe").status_code == 404


def test_deleting_asks_first_and_then_forgets_the_browser(studied, client, session):
    page = client.get("/study/erase")
    assert "What stays" in page.text
    refused = client.submit(page, button="Delete me")
    assert refused.status_code == 422
    assert "Tick the box" in refused.text
    home = client.submit(page, {"sure": "y"}, button="Delete me", follow_redirects=True)
    assert "Your name and your answers are deleted. You have left this device." in home.text
    assert client.get("/study/progress").status_code == 303
    assert session.scalar(select(Student.name)) == "Former student"


def test_a_class_sees_numbers_by_claim_and_no_single_student(session, bank, new_client, clock):
    teacher = make_teacher(session, clock())
    names = ("Aino", "Berit", "Carla", "Dmitri")
    group = make_class(session, clock(), teacher, names)
    quiz = entry(session, bank, "check", clock())
    from tests.studying.story import collect

    for name in names:
        student = session.scalars(select(Student).where(Student.name == name)).one()
        answers = {k: WRONG[k] for k in ("jobs-status", "berths", "berths-status")}
        take(session, quiz, student, clock(), {**answers, **({"longer": 0} if name == "Aino" else {})})
        collect(session, student, clock())
    staff = new_client()
    sign_in(staff)
    page = staff.get(f"/study/class/{group.public_id}")
    assert "Worth five minutes tomorrow" in page.text
    assert "0 of 4 remember it" in page.text
    assert not any(name in page.text for name in names)
    assert "The pier is 300 m long" not in page.text  # one student alone has met it
    assert "2 claims more were met by fewer than 3 students." in page.text
    stranger = new_client()
    make_teacher(session, clock(), "eve")
    sign_in(stranger, "eve")
    assert stranger.get(f"/study/class/{group.public_id}").status_code == 404


def test_the_command_rebuilds_and_finds_what_is_not_as_replayed(studied, client, app, session):
    client.get("/study/today")
    runner = app.test_cli_runner()
    assert (
        runner.invoke(args=["study", "rebuild", "--check"]).output
        == "1 students, 0 schedules are not as replayed.\n"
    )
    row = session.scalars(select(ReviewState)).first()
    row.state = {**row.state, "difficulty": 9.5}
    session.commit()
    checked = runner.invoke(args=["study", "rebuild", "--check"])
    assert (checked.exit_code, "1 schedules are not as replayed" in checked.output) == (1, True)
    assert "1 schedules rebuilt" in runner.invoke(args=["study", "rebuild"]).output
    assert runner.invoke(args=["study", "rebuild", "--check"]).exit_code == 0
