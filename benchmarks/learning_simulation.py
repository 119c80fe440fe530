"""What spaced returns are worth: simulated learners under our schedule and under three others.

    python -m benchmarks.learning_simulation                            # 1,000 learners, 60 days, 5 seeds
    python -m benchmarks.learning_simulation --learners 100 --seeds 2   # a quick look

Everything is drawn from seeds, so the same command prints the same table.

**The model.** A fact in a learner's head is an FSRS-6 card with the learner's own weights: the default
weights, each times a log-normal factor (sigma 0.5 for the four first stabilities, 0.2 for the decay, 0.15 for
the others, kept within fsrs's bounds). After every answer the true stability is multiplied by log-normal
noise (sigma 0.2), and a fact met for the first time is easier or harder by a normal error (sigma 1.5). Half
of the facts are unknown at the start; the others have a stability of about 20 days (log-normal, sigma 1) and
were last used 1 to 30 days ago. A fact that comes to mind is answered right but for a slip (per learner, about
3 %); one that does not is guessed: right once in ``--options`` times, never where the answer is typed
(``--typed`` of the facts). Feedback after a miss is taken in 19 times of 20. Certainty is skipped one time in
ten; otherwise a careless learner (a share of answers per learner, Beta with mean ``--careless``) picks any of
the three words; an honest one says "guessing" for what did not come to mind. A learner opens the page on a
share of days (Beta with mean ``--attendance``); the same days under every policy.

**The policies.** All begin with one quiz on every fact, with feedback, on day 0. *Ours*: practice of the
missed ones, then each day's plan, until right once, misses back once. *Massed* and *equal gaps* get
as many reviews per fact as ours spent, rounded: all on day 0, or on evenly spaced days (the next day the
learner comes); *equal gaps, half* gets half as many. *No review*: the quiz only. *Ours, certainty not asked*:
every right answer is Good.

**What is measured** on the last day, before any answer on it. *Reviews*: answers per fact after the quiz, those
that come back on the same day included; *counted*: those among them that reach the schedule. *Recall*: mean true
chance of recall. *Held*: share of facts with true recall of 0.7 or more. *Falsely known*: share of all facts of which the schedule says 0.9 or more and true
recall is below 0.7; the schedule of the other policies is ours, fed with their answers.
"""

import argparse
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import fmean, quantiles

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quizapp.basics.limits import ROUND_ASKS, ROUND_ITEMS
from quizapp.domain.answers import Certainty
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin, ReviewEvent
from quizapp.domain.spacing.plan import plan_day
from quizapp.domain.spacing.practice_round import study_session
from quizapp.domain.spacing.schedule import advance, retrievability
from quizapp.domain.spacing.state import CardState

DAY_0 = datetime(2024, 9, 2, 16, tzinfo=UTC)
SETTINGS = SpacingSettings(zone=UTC)
HELD, SAID_KNOWN = 0.7, 0.9


@dataclass(frozen=True)
class World:
    """What all learners share. Shares are from 0 to 1."""

    days: int = 60
    facts: int = 20
    options: int = 4
    typed: float = 0.25
    careless: float = 0.2
    attendance: float = 0.7


@dataclass(frozen=True)
class Outcome:
    """What became of one learner; see the module's docstring."""

    reviews: float
    counted: float
    recall: float
    held: float
    firmly_held: float
    said_known: float
    falsely_known: float


