"""Everything that is kept of a student, for them to take away."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session, joinedload, selectinload

from quizapp.attempts import ResultPart, Rules, visible
from quizapp.attempts.reading import find_readings
from quizapp.attempts.visibility import rules_of_all
from quizapp.banks import publishing
from quizapp.basics.spreadsheets import Cell
from quizapp.domain.answers import verdict_of
from quizapp.domain.markdown import plain
from quizapp.domain.question import DontKnow, Order, Question, Unreadable, read_post
from quizapp.domain.spacing.state import measure_progress, read_state
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
#: The numbers of a student's attempts, as a part of a statement.
Attempts = ScalarSelect[int]
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
        "allowances": [_allowance(row) for row in _allowances(session, student_id)],
        "quizzes": _quizzes(session, student_id, now),
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
        "your last name there": row.last_name,
        "your group there": row.group_label,
        "your student ID there": row.school_id,
        "joined": _at(row.joined_at),
        "left": _at(row.removed_at),
    }


def _allowances(session: Session, student_id: int) -> Iterable[Allowance]:
    mine = Membership.student_id.in_(select_identities(student_id))
    return session.scalars(select(Allowance).join(Membership).where(mine).order_by(Allowance.id))


def _allowance(row: Allowance) -> Record:
    return {
        "for": "one quiz" if row.assignment_id else "every quiz of the class",
        "time factor": row.time_factor,
        "extra minutes": row.extra_minutes,
        "extra attempts": row.extra_attempts,
        "extra tries": row.extra_tries,
        "closes": _at(row.closes_at),
        "days later": row.later_days,
        "reason": row.reason,
    }


class _Beside(NamedTuple):
    """What hangs on the attempts of a student, by attempt."""

    saves: Mapping[int, list[ResponseEvent]]
    drafts: Mapping[int, list[tuple[int, Draft]]]
    hand_marks: Mapping[int, list[Record]]
    disputes: Mapping[int, list[Record]]


def _quizzes(session: Session, student_id: int, now: datetime) -> list[Record]:
    """Every attempt with all that hangs on it, each kind of it asked for once."""
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.student_id == student_id)
        .options(joinedload(Attempt.assignment).joinedload(Assignment.quiz), selectinload(Attempt.positions))
        .order_by(Attempt.id)
    ).all()
    rules = rules_of_all(session, student_id, attempts)
    ids = select(Attempt.id).where(Attempt.student_id == student_id).scalar_subquery()
    beside = _Beside(
        _saves(session, ids), _drafts(session, ids), _hand_marks(session, ids), _disputes(session, ids)
    )
    return [_attempt(session, each, rules[each.id], beside, now) for each in attempts]


def _attempt(session: Session, attempt: Attempt, rules: Rules, beside: _Beside, now: datetime) -> Record:
    bank = publishing.load_version(session, attempt.bank_version_id)
    shows_score = visible(ResultPart.SCORE, teacher=False, rules=rules, now=now)
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
        "begun, not sent": [
            _draft(draft, place, *asked[place]) for place, draft in beside.drafts[attempt.id]
        ],
        "every save": [
            _save(save, *asked.get(save.position, (None, ()))) for save in beside.saves[attempt.id]
        ],
        "marked by hand": beside.hand_marks[attempt.id] if shows_score else "not shown yet",
        "what you reported": beside.disputes[attempt.id],
    }


def _position(position: Position, question: Question | None, rules: Rules, now: datetime) -> Record:
    locked = position.locked_at is not None
    shown = visible(ResultPart.ANSWERS, teacher=False, rules=rules, now=now, locked=locked)
    return {
        "question": plain(question.stem_text()) if question else position.question_id,
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


def _saves(session: Session, attempts: Attempts) -> Mapping[int, list[ResponseEvent]]:
    found = defaultdict(list)
    for save in session.scalars(
        select(ResponseEvent)
        .where(ResponseEvent.attempt_id.in_(attempts))
        .options(joinedload(ResponseEvent.value))
        .order_by(ResponseEvent.id)
    ):
        found[save.attempt_id].append(save)
    return found


def _drafts(session: Session, attempts: Attempts) -> Mapping[int, list[tuple[int, Draft]]]:
    """What was chosen or typed without Continue, with its place."""
    found = defaultdict(list)
    for attempt_id, place, draft in session.execute(
        select(Position.attempt_id, Position.position, Draft)
        .join(Draft, Draft.position_id == Position.id)
        .where(Position.attempt_id.in_(attempts))
        .order_by(Position.position)
    ):
        found[attempt_id].append((place, draft))
    return found


def _draft(draft: Draft, place: int, question: Question | None, order: Order) -> Record:
    """In words where it is an answer, else as the form had it."""
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


def _hand_marks(session: Session, attempts: Attempts) -> Mapping[int, list[Record]]:
    found = defaultdict(list)
    for attempt_id, place, mark, name in session.execute(
        select(Position.attempt_id, Position.position, HandMark, User.display_name)
        .join(HandMark, HandMark.position_id == Position.id)
        .outerjoin(User, User.id == HandMark.marked_by_id)
        .where(Position.attempt_id.in_(attempts))
        .order_by(HandMark.id)
    ):
        found[attempt_id].append(
            {
                "position": place,
                "points": mark.points,
                "share": mark.fraction,
                "comment": mark.comment,
                "by": name,
                "at": _at(mark.marked_at),
            }
        )
    return found


def _disputes(session: Session, attempts: Attempts) -> Mapping[int, list[Record]]:
    found = defaultdict(list)
    for attempt_id, place, dispute in session.execute(
        select(Position.attempt_id, Position.position, Dispute)
        .join(Dispute, Dispute.position_id == Position.id)
        .where(Position.attempt_id.in_(attempts))
        .order_by(Dispute.id)
    ):
        found[attempt_id].append(
            {
                "position": place,
                "you wrote": dispute.reason,
                "at": _at(dispute.raised_at),
                "answer": dispute.answer,
                "answered": _at(dispute.answered_at),
            }
        )
    return found


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
        "question": plain(words.question) or event.question_id,
        "answer": "; ".join(map(plain, words.said)) or None,
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
