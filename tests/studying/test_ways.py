"""Ways to studying for a student and a class, days by the class's clock, and what a hash gives away."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.cli.simulated_class import make_demo
from quizapp.domain.statistics.discernment import discern_counts
from quizapp.identity.sessions import days_of
from quizapp.models import Assignment, Attempt, Bank, InstanceNote, Quiz, ResponseEvent, ReviewEvent, Student
from quizapp.studying import recording, sentences
from quizapp.studying.class_progress import class_standing
from quizapp.studying.planning import Visits
from quizapp.web.cookies import SESSION, cookie_name
from tests.studying.story import collect, entry, publish_story, take
from tests.studying.test_journey import answer, begin, follow, past_lesson, take_quiz
from tests.studying.test_pages import sign_in
from tests.support.people import make_class, make_teacher
from tests.support.quizzes import assign
from tests.support.statements import count_statements

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def bank(session, clock) -> Bank:
    return publish_story(session, clock())


@pytest.fixture
def teacher(session, clock):
    return make_teacher(session, clock())


def quiz_of(session, bank: Bank, key: str = "check") -> Quiz:
    return session.scalars(select(Quiz).where(Quiz.bank_id == bank.id, Quiz.key == key)).one()


def join(client, group, name: str):
    page = client.get(f"/join/{group.join_code}")
    # With one quiz in view the press that joins starts it, too.
    starts = 'name="quiz"' in page.text
    return client.submit(page, {"name": name}, button="Start" if starts else "Join")


# --- ways in ---------------------------------------------------------------------------------------------


def test_the_start_page_leads_to_learning_a_story_before_any_quiz_was_taken(client, session, bank, clock):
    entry(session, bank, "check", clock())
    page = follow(client, client.get("/"), "Learn step by step")
    assert page.request.path == f"/study/learn/{bank.public_id}"


@pytest.mark.databases("sqlite", "postgresql")
def test_a_class_is_led_to_the_story_it_was_set_and_others_are_not(
    client, new_client, session, bank, teacher, clock
):
    for opened in session.scalars(select(Assignment)):
        opened.archived_at = clock()
    group = make_class(session, clock(), teacher)
    given = assign(session, clock(), group, quiz_of(session, bank))
    given.opens_at = clock() + timedelta(days=1)
    session.commit()
    assert "Learn step by step" not in client.get("/").text  # no quiz of it is open to anyone
    join(client, group, "Aino")
    assert "Learn step by step" not in client.get("/").text  # not before the class's quiz opens
    given.opens_at = clock()
    session.commit()
    assert f"/study/learn/{bank.public_id}" in client.get("/").text
    assert "Learn step by step" not in new_client().get("/").text


@pytest.mark.databases("sqlite", "postgresql")
def test_a_teacher_finds_the_way_for_a_class_and_who_opens_it_joins_first(
    new_client, client, session, bank, teacher, clock
):
    group = make_class(session, clock(), teacher)
    staff = new_client()
    sign_in(staff)
    page = follow(staff, staff.get(f"/classes/{group.public_id}"), "Studying")
    assert "Set the class a quiz; the way through its bank then stands here" in page.text
    assign(session, clock(), group, quiz_of(session, bank))
    page = staff.get(f"/study/class/{group.public_id}")
    link = re.search(r'value="http[^"]*(/study/learn/[^"]+)"', page.text)[1]

    arrived = client.get(link)
    assert arrived.headers["Location"] == f"/join/{group.join_code}"
    join(client, group, "Aino")
    assert "Take a quiz" in client.get(link).text


def test_a_quiz_set_for_the_class_and_open_to_anyone_stands_once(client, session, bank, teacher, clock):
    entry(session, bank, "check", clock())
    group = make_class(session, clock(), teacher)
    given = assign(session, clock(), group, quiz_of(session, bank))
    join(client, group, "Aino")
    page = client.get(f"/study/learn/{bank.public_id}")
    assert page.text.count("Harbour check") == 1
    assert f"/q/{given.public_id}" in page.text
    given.closes_at = clock() - timedelta(minutes=1)
    session.commit()
    assert f"/q/{given.public_id}" not in client.get(f"/study/learn/{bank.public_id}").text


def test_while_a_class_quiz_is_open_the_way_says_why_reading_waits(client, session, bank, teacher, clock):
    group = make_class(session, clock(), teacher)
    given = assign(session, clock(), group, quiz_of(session, bank))
    join(client, group, "Aino")
    client.submit(client.get(f"/q/{given.public_id}"), form="/start", follow_redirects=True)
    page = client.get(f"/study/learn/{bank.public_id}")
    assert "It opens once you have handed in the quiz of your class." in page.text
    assert f'href="/study/briefing/{bank.public_id}"' not in page.text


def test_what_waits_for_a_quiz_is_said_with_the_way_to_it_and_never_called_unscheduled(
    client, session, bank, teacher, clock
):
    group = make_class(session, clock(), teacher)
    first = assign(session, clock(), group, quiz_of(session, bank))
    join(client, group, "Aino")
    start = client.get(f"/q/{first.public_id}")
    take_quiz(client, client.submit(start, form="/start", follow_redirects=True), wrong=("jobs-who",))
    clock.advance(hours=1)
    second = assign(session, clock(), group, quiz_of(session, bank), title="Week 7 quiz")
    path = f"/q/{second.public_id}"

    def said(sentence: str) -> None:
        for page in ("/", "/study/today", "/study/progress"):
            text = client.get(page).text
            assert sentence in text, page
            assert "Nothing is scheduled yet" not in text, page
            assert f'href="{path}">Open “Week 7 quiz”' in text, page
        calendar = client.get("/study/next.ics")
        assert calendar.status_code == 404
        assert sentence in calendar.text

    said("5 questions wait until you have taken “Week 7 quiz”.")
    client.submit(client.get(path), form="/start", follow_redirects=True)
    said("5 questions wait until “Week 7 quiz” is handed in.")


def test_an_attempt_whose_time_is_over_keeps_nothing_waiting(client, session, bank, teacher, clock):
    group = make_class(session, clock(), teacher)
    given = assign(session, clock(), group, quiz_of(session, bank), closes_at=clock() + timedelta(hours=1))
    join(client, group, "Aino")
    client.submit(client.get(f"/q/{given.public_id}"), form="/start", follow_redirects=True)
    clock.advance(hours=2)
    home = client.get("/")  # nobody has swept, and the attempt's own page was not opened
    assert "wait until" not in home.text
    session.expire_all()
    attempt = session.scalars(select(Attempt).where(Attempt.assignment_id == given.id)).one()
    assert attempt.state == "graded"


def test_a_question_shown_again_is_not_shown_while_another_quiz_asks_it(
    client, session, bank, teacher, clock
):
    """The feedback of practice, the practice itself and its badges, by their addresses."""
    group = make_class(session, clock(), teacher)
    first = assign(session, clock(), group, quiz_of(session, bank))
    join(client, group, "Aino")
    start = client.get(f"/q/{first.public_id}")
    results = take_quiz(
        client, client.submit(start, form="/start", follow_redirects=True), wrong=("jobs-who",)
    )
    feedback = answer(client, past_lesson(client, follow(client, results, "Practise 1")))
    assert "Only the company gives the number." in feedback.text
    assign(session, clock(), group, quiz_of(session, bank), title="Again")
    assert client.get(feedback.request.path).status_code == 404
    practice = client.get(feedback.request.path.rpartition("/")[0])
    assert "Practice comes later" in practice.text
    assert "not shown yet" in client.get("/study/my-data.csv").text
    for path in ("briefing", "cards"):
        page = client.get(f"/study/{path}/{bank.public_id}")
        assert "The answers are in here" in page.text, path


# --- what the pages say ----------------------------------------------------------------------------------


def test_what_is_due_today_is_offered_and_not_called_unscheduled(client, session, bank, clock):
    take_quiz(client, begin(client, session, bank, "check", clock()), wrong=("jobs-who",))
    link = re.search(r"/r/[\w-]+", client.get("/return-link").text)[0]
    clock.advance(days=3)  # the four right ones are due after two days, the miss after one
    client.submit(client.get(link), button="Yes, go on", follow_redirects=True)
    for path in ("/study/progress", f"/study/learn/{bank.public_id}"):
        page = client.get(path)
        assert "Today: 5 questions, about 4 minutes" in page.text, path
        assert "Nothing is planned yet." not in page.text


def test_a_first_meeting_in_the_review_opens_with_the_worked_example_too(client, session, bank, clock):
    take_quiz(client, begin(client, session, bank, "check", clock()), wrong=("jobs-who",))
    link = re.search(r"/r/[\w-]+", client.get("/return-link").text)[0]
    clock.advance(days=1)
    client.submit(client.get(link), button="Yes, go on", follow_redirects=True)
    page = client.get("/study/today")
    assert "A worked example, before the first question of this kind" in page.text
    page = past_lesson(client, page)
    assert page.request.path == "/study/today"
    feedback = answer(client, page, right=True)
    assert "First, on 2 March 2026" in feedback.text
    # Right on the 3rd: two days on, a Thursday.
    assert "It comes back on Thursday 5 March." in feedback.text


@pytest.mark.databases("sqlite", "postgresql")
def test_a_class_page_puts_first_what_was_missed_last(new_client, session, bank, teacher, clock):
    names = ("Aino", "Berit", "Carla")
    group = make_class(session, clock(), teacher, names)
    quiz = entry(session, bank, "check", clock())
    for name in names:
        student = session.scalars(select(Student).where(Student.name == name)).one()
        # The berths wrong by all, the jobs by one.
        take(session, quiz, student, clock(), {"berths": "13", "jobs-who": 1 if name == "Aino" else 0})
        collect(session, student, clock())
    staff = new_client()
    sign_in(staff)
    page = staff.get(f"/study/class/{group.public_id}").text
    assert "0 of 3 remember it, 3 missed or guessed it last" in page
    assert "0 of 3 remember it, 1 missed or guessed it last" in page
    assert page.index("The port has 12 berths") < page.index("The mine will create 400 jobs")


def test_doubt_and_trust_are_said_with_a_leaning_only_from_three_claims_of_each():
    # Solid 4, one accepted; shaky 3, none accepted: H = 1.5/5, F = 0.5/4, both z below 0, so c > 0.3.
    assert sentences.say_stance(discern_counts(4, 1, 3, 0)) == [
        "You knew how far to rely on a claim: 4 of 7.",
        "You doubted 3 of 4 claims to rely on.",
        "You trusted 0 of 3 claims to be careful with.",
        "You doubt more than you need to.",
    ]
    assert (
        sentences.say_stance(discern_counts(4, 1, 2, 0))[-1]
        == "You trusted 0 of 2 claims to be careful with."
    )
    # All accepted on both sides: H = 3.5/4, F = 3.5/4, c = -1.15.
    assert sentences.say_stance(discern_counts(3, 3, 3, 3))[-1].startswith("You trust more")
    assert sentences.say_stance(discern_counts(0, 0, 0, 0)) == []


# --- days by the class's clock ---------------------------------------------------------------------------


def test_a_students_dates_are_those_of_the_class(client, session, bank, teacher, clock):
    """09:00 UTC on Monday is 22:00 in Auckland; seven hours later there it is five on Tuesday."""
    group = make_class(session, clock(), teacher)
    group.timezone = "Pacific/Auckland"
    given = assign(session, clock(), group, quiz_of(session, bank))
    join(client, group, "Aino")
    student = session.scalars(select(Student).where(Student.name == "Aino")).one()
    assert days_of(session, student.id).timezone == "Pacific/Auckland"
    session.commit()
    clock.now = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    page = client.submit(client.get(f"/q/{given.public_id}"), form="/start", follow_redirects=True)
    page = client.get(re.search(r"/a/[\w-]+", page.text)[0] + "/1")
    results = take_quiz(client, page, wrong=("jobs-who",))
    assert "Handed in on 3 March 2026, 05:00<span" in results.text
    assert "Next: tomorrow, Wednesday 4 March, 1 question." in client.get("/study/today").text


@pytest.mark.parametrize(
    ("day", "soon", "back"),
    [
        (30, "today", "today"),
        (1, "later today", "later today, Tuesday 1 December"),
        (2, "tomorrow", "tomorrow, Wednesday 2 December"),
        (3, "3 December", "on Thursday 3 December"),
    ],
)
def test_before_four_in_the_morning_tomorrow_is_the_calendars(day, soon, back):
    """At 03:15 on Tuesday 1 December the day is still Monday's; what begins at four comes back on the same date."""
    night = datetime(2026, 12, 1, 3, 15, tzinfo=UTC)
    back_on = date(2026, 11 if day == 30 else 12, day)
    assert (sentences.say_soon(back_on, night), sentences.say_back(back_on, night)) == (soon, back)
    visits = Visits(back_on, 1, 1)
    assert sentences.say_visit(visits, night) == f"Next: {back.removeprefix('on ')}, 1 question."


