"""The cookie of a signed-in browser: given, taken back, and read at the start of every request."""

from typing import Any

from flask import after_this_request, g, redirect, session
from werkzeug.wrappers import Response

from quizapp.basics.errors import NotFound
from quizapp.identity import return_links, sessions
from quizapp.models import Student
from quizapp.web import redirects
from quizapp.web.context import now, viewer
from quizapp.web.cookies import SESSION, cookie_name, delete_cookie, read_cookie, set_cookie
from quizapp.web.database import aside, db, program, reading
from quizapp.web.hidden_names import HIDDEN_NAMES

#: Name of the cookie entry that holds a fresh return link until the student has gone on.
KEPT_LINK = "return_link"


def give_token(response: Any, token: str, stay: sessions.SessionLifetime) -> None:
    """Give the browser its session's token, for as long as it stays signed in."""
    lasts = stay.longest or stay.idle
    set_cookie(response, SESSION, token, lasts if stay.kept else None)


def make_shared(response: Any) -> None:
    """From now on this browser forgets its student when it is closed."""
    seen, token = viewer(), read_cookie(SESSION)
    if seen is not None and seen.is_student and token:
        sessions.make_shared(db(), seen, now())
        give_token(response, token, sessions.SHARED_COMPUTER)
        session.permanent = False


def forget_token(response: Any) -> None:
    delete_cookie(response, SESSION)


def end_session() -> None:
    """End the session that this browser has, before it gets another one or none."""
    seen = viewer()
    if seen is not None:
        sessions.sign_out(db(), seen.session_id)
    session.pop(HIDDEN_NAMES, None)
    session.pop(KEPT_LINK, None)  # it belongs to whoever was here before


def signed_out(target: str, said: str) -> Response:
    """The way on for a browser whose session has ended: it wipes what it keeps of whoever was here, and the page says so."""
    session.clear()
    redirects.show_notice(said)
    response = redirect(target, 303)
    forget_token(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def load_viewer() -> None:
    """Find out who makes the request; runs before every request that is not for a static file."""
    g.viewer = None
    token = read_cookie(SESSION)
    if not token:
        return
    found = sessions.find_session(reading(), token, now())
    if found is None:
        return
    g.viewer = found.viewer
    if found.touch:
        with aside() as session:
            sessions.touch_session(session, found.viewer, now())
            session.commit()
        if found.viewer.stay.longest is None:  # the cookie's time begins anew, as the session's does
            stay = found.viewer.stay
            after_this_request(lambda response: renew_token(response, token, stay))


def renew_token(response: Any, token: str, stay: sessions.SessionLifetime) -> Any:
    """The response with the same token for another while, unless the page has given or taken one itself."""
    named = f"{cookie_name(SESSION)}="
    if not any(cookie.startswith(named) for cookie in response.headers.getlist("Set-Cookie")):
        give_token(response, token, stay)
    return response


def keep_return_link(student_id: int, *, is_shared: bool) -> None:
    """Make a return link, and keep it in the browser's own cookie until the student says that they have it.

    The database has only hashes, so nothing else could show it again. A shared computer keeps it until it is closed.
    """
    code = return_links.code_for(db(), student_id)
    made = return_links.make_return_link(db(), program().secret, student_id, code, now())
    session[KEPT_LINK] = {"token": made.token, "words": made.words, "code": made.code}
    session.permanent = not is_shared


def kept_by_device() -> Student | None:
    """Whose link this browser still keeps, signed in or not; None where it keeps none, or where that was replaced."""
    try:
        return return_links.by_token(db(), session[KEPT_LINK]["token"]) if KEPT_LINK in session else None
    except NotFound:
        return None


def kept_link() -> dict[str, str] | None:
    """The code, words and link that this browser keeps for its student until they are confirmed."""
    seen = viewer()
    return session.get(KEPT_LINK) if seen is not None and seen.is_student else None
