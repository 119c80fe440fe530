"""A teacher who has never seen YAML writes a bank, publishes and assigns it, and later corrects a wrong key.

Once in the code editor with the keyboard alone (palette, completion and fix), once with script off.
"""

import re
from datetime import UTC, datetime
from random import Random

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from quizapp.attempts import page_of, record, start_attempt, submit_attempt
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.models import Assignment, Attempt, Bank, Membership, SchoolClass, Student
from tests.browser.student import WAYS
from tests.browser.student import Student as Person
from tests.support.people import PASSWORD, make_student, make_teacher

FIVE = ("single_choice", "true_false", "short_text", "numeric", "multiple_response")
#: The teacher takes the union for right. It is the company.
WRONG_KEY = "The labour union"


@pytest.fixture
def sessions(live):
    return live.app.extensions["quizapp"].sessions


@pytest.fixture
def teacher(live, sessions):
    with sessions.write() as session:
        make_teacher(session, datetime.now(UTC))


def sign_in(person: Person) -> None:
    person.page.goto("/account/sign-in")
    person.write("User name", "ada")
    person._write(person.page.locator("input[type=password]"), PASSWORD)
    person.press("Sign in")


def begin_bank(person: Person) -> None:
    person.page.goto("/banks")
    person.press("Write a new bank", role="link")
    person.write("Title of the bank", "Deep-sea mining")
    person.write("Title of the source", "Port audit 2024")
    person.write("When it was published", "9 January 2025")
    person.press("Start writing")


def publish(person: Person) -> None:
    person.press("Publish")
    expect(person.page.locator("h1")).to_have_text("Publish Deep-sea mining")
    person.press("Publish")
    expect(person.page.locator(".banner.saved")).to_have_text("Version 1 is published.")


def make_quiz_and_assign(person: Person) -> None:
    person.press("Make a quiz", role="link")
    person.write("Title of the quiz", "Five questions")
    person.write("Row 1, how many", "5")
    person.press("See what it finds")
    expect(person.page.locator(".stats")).to_contain_text("Questions5")
    person.press("Save the quiz")
    person.page.goto("/classes")
    person.press("Make a class", role="link")
    person._write(person.page.locator("#name"), "7B")
    person.press("Make the class")
    person.press("Five questions", role="link")
    person.press("Set this quiz")


def ten_students(sessions) -> str:
    """Ten students of the class hand in: six say "the mining company", four the union. The assignment's id."""
    now = datetime.now(UTC)
    with sessions.write() as session:
        assignment = session.scalars(select(Assignment).where(Assignment.kind == "class")).one()
        school_class = session.scalars(select(SchoolClass)).one()
        for number in range(10):
            student = make_student(session, now, f"Student {number}")
            membership = Membership(
                class_id=school_class.id, student_id=student.id, name=student.name, name_key=student.name,
                joined_at=now,
            )  # fmt: skip
            session.add(membership)
            attempt = start_attempt(session, assignment, student.id, now, Random(number))
            position = next(p for p in attempt.positions if p.question_id.startswith("in-this-town-who-says"))
            page = page_of(session, attempt.public_id, position.position, student.id, lock=True)
            texts = [option.text for option in page.question.options()]
            response = texts.index("The mining company" if number < 6 else WRONG_KEY)
            record(session, page, response, certainty=None, op_id=f"op{number:06}", body_hash="x", now=now)
            session.expire_all()
            submit_attempt(session, attempt, now)
        session.commit()
        return assignment.public_id


def scores(sessions) -> list[float]:
    with sessions.read() as session:
        rows = session.execute(select(Student.name, Attempt.score).join(Attempt).order_by(Student.name))
        return [score for _name, score in rows]


def correct_the_key(person: Person, sessions, assignment: str) -> None:
    """From the assignment's page: find the question, look, apply, undo."""
    page = person.page
    person.page.goto(f"/classes/assignments/{assignment}")
    person.press("Correct a question", role="link")
    person.press("In this town, Who says the mine will create 400 jobs?", role="link")
    choose(person, "Another option is right")
    # The key so far is ticked. Left so it stays right, and nobody loses.
    tick(person, "The mining company")
    person.write("Why", "The company gives the number; the union repeats it.")
    assert scores(sessions) == [0.0] * 6 + [1.0] * 4
    person.press("See what would change")
    assert "Gain 6 Lose 0" in " ".join(page.locator(".stats").inner_text().split())
    press_summary(person, "Change the correction")
    tick(person, f"{WRONG_KEY} (right so far)", on=False)
    person.press("See what would change")
    expect(page.get_by_text("4 attempts get a lower mark.")).to_be_visible()
    stats = " ".join(page.locator(".stats").inner_text().split())
    # Six chose the company and gain, four chose the union and lose.
    assert "Marks that change 10 of 10 attempts Gain 6 Lose 4" in stats
    assert scores(sessions) == [0.0] * 6 + [1.0] * 4
    person.press("Apply")
    expect(page.locator(".banner.saved")).to_contain_text("Applied.")
    assert scores(sessions) == [1.0] * 6 + [0.0] * 4
    person.press("Undo this correction")
    expect(page.locator(".banner.saved")).to_contain_text("Undone.")
    assert scores(sessions) == [0.0] * 6 + [1.0] * 4


