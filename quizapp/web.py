"""What views share: the database session, the viewer, the clock, guards, forms and redirects."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from random import Random
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.fields import SelectChoice, SelectField  # type: ignore[attr-defined]  # newer than its stubs

from quizapp import return_links, visitors
from quizapp.language import _
from quizapp.refusals import BadRequest, NotFound, SignedOut
from quizapp.request_sessions import SAFE as SAFE
from quizapp.request_sessions import Program as Program
from quizapp.request_sessions import aside as aside
from quizapp.request_sessions import close_sessions as close_sessions
from quizapp.request_sessions import db as db
from quizapp.request_sessions import only_read as only_read
from quizapp.request_sessions import program as program
from quizapp.request_sessions import reading as reading
from quizapp.tokens import keyed_hash, new_token, same
from quizapp.visitors import Viewer
from quizapp.waiting import Waiting, waiting

P = ParamSpec("P")
F = TypeVar("F", bound=Form)
#: Fields that answers, objections and comments are written in; a password's is none of them.
_WRITTEN = re.compile(r"answer|row-\d+|reason|comment")
#: Fields that nobody typed, and those that no page may show again.
_UNSHOWN = re.compile(r"csrf_token|op|basis|told")
#: Fields of passwords; a test reads every form for them.
SECRET = re.compile(r"current|.*password.*")
#: Name of the cookie entry that holds a fresh return link until the student has gone on.
KEPT_LINK = "return_link"
#: Name of the cookie entry that says whether this teacher hides students' names, for projecting.
HIDDEN_NAMES = "names_hidden"


def system_clock() -> datetime:
    """The present instant. The only place of the web program that asks the machine for it."""
    return datetime.now(UTC)


def now() -> datetime:
    """The instant of this request: one for its whole length."""
    if "now" not in g:
        g.now = program().clock()
    return cast(datetime, g.now)


def rng() -> Random:
    return program().rng


# --- who is looking ---------------------------------------------------------------------------------------


def cookie_name() -> str:
    """``__Host-`` ties the cookie to this host and to HTTPS; Chromium grants it to loopback too."""
    return "session" if program().settings.plain_http else "__Host-session"


def remember(response: Any, token: str) -> None:
    """Give the browser its session's token, for as long as the browser is open or the session lasts."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(visitors.STUDENT_LONGEST.total_seconds()),
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
        visitors.sign_out(db(), seen.session_id)
    session.pop(HIDDEN_NAMES, None)
    session.pop(KEPT_LINK, None)  # it belongs to whoever was here before


def load_viewer() -> None:
    """Find out who makes the request; runs before every request that is not for a static file."""
    g.viewer = None
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return
    found = visitors.find(reading(), token, now())
    if found is None:
        return
    g.viewer = found.viewer
    if found.touch:
        with aside() as session:
            visitors.touch(session, found.viewer.session_id, now())
            session.commit()


def viewer() -> Viewer | None:
    return cast("Viewer | None", g.get("viewer"))


def user_id() -> int:
    """The signed-in teacher's row; only behind ``teacher_only``."""
    seen = viewer()
    if seen is None or seen.user_id is None:
        abort(401)
    return seen.user_id


def student_id() -> int:
    """The student's row; only behind ``taker_only``."""
    seen = viewer()
    if seen is None or seen.student_id is None:
        abort(401)
    return seen.student_id


def timezone() -> ZoneInfo:
    """The teacher's own time zone; that of the class a student joined last; else the server's."""
    if "timezone" not in g:
        seen = viewer()
        name = seen.timezone if seen else ""
        if seen is not None and seen.is_student and seen.student_id is not None:
            days = visitors.days_of(reading(), seen.student_id)
            name = days.timezone if days else ""
        g.timezone = ZoneInfo(name or program().settings.timezone)
    return cast(ZoneInfo, g.timezone)


# --- guards: every view carries exactly one ------------------------------------------------------------------


