"""Studying: every practice and review answer (append-only), and the schedule replayed from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.domain.answers import Certainty
from quizapp.domain.spacing.events import Origin
from quizapp.models.base import Base, one_of, stored


class ReviewEvent(Base):
    """One answer that the schedule knows of. Append-only: triggers refuse to change or delete it."""

    __tablename__ = "review_event"
    __table_args__ = (
        UniqueConstraint("student_id", "op_id"),
        CheckConstraint(one_of("origin", Origin), name="origin"),
        Index("ix_review_event_item", "student_id", "item", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    #: What is remembered: the bank's public id and the idea that variants share.
    item: Mapped[str]
    #: The variant that was asked, and the version that asked it.
    question_id: Mapped[str]
    bank_version_id: Mapped[int] = mapped_column(ForeignKey("bank_version.id"))
    op_id: Mapped[str]
    answered_at: Mapped[datetime]
    right: Mapped[bool]
    fraction: Mapped[float]
    certainty: Mapped[Certainty | None] = mapped_column(stored(Certainty))
    typed: Mapped[bool]
    origin: Mapped[Origin] = mapped_column(stored(Origin))
    order: Mapped[list[int]]

    #: What was answered; None for "I don't know", for a flashcard, and once erased.
    answer: Mapped["ReviewAnswer | None"] = relationship()


class ReviewAnswer(Base):
    """What was answered, apart from the event, so that it can be erased while the event stays as it is."""

    __tablename__ = "review_answer"

    event_id: Mapped[int] = mapped_column(ForeignKey("review_event.id"), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True))


class ReviewState(Base):
    """The schedule of one item for one student: a cache that replaying the events rebuilds."""

    __tablename__ = "review_state"
    __table_args__ = (
        UniqueConstraint("student_id", "item"),
        Index("ix_review_state_due", "student_id", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    item: Mapped[str]
    due: Mapped[datetime]
    #: The card as ``quizapp.domain.spacing`` writes it.
    state: Mapped[dict[str, Any]]
    scheduler_version: Mapped[str]
    last_event_id: Mapped[int]


class StudyNote(Base):
    """A remembered step of a student's study: a lesson met, a briefing read."""

    __tablename__ = "study_note"
    __table_args__ = (UniqueConstraint("student_id", "bank_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    key: Mapped[str]
    at: Mapped[datetime]
