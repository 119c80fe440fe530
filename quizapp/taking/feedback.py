"""Feedback on one answer, where a quiz gives it after each question."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp import banks
from quizapp.attempts import Page, rules_of
from quizapp.attempts.cards import ReviewCard, card
from quizapp.attempts.corrections import standing_of
from quizapp.models import Attempt


@dataclass(frozen=True)
class AtOnce:
    """The whole card when the answer is final; else only that it was not right, the tries left and a hint."""

    card: ReviewCard
    final: bool
    tries_left: int
    hint: str


def at_once(session: Session, attempt: Attempt, page: Page, now: datetime) -> AtOnce:
    """What may be shown of an answer just given. Before the last try no key is in it."""
    bank = banks.loaded(session, page.bank_version_id)
    position = next(p for p in attempt.positions if p.position == page.position)
    hints = page.question.hints if page.rules.get("hints", True) else ()
    hint = hints[min(page.tries, len(hints)) - 1] if hints and page.tries else ""
    return AtOnce(
        card=card(
            bank,
            position,
            rules_of(session, attempt),
            teacher=False,
            now=now,
            standing=standing_of(session, attempt),
        ),
        final=page.locked_at is not None,
        tries_left=max(0, page.tries_allowed - page.tries),
        hint=hint,
    )
