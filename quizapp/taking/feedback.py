"""Feedback on one answer, where a quiz gives it after each question."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.attempts import Page, rules_of
from quizapp.attempts.corrections import standing_of
from quizapp.attempts.review_cards import ReviewCard, make_card, number_text
from quizapp.attempts.tries import are_known, judge_tries, shares_of, tries_at
from quizapp.banks import publishing
from quizapp.domain.answers import AnswerKind
from quizapp.domain.tries import share_of
from quizapp.models import Attempt, ShowWhen


@dataclass(frozen=True)
class Stakes:
    """What is said before a try: what no answer can take away any more, and what a right one earns now."""

    number: int
    allowed: int
    #: Marks as people write them; ``full`` is empty where the question carries none, ``safe`` where nothing is safe.
    full: str
    worth: str
    safe: str
    #: Whether this try is beyond the last that earns anything.
    earns: bool


def describe_stakes(page: Page) -> Stakes | None:
    """What is at stake at the try that comes next; None where there is one try only, or none is left.

    What is safe shows how good the answer before was, so it is said only where the teacher gives the score at once.
    """
    if not page.feedback_at_once or page.tries_allowed == 1 or page.locked_at is not None:
        return None
    number = page.tries + 1
    share = share_of(number, shares_of(page.question, page.rules))
    safe = (page.fraction or 0.0) * page.credit * page.marks if page.show_score == ShowWhen.AT_ONCE else 0.0
    return Stakes(
        number=number,
        allowed=page.tries_allowed,
        full=number_text(page.marks) if page.marks else "",
        worth=number_text(float(share) * page.marks),
        safe=number_text(safe) if safe else "",
        earns=share > 0,
    )


@dataclass(frozen=True)
class AtOnce:
    """The whole card when the answer is final; else only that it was not right, the tries left and a hint."""

    card: ReviewCard
    final: bool
    tries_left: int
    hint: str
    #: The answer given last, as it is read back.
    said: tuple[str, ...]
    #: Whether it had been given before, so that it cost no try.
    repeated: bool
    #: An earlier answer that counts, since it is better; empty where the last one does.
    better: tuple[str, ...]
    stakes: Stakes | None


def at_once(session: Session, attempt: Attempt, page: Page, now: datetime) -> AtOnce:
    """What may be shown of an answer just given. Before the last try no key is in it."""
    bank = publishing.load_version(session, page.bank_version_id)
    position = next(p for p in attempt.positions if p.position == page.position)
    hints = page.question.hints if page.rules.get("hints", True) else ()
    hint = hints[min(page.tries, len(hints)) - 1] if hints and page.tries else ""
    shown = make_card(
        bank,
        position,
        rules_of(session, attempt),
        teacher=False,
        now=now,
        standing=standing_of(session, attempt),
    )
    given = tries_at(session, [position.id])[position.id]
    said, repeated = shown.said, False
    better: tuple[str, ...] = ()
    if are_known(given) and given[-1].kind == AnswerKind.ANSWER:
        repeated = judge_tries(page.question, given, page.rules).repeated
        said = page.question.said(given[-1].value, page.order)
        if given[-1].value != position.response and page.show_score == ShowWhen.AT_ONCE and position.fraction:
            better = shown.said
    return AtOnce(
        card=shown,
        final=page.locked_at is not None,
        tries_left=max(0, page.tries_allowed - page.tries),
        hint=hint,
        said=said,
        repeated=repeated,
        better=better,
        stakes=describe_stakes(page),
    )
