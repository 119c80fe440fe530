"""The review of an import: what came in, what is lost, each question with its key; then it is a bank like any other."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.authoring import import_choices, imports, service
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page, whole_number
from quizapp.authoring.forms import ImportSourceForm
from quizapp.authoring.publishing import with_pictures
from quizapp.basics.i18n import _
from quizapp.basics.limits import REVIEWED_QUESTIONS
from quizapp.models import Bank
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db


@bp.get("/banks/<public_id>/import")
@guards.teacher_only
def imported(public_id: str) -> ResponseReturnValue:
    """What an import brought, doubtful questions first."""
    database.only_read()
    return _review(bank_of(public_id), forms.form(ImportSourceForm))


def _review(bank: Bank, form: ImportSourceForm) -> str:
    draft = service.open_draft(db(), bank)
    loaded = with_pictures(db(), bank, draft.text, context.user_id())
    found = imports.sort_questions(draft.text, loaded) if loaded else []
    asked = request.args.get("page", "1")
    pages = max(1, -(-len(found) // REVIEWED_QUESTIONS))
    number = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    start = (number - 1) * REVIEWED_QUESTIONS
    return page(
        "imported",
        bank=bank,
        draft=draft,
        loaded=loaded,
        form=form,
        receipt=imports.read_receipt(draft.text),
        questions=found[start : start + REVIEWED_QUESTIONS],
        total=len(found),
        doubtful=sum(bool(each.notes) for each in found),
        number=number,
        pages=pages,
        can_be_taken_back=draft.newest is None,
        can_undo=service.text_before(db(), bank) is not None,
        choices=import_choices.count_choices(found),
        offered_choices=import_choices.offered_choices,
    )


@bp.post("/banks/<public_id>/import")
@guards.teacher_only
def review_import(public_id: str) -> ResponseReturnValue:
    """Leave a question out, keep it as it is, or name the source of all."""
    act, _colon, which = request.form.get("act", "").partition(":")
    form = forms.form(ImportSourceForm)
    if act == "source" and not form.validate():
        database.only_read()
        return _review(bank_of(public_id), form), 422
    bank = bank_to_read(public_id)
    before = service.open_draft(database.reading(), bank).text
    text = _changed(bank, act, which, form)
    bank = bank_of(public_id)
    draft = service.open_draft(db(), bank)
    basis = draft.based_on.number if draft.based_on else None
    service.save_draft(
        db(), bank, text, revision=whole_number("revision") or 0, based_on=basis,
        user_id=context.user_id(), now=context.now(),
    )  # fmt: skip
    service.remember_before(db(), bank, None if act == "undo" or text == before else before)
    db().commit()
    return redirects.see_other(".imported", public_id=public_id)


def _changed(bank: Bank, act: str, which: str, form: ImportSourceForm) -> str:
    """The draft's text after the pressed button."""
    reading = database.reading()
    text = service.open_draft(reading, bank).text
    loaded = with_pictures(reading, bank, text, context.user_id())
    if act == "source":
        return imports.with_source(text, form.source.data or "", form.publisher.data or "")
    if act == "undo":
        return service.text_before(reading, bank) or text
    if loaded is None:
        return text
    if act == "choose":
        name, _colon, question_id = which.partition(":")
        return import_choices.with_choice(text, loaded, name, question_id)
    if act == "leave-out":
        return imports.left_out(text, loaded, which)
    if act == "keep":
        return imports.looked_at(text, loaded, [which])
    return text


@bp.post("/banks/<public_id>/import/take-back")
@guards.teacher_only
def take_back_import(public_id: str) -> ResponseReturnValue:
    """Take a whole import back: its bank is put away. Only before it is published."""
    bank = bank_of(public_id)
    if service.open_draft(db(), bank).newest is None:
        service.archive_bank(db(), bank, context.user_id(), context.now(), restore=False)
        db().commit()
        redirects.show_notice(
            _("The import “%(title)s” is taken back. It can be restored below.") % {"title": bank.title}
        )
    return redirects.see_other(".index")
