"""What is asked today: never more than the limit, the rest quietly later."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from hashlib import blake2b

from quizapp.basics.limits import ROUND_ITEMS
from quizapp.domain.spacing.events import Origin, local_day
from quizapp.domain.spacing.state import CardState


@dataclass(frozen=True)
class DayPlan:
    """One learner's review today. How many wait beyond the limit is not told to anybody.

    ``started`` are the items already reviewed today, in order; ``today`` those still to be met today.
    ``next_day`` is the next school day with a review if today's is done, ``next_count`` how many are due
    then (at most the limit; None and 0 where nothing is scheduled).
    """

    day: date
    started: tuple[str, ...]
    today: tuple[str, ...]
    next_day: date | None
    next_count: int


def plan_day(
    states: Iterable[CardState],
    now: datetime,
    zone: tzinfo,
    limit: int = ROUND_ITEMS,
    *,
    first: Collection[str] = (),
) -> DayPlan:
    """Plan the review of the school day of ``now`` from all of a learner's states.

    Items among ``first`` that are due come before all others, then those longest due; among items due on one day
    a hash decides, so that a quiz of thirty questions comes back mixed and the same way on every call. On simulated
    learners with a backlog no other order held more (docs/evidence/learning-simulation.md). Items reviewed today
    count against the limit: asking again for the page never brings more. Raises ValueError for a limit below 1 or a naive time.
    """
    if limit < 1:
        raise ValueError(f"the limit is at least 1, not {limit}")
    day = local_day(now, zone)
    known = list(states)
    started = sorted(
        (s for s in known if s.last_day == day and s.origin is Origin.REVIEW),
        key=lambda s: (s.last_review, s.item),
    )
    due = sorted(
        (s for s in known if s.due_day <= day), key=lambda state: (state.item not in first, *_turn(state))
    )
    room = max(0, limit - len(started))
    waiting = len(due) - min(room, len(due))
    later = [s.due_day for s in known if s.due_day > day]
    next_day = day + timedelta(days=1) if waiting else min(later, default=None)
    next_count = min(limit, waiting + later.count(next_day)) if next_day else 0
    return DayPlan(
        day=day,
        started=tuple(s.item for s in started),
        today=tuple(s.item for s in due[:room]),
        next_day=next_day,
        next_count=next_count,
    )


def _turn(state: CardState) -> tuple[date, bytes]:
    """Order among what is due. ``hash()`` would differ from one process to the next."""
    return state.due_day, blake2b(f"{state.item}\0{state.due_day}".encode(), digest_size=8).digest()
