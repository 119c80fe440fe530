"""No work inside a write transaction but writing: a request that does any of it then fails its test."""

import functools
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import argon2
import flask
import PIL.Image
from sqlalchemy import Connection, Engine, event

from quizapp.authoring import publishing, views_editor

#: What takes long, or as long as a client pleases. Services that a test calls by itself are left alone.
WORK: tuple[tuple[Any, str], ...] = (
    (flask.Request, "_load_form_data"),
    (zipfile.ZipFile, "__init__"),
    (PIL.Image, "open"),
    (argon2.PasswordHasher, "hash"),
    (argon2.PasswordHasher, "verify"),
    (publishing, "examine"),
    (publishing, "check_bank"),
    (views_editor, "repair"),
)
_here = threading.local()


def _began(connection: Connection) -> None:
    if connection.get_execution_options().get("write") and flask.has_request_context():
        _here.writing = connection


def _ended(_connection: Connection) -> None:
    _here.writing = None


def _is_writing() -> bool:
    """Whether a write transaction runs. One that could not begin, as the database was busy, is none, and has no end."""
    connection = getattr(_here, "writing", None)
    return connection is not None and connection.in_transaction()


def _outside(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(work)
    def checked(*args: Any, **kwargs: Any) -> Any:
        done_already = name == "_load_form_data" and "form" in vars(args[0])
        busy = flask.has_request_context() and _is_writing() and not done_already
        assert not busy, f"{name} inside a write transaction: everybody who saves waits for it"
        return work(*args, **kwargs)

    return checked


@contextmanager
def only_writing_while_writing() -> Iterator[None]:
    """Watch every request until the block ends."""
    kept = [(owner, name, getattr(owner, name)) for owner, name in WORK]
    watched = (("begin", _began), ("commit", _ended), ("rollback", _ended))
    for owner, name, work in kept:
        setattr(owner, name, _outside(name, work))
    for what, note in watched:
        event.listen(Engine, what, note)
    try:
        yield
    finally:
        for owner, name, work in kept:
            setattr(owner, name, work)
        for what, note in watched:
            event.remove(Engine, what, note)
