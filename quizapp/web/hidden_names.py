"""Hiding students' names while a teacher projects: one choice for all pages, kept in the browser."""

from urllib.parse import quote, urlencode

from flask import redirect, request, session
from flask.typing import ResponseReturnValue

from quizapp.web.context import viewer
from quizapp.web.database import program

#: Name of the cookie entry that says whether this teacher hides students' names, for projecting.
HIDDEN_NAMES = "names_hidden"


def names_hidden() -> bool:
    """Whether the teacher hides students' names: one choice for all pages, until it is changed."""
    return bool(session.get(HIDDEN_NAMES))


def names_secret() -> bytes | None:
    """What numbers in place of names are made with; None where names show."""
    return program().secret if names_hidden() else None


def take_names_choice() -> ResponseReturnValue | None:
    """Remember ``?names=hidden`` or ``?names=shown``, and lead on to the address without it.

    Left in the address, an earlier page would show the names again when somebody goes back to it.
    """
    seen, choice = viewer(), request.args.get("names")
    if request.method != "GET" or seen is None or not seen.is_teacher or choice not in ("hidden", "shown"):
        return None
    if choice == "hidden":
        session[HIDDEN_NAMES] = True
    else:
        session.pop(HIDDEN_NAMES, None)
    return redirect(_here_with(names=None), 303)


def names_address(choice: str) -> str:
    """This page, with names ``hidden`` or ``shown`` from now on; a long table from its start, in its new order."""
    return _here_with(names=choice, page=None)


def _here_with(**changes: str | None) -> str:
    values = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    query = urlencode([*values, *((name, value) for name, value in changes.items() if value is not None)])
    return request.root_path + quote(request.path) + (f"?{query}" if query else "")
