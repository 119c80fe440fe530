"""Ordering, matching, sorting and essay: reading, partial credit, notes."""

from fractions import Fraction
from itertools import permutations, product
from random import Random

import pytest

from quizapp.domain.question import Line, Note, Unreadable
from tests.domain.question_types.conftest import Make

ORDERING = """
ask: In which order?
order: [Survey, Licence, Test, Drilling]
feedback:
  licence: Without it nobody may drill. => order of events
"""
MATCHING = """
ask: Who said what?
match:
  Minister: It is safe
  Biologist: It is risky
  Union: It is safe => The union trusts the survey.
extra: It is illegal => Nobody says so. => not in the article
feedback:
  Biologist: She warns of the sediment. => wrong speaker
"""
SORTING = """
ask: Sort them.
sort:
  Claimed: [Jobs, Harmless]
  Confirmed: [Licence]
  Forecast: [Growth => A forecast is no fact.]
feedback:
  Jobs: Only the company says so. => too certain
"""
ESSAY = """
essay: What would you check?
rubric:
- 2 points: names a source
- 1.5 points: says why it is another one
- 1 Point: is clear
"""


@pytest.mark.parametrize(
    ("response", "share"),
    [([0, 1, 2, 3], 1), ([1, 0, 2, 3], Fraction(1, 2)), ([3, 0, 1, 2], 0), ([0, 2, 3, 1], Fraction(1, 4))],
)
def test_an_order_earns_the_share_of_items_in_their_place(
    make: Make, response: list[int], share: Fraction
) -> None:
    assert make(ORDERING).grade(response).fraction == share
    assert make(ORDERING + "credit: all or nothing").grade(response).fraction == int(share == 1)


@pytest.mark.parametrize("credit", ["per option", "all or nothing"])
def test_guessing_an_order_earns_the_mean_over_all_orders(make: Make, credit: str) -> None:
    question = make(f"{ORDERING}credit: {credit}")
    grades = [question.grade(list(order)).fraction or Fraction(0) for order in permutations(range(4))]
    assert question.guess_score() == sum(grades, Fraction(0)) / 24


def test_places_are_posted_per_item_as_shown(make: Make) -> None:
    question = make(ORDERING)
    order = [2, 0, 3, 1]  # shown: Test, Survey, Drilling, Licence

    posted = {"row-0": ["3"], "row-1": ["1"], "row-2": ["4"], "row-3": ["2"]}
    assert question.parse(posted, order) == [0, 1, 2, 3]
    view = question.ask_view(order)
    assert [(c.name, c.label, c.value) for c in view.controls] == [
        ("row-0", "Test", ""),
        ("row-1", "Survey", ""),
        ("row-2", "Drilling", ""),
        ("row-3", "Licence", ""),
    ]
    # A saved answer keeps the rows where they were, each with its number.
    assert [c.value for c in question.ask_view(order, [0, 1, 2, 3]).controls] == ["3", "1", "4", "2"]


def test_two_items_at_one_place_are_unreadable_and_shown_as_they_were(make: Make) -> None:
    question = make(ORDERING)
    posted = {"row-0": ["1"], "row-1": ["1"], "row-2": ["3"], "row-3": ["4"]}

    assert question.parse(posted, [0, 1, 2, 3]) == Unreadable(
        "“Survey” and “Licence” are both number 1. Give each a number of its own.", "row-1"
    )
    assert [c.value for c in question.ask_view([0, 1, 2, 3], posted=posted).controls] == ["1", "1", "3", "4"]
    for value in ("0", "5", "x"):
        said = question.parse({**posted, "row-0": [value]}, [0, 1, 2, 3])
        assert isinstance(said, Unreadable)
        assert said.control == "row-0"


def test_an_order_is_never_right_already_when_it_is_shown(make: Make) -> None:
    question = make("ask: In which order?\norder: [a1, b1, c1]\nwho: x")
    shown = {tuple(question.draw_order(Random(seed))) for seed in range(200)}
    assert shown == set(permutations(range(3))) - {(0, 1, 2)}
    # Of two, leaving out the right one would leave only the wrong one.
    two = make("ask: In which order?\norder: [a1, b1]\nwho: x")
    assert {tuple(two.draw_order(Random(seed))) for seed in range(50)} == {(0, 1), (1, 0)}


def test_a_misplaced_item_brings_its_note(make: Make) -> None:
    review = make(ORDERING).review([1, 0, 2, 3])

    assert review.yours[:2] == (Line("Licence", False, "1."), Line("Survey", False, "2."))
    assert review.best[0] == Line("Survey", True, "1.")
    assert review.notes == (
        Note(
            "",
            "2 of 4 are in the right place, and each counts the same. “Licence” and “Survey” are the wrong way round.",
        ),
        Note("Licence", "Without it nobody may drill.", "order of events"),
    )


def test_an_order_says_in_words_how_much_of_it_is_right_and_what_that_earns(make: Make) -> None:
    items = [f"i{n}" for n in range(10)]
    ten = make(f"ask: In which order?\norder: [{', '.join(items)}]\nwho: x")
    swapped = [0, 1, 7, 3, 4, 5, 6, 2, 8, 9]
    assert ten.grade(swapped).fraction == Fraction(8, 10)
    [note] = ten.review(swapped).notes
    assert note.message == (
        "8 of 10 are in the right place, and each counts the same. “i7” and “i2” are the wrong way round."
    )
    turned = [*range(1, 10), 0]
    assert [n.message for n in ten.review(turned).notes] == [
        "0 of 10 are in the right place, and each counts the same."
    ]
    assert ten.review(list(range(10))).notes == ()
    whole = make(f"ask: In which order?\norder: [{', '.join(items)}]\ncredit: all or nothing\nwho: x")
    assert whole.grade(swapped).fraction == 0
    assert whole.review(swapped).notes[0].message.startswith("8 of 10 are in the right place; only the whole")


