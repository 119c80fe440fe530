"""Claims of a bank with their questions. And how non-readers fare."""

from flask.typing import ResponseReturnValue

from quizapp.authoring.blueprint import bank_of, bp, page
from quizapp.authoring.differences import users_of
from quizapp.authoring.publishing import begun_bank, check_text
from quizapp.authoring.service import open_draft
from quizapp.banks import publishing
from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.models import BankRight
from quizapp.web import context, guards, redirects
from quizapp.web.database import db


@bp.get("/banks/<public_id>/claims")
@guards.teacher_only
def claims(public_id: str) -> ResponseReturnValue:
    """Every claim of the draft, with the questions that use it."""
    bank = bank_of(public_id, BankRight.READ)
    loaded = begun_bank(db(), bank, open_draft(db(), bank).text, context.user_id())
    if loaded is None:
        redirects.show_notice(
            _("The draft has errors. Correct them first; then its claims can be listed."), "warning"
        )
        return redirects.see_other(".edit", public_id=public_id)
    return page(
        "claims",
        bank=bank,
        lines=[(claim, users_of(loaded, key)) for key, claim in loaded.claims.items()],
        loaded=loaded,
    )


@bp.get("/banks/<public_id>/readers")
@guards.teacher_only
def readers(public_id: str) -> ResponseReturnValue:
    """Let takers who never read the source sit the newest version, each with one cue."""
    bank = bank_of(public_id, BankRight.READ)
    version = publishing.newest_version(db(), bank.id)
    if version is None:
        raise Refused(_("Publish the bank first."))
    examination = check_text(db(), bank, version.text, context.user_id())
    context.speak(examination.bank.language if examination.bank else "")
    return page("readers", bank=bank, version=version, sittings=examination.sittings, loaded=examination.bank)
