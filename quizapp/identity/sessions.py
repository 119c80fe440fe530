"""Who is looking: signed-in browsers, kept in the database and told apart by a random cookie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from quizapp.basics.limits import (
    SESSION_TOUCH_EVERY,
    SHARED_IDLE,
    SHARED_LONGEST,
    STUDENT_KNOWN,
    TEACHER_IDLE,
    TEACHER_LONGEST,
)
from quizapp.identity import merged_identities
from quizapp.identity.tokens import hash_token, new_token
from quizapp.models import Membership, SchoolClass, Student, User, WebSession


@dataclass(frozen=True)
class SessionLifetime:
    """How long a browser stays signed in."""

    #: Without a page in this time it is signed out.
    idle: timedelta
    #: However busy, it is signed out after this; None: every use begins ``idle`` anew.
    longest: timedelta | None
    #: Whether the cookie is kept when the browser is closed.
    kept: bool


TEACHER = SessionLifetime(TEACHER_IDLE, TEACHER_LONGEST, kept=True)
OWN_DEVICE = SessionLifetime(STUDENT_KNOWN, None, kept=True)
SHARED_COMPUTER = SessionLifetime(SHARED_IDLE, SHARED_LONGEST, kept=False)


@dataclass(frozen=True)
class Viewer:
    """Whoever makes the request, as far as we know. A teacher may hold a student's id for trial runs."""

    session_id: int
    name: str
    user_id: int | None = None
    student_id: int | None = None
    is_admin: bool = False
    timezone: str = ""
    #: Whether the student said that others use this computer, too.
    is_shared: bool = False

    @property
    def stay(self) -> SessionLifetime:
        return stay_of(is_teacher=self.is_teacher, is_shared=self.is_shared)

    @property
    def is_teacher(self) -> bool:
        return self.user_id is not None

    @property
    def is_student(self) -> bool:
        return self.student_id is not None and self.user_id is None


#: Built once: this statement runs at every request of a signed-in browser.
_FIND = (
    select(
        WebSession.id,
        WebSession.user_id,
        WebSession.student_id,
        WebSession.seen_at,
        WebSession.expires_at,
        WebSession.is_shared,
        User.display_name,
        User.is_admin,
        User.disabled_at,
        User.timezone,
        Student.name,
        Student.merged_into_id,
    )
    .outerjoin(User, User.id == WebSession.user_id)
    .outerjoin(Student, Student.id == WebSession.student_id)
    .where(WebSession.token_hash == bindparam("token_hash"))
)


@dataclass(frozen=True)
class Found:
    """A viewer, and whether the time of their last request should be written down now."""

    viewer: Viewer
    touch: bool


def find_session(session: Session, token: str, now: datetime) -> Found | None:
    """The viewer whose browser holds this token; None when it has ended or never was."""
    row = session.connection().execute(_FIND, {"token_hash": hash_token(token)}).one_or_none()
    if row is None or row.expires_at <= now or (row.user_id and row.disabled_at):
        return None
    if now - row.seen_at > stay_of(is_teacher=bool(row.user_id), is_shared=row.is_shared).idle:
        return None
    student_id = row.student_id
    if row.merged_into_id is not None:  # rare: a merge ends the sessions of who is merged
        student_id = merged_identities.current_id(session, row.merged_into_id)
    viewer = Viewer(
        session_id=row.id,
        name=row.display_name or row.name or "",
        user_id=row.user_id,
        student_id=student_id,
        is_admin=bool(row.is_admin),
        timezone=row.timezone or "",
        is_shared=row.is_shared,
    )
    return Found(viewer, touch=now - row.seen_at > SESSION_TOUCH_EVERY)


@dataclass(frozen=True)
class Days:
    """By whose clock a student's days are counted, and until when the class wants things remembered."""

    timezone: str
    remember_until: date | None


def days_of(session: Session, student_id: int) -> Days | None:
    """Those of the class that a student joined last; None for somebody in no class."""
    row = session.execute(
        select(SchoolClass.timezone, SchoolClass.remember_until)
        .join(Membership, Membership.class_id == SchoolClass.id)
        .where(Membership.student_id == student_id, Membership.removed_at.is_(None))
        .where(SchoolClass.archived_at.is_(None))
        .order_by(Membership.joined_at.desc(), Membership.id.desc())
        .limit(1)
    ).one_or_none()
    return Days(row.timezone, row.remember_until) if row is not None else None


def stay_of(*, is_teacher: bool, is_shared: bool) -> SessionLifetime:
    """How long this browser stays signed in."""
    if is_teacher:
        return TEACHER
    return SHARED_COMPUTER if is_shared else OWN_DEVICE


def touch_session(session: Session, viewer: Viewer, now: datetime) -> None:
    """Write down that the browser is still in use; on an own device its time begins anew."""
    values = {"seen_at": now}
    if viewer.stay.longest is None:
        values["expires_at"] = now + viewer.stay.idle
    session.execute(update(WebSession).where(WebSession.id == viewer.session_id).values(values))


def sign_in(
    session: Session,
    now: datetime,
    *,
    user_id: int | None = None,
    student_id: int | None = None,
    is_shared: bool = False,
) -> str:
    """Begin a session for a teacher or student; returns the token for the cookie.

    Always a new token, so that one planted before signing in is worth nothing.
    """
    token = new_token()
    stay = stay_of(is_teacher=user_id is not None, is_shared=is_shared)
    session.add(
        WebSession(
            token_hash=hash_token(token),
            user_id=user_id,
            student_id=student_id,
            created_at=now,
            seen_at=now,
            expires_at=now + (stay.longest or stay.idle),
            is_shared=is_shared,
        )
    )
    session.flush()
    return token


def make_shared(session: Session, viewer: Viewer, now: datetime) -> None:
    """From now on the browser counts as one on a shared computer."""
    ends = now + (SHARED_COMPUTER.longest or SHARED_COMPUTER.idle)
    session.execute(
        update(WebSession).where(WebSession.id == viewer.session_id).values(is_shared=True, expires_at=ends)
    )


def attach_student(session: Session, session_id: int, student_id: int) -> None:
    """Let a teacher's session take a quiz as their own trial student."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(student_id=student_id))


def sign_out(session: Session, session_id: int) -> None:
    """End one session."""
    session.execute(delete(WebSession).where(WebSession.id == session_id))


def end_all(session: Session, *, user_id: int | None = None, student_id: int | None = None) -> None:
    """End every session of a teacher or student: after a new password, a reissued link, a removal."""
    if user_id is not None:
        session.execute(delete(WebSession).where(WebSession.user_id == user_id))
    if student_id is not None:
        session.execute(delete(WebSession).where(WebSession.student_id == student_id))


def open_sessions(session: Session, user_id: int, now: datetime) -> Sequence[WebSession]:
    """The browsers that a teacher is signed in with, the last used first."""
    return session.scalars(
        select(WebSession)
        .where(
            WebSession.user_id == user_id,
            WebSession.expires_at > now,
            WebSession.seen_at > now - TEACHER_IDLE,
        )
        .order_by(WebSession.seen_at.desc(), WebSession.id)
    ).all()


def end_others(session: Session, user_id: int, kept: int) -> None:
    """End every session of a teacher but one."""
    session.execute(delete(WebSession).where(WebSession.user_id == user_id, WebSession.id != kept))


def forget_expired(session: Session, now: datetime) -> None:
    """Delete sessions that can no longer be used."""
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))
