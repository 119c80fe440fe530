"""The student's pages: home, start, questions, check, results, coming back."""

from dataclasses import dataclass, replace

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp import permissions
from quizapp.attempts import Page, page_of, record, start_attempt, submit_attempt
from quizapp.domain.answers import Certainty
from quizapp.domain.question import DONT_KNOW, AskView, Unreadable, read_post
from quizapp.errors import AttemptClosed, NotFound
from quizapp.i18n import _
from quizapp.identity import return_links, sessions
from quizapp.limits import ANSWER_GRACE
from quizapp.models import Assignment, Attempt, AttemptState, Student
from quizapp.taking import feedback, service
from quizapp.taking.blueprint import bp
from quizapp.taking.forms import ComeBackForm, NameForm
from quizapp.web import context, database, forms, guards, page_sections, redirects, session_cookies
from quizapp.web.database import db


@bp.get("/")
@guards.anyone
def home() -> ResponseReturnValue:
    """The quizzes that anyone may take, and the student's own."""
    study, stories = page_sections.ask_section("study line"), page_sections.ask_section("stories")
    seen = context.viewer()
    now = context.now()
    running: list[Assignment] = []
    closed: list[Assignment] = []
    past: list[service.PastAttempt] = []
    if seen and seen.is_student:
        for each in service.class_assignments(db(), context.student_id(), now):
            (closed if each.closes_at and each.closes_at <= now else running).append(each)
        past = service.past_attempts(db(), context.student_id(), now)
    # A quiz that a class has open is taken there, where it counts; it is not offered a second time.
    theirs = {each.quiz_id for each in running}
    anyones = [each for each in service.open_assignments(db()) if each.quiz_id not in theirs]
    lists = {"mine": running, "closed": list(reversed(closed)), "offers": anyones}
    shown = {name: [service.offer(db(), each) for each in some] for name, some in lists.items()}
    shown["offers"] = [each for each in shown["offers"] if not each.gone]
    return render_template("taking/home.html", **shown, past=past, study=study, stories=stories, now=now)


@bp.get("/q/<public_id>")
@guards.anyone
def start_page(public_id: str) -> ResponseReturnValue:
    """What a quiz is, how long it takes, and the button that starts it."""
    return _start_page(public_id, NameForm())


def _start_page(public_id: str, form: NameForm) -> ResponseReturnValue:
    seen = context.viewer()
    assignment = service.startable(
        db(), public_id, seen.student_id if seen else None, seen.user_id if seen else None
    )
    student_id = seen.student_id if seen else None
    page = render_template(
        "taking/start.html",
        offer=service.offer(db(), assignment),
        standing=service.standing(db(), assignment, student_id, context.now()),
        form=form,
        now=context.now(),
        kept=session.get(session_cookies.KEPT_LINK),
    )
    return page, 422 if form.errors else 200


