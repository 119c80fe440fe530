"""Making one question of each type for its tests."""

from collections.abc import Callable

import pytest

from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.question import Question
from quizapp.domain.question_types import QUESTION_TYPES

Make = Callable[[str], Question]


@pytest.fixture
def make() -> Make:
    """A question of a bank entry's lines, without id."""

    def make_question(entry: str) -> Question:
        body = "\n".join(f"  {line}" for line in entry.strip("\n").splitlines())
        [question] = load_bank(
            f"title: a\nquestions:\n- id: q\n{body}\n", QUESTION_TYPES, name="made"
        ).questions
        return question

    return make_question
