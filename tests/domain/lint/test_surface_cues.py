"""Surface cues of a text: the expected values are read off the sentences by hand."""

from fractions import Fraction

import pytest

from quizapp.domain.lint import surface_cues


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The **old** pier", "The old pier"),
        ("See [the page](https://news.example/a_b) now", "See the page now"),
        ("![A lighthouse](light.png) stands", "A lighthouse stands"),
        ("two\n\n  lines", "two lines"),
    ],
)
def test_markdown_is_read_as_its_words(text: str, plain: str) -> None:
    assert surface_cues.strip_marks(text) == plain


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Which is right?", 0),
        ("Which is not right?", 1),
        ("It isn’t so", 1),
        ("Nobody said that it was never so", 2),
        ("not verified", 0),
        ("The source does not say, so it is not stated", 1),
        ("Knots and notes", 0),
    ],
)
def test_negations_are_counted_and_names_of_statuses_are_not(text: str, number: int) -> None:
    assert surface_cues.count_negations(text) == number


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("about 1,200 homes", Fraction(1200)),
        ("1.2 million NOK", Fraction(1_200_000)),
        ("30 km", Fraction(30)),
        ("152 miles", Fraction(152)),
        ("no figure", None),
    ],
)
def test_the_first_figure_is_read_as_a_naive_reader_does(text: str, figure: Fraction | None) -> None:
    assert surface_cues.first_figure(text) == figure


@pytest.mark.parametrize(
    ("text", "digits"), [("1,263", 4), ("1,000", 1), ("1.50 m", 2), ("none", 0), ("0", 1)]
)
def test_precision_is_counted_in_significant_digits(text: str, digits: int) -> None:
    assert surface_cues.digits_of_precision(text) == digits


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("Not stated", True),
        ("The article does not say.", True),
        ("It is not given", True),
        ("Not stated by the mayor", False),
        ("Stated", False),
    ],
)
def test_not_stated_is_known_in_its_usual_wordings(text: str, is_it: bool) -> None:
    assert surface_cues.says_not_stated(text) is is_it


def test_telling_words_meet_across_endings_and_leave_common_words_out() -> None:
    assert surface_cues.telling_words("Who crossed the borders?") == {"crosse", "border"}
    assert surface_cues.telling_words("border") == {"border"}
