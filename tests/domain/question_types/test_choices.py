"""Single choice, multiple response, true or false: reading, grading, voiding, changing the key."""

from fractions import Fraction
from itertools import chain, combinations
from random import Random

import pytest

from quizapp.domain.question import ChangeRefused, KeyChange, Line, Note, Unreadable
from tests.domain.question_types.conftest import Make

SINGLE = """
ask: Who says so?
answer: The company => It wants the licence.
wrong:
- The union => It only repeats the number. => wrong speaker
- The ministry
"""
MULTIPLE = """
ask: Which are named?
answers:
- Clouds
- Noise
wrong:
- Earthquakes => None is named. => not in the article
- Oil
"""
TRUE_FALSE = """
statement: It was checked.
is: not stated
feedback:
  "true": The article is silent. => too certain
"""


def test_what_is_posted_is_the_position_as_shown(make: Make) -> None:
    question = make(SINGLE)
    order = [2, 0, 1]

    assert [control.label for control in question.ask_view(order).controls] == [
        "The ministry",
        "The company",
        "The union",
    ]
    assert question.parse({"answer": ["1"]}, order) == 0
    assert question.parse({"answer": ["0"]}, order) == 2
    assert isinstance(question.parse({"answer": ["3"]}, order), Unreadable)
    assert isinstance(question.parse({"answer": ["0", "1"]}, order), Unreadable)


def test_a_choice_is_reviewed_beside_the_better_one(make: Make) -> None:
    review = make(SINGLE).review(1)

    assert review.yours == (Line("The union", False),)
    assert review.best == (Line("The company", True),)
    assert review.notes == (Note("The union", "It only repeats the number.", "wrong speaker"),)
    assert make(SINGLE).review(0).notes == (Note("The company", "It wants the licence."),)


def test_options_kept_in_order_stand_by_number_or_alphabet_and_never_by_rightness(make: Make) -> None:
    numbers = make(
        "ask: How many?\nanswer: 1,000 or so\nwrong: ['12', '900', about 2.5]\nkeep order: yes\nwho: x"
    )
    words = make("ask: Who?\nanswer: Union\nwrong: [council, Ministry]\nkeep order: yes")

    assert [numbers.options()[place].text for place in numbers.draw_order(Random(1))] == [
        "about 2.5",
        "12",
        "900",
        "1,000 or so",
    ]
    assert [words.options()[place].text for place in words.draw_order(Random(1))] == [
        "council",
        "Ministry",
        "Union",
    ]


def test_a_void_option_is_right_for_who_chose_it_and_offered_no_more(make: Make) -> None:
    question = make(SINGLE + "void:\n- The council\n")
    for seed in range(20):
        order = question.draw_order(Random(seed))
        shown = question.ask_view(order).controls
        assert [control.value for control in shown] == ["0", "1", "2"]
        assert "The council" not in [control.label for control in shown]
        assert isinstance(question.parse({"answer": ["3"]}, order), Unreadable)
        assert [c.label for c in question.ask_view(order, 3).controls if c.chosen] == ["The council"]

    assert question.grade(3).fraction == 1
    assert question.review(3).yours == (Line("~~The council~~", True),)
    assert question.guess_score() == Fraction(1, 3)


