"""Cloze: gaps typed, gaps chosen, credit by gap, and what a bank may not hold."""

from fractions import Fraction
from random import Random

import pytest

from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.question import ChangeRefused, FigureAs, KeyChange, Note, Unreadable
from quizapp.domain.question_types import QUESTION_TYPES

FILL = (
    "It will cost [[1.2 billion]] NOK and open in [[2031 | in 2031 => That is the plan.]], says the "
    "[[council ~ ministry => It only pays. => wrong speaker ~ company]] of [[Millbrook]]."
)


def load(fill: str = FILL, more: str = ""):
    text = f"title: T\nquestions:\n- fill: {fill!r}\n  who: The council\n{more}"
    return load_bank(text, QUESTION_TYPES, name="t").questions[0]


def codes(fill: str) -> list[str]:
    text = f"title: T\nquestions:\n- fill: {fill!r}\n  who: X\n"
    return [problem.code for problem in check_bank(text, QUESTION_TYPES, name="t").problems]


def post(*values: str) -> dict[str, list[str]]:
    return {f"row-{number}": [value] for number, value in enumerate(values)}


def test_each_gap_earns_its_share():
    question = load()
    # shown order: company, council, ministry
    order = [2, 0, 1]
    right = question.parse(post("1,200,000,000", "2031", "1", "millbrook"), order)
    assert right == ["1,200,000,000", "2031", 0, "millbrook"]
    assert question.grade(right).fraction == 1
    assert question.grade(["1.2bn", "in 2031", 0, "Milbrook"]).fraction == 1
    assert question.grade(["1.3 billion", "2031", 1, "Millbrook"]).fraction == Fraction(1, 2)
    assert question.grade(["2 billion", "2030", 2, "Oslo"]).fraction == 0


def test_any_other_answer_of_a_gap_is_told_what_its_teacher_wrote():
    question = load(
        "In [[Oslo | Kristiania => Long ago. | * => Look at paragraph 5.]] live [[12 ± 1 | * => Count again.]]."
    )

    assert question.review(["Bergen", "30"]).notes == (
        Note("Bergen", "Look at paragraph 5."),
        Note("30", "Count again."),
    )
    assert question.review(["Kristiania", "13"]).notes == (Note("Kristiania", "Long ago."),)
    assert question.accepted() == ("1: Oslo", "1: Kristiania", "2: 12")
    assert "answer-without-word" in codes("In [[Oslo | *]].")
    assert "answer-without-word" in codes("In [[* => Look again.]].")


def test_the_page_shows_texts_around_controls_and_no_key():
    question = load()
    view = question.ask_view([2, 0, 1])
    assert view.segments == ("It will cost ", " NOK and open in ", ", says the ", " of ", ".")
    assert [control.choices for control in view.controls] == [
        (), (), (("0", "company"), ("1", "council"), ("2", "ministry")), (),
    ]  # fmt: skip
    assert [control.label for control in view.controls] == [
        "Gap 1 of 4",
        "Gap 2 of 4",
        "Gap 3 of 4",
        "Gap 4 of 4",
    ]
    assert (
        question.ask
        == question.stem_text()
        == ("It will cost _____ NOK and open in _____, says the _____ of _____.")
    )
    filled = question.ask_view([2, 0, 1], ["1.2bn", "2031", 0, "x"])
    assert [control.value for control in filled.controls] == ["1.2bn", "2031", "1", "x"]


def test_a_gap_that_reads_as_a_number_is_graded_as_one_and_says_what_it_cannot_read():
    question = load("About [[12 km]] and [[three]].")
    assert question.grade(["7.5 miles", "3"]).fraction == 1  # 12.07 km, two digits
    assert question.grade(["12,000 m", "Three"]).fraction == 1
    said = question.parse(post("12", "3"), [])
    assert said == Unreadable(
        "Gap 1: In which unit? Write the unit after the figure: “km” or “miles”.", "row-0"
    )
    assert [slip.kind for slip in question.grade(["12 miles", "30"]).slips] == [
        "kilometres-for-miles",
        "power-of-ten",
    ]


@pytest.mark.parametrize(
    "fill",
    [
        "It began on [[6]] August.",
        "It began on August [[6]], says the council.",
        "It lasted from [[6]] to 9 August.",
        "It was in the night of [[6]]/7 August.",
        "In August 2024, on the [[6]], it began.",
    ],
)
def test_a_gap_beside_a_month_asks_for_a_day(fill):
    question = load(fill)
    assert isinstance(question.parse(post("6/8"), [0]), Unreadable)
    for typed, fraction in (("6th", 1), ("the sixth", 1), ("6 August", 1), ("7", 0)):
        assert question.grade(question.parse(post(typed), [0])).fraction == fraction, typed


