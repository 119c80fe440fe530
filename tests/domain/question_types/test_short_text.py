"""Short text: what is accepted, what is said to a wrong answer, what a bank may not hold."""

from fractions import Fraction

import pytest

from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.question import ChangeRefused, KeyChange, Note, Unreadable
from quizapp.domain.question_types import QUESTION_TYPES

ENTRY = """
- ask: Near which town have troops begun to dig in?
  accept:
  - Sudzha => It lies near the border.
  - Soudja
  reject:
  - Kursk => Kursk is the region. => wrong place
  - Sudzhenko
"""


def load(entry: str = ENTRY, language: str = "en"):
    text = f"title: T\nlanguage: {language}\nquestions:{entry}"
    return load_bank(text, QUESTION_TYPES, name="t").questions[0]


def codes(entry: str) -> list[str]:
    return [
        problem.code
        for problem in check_bank(f"title: T\nquestions:{entry}", QUESTION_TYPES, name="t").problems
    ]


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [
        ("Sudzha", 1), ("  SUDZHA. ", 1), ("“sudzha”", 1), ("the Sudzha", 1), ("Sudza", 1), ("Sudzhaa", 1), ("Susdzha", 1),
        ("Udzha", 0), ("Kursk", 0), ("Sudzhenko", 0), ("Sudzhenka", 0), ("Belgorod", 0), ("Sudzha, Kursk", 0),
    ],
)  # fmt: skip
def test_an_accepted_answer_and_one_slip_from_it_are_right(typed, fraction):
    question = load()
    response = question.parse({"answer": [typed]}, [])
    # "Sudza" has five letters: the key's six count.
    assert question.grade(response).fraction == fraction


def test_a_slip_as_near_to_a_rejected_answer_is_not_forgiven():
    question = load("\n- ask: Who?\n  accept:\n  - Petrova\n  reject:\n  - Petrovo => That is a place.\n")
    assert question.grade("Petrov").fraction == 0  # one letter from either
    assert question.grade("Petrovaa").fraction == 1
    assert question.categories("Petrovoo") == ("Petrovo",)


def test_exact_spelling_forgives_nothing_but_spaces():
    question = load("\n- ask: Spell it.\n  accept:\n  - Élysée Palace\n  spelling: exact\n")
    assert question.grade(" Élysée  Palace").fraction == 1
    assert question.grade("ÉLYSÉE palace").fraction == 0
    assert question.grade("Elysee Palace").fraction == 0
    assert question.grade("Élysée Palase").fraction == 0


def test_cyrillic_answers_are_compared_letter_by_letter():
    question = load("\n- ask: Столиця?\n  accept:\n  - Київ\n", "uk")
    assert question.grade("київ").fraction == 1
    assert question.grade("Кіїв").fraction == 0


def test_feedback_belongs_to_the_answer_that_was_written():
    question = load()
    assert question.review("kursk").notes == (Note("Kursk", "Kursk is the region.", "wrong place"),)
    assert question.review("Sudzha").notes == (Note("Sudzha", "It lies near the border."),)
    assert question.review("Sudzhaa").notes[-1] == Note("Sudzhaa", "The usual spelling is “Sudzha”.")
    assert question.review("Paris").notes == ()
    assert [line.right for line in question.review("Paris").yours] == [False]


def test_reports_count_spellings_of_one_answer_together():
    question = load()
    assert question.categories("sudzha ") == question.categories("Sudzhaa") == ("Sudzha",)
    assert question.categories("KURSK") == ("Kursk",)
    assert question.categories("The  Hague") == question.categories("hague!")


@pytest.mark.parametrize("typed", ["", "  ", "...", "\u200b", "x" * 301, "\x00"])
def test_what_holds_no_short_text_comes_back_unread(typed):
    assert isinstance(load().parse({"answer": [typed]}, []), Unreadable)


def test_two_different_answers_at_once_come_back_unread():
    assert isinstance(load().parse({"answer": ["Sudzha", "Kursk"]}, []), Unreadable)
    assert load().parse({"answer": ["Sudzha", "Sudzha"]}, []) == "Sudzha"


def test_what_was_typed_is_shown_again_cut_where_it_is_huge():
    question = load()
    assert question.ask_view([], posted={"answer": ["<b>x"]}).controls[0].value == "<b>x"
    assert len(question.ask_view([], posted={"answer": ["x" * 10**6]}).controls[0].value) == 4000


def test_a_corrected_key_accepts_voids_and_replaces():
    question = load()
    assert question.change(KeyChange(accept="Kursk")).grade("kursk").fraction == 1
    assert question.change(KeyChange(accept="Kursk")).key.reject[0].text == "Sudzhenko"
    void = question.change(KeyChange(void="Kursk"))
    assert (void.grade("Kursk").fraction, void.best()) == (1, "Sudzha")
    replaced = question.change(KeyChange(right=("Belgorod",)))
    assert (replaced.grade("Belgorod").fraction, replaced.grade("Sudzha").fraction) == (1, 0)
    assert replaced.best() == "Belgorod"
    with pytest.raises(ChangeRefused, match="letter or a digit"):
        question.change(KeyChange(accept="?!"))
    assert question.grade("Kursk").fraction == Fraction(0)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("accept:\n  - Norway\n  reject:\n  - NORWAY.", "accepted-and-rejected"),
        ("accept:\n  - Norway\n  - Norway", "answer-twice"),
        ("accept:\n  - '...'", "answer-without-word"),
        ("accept:\n  - Norway\n  spelling: strict", "unknown-word"),
    ],
)
def test_keys_that_contradict_themselves_are_refused(lines, code):
    assert code in codes(f"\n- ask: Which country?\n  {lines}\n")


def test_any_other_answer_is_told_what_the_teacher_says_to_it():
    question = load(
        "\n- ask: Who?\n  accept:\n  - Petrova\n  reject:\n  - Kursk => That is a place.\n  otherwise: Read the first line.\n"
    )

    assert [note.message for note in question.review("Ivanov").notes] == ["Read the first line."]
    assert [note.message for note in question.review("Kursk").notes] == ["That is a place."]
    assert question.review("Petrova").notes == ()
