"""Attempts: what was drawn, what was answered (append-only), what it is worth."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.domain.answers import AnswerKind, Certainty
from quizapp.models.base import Base, new_public_id, one_of, stored
from quizapp.models.classes import Assignment, Draw
from quizapp.models.identity import Student, User


class AttemptState(StrEnum):
    """How far an attempt has come."""

    OPEN = "open"
    #: Handed in; some answer waits to be marked.
    SUBMITTED = "submitted"
    #: Handed in, and every answer is marked.
    GRADED = "graded"
    #: Deleted by a teacher, or by the student together with their data: it counts nowhere.
    VOIDED = "voided"


#: The states of an attempt that is handed in and stands.
FINISHED = (AttemptState.SUBMITTED, AttemptState.GRADED)


class Attempt(Base):
    """One student's one go at an assignment."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("assignment_id", "student_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(one_of("state", AttemptState), name="state"),
        CheckConstraint("state NOT IN ('submitted', 'graded') OR submitted_at IS NOT NULL", name="submitted"),
        CheckConstraint("state <> 'open' OR submitted_at IS NULL", name="open"),
        CheckConstraint("submitted_at IS NULL OR submitted_at >= started_at", name="times"),
        # All that tells a report whether it still holds (quizapp.reports.cache_key), without the vectors.
        Index(
            "ix_attempt_fingerprint",
            "assignment_id",
            "state",
            "student_id",
            "excused_at",
            "score",
            "max_marks",
        ),
        # Two tabs that start at once: one row wins, the other tab is sent to it.
        Index(
            "uq_attempt_open",
            "assignment_id",
            "student_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"), index=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    #: What the quiz used when the attempt began; a later edit does not reach it.
    bank_version_id: Mapped[int] = mapped_column(ForeignKey("bank_version.id"))
    number: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(stored(AttemptState), default=AttemptState.OPEN)
    #: How many positions it has.
    length: Mapped[int]
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    #: Sum of the marks earned so far; None until something is marked.
    score: Mapped[float | None]
    max_marks: Mapped[float]
    #: float64 per question of the draw, little-endian; NaN where a mark is still missing.
    scores: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: What became of each answer, and the time it took, for reports: see ``quizapp.attempts.packed_answers``.
    outcomes: Mapped[bytes | None] = mapped_column(LargeBinary)
    tenths: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Set when a teacher takes the attempt out of every count, with a reason in its events.
    excused_at: Mapped[datetime | None]
    #: Tries at each question that the student has beyond the quiz's.
    extra_tries: Mapped[int] = mapped_column(default=0, server_default="0")

    assignment: Mapped[Assignment] = relationship()
    student: Mapped[Student] = relationship()
    draw: Mapped[Draw] = relationship()
    positions: Mapped[list["Position"]] = relationship(
        back_populates="attempt", order_by="Position.position", cascade="all, delete-orphan"
    )

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def rules(self) -> dict[str, Any]:
        """The quiz's rules as they were when it was drawn, with what this student has beyond them."""
        return {**self.draw.rules, "extra_tries": self.extra_tries}


class Position(Base):
    """One position of an attempt: what was shown there, and the answer that counts now."""

    KINDS = (AnswerKind.BLANK, AnswerKind.ANSWER, AnswerKind.DONT_KNOW)
    __tablename__ = "position"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        UniqueConstraint("attempt_id", "question_id"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(f"certainty IS NULL OR {one_of('certainty', Certainty)}", name="certainty"),
        CheckConstraint("(kind = 'answer') = (response IS NOT NULL)", name="response"),
        CheckConstraint("fraction IS NULL OR (fraction >= 0 AND fraction <= 1)", name="fraction"),
        CheckConstraint("credit >= 0 AND credit <= 1", name="credit"),
        CheckConstraint("position >= 1", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    position: Mapped[int]
    question_id: Mapped[str] = mapped_column(index=True)
    #: ``order[shown] = place in the bank``, as drawn when the attempt began.
    order: Mapped[list[int]]
    marks: Mapped[float]
    kind: Mapped[AnswerKind] = mapped_column(stored(AnswerKind), default=AnswerKind.BLANK)
    response: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    certainty: Mapped[Certainty | None] = mapped_column(stored(Certainty))
    #: Which save this is; grows by one with each.
    revision: Mapped[int] = mapped_column(default=0)
    #: Tries so far, where a quiz allows several; an answer that was given before is none.
    tries: Mapped[int] = mapped_column(default=0)
    #: Set once the answer can no longer change, because its feedback was shown.
    locked_at: Mapped[datetime | None]
    #: The grade of the answer that counts, before any credit falls: its verdict. None until graded or marked.
    fraction: Mapped[float | None]
    #: The share of that grade which is earned: less than 1 where a try was worth less (``quizapp.domain.tries``).
    credit: Mapped[float] = mapped_column(default=1.0, server_default="1")
    answered_at: Mapped[datetime | None]
    #: Seconds spent on it: from the save before to each save of it, summed.
    seconds: Mapped[float | None]

    attempt: Mapped[Attempt] = relationship(back_populates="positions")

    @property
    def earned_marks(self) -> float | None:
        """The marks that the answer earns; None while it waits for its grade."""
        return None if self.fraction is None else self.fraction * self.credit * self.marks


class Draft(Base):
    """What is chosen or typed at a position and was not sent by Continue yet: one row, overwritten, outside the chain.

    Continue, handing in or the end of the time makes a response of it; it then goes.
    """

    __tablename__ = "draft"

    position_id: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), primary_key=True)
    #: The values of every control by its name, as a form posts them.
    posted: Mapped[dict[str, Any]]
    #: When it was chosen or typed, which may be long before it arrived.
    edited_at: Mapped[datetime]
    #: Set at the end of the attempt where it could not be read as an answer: it then stays, for the teacher.
    unread_at: Mapped[datetime | None]


