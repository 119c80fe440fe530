"""Classes and who is in them: join codes, rosters, return links, merged and removed students."""

import csv
import io
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp import throttle, visitors
from quizapp.models import (
    Assignment,
    Attempt,
    AuditEvent,
    ClassTeacher,
    Membership,
    ReviewState,
    SchoolClass,
    Student,
    User,
)
from quizapp.refusals import NotFound, Refused
from quizapp.tokens import new_code, read_code
from quizapp.wordlist import words

#: More names than this in one class are a mistake in the pasted text.
LARGEST_CLASS = 2_000
NAME_LENGTH = 60


class NameTaken(Exception):
    """Somebody in this class has this name already."""


def fold(name: str) -> str:
    """A name as it is compared: two that look alike are one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def clean(name: str) -> str:
    """A name as it is kept: one line, no control or direction marks, at most sixty letters."""
    kept = "".join(
        c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C" or c in " \t"
    )
    return " ".join(kept.split())[:NAME_LENGTH]


# --- classes ----------------------------------------------------------------------------------------------


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
        .order_by(SchoolClass.name, SchoolClass.id)
    )
    return [ClassLine(*row) for row in rows]


def make_class(
    session: Session, user_id: int, name: str, naming: str, timezone: str, now: datetime
) -> SchoolClass:
    """A new class with a join code of its own."""
    for _try in range(10):
        made = SchoolClass(name=name, naming=naming, timezone=timezone, join_code=new_code(), created_at=now)
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError:  # the same code, once in 850 thousand million classes
            continue
        session.add(ClassTeacher(class_id=made.id, user_id=user_id, role="owner"))
        session.flush()
        return made
    raise Refused("No free join code was found. Try once more.")


def change_class(
    session: Session,
    school_class: SchoolClass,
    *,
    name: str,
    naming: str,
    timezone: str,
    remember_until: date | None,
) -> None:
    school_class.name, school_class.naming, school_class.timezone = name, naming, timezone
    school_class.remember_until = remember_until
    session.flush()


def new_join_code(session: Session, school_class: SchoolClass, user_id: int, now: datetime) -> None:
    """Replace the join code; the old one stops working at once. Those who joined stay."""
    school_class.join_code = new_code()
    log(session, user_id, "new join code", school_class.name, now)


def archive(
    session: Session, school_class: SchoolClass, user_id: int, now: datetime, *, restore: bool
) -> None:
    school_class.archived_at = None if restore else now
    log(session, user_id, "class restored" if restore else "class archived", school_class.name, now)


def log(session: Session, user_id: int | None, act: str, about: str, now: datetime, reason: str = "") -> None:
    session.add(AuditEvent(at=now, user_id=user_id, act=act, about=about, reason=reason))
    session.flush()


# --- teachers of a class ----------------------------------------------------------------------------------


def teachers_of(session: Session, class_id: int) -> list[tuple[User, str]]:
    rows = session.execute(
        select(User, ClassTeacher.role)
        .join(ClassTeacher, ClassTeacher.user_id == User.id)
        .where(ClassTeacher.class_id == class_id)
        .order_by(ClassTeacher.id)
    )
    return [(row[0], row[1]) for row in rows]


def add_teacher(
    session: Session, school_class: SchoolClass, username: str, user_id: int, now: datetime
) -> bool:
    """Share the class with a teacher who has an account; False when there is none of that name."""
    found = session.scalar(
        select(User).where(User.username_key == fold(username).replace(" ", ""), User.disabled_at.is_(None))
    )
    if found is None:
        return False
    known = select(ClassTeacher.id).where(
        ClassTeacher.class_id == school_class.id, ClassTeacher.user_id == found.id
    )
    if session.scalar(known) is None:
        session.add(ClassTeacher(class_id=school_class.id, user_id=found.id, role="teacher"))
        log(session, user_id, "class shared", f"{school_class.name} with {found.username}", now)
    return True


def remove_teacher(
    session: Session, school_class: SchoolClass, public_id: str, user_id: int, now: datetime
) -> None:
    """Take a teacher out of the class. The owner stays, and only the owner may do it."""
    roles = {user.public_id: (user, role) for user, role in teachers_of(session, school_class.id)}
    mine = next((role for user, role in roles.values() if user.id == user_id), "")
    user, role = roles.get(public_id, (None, ""))
    if user is None:
        raise NotFound()
    if mine != "owner" or role == "owner":
        raise Refused("Only the teacher who made the class can take others out, and not themselves.")
    row = session.scalars(
        select(ClassTeacher).where(ClassTeacher.class_id == school_class.id, ClassTeacher.user_id == user.id)
    ).one()
    session.delete(row)
    log(session, user_id, "teacher removed", f"{user.username} from {school_class.name}", now)


# --- joining ----------------------------------------------------------------------------------------------


def class_by_code(session: Session, typed: str, key: str, now: datetime) -> SchoolClass | None:
    """The class of a join code; None counts as a failed try. Raises TooMany when throttled."""
    throttle.check(session, key, now)
    code = read_code(typed)
    found = session.scalar(
        select(SchoolClass).where(SchoolClass.join_code == code, SchoolClass.archived_at.is_(None))
    )
    if found is None:
        throttle.fail(session, key, now, free=20)
    return found


def free_roster_names(session: Session, class_id: int) -> list[Membership]:
    """The names of the roster that nobody has taken yet."""
    return list(
        session.scalars(
            select(Membership)
            .where(
                Membership.class_id == class_id,
                Membership.student_id.is_(None),
                Membership.removed_at.is_(None),
            )
            .order_by(Membership.name)
        )
    )


def membership_of(session: Session, class_id: int, student_id: int | None) -> Membership | None:
    if student_id is None:
        return None
    return session.scalar(
        select(Membership).where(Membership.class_id == class_id, Membership.student_id == student_id)
    )


def word_pair() -> str:
    """A name of two short words, such as "Amber Kettle", for a class without real names."""
    short = [word for word in words() if 4 <= len(word) <= 7 and word.isalpha()]
    return f"{secrets.choice(short).title()} {secrets.choice(short).title()}"


def join(
    session: Session, school_class: SchoolClass, name: str, student_id: int | None, now: datetime
) -> Student:
    """Join under a name of one's own, or one of two words. Joining twice is joining once. Raises NameTaken."""
    known = membership_of(session, school_class.id, student_id)
    if known is not None:
        if known.removed_at is not None:
            raise Refused("Your teacher has taken you out of this class. Ask them to put you back.")
        return session.get_one(Student, known.student_id)
    student = _student(session, student_id, name, now)
    member = Membership(
        class_id=school_class.id, student_id=student.id, name=clean(name), name_key=fold(name), joined_at=now
    )
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError:
        raise NameTaken from None
    return student


