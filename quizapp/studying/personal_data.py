"""Everything that is kept of a student, for them to take away."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import ResultPart, Rules, rules_of, visible
from quizapp.attempts.reading import find_readings
from quizapp.banks import publishing
from quizapp.basics.spreadsheets import Cell
from quizapp.domain.answers import verdict_of
from quizapp.domain.question import DontKnow, Order, Question, Unreadable, read_post
from quizapp.domain.spacing import measure_progress, read_state
from quizapp.identity.merged_identities import select_identities
from quizapp.models import (
    Allowance,
    Assignment,
    Attempt,
    Bank,
    Dispute,
    Draft,
    HandMark,
    Membership,
    Position,
    ResponseEvent,
    ReturnLink,
    ReviewEvent,
    ReviewState,
    Student,
    StudyNote,
    User,
)
from quizapp.studying.feedback import describe_answer, question_of
from quizapp.studying.review_items import bank_of_item, load_decks, may_show

Record = dict[str, Any]
#: The question of each place of an attempt, with the order in which its parts were shown.
Asked = Mapping[int, tuple[Question | None, Order]]


def my_data(session: Session, student_id: int, now: datetime) -> Record:
    """All that is kept of a student, as plain JSON values. What is not theirs to see yet is left out, and said so."""
    student = session.get_one(Student, student_id)
    return {
        "made": now.isoformat(),
        "name": student.name,
        "here since": student.created_at.isoformat(),
        "classes": [_class(row) for row in _all(session, Membership, student_id)],
        "return links made": [_at(row.created_at) for row in _all(session, ReturnLink, student_id)],
        "allowances": [_allowance(row) for row in _all(session, Allowance, student_id)],
        "quizzes": [_attempt(session, row, now) for row in _attempts(session, student_id)],
        "studying": _studying(session, student_id, now),
        "schedule": _schedule(session, student_id),
        "steps": [{"what": row.key, "at": _at(row.at)} for row in _all(session, StudyNote, student_id)],
    }


def as_json(data: Record) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_rows(data: Record) -> Iterator[list[Cell]]:
    """The answers of ``my_data`` as a table: one line for each answer, in a quiz or in study."""
    yield ["when", "where", "bank", "question", "answer", "how sure", "result"]
    for quiz in data["quizzes"]:
        for answer in quiz["answers"]:
            yield [
                answer["at"], quiz["title"], quiz["bank"], answer["question"], answer["answer"],
                answer["how sure"], answer["result"],
            ]  # fmt: skip
    for event in data["studying"]:
        yield [
            event["at"], event["where"], event["bank"], event["question"], event["answer"],
            event["how sure"], event["result"],
        ]  # fmt: skip


def _all(session: Session, kind: Any, student_id: int) -> Iterable[Any]:
    return session.scalars(
        select(kind).where(kind.student_id.in_(select_identities(student_id))).order_by(kind.id)
    )


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _class(row: Membership) -> Record:
    return {
        "class": row.school_class.name,
        "your name there": row.name,
        "your student ID there": row.school_id,
        "joined": _at(row.joined_at),
        "left": _at(row.removed_at),
    }


def _allowance(row: Allowance) -> Record:
    return {
        "time factor": row.time_factor,
        "extra attempts": row.extra_attempts,
        "closes": _at(row.closes_at),
        "reason": row.reason,
    }


def _attempts(session: Session, student_id: int) -> Iterable[Attempt]:
    return session.scalars(
        select(Attempt)
        .where(Attempt.student_id == student_id)
        .options(joinedload(Attempt.assignment).joinedload(Assignment.quiz))
        .order_by(Attempt.id)
    )


def _attempt(session: Session, attempt: Attempt, now: datetime) -> Record:
    bank = publishing.load_version(session, attempt.bank_version_id)
    rules = rules_of(session, attempt)
    shows_score = visible(ResultPart.SCORE, teacher=False, rules=rules, now=now)
    saves = session.scalars(
        select(ResponseEvent)
        .where(ResponseEvent.attempt_id == attempt.id)
        .options(joinedload(ResponseEvent.value))
        .order_by(ResponseEvent.id)
    )
    asked = {p.position: (question_of(bank, p.question_id), p.order) for p in attempt.positions}
    return {
        "title": attempt.assignment.title,
        "bank": bank.title,
        "attempt": attempt.number,
        "state": attempt.state,
        "started": _at(attempt.started_at),
        "handed in": _at(attempt.submitted_at),
        "score": attempt.score if shows_score else "not shown yet",
        "marks in all": attempt.max_marks,
        "answers": [_position(p, asked[p.position][0], rules, now) for p in attempt.positions],
        "begun, not sent": _drafts(session, attempt, asked),
        "every save": [_save(save, *asked.get(save.position, (None, ()))) for save in saves],
        "marked by hand": _hand_marks(session, attempt) if shows_score else "not shown yet",
        "what you reported": _disputes(session, attempt),
    }


def _position(position: Position, question: Question | None, rules: Rules, now: datetime) -> Record:
    locked = position.locked_at is not None
    shown = visible(ResultPart.ANSWERS, teacher=False, rules=rules, now=now, locked=locked)
    return {
        "question": question.stem_text() if question else position.question_id,
        "answer": _in_words(question, position.response, position.order),
        "how sure": position.certainty,
        "result": verdict_of(position.kind, position.fraction) if shown else "not shown yet",
        "seconds": position.seconds,
        "at": _at(position.answered_at),
    }


def _in_words(question: Question | None, response: Any, order: Order) -> str | None:
    if response is None:
        return None
    return question.summary(response, order) if question else json.dumps(response, ensure_ascii=False)


def _drafts(session: Session, attempt: Attempt, asked: Asked) -> list[Record]:
    """What was chosen or typed without Continue: in words where it is an answer, else as the form had it."""
    rows = session.execute(
        select(Draft, Position.position)
        .join(Position, Position.id == Draft.position_id)
        .where(Position.attempt_id == attempt.id)
        .order_by(Position.position)
    )
    return [_draft(draft, place, *asked[place]) for draft, place in rows]


def _draft(draft: Draft, place: int, question: Question | None, order: Order) -> Record:
    given = read_post(question, draft.posted, order) if question else None
    is_answer = question is not None and given is not None and not isinstance(given, DontKnow | Unreadable)
    return {
        "place": place,
        "answer": question.summary(given, order) if question and is_answer else draft.posted,
        "at": _at(draft.edited_at),
    }


def _save(save: ResponseEvent, question: Question | None, order: Order) -> Record:
    return {
        "position": save.position,
        "kind": save.kind,
        "answer": _in_words(question, save.value.value, order) if save.value else None,
        "as sent": save.value.raw if save.value else None,
        "how sure": save.certainty,
        "at": _at(save.received_at),
    }


def _hand_marks(session: Session, attempt: Attempt) -> list[Record]:
    rows = session.execute(
        select(Position.position, HandMark, User.display_name)
        .join(HandMark, HandMark.position_id == Position.id)
        .outerjoin(User, User.id == HandMark.marked_by_id)
        .where(Position.attempt_id == attempt.id)
        .order_by(HandMark.id)
    )
    return [
        {
            "position": place,
            "points": mark.points,
            "share": mark.fraction,
            "comment": mark.comment,
            "by": name,
            "at": _at(mark.marked_at),
        }
        for place, mark, name in rows
    ]


def _disputes(session: Session, attempt: Attempt) -> list[Record]:
    rows = session.execute(
        select(Position.position, Dispute)
        .join(Dispute, Dispute.position_id == Position.id)
        .where(Position.attempt_id == attempt.id)
        .order_by(Dispute.id)
    )
    return [
        {
            "position": place,
            "you wrote": dispute.reason,
            "at": _at(dispute.raised_at),
            "answer": dispute.answer,
            "answered": _at(dispute.answered_at),
        }
        for place, dispute in rows
    ]


def _events(session: Session, student_id: int) -> list[tuple[ReviewEvent, str]]:
    rows = session.execute(
        select(ReviewEvent, Bank.title)
        .join(Bank, Bank.id == ReviewEvent.bank_id)
        .where(ReviewEvent.student_id.in_(select_identities(student_id)))
        .options(joinedload(ReviewEvent.answer))
        .order_by(ReviewEvent.id)
    )
    return [(event, title) for event, title in rows]


def _studying(session: Session, student_id: int, now: datetime) -> list[Record]:
    """What was answered in study; whether it was right, where no quiz keeps that back now."""
    events = _events(session, student_id)
    shown = find_readings(session, student_id, {event.bank_id for event, _title in events}, now)
    return [
        _event(session, event, title, shown=may_show(ResultPart.ANSWERS, shown[event.bank_id], event.item))
        for event, title in events
    ]


def _event(session: Session, event: ReviewEvent, title: str, *, shown: bool) -> Record:
    words = describe_answer(session, event)
    return {
        "where": event.origin,
        "bank": title,
        "question": words.question or event.question_id,
        "answer": "; ".join(words.said) or None,
        "how sure": event.certainty,
        "result": words.verdict if shown else "not shown yet",
        "at": _at(event.answered_at),
    }


def _schedule(session: Session, student_id: int) -> list[Record]:
    rows = list(_all(session, ReviewState, student_id))
    known = load_decks(session, {bank_of_item(row.item) for row in rows})
    asked = {item for deck in known.values() for item in deck.items}
    return [_state(row, still_asked=row.item in asked) for row in rows]


def _state(row: ReviewState, *, still_asked: bool) -> Record:
    state = read_state(row.state)
    return {
        "item": row.item.partition(":")[2],
        "progress": measure_progress(state).value,
        # What was taken out of its bank is never asked again.
        "comes back on": state.due_day.isoformat() if still_asked else None,
        "last counted answer": state.last_day.isoformat(),
    }
