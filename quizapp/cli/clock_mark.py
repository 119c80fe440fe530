"""The latest instant that a database has seen: after a restart with a clock that is behind, nothing closed opens again."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.basics.limits import CLOCK_JUMP
from quizapp.basics.program import started_as
from quizapp.cli.safety import Finding, write_note
from quizapp.models import InstanceNote, ResponseEvent
from quizapp.models.db import Sessions

_NOTE = "latest instant"


def latest(session: Session) -> datetime | None:
    """The latest instant that was noted, or that an answer came at since; None in a new database."""
    note = session.get(InstanceNote, _NOTE, populate_existing=True)
    answered = session.scalar(select(ResponseEvent.received_at).order_by(ResponseEvent.id.desc()).limit(1))
    seen = [answered] if answered else []
    if note is not None:
        seen.append(datetime.fromisoformat(note.value))
    return max(seen, default=None)


def note(session: Session, now: datetime) -> None:
    """Note that it is so late already; a server whose clock is behind others' leaves their mark."""
    before = latest(session)
    if before is None or before < now:
        write_note(session, _NOTE, now.astimezone(UTC).isoformat())


def keep(sessions: Sessions, now: datetime) -> None:
    """Note it in a transaction of its own."""
    with sessions.write() as session:
        note(session, now)
        session.commit()


def accept(session: Session, now: datetime) -> None:
    """Take the machine's clock as right, also where the database has seen a later one."""
    write_note(session, _NOTE, now.astimezone(UTC).isoformat())


def of_clock(session: Session, now: datetime) -> Iterator[Finding]:
    """What is wrong with the machine's clock."""
    seen = latest(session)
    if seen is not None and seen - now > CLOCK_JUMP:
        yield Finding(
            f"The machine's clock says {now:%Y-%m-%d %H:%M} UTC, and the database has seen {seen:%Y-%m-%d %H:%M}.",
            "Set the clock (“timedatectl set-ntp true”). If it is right and was wrong before: stop the program, "
            f"“{started_as()} doctor --accept-clock”, start it.",
            grave=False,
        )
