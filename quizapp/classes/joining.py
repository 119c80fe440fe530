"""Joining a class with its code: under a name of one's own, one of the roster, or two words."""

from datetime import datetime
from random import Random

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import CLASS_SIZE, FREE_FAILURES_OF_CODES, NAME_LETTERS, SAME_PRESS
from quizapp.identity import rate_limit
from quizapp.identity.names import NameTaken, clean_name, fold_name, sort_key
from quizapp.identity.typed_codes import read_code
from quizapp.identity.word_list import words
from quizapp.models import Assignment, Membership, Quiz, SchoolClass, Student


def class_by_code(session: Session, typed: str) -> SchoolClass | None:
    """The class that can be joined with this code."""
    return session.scalar(
        select(SchoolClass).where(
            SchoolClass.join_code == read_code(typed), SchoolClass.archived_at.is_(None)
        )
    )


def count_wrong_code(session: Session, key: str, now: datetime) -> None:
    """Note that a code was wrong; after very many from one address, raise TooMany and note no more for a while."""
    rate_limit.check_wrong(session, key, now)
    rate_limit.count_failure(session, key, now, free=FREE_FAILURES_OF_CODES)


def free_roster_names(session: Session, class_id: int) -> list[Membership]:
    """The names of the roster that nobody has taken yet."""
    found = session.scalars(
        select(Membership).where(
            Membership.class_id == class_id,
            Membership.student_id.is_(None),
            Membership.removed_at.is_(None),
        )
    )
    return sorted(found, key=lambda membership: sort_key(membership.name))


def find_membership_of(session: Session, class_id: int, student_id: int | None) -> Membership | None:
    """The place of a student in a class, also of one who was removed."""
    if student_id is None:
        return None
    return session.scalar(
        select(Membership).where(Membership.class_id == class_id, Membership.student_id == student_id)
    )


def quiz_in_view(session: Session, class_id: int, wanted: str, now: datetime) -> Assignment | None:
    """The quiz that a link to the class was made for, else the one that is open now, where there is exactly one."""
    open_now = session.scalars(
        select(Assignment)
        .where(
            Assignment.class_id == class_id,
            Assignment.archived_at.is_(None),
            Assignment.opens_at.is_(None) | (Assignment.opens_at <= now),
            Assignment.closes_at.is_(None) | (Assignment.closes_at > now),
        )
        .options(joinedload(Assignment.quiz).joinedload(Quiz.bank))
    ).all()
    for each in open_now:
        if each.public_id == wanted:
            return each
    return open_now[0] if len(open_now) == 1 else None


def word_pair(rng: Random) -> str:
    """A name of two short words, such as "Amber Kettle", for a class without real names."""
    return f"{rng.choice(words()).title()} {rng.choice(words()).title()}"


def join_class(
    session: Session, school_class: SchoolClass, name: str, student_id: int | None, new_id: str, now: datetime
) -> Student:
    """Join under a name; a name of the roster that nobody has taken is taken with it.

    ``new_id`` is the public id of a student made here: the same form sent twice finds the student it made, and so
    joins once. Raises NameTaken and Refused; roll back then.
    """
    joined = _joined_already(session, school_class, student_id, new_id, now)
    if joined is not None:
        return joined
    name = clean_name(name)[:NAME_LETTERS]
    try:
        with session.begin_nested():
            student = _student(session, student_id, name, new_id, now)
            if _add_membership(session, school_class, student, now, name_key=fold_name(name)) is None:
                _refuse_crowd(session, school_class)
                session.add(
                    Membership(
                        class_id=school_class.id,
                        student_id=student.id,
                        name=name,
                        name_key=fold_name(name),
                        joined_at=now,
                    )
                )
    except IntegrityError:
        return _lost_race(session, school_class, student_id, new_id, now)
    return student


def join_in_words(
    session: Session,
    school_class: SchoolClass,
    student_id: int | None,
    new_id: str,
    now: datetime,
    rng: Random,
) -> Student:
    """Join under a name of two words that nobody in the class has."""
    for _try in range(20):
        try:
            return join_class(session, school_class, word_pair(rng), student_id, new_id, now)
        except NameTaken:
            continue
    raise Refused(_("No free pair of words was found. Try once more."))


def join_as(
    session: Session,
    school_class: SchoolClass,
    membership_id: str,
    student_id: int | None,
    new_id: str,
    now: datetime,
) -> Student:
    """Join as one of the roster's names. Of two who press at once, one gets it. Raises NameTaken and Refused."""
    joined = _joined_already(session, school_class, student_id, new_id, now)
    if joined is not None:
        return joined
    membership = session.scalar(
        select(Membership).where(
            Membership.class_id == school_class.id,
            Membership.public_id == membership_id,
            Membership.removed_at.is_(None),
        )
    )
    if membership is None:
        raise NotFound()
    try:
        with session.begin_nested():
            student = _student(session, student_id, membership.name, new_id, now)
            if _add_membership(session, school_class, student, now, name_key=membership.name_key) is None:
                raise NameTaken
    except IntegrityError:
        return _lost_race(session, school_class, student_id, new_id, now)
    return student


def _joined_already(
    session: Session, school_class: SchoolClass, student_id: int | None, new_id: str, now: datetime
) -> Student | None:
    """The student, if this browser or this very form has joined before. Raises Refused for one who was removed."""
    if student_id is None:
        student_id = session.scalar(
            select(Student.id).where(Student.public_id == new_id, Student.created_at > now - SAME_PRESS)
        )
    known = find_membership_of(session, school_class.id, student_id)
    if known is None:
        return None
    if known.removed_at is not None:
        raise Refused(_("Your teacher has taken you out of this class. Ask them to put you back."))
    return session.get_one(Student, known.student_id)


def _lost_race(
    session: Session, school_class: SchoolClass, student_id: int | None, new_id: str, now: datetime
) -> Student:
    """What the request that won made: the same student, else somebody of the same name."""
    won = _joined_already(session, school_class, student_id, new_id, now)
    if won is None:
        raise NameTaken
    return won


def _student(session: Session, student_id: int | None, name: str, new_id: str, now: datetime) -> Student:
    if student_id is not None:
        known = session.get_one(Student, student_id)
        known.name = known.name or name  # who began with an open quiz may have none yet
        return known
    made = Student(public_id=new_id, name=name, created_at=now)
    session.add(made)
    session.flush()
    return made


def _add_membership(
    session: Session, school_class: SchoolClass, student: Student, now: datetime, *, name_key: str
) -> int | None:
    """Put a student on a roster name that is free; None when there is none."""
    return session.execute(
        update(Membership)
        .where(
            Membership.class_id == school_class.id,
            Membership.name_key == name_key,
            Membership.student_id.is_(None),
            Membership.removed_at.is_(None),
        )
        .values(student_id=student.id, joined_at=now)
        .returning(Membership.id)
    ).scalar_one_or_none()


def _refuse_crowd(session: Session, school_class: SchoolClass) -> None:
    """A code that went astray must not fill the database."""
    size = session.scalar(
        select(func.count()).select_from(Membership).where(Membership.class_id == school_class.id)
    )
    if (size or 0) >= CLASS_SIZE:
        raise Refused(_("This class is full. Tell your teacher."))
