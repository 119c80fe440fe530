"""The students of a class: their names, removal, and two identities made one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from quizapp.attempts import submit_attempt
from quizapp.attempts.allowances import extra_of, most_of
from quizapp.attempts.erasing import NOBODY, erase_student
from quizapp.attempts.schedules import replay_later
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.classes.allowances import find_allowance
from quizapp.classes.assignments import running_in
from quizapp.classes.joining import find_membership_of
from quizapp.identity import sessions
from quizapp.identity.audit_log import log_act
from quizapp.identity.display_names import People
from quizapp.identity.names import NameTaken, clean_name, fold_name, sort_key
from quizapp.models import (
    Allowance,
    Assignment,
    Attempt,
    AttemptEvent,
    AttemptState,
    BulkAct,
    ClassTeacher,
    Membership,
    ReviewState,
    SchoolClass,
    Student,
    StudyNote,
)
from quizapp.web.formatting import day as day_text


def list_memberships(session: Session, class_id: int, people: People) -> list[Membership]:
    """Everybody in the class in the order of ``people``, those removed last."""
    found = session.scalars(select(Membership).where(Membership.class_id == class_id))
    return sorted(
        found, key=lambda membership: (membership.removed_at is not None, people.order(membership.id))
    )


def usual_day(memberships: Sequence[Membership], zone: ZoneInfo) -> tuple[str, bool]:
    """The day on which most of them joined, as it is said, and whether that is all there is to say of anybody.

    The day is empty where nobody has joined.
    """
    days = Counter(
        day_text(membership.joined_at, zone) for membership in memberships if membership.joined_at is not None
    )
    if not days:
        return "", False
    day, number = days.most_common(1)[0]
    return day, number == len(memberships) and not any(membership.removed_at for membership in memberships)


def joined_others(session: Session, membership: Membership) -> list[Membership]:
    """The other students of the class who have joined: those whom this one may be."""
    found = session.scalars(
        select(Membership).where(
            Membership.class_id == membership.class_id,
            Membership.id != membership.id,
            Membership.student_id.is_not(None),
            Membership.removed_at.is_(None),
        )
    )
    return sorted(found, key=lambda other: sort_key(other.name))


def get_membership(session: Session, school_class: SchoolClass, public_id: str) -> Membership:
    """A student of this class; NotFound for anybody else's."""
    found = session.scalar(
        select(Membership).where(Membership.class_id == school_class.id, Membership.public_id == public_id)
    )
    if found is None:
        raise NotFound()
    return found


def get_membership_of(session: Session, school_class: SchoolClass, student_id: int) -> Membership:
    """The place that a student has, or had, in this class."""
    found = find_membership_of(session, school_class.id, student_id)
    if found is None:
        raise NotFound()
    return found


def rename(
    session: Session,
    school_class: SchoolClass,
    membership: Membership,
    name: str,
    user_id: int,
    now: datetime,
) -> None:
    """Give a student another name in this class, and everywhere if this is their only one. Raises NameTaken."""
    before, name = membership.name, clean_name(name)
    if name == before:
        return
    try:
        with session.begin_nested():
            membership.name, membership.name_key, membership.last_name = name, fold_name(name), None
    except IntegrityError:
        session.refresh(membership)
        raise NameTaken from None
    if membership.student_id is not None and not _elsewhere(session, membership):
        session.get_one(Student, membership.student_id).name = name
    log_act(session, school_class, user_id, "student renamed", f"{before} → {name}", now)


def _elsewhere(session: Session, membership: Membership) -> bool:
    """Whether the student of this place has one in another class too."""
    found = session.scalar(
        select(Membership.id)
        .where(Membership.student_id == membership.student_id, Membership.id != membership.id)
        .limit(1)
    )
    return found is not None


def remove(
    session: Session, school_class: SchoolClass, membership: Membership, user_id: int, now: datetime
) -> None:
    """Take a student out of the class. Their answers stay; what they are working on is handed in."""
    if membership.removed_at is not None:
        return
    membership.removed_at = now
    if membership.student_id is not None:
        sessions.end_all(session, student_id=membership.student_id)
        for attempt in running_in(session, school_class.id, membership.student_id):
            submit_attempt(session, attempt, now, how="handed in: removed from the class", user_id=user_id)
    log_act(session, school_class, user_id, "student removed", membership.name, now)


