"""Drafts: what is chosen or typed is kept before Continue, and becomes a response when the attempt ends.

A draft changes no verdict, costs no try and is no part of the chain of responses.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from quizapp.attempts.recording import Page, page_of, record
from quizapp.basics.limits import ANSWER_GRACE, RAW_ANSWER_LETTERS
from quizapp.domain.answers import AnswerKind
from quizapp.domain.question import DONT_KNOW, DontKnow, Unreadable, does_not_know, read_certainty, read_post
from quizapp.models import Attempt, AttemptState, Draft, Position, read_anew, table_of


class Kept(StrEnum):
    """What became of a draft that was sent."""

    SAVED = "saved"
    #: Something newer stands there, from another tab or device; it stays.
    OLDER = "older"
    #: The attempt, or this question, takes no more answers.
    CLOSED = "closed"


def pick_answer_fields(page: Page, posted: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The fields of a posted form that hold an answer to this question, and of each no more values than it can have."""
    view = page.question.ask_view(page.order)
    own = {control.name for control in view.controls}
    most = max(len(page.order), 1)
    known = {name: values for name, values in posted.items() if name in own | {DONT_KNOW, "certainty"}}
    return {name: [text[:RAW_ANSWER_LETTERS] for text in values[:most]] for name, values in known.items()}


#: Built once: a page sends them at each pause in typing.
_BEGIN = insert(table_of(Draft))
_CHANGE = update(table_of(Draft)).where(Draft.position_id == bindparam("at"))


def keep_draft(
    session: Session, page: Page, posted: Mapping[str, list[str]], edited: datetime, now: datetime
) -> Kept:
    """Keep what was chosen or typed at ``edited``; whatever is newer stays. Twice is once.

    ``page`` must have been read with ``lock=True`` in the same transaction.
    """
    if page.locked_at is not None or not page.takes_answers(now):
        return Kept.CLOSED
    edited, wanted = min(edited, now), pick_answer_fields(page, posted)
    if page.touched_at is not None and edited < page.touched_at:
        return Kept.OLDER
    if page.drafted_at is not None:
        changed = {"at": page.position_id, "posted": wanted, "edited_at": edited, "unread_at": None}
        session.connection().execute(_CHANGE, changed)
    elif not _says_the_same(page, wanted):
        made = {"position_id": page.position_id, "posted": wanted, "edited_at": edited}
        session.connection().execute(_BEGIN, made)
    read_anew(session, Draft, page.position_id)
    return Kept.SAVED


def _says_the_same(page: Page, posted: dict[str, list[str]]) -> bool:
    """Whether a form that was left says nothing that is not saved already."""
    if page.answer_kind == AnswerKind.BLANK:
        is_untouched = page.question.is_untouched(posted, page.order)
        return is_untouched and not does_not_know(posted) and not read_certainty(posted)
    given = read_post(page.question, posted, page.order)
    if isinstance(given, DontKnow):
        return page.answer_kind == AnswerKind.DONT_KNOW
    return given == page.response and read_certainty(posted) == page.certainty


def settle_drafts(session: Session, attempt: Attempt, now: datetime) -> None:
    """Make responses of the drafts of an attempt that ends now; what cannot be read as an answer stays, marked."""
    waiting = (
        select(Position.position)
        .join(Draft, Draft.position_id == Position.id)
        .where(Position.attempt_id == attempt.id, Draft.unread_at.is_(None))
        .order_by(Position.position)
    )
    # What had arrived in time counts, whenever the end is noticed.
    arrived = now if attempt.deadline_at is None else min(now, attempt.deadline_at + ANSWER_GRACE)
    for place in session.scalars(waiting).all():
        page = page_of(session, attempt.public_id, place, attempt.student_id, lock=True)
        if page is None or page.draft is None or page.state != AttemptState.OPEN:
            continue
        given = read_post(page.question, page.draft, page.order)
        held = Draft.position_id == page.position_id
        if page.locked_at is not None or (
            isinstance(given, Unreadable) and page.question.is_untouched(page.draft, page.order)
        ):
            session.execute(delete(Draft).where(held))
        elif isinstance(given, Unreadable):
            session.execute(update(Draft).where(held).values(unread_at=now))
        else:
            record(
                session, page, given, certainty=read_certainty(page.draft), op_id=secrets.token_hex(16),
                body_hash=secrets.token_hex(16), now=arrived, raw=raw_of(page, page.draft), limited=False,
            )  # fmt: skip


def raw_of(page: Page, posted: Mapping[str, list[str]]) -> str:
    """What was typed or chosen, as it was sent, for the report's column *raw answer*: of the question's own fields alone."""
    kept = sorted((n, v) for n, v in pick_answer_fields(page, posted).items() if n != "certainty")
    return "; ".join(f"{', '.join(v)}" if n == "answer" else f"{n}={', '.join(v)}" for n, v in kept)
