"""The marks of a text with gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.gap_marks import GapMarks, GapMistake, read_gaps


def test_a_text_is_split_at_its_gaps():
    segments, gaps = read_gaps("It costs [[1.2 billion]] NOK, says the [[council ~ ministry => No. ~ firm]].")
    assert segments == ("It costs ", " NOK, says the ", ".")
    assert gaps == (GapMarks(("1.2 billion",), False), GapMarks(("council", "ministry => No.", "firm"), True))


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("[[a | b]]", GapMarks(("a", "b"), False)),
        ("[[a|b]]", GapMarks(("a", "b"), False)),
        ("[[ a\n~ b ]]", GapMarks(("a", "b"), True)),
        ("[[~154]]", GapMarks(("~154",), False)),
        (r"[[a \| b]]", GapMarks(("a | b",), False)),
        (r"[[a \~ b ~ c]]", GapMarks(("a ~ b", "c"), True)),
        (r"[[f\[1\] | \\n]]", GapMarks(("f[1]", r"\n"), False)),
        ("[[f[1] | g]]", GapMarks(("f[1]", "g"), False)),
    ],
)
def test_signs_can_be_meant_as_they_are(text, gap):
    assert read_gaps(text)[1] == (gap,)


def test_a_backslash_outside_a_gap_is_left_to_markdown():
    assert read_gaps(r"\[x\] | ~ \[[ [[a]]")[0] == (r"\[x\] | ~ \[[ ", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no gap", "fill-without-gap"),
        ("[not one] either", "fill-without-gap"),
        ("an [[open one", "gap-unclosed"),
        ("an [[open one [[inside]]", "gap-unclosed"),
        ("an empty [[ ]]", "gap-without-content"),
        ("half [[a | ]]", "gap-without-content"),
        ("[[ => feedback alone]]", "gap-without-content"),
        ("[[a | b ~ c]]", "gap-of-two-kinds"),
    ],
)
def test_gaps_that_cannot_be_meant_are_refused(text, code):
    with pytest.raises(GapMistake) as refused:
        read_gaps(text)
    assert refused.value.code == code


@given(st.text("ab[]|~\\=> \n", max_size=80))
def test_any_text_has_one_segment_more_than_gaps_or_is_refused(text):
    try:
        segments, gaps = read_gaps(text)
    except GapMistake:
        return
    assert len(segments) == len(gaps) + 1
    assert all(text.strip() for gap in gaps for text in gap.texts)
