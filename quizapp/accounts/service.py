"""What happens to teachers' accounts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.accounts.passwords import hash_password, is_right
from quizapp.basics.errors import NotFound
from quizapp.basics.limits import FREE_FAILURES_OF_ADDRESS
from quizapp.basics.messages import msg
from quizapp.identity import one_time_links, rate_limit, sessions
from quizapp.identity.audit_log import log_act
from quizapp.identity.names import NameTaken, fold_username
from quizapp.models import AuditEvent, ClassRole, ClassTeacher, LinkPurpose, OneTimeLink, SchoolClass, User


@dataclass(frozen=True)
class NewAccount:
    """What a new teacher wrote; the password already hashed."""

    username: str
    display_name: str
    password_hash: str
    timezone: str = ""


def link_or_404(session: Session, purpose: LinkPurpose, token: str, now: datetime) -> OneTimeLink:
    found = one_time_links.find_link(session, purpose, token, now)
    if found is None:
        raise NotFound(
            msg(
                "This link was used already, or it has run out. Ask for a new one; the first set-up link is printed "
                "when the program starts."
            )
        )
    return found


def create_account(session: Session, link: OneTimeLink, account: NewAccount, now: datetime) -> User:
    """Make the account that a set-up or invitation link stands for. Raises NameTaken."""
    if not one_time_links.use_link(session, link, now):
        raise NotFound(msg("This link was used a moment ago. Sign in instead."))
    user = User(
        username=account.username,
        username_key=fold_username(account.username),
        display_name=account.display_name,
        password_hash=account.password_hash,
        timezone=account.timezone,
        is_admin=link.purpose == LinkPurpose.SETUP,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise NameTaken from None
    if link.class_id is not None:
        role = ClassRole.OWNER if link.purpose == LinkPurpose.SETUP else ClassRole.TEACHER
        session.add(ClassTeacher(class_id=link.class_id, user_id=user.id, role=role))
        joined = session.get(SchoolClass, link.class_id)
        log_act(session, joined, user.id, "teacher joined", user.username, now)
    session.add(
        AuditEvent(at=now, user_id=user.id, act=f"account made by {link.purpose} link", about=user.username)
    )
    session.flush()
    return user


def check_password(session: Session, username: str, password: str) -> User | None:
    """The teacher of this name and password. Takes as long for a name that nobody has."""
    user = teacher_of_name(session, username)
    right = is_right(password, user.password_hash if user and user.disabled_at is None else None)
    return user if right else None


@dataclass(frozen=True)
class Guesser:
    """Whoever types a password: for which account, from which address, and on which device if it knows the account."""

    username: str
    address: str
    #: Empty where the account has never signed in on the device.
    device: str = ""

    @property
    def account_key(self) -> str:
        key = f"password:{fold_username(self.username)[:64]}"
        return f"{key}:{self.device}" if self.device else key

    @property
    def address_key(self) -> str:
        return f"passwords from:{self.address}"


def check_tries(session: Session, guesser: Guesser, now: datetime) -> None:
    """Raise TooMany while this account or this address has to wait.

    A device that knows the account waits for its own mistakes alone: else anybody could lock a teacher out.
    """
    rate_limit.check_rate(session, guesser.account_key, now)
    if not guesser.device:
        rate_limit.check_rate(session, guesser.address_key, now)


def count_failure(session: Session, guesser: Guesser, now: datetime) -> None:
    """Count a wrong password, for the account and for the address: many accounts can be tried from one.

    Raises TooMany instead where the account was blocked while the password was checked.
    """
    check_tries(session, guesser, now)
    rate_limit.count_failure(session, guesser.account_key, now)
    if not guesser.device:
        rate_limit.count_failure(session, guesser.address_key, now, free=FREE_FAILURES_OF_ADDRESS)


def count_success(session: Session, guesser: Guesser, now: datetime) -> None:
    """Forget the failures before a right password.

    Raises TooMany where the account was blocked while it was checked: many guesses at once are no better than one after
    another.
    """
    check_tries(session, guesser, now)
    rate_limit.clear_failures(session, guesser.account_key)


def set_password(session: Session, user: User, password_hash: str, now: datetime) -> None:
    """A new password ends every session of the account and its other links, and clears its failed tries."""
    user.password_hash = password_hash
    sessions.end_all(session, user_id=user.id)
    one_time_links.end_all(session, user.id, now)
    rate_limit.clear_failures(session, Guesser(user.username, "").account_key)
    session.add(AuditEvent(at=now, user_id=user.id, act="password changed", about=user.username))
    session.flush()


def teacher_of_name(session: Session, username: str) -> User | None:
    return session.scalar(select(User).where(User.username_key == fold_username(username)))


def teacher_or_none(session: Session, public_id: str) -> User | None:
    return session.scalar(select(User).where(User.public_id == public_id))


def get_teacher(session: Session, public_id: str) -> User:
    found = teacher_or_none(session, public_id)
    if found is None:
        raise NotFound()
    return found


__all__ = [
    "Guesser",
    "NewAccount",
    "check_password",
    "check_tries",
    "count_failure",
    "count_success",
    "create_account",
    "get_teacher",
    "hash_password",
    "link_or_404",
    "set_password",
    "teacher_of_name",
    "teacher_or_none",
]
