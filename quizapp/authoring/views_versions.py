"""Versions: publishing a draft, reading, comparing, restoring and exporting what was published."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.authoring import publishing, service
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page, whole_number
from quizapp.authoring.forms import PublishForm
from quizapp.banks.publishing import OutOfDate
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.domain.pictures import find_picture_names
from quizapp.models import Bank, BankRight, BankVersion
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db
from quizapp.web.downloads import attachment


def version_of(bank: Bank, number: int) -> BankVersion:
    found = service.version_of(db(), bank, number)
    if found is None:
        raise NotFound()
    return found


@bp.route("/banks/<public_id>/publish", methods=["GET", "POST"])
@guards.teacher_only
def publish(public_id: str) -> ResponseReturnValue:
    """What publishing the draft changes and touches, and the button that does it."""
    bank = bank_to_read(public_id)
    draft = service.open_draft(database.reading(), bank)
    form = forms.form(PublishForm)
    proposal = publishing.make_proposal(database.reading(), bank, draft, context.user_id())
    told = forms.body_hash(draft.text, draft.newest.id if draft.newest else 0)
    message = ""
    if request.method == "POST":
        message = _refusal(bank, proposal, form, told)
        if not message:
            return _published(bank, proposal, form)
    html = page(
        "publish",
        bank=bank,
        proposal=proposal,
        form=form,
        told=told,
        message=message,
        counts=publishing.count_differences,
    )
    return html, 422 if message else 200


def _refusal(bank: Bank, proposal: publishing.Proposal, form: PublishForm, told: str) -> str:
    """Why the draft is not published as things are; empty where nothing stands in its way."""
    if bank.archived_at is not None:
        return _("This bank was archived meanwhile. Your draft is kept: restore the bank, then publish.")
    if not form.validate():
        return _("The note is too long. Write at most 300 letters.")
    if proposal.errors:
        return _("Correct the errors first. Nothing was published.")
    if proposal.examples:
        return _("Write questions of your own in place of the examples. Nothing was published.")
    if request.form.get("told") != told:
        return _("The text has changed since you looked. Look again at what is to be published.")
    if proposal.draft.is_behind and whole_number("over") is None:
        return _("Choose one of the two ways below.")
    if proposal.has_doubts and not form.doubts.data:
        return _("Look at the doubts, then tick that you have, or correct them.")
    return ""


def _published(bank: Bank, proposal: publishing.Proposal, form: PublishForm) -> ResponseReturnValue:
    draft = proposal.draft
    over = draft.newest.id if draft.newest and whole_number("over") == draft.newest.number else None
    try:
        done = publishing.publish_proposal(
            db(),
            bank,
            proposal,
            over=over,
            note=form.note.data or "",
            user_id=context.user_id(),
            now=context.now(),
        )
    except OutOfDate:  # a version came in this very moment: the page shows it
        db().rollback()
        return redirects.see_other(".publish", public_id=bank.public_id)
    db().commit()
    if done.is_new:
        redirects.show_notice(_("Version %(number)s is published.") % {"number": done.version.number})
    else:
        redirects.show_notice(_("The newest version has this very text already."), "info")
    return redirects.see_other(".bank", public_id=bank.public_id)


@bp.get("/banks/<public_id>/beside-newest")
@guards.teacher_only
def beside_newest(public_id: str) -> ResponseReturnValue:
    """The draft beside the newest version, to put what is wanted of both into one."""
    bank = bank_of(public_id)
    draft = service.open_draft(db(), bank)
    newest = draft.newest
    if newest is None or not draft.is_behind:
        return redirects.see_other(".edit", public_id=public_id)
    theirs = service.EditorText(newest.text, draft.revision, newest, newest, newest.published_at, "")
    return page("two_texts", bank=bank, theirs=theirs, text=draft.text, basis=newest.number, why="published")


@bp.get("/banks/<public_id>/versions/<int(max=1000000):number>")
@guards.teacher_only
def version(public_id: str, number: int) -> ResponseReturnValue:
    """One version: its text, what it changed in the one before, and in any other."""
    bank = bank_of(public_id, BankRight.READ)
    shown = version_of(bank, number)
    versions = service.versions_of(db(), bank)
    other = request.args.get("against", number - 1, int)
    earlier = next((each for each in versions if each.number == other and other != number), None)
    comparison = publishing.compare_versions(db(), bank, earlier, shown) if earlier else None
    return page(
        "version", bank=bank, version=shown, versions=versions, against=earlier, comparison=comparison,
        counts=publishing.count_differences, has_pictures=bool(find_picture_names(shown.text)),
    )  # fmt: skip


@bp.get("/banks/<public_id>/versions/<int(max=1000000):number>/file")
@guards.teacher_only
def download(public_id: str, number: int) -> ResponseReturnValue:
    """A version as a file, byte for byte as it was published."""
    bank = bank_of(public_id, BankRight.READ)
    return attachment(version_of(bank, number).text.encode("utf-8"), f"{bank.name}.yaml", "application/yaml")


@bp.get("/banks/<public_id>/draft/file")
@guards.teacher_only
def download_draft(public_id: str) -> ResponseReturnValue:
    """The draft as a file."""
    bank = bank_of(public_id)
    text = service.open_draft(db(), bank).text
    return attachment(text.encode("utf-8"), f"{bank.name}-draft.yaml", "application/yaml")


@bp.post("/banks/<public_id>/versions/<int(max=1000000):number>/restore")
@guards.teacher_only
def restore(public_id: str, number: int) -> ResponseReturnValue:
    """An old version's text as the draft. It goes live only when it is published."""
    bank = bank_of(public_id)
    old = version_of(bank, number)
    draft = service.open_draft(db(), bank)
    basis = draft.newest.number if draft.newest else None
    if draft.is_changed and draft.text != old.text:
        return page("two_texts", bank=bank, theirs=draft, text=old.text, basis=basis, why="restore"), 409
    service.save_draft(
        db(),
        bank,
        old.text,
        revision=draft.revision,
        based_on=basis,
        user_id=context.user_id(),
        now=context.now(),
    )
    db().commit()
    redirects.show_notice(_("The text of version %(number)s is your draft now.") % {"number": number})
    return redirects.see_other(".edit", public_id=public_id)


@bp.post("/banks/<public_id>/draft/discard")
@guards.teacher_only
def discard(public_id: str) -> ResponseReturnValue:
    """Go back to the newest version; the draft's own changes are gone."""
    bank = bank_of(public_id)
    draft = service.open_draft(db(), bank)
    if draft.newest is None or whole_number("revision") != draft.revision:
        redirects.show_notice(_("The draft has changed meanwhile. Look at it first."), "warning")
        return redirects.see_other(".edit", public_id=public_id)
    newest = draft.newest
    service.save_draft(
        db(), bank, newest.text, revision=draft.revision, based_on=newest.number,
        user_id=context.user_id(), now=context.now(),
    )  # fmt: skip
    db().commit()
    redirects.show_notice(_("The draft is version %(number)s again.") % {"number": newest.number})
    return redirects.see_other(".bank", public_id=public_id)
