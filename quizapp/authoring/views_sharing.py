"""Who may use a bank: sharing, handing over, and putting away with a look at who uses it."""

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import Field

from quizapp.authoring import publishing
from quizapp.authoring.blueprint import bank_of, bp, page
from quizapp.authoring.forms import HandOverForm, ShareForm
from quizapp.banks import sharing
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.identity import permissions
from quizapp.models import Bank, BankRight, User
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db


@bp.get("/banks/<public_id>/sharing")
@guards.teacher_only
def sharing_page(public_id: str) -> ResponseReturnValue:
    """Who may do what with a bank, and what was done to it."""
    return _shown(bank_of(public_id, BankRight.READ), ShareForm(None), HandOverForm(None))


def _shown(bank: Bank, share: ShareForm, to_hand_over: HandOverForm) -> ResponseReturnValue:
    html = page(
        "sharing",
        bank=bank,
        found=sharing.sharing_of(db(), bank),
        users=publishing.find_users(db(), bank, context.user_id()),
        history=sharing.history_of(db(), bank),
        may_manage=permissions.may_manage(db(), bank, context.user_id()),
        share=share,
        to_hand_over=to_hand_over,
        rights=list(BankRight),
    )
    return html, 422 if share.errors or to_hand_over.errors else 200


def _managed(public_id: str) -> Bank:
    """A bank that the viewer may share, hand over and archive."""
    bank = bank_of(public_id, BankRight.READ)
    if not permissions.may_manage(db(), bank, context.user_id()):
        raise NotFound()
    return bank


def _teacher(field: Field) -> User | None:
    """The teacher whose user name stands in a field; the field says so where there is none."""
    found = sharing.active_teacher(db(), field.data or "")
    if found is None:
        field.errors = [_("No teacher here has this user name. Check it.")]
    return found


@bp.post("/banks/<public_id>/sharing")
@guards.teacher_only
def share(public_id: str) -> ResponseReturnValue:
    """Give a teacher, or everybody here, a right to the bank, or take it away."""
    bank = _managed(public_id)
    form = forms.form(ShareForm)
    everybody = "everybody" in request.form
    if everybody:
        del form.username
    user = None
    if not form.validate() or not (everybody or (user := _teacher(form.username))):
        return _shown(bank, form, HandOverForm(None))
    right = BankRight(form.right.data) if form.right.data else None
    sharing.share_bank(db(), bank, user, right, context.user_id(), context.now())
    db().commit()
    redirects.show_notice(_("Saved."))
    return redirects.see_other(".sharing_page", public_id=public_id)


@bp.post("/banks/<public_id>/hand-over")
@guards.teacher_only
def hand_over(public_id: str) -> ResponseReturnValue:
    """Give the bank to another teacher; who had it may still edit it."""
    bank = _managed(public_id)
    form = forms.form(HandOverForm)
    new_owner = _teacher(form.to) if form.validate() else None
    if new_owner is None:
        return _shown(bank, ShareForm(None), form)
    sharing.hand_over_bank(db(), bank, new_owner, context.user_id(), context.now())
    db().commit()
    redirects.show_notice(_("The bank belongs to %(name)s now.") % {"name": new_owner.display_name})
    return redirects.see_other(".index")


@bp.get("/banks/<public_id>/archive")
@guards.teacher_only
def archiving(public_id: str) -> ResponseReturnValue:
    """Who uses a bank, before it is put away."""
    bank = _managed(public_id)
    users = publishing.find_users(db(), bank, context.user_id())
    return page("archive", bank=bank, users=users, found=sharing.sharing_of(db(), bank))
