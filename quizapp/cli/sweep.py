"""Handing in what is overdue, for the command and for the server that runs."""

from datetime import datetime

from quizapp.attempts import sweep
from quizapp.models.db import Sessions


def sweep_all(sessions: Sessions, now: datetime) -> int:
    """Hand in all attempts whose time is over, few in each transaction, so that nobody who saves waits long."""
    done = after = 0
    while True:
        with sessions.write() as session:
            some = sweep(session, now, after=after)
            session.commit()
        if some.last is None:
            return done
        done += some.done
        after = some.last
