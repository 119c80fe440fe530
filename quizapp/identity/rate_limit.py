"""Slowing down guesses: failures are counted per key in the database, successes never are."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quizapp.errors import TooMany
from quizapp.i18n import ngettext
from quizapp.limits import FAILURES_FORGOTTEN_AFTER, FREE_FAILURES, LONGEST_WAIT
from quizapp.models import Throttle


def check(session: Session, key: str, now: datetime) -> None:
    """Raise TooMany while the key is blocked."""
    row = session.get(Throttle, key)
    if row is not None and row.blocked_until is not None and row.blocked_until > now:
        seconds = int((row.blocked_until - now).total_seconds()) + 1
        say = ngettext(
            "Wait %(num)s second, then try again.", "Wait %(num)s seconds, then try again.", seconds
        )
        raise TooMany(say % {"num": seconds}, seconds)


def fail(session: Session, key: str, now: datetime, *, free: int = FREE_FAILURES) -> None:
    """Count a failed try."""
    # Two first failures at once: the second insert waits for the first and then leaves it alone.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    begun = insert(Throttle).values(key=key, failures=0, updated_at=now)
    session.execute(begun.on_conflict_do_nothing(index_elements=[Throttle.key]))
    locked = select(Throttle).where(Throttle.key == key).with_for_update()
    row = session.scalars(locked, execution_options={"populate_existing": True}).one()
    if now - row.updated_at > FAILURES_FORGOTTEN_AFTER:
        row.failures = 0
    row.failures += 1
    row.updated_at = now
    if row.failures >= free:
        row.blocked_until = now + min(timedelta(seconds=2 ** min(row.failures - free, 12)), LONGEST_WAIT)
    session.flush()


def clear(session: Session, key: str) -> None:
    """Forget the failures of a key, after a success."""
    session.execute(delete(Throttle).where(Throttle.key == key))


def forget_old(session: Session, now: datetime) -> int:
    """Delete counts that no longer matter; returns how many."""
    done = session.execute(delete(Throttle).where(Throttle.updated_at < now - FAILURES_FORGOTTEN_AFTER))
    return cast("CursorResult[object]", done).rowcount
