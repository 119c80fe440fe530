"""Marking essays, and accepting late answers."""

from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.attempts.review_cards import number_text
from quizapp.errors import NotFound
from quizapp.i18n import _, ngettext
from quizapp.reports import late, marking
from quizapp.reports.forms import MarkForm, mark_form
from quizapp.reports.report_scope import Opened, bp, opened, report_page
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db

#: No row of any database has a larger number.
_MOST_ROWS = 2**31 - 1


def _order() -> str:
    given = request.args.get("by", "")
    return given if given in marking.ORDERS else marking.ORDERS[0]


def _essays(on: Opened, order: str) -> list[marking.Essay]:
    return marking.essays(db(), on.report, on.assignment, on.people, order)


@bp.get("/waiting", endpoint="waiting")
@guards.teacher_only
def list_waiting() -> ResponseReturnValue:
    """Everything that waits for the teacher, of all classes."""
    groups = [
        (kind, list(lines)) for kind, lines in groupby(context.waiting_lines(), key=lambda line: line.kind)
    ]
    return render_template("reports/waiting.html", groups=groups)


@bp.get("/reports/<public_id>/marking", endpoint="marking")
@guards.teacher_only
def list_essays(public_id: str) -> ResponseReturnValue:
    """What waits to be marked, by question or by student, and what is marked."""
    on, order = opened(public_id), _order()
    found = _essays(on, order)
    groups = groupby(found, key=lambda essay: essay.question_id if order == "question" else essay.name)
    return report_page(
        "marking",
        on,
        essays=found,
        groups=[list(group) for _key, group in groups],
        order=order,
        number_text=number_text,
    )


@bp.route("/reports/<public_id>/marking/<int:position>", methods=["GET", "POST"])
@guards.teacher_only
def mark(public_id: str, position: int) -> ResponseReturnValue:
    """One response beside its rubric; saving goes on to the next that waits. No mark is written over unseen."""
    on, order = opened(public_id), _order()
    desk = marking.desk(db(), _essays(on, order), position, context.user_id())
    form = forms.form(mark_form(desk.rubric))
    conflict = False
    if phrase := request.form.get("say"):
        form.comment.data = "\n".join(filter(None, [(form.comment.data or "").rstrip(), phrase]))
    elif request.method == "POST" and form.validate() and not (conflict := _given_meanwhile(form, position)):
        marking.give_mark(
            db(), position, form.points, form.comment.data or "", context.user_id(), context.now()
        )
        db().commit()
        left = desk.left - (not desk.essay.is_marked)
        redirects.notice(
            ngettext("Saved. %(num)s is left.", "Saved. %(num)s are left.", left) % {"num": left}
        )
        following = {"position": desk.following} if desk.following else {}
        endpoint = ".mark" if desk.following else ".marking"
        anchor = {"_anchor": "answer"} if desk.following else {}
        return redirects.see_other(
            endpoint, public_id=public_id, by=order, **on.looking.kept(), **following, **anchor
        )
    if request.method == "GET":
        _fill(form, desk)
    if conflict:  # what came in between
        desk = marking.desk(db(), _essays(on, order), position, context.user_id())
    basis = request.form.get("basis", "") if form.errors or phrase else desk.basis
    html = report_page(
        "mark", on, desk=desk, form=form, order=order, number_text=number_text, conflict=conflict, basis=basis
    )
    return html, 422 if form.errors else 409 if conflict else 200


def _given_meanwhile(form: MarkForm, position: int) -> bool:
    basis = request.form.get("basis", "")
    return marking.given_meanwhile(
        db(), position, basis, form.points, form.comment.data or "", context.user_id()
    )


def _fill(form: MarkForm, desk: marking.Desk) -> None:
    """Show the mark that there is."""
    form.comment.data = desk.comment
    for field, points in zip(form.lines, desk.points, strict=False):
        field.raw_data = [number_text(points)]


@bp.get("/reports/<public_id>/late", endpoint="late")
@guards.teacher_only
def list_late(public_id: str) -> ResponseReturnValue:
    """Answers that came too late."""
    on = opened(public_id)
    return report_page("late", on, lines=late.late_lines(db(), on.report, on.assignment, on.people))


@bp.post("/reports/<public_id>/late/<int:event>")
@guards.teacher_only
def accept_late(public_id: str, event: int) -> ResponseReturnValue:
    """Let a late answer count."""
    on = opened(public_id)
    if event > _MOST_ROWS:
        raise NotFound()
    late.accept(db(), on.assignment, event, context.user_id(), context.now())
    db().commit()
    redirects.notice(_("The late answer counts now."))
    return redirects.see_other(".late", public_id=public_id, **on.looking.kept())
