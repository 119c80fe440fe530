"""The hot path: one question's page, and saving one answer. Few statements, built once; no ORM objects."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.attempts.corrections import corrections_of
from quizapp.attempts.tries import GivenTry, are_known, judge_tries, tries_allowed, tries_at
from quizapp.banks import publishing
from quizapp.basics.errors import Refused, TooMany
from quizapp.basics.i18n import _
from quizapp.basics.limits import (
    ANSWER_GRACE,
    PAUSE_SECONDS,
    RAW_ANSWER_LETTERS,
    SAVES_A_MINUTE,
    SAVES_A_QUESTION,
)
from quizapp.domain.answers import AnswerKind, Certainty
from quizapp.domain.question import DontKnow, Question, Response
from quizapp.models import (
    Assignment,
    Attempt,
    AttemptState,
    Draft,
    Draw,
    Position,
    ResponseEvent,
    ResponseValue,
    ShowWhen,
    read_anew,
    table_of,
)

_page_columns = (
    Attempt.id.label("attempt_id"),
    Attempt.public_id,
    Attempt.state,
    Attempt.length,
    Attempt.started_at,
    Attempt.deadline_at,
    Attempt.bank_version_id,
    Attempt.assignment_id,
    Assignment.title,
    Assignment.kind,
    Assignment.show_answers,
    Assignment.show_explanations,
    Assignment.show_score,
    Draw.rules,
    Attempt.extra_tries,
    Position.id.label("position_id"),
    Position.position,
    Position.question_id,
    Position.order,
    Position.kind.label("answer_kind"),
    Position.response,
    Position.certainty,
    Position.revision,
    Position.tries,
    Position.locked_at,
    Position.fraction,
    Position.credit,
    Position.marks,
    Position.seconds,
    Position.answered_at,
    Draft.posted.label("draft"),
    Draft.edited_at.label("drafted_at"),
)
_PAGE = (
    select(*_page_columns)
    .join(Attempt, Attempt.id == Position.attempt_id)
    .join(Assignment, Assignment.id == Attempt.assignment_id)
    .join(Draw, Draw.id == Attempt.draw_id)
    .outerjoin(Draft, Draft.position_id == Position.id)
    .where(
        Attempt.public_id == bindparam("attempt"),
        Attempt.student_id == bindparam("student"),
        Attempt.state != AttemptState.VOIDED,
        Position.position == bindparam("place"),
    )
)
#: On PostgreSQL the attempt's row is locked by a statement of its own, so that saves of one attempt and its handing
#: in follow one another, and each reads what the one before has written. SQLite has one writer at a time anyway.
_LOCK = select(Attempt.id).where(Attempt.public_id == bindparam("attempt")).with_for_update()
_of = aliased(ResponseEvent)
_LAST = (
    select(
        ResponseEvent.hash,
        ResponseEvent.received_at,
        select(func.count())
        .where(_of.attempt_id == bindparam("attempt"), _of.received_at > bindparam("since"))
        .scalar_subquery()
        .label("lately"),
        select(func.count()).where(_of.attempt_id == bindparam("attempt")).scalar_subquery().label("all"),
        select(_of.kind)
        .where(_of.attempt_id == bindparam("attempt"))
        .where(_of.op_id == bindparam("op"), _of.body_hash == bindparam("body"))
        .scalar_subquery()
        .label("same"),
    )
    .where(ResponseEvent.attempt_id == bindparam("attempt"))
    .order_by(ResponseEvent.id.desc())
    .limit(1)
)
_KEEP_VALUE = insert(table_of(ResponseValue)).returning(ResponseValue.id)
_KEEP_EVENT = insert(table_of(ResponseEvent)).returning(ResponseEvent.hash)
_CHANGE_POSITION = update(table_of(Position)).where(Position.id == bindparam("at"))
_DROP_DRAFT = delete(table_of(Draft)).where(Draft.position_id == bindparam("at"))


@dataclass(frozen=True)
class Page:
    """One position of a student's own attempt, with its question."""

    attempt_id: int
    public_id: str
    state: str
    length: int
    started_at: datetime
    deadline_at: datetime | None
    bank_version_id: int
    assignment_id: int
    title: str
    kind: str
    show_answers: str
    show_explanations: str
    show_score: str
    rules: dict[str, Any]
    position_id: int
    position: int
    question_id: str
    order: list[int]
    answer_kind: str
    response: Response | None
    certainty: Certainty | None
    revision: int
    tries: int
    locked_at: datetime | None
    fraction: float | None
    credit: float
    marks: float
    seconds: float | None
    answered_at: datetime | None
    #: What is chosen or typed there and was not sent yet, as a form posts it.
    draft: dict[str, list[str]] | None
    drafted_at: datetime | None
    question: Question

    @property
    def feedback_at_once(self) -> bool:
        return self.show_answers == ShowWhen.AT_ONCE

    @property
    def tries_allowed(self) -> int:
        return tries_allowed(self.question, self.rules)

    @property
    def touched_at(self) -> datetime | None:
        """When what stands there was chosen or typed: sent or not, whichever is newer."""
        return max((at for at in (self.answered_at, self.drafted_at) if at is not None), default=None)

    def takes_answers(self, now: datetime) -> bool:
        """Whether an answer sent now still counts."""
        return self.state == AttemptState.OPEN and (
            self.deadline_at is None or now <= self.deadline_at + ANSWER_GRACE
        )


