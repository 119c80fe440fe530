"""Marking by hand: rubric lines, one response at a time, by question or by student."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from quizapp.attempts import score_attempt
from quizapp.attempts.assignment_queries import DrawRow, read_draws
from quizapp.attempts.corrections import apply_corrections, corrections_of
from quizapp.attempts.hand_marks import GivenMark, RubricLine, marks_at, rubric_of
from quizapp.attempts.review_cards import number_text
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import COMMENTS_OFFERED
from quizapp.domain.question import Question
from quizapp.identity.audit_log import log_act
from quizapp.identity.bulk_acts import do_many, undo_many
from quizapp.identity.display_names import People
from quizapp.marking import queries
from quizapp.marking.queries import WaitingRow
from quizapp.models import Assignment, Attempt, AttemptEvent, BulkAct, HandMark, Position, Quiz

ORDERS = ("question", "student")


@dataclass(frozen=True)
class HandMarkedAnswer:
    """A response to mark: where it stands, and whether it has a mark already."""

    position_id: int
    name: str
    attempt: str
    question_id: str
    stem: str
    written: str
    marks: float
    fraction: float | None

    @property
    def is_marked(self) -> bool:
        return self.fraction is not None


def list_essays(
    session: Session, assignment: Assignment, people: People, order: str, group: str = ""
) -> list[HandMarkedAnswer]:
    """Every response that a person marks, of one group or of all, by question or by student."""
    drawn = list(read_draws(session, assignment).values())
    by_hand = {
        question_id
        for version in {draw.version_id for draw in drawn}
        for question_id in {q for draw in drawn if draw.version_id == version for q in draw.question_ids}
        if publishing.load_version(session, version).question(question_id).hand_marked
    }
    found = queries.hand_marked(session, assignment, by_hand) if by_hand else []
    numbers = _places(session, drawn)

    def by_question(row: WaitingRow) -> tuple[Any, ...]:
        return numbers.get(row.question_id, 0), row.question_id, people.order(row.student_id), row.number

    def by_student(row: WaitingRow) -> tuple[Any, ...]:
        return people.order(row.student_id), row.number, numbers.get(row.question_id, 0), row.question_id

    found.sort(key=by_question if order == "question" else by_student)
    return [
        HandMarkedAnswer(
            position_id=row.position_id,
            name=people.name(row.student_id),
            attempt=row.attempt_public_id,
            question_id=row.question_id,
            stem=publishing.load_version(session, row.version_id).question(row.question_id).stem_text(),
            written=str(row.response),
            marks=row.marks,
            fraction=row.fraction,
        )
        for row in found
        if people.is_in(row.student_id, group)
    ]


def _places(session: Session, drawn: Sequence[DrawRow]) -> dict[str, int]:
    """The place of each question as reports number them: in the one draw, or in the newest bank where draws differ."""
    if len({frozenset(draw.question_ids) for draw in drawn}) == 1:
        ordered: Iterable[str] = drawn[0].question_ids
    else:
        newest = max(drawn, key=lambda draw: draw.version, default=None)
        bank = publishing.load_version(session, newest.version_id) if newest else None
        ordered = bank.places if bank else ()
    return {question_id: place for place, question_id in enumerate(ordered, start=1)}


@dataclass(frozen=True)
class MarkingPage:
    """One response to mark: its rubric, the marks it was given, and which comes next."""

    essay: HandMarkedAnswer
    rubric: tuple[RubricLine, ...]
    #: Newest first.
    marks: tuple[GivenMark, ...]
    #: How the answer and its mark stood when the page was drawn: what tells that something came in between.
    basis: str
    phrases: tuple[str, ...]
    #: The next response without a mark, after this one and then from the start; None when none is left.
    following: int | None
    left: int
    why: str

    @property
    def points(self) -> tuple[float, ...]:
        return self.marks[0].points if self.marks else ()

    @property
    def comment(self) -> str:
        return self.marks[0].comment if self.marks else ""


def marking_page(
    session: Session, found: Sequence[HandMarkedAnswer], position_id: int, user_id: int
) -> MarkingPage:
    """What the page of one response shows; NotFound where the assignment has no such one."""
    place = next((p for p, essay in enumerate(found) if essay.position_id == position_id), None)
    if place is None:
        raise NotFound()
    question = _question_at(session, position_id)
    position, marks = session.get_one(Position, position_id), marks_at(session, position_id)
    waiting = [each for each in (*found[place + 1 :], *found[:place]) if not each.is_marked]
    return MarkingPage(
        essay=found[place],
        rubric=rubric_of(question),
        marks=marks,
        basis=_basis(position, marks),
        phrases=_earlier_comments(session, position, user_id),
        following=waiting[0].position_id if waiting else None,
        left=sum(not each.is_marked for each in found),
        why=question.why,
    )


def _question_at(session: Session, position_id: int) -> Question:
    question_id, version_id = session.execute(
        select(Position.question_id, Attempt.bank_version_id).join(Attempt).where(Position.id == position_id)
    ).one()
    return publishing.load_version(session, version_id).question(question_id)


def _basis(position: Position, marks: Sequence[GivenMark]) -> str:
    return f"{position.revision}-{marks[0].id if marks else 0}"


def _earlier_comments(session: Session, position: Position, user_id: int) -> tuple[str, ...]:
    """What this teacher has written to answers of the same question, the newest first, to write it again."""
    own, this = aliased(Assignment), aliased(Assignment)
    bank = select(Quiz.bank_id).join(this).join(Attempt).where(Attempt.id == position.attempt_id)
    found = session.execute(
        select(HandMark.comment, func.max(HandMark.id))
        .join(Position)
        .join(Attempt)
        .join(own, own.id == Attempt.assignment_id)
        .join(Quiz, Quiz.id == own.quiz_id)
        .where(HandMark.marked_by_id == user_id, HandMark.comment != "")
        .where(Position.question_id == position.question_id, Quiz.bank_id == bank.scalar_subquery())
        .group_by(HandMark.comment)
        .order_by(func.max(HandMark.id).desc())
        .limit(COMMENTS_OFFERED)
    )
    return tuple(comment for comment, _newest in found)


def given_meanwhile(
    session: Session, position_id: int, basis: str, points: Sequence[float], comment: str, user_id: int
) -> bool:
    """Whether the answer was changed, or marked otherwise by somebody else, since the page of this basis was drawn.

    Holds the position until the commit, so that what is found is still so when the mark is given.
    """
    position = session.get_one(Position, position_id, with_for_update=True)
    marks = marks_at(session, position_id)
    if basis == _basis(position, marks):
        return False
    if marks and (list(marks[0].points), marks[0].comment) == (list(points), comment):
        return False
    return not basis.startswith(f"{position.revision}-") or (bool(marks) and marks[0].by_id != user_id)


def newest_mark(session: Session, position_id: int) -> HandMark | None:
    """The mark that counts."""
    return session.scalar(
        select(HandMark).where(HandMark.position_id == position_id).order_by(HandMark.id.desc()).limit(1)
    )


def mark_many(
    session: Session,
    assignment: Assignment,
    waiting: Sequence[HandMarkedAnswer],
    *,
    full: bool,
    public_id: str,
    user_id: int,
    now: datetime,
) -> BulkAct:
    """Give each of these the full marks or none; what has a mark already keeps it."""
    known = {str(each.position_id) for each in waiting if not each.is_marked}

    def one(position: str, _value: str) -> str | None:
        if position not in known:
            return None
        points = [line.points if full else 0.0 for line in rubric_of(_question_at(session, int(position)))]
        give_mark(session, int(position), points, "", user_id, now)
        return ""

    group = assignment.school_class
    if group is None:
        raise NotFound()
    targets = {str(each.position_id): "" for each in waiting}
    return do_many(session, group, "mark", targets, one, public_id, user_id, now)


def unmark_many(session: Session, bulk: BulkAct, user_id: int, now: datetime) -> int:
    """Let what was marked at once wait again, but for what somebody has marked since."""

    def one(key: str, _value: str) -> str | None:
        position = session.get(Position, int(key))
        newest = newest_mark(session, int(key))
        if position is None or newest is None or newest.marked_at != bulk.at or position.fraction is None:
            return None
        attempt = session.get_one(Attempt, position.attempt_id)
        if attempt.is_open:
            return None
        session.delete(newest)
        session.add(AttemptEvent(attempt_id=attempt.id, at=now, what="mark taken back", user_id=user_id))
        position.fraction = None
        session.flush()
        score_attempt(session, attempt)
        about = f"{attempt.assignment.title}: {attempt.student.name}, {position.position}"
        log_act(session, attempt.assignment.school_class, user_id, "mark taken back", about, now)
        return ""

    return undo_many(bulk, one, now)


def give_mark(
    session: Session,
    position_id: int,
    points: Sequence[float],
    comment: str,
    user_id: int,
    now: datetime,
) -> None:
    """Give a response its mark; the very same mark again changes nothing. The score follows at once."""
    position = session.get_one(Position, position_id, with_for_update=True)
    attempt = session.get_one(Attempt, position.attempt_id)
    if attempt.is_open:
        raise Refused(_("The student has it open again. Mark it once it is handed in."))
    rubric = rubric_of(_question_at(session, position_id))
    whole = sum(line.points for line in rubric)
    fraction = min(1.0, max(0.0, sum(points) / whole)) if whole else 0.0
    newest = newest_mark(session, position_id)
    same = newest is not None and (list(newest.points), newest.comment) == (list(points), comment)
    if same and position.fraction is not None:
        return
    session.add(
        HandMark(
            position_id=position.id,
            fraction=fraction,
            points=list(points),
            comment=comment,
            marked_at=now,
            marked_by_id=user_id,
        )
    )
    # Marks may move between two essays of an attempt and leave its score as it was: the event tells kept reports.
    session.add(AttemptEvent(attempt_id=attempt.id, at=now, what="marked by hand", user_id=user_id))
    position.fraction, position.credit = fraction, 1.0
    session.flush()
    corrections = corrections_of(session, attempt.assignment_id, lock=True)
    bank = publishing.load_version(session, attempt.bank_version_id)
    apply_corrections(session, attempt, bank, corrections, only=position)
    score_attempt(session, attempt, corrections)
    earned = f"{number_text(fraction * position.marks)} / {number_text(position.marks)}"
    about = f"{attempt.assignment.title}: {attempt.student.name}, {position.position}: {earned}"
    log_act(session, attempt.assignment.school_class, user_id, "answer marked", about, now)
