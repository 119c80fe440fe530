"""Pages of classes: the list, one class, its settings, its poster, its teachers, who did what."""

from flask import Response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.banks import sharing
from quizapp.basics.i18n import _
from quizapp.basics.limits import ROWS_OF_A_PAGE
from quizapp.classes import (
    assignment_progress,
    assignments,
    browsers,
    service,
    students,
)
from quizapp.classes.blueprint import bp, class_of, class_page, count_pages, join_link, people_of, zone_of
from quizapp.classes.forms import ClassForm, TeacherForm
from quizapp.classes.views_deadlines import deadlines_address
from quizapp.identity import one_time_links
from quizapp.models import LinkPurpose, SchoolClass
from quizapp.web import context, database, forms, guards, page_sections, redirects
from quizapp.web.database import db
from quizapp.web.zone_fields import offer_zone


@bp.get("/classes")
@guards.teacher_only
def index() -> ResponseReturnValue:
    """The teacher's classes."""
    return render_template(
        "classes/index.html",
        classes=service.classes_of(db(), context.user_id()),
        archived=service.classes_of(db(), context.user_id(), archived=True),
    )


@bp.route("/classes/new", methods=["GET", "POST"])
@guards.teacher_only
def new() -> ResponseReturnValue:
    """Make a class."""
    form = forms.form(ClassForm, data={"timezone": str(context.timezone())})
    offer_zone(form.timezone, str(context.timezone()))
    if request.method == "POST" and form.validate():
        public_id = forms.once_id("class", form.plan())
        made = service.make_class(db(), form.plan(), public_id, context.user_id(), context.now())
        db().commit()
        return redirects.see_other(".show", public_id=made.public_id)
    seen = context.viewer()
    asks_browser = request.method == "GET" and not (seen and seen.timezone)
    return render_template(
        "classes/new.html", form=form, asks_browser=asks_browser
    ), 422 if form.errors else 200


@bp.get("/classes/<public_id>")
@guards.teacher_only
def show(public_id: str) -> ResponseReturnValue:
    """One class: its code, what is set before it, who is in it."""
    school_class = class_of(public_id)
    people = people_of(school_class)
    memberships = students.list_memberships(db(), school_class.id, people)
    begin = (context.page_number() - 1) * ROWS_OF_A_PAGE
    usual_day, all_alike = students.usual_day(memberships, zone_of(school_class))
    every_line = assignment_progress.assignments_of(db(), school_class.id, context.now())
    return class_page(
        "show",
        school_class,
        link=join_link(school_class),
        deadlines=deadlines_address(school_class),
        lines=[line for line in every_line if line.assignment.archived_at is None],
        archived=[line for line in every_line if line.assignment.archived_at is not None],
        choices=[] if every_line else assignments.quizzes_for(db(), context.user_id()),
        memberships=memberships[begin : begin + ROWS_OF_A_PAGE],
        people=people,
        finds=page_sections.ask_section("class finds hard", school_class),
        beside=browsers.find_shared(db(), school_class.id, people),
        has_joined=any(membership.joined_at for membership in memberships),
        usual_day=usual_day,
        all_alike=all_alike,
        number=len(memberships),
        page=context.page_number(),
        pages=count_pages(len(memberships)),
    )


@bp.route("/classes/<public_id>/settings", methods=["GET", "POST"])
@guards.teacher_only
def settings(public_id: str) -> ResponseReturnValue:
    """Change a class's name, way of naming, time zone and day."""
    school_class = class_of(public_id)
    form = forms.form(ClassForm, obj=school_class)
    offer_zone(form.timezone, school_class.timezone)
    if request.method == "POST" and form.validate():
        service.change_class(db(), school_class, form.plan(), context.user_id(), context.now())
        db().commit()
        redirects.show_notice(_("Saved."))
        return redirects.see_other(".show", public_id=public_id)
    return class_page("settings", school_class, form=form), 422 if form.errors else 200


@bp.post("/classes/<public_id>/code")
@guards.teacher_only
def new_code(public_id: str) -> ResponseReturnValue:
    """Replace the join code."""
    school_class = class_of(public_id)
    service.replace_code(db(), school_class, request.form.get("shown", ""), context.user_id(), context.now())
    db().commit()
    redirects.show_notice(_("The class has a new code. The old one no longer works."))
    return redirects.see_other(".show", public_id=public_id)


@bp.post("/classes/<public_id>/<any(archive, restore):act>")
@guards.teacher_only
def archive(public_id: str, act: str) -> ResponseReturnValue:
    """Put a class away, or bring it back."""
    school_class = class_of(public_id)
    service.archive_class(db(), school_class, context.user_id(), context.now(), restore=act == "restore")
    db().commit()
    if act == "restore":
        return redirects.see_other(".show", public_id=public_id)
    redirects.show_notice(
        _("“%(name)s” is archived. You find it below, and can restore it.") % {"name": school_class.name}
    )
    return redirects.see_other(".index")


