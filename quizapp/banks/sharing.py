"""Who may do what with a bank: shared with named teachers or with everybody here, handed over; each act signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import ROWS_OF_A_PAGE
from quizapp.identity.audit_log import log_bank_act
from quizapp.identity.names import fold_username
from quizapp.models import Assignment, AuditEvent, Bank, BankRight, BankShare, Quiz, User


@dataclass(frozen=True)
class Sharing:
    """Whose a bank is, and what others may do with it."""

    #: None: the bank came from the questions folder, or whoever owned it is gone.
    owner: User | None
    #: What everybody here may do; None: nothing.
    everybody: BankRight | None
    named: tuple[tuple[User, BankRight], ...]


def sharing_of(session: Session, bank: Bank) -> Sharing:
    of_bank = BankShare.bank_id == bank.id
    named = session.execute(
        select(User, BankShare.may)
        .join(BankShare, BankShare.user_id == User.id)
        .where(of_bank)
        .order_by(User.display_name, User.id)
    )
    return Sharing(
        session.get(User, bank.owner_id) if bank.owner_id else None,
        session.scalar(select(BankShare.may).where(of_bank, BankShare.user_id.is_(None))),
        tuple((user, may) for user, may in named),
    )


def active_teacher(session: Session, username: str) -> User | None:
    """The teacher of this user name, if the account is open."""
    return session.scalar(
        select(User).where(User.username_key == fold_username(username), User.disabled_at.is_(None))
    )


def share_bank(
    session: Session, bank: Bank, user: User | None, right: BankRight | None, by_user_id: int, now: datetime
) -> None:
    """Give a teacher, or everybody (None), a right to a bank; no right takes it away. Twice is once."""
    if user is not None and user.id == bank.owner_id:
        raise Refused(_("The bank is theirs: they may do everything with it."))
    of_bank = BankShare.bank_id == bank.id
    whose = BankShare.user_id.is_(None) if user is None else BankShare.user_id == user.id
    row = session.scalar(select(BankShare).where(of_bank, whose))
    if right == (row.may if row else None):
        return
    if row is None:
        _add(session, BankShare(bank_id=bank.id, user_id=user.id if user else None, may=right))
    elif right is None:
        session.delete(row)
    else:
        row.may = right
    about = f"{user.display_name if user else _EVERYBODY}: {right or _NOTHING}"
    log_bank_act(session, bank, by_user_id, "bank shared" if right else "sharing ended", about, now)


#: As they stand in the history, beside the words of BankRight.
_EVERYBODY, _NOTHING = "everybody here", "nothing"


def _add(session: Session, share: BankShare) -> None:
    try:
        with session.begin_nested():
            session.add(share)
    except IntegrityError:  # the same press, twice
        return


def hand_over_bank(session: Session, bank: Bank, new_owner: User, by_user_id: int, now: datetime) -> None:
    """Give a bank and the quizzes that its owner made of it to another teacher; who had it may still edit it."""
    before = bank.owner_id
    if before == new_owner.id:
        return
    session.execute(delete(BankShare).where(BankShare.bank_id == bank.id, BankShare.user_id == new_owner.id))
    bank.owner_id = new_owner.id
    if before is not None:
        of_bank = Quiz.bank_id == bank.id
        session.execute(update(Quiz).where(of_bank, Quiz.owner_id == before).values(owner_id=new_owner.id))
        _add(session, BankShare(bank_id=bank.id, user_id=before, may=BankRight.EDIT))
    log_bank_act(session, bank, by_user_id, "bank handed over", new_owner.display_name, now)


def banks_before_class(session: Session, class_id: int, owner_id: int) -> list[Bank]:
    """The banks of a teacher whose quizzes are set before a class, by title."""
    of_class = select(Quiz.bank_id).join(Assignment).where(Assignment.class_id == class_id)
    return list(
        session.scalars(
            select(Bank).where(Bank.id.in_(of_class), Bank.owner_id == owner_id).order_by(Bank.title, Bank.id)
        )
    )


def history_of(session: Session, bank: Bank) -> Sequence[AuditEvent]:
    """The newest acts on a bank, newest first."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.bank_id == bank.id)
        .options(joinedload(AuditEvent.user))
        .order_by(AuditEvent.id.desc())
        .limit(ROWS_OF_A_PAGE)
    ).all()
