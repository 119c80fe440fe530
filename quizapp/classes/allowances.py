"""Allowances: what a teacher gives one student beyond the others, at one quiz or at every quiz of the class."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.attempts.allowances import NOTHING, Extra, extra_at, extra_of
from quizapp.basics.i18n import _, ngettext
from quizapp.classes.assignments import move_deadlines, running_in
from quizapp.identity.audit_log import log_act
from quizapp.models import Allowance, Assignment, Membership, SchoolClass


def find_allowance(session: Session, membership_id: int, assignment_id: int | None) -> Allowance | None:
    """What a student of a class is given at a quiz; with None, at every quiz of the class."""
    return session.scalar(
        select(Allowance).where(
            Allowance.membership_id == membership_id, Allowance.assignment_id == assignment_id
        )
    )


def extras_of_class(session: Session, class_id: int) -> dict[int, Extra]:
    """What students of a class are given at every quiz, by membership."""
    rows = session.scalars(
        select(Allowance)
        .join(Membership)
        .where(Membership.class_id == class_id, Allowance.assignment_id.is_(None))
    )
    found = {row.membership_id: extra_of(row) for row in rows}
    return {key: extra for key, extra in found.items() if extra != NOTHING}


def say_extra(extra: Extra) -> list[str]:
    """What an allowance for every quiz gives, in words."""
    said = []
    if extra.time_factor > 1:
        per_cent = f"{round((extra.time_factor - 1) * 100, 1):g}"
        said.append(_("%(number)s %% more time") % {"number": per_cent})
    if extra.extra_minutes:
        number = f"{extra.extra_minutes:g}"
        said.append(_("%(number)s minutes more") % {"number": number})
    if days := extra.later_days:
        said.append(ngettext("closes %(num)s day later", "closes %(num)s days later", days) % {"num": days})
    if more := extra.extra_attempts:
        said.append(ngettext("%(num)s more attempt", "%(num)s more attempts", more) % {"num": more})
    if tries := extra.extra_tries:
        said.append(ngettext("%(num)s more try", "%(num)s more tries", tries) % {"num": tries})
    return said


def set_allowance(
    session: Session,
    school_class: SchoolClass,
    membership: Membership,
    assignment: Assignment | None,
    extra: Extra,
    user_id: int,
    now: datetime,
) -> None:
    """Give a student of a class more, at a quiz or with None at every one; running attempts follow at once."""
    at = assignment.id if assignment else None
    found = find_allowance(session, membership.id, at)
    if extra_of(found) == extra:
        return
    if found is None:
        found = _new(session, membership.id, at)
    for name, value in vars(extra).items():
        setattr(found, name, value)
    session.flush()
    _reach_running(session, membership, assignment)
    about = f"{assignment.title}: {membership.name}" if assignment else membership.name
    log_act(session, school_class, user_id, "allowance", about, now, extra.reason)


def _reach_running(session: Session, membership: Membership, assignment: Assignment | None) -> None:
    """Let the student's running attempts have what is allowed now; nothing is taken away from them."""
    if membership.student_id is None:
        return
    for attempt in running_in(session, membership.class_id, membership.student_id):
        if assignment in (None, attempt.assignment):
            extra = extra_at(session, attempt.assignment_id, membership.student_id)
            attempt.extra_tries = max(attempt.extra_tries, extra.extra_tries)
            move_deadlines(session, attempt.assignment, [attempt])


def _new(session: Session, membership_id: int, assignment_id: int | None) -> Allowance:
    made = Allowance(membership_id=membership_id, assignment_id=assignment_id)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the same click, twice
        return session.scalars(
            select(Allowance).where(
                Allowance.membership_id == membership_id, Allowance.assignment_id == assignment_id
            )
        ).one()
    return made