@dataclass(frozen=True)
class Saved:
    """What became of a sent answer."""

    #: False: it came too late. It is kept, marked late, and changes nothing until a teacher accepts it.
    counted: bool
    #: The answer can no longer change (its feedback may be shown); False while tries are left.
    locked: bool = False
    #: The grade of the answer that counts now, and the share of the full marks that is safe.
    fraction: Fraction | None = None
    earned: Fraction | None = None
    #: The very same save had arrived before.
    again: bool = False


class NotWritten(Exception):
    """The database took a save and does not have it: something between it and us is at fault.

    Nothing is acknowledged that was not seen to be written.
    """


def page_of(
    session: Session, attempt: str, place: int, student_id: int, *, lock: bool = False
) -> Page | None:
    """The page of one position, in one statement; None when there is none or it is somebody else's."""
    if lock and session.get_bind().dialect.name != "sqlite":
        session.execute(_LOCK, {"attempt": attempt})
    given = {"attempt": attempt, "student": student_id, "place": place}
    row = session.connection().execute(_PAGE, given).one_or_none()
    if row is None:
        return None
    bank = publishing.load_version(session, row.bank_version_id)
    question = bank.question(row.question_id)
    if (
        row.show_answers == ShowWhen.AT_ONCE
    ):  # graded here and now, so corrections of the key must be known here
        question = corrections_of(session, row.assignment_id).question(bank, row.question_id)
    found = dict(row._mapping)
    found["rules"] = {**row.rules, "extra_tries": found.pop("extra_tries")}
    return Page(**found, question=question)


def record(
    session: Session,
    page: Page,
    given: Response | DontKnow,
    *,
    certainty: Certainty | None,
    op_id: str,
    body_hash: str,
    now: datetime,
    raw: str = "",
    limited: bool = True,
) -> Saved:
    """Save an answer to a position; idempotent in (operation id, body).

    ``page`` must have been read with ``lock=True`` in the same transaction. Where feedback is given at once the
    answer is graded here (``quizapp.domain.tries``) and locks when it is right or no try is left; otherwise grading
    waits for handing in. ``limited``: whether too many at once are refused.
    """
    connection = session.connection()
    since = now - timedelta(minutes=1)
    asked = {"attempt": page.attempt_id, "since": since, "op": op_id, "body": body_hash}
    last = connection.execute(_LAST, asked).one_or_none()
    if last is not None and last.same is not None:
        return _as_it_stands(page, counted=last.same != AnswerKind.LATE, again=True)
    locked = page.locked_at is not None and page.takes_answers(now)
    dont_know = isinstance(given, DontKnow)
    new = GivenTry(
        AnswerKind.DONT_KNOW if dont_know else AnswerKind.ANSWER, None if dont_know else given, certainty
    )
    counted = page.takes_answers(now)
    if last is not None and limited:
        _refuse_flood(page, last.lately, last.all)
    revision = page.revision + 1 if counted and not locked else 0
    before = last.hash if last else ""
    _append_event(connection, page, new, op_id, body_hash, revision, now, raw, before, counted=counted)
    if not counted:
        return Saved(counted=False)
    if locked:  # acknowledged, so written down; its feedback was shown before, so it changes nothing
        return _as_it_stands(page, counted=True, again=False)
    pause = (now - (last.received_at if last else page.started_at)).total_seconds()
    values: dict[str, Any] = {
        "revision": revision,
        "answered_at": now,
        "seconds": (page.seconds or 0.0) + min(max(pause, 0.0), PAUSE_SECONDS),
        "tries": page.tries + 1,
        "locked_at": None,
        "fraction": None,  # what it was before a reopening says nothing of the new answer
        "credit": 1.0,
    }
    saved = Saved(counted=True)
    if page.feedback_at_once:
        new, saved, graded = _grade_at_once(session, page, new)
        values |= graded | {"locked_at": now if saved.locked else None}
    values |= {"kind": new.kind, "response": new.value, "certainty": new.certainty}
    _change_position(session, page, values)
    return saved


