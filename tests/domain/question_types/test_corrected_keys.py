"""Corrected keys: one more typed answer right, one less, another figure, and rows one by one."""

from fractions import Fraction

import pytest

from quizapp.domain.question import ChangeRefused, FigureAs, KeyChange
from tests.domain.question_types.conftest import Make

MOTTO = "fill: The motto is [[liberty]], [[equality | equal rights]] and [[July ~ May ~ June]]. It is [[1.2 billion]]."
BEST = ["liberty", "equality", 0, "1.2 billion"]


def test_a_typed_gap_takes_one_more_answer_and_gives_one_up(make: Make) -> None:
    question = make(MOTTO)
    assert question.accepted() == ("1: liberty", "2: equality", "2: equal rights", "4: 1.2 billion")
    written = ["freedom", *BEST[1:]]
    assert question.grade(written).fraction == Fraction(3, 4)

    assert question.to_accept(written) == "1: freedom"
    more = question.change(KeyChange(accept="1: freedom"))
    assert more.grade(written).fraction == 1

    less = more.change(KeyChange(refuse="1: liberty"))
    assert less.grade(written).fraction == 1
    assert less.grade(BEST).fraction == Fraction(3, 4)
    assert less.review(None).best[0].text == "freedom"


def test_a_gap_for_a_figure_takes_another_figure_in_every_writing(make: Make) -> None:
    """1.3 billion is accepted: 1,300 million is the same figure. Taken away, it is wrong in every writing."""
    more = make(MOTTO).change(KeyChange(accept="4: 1.3 billion"))
    for text in ("1.3 billion", "1,300 million", "1.3bn"):
        assert more.grade([*BEST[:3], text]).fraction == 1, text
    less = more.change(KeyChange(refuse="4: 1,300 million"))
    for text in ("1.3 billion", "1,300 million", "1.3bn"):
        assert less.grade([*BEST[:3], text]).fraction == Fraction(3, 4), text
    assert less.grade(BEST).fraction == 1


def test_the_options_of_several_lists_are_corrected_at_once_as_the_page_sends_them(make: Make) -> None:
    question = make("fill: In [[May ~ June ~ July]] of [[1789 ~ 1792 ~ 1799]].")
    corrected = question.change(KeyChange(right=("1: July", "2: 1789")))
    assert corrected.grade([2, 0]).fraction == 1
    assert corrected.grade([0, 0]).fraction == Fraction(1, 2)


def test_an_accepted_text_is_taken_away_with_the_slips_that_led_to_it(make: Make) -> None:
    question = make("ask: What kind of link?\naccept: [causal, causative]")
    assert question.grade("casual").fraction == 1  # one slip from the key

    strict = question.change(KeyChange(refuse="casual"))
    assert strict.grade("casual").fraction == 0
    assert strict.grade("causal").fraction == 1
    assert question.change(KeyChange(refuse="causative")).grade("causative").fraction == 0


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("ask: Who?\naccept: Ada", "Ada"),
        ("fill: It was [[Ada]].", "ada"),
        ("fill: It was [[5 km]].", "5,000 m"),
    ],
)
def test_the_only_right_answer_cannot_be_taken_away(make: Make, entry: str, text: str) -> None:
    with pytest.raises(ChangeRefused, match="only right answer"):
        make(entry).change(KeyChange(refuse=text))


def test_a_figure_its_unit_and_its_tolerance_are_corrected(make: Make) -> None:
    question = make("ask: How long is it?\nnumber: 30\nunit: km\nreject:\n- 19 => Those are miles.")
    assert question.figure_key() == FigureAs("30", "km", "")

    other = question.change(KeyChange(figure=FigureAs("31", "km", "")))
    assert [other.grade(text).fraction for text in ("30", "31", "31,000 m")] == [0, 1, 1]
    wider = question.change(KeyChange(figure=FigureAs("31", "km", "5%")))  # 29.45 to 32.55
    assert [wider.grade(text).fraction for text in ("29", "30", "32.5", "33")] == [0, 1, 1, 0]
    # 19 miles are 30.6 km; in miles a bare 19 is the answer, and rejecting it is over.
    miles = question.change(KeyChange(figure=FigureAs("19", "miles", "")))
    assert [miles.grade(text).fraction for text in ("19", "30", "30.6 km")] == [1, 0, 1]
    assert miles.review("19").best[0].text == "19 miles"


