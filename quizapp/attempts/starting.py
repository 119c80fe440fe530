"""Starting an attempt: everything random is drawn once and written down."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.attempts.allowances import (
    Extra,
    attempts_allowed,
    effective_close,
    extra_at,
    has_closed,
    seconds_allowed,
)
from quizapp.banks import publishing
from quizapp.banks.recipe_json import recipe_to_json
from quizapp.basics.errors import Refused, TooMany
from quizapp.basics.i18n import _
from quizapp.basics.limits import STARTS_AN_HOUR
from quizapp.basics.messages import msg
from quizapp.domain.question import Question
from quizapp.domain.selection import CannotFill
from quizapp.domain.selection import draw_questions as draw_questions
from quizapp.models import (
    Assignment,
    Attempt,
    AttemptEvent,
    AttemptState,
    Draw,
    DrawnFor,
    Position,
)


def may_start(assignment: Assignment, extra: Extra, begun: int, now: datetime) -> str:
    """Why an attempt cannot begin now, as a sentence; empty when it can."""
    if assignment.archived_at is not None:
        return msg("Your teacher has put this quiz away. Ask them if you still need it.")
    if assignment.school_class is not None and assignment.school_class.archived_at is not None:
        return msg("Your teacher has put the class away. Ask them if you still need this quiz.")
    if assignment.opens_at is not None and now < assignment.opens_at:
        return msg("This quiz has not opened yet. This page says when it does.")
    if has_closed(assignment, extra, now):
        return msg("This quiz has closed. Ask your teacher if you still need to take it.")
    limit = attempts_allowed(assignment, extra)
    if limit is not None and begun >= limit:
        return msg("You have used all your attempts at this quiz. Your results are on its page.")
    return ""


def running_attempt(session: Session, assignment_id: int, student_id: int) -> Attempt | None:
    return session.scalar(
        select(Attempt).where(
            Attempt.assignment_id == assignment_id,
            Attempt.student_id == student_id,
            Attempt.state == AttemptState.OPEN,
        )
    )


def start_attempt(
    session: Session, assignment: Assignment, student_id: int, now: datetime, rng: Random
) -> Attempt:
    """The student's running attempt, else a new one; raises Refused when none may begin.

    Questions, their order, the order of their parts, the bank version and the deadline are drawn here and kept.
    Limits hold under a race: two starts at once get the same attempt number, and one of them the other's row.
    """
    for _round in range(50):  # each lost race means that another attempt began, so this ends
        running = running_attempt(session, assignment.id, student_id)
        if running is not None:
            return running
        extra = extra_at(session, assignment.id, student_id)
        number, begun = session.execute(
            select(
                func.coalesce(func.max(Attempt.number), 0) + 1,
                func.count().filter(Attempt.state != AttemptState.VOIDED),
            ).where(Attempt.assignment_id == assignment.id, Attempt.student_id == student_id)
        ).one()
        refusal = may_start(assignment, extra, begun, now)
        if refusal:
            # Another tab's start may have been committed between the two looks: it is the one to go on with.
            running = running_attempt(session, assignment.id, student_id)
            if running is not None:
                return running
            raise Refused(refusal)
        _refuse_flood(session, student_id, now)
        try:
            with session.begin_nested():
                return _new_attempt(session, assignment, extra, student_id, number, now, rng)
        except IntegrityError:
            session.expire_all()
    raise Refused(msg("Many starts came in at once. Go back and press Start again."))


def _refuse_flood(session: Session, student_id: int, now: datetime) -> None:
    lately = session.scalar(
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.student_id == student_id, Attempt.started_at > now - timedelta(hours=1))
    )
    if (lately or 0) >= STARTS_AN_HOUR:
        raise TooMany(
            _("You have begun very many quizzes within an hour. Go on with one of them, or wait an hour."),
            3600,
        )


def _new_attempt(
    session: Session,
    assignment: Assignment,
    extra: Extra,
    student_id: int,
    number: int,
    now: datetime,
    rng: Random,
) -> Attempt:
    drawn = _draw_for(session, assignment, rng)
    bank = publishing.load_version(session, drawn.bank_version_id)
    chosen = [bank.question(question_id) for question_id in drawn.question_ids]
    if assignment.shuffle_questions and drawn.rules.get("order") != "as written":
        rng.shuffle(chosen)
    attempt = Attempt(
        assignment_id=assignment.id,
        student_id=student_id,
        draw_id=drawn.id,
        bank_version_id=drawn.bank_version_id,
        number=number,
        length=len(chosen),
        started_at=now,
        deadline_at=compute_deadline(assignment, extra, now),
        max_marks=sum(_worth(question, drawn) for question in chosen),
        extra_tries=extra.extra_tries,
    )
    session.add(attempt)
    session.flush()
    for place, question in enumerate(chosen, start=1):
        session.add(
            Position(
                attempt_id=attempt.id,
                position=place,
                question_id=question.id,
                order=question.draw_order(rng),
                marks=_worth(question, drawn),
            )
        )
    session.add(AttemptEvent(attempt_id=attempt.id, at=now, what="started"))
    session.flush()
    return attempt


def _worth(question: Question, drawn: Draw) -> float:
    """The marks of a question in this quiz; unmarked questions and quizzes count nothing."""
    return 0.0 if question.unmarked or drawn.rules.get("unmarked") else float(question.marks)


def compute_deadline(assignment: Assignment, extra: Extra, now: datetime) -> datetime | None:
    """When an attempt begun now must be handed in: its time limit with extra time, or the close if that is sooner."""
    ends = []
    seconds = seconds_allowed(assignment, extra)
    if seconds is not None:
        ends.append(now + timedelta(seconds=seconds))
    closes = effective_close(assignment, extra)
    if closes is not None:
        ends.append(closes)
    return min(ends, default=None)


def _draw_for(session: Session, assignment: Assignment, rng: Random) -> Draw:
    """The assignment's shared draw, made by whoever starts first; or one for this attempt alone."""
    version_id = assignment.bank_version_id
    if version_id is None:
        newest = publishing.newest_version(session, assignment.quiz.bank_id)
        if newest is None:
            raise Refused(msg("The questions of this quiz are not published yet."))
        version_id = newest.id
    shared = assignment.draws == DrawnFor.ALL
    wanted = select(Draw).where(
        Draw.assignment_id == assignment.id, Draw.bank_version_id == version_id, Draw.shared
    )
    if shared and (found := session.scalar(wanted)) is not None:
        return found
    recipe = publishing.recipe_of(session, assignment.quiz, version_id)
    try:
        drawn = draw_questions(publishing.load_version(session, version_id), recipe, rng)
    except CannotFill:
        raise publishing.QuizGone(assignment.quiz) from None
    made = Draw(
        assignment_id=assignment.id,
        bank_version_id=version_id,
        shared=shared,
        question_ids=drawn,
        rules=recipe_to_json(recipe),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another start drew for everybody in this very moment
        return session.scalars(wanted).one()
    return made
