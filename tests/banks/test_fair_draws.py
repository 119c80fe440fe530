"""Every attempt at a ready-made quiz is fair: it holds both what can be relied on and what cannot, and no clue."""

from itertools import combinations, pairwise
from random import Random

import pytest

from quizapp.domain.bank import Bank
from quizapp.domain.claims import Aspect
from quizapp.domain.lint.answer_leaks import find_leaks
from quizapp.domain.selection import draw_questions
from tests.banks.test_shipped_banks import loaded

STORY = "kursk-incursion"
DRAWN = [key for key, recipe in loaded(STORY).quizzes.items() if recipe.draw]
#: Quizzes that claim the whole story, and what each attempt must then touch.
WHOLE = {"ten-minutes", "whole-story"}
MUST = {"goals", "risks", "figures"}
#: Quizzes in which each attempt has a question with a picture of our own.
PICTURED = {"figures-and-who", "whole-story"}


def unfair(bank: Bank, key: str, ids: list[str], clues: set[frozenset[str]]) -> list[str]:
    """What is wrong with one draw, in words."""
    questions = [bank.question(each) for each in ids]
    status = [q for q in questions if q.tests is Aspect.STATUS]
    solid = {claim.status.is_solid for q in status for claim in bank.claims_of(q)}
    found = [] if solid == {True, False} else [f"status questions have only solid={solid}"]
    if sum("said-so" in q.tags for q in questions) > 1:
        found.append("two times that somebody said so")
    if sum(q.pattern == "what would settle it" for q in questions) > 1:
        found.append("two times what would settle it")
    if key in WHOLE and not {q.topic for q in questions} >= MUST:
        found.append("no question on one of goals, risks, figures")
    if key in PICTURED and not any("picture" in q.tags for q in questions):
        found.append("no picture")
    other = [place for place, q in enumerate(questions) if q.topic == "elsewhere"]
    if len(other) < len(ids) // 3 or any(b - a > 4 for a, b in pairwise([-1, *other])) or ids[-1] != "today":
        found.append("less than every third of other news, or another end than a headline of today")
    found += [f"one answers the other: {a}, {b}" for a, b in combinations(ids, 2) if {a, b} in clues]
    return found


def draws(key: str, number: int) -> None:
    bank = loaded(STORY)
    clues = {frozenset((told.question.id, told.by.id)) for told in find_leaks(bank)}
    for seed in range(number):
        ids = draw_questions(bank, bank.quizzes[key], Random(seed))
        assert not unfair(bank, key, ids, clues), (seed, ids)


@pytest.mark.parametrize("key", DRAWN)
def test_every_draw_is_fair(key: str) -> None:
    draws(key, 200)


@pytest.mark.full
@pytest.mark.parametrize("key", DRAWN)
def test_ten_thousand_draws_are_fair(key: str) -> None:
    draws(key, 10_000)


@pytest.mark.parametrize("key", DRAWN)
def test_a_notice_of_another_field_mostly_follows_the_pattern_of_the_questions_before_it(key: str) -> None:
    bank, alike, notices = loaded(STORY), 0, 0
    for seed in range(50):
        patterns = [bank.question(each) for each in draw_questions(bank, bank.quizzes[key], Random(seed))]
        for place, question in enumerate(patterns[:-1]):
            if question.topic == "elsewhere":
                notices += 1
                alike += question.pattern in {
                    before.pattern for before in patterns[max(0, place - 3) : place]
                }
    assert alike > notices / 2


def test_the_first_lesson_ends_with_a_headline_of_today() -> None:
    bank = loaded("reading-figures")
    assert draw_questions(bank, bank.quizzes["first-lesson"], Random(0))[-1] == "today-figure"


def test_a_draw_without_anything_to_rely_on_would_be_found() -> None:
    bank = loaded(STORY)
    assert unfair(bank, "goals-and-risks", ["deplete-standing", "trade-standing", "today"], set())
    crowded = ["deplete-standing", "stated-goal", "losses-mean", "entered-standing", "other-bridge", "today"]
    assert any("less than every third" in said for said in unfair(bank, "x", crowded, set()))
    assert "two times what would settle it" in unfair(
        bank, "x", ["control-settle", "caption-proof", "today"], set()
    )