def test_partners_are_offered_once_and_shuffled_while_lines_stay(make: Make) -> None:
    question = make(MATCHING)
    order = [2, 0, 1]
    view = question.ask_view(order)

    assert [(c.name, c.label) for c in view.controls] == [
        ("row-0", "Minister"),
        ("row-1", "Biologist"),
        ("row-2", "Union"),
    ]
    assert {c.choices for c in view.controls} == {
        (("0", "It is illegal"), ("1", "It is safe"), ("2", "It is risky"))
    }
    assert question.parse({"row-0": ["1"], "row-1": ["2"], "row-2": ["1"]}, order) == [0, 1, 0]
    missing = question.parse({"row-0": ["1"], "row-2": ["1"]}, order)
    assert missing == Unreadable("Choose a partner for “Biologist”.", "row-1")


def test_a_match_earns_the_share_of_lines_with_their_partner(make: Make) -> None:
    question, strict = make(MATCHING), make(MATCHING + "credit: all or nothing")
    for response, share in (([0, 1, 0], 1), ([0, 1, 2], Fraction(2, 3)), ([1, 0, 1], 0)):
        assert question.grade(response).fraction == share
        assert strict.grade(response).fraction == int(share == 1)
    every = list(product(range(3), repeat=3))
    assert (
        question.guess_score()
        == sum((question.grade(list(r)).fraction or 0 for r in every), Fraction(0)) / 27
    )
    assert strict.guess_score() == sum((strict.grade(list(r)).fraction or 0 for r in every), Fraction(0)) / 27


def test_a_wrong_pair_brings_the_notes_of_both_its_sides(make: Make) -> None:
    review = make(MATCHING).review([0, 2, 1])

    assert review.yours == (
        Line("It is safe", True, "Minister"),
        Line("It is illegal", False, "Biologist"),
        Line("It is risky", False, "Union"),
    )
    assert review.notes == (
        Note("Biologist: It is illegal", "She warns of the sediment.", "wrong speaker"),
        Note("Biologist: It is illegal", "Nobody says so.", "not in the article"),
        Note("Union: It is risky", "The union trusts the survey.", ""),
    )


def test_items_are_shuffled_and_groups_stay(make: Make) -> None:
    question = make(SORTING)
    order = [3, 2, 1, 0]
    view = question.ask_view(order)

    assert [c.label for c in view.controls] == ["Growth", "Licence", "Harmless", "Jobs"]
    assert view.controls[0].choices == (("0", "Claimed"), ("1", "Confirmed"), ("2", "Forecast"))
    assert question.parse({f"row-{n}": [v] for n, v in enumerate("2100")}, order) == [0, 0, 1, 2]
    assert question.parse({"row-0": ["2"]}, order) == Unreadable("Choose a group for “Licence”.", "row-1")
    said = question.parse({f"row-{n}": [v] for n, v in enumerate("2300")}, order)
    assert isinstance(said, Unreadable)
    assert said.control == "row-1"


def test_sorting_earns_the_share_of_items_in_their_group(make: Make) -> None:
    question, strict = make(SORTING), make(SORTING + "credit: all or nothing")
    for response, share in (([0, 0, 1, 2], 1), ([1, 0, 1, 2], Fraction(3, 4)), ([1, 1, 0, 0], 0)):
        assert question.grade(response).fraction == share
        assert strict.grade(response).fraction == int(share == 1)
    every = list(product(range(3), repeat=4))
    assert (
        question.guess_score()
        == sum((question.grade(list(r)).fraction or 0 for r in every), Fraction(0)) / 81
    )
    assert strict.guess_score() == sum((strict.grade(list(r)).fraction or 0 for r in every), Fraction(0)) / 81


def test_an_item_in_the_wrong_group_brings_its_note(make: Make) -> None:
    review = make(SORTING).review([1, 0, 1, 0])

    assert review.yours[0] == Line("Confirmed", False, "Jobs")
    assert review.notes == (
        Note("Jobs: Confirmed", "Only the company says so.", "too certain"),
        Note("Growth: Claimed", "A forecast is no fact.", ""),
    )


@pytest.mark.parametrize("entry", [ORDERING, MATCHING, SORTING])
def test_what_is_right_brings_no_note(make: Make, entry: str) -> None:
    question = make(entry)
    assert question.review(question.best()).notes == ()


def test_a_rubric_gives_points_and_the_question_its_marks(make: Make) -> None:
    question = make(ESSAY)

    assert question.marks == Fraction(9, 2)
    assert make(ESSAY + "marks: 9").marks == 9
    assert make("essay: What?").marks == 1
    assert [(line.label, line.text) for line in question.review(None).best] == [
        ("2 points", "names a source"),
        ("1.5 points", "says why it is another one"),
        ("1 point", "is clear"),
    ]


def test_an_essay_is_kept_as_written_and_graded_by_a_person(make: Make) -> None:
    question = make(ESSAY)
    written = question.parse({"answer": ["  One.\r\n\r\nTwo\x00 and\ttab.  "]}, [])

    assert written == "One.\n\nTwo and\ttab."
    assert question.grade(written).fraction is None
    assert question.summary(written) == "One. Two and tab."
    assert len(question.summary("word " * 100)) <= 120
    said = question.parse({"answer": ["x" * 20_003]}, [])
    assert isinstance(said, Unreadable)
    assert "3 characters too long" in said.message
