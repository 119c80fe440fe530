"""The page of a class's allowances: who gets more time, tries, attempts or a later close at every quiz."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.attempts.allowances import NOTHING
from quizapp.basics.i18n import _
from quizapp.classes import allowances, students
from quizapp.classes.allowance_forms import ClassExtraForm
from quizapp.classes.blueprint import bp, class_of, class_page, people_of
from quizapp.classes.forms import with_value
from quizapp.identity.display_names import People
from quizapp.models import Membership, SchoolClass
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db


@bp.get("/classes/<public_id>/allowances")
@guards.teacher_only
def allowances_page(public_id: str) -> ResponseReturnValue:
    """Who has what, and the form: empty, or with what one student has."""
    school_class = class_of(public_id)
    form = ClassExtraForm()
    chosen = request.args.get("student", "")
    if chosen:
        membership = students.get_membership(db(), school_class, chosen)
        form.fill(allowances.extras_of_class(db(), school_class.id).get(membership.id, NOTHING))
        form.student.data = chosen
    return _page(school_class, form)


def _page(school_class: SchoolClass, form: ClassExtraForm) -> ResponseReturnValue:
    people = people_of(school_class)
    given = allowances.extras_of_class(db(), school_class.id)
    memberships = students.list_memberships(db(), school_class.id, people)
    with_value(form.student, _choices(memberships, people))
    lines = [(each, given[each.id]) for each in memberships if each.id in given]
    html = class_page(
        "allowances",
        school_class,
        form=form,
        lines=lines,
        people=people,
        say_extra=allowances.say_extra,
        changed=next((people.name(e.id) for e, _extra in lines if e.public_id == form.student.data), ""),
    )
    return html, 422 if form.errors else 200


def _choices(memberships: list[Membership], people: People) -> list[tuple[str, str]]:
    return [(each.public_id, people.name(each.id)) for each in memberships if each.removed_at is None]


@bp.post("/classes/<public_id>/allowances")
@guards.teacher_only
def allow_always(public_id: str) -> ResponseReturnValue:
    """Give one student something at every quiz of the class; an empty form takes it away."""
    school_class = class_of(public_id)
    form = forms.form(ClassExtraForm)
    people = people_of(school_class)
    with_value(form.student, _choices(students.list_memberships(db(), school_class.id, people), people))
    if not form.validate():
        return _page(school_class, form)
    membership = students.get_membership(db(), school_class, form.student.data)
    allowances.set_allowance(
        db(), school_class, membership, None, form.extra(), context.user_id(), context.now()
    )
    db().commit()
    redirects.show_notice(_("Saved. It holds for a running attempt too."))
    return redirects.see_other(".allowances_page", public_id=public_id)
