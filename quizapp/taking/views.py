"""The student's pages: home, start, questions, check, results, coming back."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.attempts import describe_offer, start_attempt, submit_attempt
from quizapp.basics.i18n import _
from quizapp.basics.limits import ANSWER_GRACE
from quizapp.identity import permissions, return_links, sessions
from quizapp.models import AssignmentKind, Attempt, Student
from quizapp.taking import service
from quizapp.taking.blueprint import bp
from quizapp.taking.forms import ComeBackForm, KeepForm, SharedForm
from quizapp.taking.home import home_of
from quizapp.web import context, database, forms, guards, page_sections, redirects, session_cookies
from quizapp.web.database import db


@bp.get("/")
@guards.anyone
def home() -> ResponseReturnValue:
    """What a student has to go on with and to do, and the stories that anyone may take up."""
    study, stories = page_sections.ask_section("study line"), page_sections.ask_section("stories")
    seen = context.viewer()
    student_id = context.student_id() if seen and seen.is_student else None
    found = home_of(db(), student_id, stories, context.now())
    return render_template("taking/home.html", home=found, study=study, now=context.now())


@bp.get("/q/<public_id>/start")  # copied or reloaded: an address never begins an attempt, a press does
@bp.get("/q/<public_id>")
@guards.anyone
def start_page(public_id: str) -> ResponseReturnValue:
    """What a quiz is, how long it takes, and the button that starts it."""
    seen = context.viewer()
    assignment = service.get_startable(
        db(), public_id, seen.student_id if seen else None, seen.user_id if seen else None
    )
    student_id = seen.student_id if seen else None
    offered = describe_offer(db(), assignment, student_id)
    return render_template(
        "taking/start.html",
        offer=offered,
        standing=service.find_standing(db(), assignment, student_id, context.now()),
        now=context.now(),
        # Elsewhere it comes with the first result; here the time runs, or the computer forgets.
        keep=offered.kind == AssignmentKind.CLASS and seen is not None and (offered.timed or seen.is_shared),
    )


@bp.post("/q/<public_id>/start")
@guards.anyone
def start(public_id: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is open."""
    seen = context.viewer()
    assignment = service.get_startable(
        db(), public_id, seen.student_id if seen else None, seen.user_id if seen else None
    )
    if seen and seen.is_teacher:
        student = service.trial_student(db(), context.user_id(), seen.name, context.now())
        sessions.attach_student(db(), seen.session_id, student.id)
        token = None
    elif seen and seen.student_id:
        student, token = db().get_one(Student, seen.student_id), None
    else:  # a quiz that anyone may take: who it is may be said with the first result
        student = service.new_student(db(), forms.once_id("start", public_id), "", context.now())
        token = sessions.sign_in(db(), context.now(), student_id=student.id)
    attempt = start_attempt(db(), assignment, student.id, context.now(), context.rng())
    if token is not None:
        session_cookies.keep_return_link(student.id, is_shared=False)
    target = url_for(".question", attempt=attempt.public_id, place=service.first_blank(db(), attempt))
    db().commit()
    if token is None:
        return redirect(target, 303)
    response = redirect(target, 303)
    session_cookies.give_token(response, token, sessions.OWN_DEVICE)
    return response


@bp.get("/a/<attempt>/check")
@guards.taker_only
def check(attempt: str) -> ResponseReturnValue:
    """All answers before handing in, the missing ones first."""
    own = permissions.own_attempt(db(), attempt, context.student_id())
    if not own.is_open:
        return redirects.see_other(".results", attempt=attempt)
    context.speak(service.bank_of(db(), own.bank_version_id).language)
    return render_template("taking/check.html", attempt=own, lines=service.check_lines(db(), own))


@bp.post("/a/<attempt>/submit")
@guards.taker_only
def submit(attempt: str) -> ResponseReturnValue:
    """Hand in. Twice is once."""
    own = permissions.own_attempt(db(), attempt, context.student_id())
    is_over = own.deadline_at is not None and context.now() >= own.deadline_at
    submit_attempt(db(), own, context.now(), how="time was over" if is_over else "handed in")
    db().commit()
    return redirects.see_other(".results", attempt=attempt)


@bp.get("/a/<attempt>")
@guards.taker_only
def results(attempt: str) -> ResponseReturnValue:
    """Results, as far as they may be seen now; an attempt whose time is over is handed in first."""
    own = permissions.own_attempt(db(), attempt, context.student_id())
    if own.is_open:
        if own.deadline_at is None or context.now() <= own.deadline_at + ANSWER_GRACE:
            return redirects.see_other(".question", attempt=attempt, place=service.first_blank(db(), own))
        _hand_in_late(own.id)
        db().expire_all()
        db().rollback()
        own = permissions.own_attempt(db(), attempt, context.student_id())
    context.speak(service.bank_of(db(), own.bank_version_id).language)
    steps = page_sections.ask_section("next steps", attempt)
    shown = service.results_of(db(), own, context.now())
    return render_template("taking/results.html", results=shown, attempt=own, steps=steps)