@bp.post("/q/<public_id>/start")
@guards.anyone
def start(public_id: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is open."""
    seen = context.viewer()
    assignment = service.startable(
        db(), public_id, seen.student_id if seen else None, seen.user_id if seen else None
    )
    if seen and seen.is_teacher:
        student = service.trial_student(db(), context.user_id(), seen.name, context.now())
        sessions.attach_student(db(), seen.session_id, student.id)
        token = None
    elif seen and seen.student_id:
        student, token = db().get_one(Student, seen.student_id), None
        session.pop(session_cookies.KEPT_LINK, None)  # the start page has shown it
    else:
        form = forms.form(NameForm)
        if not form.validate():
            return _start_page(public_id, form)
        name = form.name.data or ""
        student = service.new_student(db(), forms.once_id("start", public_id, name), name, context.now())
        token = sessions.sign_in(db(), context.now(), student_id=student.id)
    attempt = start_attempt(db(), assignment, student.id, context.now(), context.rng())
    if token is not None:
        session_cookies.keep_return_link(student.id)
    target = url_for(".question", attempt=attempt.public_id, place=service.first_blank(db(), attempt))
    db().commit()
    if token is None:
        return redirect(target, 303)
    response = redirect(url_for(".return_link", next=target), 303)
    session_cookies.remember(response, token)
    return response


# --- one question -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionForm:
    """What the question's page is filled with: saved, just posted, or empty."""

    view: AskView
    certainty: str
    dont_know: bool
    problem: Unreadable | None = None


@bp.get("/a/<attempt>/<int(min=1, max=500):place>")
@guards.taker_only
def question(attempt: str, place: int) -> ResponseReturnValue:
    """One question of the student's own attempt."""
    page = page_of(db(), attempt, place, context.student_id()) or _missing()
    if page.state != AttemptState.OPEN or not page.takes_answers(context.now()):
        return redirects.see_other(".results", attempt=attempt)
    if page.locked_at is not None:
        return redirects.see_other(".feedback_page", attempt=attempt, place=place)
    view = page.question.ask_view(page.order, page.response)
    form = QuestionForm(view, page.certainty or "", page.answer_kind == "dont-know")
    return _question_page(page, form)


def _question_page(page: Page, form: QuestionForm) -> ResponseReturnValue:
    bank = service.bank_of(db(), page.bank_version_id)
    html = render_template(
        "taking/question.html",
        page=page,
        form=form,
        template=f"question_types/{page.question.type_name}.html",
        bank=bank,
        certainties=tuple(Certainty),
        ask_certainty=page.rules.get("certainty", True),
        from_check=request.values.get("from") == "check",
        stakes=feedback.stakes(page),
        run=service.run(db(), page.attempt_id, page.position),
    )
    return html, 422 if form.problem else 200


@bp.post("/a/<attempt>/<int(min=1, max=500):place>")
@guards.taker_only
def answer(attempt: str, place: int) -> ResponseReturnValue:
    """Save an answer and go on; what cannot be read comes back with a sentence, and nothing is lost."""
    page = page_of(db(), attempt, place, context.student_id(), lock=True) or _missing()
    posted = {name: [v.replace("\0", "") for v in values] for name, values in request.form.lists()}
    certainty = request.form.get("certainty", "")
    if request.form.get("move"):
        view = page.question.ask_view(page.order, page.response, posted)
        return _question_page(page, QuestionForm(view, certainty, dont_know=False))
    given = read_post(page.question, posted, page.order)
    if isinstance(given, Unreadable):
        db().rollback()
        view = page.question.ask_view(page.order, page.response, posted)
        problem = _with_ways_on(given) if page.question.is_untouched(posted, page.order) else given
        return _question_page(page, QuestionForm(view, certainty, bool(posted.get(DONT_KNOW)), problem))
    saved = record(
        db(),
        page,
        given,
        certainty=certainty if certainty in set(Certainty) else None,
        op_id=forms.op_id(),
        body_hash=forms.body_hash(place, _body(posted)),
        now=context.now(),
        raw=_raw(page, posted),
    )
    db().commit()
    if not saved.counted:
        raise AttemptClosed(
            "This attempt takes no more answers. Yours is kept and marked late; your teacher can accept it.",
            title="Your answer came too late",
        )
    if page.feedback_at_once:
        return redirects.see_other(".feedback_page", attempt=attempt, place=place)
    if request.form.get("from") == "check" or place >= page.length:
        return redirects.see_other(".check", attempt=attempt)
    return redirects.see_other(".question", attempt=attempt, place=place + 1)


def _with_ways_on(blank: Unreadable) -> Unreadable:
    """What is said to somebody who goes on without an answer."""
    what = _(blank.say).rstrip(".")
    return replace(blank, say=_("%(what)s, or choose “I don’t know”.") % {"what": what})


def _body(posted: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    return sorted((name, values) for name, values in posted.items() if name not in ("csrf_token", "op"))


def _raw(page: Page, posted: dict[str, list[str]]) -> str:
    """What was typed or chosen, as it was sent, for the report's column *raw answer*.

    Of the question's own fields alone, and of each no more values than it can have: nothing else gets into the database.
    """
    view = page.question.ask_view(page.order)
    own = {control.name for control in view.controls} | {name for name, _value in view.hidden} | {DONT_KNOW}
    most = max(len(page.order), 1)
    kept = [(name, values[:most]) for name, values in _body(posted) if name in own]
    return "; ".join(f"{', '.join(v)}" if n == "answer" else f"{n}={', '.join(v)}" for n, v in kept)


def _missing() -> Page:
    raise NotFound()


@bp.get("/a/<attempt>/<int(min=1, max=500):place>/feedback")
@guards.taker_only
def feedback_page(attempt: str, place: int) -> ResponseReturnValue:
    """Feedback on one answer, where the teacher chose to give it at once."""
    page = page_of(db(), attempt, place, context.student_id()) or _missing()
    if not page.feedback_at_once or page.answer_kind == "blank":
        return redirects.see_other(".question", attempt=attempt, place=place)
    own = permissions.own_attempt(db(), attempt, context.student_id())
    shown = feedback.at_once(db(), own, page, context.now())
    last = place >= page.length
    following = (
        url_for(".check", attempt=attempt) if last else url_for(".question", attempt=attempt, place=place + 1)
    )
    return render_template("taking/feedback.html", page=page, shown=shown, following=following, last=last)


@bp.get("/a/<attempt>/check")
@guards.taker_only
def check(attempt: str) -> ResponseReturnValue:
    """All answers before handing in, the missing ones first."""
    own = permissions.own_attempt(db(), attempt, context.student_id())
    if not own.is_open:
        return redirects.see_other(".results", attempt=attempt)
    return render_template("taking/check.html", attempt=own, lines=service.check_lines(db(), own))


@bp.post("/a/<attempt>/submit")
@guards.taker_only
def submit(attempt: str) -> ResponseReturnValue:
    """Hand in. Twice is once."""
    own = permissions.own_attempt(db(), attempt, context.student_id())
    submit_attempt(db(), own, context.now())
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
    """The return link and the three words, shown until the student goes on; or the offer of new ones."""
    return render_template(
        "taking/return_link.html",
        kept=session.get(session_cookies.KEPT_LINK),
        following=redirects.safe_next(request.args.get("next")),
    )


@bp.post("/return-link")
@guards.taker_only
def new_return_link() -> ResponseReturnValue:
    """Make a new return link; the one before stops working."""
    session_cookies.keep_return_link(context.student_id())
    db().commit()
    return redirects.see_other(".return_link")


@bp.post("/return-link/done")
@guards.taker_only
def return_link_done() -> ResponseReturnValue:
    """Forget the shown link and go on."""
    session.pop(session_cookies.KEPT_LINK, None)
    return redirect(redirects.safe_next(request.form.get("next")), 303)


@bp.get("/r/<token>")
@guards.token_only
def arrive(token: str) -> ResponseReturnValue:
    """A return link was opened: say who it is for, and ask before signing in."""
    student = return_links.by_token(db(), token)
    return render_template("taking/arrive.html", name=student.name, token=token)


@bp.post("/r/<token>")
@guards.token_only
def arrived(token: str) -> ResponseReturnValue:
    """Sign in by a return link."""
    return _signed_in(return_links.by_token(db(), token), url_for(".home"))


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
            return _signed_in(student, redirects.safe_next(request.args.get("next")))
        db().commit()
        form.words.errors = [_("These words and this code do not belong together. Check both on your note.")]
    html = render_template("taking/come_back.html", form=form)
    return html, 422 if form.errors else 200


def _client_key() -> str:
    return f"words:{request.remote_addr}"


def _signed_in(student: Student, target: str) -> ResponseReturnValue:
    session_cookies.end_session()
    token = sessions.sign_in(db(), context.now(), student_id=student.id)
    db().commit()
    response = redirect(target, 303)
    session_cookies.remember(response, token)
    return response


@bp.post("/not-you")
@guards.anyone
def not_you() -> ResponseReturnValue:
    """Leave this browser to the next person: sign out and wipe what it keeps of us."""
    session_cookies.end_session()
    db().commit()
    session.clear()
    response = redirect(url_for(".home"), 303)
    session_cookies.forget(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
