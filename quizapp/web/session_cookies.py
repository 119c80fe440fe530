"""The cookie of a signed-in browser: given, taken back, and read at the start of every request."""

from typing import Any

from flask import g, request, session

from quizapp.identity import return_links, sessions
from quizapp.limits import STUDENT_LONGEST
from quizapp.web.context import now, viewer
from quizapp.web.database import aside, db, program, reading
from quizapp.web.hidden_names import HIDDEN_NAMES

#: Name of the cookie entry that holds a fresh return link until the student has gone on.
KEPT_LINK = "return_link"


def cookie_name() -> str:
    """``__Host-`` ties the cookie to this host and to HTTPS; Chromium grants it to loopback too."""
    return "session" if program().settings.plain_http else "__Host-session"


def remember(response: Any, token: str) -> None:
    """Give the browser its session's token, for as long as the browser is open or the session lasts."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=STUDENT_LONGEST,
        secure=not program().settings.plain_http,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def forget(response: Any) -> None:
    response.delete_cookie(
        cookie_name(), secure=not program().settings.plain_http, httponly=True, samesite="Lax", path="/"
    )


def end_session() -> None:
    """End the session that this browser has, before it gets another one or none."""
    seen = viewer()
    if seen is not None:
        sessions.sign_out(db(), seen.session_id)
    session.pop(HIDDEN_NAMES, None)
    session.pop(KEPT_LINK, None)  # it belongs to whoever was here before


def load_viewer() -> None:
    """Find out who makes the request; runs before every request that is not for a static file."""
    g.viewer = None
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return
    found = sessions.find(reading(), token, now())
    if found is None:
        return
    g.viewer = found.viewer
    if found.touch:
        with aside() as session:
            sessions.touch(session, found.viewer.session_id, now())
            session.commit()


def keep_return_link(student_id: int) -> None:
    """Make a return link, and keep it in the browser's own cookie until the student has seen it."""
    code = return_links.code_for(db(), student_id)
    made = return_links.make(db(), program().secret, student_id, code, now())
    session[KEPT_LINK] = {"token": made.token, "words": made.words, "code": made.code}


def visitor_cookie() -> str:
    return "visitor" if program().settings.plain_http else "__Host-visitor"
