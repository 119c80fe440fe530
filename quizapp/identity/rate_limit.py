"""Slowing down guesses: failures are counted per key in the database, successes never are.

Where a guess can be right by chance (a password that somebody chose), a key is checked before: of the account, then of the
address; a device on which the account has signed in has a key of its own, which nobody else can use up. Where it cannot
(a code, three words: docs/reliability.md has the arithmetic), what was typed is looked up first, and only a wrong guess
meets its limit: so nobody is ever kept out by what others behind the same address do.
"""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quizapp.basics.errors import TooMany
from quizapp.basics.i18n import _, ngettext
from quizapp.basics.limits import FAILURES_FORGOTTEN_AFTER, FREE_FAILURES, LONGEST_WAIT
from quizapp.models import Throttle


def check_rate(session: Session, key: str, now: datetime) -> None:
    """Raise TooMany while the key is blocked."""
    seconds = _wait(session, key, now)
    if seconds:
        message = ngettext(
            "Wait %(num)s second, then try again.", "Wait %(num)s seconds, then try again.", seconds
        )
        raise TooMany(message % {"num": seconds}, seconds)


def check_wrong(session: Session, key: str, now: datetime) -> None:
    """Raise TooMany for a wrong code or wrong words while the key is blocked; the right ones never come here."""
    seconds = _wait(session, key, now)
    if seconds:
        message = _(
            "That is wrong, like very many tries from your network before it. What is right works at once."
        )
        raise TooMany(message, seconds)


def _wait(session: Session, key: str, now: datetime) -> int:
    """For how many seconds a key is blocked; 0: not."""
    row = session.get(Throttle, key, populate_existing=True)
    if row is None or row.blocked_until is None or row.blocked_until <= now:
        return 0
    return int((row.blocked_until - now).total_seconds()) + 1


def count_failure(session: Session, key: str, now: datetime, *, free: int = FREE_FAILURES) -> None:
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


def clear_failures(session: Session, key: str) -> None:
    """Forget the failures of a key, after a success."""
    session.execute(delete(Throttle).where(Throttle.key == key))


def forget_old(session: Session, now: datetime) -> int:
    """Delete counts that no longer matter; returns how many."""
    done = session.execute(delete(Throttle).where(Throttle.updated_at < now - FAILURES_FORGOTTEN_AFTER))
    return cast("CursorResult[object]", done).rowcount
