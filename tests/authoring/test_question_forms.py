"""Questions by form: each of the ten types, written as one would by hand, back and forth with the text."""

import pytest
from sqlalchemy import select

from quizapp.authoring.key_forms import field_name, form_data
from quizapp.authoring.question_forms import LABELS, keys_of, make_form_class
from quizapp.authoring.written_questions import questions_in
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.markdown import stem_line
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_writing import entries_of, read_values
from quizapp.domain.yaml_reading.yaml_nodes import read_tree
from quizapp.models import Assignment, Bank, BankDraft, BankVersion
from tests.support.visitor import read_forms

pytestmark = pytest.mark.databases("sqlite")
NEXT, SET, TEXT, DONE = (
    "Save, next question",
    "Save and set the quiz",
    "Go on as text",
    "Save, back to the bank",
)


def draft(session, bank):
    session.rollback()
    session.expire_all()
    text = session.scalar(select(BankDraft.text).where(BankDraft.bank_id == bank.bank_row))
    session.rollback()
    return text


def posted(kind):
    """What a browser sends of the example of a type that was typed into its form."""
    tree = read_tree("questions:\n" + QUESTION_TYPES[kind].example)
    values = read_values(tree, entries_of(tree)[0], keys_of(QUESTION_TYPES[kind]))
    form = make_form_class(QUESTION_TYPES[kind])(data=form_data(keys_of(QUESTION_TYPES[kind]), values))
    sent = {}
    for field in form:
        for control in _controls(field):
            sent[control.name] = "y" if control.data is True else control.data or ""
    return {name: value for name, value in sent.items() if value}


def _controls(field):
    if field.type == "Rows":
        return [control for entry in field for control in _controls(entry)]
    return list(field.form) if field.type == "FormField" else [field]


def test_every_key_of_every_type_has_a_field_with_a_label():
    for kind in QUESTION_TYPES.values():
        form = make_form_class(kind)()
        assert {field_name(name) for name in keys_of(kind)} == {field.name for field in form}
        assert all(field.label.text for field in form)
    assert LABELS["wrong"] == "Wrong answers"


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_a_question_of_each_type_is_made_by_form(teacher, staff, session, kind):
    page = teacher.get(f"/banks/{staff.bank_id}/questions/new?kind={kind}")
    made = teacher.submit(page, {}, forged=posted(kind), button=DONE)
    assert made.status_code == 303, made.text

    bank = check_bank(draft(session, staff), QUESTION_TYPES, name="t").bank
    wanted = check_bank(
        "title: T\nquestions:\n" + QUESTION_TYPES[kind].example, QUESTION_TYPES, name="t"
    ).bank
    assert bank is not None
    assert wanted is not None
    last, first = bank.questions[-1], wanted.questions[0]
    assert type(last) is QUESTION_TYPES[kind]
    assert last.why == first.why
    if kind not in (
        "single_choice",
        "multiple_response",
        "short_text",
        "numeric",
    ):  # examples with spoiled answers
        assert last.exchange() == first.exchange()
    assert f"\n- id: {last.id}\n" in draft(session, staff)


def test_a_quiz_of_five_is_set_in_three_screens_without_a_word_of_yaml(teacher, staff, session):
    """Screens: the banks, the form (five times the same), the classes. Presses: one link, five to save, one to set."""
    screens, presses, fields = {"/banks", "/banks/write"}, 0, 0
    page = teacher.get("/banks")
    assert 'href="/banks/write"' in page.text
    page, presses = teacher.get("/banks/write"), presses + 1
    head = {"title": "Kings of France", "source": "Textbook, chapter 3"}
    for number in range(1, 6):
        asked = {
            "k_ask": f"Who was king number {number}?",
            "k_answer": f"King {number}",
            "k_wrong-0-text": "Danton: a lawyer",
            "k_wrong-1-text": "Robespierre",
        }
        given = {**(head if number == 1 else {}), **asked}
        answer = teacher.submit(page, given, button=NEXT if number < 5 else SET)
        presses, fields = presses + 1, fields + len(given)
        assert answer.status_code == 303, answer.text
        page = teacher.get(answer.location)
        assert ("/questions/new" if number < 5 else "/set") in answer.location, page.text
    screens.add("classes")
    assert "Kings of France" in page.text
    done = teacher.submit(page, {"classes": staff.school_class.public_id}, button="Set this quiz")
    presses += 1
    assert done.status_code == 303
    assert (len(screens), presses, fields) == (3, 7, 22)

    session.expire_all()
    bank = session.scalars(select(Bank).where(Bank.title == "Kings of France")).one()
    version = session.scalars(select(BankVersion).where(BankVersion.bank_id == bank.id)).one()
    assert '  - "Danton: a lawyer"\n' in version.text
    assert "- id: who-was-king-number-1\n" in version.text
    assert session.scalars(select(Assignment).where(Assignment.title == "Kings of France")).one()


