"""Quizzes composed in the browser: every rule, what it finds, a trial run that counts nowhere, and the quiz on paper."""

import re

import pytest
from sqlalchemy import select

from quizapp.attempts import submit_attempt
from quizapp.banks import publishing
from quizapp.banks.recipe_json import recipe_from_json
from quizapp.models import Assignment, Attempt, Position, Quiz
from tests.authoring.staff import sign_in
from tests.authoring.test_banks_pages import fresh, path_of
from tests.support.clock import START
from tests.support.people import make_student
from tests.support.quizzes import BANK, save, start

#: The bank of the other tests with a tag, hints, and one question on a solid claim.
TEXT = (
    BANK.replace(
        "- id: capital\n",
        "- id: capital\n  tags: easy\n  hints:\n  - It has a lighthouse.\n  - It begins with S.\n",
    )
    .replace(
        "quizzes:\n",
        "  licence:\n    says: The licence was signed\n    who: The ministry\n    status: on record\nquizzes:\n",
    )
    .replace("- id: fruit\n", "- id: fruit\n  claim: licence\n")
)


@pytest.fixture
def quiz_bank(staff):
    """The bank with its second version; staff.bank_id stays its address."""
    newest = publishing.newest_version(staff.session, staff.bank_row)
    publishing.publish_bank(staff.session, "harbour", TEXT, START, based_on=newest.id)
    staff.session.commit()
    return staff


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def compose(teacher, staff, values, button="See what it finds"):
    page = teacher.get(f"/banks/{staff.bank_id}/quizzes/new")
    return teacher.submit(page, {"title": "Composed"} | values, button=button)


def only_quiz(staff) -> Quiz:
    found = fresh(staff.session).scalars(select(Quiz).where(Quiz.key.is_(None))).one()
    staff.session.expunge(found)
    staff.session.rollback()
    return found


def test_the_page_of_a_bank_says_how_long_each_quiz_is(teacher, quiz_bank):
    rows = re.findall(r"<h3>.*?</li>", teacher.get(f"/banks/{quiz_bank.bank_id}").text, re.S)

    assert ["4 questions" in row and "Four in order" in row for row in rows] == [True, False]
    assert ["2 questions" in row and "Two drawn" in row for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        # capital has the topic goals; the other three have figures.
        ({"topic": "figures"}, 3),
        ({"aspect": "who"}, 1),  # jobs-who
        ({"claim": "licence"}, 1),  # fruit
        ({"tag": "easy"}, 1),  # capital
        ({"topic": "figures", "claim": "jobs"}, 1),  # jobs-who
        ({}, 4),
    ],
)
def test_the_page_shows_how_many_questions_each_rule_finds(teacher, quiz_bank, rule, found):
    page = compose(teacher, quiz_bank, {"rules-0-number": "1"} | {f"rules-0-{k}": v for k, v in rule.items()})

    assert page.status_code == 200
    row = re.search(r'data-label="Draws">(\d+)</td><td class="num" data-label="Of">(\d+)<', page.text)
    assert (row[1], row[2]) == ("1", str(found))
    assert quiz_bank.session.scalars(select(Quiz).where(Quiz.key.is_(None))).all() == []
    quiz_bank.session.rollback()


def test_what_students_will_meet_is_counted(teacher, quiz_bank):
    page = compose(teacher, quiz_bank, {"questions": ["capital", "jobs-who", "depth", "fruit"]})

    said = words(page)
    # fruit stands on a solid claim, jobs-who on a shaky one, capital and depth on none that is written down.
    # depth says who and how solid itself; that makes it a claim of its own, an estimate: shaky.
    assert (
        "Questions 4 About 3 min On claims to rely on 1 On claims to be careful with 2 On no claim 1" in said
    )
    assert "How much, how many 3" in said
    assert "What they want 1" in said


