"""Who may do what: small questions to the database, asked in one place. "No" is told as "not found"."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, or_, select
from sqlalchemy.orm import Session, aliased, undefer

from quizapp.basics.errors import NotFound
from quizapp.models import (
    Assignment,
    AssignmentKind,
    Attempt,
    AttemptState,
    Bank,
    BankImage,
    BankRight,
    BankShare,
    BankVersion,
    BorrowedVersion,
    ClassTeacher,
    Membership,
    Quiz,
    SchoolClass,
    User,
)


def teaches(user_id: int) -> ColumnElement[bool]:
    """SQL: the class of the row at hand is taught by this teacher."""
    return exists().where(ClassTeacher.class_id == SchoolClass.id, ClassTeacher.user_id == user_id)


def class_for(session: Session, public_id: str, user_id: int) -> SchoolClass:
    """A class that this teacher teaches."""
    found = session.scalar(select(SchoolClass).where(SchoolClass.public_id == public_id, teaches(user_id)))
    if found is None:
        raise NotFound()
    return found


def usable_bank(user_id: int, right: BankRight = BankRight.USE) -> ColumnElement[bool]:
    """SQL: this teacher has a right to the bank at hand.

    Everybody has all rights to banks of the questions folder, and a teacher to their own. Others have what was shared
    with them or with everybody here; who teaches a class may use what is set before it.
    """
    enough = list(BankRight)[list(BankRight).index(right) :]
    shared = exists().where(
        BankShare.bank_id == Bank.id,
        or_(BankShare.user_id.is_(None), BankShare.user_id == user_id),
        BankShare.may.in_(enough),
    )
    ways = [Bank.owner_id.is_(None), Bank.owner_id == user_id, shared]
    if right is not BankRight.EDIT:
        asked = aliased(Quiz)
        set_before = _set_before_class_of(user_id, asked)
        ways.append(exists().where(asked.bank_id == Bank.id, set_before))
    return or_(*ways)


def _set_before_class_of(user_id: int, quiz: type[Quiz]) -> ColumnElement[bool]:
    """SQL: a quiz is set before a class that this teacher teaches. Statements about assignments ask this, too."""
    assignment, taught = aliased(Assignment), aliased(ClassTeacher)
    of_class = taught.class_id == assignment.class_id
    return exists().where(assignment.quiz_id == quiz.id, of_class, taught.user_id == user_id)


def usable_quiz(user_id: int) -> ColumnElement[bool]:
    """SQL: the quiz at hand, of a bank that this teacher may use, is the bank's own, theirs, or set before their class."""
    return or_(Quiz.owner_id.is_(None), Quiz.owner_id == user_id, _set_before_class_of(user_id, Quiz))


def bank_for(session: Session, public_id: str, user_id: int, right: BankRight = BankRight.EDIT) -> Bank:
    """A bank to which this teacher has a right."""
    found = session.scalar(select(Bank).where(Bank.public_id == public_id, usable_bank(user_id, right)))
    if found is None:
        raise NotFound()
    return found


def has_right(session: Session, bank_id: int, user_id: int, right: BankRight) -> bool:
    """Whether this teacher has a right to a bank."""
    return bool(session.scalar(select(exists().where(Bank.id == bank_id, usable_bank(user_id, right)))))


def may_manage(session: Session, bank: Bank, user_id: int) -> bool:
    """Whether this teacher may share, archive and hand over a bank that they can read: the owner or an administrator."""
    return bank.owner_id == user_id or session.get_one(User, user_id).is_admin


def quiz_for(session: Session, public_id: str, user_id: int) -> Quiz:
    """A quiz that this teacher may assign and try."""
    found = session.scalar(
        select(Quiz).join(Bank).where(Quiz.public_id == public_id, usable_bank(user_id), usable_quiz(user_id))
    )
    if found is None:
        raise NotFound()
    return found