def erase(
    session: Session,
    school_class: SchoolClass,
    membership: Membership,
    user_id: int,
    now: datetime,
) -> None:
    """Delete a student's name and answers for good; the marks that the class counted stay, under no name.

    Raises Refused where another teacher has the student in a class, too. After the commit call ``forget_erased``.
    """
    if membership.student_id is None:
        membership.name, membership.removed_at = NOBODY, membership.removed_at or now
        membership.name_key = f"former {membership.public_id}"
        membership.school_id = membership.last_name = membership.group_label = None
        session.execute(delete(Allowance).where(Allowance.membership_id == membership.id))
        session.execute(delete(BulkAct).where(BulkAct.class_id == school_class.id))
    else:
        if is_elsewhere_too(session, membership.student_id, user_id):
            raise Refused(
                _(
                    "This student is in a class of another teacher, too. Remove them from this class; they themselves can "
                    "delete everything under “My progress”."
                )
            )
        erase_student(session, membership.student_id, now)
    log_act(session, school_class, user_id, "student erased", NOBODY, now)


def restore(
    session: Session, school_class: SchoolClass, membership: Membership, user_id: int, now: datetime
) -> None:
    """Put a removed student back. Raises Refused for one who was merged into another."""
    if membership.removed_at is None:
        return
    if (
        membership.student_id is not None
        and session.get_one(Student, membership.student_id).merged_into_id is not None
    ):
        raise Refused(
            _("This student was merged into another one. Their attempts are there; this name stays aside.")
        )
    membership.removed_at = None
    log_act(session, school_class, user_id, "student restored", membership.name, now)


# --- the way back -----------------------------------------------------------------------------------------


def is_elsewhere_too(session: Session, student_id: int, user_id: int) -> bool:
    """Whether a student has, or had, a place in a class that this teacher does not teach."""
    mine = select(ClassTeacher.class_id).where(ClassTeacher.user_id == user_id)
    found = session.scalar(
        select(Membership.id)
        .where(Membership.student_id == student_id, Membership.class_id.not_in(mine))
        .limit(1)
    )
    return found is not None


def open_way_back(
    session: Session, school_class: SchoolClass, membership: Membership, user_id: int, now: datetime
) -> int:
    """The student whom a new return link is to bring back; browsers that were signed in as them are signed out.

    A return link signs its holder in, and the teacher who makes one holds it first. So it may open no more than that
    teacher may read: a student who is in somebody else's class too becomes two students first. The new one takes this
    class's place, attempts and allowances along; the old one keeps the other classes, its practice and its return
    link. To refuse would leave both teachers without a way to help. NotFound for a place that nobody has.
    """
    if membership.student_id is None or membership.removed_at is not None:
        raise NotFound()
    if is_elsewhere_too(session, membership.student_id, user_id):
        membership.student_id = _part(session, school_class, membership, user_id, now)
        session.flush()
        log_act(session, school_class, user_id, "student parted from another class", membership.name, now)
    else:
        sessions.end_all(session, student_id=membership.student_id)
    log_act(session, school_class, user_id, "return link reissued", membership.name, now)
    return membership.student_id


def _part(
    session: Session, school_class: SchoolClass, membership: Membership, user_id: int, now: datetime
) -> int:
    """An identity for this class alone, with what the student of this place did in it."""
    before = membership.student_id
    made = Student(name=membership.name, created_at=now)
    session.add(made)
    session.flush()
    here = select(Assignment.id).where(Assignment.class_id == school_class.id)
    for attempt in session.scalars(
        select(Attempt).where(Attempt.student_id == before, Attempt.assignment_id.in_(here))
    ):
        attempt.student_id = made.id
        what = "moved to an identity for this class alone"
        session.add(AttemptEvent(attempt_id=attempt.id, at=now, what=what, user_id=user_id))
    return made.id


# --- two identities of one student ------------------------------------------------------------------------


