"""Joining a class: a code, a name, and a way back. No account, no e-mail."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from quizapp.attempts import describe_offer, start_attempt
from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import BROWSER_REMEMBERED
from quizapp.classes import browsers, joining
from quizapp.classes.blueprint import bp, when_in, zone_of
from quizapp.classes.forms import CodeForm, JoinForm, ListedNameForm, WordsForm, with_value
from quizapp.identity import rate_limit, return_links, sessions
from quizapp.identity.names import NameTaken
from quizapp.identity.sessions import Viewer
from quizapp.identity.tokens import new_token
from quizapp.identity.typed_codes import read_code
from quizapp.models import Assignment, Naming, SchoolClass, Student
from quizapp.web import context, cookies, database, forms, guards, redirects, session_cookies
from quizapp.web.database import db
from quizapp.web.forms import Form


@bp.get("/join")
@guards.anyone
def join() -> ResponseReturnValue:
    """Ask for the code of a class; a code in the address goes on at once."""
    code = read_code(request.args.get("code", ""))
    if code:
        return redirects.see_other(".join_class", code=code)
    return render_template("classes/join.html", form=CodeForm())


@bp.post("/join")
@guards.anyone
def join_by_code() -> ResponseReturnValue:
    """Go on to the class of a code."""
    form = forms.form(CodeForm)
    if not form.validate():
        return render_template("classes/join.html", form=form), 422
    school_class = joining.class_by_code(db(), form.code.data or "")
    if school_class is None and return_links.is_quiz_code(db(), form.code.data or ""):
        return redirects.see_other("taking.come_back", code=form.code.data)
    if school_class is None:
        joining.count_wrong_code(db(), _client(), context.now())
        db().commit()
        return _no_such_class(form), 422
    return redirects.see_other(".join_class", code=school_class.join_code)


def _client() -> str:
    return f"join:{request.remote_addr}"


def _no_such_class(form: CodeForm) -> str:
    form.code.errors = [_("There is no class with this code. Check the board, or ask your teacher.")]
    return render_template("classes/join.html", form=form)


@bp.get("/join/<code>")
@guards.anyone
def join_class(code: str) -> ResponseReturnValue:
    """The page that the link and the QR picture lead to. With one quiz in view it is that quiz's start page."""
    school_class = joining.class_by_code(db(), code)
    if school_class is None and return_links.is_quiz_code(db(), code):
        return redirects.see_other("taking.come_back", code=code)
    if school_class is None:
        _count_wrong_address()
        return _no_such_class(CodeForm(data={"code": code[:64]})), 404
    return _join_page(school_class, _join_form(school_class), request.args.get("quiz", ""))


def _count_wrong_address() -> None:
    """A wrong code in an address is a guess like a wrong code in the form."""
    rate_limit.check_wrong(db(), _client(), context.now())
    with database.aside() as writing:
        joining.count_wrong_code(writing, _client(), context.now())
        writing.commit()


def _join_form(school_class: SchoolClass) -> Form:
    """The form that the class's way of naming needs."""
    kinds: dict[str, type[Form]] = {
        Naming.FREE: JoinForm,
        Naming.ROSTER: ListedNameForm,
        Naming.WORDS: WordsForm,
    }
    seen = context.viewer()
    known: dict[str, Any] = {"name": seen.name} if seen and seen.is_student else {}
    if request.method == "GET":
        known["shared"] = school_class.shared_computers
    form = forms.form(kinds[school_class.naming], data=known)
    if isinstance(form, ListedNameForm):
        free = joining.free_roster_names(db(), school_class.id)
        with_value(form.membership, [(membership.public_id, membership.name) for membership in free])
    return form


def _join_page(school_class: SchoolClass, form: Form, wanted: str) -> ResponseReturnValue:
    seen = context.viewer()
    quiz = joining.quiz_in_view(db(), school_class.id, wanted, context.now())
    membership = joining.find_membership_of(db(), school_class.id, _student_id(seen))
    html = render_template(
        "classes/join_class.html",
        school_class=school_class,
        form=form,
        membership=membership,
        quiz=quiz,
        offer=describe_offer(db(), quiz) if quiz else None,
        following=_start_page(quiz),
        when=when_in(zone_of(school_class)),
    )
    return html, 422 if form.errors else 200