def _change_position(session: Session, page: Page, values: dict[str, Any]) -> None:
    """Let the answer count that was saved; a draft of it is done with."""
    connection = session.connection()
    written = connection.execute(_CHANGE_POSITION, {"at": page.position_id, **values})
    if written.rowcount != 1:
        raise NotWritten(f"a save has changed {written.rowcount} positions instead of one")
    if page.drafted_at is not None:
        connection.execute(_DROP_DRAFT, {"at": page.position_id})
    read_anew(session, Position, page.position_id)
    read_anew(session, Draft, page.position_id)


def _refuse_flood(page: Page, lately: int, in_all: int) -> None:
    """Refuse a save that no person makes: a script in a pupil's browser must not fill the disk."""
    if lately >= SAVES_A_MINUTE:
        raise TooMany(
            _(
                "Very many answers came at once. Wait a minute, then save this one again. Earlier answers are safe."
            ),
            60,
            title=_("This answer is not saved yet"),
        )
    if in_all >= SAVES_A_QUESTION * page.length:
        raise Refused(
            _(
                "You have changed your answers very often. What was saved last counts: hand in, or ask your teacher."
            ),
            title=_("No more changes are saved"),
        )


def _as_it_stands(page: Page, *, counted: bool, again: bool) -> Saved:
    """What is said of a save that changes nothing."""
    fraction = None if page.fraction is None else Fraction(page.fraction)
    earned = None if fraction is None else fraction * Fraction(page.credit)
    return Saved(counted, page.locked_at is not None, fraction, earned, again=again)


def _grade_at_once(session: Session, page: Page, new: GivenTry) -> tuple[GivenTry, Saved, dict[str, Any]]:
    """Grade an answer whose feedback is shown now: which answer counts, what is said, and what is kept of it."""
    tries = [new]
    if page.tries:  # the new answer is among them already: its event has been written
        tries = tries_at(session, [page.position_id])[page.position_id]
    if not are_known(tries):
        tries = [new]
    counted = judge_tries(page.question, tries, page.rules)
    locked = (
        counted.fraction in (1, None)
        or new.kind == AnswerKind.DONT_KNOW
        or counted.used >= page.tries_allowed
    )
    earned = None if counted.fraction is None else counted.earned
    graded = {
        "tries": counted.used,
        "fraction": None if counted.fraction is None else float(counted.fraction),
        "credit": float(counted.credit),
    }
    return (
        tries[counted.place],
        Saved(counted=True, locked=locked, fraction=counted.fraction, earned=earned),
        graded,
    )


def _append_event(
    connection: Connection, page: Page, given: GivenTry, op_id: str, body_hash: str, revision: int, now: datetime,
    raw: str, prev_hash: str, *, counted: bool,
) -> None:  # fmt: skip
    """Write the save down. The chain's hash covers a salted hash of the value, so that the value can be erased."""
    salt = secrets.token_hex(16)
    raw = raw[:RAW_ANSWER_LETTERS]
    value = {"value": given.value, "raw": raw or None, "salt": salt}
    value_id = connection.execute(_KEEP_VALUE, value).scalar_one()
    fields = {
        "attempt_id": page.attempt_id,
        "position": page.position,
        "op_id": op_id,
        "body_hash": body_hash,
        "kind": given.kind if counted else AnswerKind.LATE,
        "late_kind": None if counted else given.kind,
        "certainty": given.certainty,
        "revision": revision,
        "received_at": now,
        "value_hash": value_hash(salt, given.value, raw),
        "prev_hash": prev_hash,
    }
    made = event_hash(fields)
    event = {**fields, "value_id": value_id, "hash": made}
    if connection.execute(_KEEP_EVENT, event).scalar_one_or_none() != made:
        raise NotWritten("a save has not come back as it was written")


def value_hash(salt: str, value: Response | None, raw: str) -> str:
    """The salted hash that the chain keeps of an answer."""
    return _hash(salt, json.dumps(value, sort_keys=True), raw)


def event_hash(fields: dict[str, Any]) -> str:
    """The hash that chains one save to the one before it in the same attempt."""
    named = [f"{name}={fields[name]}" for name in sorted(fields) if name != "received_at"]
    return _hash(*named, fields["received_at"].isoformat())


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