def _student(session: Session, student_id: int | None, name: str, now: datetime) -> Student:
    if student_id is not None:
        return session.get_one(Student, student_id)
    made = Student(name=clean(name), created_at=now)
    session.add(made)
    session.flush()
    return made


def take_roster_name(
    session: Session, school_class: SchoolClass, public_id: str, student_id: int | None, now: datetime
) -> Student:
    """Join as one of the names that the teacher wrote down. Of two who press at once, one gets it."""
    known = membership_of(session, school_class.id, student_id)
    if known is not None and known.removed_at is None:
        return session.get_one(Student, known.student_id)
    seat = session.scalar(
        select(Membership).where(
            Membership.class_id == school_class.id,
            Membership.public_id == public_id,
            Membership.removed_at.is_(None),
        )
    )
    if seat is None:
        raise NotFound()
    student = _student(session, student_id, seat.name, now)
    taken = session.execute(
        update(Membership)
        .where(Membership.id == seat.id, Membership.student_id.is_(None))
        .values(student_id=student.id, joined_at=now)
        .returning(Membership.id)
    ).one_or_none()
    if taken is None:
        raise NameTaken
    return student


# --- the roster -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RosterPreview:
    """What a pasted list or CSV would do."""

    new: tuple[str, ...]
    already: tuple[str, ...]
    twice: tuple[str, ...]


def read_roster(text: str) -> list[str]:
    """Names from a pasted list or a CSV: the column called name, or first and last name, or else the first one.

    Raises Refused with a sentence when the text is no list of names.
    """
    if "\x00" in text:
        raise Refused("This is not a text file. Save the list as CSV or paste the names.")
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text), _dialect(text)) if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise Refused(f"The list cannot be read: {error}. Paste one name on each line.") from None
    if not rows:
        raise Refused("There are no names in the list. Write one name on each line.")
    heads = [fold(cell) for cell in rows[0]]
    first, last = (
        _column(heads, "first name", "given name", "forename"),
        _column(heads, "last name", "surname"),
    )
    whole = _column(heads, "name", "student", "full name", "pupil")
    if first is not None and last is not None:
        names = [f"{_cell(row, first)} {_cell(row, last)}" for row in rows[1:]]
    elif whole is not None:
        names = [_cell(row, whole) for row in rows[1:]]
    else:
        names = [_cell(row, 0) for row in rows]
    names = [kept for name in names if (kept := clean(name))]
    if len(names) > LARGEST_CLASS:
        raise Refused(f"The list has {len(names)} names; {LARGEST_CLASS} is the most for one class.")
    return names