@pytest.mark.parametrize("fill", ["Only [[6]] may enter.", "In August the fleet lost [[6]] ships."])
def test_a_gap_that_counts_asks_for_no_day(fill):
    assert load(fill).parse(post("6/8"), [0]) == ["6/8"]


def test_other_spellings_of_a_figure_and_words_beside_it_are_right_too():
    question = load("In [[2031 | the thirties | 2032]].")
    assert [question.grade([text]).fraction for text in ("2031", "2032", "thirties", "2033")] == [1, 1, 1, 0]
    assert question.parse({"row-0": ["the thirties"]}, []) == ["the thirties"]


def test_the_figure_of_another_claim_is_named():
    text = """title: T
sources: {s: {title: S, date: 1 May 2025, link: "https://news.example/x"}}
defaults: {source: s}
claims:
  cost: {says: The port costs 1.2 billion, figure: 1.2 billion, who: The council}
  old: {says: The port costs 900 million, figure: 900 million, who: The ministry}
questions:
- fill: The council says [[1.2 billion]].
  claim: cost
- fill: The ministry says [[900 million]].
  claim: old
"""
    first, second = load_bank(text, QUESTION_TYPES, name="t").questions
    own = load_bank(
        text.replace("says [[1.2 billion", "says [[1.1 billion"), QUESTION_TYPES, name="t"
    ).questions[0]
    assert [slip.kind for slip in own.grade(["1.2 billion"]).slips] == ["close"]
    assert "The port costs 900 million (The ministry)" in first.grade(["900 million"]).slips[0].message
    assert first.review(["900 million"]).notes[0].message == first.grade(["900 million"]).slips[0].message
    assert "The port costs 1.2 billion (The council)" in second.grade(["1.2 billion"]).slips[0].message


def test_every_gap_must_be_filled():
    question = load()
    said = question.parse(post("1.2bn", "", "1", "x"), [0, 1, 2])
    assert said == Unreadable("Gap 2: Write an answer.", "row-1")
    assert question.parse(post("1.2bn", "2031", "", "x"), [0, 1, 2]) == Unreadable(
        "Gap 3: Choose an answer.", "row-2"
    )
    assert isinstance(question.parse(post("1.2bn", "2031", "3", "x"), [0, 1, 2]), Unreadable)


def test_a_review_shows_each_gap_beside_the_better_answer_with_its_notes():
    review = load().review(["1.2 billion", "in 2031", 1, "Oslo"])
    assert [(line.label, line.text, line.right) for line in review.yours] == [
        ("Gap 1", "1.2 billion", True), ("Gap 2", "in 2031", True), ("Gap 3", "ministry", False), ("Gap 4", "Oslo", False),
    ]  # fmt: skip
    assert [line.text for line in review.best] == ["1.2 billion", "2031", "council", "Millbrook"]
    assert review.notes == (
        Note("in 2031", "That is the plan."),
        Note("ministry", "It only pays.", "wrong speaker"),
    )


def test_reports_count_gap_by_gap():
    question = load()
    assert question.categories(["1200 million", "2031", 1, "OSLO"]) == (
        "1: 1.2 billion",
        "2: 2031",
        "3: ministry",
        "4: oslo",
    )
    assert [option.text for option in question.options()] == ["3: council", "3: ministry", "3: company"]
    one = load("It was [[yes ~ no ~ maybe]].")
    assert [option.text for option in one.options()] == ["yes", "no", "maybe"]
    assert one.categories([2]) == ("maybe",)


def test_guessing_earns_the_mean_of_the_lists():
    assert load().guess_score() == Fraction(1, 12)  # one list of three among four gaps
    assert load("[[a ~ b]] and [[c ~ d ~ e ~ f]]").guess_score() == Fraction(3, 8)  # (1/2 + 1/4) / 2


def test_lists_are_shuffled_each_within_itself():
    question = load("[[a ~ b ~ c]] and [[d ~ e]].")
    for seed in range(20):
        view = question.ask_view(question.draw_order(Random(seed)))
        shown = [[text for _, text in control.choices] for control in view.controls]
        assert [sorted(texts) for texts in shown] == [["a", "b", "c"], ["d", "e"]]
    firsts = {
        question.ask_view(question.draw_order(Random(seed))).controls[0].choices[0][1] for seed in range(40)
    }
    assert firsts == {"a", "b", "c"}


def test_a_kept_order_does_not_put_the_right_one_first():
    question = load("[[zebra ~ ant ~ bee]].", "  keep order: yes\n")
    view = question.ask_view(question.draw_order(Random(1)))
    assert [text for _, text in view.controls[0].choices] == ["ant", "bee", "zebra"]