def test_a_teachers_trial_follows_the_teachers_own_clock(session, clock, app, teacher):
    from quizapp.identity.sessions import sign_in as begin_session
    from quizapp.web.context import timezone

    teacher.timezone = "Asia/Tokyo"
    token = begin_session(session, clock(), user_id=teacher.id)
    session.commit()
    with app.test_request_context():
        name = cookie_name(SESSION)
    with app.test_request_context(headers={"Cookie": f"{name}={token}"}):
        app.preprocess_request()
        assert str(timezone()) == "Asia/Tokyo"


# --- what a hash gives away ------------------------------------------------------------------------------


def test_a_kept_hash_cannot_be_guessed_from_a_short_answer(client, session, bank, clock):
    begin_page = begin(client, session, bank, "check", clock())
    take_quiz(client, begin_page, wrong=())
    event = session.scalars(select(ResponseEvent).where(ResponseEvent.position == 3)).one()
    guesses = [
        (3, (("answer", ("12",)), ("certainty", ("fairly sure",)))),
        (3, [("answer", ["12"]), ("certainty", ["fairly sure"])]),
        (3, {"answer": ["12"], "certainty": ["fairly sure"]}),
        (3, "12"),
    ]
    assert event.body_hash not in {hashlib.sha256(repr(guess).encode()).hexdigest() for guess in guesses}


