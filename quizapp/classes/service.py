"""Classes and who teaches them: join codes, settings, shared classes, and who did what."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.banks import sharing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.identity import one_time_links
from quizapp.identity.audit_log import log_act
from quizapp.identity.names import sort_key
from quizapp.identity.typed_codes import new_code
from quizapp.models import (
    Assignment,
    AuditEvent,
    ClassRole,
    ClassTeacher,
    LinkPurpose,
    Membership,
    SchoolClass,
    User,
)


@dataclass(frozen=True)
class ClassLine:
    """A class in the list of a teacher's classes."""

    school_class: SchoolClass
    students: int
    assignments: int


def classes_of(session: Session, user_id: int, *, archived: bool = False) -> list[ClassLine]:
    """A teacher's classes by name, with their sizes, in one statement."""
    students = (
        select(func.count())
        .where(Membership.class_id == SchoolClass.id, Membership.removed_at.is_(None))
        .scalar_subquery()
    )
    assignments = (
        select(func.count())
        .where(Assignment.class_id == SchoolClass.id, Assignment.archived_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(SchoolClass, students, assignments)
        .join(ClassTeacher)
        .where(ClassTeacher.user_id == user_id)
        .where(SchoolClass.archived_at.is_not(None) if archived else SchoolClass.archived_at.is_(None))
        .order_by(SchoolClass.id)
    )
    return sorted((ClassLine(*row) for row in rows), key=lambda line: sort_key(line.school_class.name))


@dataclass(frozen=True)
class ClassPlan:
    """What a teacher chooses for a class."""

    name: str
    naming: str
    timezone: str
    #: Reviews are planned so that the last one falls before this day; None: no end.
    remember_until: date | None = None
    #: Whether students mostly join on computers that others use, too.
    shared_computers: bool = False
    #: Whether other stories, open to anyone, are left out of its students' start page.
    own_quizzes_only: bool = False
    #: Whether students are told how many of the class got a question right.
    tells_shares: bool = False
    #: Whether students are sorted by their last names.
    by_last_name: bool = False


def make_class(session: Session, plan: ClassPlan, public_id: str, user_id: int, now: datetime) -> SchoolClass:
    """A new class with a join code of its own; the class of this public id where it was made already."""

    def insert(code: str) -> SchoolClass | None:
        made = SchoolClass(public_id=public_id, join_code=code, created_at=now, **vars(plan))
        session.add(made)
        session.flush()
        session.add(ClassTeacher(class_id=made.id, user_id=user_id, role=ClassRole.OWNER))
        log_act(session, made, user_id, "class made", plan.name, now)
        return made

    wanted = select(SchoolClass).where(SchoolClass.public_id == public_id)
    return session.scalar(wanted) or _with_free_code(session, insert, lambda: session.scalar(wanted))


def _with_free_code(
    session: Session,
    write: Callable[[str], SchoolClass | None],
    find: Callable[[], SchoolClass | None],
) -> SchoolClass:
    """What ``write`` makes of a code that no other class has, or what a racing request made of the same form."""
    for _try in range(10):
        try:
            with session.begin_nested():
                made = write(new_code())
        except IntegrityError:  # the same code, once in 850 thousand million classes; or the same form twice
            made = find()
        if made is not None:
            return made
    raise Refused(_("No free join code was found. Try once more."))


def change_class(
    session: Session, school_class: SchoolClass, plan: ClassPlan, user_id: int, now: datetime
) -> None:
    """Change a class's name, way of naming, time zone or day."""
    before = {name: getattr(school_class, name) for name in vars(plan)}
    if before == vars(plan):
        return
    for name, value in vars(plan).items():
        setattr(school_class, name, value)
    changed = [name.replace("_", " ") for name, value in vars(plan).items() if before[name] != value]
    log_act(session, school_class, user_id, "class changed", ", ".join(changed), now)


def replace_code(
    session: Session, school_class: SchoolClass, shown: str, user_id: int, now: datetime
) -> None:
    """Replace the join code that the teacher saw; it stops working at once. Those who joined stay."""
    if school_class.join_code != shown:
        return

    def write(code: str) -> SchoolClass:
        school_class.join_code = code
        session.flush()
        return school_class

    _with_free_code(session, write, lambda: None)
    log_act(session, school_class, user_id, "new join code", school_class.name, now)


def archive_class(
    session: Session, school_class: SchoolClass, user_id: int, now: datetime, *, restore: bool
) -> None:
    """Put a class away, or bring it back. Nothing is deleted."""
    if (school_class.archived_at is None) == restore:
        return
    school_class.archived_at = None if restore else now
    act = "class restored" if restore else "class archived"
    log_act(session, school_class, user_id, act, school_class.name, now)


# --- teachers of a class ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeacherLine:
    """A teacher of a class: owner (who made it, or to whom it was handed over) or teacher."""

    user: User
    role: str


def teachers_of(session: Session, class_id: int) -> list[TeacherLine]:
    """The teachers of a class, its owner first."""
    rows = session.execute(
        select(User, ClassTeacher.role)
        .join(ClassTeacher, ClassTeacher.user_id == User.id)
        .where(ClassTeacher.class_id == class_id)
        .order_by(ClassTeacher.id)
    )
    return [TeacherLine(*row) for row in rows]


def is_owner(session: Session, class_id: int, user_id: int) -> bool:
    return any(
        line.user.id == user_id and line.role == ClassRole.OWNER for line in teachers_of(session, class_id)
    )


def add_teacher(
    session: Session, school_class: SchoolClass, username: str, user_id: int, now: datetime
) -> bool:
    """Share the class with a teacher who has an account; False when there is none of that name."""
    found = sharing.active_teacher(session, username)
    if found is None:
        return False
    if any(line.user.id == found.id for line in teachers_of(session, school_class.id)):
        return True
    try:
        with session.begin_nested():
            session.add(ClassTeacher(class_id=school_class.id, user_id=found.id, role=ClassRole.TEACHER))
    except IntegrityError:  # the same click, twice
        return True
    log_act(session, school_class, user_id, "class shared", found.username, now)
    return True


def invite_teacher(session: Session, school_class: SchoolClass, user_id: int, now: datetime) -> str:
    """The token of a one-time link with which somebody makes an account and joins the class's teachers."""
    token = one_time_links.make_link(session, LinkPurpose.INVITE, now, class_id=school_class.id)
    log_act(session, school_class, user_id, "teacher invited", school_class.name, now)
    return token or ""


def remove_teacher(
    session: Session, school_class: SchoolClass, public_id: str, user_id: int, now: datetime
) -> None:
    """Take a teacher out of the class. The owner stays, and only the owner may do it."""
    user = session.scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound()
    if not is_owner(session, school_class.id, user_id) or user.id == user_id:
        raise Refused(
            _("Only the teacher to whom the class belongs can take others out, and not themselves.")
        )
    row = session.scalar(
        select(ClassTeacher).where(ClassTeacher.class_id == school_class.id, ClassTeacher.user_id == user.id)
    )
    if row is not None:
        session.delete(row)
        log_act(session, school_class, user_id, "teacher removed", user.username, now)


def hand_over_class(
    session: Session,
    school_class: SchoolClass,
    public_id: str,
    banks: Collection[str],
    user_id: int,
    now: datetime,
) -> User:
    """Make another teacher of the class its owner, and theirs those of one's banks set before it that are named.

    Who hands over stays a teacher of the class.
    """
    lines = {line.user.public_id: line.user for line in teachers_of(session, school_class.id)}
    new_owner = lines.get(public_id)
    if new_owner is None:
        raise NotFound()
    if new_owner.id == user_id:
        return new_owner
    if not is_owner(session, school_class.id, user_id):
        raise Refused(_("Only the teacher to whom the class belongs can hand it over."))
    for row in session.scalars(select(ClassTeacher).where(ClassTeacher.class_id == school_class.id)):
        row.role = ClassRole.OWNER if row.user_id == new_owner.id else ClassRole.TEACHER
    log_act(session, school_class, user_id, "class handed over", new_owner.username, now)
    for bank in sharing.banks_before_class(session, school_class.id, user_id):
        if bank.public_id in banks:
            sharing.hand_over_bank(session, bank, new_owner, user_id, now)
    session.flush()
    return new_owner


# --- who did what -----------------------------------------------------------------------------------------


def audit_of(session: Session, class_id: int, *, page: int, size: int = 100) -> tuple[list[AuditEvent], int]:
    """One page of what was done in a class, newest first, and how many acts there are."""
    of_class = AuditEvent.class_id == class_id
    events = session.scalars(
        select(AuditEvent)
        .where(of_class)
        .options(joinedload(AuditEvent.user))
        .order_by(AuditEvent.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    number = session.scalar(select(func.count()).select_from(AuditEvent).where(of_class))
    return list(events), number or 0