def _student_id(seen: Viewer | None) -> int | None:
    """The student who is looking; a teacher's own trial student never joins a class."""
    return seen.student_id if seen and seen.is_student else None


def _start_page(quiz: Assignment | None) -> str:
    """Where a student goes on to: the quiz that is in view, else the list of all."""
    return url_for("taking.start_page", public_id=quiz.public_id) if quiz else url_for("taking.home")


@bp.post("/join/<code>")
@guards.anyone
def join_now(code: str) -> ResponseReturnValue:
    """Join the class. Joining twice is joining once."""
    seen = context.viewer()
    school_class = joining.class_by_code(db(), code)
    if school_class is None:
        joining.count_wrong_code(db(), _client(), context.now())
        db().commit()
        return _no_such_class(CodeForm(data={"code": code[:64]})), 404
    if seen is not None and seen.is_teacher:
        raise Refused(
            _("You are signed in as a teacher. Open the link in a private window to join as a student.")
        )
    form, wanted = _join_form(school_class), request.form.get("quiz", "")
    if not form.validate():
        return _join_page(school_class, form, wanted)
    try:
        student = _join(school_class, form, _student_id(seen))
    except NameTaken:
        db().rollback()
        return _join_page(school_class, _name_taken(school_class), wanted)
    marked = cookies.read_cookie(cookies.BROWSER)[:64] or new_token()
    browsers.remember_browser(db(), school_class.id, student.id, marked, database.program().secret)
    quiz = joining.quiz_in_view(db(), school_class.id, wanted, context.now())
    response = _welcome(student, quiz, is_shared=bool(form.data.get("shared")))
    # also when the next person signs in
    cookies.set_cookie(response, cookies.BROWSER, marked, BROWSER_REMEMBERED)
    return response


def _join(school_class: SchoolClass, form: Form, student_id: int | None) -> Student:
    new_id = forms.once_id(school_class.public_id, sorted(form.data.items()))
    if isinstance(form, JoinForm):
        return joining.join_class(db(), school_class, form.name.data or "", student_id, new_id, context.now())
    if isinstance(form, ListedNameForm):
        return joining.join_as(db(), school_class, form.membership.data, student_id, new_id, context.now())
    return joining.join_in_words(db(), school_class, student_id, new_id, context.now(), context.rng())


def _name_taken(school_class: SchoolClass) -> Form:
    """The form with what was typed, and what to do about it."""
    form = _join_form(school_class)
    if isinstance(form, JoinForm):
        form.name.errors = [
            _(
                "Somebody in this class has this name. Add a letter of your last name, or come back with your words."
            )
        ]
    if isinstance(form, ListedNameForm):
        form.membership.errors = [_("Somebody has just taken this name. Choose yours, or tell your teacher.")]
    return form


def _welcome(student: Student, quiz: Assignment | None, *, is_shared: bool) -> Response:
    """Sign a new student in and go on to question 1 of the quiz in view; commits.

    Where the computer forgets, or time will run, what brings a student back comes first: with the quiz's start page,
    or on a page of its own. Elsewhere it comes with the first result.
    """
    seen = context.viewer()
    token = ""
    if seen is None:
        token = sessions.sign_in(db(), context.now(), student_id=student.id, is_shared=is_shared)
        session_cookies.keep_return_link(student.id, is_shared=is_shared)
    target = _start_page(quiz)
    if token and is_shared and quiz is None:
        target = url_for("taking.return_link", next=target)
    elif quiz is not None and not is_shared and quiz.time_limit_seconds is None:
        begun = start_attempt(db(), quiz, student.id, context.now(), context.rng())
        target = url_for(
            "taking.results", attempt=begun.public_id
        )  # leads on to the first question without an answer
    db().commit()
    response = redirect(target, 303)
    if token:
        stay = sessions.stay_of(is_teacher=False, is_shared=is_shared)
        session_cookies.give_token(response, token, stay)
    return response
