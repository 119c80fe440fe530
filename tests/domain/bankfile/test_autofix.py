"""``fix`` changes what it must and not a byte more, and a second run changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.bankfile.autofix import apply_edits, repair
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.lint.explanations import EXPLANATIONS, complete_example
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Edit, Problem, Weight


def find(text: str) -> tuple[Problem, ...]:
    return check_bank(text, QUESTION_TYPES, name="bank").problems


def problem(*edits: Edit) -> Problem:
    return Problem(code="x", weight=Weight.ERROR, line=1, column=1, what="x", edits=edits)


FLAWED = """\
# The harbour bank.   Two spaces   and a trailing one. \n\
title:   'The harbour: a story'   # quoted on purpose
questions:
- id: first
  topik: none   # misspelt
  ask:   Which   way?
  answer: @north   # reserved
  wrong:
    -   "Warning: not this"
    -   Warning: deep water
- id:   second
  statement:   'Water is wet.'
  is:   "true"
"""


def test_comments_spaces_and_quotes_of_everything_else_survive_byte_for_byte() -> None:
    after = repair(FLAWED, find).after
    changed = [(a, b) for a, b in zip(FLAWED.splitlines(), after.splitlines(), strict=True) if a != b]
    assert changed == [
        ("  topik: none   # misspelt", "  topic: none   # misspelt"),
        ("  answer: @north   # reserved", '  answer: "@north"   # reserved'),
        ("    -   Warning: deep water", '    -   "Warning: deep water"'),
    ]


def test_a_second_run_changes_nothing() -> None:
    once = repair(FLAWED, find)
    again = repair(once.after, find)
    assert once.changed
    assert not again.changed
    assert again.diff("bank.yaml") == ""


def test_windows_line_ends_stay_and_new_lines_have_them_too() -> None:
    text = FLAWED.replace("- id: first\n  topik", "- topik").replace("\n", "\r\n")
    after = repair(text, find).after
    assert after.count("\n") == after.count("\r\n")
    assert after != text


@pytest.mark.parametrize("code", sorted(code for code, found in EXPLANATIONS.items() if found.shown))
def test_the_fix_of_every_wrong_example_leaves_no_more_errors_and_nothing_more_to_fix(code: str) -> None:
    text = complete_example(EXPLANATIONS[code].bad)
    mended = repair(text, find)
    errors = [p for p in find(text) if p.weight is Weight.ERROR]
    left = [p for p in find(mended.after) if p.weight is Weight.ERROR]
    assert len(left) <= len(errors)
    assert not repair(mended.after, find).changed
    if errors and all(p.edits for p in errors):
        assert left == []


def test_edits_that_overlap_wait_and_two_insertions_at_one_place_do() -> None:
    first, over, apart = problem(Edit(0, 3, "A")), problem(Edit(2, 4, "B")), problem(Edit(3, 5, "C"))
    text, applied = apply_edits("abcdef", [first, over, apart])
    assert (text, applied) == ("ACf", [first, apart])
    one, two = problem(Edit(1, 1, "x")), problem(Edit(1, 1, "y"))
    assert apply_edits("ab", [one, two]) == ("axb", [one])


def test_a_problem_with_several_edits_is_fixed_whole_or_not_at_all() -> None:
    swap, clash = problem(Edit(0, 1, "b"), Edit(2, 3, "a")), problem(Edit(2, 3, "z"), Edit(4, 5, "z"))
    assert apply_edits("a-b-c", [swap, clash]) == ("b-a-c", [swap])


def test_rules_that_undo_one_another_end_at_once() -> None:
    looks = []

    def flip(text: str) -> list[Problem]:
        looks.append(text)
        return [problem(Edit(0, 1, "b" if text == "a" else "a"))]

    assert repair("a", flip).after == "b"
    assert looks == ["a", "b"]


def test_the_diff_is_a_unified_diff_of_the_lines_that_changed() -> None:
    diff = repair("a\nb\nc", lambda text: [problem(Edit(2, 3, "B"))] if "b" in text else []).diff("x.yaml")
    assert (
        diff
        == "--- x.yaml\n+++ x.yaml, fixed\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n\\ No newline at end of file\n"
    )


@given(st.lists(st.sampled_from(FLAWED.splitlines()), max_size=20))
def test_shuffled_lines_are_mended_to_something_stable(lines: list[str]) -> None:
    after = repair("\n".join(lines), find).after
    assert repair(after, find).after == after
