"""Teachers, students, and how they prove who they are."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.models.base import Base, new_public_id, one_of, stored


class User(Base):
    """A teacher. The first one set up also administers the others."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("username_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    username: Mapped[str]
    #: The name folded (case, width, marks), so that no two names look alike.
    username_key: Mapped[str]
    display_name: Mapped[str]
    password_hash: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    timezone: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SecondStep(Base):
    """A teacher signs in with a code besides the password. Without a row the password is enough."""

    __tablename__ = "second_step"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    #: The secret of the codes; only together with the installation's own secret can it be read.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: The half minute of the last code that was used: none works twice.
    last_step: Mapped[int]
    set_up_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that lets a teacher in once who has lost the telephone."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Student(Base):
    """Somebody who takes quizzes: a name, and no more. A teacher's trial runs have one too."""

    __tablename__ = "student"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    name: Mapped[str]
    #: Set for a teacher's own trial runs, which count nowhere.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)
    #: Set when two identities of one student were merged; this one is no longer used.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("student.id"))
    created_at: Mapped[datetime]
    #: Set when the student had their data deleted: what is left of them has no name and no answers.
    erased_at: Mapped[datetime | None]
    #: A simulated student of the demonstration class.
    is_demo: Mapped[bool] = mapped_column(default=False)


class ReturnLink(Base):
    """What brings a student back on any device: a link, or three words with a quiz or class code."""

    __tablename__ = "return_link"
    __table_args__ = (Index("ix_return_link_words", "words_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    #: Keyed hash of the code and the three words together.
    words_hash: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class WebSession(Base):
    """A signed-in browser. The cookie holds a random id; only its hash is here."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    #: A computer that others use, too: it forgets whoever was there when its browser is closed.
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())


class LinkPurpose(StrEnum):
    """What a link that works once is for: the first teacher's set-up, another teacher's invitation, a new password."""

    SETUP = "setup"
    INVITE = "invite"
    PASSWORD = "password"  # noqa: S105  # the word, not one


class OneTimeLink(Base):
    """A link that works once."""

    __tablename__ = "one_time_link"
    __table_args__ = (CheckConstraint(one_of("purpose", LinkPurpose), name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(stored(LinkPurpose))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    class_id: Mapped[int | None] = mapped_column(ForeignKey("school_class.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """Failed tries (password, code, words) counted per key, shared by all servers."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    blocked_until: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class AuditEvent(Base):
    """Who did what to what, for the acts that change marks, keys, rights or people."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    act: Mapped[str]
    about: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    #: The class that it concerns, whose teachers may read it; None: none.
    class_id: Mapped[int | None] = mapped_column(
        ForeignKey("school_class.id", ondelete="SET NULL"), index=True
    )
    #: The bank that it concerns, whose history it stands in; None: none.
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id", ondelete="SET NULL"), index=True)

    user: Mapped[User | None] = relationship()


class BulkAct(Base):
    """One thing done to many at once, with what each was before, so that it can be undone."""

    __tablename__ = "bulk_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    act: Mapped[str]
    at: Mapped[datetime]
    #: The public id of each that was changed, and what it was before.
    done: Mapped[list[list[str]]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None]


class InstanceNote(Base):
    """A remembered fact of this installation, such as the demonstration's mark."""

    __tablename__ = "instance_note"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Site(Base):
    """Who runs this installation, as students are told: at most one row."""

    __tablename__ = "site"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(default="")
    #: Who is responsible and where they are reached, as Markdown.
    imprint: Mapped[str] = mapped_column(default="")
    #: Whom one asks about one's data.
    privacy_contact: Mapped[str] = mapped_column(default="")
    #: A picture, re-encoded by us; None: none.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_mime: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
