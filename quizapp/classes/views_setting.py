"""Setting one quiz before several classes at once, and a class copied with what was set before it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from quizapp.basics.i18n import _, ngettext
from quizapp.basics.limits import SCHOOL_YEAR
from quizapp.classes import assignments, copying, service
from quizapp.classes.blueprint import bp, class_of, class_page, zone_of
from quizapp.classes.forms import PlanForm
from quizapp.classes.setting_forms import ClassesForm, CopyForm
from quizapp.classes.views_assignments import closes_ahead
from quizapp.identity import permissions
from quizapp.models import Assignment, Quiz, SchoolClass
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db


@bp.route("/quizzes/<quiz>/set", methods=["GET", "POST"])
@guards.teacher_only
def set_quiz(quiz: str) -> ResponseReturnValue:
    """Choose the classes, then the rules; what a date means is each class's own time."""
    chosen = permissions.quiz_for(db(), quiz, context.user_id())
    recipe = assignments.recipe_for(db(), chosen)
    mine = [line.school_class for line in service.classes_of(db(), context.user_id())]
    which = forms.form(ClassesForm)
    like = _like(chosen)
    which.classes.choices = [SelectChoice(each.public_id, each.name) for each in mine]
    zone = zone_of(like.school_class) if like and like.school_class else context.timezone()
    form = forms.form(PlanForm, zone=zone)
    warned = form.tells_early and request.form.get("told") != "early"
    if request.method == "GET":
        if like:
            form.fill(assignments.plan_ahead(like, context.now()))
        else:
            form.fill_new(assignments.plan_for(recipe, chosen.title))
        which.classes.data = [mine[0].public_id] if len(mine) == 1 else request.args.getlist("class")
    elif which.validate() & form.validate() and closes_ahead(form) and not warned:
        return _set(chosen, [each for each in mine if each.public_id in (which.classes.data or [])])
    effects = [assignments.early_answers()] if warned and not form.errors else []
    html = render_template(
        "classes/set_quiz.html",
        quiz=chosen,
        recipe=recipe,
        form=form,
        which=which,
        effects=effects,
        zone=str(zone),
        no_secret=assignments.is_open_to_anyone(db(), chosen),
    )
    return html, 422 if form.errors or which.errors else 200


def _like(quiz: Quiz) -> Assignment | None:
    """The assignment of this quiz whose rules are to be taken, where the address names one."""
    named = request.args.get("like", "")
    found = permissions.assignment_for(db(), named, context.user_id()) if named else None
    return found if found is not None and found.quiz_id == quiz.id else None


def _set(quiz: Quiz, classes: list[SchoolClass]) -> ResponseReturnValue:
    """Set it before each of the classes; commits."""
    made = []
    for each in classes:
        form = forms.form(PlanForm, zone=zone_of(each))
        public = forms.once_id("assign", each.public_id, quiz.public_id, form.plan())
        made.append(
            assignments.assign_quiz(db(), each, quiz, form.plan(), public, context.user_id(), context.now())
        )
    db().commit()
    if len(made) == 1:
        redirects.show_notice(
            _("“%(title)s” is set. Students of the class find it on their start page.")
            % {"title": made[0].title}
        )
        return redirects.see_other(".assignment", public_id=made[0].public_id)
    redirects.show_notice(
        ngettext("Set before %(num)s class.", "Set before %(num)s classes.", len(made)) % {"num": len(made)}
    )
    return redirects.see_other(".index")


@bp.route("/classes/<public_id>/copy", methods=["GET", "POST"])
@guards.teacher_only
def copy_class(public_id: str) -> ResponseReturnValue:
    """Make a class like this one, for the next term."""
    school_class = class_of(public_id)
    found = copying.copied_assignments(db(), school_class.id, context.user_id())
    began = copying.first_date(found)
    form = forms.form(CopyForm)
    if request.method == "GET":
        form.name.data = school_class.name
        form.first.data = (began.astimezone(zone_of(school_class)) + SCHOOL_YEAR).date() if began else None
    elif form.validate():
        chosen = found if form.quizzes.data else []
        copies = {each: forms.once_id("copied", public_id, each.public_id) for each in chosen}
        made = copying.copy_class(
            db(),
            school_class,
            form.name.data or "",
            copies,
            form.first.data,
            forms.once_id("copy", public_id),
            context.user_id(),
            context.now(),
        )
        db().commit()
        redirects.show_notice(
            _("“%(name)s” is made, with a code of its own. Its students join anew.") % {"name": made.name}
        )
        return redirects.see_other(".show", public_id=made.public_id)
    html = class_page("copy", school_class, form=form, assignments=found, began=began)
    return html, 422 if form.errors else 200
