"""Pages that do one thing to many at once, and undo it: students and assignments of a class, attempts at one."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.basics.errors import BadRequest, NotFound
from quizapp.basics.i18n import _, ngettext
from quizapp.classes import assignment_progress, bulk, students
from quizapp.classes.blueprint import assignment_of, bp, class_of, class_page, people_of
from quizapp.classes.bulk_forms import GroupForm, ReasonForm
from quizapp.identity import bulk_acts
from quizapp.models import BulkAct, Membership, SchoolClass
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db

_OF_STUDENTS, _OF_ASSIGNMENTS = ("group", "remove", "restore"), ("archive", "unarchive")
_OF_ATTEMPTS = ("reopen", "hand-in", "excuse", "count", "delete", "bring-back")


@bp.get("/classes/<public_id>/several")
@guards.teacher_only
def several(public_id: str) -> ResponseReturnValue:
    """Students and assignments of a class, each with a box to tick."""
    return _page(class_of(public_id), GroupForm())


def _page(school_class: SchoolClass, form: GroupForm) -> ResponseReturnValue:
    people = people_of(school_class)
    group = request.args.get("group", "")
    html = class_page(
        "several",
        school_class,
        form=form,
        people=people,
        group=group,
        memberships=_members(school_class, group),
        lines=assignment_progress.assignments_of(db(), school_class.id, context.now()),
        done=bulk_acts.find_bulk(db(), school_class, request.args.get("did", "")),
    )
    return html, 422 if form.errors else 200


def _members(school_class: SchoolClass, group: str) -> list[Membership]:
    people = people_of(school_class)
    found = students.list_memberships(db(), school_class.id, people)
    return [each for each in found if people.is_in(each.id, group)]


@bp.post("/classes/<public_id>/several")
@guards.teacher_only
def do_several(public_id: str) -> ResponseReturnValue:
    """Do one thing to all who are ticked."""
    school_class = class_of(public_id)
    act, form = request.form.get("act", ""), forms.form(GroupForm)
    if act not in (*_OF_STUDENTS, *_OF_ASSIGNMENTS):
        raise BadRequest(_("Go back, reload the page and use its buttons. Nothing was changed."))
    if not form.validate():
        return _page(school_class, form)
    group = request.args.get("group", "")
    ticked = _ticked(
        [each.public_id for each in _members(school_class, group)] if act in _OF_STUDENTS else []
    )
    targets = dict.fromkeys(ticked, form.label.data or "" if act == "group" else "")
    made = _do(school_class, act, targets, "")
    return redirects.see_other(".several", public_id=public_id, did=made.public_id, group=group or None)


def _ticked(everybody: list[str]) -> list[str]:
    return everybody if request.form.get("all") else request.form.getlist("each")


def _do(school_class: SchoolClass, act: str, targets: dict[str, str], reason: str) -> BulkAct:
    """Do it; commits, and says how many were changed."""
    public = forms.once_id("several", school_class.public_id, act, sorted(targets.items()), reason)
    made = bulk.do(db(), school_class, act, targets, reason, public, context.user_id(), context.now())
    db().commit()
    if not made.done:
        redirects.show_notice(_("Nothing was changed: nobody is ticked, or it is so already."), "info")
    return made


@bp.post("/classes/assignments/<public_id>/several")
@guards.teacher_only
def do_several_attempts(public_id: str) -> ResponseReturnValue:
    """Reopen, hand in, excuse or delete the newest attempts of all who are ticked, with one reason."""
    found, school_class = assignment_of(public_id)
    act, form = request.form.get("act", ""), forms.form(ReasonForm)
    if act not in _OF_ATTEMPTS:
        raise BadRequest(_("Go back, reload the page and use its buttons. Nothing was changed."))
    if not form.validate():
        redirects.show_notice(
            _("Nothing was changed: write a reason. It is kept beside the change."), "warning"
        )
        return redirects.see_other(".assignment", public_id=public_id, _anchor="students")
    newest = bulk.newest_attempts(db(), found.id, act)
    group = request.args.get("group", "")
    ticked = _ticked([each.public_id for each in _members(school_class, group)])
    targets = {newest[each]: "" for each in ticked if each in newest}
    made = _do(school_class, act, targets, form.reason.data or "")
    return redirects.see_other(".assignment", public_id=public_id, did=made.public_id, group=group or None)


@bp.post("/classes/<public_id>/several/<bulk_id>/undo")
@guards.teacher_only
def undo_several(public_id: str, bulk_id: str) -> ResponseReturnValue:
    """Give each what it was before."""
    school_class = class_of(public_id)
    found = bulk_acts.get_bulk(db(), school_class, bulk_id)
    if found.act not in bulk.UNDO:
        raise NotFound()
    number = bulk.undo(db(), school_class, found, _("undone"), context.user_id(), context.now())
    db().commit()
    redirects.show_notice(
        ngettext("Undone: %(num)s is as before.", "Undone: %(num)s are as before.", number) % {"num": number}
    )
    if back := request.form.get("assignment"):
        return redirects.see_other(".assignment", public_id=back)
    return redirects.see_other(".several", public_id=public_id)
