"""From an article to claims, and from claims to drafts of questions: proposed by rules, decided by the teacher."""

from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.authoring import article_sheet, bank_text, drafts, publishing, service
from quizapp.authoring.article_sheet import Sheet
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page, whole_number
from quizapp.authoring.forms import ArticleForm, NewBankForm
from quizapp.basics.i18n import _, ngettext
from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.claims import Claim
from quizapp.domain.yaml_reading.entry_writing import CannotWrite
from quizapp.interchange.source import SourceFile
from quizapp.models import Bank
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db

_AS_TEXT = msg("This bank is written in a way that no form can change here. Change it as text.")


@dataclass
class _Desk:
    """What the page works on: a bank, or what a new one is to be called, and its text so far."""

    text: str
    form: Any
    head: Any = None
    bank: Bank | None = None
    draft: service.EditorText | None = None
    #: None where the draft has errors, and for a bank that is not made yet.
    claims: dict[str, Claim] | None = None


@bp.route("/banks/new", methods=["GET", "POST"])
@guards.teacher_only
def new() -> ResponseReturnValue:
    """A new bank: its title, its source, and the claims of an article."""
    head = forms.form(NewBankForm)
    given = (head.title, head.source, head.publisher, head.date, head.link)
    desk = _Desk(bank_text.first_text(*(field.data or "" for field in given)), _article(), head)
    if request.method == "GET":
        return _shown(desk, None)
    fine = head.validate() & desk.form.validate()
    if fine and not desk.form.article.data:
        return redirects.see_other(".edit", public_id=_made(desk, desk.text))
    made = service.own_bank(database.reading(), _new_id(desk), context.user_id())
    return _answer(_desk_of(made, desk) if made else desk, fine=fine)


@bp.route("/banks/<public_id>/article", methods=["GET", "POST"])
@guards.teacher_only
def article(public_id: str) -> ResponseReturnValue:
    """Claims from an article for a bank that is there."""
    bank = bank_to_read(public_id)
    desk = _desk_of(bank, _Desk("", _article()))
    if desk.claims is None:
        redirects.show_notice(
            _("The draft has errors. Correct them first; then claims can be added."), "warning"
        )
        return redirects.see_other(".edit", public_id=public_id)
    if request.method == "GET":
        return _shown(desk, None)
    fine = desk.form.validate()
    if fine and not desk.form.article.data:
        desk.form.article.errors = [msg("Paste the text, or choose a file.")]
        fine = False
    return _answer(desk, fine=fine)


def _desk_of(bank: Bank, before: _Desk) -> _Desk:
    """The same with a bank that is there; its claims are None where the draft has errors."""
    draft = service.open_draft(database.reading(), bank)
    loaded = publishing.begun_bank(database.reading(), bank, draft.text, context.user_id())
    claims = dict(loaded.claims) if loaded else None
    return _Desk(draft.text, before.form, before.head, bank, draft, claims)


def _article() -> ArticleForm:
    """The form of the article; a file that was sent stands in the box."""
    form = forms.form(ArticleForm)
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        source = SourceFile(sent.read(), sent.filename)
        form.is_text = source.kind == "text"
        form.article.data = source.text if form.is_text else ""
    form.article.data = (form.article.data or "").replace("\r\n", "\n").replace("\0", "\ufffd").strip()
    return form


def _answer(desk: _Desk, *, fine: bool) -> ResponseReturnValue:
    """The proposals, or what the pressed button makes of the decisions."""
    if not fine:
        readable = desk.form.article.data and not desk.form.errors
        return _shown(desk, _sheet(desk) if readable else None, 422)
    act = request.form.get("act", "look")
    sheet = _sheet(desk)
    if act == "bulk":
        for card in sheet.cards:
            if card.is_open:
                card.form.status.data = request.form.get("bulk", "")
    if act not in ("take", "draft"):
        return _shown(desk, sheet)
    return _taken(desk, sheet, act)


def _sheet(desk: _Desk, part: int | None = None) -> Sheet:
    wanted = part if part is not None else whole_number("part") or 1
    posted = request.form if part is None else None
    return article_sheet.make_sheet(desk.form.article.data, desk.claims or {}, posted, wanted)


