"""What an import left open is decided for one question or for all, and undone with one press."""

import pytest

from quizapp.authoring import import_choices
from quizapp.interchange import read_file
from quizapp.interchange.receipt_comments import with_receipt
from tests.authoring.test_banks_pages import draft_row, path_of
from tests.authoring.test_imports import EXAMPLES, uploaded
from tests.support.interchange import bank_of

GIFT = """
::wet:: Water is wet. {T#No:#Yes, it is.}

::dry:: Sand is wet. {F}

::capital:: Capital of Norway? {=Oslo =%50%Kristiania#An old name. =%0%Bergen}

::colours:: Name a colour. {=red =green ~seven ~%50%grey}

::twice:: Which are even? {~%50%2 ~%50%4 ~%-50%5 ~%-50%7}
"""


def drafted() -> str:
    return with_receipt(read_file(GIFT.encode(), "quiz.gift"))


def after(*steps: str) -> dict:
    text = drafted()
    for step in steps:
        name, _, question_id = step.partition(":")
        text = import_choices.with_choice(text, bank_of(text), name, question_id)
    return {question.id: question for question in bank_of(text).questions}


def test_true_and_false_become_statements_for_all_and_options_again():
    changed = after("statement")

    assert [changed[each].type_name for each in ("wet", "dry")] == ["true_false", "true_false"]
    assert [len(changed[each].ask_view([]).controls) for each in ("wet", "dry")] == [2, 2]
    assert [changed[each].best() for each in ("wet", "dry")] == [0, 1]
    assert changed["capital"].exchange() == after()["capital"].exchange()
    back = after("statement", "options")
    assert [back[each].exchange() for each in back] == [each.exchange() for each in after().values()]


def test_a_choice_for_one_question_changes_that_one_alone():
    changed = after("statement-or-not:dry")

    assert changed["wet"].type_name == "single_choice"
    assert len(changed["dry"].ask_view([]).controls) == 3


def test_typed_answers_are_taken_exactly_or_forgiven():
    assert after("exact")["capital"].grade("oslo").fraction == 0
    assert after("exact", "tolerant")["capital"].grade("oslo").fraction == 1


def test_what_gave_half_marks_counts_as_right_and_nothing_else():
    changed = after("half-right")

    graded = [changed["capital"].grade(text).fraction for text in ("Oslo", "Kristiania", "Bergen")]
    assert graded == [1, 1, 0]


@pytest.mark.parametrize(("steps", "credit"), [((), "any one"), (("tick-all",), "all or nothing")])
def test_of_several_right_ones_one_is_chosen_or_all_are_ticked(steps, credit):
    assert after(*steps)["colours"].credit == credit
    assert after("any-one")["twice"].credit == "any one"


CARDS = "el perro\tthe dog\nel gato\tthe *cat*\n¿Qué?\twhat\n"


def turned(*steps: str, text: str = CARDS) -> dict[str, tuple[str, tuple[str, ...]]]:
    text = with_receipt(read_file(text.encode(), "cards.txt"))
    for step in steps:
        name, _, question_id = step.partition(":")
        text = import_choices.with_choice(text, bank_of(text), name, question_id)
    return {question.id: (question.ask, question.accepted()) for question in bank_of(text).questions}


def test_cards_are_asked_from_the_back_for_all_or_for_one_and_turned_again():
    assert turned("turned") == {
        "el-perro": ("the dog", ("el perro",)),
        "el-gato": (r"the \*cat\*", ("el gato",)),
        "que": ("what", ("¿Qué?",)),
    }
    assert turned("turned", "turned") == turned()
    assert turned("turned:que") == turned() | {"que": ("what", ("¿Qué?",))}


def test_cards_are_asked_both_ways_once():
    both = turned("both-ways")

    assert both == turned() | {f"{key}-back": value for key, value in turned("turned").items()}
    assert turned("both-ways", "both-ways", "turned") == both


def test_questions_that_are_no_cards_have_no_direction():
    assert after("turned")["capital"].exchange() == after()["capital"].exchange()


def test_a_choice_on_the_page_is_undone_with_one_press(teacher, staff):
    page = teacher.get(path_of(uploaded(teacher, EXAMPLES / "moodle-xml" / "types.xml")))
    before = draft_row(staff).text
    page = teacher.get(path_of(teacher.submit(page, button="Ask whether it is true or false (1)")))
    assert "statement: " in draft_row(staff).text
    page = teacher.get(path_of(teacher.submit(page, button="Undo the last step")))

    assert draft_row(staff).text == before
    assert "Undo the last step" not in page.text
