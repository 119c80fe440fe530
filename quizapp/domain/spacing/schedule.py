"""Replaying answers into a schedule: fsrs, fed with school days and fenced in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache

from fsrs import Card, Scheduler, State

from quizapp.basics.limits import LONGEST_GAP_DAYS
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin, ReviewEvent, day_start, local_day
from quizapp.domain.spacing.grading import Grading, grade_review, is_sure
from quizapp.domain.spacing.state import CardState

#: fsrs wants a number for a card, and sleeps to find one; we hold one card at a time and need none.
ANY_CARD = 1
#: Days until what was not remembered comes back, however well it had been held.
AFTER_A_MISS = 1


class Ignored(StrEnum):
    """Why an answer left the schedule as it was. Codes, not sentences."""

    #: A guess before reading.
    BEFORE_READING = "before reading"
    #: Only the first answer of the day counts.
    NOT_FIRST_OF_DAY = "not the first of the day"
    #: Its day lies before that of the last counted answer: a clock was set back.
    OUT_OF_ORDER = "out of order"


@dataclass(frozen=True)
class Step:
    """What one answer did. Exactly one of ``grading`` and ``ignored`` is set.

    ``state`` is None only where the item has no counted answer yet.
    """

    state: CardState | None
    grading: Grading | None = None
    ignored: Ignored | None = None


def advance(state: CardState | None, event: ReviewEvent, settings: SpacingSettings) -> Step:
    """The schedule after one more answer.

    Raises ValueError where the event is of another item, or the state was made under other settings (the
    date to remember until has changed, say): replay the events then.
    """
    if state is not None and state.item != event.item:
        raise ValueError(f"an answer to {event.item!r} cannot advance {state.item!r}")
    if state is not None and state.scheduler_version != settings.version:
        raise ValueError(
            f"made under {state.scheduler_version!r}, not {settings.version!r}: replay the events"
        )
    day = local_day(event.answered_at, settings.zone)
    ignored = _why_ignored(state, event, day)
    if ignored is not None:
        return Step(state, ignored=ignored)
    grading = grade_review(event, sure_before=state is not None and state.sure)
    return Step(_reviewed(state, event, day, grading, settings), grading=grading)


def replay_answers(events: Iterable[ReviewEvent], settings: SpacingSettings) -> CardState | None:
    """The state of one item from all its answers, in the order in which they were recorded.

    The same, bit for bit, as ``advance`` answer by answer. None where no answer counts. Raises ValueError
    for answers to different items.
    """
    state: CardState | None = None
    item: str | None = None
    for event in events:
        if item not in (None, event.item):
            raise ValueError(f"answers to {item!r} and {event.item!r} cannot be replayed as one")
        item = event.item
        state = advance(state, event, settings).state
    return state


def retrievability(state: CardState, day: date) -> float:
    """Chance of recall on a school day, from 0 to 1, as fsrs sees it. Whole days: it has no hours."""
    return fsrs_scheduler(0.90, LONGEST_GAP_DAYS).get_card_retrievability(_card(state), _noon(day))


def _why_ignored(state: CardState | None, event: ReviewEvent, day: date) -> Ignored | None:
    if event.origin is Origin.GUESS:
        return Ignored.BEFORE_READING
    if state is not None and day == state.last_day:
        return Ignored.NOT_FIRST_OF_DAY
    # fsrs would take it, and could put the due day in the past.
    if state is not None and day < state.last_day:
        return Ignored.OUT_OF_ORDER
    return None


def _reviewed(
    state: CardState | None, event: ReviewEvent, day: date, grading: Grading, settings: SpacingSettings
) -> CardState:
    # Without relearning steps fsrs lets a well-held item wait up to a week after a miss. We promise tomorrow.
    scheduler = fsrs_scheduler(settings.retention, settings.cap(day) if grading.remembered else AFTER_A_MISS)
    card, _ = scheduler.review_card(_card(state), grading.rating, _noon(day))
    if card.stability is None or card.difficulty is None:
        raise RuntimeError("fsrs gave no memory state")
    due_day = card.due.date()
    bridged = (day - state.last_day).days if state else 0
    held_before = state.held_gap if state else 0
    return CardState(
        item=event.item,
        stability=card.stability,
        difficulty=card.difficulty,
        due=day_start(due_day, settings.zone),
        due_day=due_day,
        last_review=event.answered_at,
        last_day=day,
        state=card.state.value,
        step=card.step,
        scheduler_version=settings.version,
        origin=event.origin,
        reviews=(state.reviews if state else 0) + 1,
        lapses=(state.lapses if state else 0) + (held_before > 0 and not grading.remembered),
        held_gap=max(held_before, bridged) if grading.remembered else 0,
        sure=is_sure(event),
        missed_last=not grading.remembered,
    )


@lru_cache(maxsize=1024)
def fsrs_scheduler(retention: float, cap: int) -> Scheduler:
    """fsrs as we use it: recall aimed at, and longest gap in days."""
    # Learning steps are minutes, useless on the web; fuzz would make replay random.
    return Scheduler(
        desired_retention=retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=cap,
        enable_fuzzing=False,
    )


def _card(state: CardState | None) -> Card:
    if state is None:
        # With an id and a due date given, fsrs neither sleeps nor reads the clock.
        return Card(card_id=ANY_CARD, due=datetime.min.replace(tzinfo=UTC))
    return Card(
        card_id=ANY_CARD,
        state=State(state.state),
        step=state.step,
        stability=state.stability,
        difficulty=state.difficulty,
        due=_noon(state.due_day),
        last_review=_noon(state.last_day),
    )


def _noon(day: date) -> datetime:
    """A school day as fsrs gets it. It counts whole spans of 24 hours: 4 p.m. to 9 a.m. would be no day at all."""
    return datetime.combine(day, time(12), tzinfo=UTC)