def test_the_expected_time_is_that_of_answers_given(teacher, quiz_bank):
    quiz_bank.sit("Slow", {1: 0})
    session = fresh(quiz_bank.session)
    for position in session.scalars(select(Position).where(Position.question_id == "capital")):
        position.seconds = 600.0
    session.commit()

    page = compose(teacher, quiz_bank, {"questions": ["capital"]})

    assert "About 10 min" in words(page)


def test_rules_that_find_too_little_are_told_and_not_saved(teacher, quiz_bank):
    page = compose(
        teacher, quiz_bank, {"rules-0-number": "5", "rules-0-topic": "goals"}, button="Save the quiz"
    )

    assert page.status_code == 422
    assert "The quiz cannot be filled" in page.text
    assert "Write how many questions to draw" in compose(teacher, quiz_bank, {}).text
    refused = compose(teacher, quiz_bank, {"rules-0-number": "1", "credit": "30 %, 60 %"})
    assert "Write shares in per cent, falling" in refused.text


def test_a_quiz_keeps_all_its_rules_and_can_be_changed(teacher, quiz_bank):
    values = {
        "rules-0-number": "2", "rules-0-topic": "figures", "questions": ["capital"], "order": "as written",
        "feedback": "after each question", "tries": "3", "credit": "100 %, 60 %, 30 %", "about": "Short.",
    }  # fmt: skip
    saved = compose(teacher, quiz_bank, values, button="Save the quiz")
    path = path_of(saved)
    quiz = only_quiz(quiz_bank)
    recipe = recipe_from_json(quiz.rules, key="x", title="Composed")
    assert (recipe.length, recipe.order, recipe.feedback, recipe.tries) == (
        3,
        "as written",
        "after each question",
        3,
    )
    assert [float(share) for share in recipe.credit_by_try] == [1, 0.6, 0.3]
    assert recipe.hints

    page = teacher.get(f"{path}/edit")
    assert 'value="100 %, 60 %, 30 %"' in page.text
    again = teacher.submit(page, {"hints": [], "title": "Changed"}, button="Save the quiz")

    assert path_of(again) == path
    changed = recipe_from_json(only_quiz(quiz_bank).rules, key="x", title="Changed")
    assert (changed.hints, changed.length, changed.tries) == (False, 3, 3)


def test_a_quiz_is_copied_and_the_copy_is_one_of_its_own(teacher, quiz_bank):
    values = {"rules-0-number": "2", "rules-0-topic": "figures", "tries": "3", "open": ["y"]}
    path = path_of(compose(teacher, quiz_bank, values, button="Save the quiz"))
    copied = re.search(r'href="(/banks/[^"]+like=[^"]+)"', teacher.get(path).text)[1]
    form = teacher.get(copied)
    for _press in range(2):
        saved = teacher.submit(form, {}, button="Save the quiz")
    assert path_of(saved) != path

    page = teacher.get(path_of(saved)).text
    assert "<h1>Copy of Composed</h1>" in page
    assert "3 tries for each question" in page
    assert "anyone may take it" not in page


@pytest.mark.parametrize("offered", [True, False])
def test_hints_are_opened_one_by_one_where_the_quiz_offers_them(teacher, quiz_bank, new_client, app, offered):
    compose(
        teacher,
        quiz_bank,
        {"questions": ["capital"], "hints": ["y"] if offered else []},
        button="Save the quiz",
    )
    session = fresh(quiz_bank.session)
    quiz = session.scalars(select(Quiz).where(Quiz.key.is_(None))).one()
    entry = publishing.get_or_make_entry(session, quiz, "open", START)
    student = make_student(session, START, "Mira")
    attempt = start(session, entry, student, START)
    visitor = new_client()
    sign_in(visitor, app, student_id=student.id)

    page = visitor.get(f"/a/{attempt.public_id}/1").text

    assert (
        '<summary>Hint 1 of 2</summary><p dir="auto">It has a lighthouse.</p></details>' in page
    ) is offered
    assert ("It begins with S." in page) is offered


# --- trial runs -------------------------------------------------------------------------------------------


