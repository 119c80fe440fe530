"""Marking essays, and accepting late answers."""

from itertools import groupby

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.attempts.review_cards import number_text
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _, ngettext
from quizapp.identity.bulk_acts import find_bulk, get_bulk
from quizapp.marking import hand_marking, late_answers
from quizapp.marking.blueprint import MarkedAssignment, bp, marked_assignment, page
from quizapp.marking.forms import MarkForm, mark_form
from quizapp.models import BulkAct
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db

#: No row of any database has a larger number.
_MOST_ROWS = 2**31 - 1


def _order() -> str:
    given = request.args.get("by", "")
    return given if given in hand_marking.ORDERS else hand_marking.ORDERS[0]


def _essays(on: MarkedAssignment, order: str) -> list[hand_marking.HandMarkedAnswer]:
    return hand_marking.list_essays(db(), on.assignment, on.people, order, on.group)


@bp.get("/waiting")
@guards.teacher_only
def waiting() -> ResponseReturnValue:
    """Everything that waits for the teacher, of all classes."""
    groups = [
        (kind, list(lines)) for kind, lines in groupby(context.waiting_lines(), key=lambda line: line.kind)
    ]
    return page("waiting", groups=groups)


@bp.get("/reports/<public_id>/marking")
@guards.teacher_only
def essays(public_id: str) -> ResponseReturnValue:
    """What waits to be marked, by question or by student, and what is marked."""
    on, order = marked_assignment(public_id), _order()
    found = _essays(on, order)
    groups = groupby(found, key=lambda essay: essay.question_id if order == "question" else essay.name)
    return page(
        "essays",
        on=on,
        essays=found,
        groups=[list(group) for _key, group in groups],
        order=order,
        number_text=number_text,
        done=_done(on, request.args.get("did", "")),
    )


def _done(on: MarkedAssignment, bulk_id: str) -> BulkAct | None:
    group = on.assignment.school_class
    return find_bulk(db(), group, bulk_id) if group and bulk_id else None


@bp.post("/reports/<public_id>/marking/several")
@guards.teacher_only
def mark_several(public_id: str) -> ResponseReturnValue:
    """Give the waiting answers that are ticked the full marks, or none, at once."""
    on, order = marked_assignment(public_id), _order()
    ticked = set(request.form.getlist("each"))
    chosen = [each for each in _essays(on, order) if str(each.position_id) in ticked]
    full = request.form.get("act") == "full"
    made = hand_marking.mark_many(
        db(),
        on.assignment,
        chosen,
        full=full,
        public_id=forms.once_id("mark", public_id, full, sorted(ticked)),
        user_id=context.user_id(),
        now=context.now(),
    )
    db().commit()
    if not made.done:
        redirects.show_notice(_("Nothing was changed. Tick answers that wait."), "info")
    return redirects.see_other(".essays", public_id=public_id, by=order, did=made.public_id, **on.kept)


@bp.post("/reports/<public_id>/marking/several/<bulk_id>/undo")
@guards.teacher_only
def unmark_several(public_id: str, bulk_id: str) -> ResponseReturnValue:
    """Let them wait again."""
    on = marked_assignment(public_id)
    if on.assignment.school_class is None:
        raise NotFound()
    found = get_bulk(db(), on.assignment.school_class, bulk_id)
    if found.act != "mark":
        raise NotFound()
    number = hand_marking.unmark_many(db(), found, context.user_id(), context.now())
    db().commit()
    redirects.show_notice(
        ngettext("Undone: %(num)s waits again.", "Undone: %(num)s wait again.", number) % {"num": number}
    )
    return redirects.see_other(".essays", public_id=public_id, by=_order(), **on.kept)


@bp.route("/reports/<public_id>/marking/<int:position>", methods=["GET", "POST"])
@guards.teacher_only
def mark(public_id: str, position: int) -> ResponseReturnValue:
    """One response beside its rubric; saving goes on to the next that waits. No mark is written over unseen."""
    on, order = marked_assignment(public_id), _order()
    shown = hand_marking.marking_page(db(), _essays(on, order), position, context.user_id())
    form = forms.form(mark_form(shown.rubric))
    conflict = False
    if phrase := request.form.get("say"):
        form.comment.data = "\n".join(filter(None, [(form.comment.data or "").rstrip(), phrase]))
    elif request.method == "POST" and form.validate() and not (conflict := _given_meanwhile(form, position)):
        hand_marking.give_mark(
            db(), position, form.points, form.comment.data or "", context.user_id(), context.now()
        )
        db().commit()
        left = shown.left - (not shown.essay.is_marked)
        redirects.show_notice(
            ngettext("Saved. %(num)s is left.", "Saved. %(num)s are left.", left) % {"num": left}
        )
        following = {"position": shown.following} if shown.following else {}
        endpoint = ".mark" if shown.following else ".essays"
        anchor = {"_anchor": "answer"} if shown.following else {}
        return redirects.see_other(endpoint, public_id=public_id, by=order, **on.kept, **following, **anchor)
    if request.method == "GET":
        _fill(form, shown)
    if conflict:  # what came in between
        shown = hand_marking.marking_page(db(), _essays(on, order), position, context.user_id())
    basis = request.form.get("basis", "") if form.errors or phrase else shown.basis
    html = page(
        "mark",
        on=on,
        shown=shown,
        form=form,
        order=order,
        number_text=number_text,
        conflict=conflict,
        basis=basis,
    )
    return html, 422 if form.errors else 409 if conflict else 200


def _given_meanwhile(form: MarkForm, position: int) -> bool:
    basis = request.form.get("basis", "")
    return hand_marking.given_meanwhile(
        db(), position, basis, form.points, form.comment.data or "", context.user_id()
    )


def _fill(form: MarkForm, shown: hand_marking.MarkingPage) -> None:
    """Show the mark that there is."""
    form.comment.data = shown.comment
    for field, points in zip(form.lines, shown.points, strict=False):
        field.raw_data = [number_text(points)]


@bp.get("/reports/<public_id>/late")
@guards.teacher_only
def late(public_id: str) -> ResponseReturnValue:
    """Answers that came too late."""
    on = marked_assignment(public_id)
    lines = late_answers.list_late_answers(db(), on.assignment, on.people)
    return page("late", on=on, lines=lines, unread=late_answers.list_unread(db(), on.assignment, on.people))


@bp.post("/reports/<public_id>/late/<int:event>")
@guards.teacher_only
def accept_late(public_id: str, event: int) -> ResponseReturnValue:
    """Let a late answer count."""
    on = marked_assignment(public_id)
    if event > _MOST_ROWS:
        raise NotFound()
    late_answers.accept_late_answer(db(), on.assignment, event, context.user_id(), context.now())
    db().commit()
    redirects.show_notice(_("The late answer counts now."))
    return redirects.see_other(".late", public_id=public_id, **on.kept)
