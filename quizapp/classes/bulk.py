"""Acts on many at once: students of a class, its assignments, attempts at an assignment; each can be undone."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.basics.errors import NotFound
from quizapp.classes import assignments, students
from quizapp.classes.attempt_actions import ACTS, act_on_attempt, acts_for
from quizapp.identity import bulk_acts
from quizapp.identity.audit_log import log_act
from quizapp.models import Assignment, Attempt, AttemptState, BulkAct, Membership, SchoolClass

#: What undoes an act; a group is undone by the group that was.
UNDO = {
    "remove": "restore", "restore": "remove", "group": "group", "archive": "unarchive", "unarchive": "archive",
    "reopen": "hand-in", "hand-in": "reopen", "excuse": "count", "count": "excuse", "delete": "bring-back",
    "bring-back": "delete",
}  # fmt: skip


def do(
    session: Session,
    school_class: SchoolClass,
    act: str,
    targets: Mapping[str, str],
    reason: str,
    public_id: str,
    user_id: int,
    now: datetime,
) -> BulkAct:
    """Do an act to each of these, by public id; a value is the group that a student comes to."""
    one = partial(_do_one, session, school_class, act, reason, user_id, now)
    return bulk_acts.do_many(session, school_class, act, targets, one, public_id, user_id, now)


def undo(
    session: Session, school_class: SchoolClass, bulk: BulkAct, reason: str, user_id: int, now: datetime
) -> int:
    """Undo what was done to many; what has changed since stays as it is. Says how many came back."""
    one = partial(_do_one, session, school_class, UNDO[bulk.act], reason, user_id, now)
    return bulk_acts.undo_many(bulk, one, now)


def _do_one(
    session: Session,
    school_class: SchoolClass,
    act: str,
    reason: str,
    user_id: int,
    now: datetime,
    key: str,
    value: str,
) -> str | None:
    if act in ACTS:
        return _attempt(session, school_class, act, key, reason, user_id, now)
    if act in ("archive", "unarchive"):
        return _assignment(session, school_class, act, key, user_id, now)
    membership = students.get_membership(session, school_class, key)
    if act == "group":
        return set_group(session, school_class, membership, value, user_id, now)
    change = students.remove if act == "remove" else students.restore
    if (membership.removed_at is None) != (act == "remove"):
        return None
    change(session, school_class, membership, user_id, now)
    return ""


def set_group(
    session: Session,
    school_class: SchoolClass,
    membership: Membership,
    label: str,
    user_id: int,
    now: datetime,
) -> str | None:
    """Put a student into a group, or with an empty label into none; says of which group they were before."""
    before = membership.group_label or ""
    if before == label:
        return None
    membership.group_label = label or None
    log_act(session, school_class, user_id, "group", f"{membership.name}: {before} → {label}", now)
    return before


def _assignment(
    session: Session, school_class: SchoolClass, act: str, key: str, user_id: int, now: datetime
) -> str | None:
    found = session.scalar(
        select(Assignment).where(Assignment.public_id == key, Assignment.class_id == school_class.id)
    )
    if found is None:
        raise NotFound()
    restore = act == "unarchive"
    if (found.archived_at is None) == restore:
        return None
    assignments.archive_assignment(session, school_class, found, user_id, now, restore=restore)
    return ""


def _attempt(
    session: Session, school_class: SchoolClass, act: str, key: str, reason: str, user_id: int, now: datetime
) -> str | None:
    found = session.scalar(
        select(Attempt)
        .join(Assignment)
        .where(Attempt.public_id == key, Assignment.class_id == school_class.id)
    )
    if found is None:
        raise NotFound()
    if act not in acts_for(found):
        return None
    act_on_attempt(session, school_class, found, act, reason, user_id, now)
    return ""


def newest_attempts(session: Session, assignment_id: int, act: str) -> dict[str, str]:
    """The attempt that an act would reach, by the membership of its student: the newest; brought back: of the deleted."""
    deleted = Attempt.state == AttemptState.VOIDED
    numbers = (
        select(Attempt.student_id, func.max(Attempt.number).label("number"))
        .where(Attempt.assignment_id == assignment_id, deleted if act == "bring-back" else ~deleted)
        .group_by(Attempt.student_id)
        .subquery()
    )
    rows = session.execute(
        select(Membership.public_id, Attempt.public_id)
        .join(Assignment, Assignment.class_id == Membership.class_id)
        .join(
            Attempt,
            (Attempt.assignment_id == Assignment.id) & (Attempt.student_id == Membership.student_id),
        )
        .join(
            numbers,
            (numbers.c.student_id == Attempt.student_id) & (numbers.c.number == Attempt.number),
        )
        .where(Assignment.id == assignment_id)
    )
    return {row[0]: row[1] for row in rows}
