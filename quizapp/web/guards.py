"""Guards: every view carries exactly one, and what was written is given back where one refuses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.basics.errors import NotFound, SignedOut
from quizapp.basics.i18n import _
from quizapp.web.context import viewer
from quizapp.web.csrf import is_cross_site
from quizapp.web.database import SAFE

P = ParamSpec("P")

#: Fields that answers, objections and comments are written in; a password's is none of them.
_WRITTEN = re.compile(r"answer|row-\d+|reason|comment")

#: Fields that nobody typed, and those that no page may show again.
_UNSHOWN = re.compile(r"csrf_token|op|basis|told")

#: Fields of passwords; a test reads every form for them.
SECRET = re.compile(r"current|.*password.*")


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
        if unsent_fields()
        else _("You were signed out meanwhile. Copy what you wrote, sign in again and write it in.")
    )
    return redirect(url_for("accounts.sign_in", next=this_address()), 303)


def _to_return() -> ResponseReturnValue:
    if viewer() is not None:
        raise NotFound()
    # The form of a question: its page takes the three words in place. Script is told in its own words.
    if wants_json() or (request.method not in SAFE and "place" in (request.view_args or {})):
        raise SignedOut(
            _("Come back with your three words, and send it again."), title=_("You are signed out")
        )
    _keep_written(
        _(
            "You were signed out meanwhile. Copy what you wrote, come back with your three words and write it in."
        )
    )
    return redirect(url_for("taking.come_back", next=this_address()), 303)


def wants_json() -> bool:
    """Whether script asks, and not somebody who wants to see a page."""
    return request.headers.get("Accept") == "application/json"


def _keep_written(message: str) -> None:
    """Refuse a form with something written in it: leading on to another page would lose it."""
    if written_fields():
        raise SignedOut(message, title=_("What you wrote is not saved yet"))


def written_fields() -> list[str]:
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


def unsent_fields() -> list[tuple[str, str]]:
    """Every field of a teacher's form that came without a sign-in, to send it again."""
    if viewer() is not None or not written_fields():
        return []
    return sent_fields() if is_teachers_own(current_app.view_functions.get(request.endpoint or "")) else []


def sent_fields() -> list[tuple[str, str]]:
    """Every field of a form, to send it again, choices too. Nothing of another site's form, and none of one with a
    file, a password or three words."""
    guard = getattr(current_app.view_functions.get(request.endpoint or ""), "__guard__", "")
    if request.method in SAFE or is_cross_site() or request.files or guard in ("anyone", "token", ""):
        return []
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return [] if any(SECRET.fullmatch(name) for name, _value in fields) else fields


def this_address() -> str:
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


def _carries_token() -> bool:
    return bool((request.view_args or {}).get("token"))


def _nothing_here() -> ResponseReturnValue:
    raise NotFound()


#: Anyone may see it.
anyone = Guard("anyone", lambda: True, lambda: "")

#: Whoever has the secret in the address, signed in or not; the view looks up what it opens, and answers 404 to a wrong one.
token_only = Guard("token", _carries_token, _nothing_here)

#: A signed-in teacher.
teacher_only = Guard("teacher", _is_teacher, _to_sign_in)

#: The teacher who administers the installation.
admin_only = Guard("admin", _is_admin, _to_sign_in)

#: A student, or a teacher on a trial run.
taker_only = Guard("taker", _takes_quizzes, _to_return)


def is_teachers_own(view: Any) -> bool:
    """Whether only teachers reach a view: they may send files, everybody else sends short forms."""
    return getattr(view, "__guard__", "") in (teacher_only.name, admin_only.name)