def merge(
    session: Session,
    school_class: SchoolClass,
    keep: Membership,
    drop: Membership,
    user_id: int,
    now: datetime,
) -> None:
    """Make two identities of one student one: attempts, allowances, practice and return links go to the first.

    Attempts at the same assignment are numbered on. Where both have one open, that of the dropped identity is set
    aside; it can be brought back. Raises Refused when one of them is also in a class that this teacher does not
    teach: its results are not theirs to hand over.
    """
    if keep.id == drop.id or not keep.class_id == drop.class_id == school_class.id:
        raise Refused(_("Choose two different students of this class."))
    if drop.student_id is None or keep.student_id is None:
        raise Refused(_("Both students must have joined. Remove a name that nobody uses instead."))
    kept, dropped = session.get_one(Student, keep.student_id), session.get_one(Student, drop.student_id)
    if dropped.merged_into_id == kept.id:
        return
    if keep.removed_at is not None or drop.removed_at is not None:
        raise Refused(_("One of them was removed from the class. Restore them first."))
    if _taught_by_others(session, (kept.id, dropped.id), user_id):
        raise Refused(
            _(
                "One of them is also in a class that you do not teach. Ask for a share in that class, then merge."
            )
        )
    _move_attempts(session, kept.id, dropped.id, user_id, now)
    _move_allowances(session, kept.id, dropped.id)
    _move_study(session, kept.id, dropped.id)
    _move_places(session, kept.id, dropped.id, drop, now)
    dropped.merged_into_id = kept.id
    sessions.end_all(session, student_id=dropped.id)
    log_act(session, school_class, user_id, "students merged", f"{drop.name} → {keep.name}", now)


def _taught_by_others(session: Session, student_ids: tuple[int, int], user_id: int) -> bool:
    mine = select(ClassTeacher.class_id).where(ClassTeacher.user_id == user_id)
    found = session.scalar(
        select(Membership.id)
        .where(Membership.student_id.in_(student_ids), Membership.removed_at.is_(None))
        .where(Membership.class_id.not_in(mine))
        .limit(1)
    )
    return found is not None


def _move_attempts(session: Session, kept: int, dropped: int, user_id: int, now: datetime) -> None:
    for attempt in session.scalars(
        select(Attempt).where(Attempt.student_id == dropped).order_by(Attempt.assignment_id, Attempt.number)
    ):
        number, running = session.execute(
            select(
                func.coalesce(func.max(Attempt.number), 0),
                func.count().filter(Attempt.state == AttemptState.OPEN),
            ).where(Attempt.assignment_id == attempt.assignment_id, Attempt.student_id == kept)
        ).one()
        if running and attempt.state == AttemptState.OPEN:
            attempt.state = AttemptState.VOIDED
        attempt.number, attempt.student_id = number + 1, kept
        what = (
            "set aside by a merge" if running and attempt.state == AttemptState.VOIDED else "moved by a merge"
        )
        session.add(AttemptEvent(attempt_id=attempt.id, at=now, what=what, user_id=user_id))
        session.flush()


def _move_allowances(session: Session, kept: int, dropped: int) -> None:
    """The more generous of both allowances stays, in each class where both have a place."""
    into = aliased(Membership)
    for given, place in session.execute(
        select(Allowance, into.id)
        .join(Membership)
        .join(into, into.class_id == Membership.class_id)
        .where(Membership.student_id == dropped, into.student_id == kept)
    ).all():
        own = find_allowance(session, place, given.assignment_id)
        if own is None:
            given.membership_id = place
            continue
        for name, value in vars(most_of((extra_of(own), extra_of(given)))).items():
            setattr(own, name, value)
        session.delete(given)
    session.flush()


def _move_study(session: Session, kept: int, dropped: int) -> None:
    """Notes and schedules move. Answers are append-only and stay; from now on both's are replayed as one's."""
    for table, key in ((ReviewState, ReviewState.item), (StudyNote, StudyNote.key)):
        same = tuple_(table.bank_id, key)
        known = select(table.bank_id, key).where(table.student_id == kept)
        session.execute(delete(table).where(table.student_id == dropped, same.in_(known)))
        session.execute(update(table).where(table.student_id == dropped).values(student_id=kept))
    replay_later(session, [kept])


def _move_places(session: Session, kept: int, dropped: int, drop: Membership, now: datetime) -> None:
    """In other classes the kept identity takes the dropped one's place, unless it has one there."""
    there = set(session.scalars(select(Membership.class_id).where(Membership.student_id == kept)))
    for place in session.scalars(select(Membership).where(Membership.student_id == dropped)):
        if place.id == drop.id or place.class_id in there:
            place.removed_at = place.removed_at or now
        else:
            place.student_id = kept
    session.flush()
