"""Disputes: raised on a student's results page, answered by the teacher."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from quizapp.banks import publishing
from quizapp.basics.i18n import _
from quizapp.identity import permissions
from quizapp.identity.display_names import name_takers
from quizapp.marking import disputes as service
from quizapp.marking.blueprint import bp, page
from quizapp.marking.forms import ReasonForm
from quizapp.web import context, forms, guards, hidden_names, redirects
from quizapp.web.database import db


@bp.route("/a/<attempt>/<int(min=1, max=500):place>/dispute", methods=["GET", "POST"])
@guards.taker_only
def dispute(attempt: str, place: int) -> ResponseReturnValue:
    """A student says what is wrong with a question of an attempt that is handed in."""
    own = permissions.own_attempt(db(), attempt, context.student_id())
    position = service.position_for(own, place)
    known = service.dispute_of(db(), position)
    form = forms.form(
        ReasonForm, label=_("What is wrong with it?"), missing=_("Write what is wrong with the question.")
    )
    if request.method == "GET" and known is not None:
        form.reason.data = known.reason
    elif request.method == "POST" and form.validate():
        service.raise_dispute(db(), position, form.reason.data or "", context.now())
        db().commit()
        return redirect(url_for("taking.results", attempt=attempt, _anchor=f"dispute-{place}"), 303)
    bank = publishing.load_version(db(), own.bank_version_id)
    context.speak(bank.language)
    question = bank.question(position.question_id)
    html = page("dispute", attempt=own, position=position, question=question, known=known, form=form)
    return html, 422 if form.errors else 200


@bp.get("/disputes")
@guards.teacher_only
def disputes() -> ResponseReturnValue:
    """What students say is wrong, by question; of one assignment where a report leads here."""
    only = request.args.get("assignment", "")
    groups = service.list_disputed_questions(db(), context.user_id(), only)
    people = name_takers(
        db(), (each.at.attempt for group in groups for each in group.disputes), hidden_names.names_secret()
    )
    return page("disputes", groups=groups, people=people, only=only, form=ReasonForm())


@bp.route("/disputes/<public_id>", methods=["GET", "POST"])
@guards.teacher_only
def answer_dispute(public_id: str) -> ResponseReturnValue:
    """Answer one student."""
    found = service.find_for_teacher(db(), public_id, context.user_id())
    form = forms.form(ReasonForm, label=_("Your answer"), missing=_("Write an answer."))
    if request.method == "GET":
        form.reason.data = found.answer
    elif form.validate():
        service.answer_dispute(db(), found, form.reason.data or "", context.user_id(), context.now())
        db().commit()
        redirects.show_notice(_("Answered. The student sees it beside the question."))
        return redirects.see_other(".disputes")
    at = found.at
    bank = publishing.load_version(db(), at.attempt.bank_version_id)
    context.speak(bank.language)
    question = bank.question(at.question_id)
    called = name_takers(db(), [at.attempt], hidden_names.names_secret()).name(at.attempt_id)
    html = page("answer_dispute", dispute=found, position=at, called=called, question=question, form=form)
    return html, 422 if form.errors else 200