def _dialect(text: str) -> type[csv.Dialect]:
    class Roster(csv.excel):
        delimiter = max(",;\t", key=text[:10_000].count) if any(c in text for c in ",;\t") else ","

    return Roster


def _column(heads: list[str], *names: str) -> int | None:
    return next((place for place, head in enumerate(heads) if head in names), None)


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def preview_roster(session: Session, class_id: int, names: list[str]) -> RosterPreview:
    """Which names are new, which the class has, and which the list holds twice."""
    known = set(session.scalars(select(Membership.name_key).where(Membership.class_id == class_id)))
    new, already, twice = [], [], []
    seen: set[str] = set()
    for name in names:
        key = fold(name)
        (twice if key in seen else already if key in known else new).append(name)
        seen.add(key)
    return RosterPreview(tuple(new), tuple(already), tuple(twice))


def add_roster(session: Session, class_id: int, names: list[str]) -> int:
    """Add the new names of a list; returns how many. All or nothing."""
    preview = preview_roster(session, class_id, names)
    session.add_all(Membership(class_id=class_id, name=name, name_key=fold(name)) for name in preview.new)
    session.flush()
    return len(preview.new)


# --- students of a class ----------------------------------------------------------------------------------


def members(session: Session, class_id: int) -> list[Membership]:
    """Everybody in the class, those removed last."""
    return list(
        session.scalars(
            select(Membership)
            .where(Membership.class_id == class_id)
            .order_by(Membership.removed_at.is_not(None), Membership.name_key)
        )
    )


def member(session: Session, school_class: SchoolClass, public_id: str) -> Membership:
    found = session.scalar(
        select(Membership).where(Membership.class_id == school_class.id, Membership.public_id == public_id)
    )
    if found is None:
        raise NotFound()
    return found


def rename(session: Session, seat: Membership, name: str, user_id: int, now: datetime) -> None:
    """Give a student another name in this class. Raises NameTaken."""
    before = seat.name
    try:
        with session.begin_nested():
            seat.name, seat.name_key = clean(name), fold(name)
    except IntegrityError:
        session.refresh(seat)
        raise NameTaken from None
    log(session, user_id, "student renamed", f"{before} to {seat.name}", now)


def remove(session: Session, seat: Membership, user_id: int, now: datetime, *, restore: bool) -> None:
    """Take a student out of the class, or put them back. Their answers stay."""
    seat.removed_at = None if restore else now
    if not restore and seat.student_id is not None:
        visitors.end_all(session, student_id=seat.student_id)
    log(session, user_id, "student restored" if restore else "student removed", seat.name, now)


def merge(session: Session, keep: Membership, drop: Membership, user_id: int, now: datetime) -> None:
    """Make two identities of one student one: attempts, practice and return links go to the first.

    Attempts at the same assignment are numbered on; an open one of the dropped identity is handed to the kept one
    only when that has none open.
    """
    if keep.id == drop.id or keep.class_id != drop.class_id:
        raise Refused("Choose two different students of this class.")
    if drop.student_id is None or keep.student_id is None:
        raise Refused("Both students must have joined. Remove a name that nobody uses instead.")
    kept_id, dropped_id = keep.student_id, drop.student_id
    for attempt in session.scalars(
        select(Attempt)
        .where(Attempt.student_id == dropped_id)
        .order_by(Attempt.assignment_id, Attempt.number)
    ):
        number, running = session.execute(
            select(
                func.coalesce(func.max(Attempt.number), 0), func.count().filter(Attempt.state == "open")
            ).where(Attempt.assignment_id == attempt.assignment_id, Attempt.student_id == kept_id)
        ).one()
        if running and attempt.state == "open":
            attempt.state, attempt.submitted_at = "voided", None
        attempt.number, attempt.student_id = number + 1, kept_id
        session.flush()
    session.execute(update(ReviewState).where(ReviewState.student_id == dropped_id).values(last_event_id=0))
    session.get_one(Student, dropped_id).merged_into_id = kept_id
    visitors.end_all(session, student_id=dropped_id)
    drop.removed_at = drop.removed_at or now
    log(session, user_id, "students merged", f"{drop.name} into {keep.name}", now)
