"""A form is taken from our own pages alone."""

from flask import current_app, g, request

from quizapp.basics.errors import BadRequest, NotFound, SignedOut
from quizapp.basics.i18n import _
from quizapp.basics.messages import msg
from quizapp.identity.tokens import keyed_hash, new_token, same_token
from quizapp.web.cookies import SESSION, VISITOR, read_cookie
from quizapp.web.database import SAFE, program


def csrf_token() -> str:
    """A token that only this browser's forms carry. Bound to its session, or to a cookie made for it."""
    bound = read_cookie(SESSION) or read_cookie(VISITOR) or g.get("new_visitor")
    if not bound:
        bound = g.new_visitor = new_token()
    return keyed_hash(program().secret, "csrf", bound)


def lasting_csrf_token() -> str:
    """A token for a form that is sent after signing in: bound to the visitor's cookie, which that leaves alone."""
    bound = read_cookie(VISITOR) or g.get("new_visitor")
    if not bound:
        bound = g.new_visitor = new_token()
    return keyed_hash(program().secret, "csrf", bound)


def check_address() -> None:
    """Refuse addresses with control characters: none of ours has any, and they would break lines of a log."""
    if not request.path.isprintable() or any("\0" in value for value in request.args.values()):
        raise NotFound()


def is_cross_site() -> bool:
    """Whether a form came from a page that is not ours."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site"


def check_csrf() -> None:
    """Refuse an unsafe request that does not come from one of our own pages."""
    if request.method in SAFE:
        return
    if is_cross_site():
        raise BadRequest(msg("This form was sent from another site. Open the page here and try again."))
    posted = request.form  # read here, from however slow a client, before the database is asked anything
    sent = request.headers.get("X-CSRF-Token") or posted.get("csrf_token", "")
    bound = (read_cookie(SESSION), read_cookie(VISITOR))
    if not any(b and same_token(keyed_hash(program().secret, "csrf", b), sent) for b in bound):
        # The form of a question: its page takes the three words in place (guards knows this module, not the reverse).
        guard = getattr(current_app.view_functions[request.endpoint or ""], "__guard__", "")
        if guard == "taker" and "place" in (request.view_args or {}):
            raise SignedOut(
                _("Come back with your three words, and send it again."), title=_("You are signed out")
            )
        raise BadRequest(
            msg(
                "This page was open for too long, or you signed in or out in another tab. "
                "Go back, reload the page and send it again. Saved answers are safe."
            ),
            title=msg("Send it once more"),
        )
