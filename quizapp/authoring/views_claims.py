"""Claims of a bank with their questions; correcting one writes into the draft. And how non-readers fare."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.authoring import claims as service
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page, whole_number
from quizapp.authoring.claim_forms import ClaimForm
from quizapp.authoring.publishing import check_text
from quizapp.authoring.service import DraftConflict, open_draft, save_draft
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db


@bp.get("/banks/<public_id>/claims")
@guards.teacher_only
def claims(public_id: str) -> ResponseReturnValue:
    """Every claim of the draft, with the questions that use it."""
    bank = bank_of(public_id)
    loaded = check_text(db(), bank, open_draft(db(), bank).text).bank
    if loaded is None:
        redirects.show_notice(
            _("The draft has errors. Correct them first; then its claims can be listed."), "warning"
        )
        return redirects.see_other(".edit", public_id=public_id)
    return page("claims", bank=bank, lines=service.claim_lines(loaded), loaded=loaded)


@bp.route("/banks/<public_id>/claims/<key>", methods=["GET", "POST"])
@guards.teacher_only
def claim(public_id: str, key: str) -> ResponseReturnValue:
    """Correct a claim: the draft is changed in these lines alone, and goes live when it is published."""
    bank = bank_to_read(public_id)
    draft = open_draft(database.reading(), bank)
    loaded = check_text(database.reading(), bank, draft.text).bank
    if loaded is None or key not in loaded.claims:
        raise NotFound(_("The draft has no such claim, or it has errors. Look into the editor."))
    found = loaded.claims[key]
    form = forms.form(ClaimForm, bank=loaded)
    message = ""
    if request.method == "GET":
        form.fill(found)
    elif form.validate():
        try:
            text = service.splice_claim(draft.text, found, form.changes(found, loaded))
            save_draft(
                db(),
                bank_of(public_id),
                text,
                revision=whole_number("revision") or 0,
                based_on=draft.based_on.number if draft.based_on else None,
                user_id=context.user_id(),
                now=context.now(),
            )
        except service.CannotPlace as error:
            message = _(error.args[0])
        except DraftConflict as conflict:
            message = _(conflict.message)
        else:
            db().commit()
            redirects.show_notice(
                _("Written into the draft. Publish it, and who answered is told that the record has changed.")
            )
            return redirects.see_other(".publish", public_id=public_id)
    context.speak(loaded.language)
    questions = [q for q in loaded.questions if key in q.claims]
    html = page("claim", bank=bank, claim=found, form=form, draft=draft, questions=questions, message=message)
    return html, 422 if form.errors or message else 200


@bp.get("/banks/<public_id>/readers")
@guards.teacher_only
def readers(public_id: str) -> ResponseReturnValue:
    """Let takers who never read the source sit the newest version, each with one cue."""
    bank = bank_of(public_id)
    version = publishing.newest_version(db(), bank.id)
    if version is None:
        raise Refused(_("Publish the bank first."))
    examination = check_text(db(), bank, version.text)
    context.speak(examination.bank.language if examination.bank else "")
    return page("readers", bank=bank, version=version, sittings=examination.sittings, loaded=examination.bank)