@pytest.mark.parametrize(
    ("entry", "right", "before", "after"),
    [(SINGLE, "the ministry", (1, 0, 0), (0, 0, 1)), (TRUE_FALSE, "False", (0, 0, 1), (0, 1, 0))],
)
def test_a_changed_key_grades_anew(
    make: Make, entry: str, right: str, before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    question = make(entry)
    changed = question.change(KeyChange(right=(right,)))

    assert tuple(question.grade(place).fraction for place in range(3)) == before
    assert tuple(changed.grade(place).fraction for place in range(3)) == after


def test_a_key_may_come_to_have_two_right_options(make: Make) -> None:
    changed = make(SINGLE).change(KeyChange(right=("The union", "The company")))

    assert [changed.grade(place).fraction for place in range(3)] == [1, 1, 0]
    assert changed.guess_score() == Fraction(2, 3)
    assert [line.text for line in changed.review(2).best] == ["The company", "The union"]


def test_voiding_an_option_takes_nothing_from_anybody(make: Make) -> None:
    changed = make(SINGLE).change(KeyChange(void="The union"))
    assert [changed.grade(place).fraction for place in range(3)] == [1, 1, 0]


@pytest.mark.parametrize("entry", [SINGLE, MULTIPLE, TRUE_FALSE])
@pytest.mark.parametrize(
    "change", [KeyChange(accept="x"), KeyChange(right=("nobody",)), KeyChange(void="nobody")]
)
def test_a_change_that_makes_no_sense_is_refused(make: Make, entry: str, change: KeyChange) -> None:
    with pytest.raises(ChangeRefused):
        make(entry).change(change)


# Options 0 and 1 are right, 2 and 3 wrong.
@pytest.mark.parametrize(
    ("chosen", "all_or_nothing", "per_option", "right_minus_wrong"),
    [
        ([0, 1], 1, 1, 1),
        ([0], 0, Fraction(3, 4), Fraction(1, 2)),
        ([0, 1, 2], 0, Fraction(3, 4), Fraction(1, 2)),
        ([0, 2], 0, Fraction(1, 2), 0),
        ([0, 1, 2, 3], 0, Fraction(1, 2), 0),
        ([2, 3], 0, 0, 0),
        ([0, 2, 3], 0, Fraction(1, 4), 0),
    ],
)
def test_credit_for_several_right_options(
    make: Make, chosen: list[int], all_or_nothing: Fraction, per_option: Fraction, right_minus_wrong: Fraction
) -> None:
    assert make(MULTIPLE).grade(chosen).fraction == all_or_nothing
    assert make(MULTIPLE + "credit: all or nothing").grade(chosen).fraction == all_or_nothing
    assert make(MULTIPLE + "credit: per option").grade(chosen).fraction == per_option
    assert make(MULTIPLE + "credit: right minus wrong").grade(chosen).fraction == right_minus_wrong


@pytest.mark.parametrize("credit", ["all or nothing", "per option", "right minus wrong"])
@pytest.mark.parametrize("void", ["", "void: [Dust]\n"])
def test_blind_guessing_of_several_options_is_the_mean_over_all_choices(
    make: Make, credit: str, void: str
) -> None:
    question = make(f"{MULTIPLE}{void}credit: {credit}")
    choices = chain.from_iterable(combinations(range(4), size) for size in range(1, 5))
    grades = [question.grade(list(choice)).fraction for choice in choices]

    assert len(grades) == 15
    assert question.guess_score() == sum(grade for grade in grades if grade is not None) / 15


def test_a_void_option_among_several_counts_as_right_chosen_or_not(make: Make) -> None:
    for credit, expected in (
        ("all or nothing", 0),
        ("per option", Fraction(4, 5)),
        ("right minus wrong", Fraction(1, 2)),
    ):
        question = make(f"{MULTIPLE}credit: {credit}").change(KeyChange(void="Oil"))
        assert question.grade([0, 1]).fraction == question.grade([0, 1, 3]).fraction == 1
        # One right option missed: of clouds, noise, earthquakes and the void oil, three of four are as they should be.
        assert question.grade([0, 3]).fraction == (Fraction(3, 4) if credit == "per option" else expected)


def test_several_choices_are_sorted_told_once_and_reviewed(make: Make) -> None:
    question = make(MULTIPLE)
    order = [3, 2, 1, 0]

    assert question.parse({"answer": ["3", "1", "3", ""]}, order) == [0, 2]
    assert isinstance(question.parse({"answer": ["3", "4"]}, order), Unreadable)
    review = question.review([0, 2])
    assert review.yours == (Line("Clouds", True), Line("Earthquakes", False))
    assert review.best == (Line("Clouds", True), Line("Noise", True))
    assert review.notes == (Note("Earthquakes", "None is named.", "not in the article"),)
    assert question.summary([0, 2]) == "Clouds; Earthquakes"
    assert question.categories([0, 2]) == ("Clouds", "Earthquakes")


def test_true_false_and_not_stated_are_always_offered_in_this_order(make: Make) -> None:
    question = make(TRUE_FALSE)

    assert question.draw_order(Random(5)) == []
    assert [(c.label, c.value) for c in question.ask_view([]).controls] == [
        ("True", "0"),
        ("False", "1"),
        ("Not stated", "2"),
    ]
    assert question.ask_view([]).stem == "It was checked."
    assert question.review(0).notes == (Note("True", "The article is silent.", "too certain"),)
    assert question.guess_score() == Fraction(1, 3)


ANY_ONE = "ask: Name a Nordic capital.\nanswers:\n- Oslo\n- Helsinki\nwrong:\n- Riga\ncredit: any one\n"


def test_where_any_one_is_right_one_is_chosen_and_each_right_one_earns_all(make: Make) -> None:
    question = make(ANY_ONE)
    view = question.ask_view([0, 1, 2])

    assert view.exclusive
    assert [question.grade([place]).fraction for place in (0, 1, 2)] == [1, 1, 0]
    assert isinstance(question.parse({"answer": ["0", "1"]}, [0, 1, 2]), Unreadable)
    assert question.parse({"answer": ["1"]}, [0, 1, 2]) == [1]
    assert question.guess_score() == Fraction(2, 3)
    assert [line.text for line in question.review([2], [0, 1, 2]).best] == ["Oslo", "Helsinki"]


@pytest.mark.parametrize(
    ("more", "offered"),
    [
        ("", 2),
        ("not stated: yes\n", 3),
        ("not stated: no\n", 2),
        ("feedback:\n  not stated: It says so.\n", 3),
    ],
)
def test_not_stated_is_offered_where_the_question_speaks_of_it(make: Make, more: str, offered: int) -> None:
    question = make(f"statement: Water is wet.\nis: true\n{more}")

    assert len(question.ask_view([]).controls) == offered
    assert ("Not stated" in question.ask_view([]).instruction) is (offered == 3)
    assert question.guess_score() == Fraction(1, offered)
    assert isinstance(question.parse({"answer": ["2"]}, []), Unreadable) is (offered == 2)
    # An answer of an older version of the bank still reads and counts.
    assert question.grade(2).fraction == 0


def test_in_a_bank_with_claims_what_is_not_stated_is_an_answer(make: Make) -> None:
    asked = make("statement: Water is wet.\nis: true\n").beside_claims()
    told = make("statement: Water is wet.\nis: true\nnot stated: no\n").beside_claims()

    assert len(asked.ask_view([]).controls) == 3
    assert len(told.ask_view([]).controls) == 2


def test_a_key_that_becomes_not_stated_offers_it(make: Make) -> None:
    question = make("statement: Water is wet.\nis: true\n").change(KeyChange(right=("Not stated",)))

    assert len(question.ask_view([]).controls) == 3
    assert question.grade(2).fraction == 1
