"""The database sessions of one request: one connection at a time, and no writer kept waiting for anything but writing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from threading import Event

from flask import current_app, g, request
from sqlalchemy.orm import Session

from quizapp.basics.config import Settings
from quizapp.models.db import Sessions

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Program:
    """What the application was built with."""

    settings: Settings
    sessions: Sessions
    secret: bytes
    clock: Callable[[], datetime]
    rng: Random
    #: Set when a job was put aside, for whoever runs jobs in this process.
    job_waits: Event = field(default_factory=Event)


def program() -> Program:
    found: Program = current_app.extensions["quizapp"]
    return found


def db() -> Session:
    """The request's database session: writing from its first statement when the request may change things."""
    session: Session | None = g.get("db")
    if session is None:
        session = g.db = program().sessions.read() if _only_reads() else program().sessions.write()
    _let_go("reading")
    return session


def reading() -> Session:
    """The session for what must not hold the write queue (who is looking, checking a password).

    A request has one connection at a time: where it only reads, or is writing already, this is the one session.
    """
    if _only_reads() or ("db" in g and g.db.in_transaction()):
        return db()
    if "reading" not in g:
        g.reading = program().sessions.read()
    found: Session = g.reading
    return found


def only_read() -> None:
    """Say, before the first statement, that this POST changes nothing: it then keeps no writer waiting."""
    g.only_reads = True


def _only_reads() -> bool:
    return request.method in SAFE or bool(g.get("only_reads"))


def _let_go(name: str) -> None:
    """Give a session's connection back. What it has read stays as it is: it has nothing to commit, and may not."""
    session = g.get(name)
    if session is not None and session.in_transaction():
        session.commit()


@contextmanager
def aside() -> Iterator[Session]:
    """A session that writes within a request that reads: who is still there, what follows from what is stored.

    The request gives its own connection back meanwhile; what it reads afterwards is as new.
    """
    _let_go("db" if _only_reads() else "reading")
    with program().sessions.write() as session:
        yield session


def close_sessions(_error: BaseException | None = None) -> None:
    for name in ("db", "reading"):
        session = g.pop(name, None)
        if session is not None:
            session.close()