@bp.get("/classes/<public_id>/poster")
@guards.teacher_only
def poster(public_id: str) -> ResponseReturnValue:
    """How to join, large: to project or to print."""
    school_class = class_of(public_id)
    short = database.program().settings.public_url + url_for(".join")
    return class_page("poster", school_class, link=join_link(school_class), short=short)


# --- teachers ---------------------------------------------------------------------------------------------


@bp.get("/classes/<public_id>/teachers")
@guards.teacher_only
def teachers(public_id: str) -> ResponseReturnValue:
    """Who teaches the class."""
    return _teachers_page(class_of(public_id), TeacherForm())


def _teachers_page(school_class: SchoolClass, form: TeacherForm) -> ResponseReturnValue:
    kept = session.pop("class_invitation", None) if request.method == "GET" else None
    html = class_page(
        "teachers",
        school_class,
        form=form,
        teachers=service.teachers_of(db(), school_class.id),
        is_owner=service.is_owner(db(), school_class.id, context.user_id()),
        me=context.user_id(),
        banks=sharing.banks_before_class(db(), school_class.id, context.user_id()),
        invitation=kept[1] if kept and kept[0] == school_class.public_id else None,
    )
    return html, 422 if form.errors else 200


@bp.post("/classes/<public_id>/teachers")
@guards.teacher_only
def add_teacher(public_id: str) -> ResponseReturnValue:
    """Share the class with a teacher who has an account."""
    school_class = class_of(public_id)
    form = forms.form(TeacherForm)
    if not form.validate():
        return _teachers_page(school_class, form)
    name = form.username.data or ""
    if not service.add_teacher(db(), school_class, name, context.user_id(), context.now()):
        form.username.errors = [_("No teacher here has this user name. Check it, or invite them below.")]
        return _teachers_page(school_class, form)
    db().commit()
    redirects.show_notice(_("The class is shared with %(name)s.") % {"name": name})
    return redirects.see_other(".teachers", public_id=public_id)


@bp.post("/classes/<public_id>/teachers/invite")
@guards.teacher_only
def invite_teacher(public_id: str) -> ResponseReturnValue:
    """Make a one-time link with which a new teacher makes an account and gets this class."""
    school_class = class_of(public_id)
    token = service.invite_teacher(db(), school_class, context.user_id(), context.now())
    db().commit()
    link = one_time_links.link_address(database.program().settings.public_url, LinkPurpose.INVITE, token)
    session["class_invitation"] = (public_id, link)
    return redirects.see_other(".teachers", public_id=public_id, _anchor="invitation")


@bp.post("/classes/<public_id>/teachers/hand-over")
@guards.teacher_only
def hand_over(public_id: str) -> ResponseReturnValue:
    """Give the class, and the banks that are ticked, to another of its teachers."""
    school_class = class_of(public_id)
    new_owner = service.hand_over_class(
        db(), school_class, request.form.get("teacher", ""), request.form.getlist("banks"),
        context.user_id(), context.now(),
    )  # fmt: skip
    db().commit()
    redirects.show_notice(_("The class belongs to %(name)s now.") % {"name": new_owner.display_name})
    return redirects.see_other(".teachers", public_id=public_id)


@bp.post("/classes/<public_id>/teachers/<teacher>/remove")
@guards.teacher_only
def remove_teacher(public_id: str, teacher: str) -> ResponseReturnValue:
    """Take a teacher out of the class."""
    service.remove_teacher(db(), class_of(public_id), teacher, context.user_id(), context.now())
    db().commit()
    return redirects.see_other(".teachers", public_id=public_id)


@bp.get("/classes/<public_id>/history")
@guards.teacher_only
def audit(public_id: str) -> ResponseReturnValue:
    """Who did what in this class."""
    school_class = class_of(public_id)
    events, number = service.audit_of(db(), school_class.id, page=context.page_number(), size=ROWS_OF_A_PAGE)
    return class_page(
        "audit", school_class, events=events, page=context.page_number(), pages=count_pages(number)
    )


@bp.get("/classes/<public_id>/qr.svg")
@guards.teacher_only
def qr(public_id: str) -> ResponseReturnValue:
    """The QR picture of the join link as a file, for slides."""
    school_class = class_of(public_id)
    svg = class_page("qr", school_class, link=join_link(school_class))
    return Response(
        svg, mimetype="image/svg+xml", headers={"Content-Disposition": 'inline; filename="join.svg"'}
    )
