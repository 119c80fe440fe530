"""One-time links for teachers: made by the first start, the command line and other teachers."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.basics.limits import ONE_TIME_LINK_LASTS
from quizapp.identity.tokens import hash_token, new_token
from quizapp.models import LinkPurpose, OneTimeLink, User


def has_teacher(session: Session) -> bool:
    """Whether the installation has been set up."""
    return session.scalar(select(User.id).limit(1)) is not None


def make_link(
    session: Session,
    purpose: LinkPurpose,
    now: datetime,
    *,
    username: str | None = None,
    class_id: int | None = None,
) -> str | None:
    """Make a link and return its token; None when there is no such user. A newer set-up link replaces older ones."""
    user_id = None
    if username is not None:
        user_id = session.scalar(select(User.id).where(User.username == username))
        if user_id is None:
            return None
    if purpose == LinkPurpose.SETUP:
        session.execute(
            update(OneTimeLink)
            .where(OneTimeLink.purpose == LinkPurpose.SETUP, OneTimeLink.used_at.is_(None))
            .values(used_at=now)
        )
    token = new_token()
    session.add(
        OneTimeLink(
            token_hash=hash_token(token),
            purpose=purpose,
            user_id=user_id,
            class_id=class_id,
            created_at=now,
            expires_at=now + ONE_TIME_LINK_LASTS[purpose],
        )
    )
    session.flush()
    return token


def find_link(session: Session, purpose: LinkPurpose, token: str, now: datetime) -> OneTimeLink | None:
    """The unused, unexpired link of this token."""
    return session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == hash_token(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
    )


def use_link(session: Session, link: OneTimeLink, now: datetime) -> bool:
    """Use a link up; False when somebody else just did."""
    done = session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OneTimeLink.id)
    ).one_or_none()
    return done is not None


def end_all(session: Session, user_id: int, now: datetime) -> None:
    """Make the unused links of an account useless: one of them was used, or the password is new."""
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )


def link_address(public_url: str, purpose: LinkPurpose, token: str) -> str:
    """Where the link leads."""
    return f"{public_url}/account/{purpose}/{token}"
