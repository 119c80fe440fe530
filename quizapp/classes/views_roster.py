"""The page that adds a list of students: pasted or uploaded, looked at, its columns assigned, then added."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.basics.errors import Refused
from quizapp.basics.i18n import ngettext
from quizapp.classes import roster as rosters
from quizapp.classes.blueprint import bp, class_of, class_page
from quizapp.classes.forms import RosterForm
from quizapp.classes.roster_tables import ROLES, Columns, find_columns, read_rows, read_upload
from quizapp.identity.audit_log import log_act
from quizapp.models import SchoolClass
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db


@bp.get("/classes/<public_id>/roster")
@guards.teacher_only
def roster(public_id: str) -> ResponseReturnValue:
    """Paste or upload the names of a class."""
    return _page(class_of(public_id), RosterForm())


def _page(
    school_class: SchoolClass,
    form: RosterForm,
    preview: rosters.RosterPreview | None = None,
    columns: Columns | None = None,
    *,
    guessed: str = "",
) -> ResponseReturnValue:
    rows = [row for row in read_rows(form.names.data or "") if any(row)] if columns else []
    samples = rows[1:] if columns and columns.has_headings else rows
    html = class_page(
        "roster",
        school_class,
        form=form,
        preview=preview,
        columns=columns,
        heads=rows[0] if columns and columns.has_headings else [],
        samples=[
            [row[place] for row in samples[:3] if place < len(row)] for place in range(len(columns.roles))
        ]
        if columns
        else [],
        roles=ROLES,
        guessed=guessed,
    )
    return html, 422 if form.errors else 200


@bp.post("/classes/<public_id>/roster")
@guards.teacher_only
def add_roster(public_id: str) -> ResponseReturnValue:
    """Show what a list would add; add it when the teacher has seen just that."""
    school_class = class_of(public_id)
    upload = request.files.get("file")
    uploaded = upload.read() if upload is not None and upload.filename else b""
    form = forms.form(RosterForm)
    guessed = ""
    try:
        if uploaded and upload is not None:
            read = read_upload(uploaded, upload.filename or "", form.encoding.data or "")
            form.names.data, guessed = read.text, read.guessed
        found = find_columns(read_rows(form.names.data or ""))
        columns = found if uploaded else _assigned(found)
        read_list = rosters.read_roster(form.names.data or "", columns)
        is_seen = request.form.get("seen", columns.mark) == columns.mark
        if request.form.get("step") != "add" or uploaded or not is_seen:
            preview = rosters.preview_roster(db(), school_class.id, read_list)
            return _page(school_class, form, preview, columns, guessed=guessed)
        number = rosters.add_roster(db(), school_class.id, read_list)
    except Refused as refusal:
        form.names.errors = [refusal.message]
        form.names.data = (form.names.data or "").replace("\x00", "�")
        return _page(school_class, form)
    rosters.give_times(db(), school_class, read_list, context.user_id(), context.now())
    if number:
        about = ngettext("%(num)s name", "%(num)s names", number) % {"num": number}
        log_act(db(), school_class, context.user_id(), "roster added", about, context.now())
    db().commit()
    redirects.show_notice(
        ngettext("%(num)s name is added.", "%(num)s names are added.", number) % {"num": number}
    )
    return redirects.see_other(".show", public_id=public_id, _anchor="students")


def _assigned(found: Columns) -> Columns:
    """The columns as the teacher assigned them, where the page had the same number of them."""
    roles = tuple(role if role in ROLES else "" for role in request.form.getlist("column"))
    if len(roles) != len(found.roles):
        return found
    return Columns(roles, has_headings="headings" in request.form)