def _taken(desk: _Desk, sheet: Sheet, act: str) -> ResponseReturnValue:
    """Write the decided claims; a long article goes on with its next part."""
    more = sheet.part < sheet.parts
    if not sheet.chosen and not more and not any(card.in_bank for card in sheet.cards):
        sheet.message = _("Decide at least one claim: give it a status.")
        return _shown(desk, sheet, 422)
    try:
        text = article_sheet.with_claims(desk.text, sheet)
    except CannotWrite:
        sheet.message = _(_AS_TEXT)
        return _shown(desk, sheet, 422)
    if not article_sheet.tell_troubles(
        sheet, text, publishing.problems_in(database.reading(), desk.bank, text, context.user_id())
    ):
        return _shown(desk, sheet, 422)
    note = ngettext("%(num)s claim is in the draft.", "%(num)s claims are in the draft.", len(sheet.chosen))
    note %= {"num": len(sheet.chosen)}
    if act == "draft" and not more:
        text, told = drafts.with_drafts(
            publishing.begun_bank(database.reading(), desk.bank, text, context.user_id()), text
        )
        note = f"{note} {told}"
    try:
        public_id = _saved(desk.bank, desk.draft, text) if desk.bank and desk.draft else _made(desk, text)
    except service.DraftConflict as conflict:
        db().rollback()
        sheet.message = _(conflict.message)
        return _shown(desk, sheet, 409)
    if more:
        return _next_part(desk, public_id, sheet.part + 1)
    redirects.show_notice(note)
    return redirects.see_other(".review_drafts" if act == "draft" else ".claims", public_id=public_id)


def _new_id(desk: _Desk) -> str:
    return forms.once_id("bank", desk.head.title.data)


def _made(desk: _Desk, text: str) -> str:
    """The new bank; the same form sent twice makes one."""
    title = desk.head.title.data or ""
    bank = service.make_bank(db(), _new_id(desk), title, text, context.user_id(), context.now())
    db().commit()
    return bank.public_id


def _saved(bank: Bank, draft: service.EditorText, text: str) -> str:
    service.save_text(db(), bank_of(bank.public_id), draft, text, context.user_id(), context.now())
    db().commit()
    return bank.public_id


def _next_part(desk: _Desk, public_id: str, part: int) -> ResponseReturnValue:
    """The next part of a long article, for the bank that now holds what was decided so far."""
    desk = _desk_of(bank_to_read(public_id), desk)
    return _shown(desk, _sheet(desk, part))


def _shown(desk: _Desk, sheet: Sheet | None, status: int = 200) -> ResponseReturnValue:
    html = page(
        "article",
        bank=desk.bank,
        form=desk.form,
        head=desk.head,
        sheet=sheet,
        statuses=article_sheet.ProposalForm().status.choices,
    )
    return html, status


@bp.route("/banks/<public_id>/drafts", methods=["GET", "POST"])
@guards.teacher_only
def review_drafts(public_id: str) -> ResponseReturnValue:
    """Questions that were drafted: kept, changed on their form, or dropped, one by one or many at once."""
    bank = bank_to_read(public_id)
    draft = service.open_draft(database.reading(), bank)
    loaded = publishing.begun_bank(database.reading(), bank, draft.text, context.user_id())
    if loaded is None:
        redirects.show_notice(_("The draft has errors. Correct them first."), "warning")
        return redirects.see_other(".edit", public_id=public_id)
    if request.method == "GET":
        context.speak(loaded.language)
        return page("drafts", bank=bank, lines=drafts.drafts_in(loaded), loaded=loaded)
    act, _colon, which = request.form.get("act", "").partition(":")
    ticked = request.form.getlist("question")
    every = [line.question.id for line in drafts.drafts_in(loaded)]
    ids = [name for name in every if act.endswith("-all") or name in ([which] if which else ticked)]
    try:
        text, note = _reviewed(loaded, draft.text, act, ids)
    except CannotWrite:
        redirects.show_notice(_(_AS_TEXT), "warning")
        return redirects.see_other(".edit", public_id=public_id)
    _saved(bank, draft, text)
    redirects.show_notice(note)
    return redirects.see_other(".review_drafts", public_id=public_id)


def _reviewed(loaded: LoadedBank, text: str, act: str, ids: list[str]) -> tuple[str, str]:
    """What the pressed button makes of the drafts, and a sentence on it. Raises CannotWrite."""
    if act == "make":
        return drafts.with_drafts(loaded, text)
    if act.startswith("drop"):
        note = ngettext("%(num)s draft dropped.", "%(num)s drafts dropped.", len(ids))
        return drafts.drop(text, ids), note % {"num": len(ids)}
    note = ngettext("%(num)s draft kept.", "%(num)s drafts kept.", len(ids))
    return drafts.keep(text, ids), note % {"num": len(ids)}
