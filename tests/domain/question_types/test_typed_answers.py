"""Typed answers as people type them: the verdict of every row of ``typed_answers.csv``, in short texts and in gaps."""

import csv
from pathlib import Path

import pytest

from quizapp.domain.expected_answers import ExpectedAnswer, TextKey
from quizapp.domain.question_types.cloze import TypedGap
from quizapp.domain.question_types.short_text import ShortText

with Path(__file__).with_name("typed_answers.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['key']}|{row['typed']}")
def test_a_typed_text_is_judged_as_the_table_says(row):
    key = TextKey((ExpectedAnswer(row["key"]),), exact=row["spelling"] == "exact", language=row["language"])
    right = row["verdict"] == "right"

    short = ShortText(id="q", ask="Which?", key=key)
    assert short.grade(row["key"]).fraction == 1
    assert (short.grade(short.parse({"answer": [row["typed"]]}, [])).fraction == 1) is right
    assert (TypedGap(key).grade(row["typed"]).fraction == 1) is right


def test_the_table_is_wide_enough():
    assert len(ROWS) >= 150
    assert len({row["language"] for row in ROWS}) >= 10
    assert len({row["subject"] for row in ROWS}) >= 5
    assert sum(row["verdict"] == "wrong" for row in ROWS) >= 50
