"""When something comes back, worked out from the published formulas of FSRS 6 and our two rules, on nothing of the program.

Formulas and default weights: "The Algorithm" in the wiki of open-spaced-repetition/free-spaced-repetition-scheduler, FSRS-6.
Ours: the first answer of a day counts, a day lasts from four to four, and what was missed comes back the next day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp

W = (0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
     1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542)  # fmt: skip
AGAIN, GOOD, EASY = 1, 3, 4
FACTOR = 0.9 ** (-1 / W[20]) - 1
LONGEST = 120


@dataclass(frozen=True)
class Memory:
    """Where one thing stands after an answer."""

    stability: float
    difficulty: float
    last: date
    due: date
    #: The longest gap bridged since the last miss, in days.
    held: int


def school_day(moment: datetime) -> date:
    return (moment - timedelta(hours=4)).date()


def first_difficulty(grade: int) -> float:
    return W[4] - exp(W[5] * (grade - 1)) + 1


def clamped(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)


def after(memory: Memory | None, day: date, *, right: bool) -> Memory:
    """The memory after the first answer of a day."""
    grade = GOOD if right else AGAIN
    if memory is None:
        stability, difficulty, held = W[grade - 1], clamped(first_difficulty(grade)), 0
    else:
        gap = (day - memory.last).days
        recall = (1 + FACTOR * gap / memory.stability) ** -W[20]
        old, hard = memory.stability, memory.difficulty
        if right:
            growth = exp(W[8]) * (11 - hard) * old ** -W[9] * (exp((1 - recall) * W[10]) - 1)
            stability = old * (1 + growth)
        else:
            forgotten = W[11] * hard ** -W[12] * ((old + 1) ** W[13] - 1) * exp((1 - recall) * W[14])
            stability = min(forgotten, old / exp(W[17] * W[18]))
        damped = hard + (10 - hard) * -(W[6] * (grade - GOOD)) / 9
        difficulty = clamped(W[7] * first_difficulty(EASY) + (1 - W[7]) * damped)
        held = max(memory.held, gap) if right else 0
    # Recall is aimed at nine in ten, so the gap in days is the stability.
    gap = min(max(round(stability), 1), LONGEST) if right else 1
    return Memory(stability, difficulty, day, day + timedelta(days=gap), held)


def memory_of(answers: Iterable[tuple[date, bool]]) -> Memory | None:
    """What all answers to one thing come to, in the order of their days."""
    memory = None
    for day, right in answers:
        if memory is None or day > memory.last:
            memory = after(memory, day, right=right)
    return memory
