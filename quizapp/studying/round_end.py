"""The end of a round of review or practice: its score, how that compares with last time, and when each item comes back."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts.review_cards import ReviewCard
from quizapp.domain.answers import is_whole
from quizapp.domain.spacing.events import Origin
from quizapp.domain.spacing.practice_round import StudySession
from quizapp.identity.merged_identities import select_identities
from quizapp.models import ReviewEvent
from quizapp.studying.feedback import card_of
from quizapp.studying.planning import Board


@dataclass(frozen=True)
class RoundLine:
    """An item of the round: its first answer in it, and the day on which it comes back."""

    card: ReviewCard
    back: date | None


@dataclass(frozen=True)
class RoundEnd:
    """What a round came to. Its first answers count: what is right once the answer was shown says little."""

    right: int
    items: int
    #: Right in the end, though not at first.
    at_second: int
    #: One mark for each item, as the run shows them: now, and the time before (empty where none was answered before).
    marks: tuple[str, ...]
    before: tuple[str, ...]
    lines: tuple[RoundLine, ...]

    @property
    def gained(self) -> int:
        """How many more are right than last time."""
        return self.right - self.before.count("right")

    @property
    def shows_before(self) -> bool:
        """Last time stands beside today only where today is no worse: the day has its reasons, and nobody is told off."""
        return any(self.before) and self.gained >= 0


def end_of_round(
    session: Session, board: Board, study: StudySession, origin: Origin, since: datetime
) -> RoundEnd:
    """A finished round that began after ``since``."""
    events = _events(session, board.student_id, list(study.first))
    firsts = {
        item: next(e for e in found if e.origin == origin and e.answered_at >= since)
        for item, found in events.items()
    }
    before = {item: found[: found.index(firsts[item])] for item, found in events.items()}
    lines: list[RoundLine] = []
    for item, first in firsts.items():
        deck = board.deck_of(item)
        card = card_of(session, first, board.reading_of(deck)) if deck else None
        if card is not None:
            state = board.states.get(item)
            line = replace(card, number=len(lines) + 1)
            lines.append(RoundLine(line, state.due_day if state else None))
    return RoundEnd(
        right=sum(study.first.values()),
        items=study.size,
        at_second=len(study.right) - sum(study.first.values()),
        marks=study.marks,
        before=tuple(_mark(before[item]) for item in study.first),
        lines=tuple(lines),
    )


def _events(session: Session, student_id: int, items: list[str]) -> dict[str, list[ReviewEvent]]:
    """All answers to some items but those to cards, by item in the order of ``items``, each oldest first."""
    found = session.scalars(
        select(ReviewEvent)
        .where(ReviewEvent.student_id.in_(select_identities(student_id)), ReviewEvent.item.in_(items))
        .where(ReviewEvent.origin != Origin.FLASHCARD)
        .order_by(ReviewEvent.answered_at, ReviewEvent.id)
        .options(joinedload(ReviewEvent.answer))
    )
    by_item: dict[str, list[ReviewEvent]] = defaultdict(list)
    for event in found:
        by_item[event.item].append(event)
    return {item: by_item[item] for item in items}


def _mark(earlier: list[ReviewEvent]) -> str:
    """The mark of the last of some answers; empty where there is none."""
    if not earlier:
        return ""
    return "right" if is_whole(earlier[-1].fraction) else "wrong"
