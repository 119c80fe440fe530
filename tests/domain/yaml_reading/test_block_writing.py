"""Entries of a bank's blocks by form: only the lines of what is changed move, and what is written is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.bankfile.blocks import BANK_KEYS, CLAIM_KEYS
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.block_writing import with_changed, with_new, without
from quizapp.domain.yaml_reading.entry_writing import CannotWrite
from tests.support.quizzes import BANK

KEYS = {key.name: key for key in CLAIM_KEYS}
ORDER = tuple(key.name for key in BANK_KEYS)
CORRECTED = {"figure": "380 jobs", "status": "corrected", "was": "400 jobs", "as of": "20 August 2025"}
HEAD = "title: x\n\n# where from\nsources:\n  a: {title: b}\n\n# what is asked\nquestions:\n- ask: Why?\n"


def change(text, values, name="jobs"):
    return with_changed(text, "claims", name, values, KEYS)


def add(text, **claims):
    return with_new(text, "claims", claims, KEYS, ORDER)


def load(text):
    return check_bank(text, QUESTION_TYPES, name="x").bank


def test_the_record_changes_and_nothing_else_does():
    after = change(BANK, CORRECTED)

    claim = load(after).claims["jobs"]
    assert (claim.figure, claim.status.value, claim.was, claim.as_of) == tuple(CORRECTED.values())
    moved = set(after.splitlines()) ^ set(BANK.splitlines())
    assert moved == {
        "    figure: 400 jobs", "    figure: 380 jobs", "    status: claimed by one side", "    status: corrected",
        "    was: 400 jobs", "    as of: 4 March 2025", "    as of: 20 August 2025",
    }  # fmt: skip


def test_an_empty_value_takes_the_line_out():
    assert change(BANK, {"as of": ""}) == BANK.replace("    as of: 4 March 2025\n", "")


def test_windows_line_ends_and_comments_stay():
    text = BANK.replace("    status: claimed", "    # they say so\n    status: claimed").replace("\n", "\r\n")

    after = change(text, {"status": "estimate"})
    assert after == text.replace("status: claimed by one side\r\n    where", "status: estimate\r\n    where")


def test_a_value_over_several_lines_is_replaced_whole():
    text = BANK.replace(
        "    figure: 400 jobs\n", "    note: >-\n      One\n      two\n    figure: 400 jobs\n"
    )

    assert "      two" not in change(text, {"note": "New"})


def test_a_claim_on_one_line_is_refused():
    text = BANK.replace(BANK[BANK.index("  jobs:") : BANK.index("quizzes:")], "  jobs: {says: x, who: y}\n")

    with pytest.raises(CannotWrite):
        change(text, CORRECTED)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40))
def test_whatever_is_written_is_read_back(value):
    one_line = " ".join(value.split())
    if one_line:
        assert load(change(BANK, {"note": one_line})).claims["jobs"].note == one_line


def test_a_block_is_made_in_its_place_and_goes_with_its_last_entry():
    text = add(HEAD, one={"says": "It: is", "as of": "1 May"})
    assert text == HEAD.replace(
        "{title: b}\n", '{title: b}\nclaims:\n  one:\n    says: "It: is"\n    as of: 1 May\n'
    )
    more = add(text, two={"says": "b"}, three={"says": "c"})
    assert more.count("\n  two:\n    says: b\n  three:\n    says: c\n\n# what is asked") == 1
    assert without(without(more, "claims", "two"), "claims", "three") == text
    assert without(text, "claims", "one") == HEAD


@pytest.mark.parametrize("empty", ["claims:\n", "claims: {}\n"])
def test_an_empty_block_takes_its_first_entry(empty):
    assert add(f"title: x\n{empty}questions:\n", a={"says": "b"}) == (
        "title: x\nclaims:\n  a:\n    says: b\nquestions:\n"
    )


def test_a_text_that_is_no_bank_and_a_block_on_one_line_are_refused():
    for text in ("- a\n- b\n", "title: x\nclaims: {a: {says: b}}\nquestions:\n"):
        with pytest.raises(CannotWrite):
            add(text, c={"says": "d"})
