"""The simulation behind docs/evidence/learning-simulation.md, in small."""

from statistics import fmean

import pytest

from benchmarks.learning_simulation import (
    Learner,
    World,
    compare,
    follow_our_plan,
    mass,
    quiz,
    run,
    space_evenly,
)
from quizapp.domain.spacing.events import Origin

WORLD = World(days=30, facts=12)


def test_the_same_seed_gives_the_same_learners_and_another_seed_others() -> None:
    assert compare(WORLD, 3, [1, 2]) == compare(WORLD, 3, [1, 2])
    assert run(WORLD, 3, 1, quiz) != run(WORLD, 3, 2, quiz)


def test_no_day_of_our_plan_has_more_than_ten_items() -> None:
    learner = Learner(World(days=30, facts=40), "1/1")
    follow_our_plan(learner)
    days: dict[object, set[str]] = {}
    for event in learner.events:
        if event.origin is Origin.REVIEW:
            days.setdefault(event.answered_at.date(), set()).add(event.item)
    assert days
    assert max(map(len, days.values())) == 10


def test_the_policies_spend_what_they_say() -> None:
    for policy in (mass, space_evenly):
        learner = Learner(World(days=30, facts=12, attendance=1), "1/1")
        policy(learner, 3)
        assert learner.outcome().reviews == 3
    assert run(WORLD, 1, 1, quiz)[0].reviews == 0


@pytest.mark.parametrize("weaker", ["massed", "no review"])
def test_spaced_returns_hold_more_than_none_and_than_massed(weaker: str) -> None:
    results = compare(WORLD, 20, [1])
    ours, other = (fmean(outcome.held for outcome in results[name][0]) for name in ("ours", weaker))
    assert ours > other + 0.2


def test_who_never_guesses_right_is_never_believed_by_luck() -> None:
    """Typed answers, nothing careless: what the schedule is told is then what came to mind."""
    sober = run(World(days=30, facts=12, typed=1, careless=0), 20, 1, follow_our_plan)
    lucky = run(World(days=30, facts=12, typed=0, careless=1, options=2), 20, 1, follow_our_plan)
    assert fmean(o.falsely_known for o in sober) < fmean(o.falsely_known for o in lucky)