def test_a_trial_run_is_marked_and_counts_nowhere(teacher, quiz_bank):
    session = fresh(quiz_bank.session)
    quiz = session.scalars(select(Quiz.public_id).where(Quiz.key == "fixed")).one()
    session.rollback()
    page = teacher.get(path_of(teacher.submit(teacher.get(f"/quizzes/{quiz}"), button="Try it as a student")))
    assert "Trial run." in page.text

    question = teacher.get(path_of(teacher.submit(page, button="Start")))
    assert "Trial run." in question.text
    assert "Which town has the harbour?" in question.text
    teacher.submit(question, {"answer": "0"}, button="Continue")
    session = fresh(quiz_bank.session)
    attempt = session.scalars(select(Attempt)).one()
    public_id, trial = attempt.public_id, attempt.assignment
    assert (trial.kind, trial.class_id, attempt.student.user_id) == ("trial", None, quiz_bank.ada.id)
    trial_id = trial.public_id
    session.commit()
    results = teacher.get(path_of(teacher.submit(teacher.get(f"/a/{public_id}/check"), button="Hand in")))
    assert "Trial run." in results.text

    assert trial_id not in teacher.get("/reports").text
    assert "Trial run." not in teacher.get("/").text


def test_a_trial_of_a_quiz_is_in_no_report_of_its_open_entry(teacher, quiz_bank):
    """The teacher may also take the open entry: it is their trial student who does."""
    entry = (
        fresh(quiz_bank.session).scalars(select(Assignment).where(Assignment.kind == "open")).one().public_id
    )
    quiz_bank.session.rollback()
    question = teacher.get(path_of(teacher.submit(teacher.get(f"/q/{entry}"), button="Start")))
    assert "Trial run." in question.text
    session = fresh(quiz_bank.session)
    attempt = session.scalars(select(Attempt)).one()
    save(session, attempt, 1, 0, START)
    submit_attempt(session, attempt, START)
    session.commit()

    assert "0 students have handed in" in words(teacher.get(f"/reports/{entry}"))


# --- paper ------------------------------------------------------------------------------------------------


def test_on_paper_there_is_a_grid_and_the_key_stands_apart(teacher, quiz_bank):
    session = fresh(quiz_bank.session)
    quiz = session.scalars(select(Quiz.public_id).where(Quiz.key == "fixed")).one()
    session.rollback()
    page = teacher.get(f"/quizzes/{quiz}/paper").text

    sheet, key = page.split('id="key"')
    assert "Answer grid" in sheet
    assert "Only the company gives the number." not in sheet  # the explanation is on the sheet of the key
    assert "Only the company gives the number." in key
    letter = re.search(r"<b>(\w)</b> <bdi[^>]*>Sandvik", sheet)[1]
    assert f'<li dir="auto"><b dir="auto">{letter}</b>' in key
    assert teacher.get(f"/quizzes/{quiz}/paper").text.split('id="key"')[1] == key  # the same sheets again


def test_per_cent_signs_in_what_authors_write_break_no_form(teacher, staff, new_client, app):
    text = BANK.replace("answer: Sandvik", 'answer: "50 % of it, 100 %(x)s"')
    text = text.replace("ask: Which town has the harbour?", "ask: Which 5 % s town is it?\n  who: The mayor")
    newest = publishing.newest_version(staff.session, staff.bank_row)
    publishing.publish_bank(staff.session, "harbour", text, START, based_on=newest.id)
    staff.session.commit()
    staff.sit("Nordby", {1: 1})
    address = f"/regrade/{staff.session.merge(staff.assignment).public_id}/capital"
    staff.session.rollback()

    page = teacher.get(address)

    assert "50 % of it, 100 %(x)s" in page.text
    dry = teacher.submit(
        page, {"what": "right", "right": ["0", "1"], "reason": "5 % s"}, button="See what would change"
    )
    assert "Nothing is applied yet" in dry.text
    assert "5 % s town" in teacher.get(f"/banks/{staff.bank_id}/quizzes/new").text
