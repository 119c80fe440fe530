"""Setting one quiz before several classes at once, with one set of rules."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from quizapp.basics.i18n import _, ngettext
from quizapp.classes import assignments, service
from quizapp.classes.blueprint import bp, zone_of
from quizapp.classes.forms import PlanForm
from quizapp.classes.setting_forms import ClassesForm
from quizapp.classes.views_assignments import closes_ahead
from quizapp.identity import permissions
from quizapp.models import Quiz, SchoolClass
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
    which.classes.choices = [SelectChoice(each.public_id, each.name) for each in mine]
    form = forms.form(PlanForm, zone=context.timezone())
    warned = form.tells_early and request.form.get("told") != "early"
    if request.method == "GET":
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
        zone=str(context.timezone()),
        no_secret=assignments.is_open_to_anyone(db(), chosen),
    )
    return html, 422 if form.errors or which.errors else 200


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