def test_a_corrected_key_is_that_of_one_gap():
    question = load()
    right = ["1.2 billion", "2031", 1, "Millbrook"]
    assert question.grade(right).fraction == Fraction(3, 4)
    assert question.change(KeyChange(right=("ministry",))).grade(right).fraction == 1
    assert question.change(KeyChange(right=("3: ministry",))).grade(right).fraction == 1
    assert question.change(KeyChange(void="3: ministry")).grade(right).fraction == 1
    assert question.change(KeyChange(accept="4: Oslo")).grade(["1.2bn", "2031", 0, "oslo"]).fraction == 1
    with pytest.raises(ChangeRefused, match="begin the answer with its number"):
        question.change(KeyChange(accept="Oslo"))
    with pytest.raises(ChangeRefused, match="No gap"):
        question.change(KeyChange(right=("9: council",)))


@pytest.mark.parametrize(
    ("fill", "code"),
    [
        ("No gap here.", "fill-without-gap"),
        ("An [[open one.", "gap-unclosed"),
        ("An empty [[ ]].", "gap-without-content"),
        ("[[a | b ~ c]]", "gap-of-two-kinds"),
        ("[[right~wrong]]", "gap-tilde"),
        ("[[same ~ Same.]]", "equal-options"),
        ("[[...]]", "answer-without-word"),
    ],
)
def test_gaps_that_cannot_be_meant_are_refused(fill, code):
    assert code in codes(fill)


def test_the_sign_of_a_gap_s_figure_counts(make):
    """A gap of -5 took 5: the minus was folded away as a hyphen."""
    question = make("fill: 'At dawn it was [[-5]] degrees.'")
    for typed in ("-5", "−5", "- 5", "minus 5"):
        assert question.grade(question.parse({"row-0": [typed]}, [])).fraction == 1, typed
    assert question.grade(["5"]).fraction == 0
    assert [slip.kind for slip in question.grade(["5"]).slips] == ["sign"]


def test_an_exact_gap_takes_its_text_and_nothing_else(make):
    question = make("fill: 'Agent [[007]] speaks [[Polish]].'\nspelling: exact")
    assert question.grade(["007", "Polish"]).fraction == 1
    assert question.grade(["7", "polish"]).fraction == 0


def test_a_gap_says_how_far_off_its_figure_may_be():
    question = load("It will cost [[1.2 billion ± 5% => So the council. | 2 billion]] NOK.")

    assert question.grade(["1.25 billion"]).fraction == 1
    assert question.grade(["1.27 billion"]).fraction == 0
    assert question.grade(["2 billion"]).fraction == 1
    assert question.accepted() == ("1.2 billion", "2 billion")
    assert question.exchange().gaps[0].within == "5%"
    changed = question.change(KeyChange(accept="3 billion"))
    assert changed.grade(["1.25 billion"]).fraction == 1


def test_each_figure_of_a_gap_has_its_own_tolerance():
    question = load("It cost [[400 | 500 ± 5% => That was the budget.]] crowns.")

    assert [question.grade([typed]).fraction for typed in ("400", "401", "510", "530")] == [1, 0, 1, 0]
    assert question.change(KeyChange(accept="700 ± 20")).grade(["715"]).fraction == 1


def test_a_slip_makes_no_figure_of_another():
    assert load("It took [[seventy]] days.").grade(["seventh"]).fraction == 0
    assert load("It took [[seventy]] days.").grade(["sevnty"]).fraction == 1


def test_the_figure_of_a_gap_is_corrected_with_its_tolerance():
    question = load("In [[2031]] it will cost [[400 ± 5% | 500]] [[crowns ~ marks]].")
    assert question.figure_key() == FigureAs("1: 2031")
    wider = question.change(KeyChange(figure=FigureAs("2: 400", within="10%")))
    assert [wider.grade(["2031", typed, 0]).fraction for typed in ("435", "500")] == [1, 1]
    other = question.change(KeyChange(figure=FigureAs("2: 450", "km")))
    assert [other.grade(["2031", typed, 0]).fraction == 1 for typed in ("450 km", "400", "500")] == [1, 0, 1]
    with pytest.raises(ChangeRefused, match="no unit known here"):
        question.change(KeyChange(figure=FigureAs("2: 450", "crowns")))
    with pytest.raises(ChangeRefused, match="begin the answer with its number"):
        question.change(KeyChange(figure=FigureAs("450")))
    with pytest.raises(ChangeRefused, match="no figure"):
        question.change(KeyChange(figure=FigureAs("2: many")))
    with pytest.raises(ChangeRefused, match="takes this answer in"):
        question.change(KeyChange(refuse="2: 410"))


def test_what_is_no_figure_with_a_tolerance_is_a_text():
    question = load("They met in [[Room ± 5]].")

    assert question.accepted() == ("Room ± 5",)


def test_a_gap_typed_exactly_has_no_tolerance():
    question = load("It is [[7 ± 1]].", more="  spelling: exact\n")

    assert question.grade(["8"]).fraction == 0
    assert question.grade(["7 ± 1"]).fraction == 1
