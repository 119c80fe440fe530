"""Banks, their immutable versions, drafts, images, and the quizzes made of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.models.base import Base, new_public_id, one_of, stored
from quizapp.models.identity import User


class BankRight(StrEnum):
    """What a teacher may do with a bank, least first: each holds those before it."""

    #: See questions, answers and versions, take a copy.
    READ = "read"
    #: Also make quizzes of it and set them.
    USE = "use"
    #: Also write its text and publish.
    EDIT = "edit"


class Bank(Base):
    """A bank of questions over its whole history."""

    __tablename__ = "bank"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    #: The file's name without ending, unique: "kursk-incursion".
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    #: None: published from the questions folder; every teacher can edit it.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    versions: Mapped[list["BankVersion"]] = relationship(
        back_populates="bank", order_by="BankVersion.number.desc()"
    )


class BankShare(Base):
    """What another teacher may do with somebody's bank. Without a teacher: what everybody here may."""

    __tablename__ = "bank_share"
    __table_args__ = (
        UniqueConstraint("bank_id", "user_id"),
        CheckConstraint(one_of("may", BankRight), name="may"),
        Index(
            "uq_bank_share_everybody",
            "bank_id",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    may: Mapped[BankRight] = mapped_column(stored(BankRight))


class BankVersion(Base):
    """The exact text of a bank once published. Triggers refuse to change it."""

    __tablename__ = "bank_version"
    __table_args__ = (
        UniqueConstraint("bank_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(deferred=True)
    sha256: Mapped[str]
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("bank_version.id"))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(default="")
    #: By question: the id it had first, of those renamed more than once. Each text knows one earlier id alone.
    first_names: Mapped[dict[str, Any] | None]

    bank: Mapped[Bank] = relationship(back_populates="versions")
    published_by: Mapped[User | None] = relationship()


class BorrowedVersion(Base):
    """A version of another bank that the quizzes of a version take questions from. Triggers refuse to change it."""

    __tablename__ = "borrowed_version"

    bank_version_id: Mapped[int] = mapped_column(ForeignKey("bank_version.id"), primary_key=True)
    borrowed_id: Mapped[int] = mapped_column(ForeignKey("bank_version.id"), primary_key=True, index=True)


class QuestionText(Base):
    """What a question of a bank's newest version says, folded for searching. Rewritten with each version.

    On SQLite triggers keep the full-text table ``question_words`` beside it; on PostgreSQL it has an index of its own.
    """

    __tablename__ = "question_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str]
    stem: Mapped[str]
    words: Mapped[str]


class PublishedFile(Base):
    """A file of the questions folder as it was when it was last published."""

    __tablename__ = "published_file"

    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    bank_version_id: Mapped[int] = mapped_column(ForeignKey("bank_version.id"))


class BankDraft(Base):
    """A teacher's unpublished text of a bank. ``revision`` tells two savers apart."""

    __tablename__ = "bank_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("bank_version.id"))
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    #: The text before the last step of an import's review, for one press to bring it back.
    text_before: Mapped[str | None]


class BankImage(Base):
    """A picture stored beside a bank, re-encoded by us."""

    __tablename__ = "bank_image"
    __table_args__ = (UniqueConstraint("bank_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    name: Mapped[str]
    alt: Mapped[str]
    mime: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    uploaded_at: Mapped[datetime]


class Quiz(Base):
    """A bank with rules: which questions, how many, in what order, what is shown when."""

    __tablename__ = "quiz"
    __table_args__ = (UniqueConstraint("bank_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    #: The quiz's key in the bank's file; None when it was made in the browser.
    key: Mapped[str | None]
    title: Mapped[str]
    #: The rules of a quiz made in the browser, as ``quizapp.banks.publishing.recipe_to_json`` writes them.
    rules: Mapped[dict[str, Any] | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    bank: Mapped[Bank] = relationship()