def choose(person: Person, label: str) -> None:
    target = person.page.get_by_role("radio", name=label)
    if person.way == "keyboard":
        person._tab_to_group(target.get_attribute("name"))
        person.page.keyboard.press("Space")
        for _press in range(10):
            if target.is_checked():
                return
            person.page.keyboard.press("ArrowDown")
    else:
        target.check()
    expect(target).to_be_checked()


def tick(person: Person, label: str, *, on: bool = True) -> None:
    target = person.page.get_by_role("checkbox", name=label, exact=True)
    if person.way == "keyboard":
        person._tab_to(target)
        person.page.keyboard.press("Space")
    else:
        target.set_checked(on)
    expect(target).to_be_checked(checked=on)


def press_summary(person: Person, words: str) -> None:
    target = person.page.locator("summary", has_text=words)
    if person.way == "keyboard":
        person._tab_to(target)
        person.page.keyboard.press("Enter")
    else:
        target.click()


@pytest.mark.timeout(300)
def test_with_script_off(teacher, live, new_page, sessions):
    person = Person(new_page(**WAYS["script off"]), "script off")
    page = person.page
    sign_in(person)
    begin_bank(person)
    for kind in FIVE:
        page.locator("#kind").select_option(kind)
        person.press("Insert")
    box = page.locator("textarea[name=text]")
    box.fill(with_the_wrong_key(box.input_value()))
    person.press("Check")
    expect(page.locator("#problems")).to_contain_text("0 errors, 0 doubts")
    publish(person)
    types_in_the_bank(sessions)
    make_quiz_and_assign(person)
    correct_the_key(person, sessions, ten_students(sessions))


def with_the_wrong_key(text: str) -> str:
    text = re.sub(
        r"(ask|statement): ", r"\1: In this town, ", text
    )  # an example as it was inserted is an error
    text = re.sub(r"- The labour union =>[^\n]*", "- The mining company", text)
    return text.replace("answer: The mining company", f"answer: {WRONG_KEY}")


def types_in_the_bank(sessions) -> None:
    from quizapp.banks import publishing

    with sessions.read() as session:
        bank = session.scalars(select(Bank)).one()
        loaded = publishing.load_version(session, publishing.newest_version(session, bank.id).id)
        assert [q.type_name for q in loaded.questions] == list(FIVE)


@pytest.mark.timeout(300)
def test_with_the_keyboard_alone_in_the_code_editor(teacher, live, new_page, sessions):
    person = Person(new_page(**WAYS["keyboard"]), "keyboard")
    page, keys = person.page, person.page.keyboard
    sign_in(person)
    begin_bank(person)
    expect(page.locator(".cm-content")).to_be_visible()
    for kind in FIVE:
        choose_kind(person, kind)
        button = page.get_by_role("button", name="Insert", exact=True)
        person._tab_to(button)
        keys.press("Enter")
        expect(page.locator(".cm-content")).to_be_focused()
        # The stem is selected, ready to be typed over; this teacher puts a word before it.
        keys.press("ArrowLeft")
        keys.type("In this town, ")
        if kind == "single_choice":
            keys.press("ArrowDown")
            keys.press("Home")
            keys.press("Shift+End")
            keys.type(f"answer: {WRONG_KEY}")
            keys.press("ArrowDown")
            keys.press("ArrowDown")
            keys.press("Home")
            keys.press("Shift+End")
            keys.press("Shift+End")  # the line is wrapped: once to the edge, once to its end
            keys.type("- The mining company")
        if kind == "true_false":
            # Completion: a new line, the first letters of a key, Enter.
            keys.press("End")
            keys.press("Enter")
            keys.type("why")
            expect(page.locator(".cm-tooltip-autocomplete [aria-selected]")).to_contain_text(
                "The explanation"
            )
            page.wait_for_timeout(200)  # CodeMirror takes no key for a completion that has only just appeared
            keys.press("Enter")
            keys.type("The article says so.")
    expect(page.locator("#problems")).to_have_text(re.compile("0 errors, 0 doubts"))
    expect(page.locator("#live-preview legend")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("Draft saved.")
    publish(person)
    types_in_the_bank(sessions)
    make_quiz_and_assign(person)
    correct_the_key(person, sessions, ten_students(sessions))


def choose_kind(person: Person, kind: str) -> None:
    box = person.page.locator("#kind")
    # From the editor, Shift and Tab leads back to the palette.
    for _press in range(10):
        if box.evaluate("e => e === document.activeElement"):
            break
        person.page.keyboard.press(
            "Shift+Tab" if person.page.locator(".cm-focused").count() or _press else "Tab"
        )
    else:
        person._tab_to(box)
    label = QUESTION_TYPES[kind].label
    person.page.keyboard.press("Home")
    for _press in range(12):
        if box.input_value() == kind:
            return
        person.page.keyboard.press("ArrowDown")
    assert box.input_value() == kind, label