class ResponseValue(Base):
    """What was answered, apart from the chain of events, so that it can be erased and the chain still checked."""

    __tablename__ = "response_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None once erased.
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    #: What was typed or posted, for reports of typed answers.
    raw: Mapped[str | None]
    salt: Mapped[str | None]


class ResponseEvent(Base):
    """One save. Append-only: triggers refuse to change or delete it."""

    KINDS = (AnswerKind.ANSWER, AnswerKind.DONT_KNOW, AnswerKind.LATE)
    __tablename__ = "response_event"
    __table_args__ = (
        UniqueConstraint("attempt_id", "op_id", "body_hash"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        Index("ix_response_event_attempt", "attempt_id", "position"),
        # Few saves are late, and every look at a report asks for them.
        Index(
            "ix_response_event_late",
            "attempt_id",
            sqlite_where=text("kind = 'late'"),
            postgresql_where=text("kind = 'late'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    #: Made in the browser's form when it was drawn: the same save sent twice is one save.
    op_id: Mapped[str]
    body_hash: Mapped[str]
    kind: Mapped[AnswerKind] = mapped_column(stored(AnswerKind))
    #: The kind of answer where ``kind`` is "late".
    late_kind: Mapped[AnswerKind | None] = mapped_column(stored(AnswerKind))
    certainty: Mapped[Certainty | None] = mapped_column(stored(Certainty))
    #: The revision of the position that this save made; 0 where it changed nothing, being late or after feedback.
    revision: Mapped[int]
    received_at: Mapped[datetime]
    value_id: Mapped[int | None] = mapped_column(ForeignKey("response_value.id"))
    value_hash: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]

    value: Mapped[ResponseValue | None] = relationship()


class AttemptEvent(Base):
    """A change of an attempt's state, with who made it and why."""

    __tablename__ = "attempt_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(default="")

    user: Mapped[User | None] = relationship()


class HandMark(Base):
    """A mark that a person gave to a response, with its rubric points and comment. The newest counts."""

    __tablename__ = "hand_mark"
    __table_args__ = (CheckConstraint("fraction >= 0 AND fraction <= 1", name="fraction"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), index=True)
    fraction: Mapped[float]
    #: Points given per line of the rubric.
    points: Mapped[list[float]]
    comment: Mapped[str] = mapped_column(default="")
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class RegradePolicy(StrEnum):
    """Whose marks a correction changes."""

    EVERYONE = "everyone"
    NEVER_LOWER = "never lower"
    ONLY_UNMARKED = "only unmarked"


class Regrade(Base):
    """A correction of a question's key or marks for an assignment, applied and perhaps undone."""

    __tablename__ = "regrade"
    __table_args__ = (CheckConstraint(one_of("policy", RegradePolicy), name="policy"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str]
    #: The correction as ``quizapp.attempts.regrading`` writes it.
    change: Mapped[dict[str, Any]]
    policy: Mapped[RegradePolicy] = mapped_column(stored(RegradePolicy))
    reason: Mapped[str]
    applied_at: Mapped[datetime]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    marks: Mapped[list["RegradeMark"]] = relationship(cascade="all, delete-orphan")


class RegradeMark(Base):
    """What a regrade changed at one position: enough to undo it exactly."""

    __tablename__ = "regrade_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), index=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), index=True)
    fraction_before: Mapped[float | None]
    fraction_after: Mapped[float | None]
    credit_before: Mapped[float] = mapped_column(default=1.0, server_default="1")
    credit_after: Mapped[float] = mapped_column(default=1.0, server_default="1")
    marks_before: Mapped[float]
    marks_after: Mapped[float]

    at: Mapped[Position] = relationship()


class Dispute(Base):
    """A student's "something is wrong with this question", and the teacher's answer."""

    __tablename__ = "dispute"
    __table_args__ = (UniqueConstraint("position_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"))
    reason: Mapped[str]
    raised_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    at: Mapped[Position] = relationship()