def test_another_figure_that_was_right_is_taken_away_and_the_key_itself_is_not(make: Make) -> None:
    question = make("ask: How many?\nnumber: 400\nwithin: 10\nalso: [500]")
    assert question.change(KeyChange(refuse="500")).grade("500").fraction == 0
    with pytest.raises(ChangeRefused, match="Correct the figure or its tolerance"):
        question.change(KeyChange(refuse="405"))


@pytest.mark.parametrize(
    "figure", [FigureAs("some"), FigureAs("3 km", "miles"), FigureAs("3", "km", "wide"), FigureAs("")]
)
def test_a_figure_that_cannot_be_read_is_refused(make: Make, figure: FigureAs) -> None:
    with pytest.raises(ChangeRefused):
        make("ask: How long?\nnumber: 3\nunit: km").change(KeyChange(figure=figure))


ORDER = "ask: Order them.\norder: [Survey, Licence, Drilling, Report]"


def test_an_order_is_corrected_item_by_item(make: Make) -> None:
    """Licence, survey, drilling, report; positions are those of the bank: survey 0, licence 1."""
    question = make(ORDER)
    assert [(row.label, row.right) for row in question.key_rows()] == [
        ("Survey", "1"), ("Licence", "2"), ("Drilling", "3"), ("Report", "4"),
    ]  # fmt: skip
    corrected = question.change(KeyChange(rows=(("Survey", "2"), ("Licence", "1"))))
    assert corrected.grade([1, 0, 2, 3]).fraction == 1
    assert corrected.grade([0, 1, 2, 3]).fraction == Fraction(1, 2)
    assert corrected.best() == [1, 0, 2, 3]
    assert [line.text for line in corrected.review(None).best] == ["Licence", "Survey", "Drilling", "Report"]


def test_items_of_one_place_may_stand_in_either_order(make: Make) -> None:
    """Survey first, licence and drilling in either order, then the report."""
    corrected = make(ORDER).change(KeyChange(rows=(("Drilling", "2"),)))
    assert corrected.grade([0, 1, 2, 3]).fraction == 1
    assert corrected.grade([0, 2, 1, 3]).fraction == 1
    assert corrected.grade([1, 0, 2, 3]).fraction == Fraction(1, 2)
    assert [line.label for line in corrected.review(None).best] == ["1.", "2.–3.", "2.–3.", "4."]
    # Blind: the two ends are right 1 time in 4, the two in the middle 2 times in 4: (1 + 2 + 2 + 1) / 16.
    assert corrected.guess_score() == Fraction(6, 16)


def test_pairs_and_groups_are_corrected_row_by_row(make: Make) -> None:
    match = make("ask: Who?\nmatch:\n  Ada: engine\n  Grace: compiler")
    assert (
        match.change(KeyChange(rows=(("Ada", "compiler"), ("Grace", "engine")))).grade([1, 0]).fraction == 1
    )
    sort = make("ask: Sort.\nsort:\n  Fish: [cod, whale]\n  Mammals: [bat]")
    corrected = sort.change(KeyChange(rows=(("whale", "Mammals"),)))
    assert corrected.grade([0, 1, 1]).fraction == 1
    assert corrected.grade([0, 0, 1]).fraction == Fraction(2, 3)


@pytest.mark.parametrize(
    "change",
    [KeyChange(rows=(("Nobody", "1"),)), KeyChange(rows=(("Survey", "9"),)), KeyChange(accept="x"), KeyChange(right=("1. Survey",))],
)  # fmt: skip
def test_rows_that_are_not_there_are_refused(make: Make, change: KeyChange) -> None:
    with pytest.raises(ChangeRefused):
        make(ORDER).change(change)
