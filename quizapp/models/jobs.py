"""What takes long: requests of teachers that a process beside the server answers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from quizapp.models.base import Base, new_public_id, one_of, stored


class JobKind(StrEnum):
    """What comes of it: a file to take away, or a change with a page to go on to."""

    FILE = "file"
    CHANGE = "change"


class JobState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """A request that was put aside, and what came of it. Only its teacher sees it; after a day it is forgotten."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(one_of("kind", JobKind), name="kind_is_known"),
        CheckConstraint(one_of("state", JobState), name="state_is_known"),
        Index("ix_job_state", "state", "seen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[JobKind] = mapped_column(stored(JobKind))
    #: The request: its address, its form as it came, and how its browser looked at it.
    address: Mapped[str]
    body: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    body_type: Mapped[str]
    looking: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(stored(JobState), default=JobState.WAITING)
    #: How often it was begun. Who began it earlier, and was taken for dead, can write nothing any more.
    begun: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    #: When whoever runs it was last alive.
    seen_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    #: Why it failed, or what the page that follows says; as that is shown.
    said: Mapped[str] = mapped_column(default="")
    #: The file with its name and kind, or the address to go on to.
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    name: Mapped[str] = mapped_column(default="")
    mimetype: Mapped[str] = mapped_column(default="")
    leads_to: Mapped[str] = mapped_column(default="")
