"""The blueprint of authoring, and what its pages share: a posted text is never lost, whatever refuses it."""

from pathlib import Path
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.authoring.differences import diff_lines
from quizapp.basics.errors import Refused, SignedOut
from quizapp.basics.i18n import _
from quizapp.domain.lint.explanations import EXPLANATIONS
from quizapp.identity import permissions
from quizapp.models import Bank, BankRight
from quizapp.web import context, csrf, database, guards
from quizapp.web.database import db
from quizapp.web.guards import Guard

bp = Blueprint("authoring", __name__)
#: The code editor for browsers with script, if it is vendored; the pages work without it.
_EDITOR = Path(__file__).resolve().parent.parent / "static" / "vendor" / "editor.js"


def _give_back() -> ResponseReturnValue:
    if request.method in database.SAFE:
        return guards.teacher_only.otherwise()
    if context.viewer() is not None:
        raise Refused(_("You are signed in as a student here. Sign in as a teacher in another tab."))
    raise SignedOut(
        _(
            "You were signed out meanwhile. Sign in again in another tab, then come back and press the button."
        ),
        title=_("Your text is not saved yet"),
    )


#: A signed-in teacher; somebody whose sign-in has ended gets the text back that they sent.
teacher_with_text = Guard("teacher", guards.teacher_only.allowed, _give_back)


@bp.errorhandler(Refused)
def refused(error: Refused) -> ResponseReturnValue:
    """The page of a refusal. Where a text was sent, it stands on the page whole, ready to be sent again."""
    sent = "" if csrf.is_cross_site() else request.form.get("text", "")
    if not sent:
        html = render_template(
            "errors/refused.html", title=error.title, message=error.message, written=guards.written_fields()
        )
        return html, error.status
    html = render_template(
        "authoring/kept_text.html",
        title=error.title,
        message=error.message,
        text=sent.replace("\r\n", "\n"),
        again=request.full_path.rstrip("?") if error.status in (400, 401) else None,
        kept={name: request.form[name] for name in ("revision", "based_on") if name in request.form},
        token=csrf.lasting_csrf_token(),
        sign_in=url_for("accounts.sign_in", next=url_for(".index")),
        signed_out=error.status in (400, 401),
    )
    return html, error.status


def bank_of(public_id: str, right: BankRight = BankRight.EDIT) -> Bank:
    """A bank to which the viewer has this right."""
    return permissions.bank_for(db(), public_id, context.user_id(), right)


def bank_to_read(public_id: str) -> Bank:
    """A bank that the viewer may edit, for work that takes a while (checking, drawing): it keeps no writer waiting."""
    return permissions.bank_for(database.reading(), public_id, context.user_id())


def page(template: str, **values: Any) -> str:
    """One of the pages of authoring."""
    return render_template(
        f"authoring/{template}.html",
        rows_between=diff_lines,
        has_editor=_EDITOR.exists(),
        explained=EXPLANATIONS,
        **values,
    )


def whole_number(name: str) -> int | None:
    """A number that one of our forms carries; None where it is empty or damaged."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else None


def with_style_nonce() -> None:
    """Let this page's script add style rules: the code editor writes its own."""
    g.style_nonce = True
