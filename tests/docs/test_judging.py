"""docs/judging.md tells the rules of reading and marking as they are: every example is tried, and the page is current."""

from fractions import Fraction
from pathlib import Path

import pytest

from quizapp.domain.answers import verdict_on
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.tries import Try, count_tries
from quizapp.domain.try_answer import PARTLY, try_answer
from tests.domain.judging_rules import RULES, TRIES
from tools import judging

ROOT = Path(__file__).resolve().parents[2]
SHARES = (Fraction(1), Fraction(3, 5), Fraction(3, 10))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says[:40])
def test_every_example_is_judged_as_the_page_says(rule):
    body = "\n".join(f"  {line}" for line in rule.question.splitlines())
    text = f"title: Rules\nlanguage: {rule.language}\nquestions:\n- id: q\n{body}\n"
    [question] = load_bank(text, QUESTION_TYPES, name="rules").questions

    def verdict(answer: str) -> str:
        trial = try_answer(question, answer)
        return f"{PARTLY} {trial.fraction}" if trial.verdict == PARTLY else trial.verdict

    assert len(rule.examples) >= 5
    assert [(answer, verdict(answer)) for answer, _ in rule.examples] == list(rule.examples)


@pytest.mark.parametrize("tries", TRIES)
def test_several_tries_come_to_what_the_page_says(tries):
    given = [
        Try(None, Fraction(0)) if each is None else Try(each[0], Fraction(each[1]).limit_denominator(100))
        for each in tries.given
    ]
    counted = count_tries(given, SHARES)

    assert {"partly": PARTLY}.get(said := verdict_on(float(counted.fraction)), said) == tries.verdict
    assert float(counted.earned) == pytest.approx(tries.earned)


def test_the_page_is_current():
    assert (ROOT / "docs" / "judging.md").read_text(encoding="utf-8") == judging.page(), (
        "python3 tools/judging.py"
    )
