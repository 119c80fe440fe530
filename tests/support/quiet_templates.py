"""Nothing opens a database session, writes, commits or rolls back while a page is drawn: a test then fails."""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import flask.templating
from sqlalchemy import event
from sqlalchemy.orm import Session

from quizapp.models.db import Sessions

_here = threading.local()
_RENDER = flask.templating._render  # the one place through which Flask draws every template


def _drawing(*args: Any, **kwargs: Any) -> str:
    before = getattr(_here, "drawing", False)
    _here.drawing = True
    try:
        return _RENDER(*args, **kwargs)
    finally:
        _here.drawing = before


def _refuse(what: str) -> Callable[..., None]:
    def refuse(*_args: Any) -> None:
        assert not getattr(_here, "drawing", False), (
            f"a template {what}: let the view do it before it renders"
        )

    return refuse


def _opening(work: Callable[..., Session]) -> Callable[..., Session]:
    refuse = _refuse("opens a database session")

    @functools.wraps(work)
    def checked(self: Sessions) -> Session:
        refuse()
        return work(self)

    return checked


@contextmanager
def only_drawing_while_drawing() -> Iterator[None]:
    """Watch every template until the block ends."""
    watched = (
        ("before_flush", _refuse("writes")),
        ("before_commit", _refuse("commits")),
        ("after_rollback", _refuse("rolls back")),
    )
    kept = (Sessions.read, Sessions.write)
    flask.templating._render = _drawing  # as above
    Sessions.read, Sessions.write = map(_opening, kept)  # type: ignore[method-assign]
    for what, refuse in watched:
        event.listen(Session, what, refuse)
    try:
        yield
    finally:
        flask.templating._render = _RENDER  # as above
        Sessions.read, Sessions.write = kept  # type: ignore[method-assign]
        for what, refuse in watched:
            event.remove(Session, what, refuse)
