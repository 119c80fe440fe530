"""A bank for other programs: each with what it cannot hold, said before the file is taken."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.authoring import service
from quizapp.authoring.blueprint import bank_of, bp, page
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.interchange import FORMATS
from quizapp.interchange.report import export_lines
from quizapp.models import Bank, BankRight
from quizapp.web import database, guards
from quizapp.web.database import db
from quizapp.web.downloads import attachment


def _newest(bank: Bank) -> LoadedBank:
    """The newest version; a bank that was never published is exported nowhere."""
    newest = service.open_draft(db(), bank).newest
    if newest is None:
        raise NotFound()
    return publishing.load_version(db(), newest.id)


@bp.get("/banks/<public_id>/export")
@guards.teacher_only
def exports(public_id: str) -> ResponseReturnValue:
    """The formats; of the one that is asked for its receipt: all at once take seconds for a long bank."""
    database.only_read()
    bank = bank_of(public_id, BankRight.READ)
    loaded = _newest(bank)
    chosen = FORMATS.get(request.args.get("as", ""))
    lines = (
        export_lines(chosen.write(loaded), len(loaded.questions))
        if chosen is not None and chosen.write is not None
        else []
    )
    return page(
        "exports",
        bank=bank,
        found=[form for form in FORMATS.values() if form.write],
        chosen=chosen if lines else None,
        lines=lines,
    )


@bp.get("/banks/<public_id>/export/<form>")
@guards.teacher_only
def export(public_id: str, form: str) -> ResponseReturnValue:
    """The newest version as a file of another program."""
    database.only_read()
    bank = bank_of(public_id, BankRight.READ)
    target = FORMATS.get(form)
    if target is None or target.write is None:
        raise NotFound()
    content = target.write(_newest(bank)).content
    return attachment(content, f"{bank.name}{target.endings[0]}", "application/octet-stream")
