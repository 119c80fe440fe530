"""Classes, who is in them, and what is set before them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.models.banks import BankVersion, Quiz
from quizapp.models.base import Base, new_public_id, one_of, stored
from quizapp.models.identity import Student, User


class Naming(StrEnum):
    """How students who join come by their name."""

    FREE = "free"
    ROSTER = "roster"
    #: Two words that the program gives.
    WORDS = "words"


class ClassRole(StrEnum):
    """What a teacher is to a class."""

    OWNER = "owner"
    TEACHER = "teacher"


class AssignmentKind(StrEnum):
    """Before whom a quiz is put: a class, anyone, or its author alone."""

    CLASS = "class"
    OPEN = "open"
    TRIAL = "trial"


class ShowWhen(StrEnum):
    """When a student sees a part of the results, earliest first."""

    AT_ONCE = "at once"
    AFTER_SUBMITTING = "after submitting"
    AFTER_CLOSING = "after closing"
    NEVER = "never"


class CountedAttempt(StrEnum):
    """Which of several attempts makes the grade."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    MEAN = "mean"


class DrawnFor(StrEnum):
    """Whether questions are drawn once for all students or for each."""

    ALL = "one for all"
    EACH = "one per student"


class SchoolClass(Base):
    """A class: students who join with a code, taught by one or more teachers."""

    __tablename__ = "school_class"
    __table_args__ = (CheckConstraint(one_of("naming", Naming), name="naming"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    name: Mapped[str]
    join_code: Mapped[str] = mapped_column(unique=True)
    naming: Mapped[Naming] = mapped_column(stored(Naming), default=Naming.FREE)
    timezone: Mapped[str]
    #: Whether students mostly join on computers that others use, too; each can say otherwise.
    shared_computers: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Whether quizzes of other stories, which anyone may take, are left out of its students' start page.
    own_quizzes_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Whether its students are told how many of them got a question right, where enough have answered it.
    tells_shares: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Whether its students are sorted by their last names; else as their names are written.
    by_last_name: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: How the gradebook makes its mean (see ``quizapp.classes.weights``); empty: every quiz counts once.
    weights: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    #: Reviews are planned so that the last one falls before this day; None: no end.
    remember_until: Mapped[date | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    teachers: Mapped[list["ClassTeacher"]] = relationship(back_populates="school_class")
    memberships: Mapped[list["Membership"]] = relationship(back_populates="school_class")


class ClassTeacher(Base):
    """A teacher of a class. The owner made it; the others were invited."""

    __tablename__ = "class_teacher"
    __table_args__ = (
        UniqueConstraint("class_id", "user_id"),
        CheckConstraint(one_of("role", ClassRole), name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    role: Mapped[ClassRole] = mapped_column(stored(ClassRole))

    school_class: Mapped[SchoolClass] = relationship(back_populates="teachers")
    user: Mapped[User] = relationship()


class Membership(Base):
    """A student in a class, under the name the class knows. A roster name waits without a student."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("class_id", "student_id"),
        UniqueConstraint("class_id", "name_key"),
        Index("uq_membership_school_id", "class_id", "school_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id", ondelete="CASCADE"))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    #: The name folded, so that no two of a class look alike.
    name_key: Mapped[str]
    joined_at: Mapped[datetime | None]
    #: In which browser the membership began, as a keyed hash; None: not known, or erased.
    browser: Mapped[str | None]
    removed_at: Mapped[datetime | None]
    #: What the school's own system calls the student, from the roster: gradebooks are matched by it.
    school_id: Mapped[str | None]
    #: The last name, where a list says it: classes may be sorted by it.
    last_name: Mapped[str | None]
    #: Of which group within the class.
    group_label: Mapped[str | None]

    school_class: Mapped[SchoolClass] = relationship(back_populates="memberships")
    student: Mapped[Student | None] = relationship()


class Assignment(Base):
    """A quiz put before a class, or before anyone (*open*), or before its own author (*trial*)."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint(one_of("kind", AssignmentKind), name="kind"),
        CheckConstraint("(kind = 'class') = (class_id IS NOT NULL)", name="class"),
        CheckConstraint(one_of("show_score", ShowWhen), name="show_score"),
        CheckConstraint(one_of("show_answers", ShowWhen), name="show_answers"),
        CheckConstraint(one_of("show_explanations", ShowWhen), name="show_explanations"),
        CheckConstraint(one_of("counts", CountedAttempt), name="counts"),
        CheckConstraint(one_of("draws", DrawnFor), name="draws"),
        CheckConstraint("attempts_allowed IS NULL OR attempts_allowed >= 1", name="attempts"),
        CheckConstraint("closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at", name="dates"),
        CheckConstraint("time_limit_seconds IS NULL OR time_limit_seconds >= 30", name="limit"),
        CheckConstraint("time_factor >= 1", name="factor"),
        # One open entry and one trial for each quiz: a racing second one finds the first.
        Index(
            "uq_assignment_entry",
            "quiz_id",
            "kind",
            unique=True,
            sqlite_where=text("kind <> 'class'"),
            postgresql_where=text("kind <> 'class'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    kind: Mapped[AssignmentKind] = mapped_column(stored(AssignmentKind))
    class_id: Mapped[int | None] = mapped_column(ForeignKey("school_class.id"), index=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), index=True)
    title: Mapped[str]
    #: None: attempts begin with the newest version of the bank.
    bank_version_id: Mapped[int | None] = mapped_column(ForeignKey("bank_version.id"))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    #: None: as many as one likes. ``evaluates_none``, or a None that was given would become the default.
    attempts_allowed: Mapped[int | None] = mapped_column(Integer().evaluates_none(), default=1)
    shuffle_questions: Mapped[bool] = mapped_column(default=True)
    show_score: Mapped[ShowWhen] = mapped_column(stored(ShowWhen), default=ShowWhen.AFTER_SUBMITTING)
    show_answers: Mapped[ShowWhen] = mapped_column(stored(ShowWhen), default=ShowWhen.AFTER_SUBMITTING)
    show_explanations: Mapped[ShowWhen] = mapped_column(stored(ShowWhen), default=ShowWhen.AFTER_SUBMITTING)
    #: Whether students of the class may read the bank's briefing before they take the quiz.
    read_first: Mapped[bool] = mapped_column(default=False, server_default=false())
    time_limit_seconds: Mapped[int | None]
    #: Multiplies the time limit for everybody; 1 is none extra.
    time_factor: Mapped[float] = mapped_column(default=1.0)
    #: Share of the marks that passes, 0 to 1; None: no pass mark.
    pass_mark: Mapped[float | None]
    counts: Mapped[CountedAttempt] = mapped_column(stored(CountedAttempt), default=CountedAttempt.BEST)
    draws: Mapped[DrawnFor] = mapped_column(stored(DrawnFor), default=DrawnFor.ALL)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    archived_at: Mapped[datetime | None]

    school_class: Mapped[SchoolClass | None] = relationship()
    quiz: Mapped[Quiz] = relationship()
    bank_version: Mapped[BankVersion | None] = relationship()


class Allowance(Base):
    """More time, tries or attempts, or a later close, for one student of a class, joined or not."""

    __tablename__ = "allowance"
    __table_args__ = (
        UniqueConstraint("membership_id", "assignment_id"),
        Index(
            "uq_allowance_class",
            "membership_id",
            unique=True,
            sqlite_where=text("assignment_id IS NULL"),
            postgresql_where=text("assignment_id IS NULL"),
        ),
        CheckConstraint("time_factor >= 1 AND extra_minutes >= 0", name="factor"),
        CheckConstraint("extra_attempts >= 0 AND extra_tries >= 0", name="attempts"),
        CheckConstraint("later_days >= 0", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"))
    #: None: it holds for every quiz of the class.
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), index=True
    )
    time_factor: Mapped[float] = mapped_column(default=1.0)
    #: Beside the time limit; the larger of both ways counts.
    extra_minutes: Mapped[float] = mapped_column(default=0.0, server_default="0")
    extra_attempts: Mapped[int] = mapped_column(default=0)
    #: Tries at each question, where feedback comes at once.
    extra_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    closes_at: Mapped[datetime | None]
    #: Days that a quiz closes later, at the same hour.
    later_days: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(default="")


class Draw(Base):
    """The questions of an assignment, drawn once: shared by all, or made for one attempt."""

    __tablename__ = "draw"
    __table_args__ = (
        # The first to start draws for everybody; a racing second draw loses and takes the first.
        Index(
            "uq_draw_shared",
            "assignment_id",
            "bank_version_id",
            unique=True,
            sqlite_where=text("shared"),
            postgresql_where=text("shared"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    bank_version_id: Mapped[int] = mapped_column(ForeignKey("bank_version.id"))
    shared: Mapped[bool]
    question_ids: Mapped[list[str]]
    #: The quiz's rules as they were: feedback, tries, credit, certainty, unmarked.
    rules: Mapped[dict[str, Any]]