def _hand_in_late(attempt_id: int) -> None:
    """Close an attempt whose time is over. A page that is read does this write, which changes no answer."""
    with database.aside() as writing:
        submit_attempt(writing, writing.get_one(Attempt, attempt_id), context.now(), how="time was over")
        writing.commit()


# --- coming back ------------------------------------------------------------------------------------------


@bp.get("/return-link")
@guards.taker_only
def return_link() -> ResponseReturnValue:
    """The return link and the three words, shown until the student has them; or the offer of new ones."""
    return _return_link_page(KeepForm(), redirects.safe_next(request.args.get("next")))


def _return_link_page(form: KeepForm, following: str) -> ResponseReturnValue:
    html = render_template("taking/return_link.html", form=form, following=following)
    return html, 422 if form.errors else 200


@bp.post("/return-link")
@guards.taker_only
def new_return_link() -> ResponseReturnValue:
    """Make a new return link; the one before stops working."""
    seen = context.viewer()
    session_cookies.keep_return_link(context.student_id(), is_shared=seen is not None and seen.is_shared)
    db().commit()
    return redirects.see_other(".return_link")


@bp.post("/return-link/done")
@guards.taker_only
def return_link_done() -> ResponseReturnValue:
    """The student has the link or the words: forget them here, take a name where there is none, and go on."""
    form, following = forms.form(KeepForm), redirects.safe_next(request.form.get("next"))
    if not form.validate():
        return _return_link_page(form, following)
    service.give_name(db(), context.student_id(), form.name.data or "")
    response = redirect(following, 303)
    if form.shared.data:
        session_cookies.make_shared(response)
    db().commit()
    session.pop(session_cookies.KEPT_LINK, None)
    return response


@bp.get("/r/<token>")
@guards.token_only
def arrive(token: str) -> ResponseReturnValue:
    """A return link was opened: say who it is for, and ask before signing in."""
    student = return_links.by_token(db(), token)
    return render_template("taking/arrive.html", name=student.name, token=token, form=SharedForm())


@bp.post("/r/<token>")
@guards.token_only
def arrived(token: str) -> ResponseReturnValue:
    """Sign in by a return link."""
    shared = bool(forms.form(SharedForm).shared.data)
    return _signed_in(return_links.by_token(db(), token), url_for(".home"), is_shared=shared)


@bp.route("/return", methods=["GET", "POST"])
@guards.anyone
def come_back() -> ResponseReturnValue:
    """Come back with a code and three words."""
    form = forms.form(ComeBackForm, data={"code": request.args.get("code", "")[:64]})
    if request.method == "POST" and form.validate():
        student = return_links.by_words(
            db(),
            database.program().secret,
            form.code.data or "",
            form.words.data or "",
            _client_key(),
            context.now(),
        )
        if student is not None:
            shared = bool(form.shared.data)
            return _signed_in(student, redirects.safe_next(request.args.get("next")), is_shared=shared)
        db().commit()
        form.words.errors = [_("These words do not go with this code. Check both on your note.")]
    html = render_template("taking/come_back.html", form=form)
    return html, 422 if form.errors else 200


def _client_key() -> str:
    return f"words:{request.remote_addr}"


def _signed_in(student: Student, target: str, *, is_shared: bool) -> ResponseReturnValue:
    session_cookies.end_session()
    token = sessions.sign_in(db(), context.now(), student_id=student.id, is_shared=is_shared)
    db().commit()
    response = redirect(target, 303)
    session_cookies.give_token(response, token, sessions.stay_of(is_teacher=False, is_shared=is_shared))
    return response


@bp.get("/not-you")
@guards.anyone
def ask_not_you() -> ResponseReturnValue:
    """Ask before signing out: whoever has not kept their link or words would not come back."""
    seen = context.viewer()
    if seen is None or not seen.is_student:
        return redirects.see_other(".home")
    return render_template("taking/not_you.html", following=redirects.safe_next(request.args.get("next")))


@bp.post("/not-you")
@guards.anyone
def not_you() -> ResponseReturnValue:
    """Leave this browser to the next person: sign out and wipe what it keeps of us."""
    session_cookies.end_session()
    db().commit()
    said = _("You have left this device. Your answers are kept: your code and three words bring you back.")
    return session_cookies.signed_out(url_for(".home"), said)
