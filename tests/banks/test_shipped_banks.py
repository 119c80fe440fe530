"""The banks that ship with the program load without a doubt, fill their quizzes, and cannot be guessed."""

from functools import cache
from random import Random

import pytest

from quizapp.domain.bank import Bank
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.lint.checker import examine
from quizapp.domain.lint.guessability import observe_takers, quiz_questions, sit_bank, tally_outcomes
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.selection import draw_questions
from tests.banks.written import QUESTIONS

SHIPPED = ("kursk-incursion", "reading-figures", "tour")


@cache
def loaded(name: str) -> Bank:
    return load_bank((QUESTIONS / f"{name}.yaml").read_bytes(), QUESTION_TYPES, name=name)


QUIZZES = [(name, key) for name in SHIPPED for key in loaded(name).quizzes]
every_quiz = pytest.mark.parametrize(
    ("name", "key"), QUIZZES, ids=[f"{name}: {key}" for name, key in QUIZZES]
)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_checker_finds_no_error_no_doubt_and_no_advice_that_is_not_answered(name: str) -> None:
    found = examine((QUESTIONS / f"{name}.yaml").read_bytes(), QUESTION_TYPES, name=name)
    assert not [(problem.code, problem.question_id, problem.what) for problem in found.problems]


@every_quiz
def test_a_quiz_draws_its_length_and_no_two_variants_of_one_idea(name: str, key: str) -> None:
    bank = loaded(name)
    recipe = bank.quizzes[key]
    for seed in range(100):
        ids = draw_questions(bank, recipe, Random(seed))
        ideas = [bank.question(question_id).idea for question_id in ids]
        assert len(ids) == recipe.length
        assert len(set(ideas)) == len(ideas)


@every_quiz
def test_a_quiz_that_anyone_may_start_needs_nobody_to_mark_it(name: str, key: str) -> None:
    bank = loaded(name)
    if bank.quizzes[key].open:
        assert not [qid for qid in quiz_questions(bank, bank.quizzes[key]) if bank.question(qid).hand_marked]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_taker_who_never_read_the_source_scores_beyond_chance_over_the_bank(name: str) -> None:
    assert not [(result.name, result.score, result.high) for result in sit_bank(loaded(name)) if result.beats]


@every_quiz
def test_no_taker_who_never_read_the_source_scores_beyond_chance_over_a_quiz(name: str, key: str) -> None:
    bank = loaded(name)
    results = sit_bank(bank, quiz_questions(bank, bank.quizzes[key]))
    assert not [(result.name, result.score, result.high) for result in results if result.beats]


@every_quiz
def test_no_taker_beats_chance_in_more_than_one_in_ten_attempts(name: str, key: str) -> None:
    # A single draw can be lucky for a cue: 2.5 % of blind guessers lie above the interval by its making.
    bank = loaded(name)
    outcomes = observe_takers(bank)
    beaten: dict[str, int] = {}
    for seed in range(200):
        for result in tally_outcomes(outcomes, draw_questions(bank, bank.quizzes[key], Random(seed))):
            beaten[result.name] = beaten.get(result.name, 0) + result.beats
    assert not {taker: count for taker, count in beaten.items() if count > 20}


def test_a_bank_of_one_s_own_takes_unseen_notices_of_other_fields_from_the_shipped_one() -> None:
    text = (
        "title: a\nquestions:\n- {id: b, ask: c?, answer: d, wrong: [e]}\nquizzes:\n  mixed:\n    title: f\n    questions: [b]\n"
        "    draw:\n    - {number: 2, bank: kursk-incursion, topic: elsewhere}\n"
        "    - {number: 1, bank: kursk-incursion, topic: elsewhere, pattern: what status}\n"
    )
    bank = load_bank(text, QUESTION_TYPES, name="a", others={"kursk-incursion": loaded("kursk-incursion")})
    ids = draw_questions(bank, bank.quizzes["mixed"], Random(0))
    assert [each.partition("/")[0] for each in ids] == ["b", *["kursk-incursion"] * 3]
    assert bank.question(ids[-1]).pattern == "what status"


def test_only_the_tour_is_kept_from_the_home_page() -> None:
    closed = {name for name in SHIPPED if not any(quiz.open for quiz in loaded(name).quizzes.values())}
    assert closed == {"tour"}