@dataclass(frozen=True)
class Guard:
    """A decorator that lets only some viewers reach a view. A test reads its name from every route."""

    name: str
    allowed: Callable[[], bool]
    otherwise: Callable[[], ResponseReturnValue]

    def __call__(self, view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            return view(*args, **kwargs) if self.allowed() else self.otherwise()

        guarded.__guard__ = self.name  # type: ignore[attr-defined]
        return guarded


def _to_sign_in() -> ResponseReturnValue:
    if viewer() is not None:
        raise NotFound()
    _keep_written(
        _(
            "You were signed out meanwhile. Sign in in another tab, then send this again here. Nothing is lost."
        )
        if unsent()
        else _("You were signed out meanwhile. Copy what you wrote, sign in again and write it in.")
    )
    return redirect(url_for("accounts.sign_in", next=here()), 303)


def _to_return() -> ResponseReturnValue:
    if viewer() is not None:
        raise NotFound()
    _keep_written(
        _(
            "You were signed out meanwhile. Copy what you wrote, come back with your three words and write it in."
        )
    )
    return redirect(url_for("taking.come_back", next=here()), 303)


def _keep_written(say: str) -> None:
    """Refuse a form with something written in it: leading on to another page would lose it."""
    if written():
        raise SignedOut(say, title=_("What you wrote is not saved yet"))


def written() -> list[str]:
    """What somebody wrote into a form, for the page that could not take it.

    Of students words alone: a choice is sent as a number and is soon made again. Of a teacher's form every field:
    points and dates are work, too. Nothing of another site's form, and no password.
    """
    if request.method in SAFE or is_cross_site():
        return []
    if is_teachers_own(current_app.view_functions.get(request.endpoint or "")):
        fields = request.form.items(multi=True)
        return [
            value
            for name, value in fields
            if value.strip() and not (_UNSHOWN.fullmatch(name) or SECRET.fullmatch(name))
        ]
    sent = (v for name, values in request.form.lists() if _WRITTEN.fullmatch(name) for v in values)
    return [value for value in sent if any(map(str.isalpha, value))]


def unsent() -> list[tuple[str, str]]:
    """Every field of a teacher's form that came without a sign-in, to send it again; none where it has a password."""
    if viewer() is not None or not written() or request.files:
        return []
    if not is_teachers_own(current_app.view_functions.get(request.endpoint or "")):
        return []
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return [] if any(SECRET.fullmatch(name) for name, _value in fields) else fields


def here() -> str:
    """This page's address for coming back to after signing in; the start page after a POST."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def _is_teacher() -> bool:
    seen = viewer()
    return seen is not None and seen.is_teacher


def _is_admin() -> bool:
    seen = viewer()
    return seen is not None and seen.is_teacher and seen.is_admin


def _takes_quizzes() -> bool:
    seen = viewer()
    return seen is not None and seen.student_id is not None


#: Anyone may see it.
anyone = Guard("anyone", lambda: True, lambda: "")
#: A signed-in teacher.
teacher_only = Guard("teacher", _is_teacher, _to_sign_in)
#: The teacher who administers the installation.
admin_only = Guard("admin", _is_admin, _to_sign_in)
#: A student, or a teacher on a trial run.
taker_only = Guard("taker", _takes_quizzes, _to_return)


def keep_return_link(student_id: int) -> None:
    """Make a return link, and keep it in the browser's own cookie until the student has seen it."""
    code = return_links.code_for(db(), student_id)
    made = return_links.make(db(), program().secret, student_id, code, now())
    session[KEPT_LINK] = {"token": made.token, "words": made.words, "code": made.code}


def waiting_lines() -> list[Waiting]:
    """What waits for the teacher who looks; asked once a request."""
    if "waiting" not in g:
        g.waiting = waiting(db(), user_id(), now())
    return cast("list[Waiting]", g.waiting)


# --- names that are hidden ----------------------------------------------------------------------------------


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


# --- forms ------------------------------------------------------------------------------------------------


def csrf_token() -> str:
    """A token that only this browser's forms carry. Bound to its session, or to a cookie made for it."""
    bound = (
        request.cookies.get(cookie_name()) or request.cookies.get(visitor_cookie()) or g.get("new_visitor")
    )
    if not bound:
        bound = g.new_visitor = new_token()
    return keyed_hash(program().secret, "csrf", bound)


def lasting_csrf_token() -> str:
    """A token for a form that is sent after signing in: bound to the visitor's cookie, which that leaves alone."""
    bound = request.cookies.get(visitor_cookie()) or g.get("new_visitor")
    if not bound:
        bound = g.new_visitor = new_token()
    return keyed_hash(program().secret, "csrf", bound)


def visitor_cookie() -> str:
    return "visitor" if program().settings.plain_http else "__Host-visitor"


def is_teachers_own(view: Any) -> bool:
    """Whether only teachers reach a view: they may send files, everybody else sends short forms."""
    return getattr(view, "__guard__", "") in (teacher_only.name, admin_only.name)


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
        raise BadRequest("This form was sent from another site. Open the page here and try again.")
    posted = request.form  # read here, from however slow a client, before the database is asked anything
    sent = request.headers.get("X-CSRF-Token") or posted.get("csrf_token", "")
    bound = (request.cookies.get(cookie_name()), request.cookies.get(visitor_cookie()))
    if not any(b and same(keyed_hash(program().secret, "csrf", b), sent) for b in bound):
        raise BadRequest(
            "This page was open for too long, or you signed in or out in another tab. "
            "Go back, reload the page and send it again. Saved answers are safe.",
            title="The form has expired",
        )


def form(kind: type[F], **kwargs: Any) -> F:
    """A WTForms form filled from the request."""
    data = MultiDict(request.form) if request.method not in SAFE else None
    made = kind(data, **kwargs)
    for field in made:
        if type(field) is SelectField:  # radio buttons are translated where their labels are written
            shown: Any = field.choices or ()  # SelectChoices throughout
            field.choices = [SelectChoice(c.value, _(c.label) if c.label else "") for c in shown]
    return made


def problems_of(*forms: Form) -> list[tuple[str, str]]:
    """The (id of a control, sentence) pairs of forms, in the order of their fields, for the error summary."""
    return [(field.id, str(error)) for each in forms for field in each for error in field.errors]


def op_id() -> str:
    """The operation id of a posted form: the same id and body sent twice is one act."""
    sent = request.form.get("op", "")
    if not (8 <= len(sent) <= 64 and sent.isascii() and sent.replace("-", "").isalnum()):
        raise BadRequest(
            "Reload the page and send it again. Saved answers are safe.", title="The form is damaged"
        )
    return sent


def body_hash(*parts: object) -> str:
    """What tells one posted body from another. Keyed: short answers could be guessed from a plain hash."""
    return keyed_hash(program().secret, "body", repr(parts))


def once_id(*about: object) -> str:
    """A public id for what a posted form makes: the same form of the same browser gives the same id.

    Two presses of one button then want one and the same row, and the unique public id lets in one.
    """
    bound = request.cookies.get(cookie_name()) or request.cookies.get(visitor_cookie()) or ""
    return keyed_hash(program().secret, "once", f"{op_id()}\0{bound}\0{body_hash(*about)}")[:32]


def notice(text: str, kind: str = "saved") -> None:
    """Show a sentence on the next page: kind is ``saved``, ``info`` or ``warning``."""
    flash(text, kind)


def see_other(endpoint: str, **values: Any) -> ResponseReturnValue:
    """Redirect after a POST."""
    return redirect(url_for(endpoint, **values), 303)


def safe_next(target: str | None) -> str:
    """An address of this site to go on to; the start page for anything else."""
    fallback = url_for("taking.home")
    if not target or len(target) > 2000 or not target.isascii() or not target.isprintable():
        return fallback
    if not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target or " " in target:
        return fallback
    return target


def page_number() -> int:
    """The page of a long table, from 1."""
    return min(max(request.args.get("page", 1, int), 1), 100_000)


def days_ago(days: int) -> datetime:
    return now() - timedelta(days=days)
