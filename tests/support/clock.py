"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

#: A Monday morning, outside summer time in London.
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Call it for the time; set ``clock.now`` or use ``advance`` to move it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> datetime:
        """Move on by ``days=``, ``hours=``, ``minutes=`` or ``seconds=``; returns the new time."""
        self.now += timedelta(**duration)
        return self.now