def reportable(user_id: int) -> ColumnElement[bool]:
    """SQL: the assignment at hand is one whose attempts this teacher may read.

    Assignments of classes they teach; open entries and trials of quizzes from banks that they may edit.
    """
    of_class = exists().where(ClassTeacher.class_id == Assignment.class_id, ClassTeacher.user_id == user_id)
    of_bank = exists().where(
        Quiz.id == Assignment.quiz_id, Bank.id == Quiz.bank_id, usable_bank(user_id, BankRight.EDIT)
    )
    return or_(of_class, Assignment.class_id.is_(None) & of_bank)


def assignment_for(session: Session, public_id: str, user_id: int) -> Assignment:
    """An assignment whose attempts this teacher may read and manage."""
    found = session.scalar(select(Assignment).where(Assignment.public_id == public_id, reportable(user_id)))
    if found is None:
        raise NotFound()
    return found


def attempt_for_teacher(session: Session, public_id: str, user_id: int) -> Attempt:
    """An attempt at an assignment that this teacher may read."""
    found = session.scalar(
        select(Attempt).join(Assignment).where(Attempt.public_id == public_id, reportable(user_id))
    )
    if found is None:
        raise NotFound()
    return found


def takers_of(*bank_ids: SQLColumnExpression[int] | int) -> Select[int]:
    """SQL: the banks of which some version's quizzes take questions from any of these."""
    own, other = aliased(BankVersion), aliased(BankVersion)
    return (
        select(own.bank_id)
        .join(BorrowedVersion, BorrowedVersion.bank_version_id == own.id)
        .join(other, other.id == BorrowedVersion.borrowed_id)
        .where(other.bank_id.in_(bank_ids))
    )


def picture_for(
    session: Session, public_id: str, *, user_id: int | None, student_id: int | None, reads: Collection[int]
) -> BankImage:
    """A picture of a bank that this visitor may see: a teacher who may read or report on the bank, a student who has
    begun a quiz of it or who may read something of it (``reads``, rows of banks), and anybody where a quiz of it is
    open to anyone. Quizzes of another bank that take questions from it count, too."""
    home = select(BankImage.bank_id).where(BankImage.public_id == public_id).scalar_subquery()
    of_bank = or_(Quiz.bank_id == home, Quiz.bank_id.in_(takers_of(home)))
    is_open = exists().where(Assignment.quiz_id == Quiz.id, of_bank, Assignment.kind == AssignmentKind.OPEN)
    ways = [is_open.where(Assignment.archived_at.is_(None)), BankImage.bank_id.in_(reads)]
    if user_id is not None:
        ways.append(exists().where(Bank.id == BankImage.bank_id, usable_bank(user_id, BankRight.READ)))
        ways.append(exists().where(Assignment.quiz_id == Quiz.id, of_bank, reportable(user_id)))
    if student_id is not None:
        ways.append(
            exists()
            .where(Attempt.assignment_id == Assignment.id, Assignment.quiz_id == Quiz.id, of_bank)
            .where(Attempt.student_id == student_id, Attempt.state != AttemptState.VOIDED)
        )
    found = session.scalar(
        select(BankImage)
        .where(BankImage.public_id == public_id, or_(*ways))
        .options(undefer(BankImage.content))
    )
    if found is None:
        raise NotFound()
    return found


def bank_of_picture(session: Session, public_id: str) -> int | None:
    """The row of the bank that a picture belongs to."""
    return session.scalar(select(BankImage.bank_id).where(BankImage.public_id == public_id))


def is_in_class(session: Session, student_id: int) -> bool:
    """Whether a student is in a class, be it put away: its teachers still read what there is."""
    here = Membership.student_id == student_id, Membership.removed_at.is_(None)
    return session.scalar(select(Membership.id).where(*here).limit(1)) is not None


def own_attempt(session: Session, public_id: str, student_id: int) -> Attempt:
    """A student's own attempt."""
    found = session.scalar(
        select(Attempt).where(
            Attempt.public_id == public_id,
            Attempt.student_id == student_id,
            Attempt.state != AttemptState.VOIDED,
        )
    )
    if found is None:
        raise NotFound()
    return found
