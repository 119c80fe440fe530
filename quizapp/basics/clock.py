"""The time that the program goes by: the machine's, as long as that can be believed.

A deadline that has passed has passed for good, and so has an attempt that was handed in. So a clock that somebody sets (an
hour too far, two days back) must neither close a running attempt nor open a closed one again: from then on the
program counts seconds by itself, and says so, until it is started anew.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.basics.limits import CLOCK_JUMP
from quizapp.basics.program import started_as


def machine_clock() -> datetime:
    """What the machine says, right or wrong."""
    return datetime.now(UTC)


def days_later(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    """So many days later at the same hour of the clock, though clocks may have changed between."""
    return (instant.astimezone(zone) + timedelta(days=days)).astimezone(UTC)


def seconds_passed() -> float:
    """A clock that nobody can set and that goes on while the machine sleeps, where the system has one."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if hasattr(time, name) and hasattr(time, "clock_gettime"):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()  # pragma: no cover - Windows


class SteadyClock:
    """Call it for the present instant; it never goes back, and believes no jump."""

    def __init__(
        self, wall: Callable[[], datetime] = machine_clock, passed: Callable[[], float] = seconds_passed
    ) -> None:
        self._wall, self._passed = wall, passed
        self._lock = threading.Lock()
        self._set(wall())

    def _set(self, now: datetime) -> None:
        self._last = self._at = now
        self._since = self._passed()
        self._told = False
        #: How far the machine's clock is ahead of this one (or behind), where it is not believed.
        self.off = timedelta(0)

    def __call__(self) -> datetime:
        with self._lock:
            wall, passed = self._wall(), self._passed()
            expected = self._at + timedelta(seconds=passed - self._since)
            off = wall - expected
            if abs(off) <= CLOCK_JUMP:
                self._at, self._since, self.off = wall, passed, timedelta(0)
                now = wall
            else:
                now, self.off = expected, off
                if not self._told:
                    self._told = True
                    logging.getLogger(__name__).error(
                        "the machine's clock was set by %s: attempts go on by the time before. If the clock is "
                        "right now, start the program anew",
                        off,
                    )
            self._last = max(self._last, now)
            return self._last

    def not_before(self, seen: datetime) -> bool:
        """Go on from an instant that has been already; False where the machine's clock was not behind it."""
        with self._lock:
            behind = seen - self._wall()
            if behind <= timedelta(0):
                return False
            told = behind <= CLOCK_JUMP  # another server's clock is a little ahead
            self._set(seen)
            self._told, self.off = True, -behind
        if not told:
            logging.getLogger(__name__).error(
                "the machine's clock is %s behind what the database has seen: the time goes on from there. "
                "See “%s doctor”",
                behind,
                started_as(),
            )
        return True