def test_the_hash_of_a_body_hangs_on_the_secret(make_app, tmp_path):
    from quizapp.web import forms

    found = set()
    for folder in ("one", "other"):  # each makes a secret of its own
        app = make_app(data=str(tmp_path / folder))
        with app.test_request_context():
            found.add(forms.body_hash(3, "12"))
            assert forms.body_hash(3, "12") == forms.body_hash(3, "12") != forms.body_hash(3, "13")
    assert len(found) == 2
    assert hashlib.sha256(repr((3, "12")).encode()).hexdigest() not in found


# --- as many statements, however many people there are ---------------------------------------------------


def test_the_page_of_today_asks_the_database_as_often_for_one_learner_as_among_thirty(
    client, session, bank, clock
):
    take_quiz(client, begin(client, session, bank, "check", clock()), wrong=("berths",))
    link = re.search(r"/r/[\w-]+", client.get("/return-link").text)[0]
    clock.advance(days=1)
    client.submit(client.get(link), button="Yes, go on", follow_redirects=True)

    def statements() -> int:
        client.get("/study/today")  # the bank is in memory from here on
        with count_statements() as sent:
            assert client.get("/study/today").status_code == 200
        return len(sent)

    alone = statements()
    quiz = session.scalars(select(Assignment).join(Quiz).where(Quiz.key == "check")).one()
    for number in range(30):
        student = Student(name=f"Learner {number}", created_at=clock())
        session.add(student)
        session.commit()
        take(session, quiz, student, clock() - timedelta(days=1), {"berths": "13", "jobs-who": 1})
        collect(session, student, clock())
    assert statements() == alone


# --- the demonstration -----------------------------------------------------------------------------------


def test_the_demonstration_class_has_studied_and_its_teacher_sees_what_slips(session, clock):
    path = Path("questions/kursk-incursion.yaml")
    text = path.read_text(encoding="utf-8")
    publishing.publish_bank(session, "kursk-incursion", text, clock() - timedelta(days=20), bank_file=path)
    make_demo(session, clock(), progress=lambda _text: None)
    (found,) = class_standing(session, int(session.get_one(InstanceNote, "demo").value))
    assert len(found.worth) == 3
    assert any(claim.over_a_week for claim in found.claims)
    assert any(claim.slipping for claim in found.claims)
    latest = session.scalars(select(ReviewEvent.answered_at)).all()
    assert max(latest) <= clock()
    for student_id in recording.students_with_events(session):  # chronological, so replay changes nothing
        settings = recording.settings_of(session, student_id, ZoneInfo("UTC"))
        assert recording.rebuild_schedule(session, student_id, settings) == 0
