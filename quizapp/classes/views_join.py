"""Joining a class: a code, a name, and a way back. No account, no e-mail."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import Form

from quizapp.classes import browsers, joining
from quizapp.classes.blueprint import bp, when_in, zone_of
from quizapp.classes.forms import CodeForm, JoinForm, SeatForm, WordsForm, with_value
from quizapp.errors import Refused
from quizapp.i18n import _
from quizapp.identity import rate_limit, return_links, sessions
from quizapp.identity.sessions import Viewer
from quizapp.identity.tokens import read_code
from quizapp.models import SchoolClass, Student
from quizapp.web import context, database, forms, guards, redirects, session_cookies
from quizapp.web.database import db


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
    """The page that the link and the QR picture lead to."""
    school_class = joining.class_by_code(db(), code)
    if school_class is None and return_links.is_quiz_code(db(), code):
        return redirects.see_other("taking.come_back", code=code)
    if school_class is None:
        _count_wrong_address()
        return _no_such_class(CodeForm(data={"code": code[:64]})), 404
    return _join_page(school_class, _join_form(school_class))


def _count_wrong_address() -> None:
    """A wrong code in an address is a guess like a wrong code in the form."""
    rate_limit.check_wrong(db(), _client(), context.now())
    with database.aside() as writing:
        joining.count_wrong_code(writing, _client(), context.now())
        writing.commit()


def _join_form(school_class: SchoolClass) -> Form:
    """The form that the class's way of naming needs."""
    kinds: dict[str, type[Form]] = {"free": JoinForm, "roster": SeatForm, "words": WordsForm}
    seen = context.viewer()
    known = {"name": seen.name} if seen and seen.is_student else {}
    form = forms.form(kinds[school_class.naming], data=known)
    if isinstance(form, SeatForm):
        free = joining.free_roster_names(db(), school_class.id)
        with_value(form.seat, [(seat.public_id, seat.name) for seat in free])
    return form


def _join_page(school_class: SchoolClass, form: Form) -> ResponseReturnValue:
    seen = context.viewer()
    member = joining.membership_of(db(), school_class.id, _student_id(seen))
    html = render_template(
        "classes/join_class.html",
        school_class=school_class,
        form=form,
        member=member,
        following=_following(school_class),
        when=when_in(zone_of(school_class)),
    )
    return html, 422 if form.errors else 200


def _student_id(seen: Viewer | None) -> int | None:
    """The student who is looking; a teacher's own trial student never joins a class."""
    return seen.student_id if seen and seen.is_student else None


def _following(school_class: SchoolClass) -> str:
    """Where a student goes on to: the one quiz that is open, else the list of all."""
    only = _only_quiz(school_class)
    return url_for("taking.start_page", public_id=only) if only else url_for("taking.home")


def _only_quiz(school_class: SchoolClass) -> str | None:
    """The assignment that is open, where there is exactly one."""
    open_now = joining.assignments_now(db(), school_class.id, context.now())
    return open_now[0] if len(open_now) == 1 else None


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
    form = _join_form(school_class)
    if not form.validate():
        return _join_page(school_class, form)
    try:
        student = _join(school_class, form, _student_id(seen))
    except joining.NameTaken:
        db().rollback()
        return _join_page(school_class, _name_taken(school_class))
    marked = browsers.mark()
    browsers.remember(db(), school_class.id, student.id, marked, database.program().secret)
    if seen is not None:
        following = _following(school_class)
        db().commit()
        response = redirect(following, 303)
    else:
        response = _welcome(student, _only_quiz(school_class))
    browsers.keep(response, marked)
    return response


def _join(school_class: SchoolClass, form: Form, student_id: int | None) -> Student:
    new_id = forms.once_id(school_class.public_id, sorted(form.data.items()))
    if isinstance(form, JoinForm):
        return joining.join(db(), school_class, form.name.data or "", student_id, new_id, context.now())
    if isinstance(form, SeatForm):
        return joining.join_as(db(), school_class, form.seat.data, student_id, new_id, context.now())
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
    if isinstance(form, SeatForm):
        form.seat.errors = [_("Somebody has just taken this name. Choose yours, or tell your teacher.")]
    return form


def _welcome(student: Student, only_quiz: str | None) -> Response:
    """Sign the new student in and show the way back; commits.

    Where one quiz is open, its start page shows the way back too: one screen less to the first question.
    """
    token = sessions.sign_in(db(), context.now(), student_id=student.id)
    session_cookies.keep_return_link(student.id)
    db().commit()
    if only_quiz:
        target = url_for("taking.start_page", public_id=only_quiz)
    else:
        target = url_for("taking.return_link", next=url_for("taking.home"))
    response = redirect(target, 303)
    session_cookies.remember(response, token)
    return response