class Learner:
    """One learner's memory, habits and what the schedule knows of both."""

    def __init__(self, world: World, seed: str, *, asks_certainty: bool = True) -> None:
        traits = Random(f"{seed}/traits")  # noqa: S311  # a seeded simulation
        self.world = world
        self.asks_certainty = asks_certainty
        self.brain = Scheduler(
            own_weights(traits), learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self.careless = beta(traits, world.careless, 5)
        self.slip = beta(traits, 0.03, 50)
        comes = beta(traits, world.attendance, 10)
        self.days = [day for day in range(1, world.days) if traits.random() < comes]
        self.items = [f"f{number:03}" for number in range(world.facts)]
        self.typed = {item for item in self.items if traits.random() < world.typed}
        self.ease = {item: traits.gauss(0, 1.5) for item in self.items}
        self.memory: dict[str, Card | None] = {
            item: old_memory(traits) if number % 2 else None for number, item in enumerate(self.items)
        }
        self.luck = Random(f"{seed}/answers")  # noqa: S311  # the same
        self.events: list[ReviewEvent] = []
        self.states: dict[str, CardState] = {}

    def recall(self, item: str, day: int) -> float:
        """True chance that the fact comes to mind."""
        card = self.memory[item]
        return self.brain.get_card_retrievability(card, DAY_0 + timedelta(days=day)) if card else 0.0

    def answer(self, item: str, day: int, origin: Origin) -> None:
        """Ask once, let the memory change, and tell the schedule."""
        comes_to_mind = self.luck.random() < self.recall(item, day)
        chance = 0.0 if item in self.typed else 1 / self.world.options
        right = self.luck.random() >= self.slip if comes_to_mind else self.luck.random() < chance
        event = ReviewEvent(
            item=item,
            question=item,
            answered_at=DAY_0 + timedelta(days=day, seconds=len(self.events)),
            right=right,
            certainty=self._certainty(comes_to_mind=comes_to_mind),
            typed=item in self.typed,
            origin=origin,
        )
        self._remember(item, day, comes_to_mind=comes_to_mind)
        self.events.append(event)
        state = advance(self.states.get(item), event, SETTINGS).state
        if state is not None:
            self.states[item] = state

    def _certainty(self, *, comes_to_mind: bool) -> Certainty | None:
        if not self.asks_certainty or self.luck.random() < 0.1:
            return None
        if self.luck.random() < self.careless:
            return self.luck.choice(list(Certainty))
        if not comes_to_mind:
            return Certainty.GUESSING
        return Certainty.CERTAIN if self.luck.random() < 0.6 else Certainty.FAIRLY_SURE

    def _remember(self, item: str, day: int, *, comes_to_mind: bool) -> None:
        """Recalling strengthens; feedback after a miss teaches, where it is taken in."""
        if not comes_to_mind and self.luck.random() < 0.05:
            return
        now = DAY_0 + timedelta(days=day)
        before = self.memory[item]
        card = before or Card(card_id=1, due=DAY_0)
        card, _ = self.brain.review_card(card, Rating.Good if comes_to_mind else Rating.Again, now)
        card.stability = max(0.01, (card.stability or 0.01) * self.luck.lognormvariate(0, 0.2))
        if before is None:
            card.difficulty = min(10.0, max(1.0, (card.difficulty or 5.0) + self.ease[item]))
        self.memory[item] = card

    def outcome(self) -> Outcome:
        """Where the learner stands on the last day."""
        day = self.world.days
        on = (DAY_0 + timedelta(days=day)).date()
        true = {item: self.recall(item, day) for item in self.items}
        known = [item for item in self.items if retrievability(self.states[item], on) >= SAID_KNOWN]
        count = len(self.items)
        return Outcome(
            reviews=(len(self.events) - count) / count,
            counted=sum(state.reviews - 1 for state in self.states.values()) / count,
            recall=fmean(true.values()),
            held=sum(chance >= HELD for chance in true.values()) / count,
            firmly_held=sum(chance >= SAID_KNOWN for chance in true.values()) / count,
            said_known=len(known) / count,
            falsely_known=sum(true[item] < HELD for item in known) / count,
        )


def own_weights(rng: Random) -> list[float]:
    """A learner's own FSRS-6 weights. The four first stabilities keep their order."""
    sigmas = [0.5] * 4 + [0.15] * 16 + [0.2]
    weights = [
        min(high, max(low, weight * rng.lognormvariate(0, sigma)))
        for weight, sigma, low, high in zip(
            DEFAULT_PARAMETERS, sigmas, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True
        )
    ]
    return sorted(weights[:4]) + weights[4:]


def beta(rng: Random, mean: float, weight: float) -> float:
    """A share from 0 to 1 with this mean; the larger ``weight``, the closer to it."""
    return mean if mean in (0, 1) else rng.betavariate(mean * weight, (1 - mean) * weight)


def old_memory(rng: Random) -> Card:
    """A fact known before the quiz."""
    return Card(
        card_id=1,
        state=State.Review,
        stability=rng.lognormvariate(math.log(20), 1),
        difficulty=min(10.0, max(1.0, rng.gauss(5, 2))),
        due=DAY_0,
        last_review=DAY_0 - timedelta(days=rng.randint(1, 30)),
    )


def quiz(learner: Learner) -> None:
    """Day 0, under every policy."""
    for item in learner.items:
        learner.answer(item, 0, Origin.QUIZ)


#: What to ask on a day, from all states and the day: our plan, or another order of what is due.
Plan = Callable[[Iterable[CardState], datetime], Sequence[str]]


def our_plan(states: Iterable[CardState], now: datetime) -> Sequence[str]:
    """The plan that learners get."""
    return plan_day(states, now, UTC).today


def ordered_by(key: Callable[[CardState], float]) -> Plan:
    """Ten of what is due today, in another order than ours."""

    def plan(states: Iterable[CardState], now: datetime) -> Sequence[str]:
        due = sorted(
            (state for state in states if state.due <= now), key=lambda state: (key(state), state.item)
        )
        return [state.item for state in due[:ROUND_ITEMS]]

    return plan


ORDERS: dict[str, Plan] = {
    "longest due first (ours)": our_plan,
    "shortest gap first": ordered_by(lambda state: state.gap),
    "longest gap first": ordered_by(lambda state: -state.gap),
    "least stable first": ordered_by(lambda state: state.stability),
}


def follow_our_plan(learner: Learner, plan: Plan = our_plan) -> None:
    """Practice after the quiz, then each day's review."""
    quiz(learner)
    missed = [event.item for event in learner.events if not event.right]
    sit(learner, missed, 0, Origin.PRACTICE, ROUND_ASKS)
    for day in learner.days:
        today = plan(learner.states.values(), DAY_0 + timedelta(days=day))
        sit(learner, today, day, Origin.REVIEW, ROUND_ASKS)


def sit(learner: Learner, planned: Sequence[str], day: int, origin: Origin, asks: int) -> None:
    """One sitting, to its end."""
    begin = len(learner.events)
    while (
        item := study_session(planned, learner.events[begin:], origin=origin, asks=asks).current
    ) is not None:
        learner.answer(item, day, origin)


def mass(learner: Learner, rounds: int) -> None:
    """All reviews on the day of the quiz, each round through every fact."""
    quiz(learner)
    for _ in range(rounds):
        for item in learner.items:
            learner.answer(item, 0, Origin.PRACTICE)


def space_evenly(learner: Learner, rounds: int) -> None:
    """Every fact on evenly spaced days, or the next day on which the learner comes."""
    quiz(learner)
    gap = learner.world.days / (rounds + 1)
    done = 0
    for day in learner.days:
        if done < rounds and day >= round(gap * (done + 1)):
            done += 1
            for item in learner.items:
                learner.answer(item, day, Origin.REVIEW)


def run(
    world: World, learners: int, seed: int, policy: Callable[[Learner], None], *, asks_certainty: bool = True
) -> list[Outcome]:
    """The outcomes of all learners of one seed. The same seed gives the same learners to every policy."""
    outcomes = []
    for number in range(learners):
        learner = Learner(world, f"{seed}/{number}", asks_certainty=asks_certainty)
        policy(learner)
        outcomes.append(learner.outcome())
    return outcomes


def compare(world: World, learners: int, seeds: Sequence[int]) -> dict[str, list[list[Outcome]]]:
    """Outcomes by policy and seed. Policies with a budget get as many reviews as ours spent, on average."""

    def each_seed(policy: Callable[[Learner], None], *, asks_certainty: bool = True) -> list[list[Outcome]]:
        return [run(world, learners, seed, policy, asks_certainty=asks_certainty) for seed in seeds]

    ours = each_seed(follow_our_plan)
    rounds = max(1, round(fmean(outcome.reviews for one in ours for outcome in one)))
    return {
        "ours": ours,
        "massed": each_seed(lambda learner: mass(learner, rounds)),
        "equal gaps": each_seed(lambda learner: space_evenly(learner, rounds)),
        "equal gaps, half": each_seed(lambda learner: space_evenly(learner, max(1, rounds // 2))),
        "no review": each_seed(quiz),
        "ours, certainty not asked": each_seed(follow_our_plan, asks_certainty=False),
    }


def compare_orders(world: World, learners: int, seeds: Sequence[int]) -> dict[str, list[list[Outcome]]]:
    """Our policy with what is due asked in several orders; they differ only where more is due than is asked."""
    return {
        "no review": [run(world, learners, seed, quiz) for seed in seeds],
        **{
            name: [run(world, learners, seed, partial(follow_our_plan, plan=plan)) for seed in seeds]
            for name, plan in ORDERS.items()
        },
    }


def print_table(results: dict[str, list[list[Outcome]]]) -> None:
    """One row per policy. "±" is half the range of the seeds' means; the last column is over learners."""
    heads = ["policy", "reviews per fact", "of these counted", "mean recall", "held (≥ 0.7)", "≥ 0.9"]
    heads += [
        "held per answer",
        "gained per review",
        "said known (≥ 0.9)",
        "falsely known",
        "held, 10th–90th learner",
    ]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    floor = [fmean(outcome.held for outcome in one) for one in results["no review"]]
    for policy, outcomes in results.items():
        print("| " + " | ".join([policy, *row(outcomes, floor)]) + " |")


def row(outcomes: Sequence[list[Outcome]], floor: Sequence[float]) -> list[str]:
    """The figures of one policy: a list of outcomes per seed, and what is held without review."""

    def means(field: str) -> list[float]:
        return [fmean(getattr(outcome, field) for outcome in one) for one in outcomes]

    reviews, held = means("reviews"), means("held")
    # The quiz itself is one answer per fact, so that "no review" has a quotient too.
    per_answer = [share / (spent + 1) for share, spent in zip(held, reviews, strict=True)]
    gained = [(h - f) / r for h, f, r in zip(held, floor, reviews, strict=True) if r]
    deciles = quantiles((outcome.held for one in outcomes for outcome in one), n=10)
    return [
        spread(reviews, ".2f"),
        spread(means("counted"), ".2f"),
        spread(means("recall")),
        spread(held),
        spread(means("firmly_held")),
        spread(per_answer),
        spread(gained) if gained else "–",
        spread(means("said_known")),
        spread(means("falsely_known"), ".2%"),
        f"{deciles[0]:.2f}–{deciles[-1]:.2f}",
    ]


def spread(values: Sequence[float], form: str = ".3f") -> str:
    """The mean of the seeds and half their range."""
    half = (max(values) - min(values)) / 2
    return f"{fmean(values):{form}} ± {half:{form}}"


def main() -> None:
    """Read the options, run every seed, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    defaults = World()
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--days", type=int, default=defaults.days)
    parser.add_argument("--facts", type=int, default=defaults.facts)
    parser.add_argument("--options", type=int, default=defaults.options, help="options of a choice question")
    parser.add_argument(
        "--typed", type=float, default=defaults.typed, help="share of facts answered by typing"
    )
    parser.add_argument(
        "--careless", type=float, default=defaults.careless, help="mean share of careless certainty"
    )
    parser.add_argument("--attendance", type=float, default=defaults.attendance, help="mean share of days")
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds, counted from 1")
    parser.add_argument(
        "--orders", action="store_true", help="compare orders of what is due instead of policies"
    )
    given = parser.parse_args()
    world = World(given.days, given.facts, given.options, given.typed, given.careless, given.attendance)
    print(f"{given.learners} learners, seeds 1 to {given.seeds}, {world}\n")
    contest = compare_orders if given.orders else compare
    print_table(contest(world, given.learners, range(1, given.seeds + 1)))


if __name__ == "__main__":
    main()
