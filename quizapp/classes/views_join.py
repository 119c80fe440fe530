"""Joining a class: a code, a name, and a way back. No account, no e-mail."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from quizapp import return_links, throttle, visitors, web
from quizapp.classes import joining
from quizapp.classes.blueprint import bp, when_in, zone_of
from quizapp.classes.forms import CodeForm, JoinForm, SeatForm, WordsForm, with_value
from quizapp.language import _
from quizapp.models import SchoolClass, Student
from quizapp.refusals import Refused
from quizapp.tokens import read_code
from quizapp.visitors import Viewer
from quizapp.web import db


@bp.get("/join")
@web.anyone
def join() -> ResponseReturnValue:
    """Ask for the code of a class; a code in the address goes on at once."""
    code = read_code(request.args.get("code", ""))
    if code:
        return web.see_other(".join_class", code=code)
    return render_template("classes/join.html", form=CodeForm())


@bp.post("/join")
@web.anyone
def join_by_code() -> ResponseReturnValue:
    """Go on to the class of a code."""
    form = web.form(CodeForm)
    if not form.validate():
        return render_template("classes/join.html", form=form), 422
    throttle.check(db(), _client(), web.now())
    school_class = joining.class_by_code(db(), form.code.data or "")
    if school_class is None and return_links.is_quiz_code(db(), form.code.data or ""):
        return web.see_other("taking.come_back", code=form.code.data)
    if school_class is None:
        joining.count_wrong_code(db(), _client(), web.now())
        db().commit()
        return _no_such_class(form), 422
    return web.see_other(".join_class", code=school_class.join_code)


def _client() -> str:
    return f"join:{request.remote_addr}"


def _no_such_class(form: CodeForm) -> str:
    form.code.errors = [_("There is no class with this code. Check the board, or ask your teacher.")]
    return render_template("classes/join.html", form=form)


@bp.get("/join/<code>")
@web.anyone
def join_class(code: str) -> ResponseReturnValue:
    """The page that the link and the QR picture lead to."""
    throttle.check(db(), _client(), web.now())
    school_class = joining.class_by_code(db(), code)
    if school_class is None and return_links.is_quiz_code(db(), code):
        return web.see_other("taking.come_back", code=code)
    if school_class is None:
        _count_wrong_address()
        return _no_such_class(CodeForm(data={"code": code[:64]})), 404
    return _join_page(school_class, _join_form(school_class))


def _count_wrong_address() -> None:
    """A wrong code in an address is a guess like a wrong code in the form."""
    with web.aside() as writing:
        joining.count_wrong_code(writing, _client(), web.now())
        writing.commit()


def _join_form(school_class: SchoolClass) -> Form:
    """The form that the class's way of naming needs."""
    kinds: dict[str, type[Form]] = {"free": JoinForm, "roster": SeatForm, "words": WordsForm}
    seen = web.viewer()
    known = {"name": seen.name} if seen and seen.is_student else {}
    form = web.form(kinds[school_class.naming], data=known)
    if isinstance(form, SeatForm):
        free = joining.free_roster_names(db(), school_class.id)
        with_value(form.seat, [(seat.public_id, seat.name) for seat in free])
    return form


def _join_page(school_class: SchoolClass, form: Form) -> ResponseReturnValue:
    seen = web.viewer()
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
    open_now = joining.assignments_now(db(), school_class.id, web.now())
    return open_now[0] if len(open_now) == 1 else None


@bp.post("/join/<code>")
@web.anyone
def join_now(code: str) -> ResponseReturnValue:
    """Join the class. Joining twice is joining once."""
    seen = web.viewer()
    throttle.check(db(), _client(), web.now())
    school_class = joining.class_by_code(db(), code)
    if school_class is None:
        joining.count_wrong_code(db(), _client(), web.now())
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
    if seen is not None:
        following = _following(school_class)
        db().commit()
        return redirect(following, 303)
    return _welcome(student, _only_quiz(school_class))


def _join(school_class: SchoolClass, form: Form, student_id: int | None) -> Student:
    new_id = web.once_id(school_class.public_id, sorted(form.data.items()))
    if isinstance(form, JoinForm):
        return joining.join(db(), school_class, form.name.data or "", student_id, new_id, web.now())
    if isinstance(form, SeatForm):
        return joining.join_as(db(), school_class, form.seat.data, student_id, new_id, web.now())
    return joining.join_in_words(db(), school_class, student_id, new_id, web.now(), web.rng())


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


def _welcome(student: Student, only_quiz: str | None) -> ResponseReturnValue:
    """Sign the new student in and show the way back; commits.

    Where one quiz is open, its start page shows the way back too: one screen less to the first question.
    """
    token = visitors.sign_in(db(), web.now(), student_id=student.id)
    web.keep_return_link(student.id)
    db().commit()
    if only_quiz:
        target = url_for("taking.start_page", public_id=only_quiz)
    else:
        target = url_for("taking.return_link", next=url_for("taking.home"))
    response = redirect(target, 303)
    web.remember(response, token)
    return response
