"""One student at one assignment: their attempts, what is done about them, and what they are allowed."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.attempts import ResultPart, rules_of, visible
from quizapp.attempts.allowances import extra_of
from quizapp.basics.errors import BadRequest, NotFound
from quizapp.basics.i18n import _
from quizapp.classes import allowances, attempt_actions, students
from quizapp.classes.allowance_forms import ExtraForm
from quizapp.classes.blueprint import assignment_of, bp, class_page, people_of, zone_of
from quizapp.classes.forms import AttemptReasonForm
from quizapp.identity import permissions
from quizapp.models import Assignment, Attempt, Membership, SchoolClass
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db


@bp.get("/classes/assignments/<public_id>/students/<membership_id>")
@guards.teacher_only
def taker(public_id: str, membership_id: str) -> ResponseReturnValue:
    """One student's attempts at an assignment, and their allowance."""
    found, school_class = assignment_of(public_id)
    membership = students.get_membership(db(), school_class, membership_id)
    return _taker_page(found, school_class, membership)


def _taker_page(
    assignment: Assignment,
    school_class: SchoolClass,
    membership: Membership,
    *,
    allowing: ExtraForm | None = None,
    reasons: dict[int, AttemptReasonForm] | None = None,
) -> ResponseReturnValue:
    """The page, with the forms that came back with errors."""
    student_id = membership.student_id or 0
    if allowing is None:
        given = allowances.find_allowance(db(), membership.id, assignment.id)
        allowing = ExtraForm(zone=zone_of(school_class)).fill(extra_of(given))
    attempts = attempt_actions.attempts_at(db(), assignment.id, student_id)
    forms = {
        a.id: (reasons or {}).get(a.id) or AttemptReasonForm(zone=zone_of(school_class)) for a in attempts
    }
    for attempt in attempts:  # one page holds several of these forms, and ids are unique
        for field in forms[attempt.id]:
            field.id = f"{field.name}-{attempt.number}"
    html = class_page(
        "taker",
        school_class,
        assignment=assignment,
        membership=membership,
        called=people_of(school_class).name(membership.id),
        attempts=attempts,
        events=attempt_actions.events_of(db(), attempts),
        acts={a.id: attempt_actions.acts_for(a) for a in attempts},
        has_seen_answers={a.id: _has_seen_answers(a) for a in attempts},
        allowing=allowing,
        always=allowances.say_extra(extra_of(allowances.find_allowance(db(), membership.id, None))),
        reasons=forms,
    )
    wrong = allowing.errors or any(form.errors for form in forms.values())
    return html, 422 if wrong else 200


def _has_seen_answers(attempt: Attempt) -> bool:
    """Whether the student can see the right answers now: worth knowing before it is reopened."""
    return visible(ResultPart.ANSWERS, teacher=False, rules=rules_of(db(), attempt), now=context.now())


@bp.post("/classes/assignments/<public_id>/students/<membership_id>/allowance")
@guards.teacher_only
def allow(public_id: str, membership_id: str) -> ResponseReturnValue:
    """Allow one student more time, more attempts or a later close."""
    found, school_class = assignment_of(public_id)
    membership = students.get_membership(db(), school_class, membership_id)
    form = forms.form(ExtraForm, zone=zone_of(school_class))
    if not (form.validate() and _extends(form, found)):
        return _taker_page(found, school_class, membership, allowing=form)
    allowances.set_allowance(
        db(), school_class, membership, found, form.extra(), context.user_id(), context.now()
    )
    db().commit()
    redirects.show_notice(_("Saved. It holds for a running attempt too."))
    return redirects.see_other(".taker", public_id=public_id, membership_id=membership_id)


def _extends(form: ExtraForm, assignment: Assignment) -> bool:
    """A later close is later than the one for all."""
    if form.closes_at.data is None:
        return True
    if assignment.closes_at is None:
        form.closes_at.errors = [_("This assignment never closes. Leave this empty.")]
    elif form.closes_at.data <= assignment.closes_at:
        form.closes_at.errors = [_("This is not later than the closing date for all. Choose a later one.")]
    return not form.errors


@bp.post("/classes/assignments/<public_id>/attempts/<attempt>")
@guards.teacher_only
def intervene(public_id: str, attempt: str) -> ResponseReturnValue:
    """Reopen, hand in, excuse or delete an attempt, or undo that, with a reason."""
    found, school_class = assignment_of(public_id)
    chosen = permissions.attempt_for_teacher(db(), attempt, context.user_id())
    if chosen.assignment_id != found.id:
        raise NotFound()
    membership = students.get_membership_of(db(), school_class, chosen.student_id)
    act = request.form.get("act", "")
    if act not in attempt_actions.ACTS:
        raise BadRequest(_("Go back, reload the page and use its buttons. Nothing was changed."))
    form = forms.form(AttemptReasonForm, zone=zone_of(school_class))
    if form.until.data is not None and form.until.data <= context.now():
        form.validate()
        form.until.errors = [_("This date is past. Choose one that is still to come, or none.")]
    if form.errors or not form.validate():
        return _taker_page(found, school_class, membership, reasons={chosen.id: form})
    attempt_actions.act_on_attempt(
        db(),
        school_class,
        chosen,
        act,
        form.reason.data or "",
        context.user_id(),
        context.now(),
        until=form.until.data,
    )
    db().commit()
    redirects.show_notice(_("Done. It is written down with your reason, and can be undone."))
    return redirects.see_other(".taker", public_id=public_id, membership_id=membership.public_id)
