"""Key first: what the author calls right is right, whatever else matches; what is rejected is met as it is written."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizapp.domain.bankfile.loading import Checked, check_bank
from quizapp.domain.question import Note, Question
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight


def checked(entry: str) -> Checked:
    return check_bank(f"title: T\nquestions:\n- id: q\n{entry}", QUESTION_TYPES, name="t")


def question(entry: str) -> Question:
    found = checked(entry)
    assert found.bank is not None, found.problems
    return found.bank.questions[0]


def codes(entry: str) -> dict[str, Weight]:
    return {problem.code: problem.weight for problem in checked(entry).problems}


def figure(key: str, *rejected: str, more: str = "") -> str:
    lines = "".join(f"  - '{each} => Not that.'\n" for each in rejected)
    return f"  ask: How much?\n  number: '{key}'\n{more}  reject:\n{lines}  who: X\n  why: X\n"


@pytest.mark.parametrize(
    ("key", "rejected"),
    [
        ("1,234,567", "1.2 million"),
        ("3.14", "3.1"),
        ("1.25 billion", "1.3 billion"),
        ("2.55", "2.6"),
        ("1234 km", "1.2 thousand km"),
    ],
)
def test_a_rejected_figure_that_is_the_key_rounded_leaves_the_key_right(key, rejected):
    found = question(figure(key, rejected))
    assert found.grade(key).fraction == 1
    assert found.review(key).notes == ()
    assert found.grade(rejected).fraction == 0
    assert found.review(rejected).notes == (Note(rejected, "Not that."),)
    assert codes(figure(key, rejected))["reject-rounds-to-key"] is Weight.ADVICE


def test_what_lies_in_the_tolerance_is_right_beside_a_rejected_figure():
    found = question(figure("1.2 billion", "1.3 billion", more="  within: 5%\n"))
    # 5 % of 1.2 billion reach to 1.26 billion; 1.3 billion, to its digits, begins at 1.25 billion.
    for typed, fraction in {
        "1.25 billion": 1,
        "1.26 billion": 1,
        "1.27 billion": 0,
        "1.3 billion": 0,
    }.items():
        assert found.grade(typed).fraction == fraction, typed
    assert found.review("1.27 billion").notes[0].message != "Not that."


def test_moodle_s_row_of_figures_can_be_written():
    """Moodle's fixture for numerical questions: 3.14 is right, 3.142, 3.1 and 3 are wrong with a word."""
    found = question(figure("3.14", "3.142", "3.1", "3", more="  within: 0\n"))
    assert [found.grade(each).fraction for each in ("3.14", "3.142", "3.1", "3")] == [1, 0, 0, 0]
    assert [note.message for each in ("3.142", "3.1", "3") for note in found.review(each).notes] == [
        "Not that."
    ] * 3


def test_a_figure_that_also_counts_as_right_cannot_be_rejected():
    entry = figure("12", "14", more="  also:\n  - '14'\n")
    assert codes(entry)["rejected-within-tolerance"] is Weight.ERROR


_numbers = st.builds(
    lambda digits, places: str(Fraction(digits, 1) if not places else f"{digits / 10**places:.{places}f}"),
    st.integers(1, 99_999),
    st.integers(0, 3),
)
_scaled = st.builds("{}{}".format, _numbers, st.sampled_from(["", "", " thousand", " million"]))


@settings(deadline=None)
@given(
    _scaled,
    st.lists(_scaled, max_size=3),
    st.lists(_scaled, max_size=2),
    st.sampled_from(["", "0", "5%", "1"]),
)
def test_of_any_key_and_rejected_figures_the_key_is_right(key, rejected, also, within):
    more = f"  within: '{within}'\n" if within else ""
    more += "".join(["  also:\n", *(f"  - '{each}'\n" for each in also)]) if also else ""
    entry = figure(key, *rejected, more=more) if rejected else figure(key, "987654321", more=more)
    found = checked(entry)
    errors = {problem.code for problem in found.problems if problem.weight is Weight.ERROR}
    assert errors <= {"rejected-within-tolerance"}
    if found.bank is None:
        return
    numeric = found.bank.questions[0]
    assert all(numeric.grade(right).fraction == 1 for right in (key, *also))
    for each in rejected:
        assert numeric.grade(each).fraction == 0
        assert numeric.review(each).notes[0].message == "Not that."


_words = st.lists(st.sampled_from("Ab bc A- .5 -1 1 C++ C Petrova Petrovo é e The Hague 007 7".split()), min_size=1, max_size=3).map(" ".join)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(_words, min_size=1, max_size=3),
    st.lists(_words, max_size=3),
    st.sampled_from(["tolerant", "exact"]),
)
def test_of_any_texts_those_accepted_are_right_and_those_rejected_are_not(accept, reject, spelling):
    entry = "".join(
        ["  ask: Who?\n  accept:\n", *(f"  - '{each}'\n" for each in accept)]
        + (["  reject:\n", *(f"  - '{each} => No.'\n" for each in reject)] if reject else [])
        + [f"  spelling: {spelling}\n  who: X\n"]
    )
    found = checked(entry)
    errors = {problem.code for problem in found.problems if problem.weight is Weight.ERROR}
    assert errors <= {"accepted-and-rejected", "answer-twice"}
    if found.bank is None:
        return
    text = found.bank.questions[0]
    assert all(text.grade(each).fraction == 1 for each in accept)
    assert all(text.grade(each).fraction == 0 for each in reject)


@settings(deadline=None)
@given(st.lists(st.one_of(_scaled, _words), min_size=1, max_size=3))
def test_of_any_gap_every_text_between_its_brackets_is_right(texts):
    found = checked(f"  fill: 'It is [[{' | '.join(texts)}]] there.'\n  who: X\n")
    assume(found.bank is not None)
    assert all(found.bank.questions[0].grade([each]).fraction == 1 for each in texts)


_option = st.sampled_from("Alder Birch Cedar Elm Fir Holly Larch Maple Oak".split())


@settings(deadline=None)
@given(st.lists(_option, min_size=4, max_size=6, unique=True), st.integers(1, 2))
def test_of_any_options_those_called_right_are_right_in_every_type(options, count):
    right, wrong = options[:count], options[count:]
    listed = "".join(f"  - {each} => No.\n" for each in wrong)
    entries = [
        f"  ask: Which?\n  answer: {right[0]}\n  wrong:\n{listed}",
        "  ask: Which?\n  answers:\n" + "".join(f"  - {each}\n" for each in right) + f"  wrong:\n{listed}",
        f"  fill: It is [[{right[0]} ~ {' ~ '.join(wrong)}]].\n",
        "  ask: In order?\n  order:\n" + "".join(f"  - {each}\n" for each in options),
        f"  ask: Pairs?\n  match:\n    One: {options[0]}\n    Two: {options[1]}\n  extra:\n  - {options[2]}\n",
        f"  ask: Sort.\n  sort:\n    One:\n    - {options[0]}\n    Two:\n    - {options[1]}\n    - {options[2]}\n",
        f"  statement: {options[0]} is wet.\n  is: {'true' if count == 1 else 'false'}\n",
    ]
    for entry in entries:
        found = question(entry + "  who: X\n")
        assert found.grade(found.best()).fraction == 1
        for response, fraction in found.examples():
            assert found.grade(response).fraction == fraction, entry