def test_what_is_missing_is_said_at_its_field_and_nothing_is_written(teacher, staff, session):
    page = teacher.get(f"/banks/{staff.bank_id}/questions/new")
    refused = teacher.submit(page, {"k_ask": "Who?", "k_wrong-0-text": "Nobody"}, button=NEXT)
    assert refused.status_code == 422
    assert "answer" in refused.text
    assert 'value="Nobody"' in refused.text
    assert draft(session, staff) is None
    empty = teacher.submit(page, {}, button=NEXT)
    assert "Write the question first." in empty.text


def test_a_change_by_form_moves_its_own_lines_alone(teacher, staff, session):
    address = f"/banks/{staff.bank_id}/questions/1"
    page = teacher.get(address)
    before = session.scalars(select(BankVersion.text)).one()
    session.rollback()
    teacher.submit(page, {"k_why": "Because it says so."}, button=DONE)
    after = draft(session, staff)
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert [line.split(":")[0] for line in gone] in ([], ["  why"])
    assert len(after.splitlines()) - len(before.splitlines()) in (0, 1)
    assert "  why: Because it says so." in after


def test_a_list_of_questions_never_shows_the_word_of_a_fence():
    text = "questions:\n- ask: |\n    What does it print?\n    ```python\n    print(1)\n    ```\n  accept: ['1']\n"
    assert stem_line(questions_in(text)[0].stem) == "What does it print?"


def test_an_unfinished_question_goes_to_the_text_and_back_without_losing_a_sign(teacher, staff, session):
    page = teacher.get(f"/banks/{staff.bank_id}/questions/new")
    odd = "Who said: “#1 — 5 > 3”?"
    moved = teacher.submit(page, {"k_ask": odd, "k_wrong-0-text": "A => b"}, button=TEXT)
    assert moved.location.endswith(f"/banks/{staff.bank_id}/edit")
    number = len(entries_of(read_tree(draft(session, staff))))
    again = teacher.get(f"/banks/{staff.bank_id}/questions/{number}")
    sent = {
        c.name: c.sends for c in next(f for f in read_forms(again.text) if f.id == "question-form").controls
    }
    assert [text.strip() for text in sent["k_ask"]] == [
        odd
    ]  # a browser drops the line end that begins a textarea
    assert sent["k_wrong-0-text"] == ["A => b"]


def test_somebody_elses_save_is_not_written_over_and_the_answers_stand(teacher, staff, session):
    address = f"/banks/{staff.bank_id}/questions/1"
    page = teacher.get(address)
    teacher.submit(teacher.get(address), {"k_why": "Theirs."}, button=DONE)
    late = teacher.submit(page, {"k_why": "Mine."}, button=DONE)
    assert late.status_code == 409
    assert "Mine." in late.text
    assert "Theirs." in draft(session, staff)


def test_another_row_and_another_kind_keep_what_was_typed(teacher, staff):
    page = teacher.get(f"/banks/{staff.bank_id}/questions/new")
    more = teacher.submit(page, {"k_ask": "Kept?"}, button="One more row", forged={"act": "more:k_wrong"})
    assert 'name="k_wrong-3-text"' in more.text
    other = teacher.submit(more, {"kind": "short_text"}, button="Show its form")
    assert "Kept?" in other.text
    assert 'name="k_accept-0-text"' in other.text


def test_a_stranger_has_no_form_of_the_bank(colleague, teacher, staff):
    made = teacher.submit(teacher.get("/banks/new"), {"title": "Mine", "source": "S"}, button="Start writing")
    own = made.location.split("/")[2]
    for address in ("questions", "questions/new", "questions/1"):
        assert colleague.get(f"/banks/{own}/{address}").status_code == 404


def test_the_same_form_sent_twice_makes_one_bank(teacher, staff):
    page = teacher.get("/banks/new")
    first, second = (teacher.submit(page, {"title": "Twice", "source": "A leaflet"}) for _ in range(2))
    assert first.location == second.location


def test_an_example_as_it_was_inserted_is_not_published(teacher, staff):
    made = teacher.submit(teacher.get("/banks/new"), {"title": "Mine", "source": "S"}, button="Start writing")
    editor = teacher.get(made.location)
    kept = teacher.submit(editor, {"kind": "single_choice"}, button="Insert")
    publishing = teacher.submit(teacher.get(kept.location), {}, button="Publish")
    refused = teacher.submit(teacher.get(publishing.location), {}, button="Publish")
    assert refused.status_code == 422
    assert "Write questions of your own in place of the examples." in refused.text
