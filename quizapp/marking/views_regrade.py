"""Regrading: the log of an assignment, a correction with its dry run, applying and undoing it."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.attempts import regrading
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.domain.answers import AnswerKind
from quizapp.domain.question import ChangeRefused, Question
from quizapp.identity import permissions
from quizapp.identity.display_names import People, student_numbers
from quizapp.marking import disputes
from quizapp.marking.blueprint import bp, page, speak_of
from quizapp.marking.regrade_forms import ACCEPT, RegradeForm
from quizapp.marking.regrade_sentences import describe_correction, list_asked_questions
from quizapp.models import Assignment
from quizapp.web import context, forms, guards, hidden_names, redirects
from quizapp.web.database import db


@bp.get("/regrade/<public_id>")
@guards.teacher_only
def regrades(public_id: str) -> ResponseReturnValue:
    """The questions of an assignment, and every correction made so far."""
    assignment = permissions.assignment_for(db(), public_id, context.user_id())
    return page(
        "regrades",
        assignment=assignment,
        asked=list_asked_questions(db(), assignment),
        history=regrading.list_regrades(db(), assignment.id),
        in_words=describe_correction,
    )


def _question(assignment: Assignment, question_id: str) -> Question:
    found = regrading.questions_in_use(db(), assignment, question_id)
    if not found:
        raise NotFound(_("Nobody has been asked this question here."))
    return found[0]


def _people(assignment: Assignment, plan: regrading.RegradePlan) -> People:
    secret = hidden_names.names_secret()
    numbers = student_numbers(db(), secret, assignment) if secret is not None else None
    return People({row.student_id: row.student for row in plan.rows}, numbers)


@bp.route("/regrade/<public_id>/<path:question_id>", methods=["GET", "POST"])
@guards.teacher_only
def regrade(public_id: str, question_id: str) -> ResponseReturnValue:
    """Correct a question for everybody who answered it: first what would change, then the act."""
    assignment = permissions.assignment_for(db(), public_id, context.user_id())
    question = _question(assignment, question_id)
    speak_of(assignment)
    form = forms.form(RegradeForm, question=question)
    plan, told = None, ""
    if request.method == "GET":
        form.start()
    if request.method == "GET" and request.args.get("accept"):
        form.what.data, form.accept.data = ACCEPT, request.args["accept"][:500]
    elif request.method == "GET" and request.args.get("dispute"):
        _suggest(form, assignment, question, request.args["dispute"])
    elif request.method == "POST" and form.validate():
        try:
            plan = regrading.plan_regrade(db(), assignment, question_id, form.correction(), form.policy.data)
        except ChangeRefused as refusal:
            form.what.errors = [str(refusal)]
        else:
            told = forms.body_hash(form.correction().to_json(), form.policy.data, plan.rows)
            if request.form.get("act") == "apply" and request.form.get("told") == told:
                return _applied(assignment, question_id, form)
    html = page(
        "regrade",
        assignment=assignment,
        question=question,
        form=form,
        plan=plan,
        people=_people(assignment, plan) if plan else None,
        told=told,
        looked=request.form.get("act") == "apply",
    )
    return html, 422 if form.errors else 200


def _suggest(form: RegradeForm, assignment: Assignment, question: Question, dispute: str) -> None:
    """Fill in what would make the answer right that a student has disputed."""
    at = disputes.find_for_teacher(db(), dispute, context.user_id()).at
    is_of_it = at.attempt.assignment_id == assignment.id and at.question_id == question.id
    if is_of_it and at.kind == AnswerKind.ANSWER and at.response is not None:
        form.suggest(question, at.response)


def _applied(assignment: Assignment, question_id: str, form: RegradeForm) -> ResponseReturnValue:
    """Apply what was looked at; commits."""
    regrading.apply_regrade(
        db(),
        assignment,
        question_id,
        form.correction(),
        form.policy.data,
        reason=form.reason.data or "",
        user_id=context.user_id(),
        now=context.now(),
        public_id=forms.once_id("regrade", assignment.public_id, question_id),
    )
    db().commit()
    redirects.show_notice(_("Applied. Students see it with your reason. You can undo it below."))
    return redirects.see_other(".regrades", public_id=assignment.public_id)


@bp.post("/regrade/<public_id>/undo/<regrade_id>")
@guards.teacher_only
def undo_regrade(public_id: str, regrade_id: str) -> ResponseReturnValue:
    """Take a correction back: every mark is what it was."""
    assignment = permissions.assignment_for(db(), public_id, context.user_id())
    found = regrading.find_regrade(db(), assignment, regrade_id)
    regrading.undo_regrade(db(), found, user_id=context.user_id(), now=context.now())
    db().commit()
    redirects.show_notice(_("Undone. Every mark is what it was before."))
    return redirects.see_other(".regrades", public_id=public_id)
