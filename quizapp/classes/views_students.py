"""Pages of one student of a class."""

from flask import session, url_for
from flask.typing import ResponseReturnValue

from quizapp.basics.i18n import _
from quizapp.classes import students
from quizapp.classes.blueprint import bp, class_of, class_page, people_of
from quizapp.classes.erasing_form import EraseStudentForm
from quizapp.classes.forms import MergeForm, RenameForm, with_value
from quizapp.identity import return_links
from quizapp.identity.names import NameTaken
from quizapp.models import Membership, SchoolClass
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db

#: Name of the cookie entry that holds a reissued return link until the teacher has seen it.
_SLIP = "slip"


# --- one student ------------------------------------------------------------------------------------------


def _in_class(public_id: str, membership_id: str) -> tuple[SchoolClass, Membership]:
    school_class = class_of(public_id)
    return school_class, students.get_membership(db(), school_class, membership_id)


@bp.get("/classes/<public_id>/students/<membership_id>")
@guards.teacher_only
def student(public_id: str, membership_id: str) -> ResponseReturnValue:
    """One student of the class."""
    school_class, membership = _in_class(public_id, membership_id)
    return _student_page(school_class, membership, RenameForm(obj=membership))


def _student_page(
    school_class: SchoolClass,
    membership: Membership,
    form: RenameForm,
    merging: MergeForm | None = None,
    erasing: EraseStudentForm | None = None,
) -> ResponseReturnValue:
    erasing = erasing or EraseStudentForm()
    merging = merging or _merge_form(membership, MergeForm())
    html = class_page(
        "student",
        school_class,
        membership=membership,
        called=people_of(school_class).name(membership.id),
        form=form,
        merging=merging,
        erasing=erasing,
        taken=bool(membership.student_id),
        elsewhere=membership.student_id is not None
        and students.is_elsewhere_too(db(), membership.student_id, context.user_id()),
    )
    return html, 422 if form.errors or merging.errors or erasing.errors else 200


def _merge_form(membership: Membership, form: MergeForm) -> MergeForm:
    others = students.joined_others(db(), membership) if membership.student_id else []
    with_value(form.into, [(other.public_id, other.name) for other in others])
    return form


@bp.post("/classes/<public_id>/students/<membership_id>/name")
@guards.teacher_only
def rename_student(public_id: str, membership_id: str) -> ResponseReturnValue:
    """Give the student another name in this class."""
    school_class, membership = _in_class(public_id, membership_id)
    form = forms.form(RenameForm)
    if form.validate():
        try:
            students.rename(
                db(), school_class, membership, form.name.data or "", context.user_id(), context.now()
            )
            db().commit()
            redirects.show_notice(_("Saved."))
            return redirects.see_other(".student", public_id=public_id, membership_id=membership_id)
        except NameTaken:
            form.name.errors = [_("Somebody in this class has this name, perhaps one who was removed.")]
    return _student_page(school_class, membership, form)


@bp.post("/classes/<public_id>/students/<membership_id>/<any(remove, restore):act>")
@guards.teacher_only
def remove_student(public_id: str, membership_id: str, act: str) -> ResponseReturnValue:
    """Take a student out of the class, or put them back."""
    school_class, membership = _in_class(public_id, membership_id)
    change = students.remove if act == "remove" else students.restore
    change(db(), school_class, membership, context.user_id(), context.now())
    db().commit()
    return redirects.see_other(".student", public_id=public_id, membership_id=membership_id)


@bp.post("/classes/<public_id>/students/<membership_id>/erase")
@guards.teacher_only
def erase_student(public_id: str, membership_id: str) -> ResponseReturnValue:
    """Delete a student's name and answers for good, after a tick that it is meant."""
    school_class, membership = _in_class(public_id, membership_id)
    form = forms.form(EraseStudentForm)
    if not form.validate():
        return _student_page(school_class, membership, RenameForm(obj=membership), erasing=form)
    students.erase(db(), school_class, membership, context.user_id(), context.now())
    db().commit()
    database.close_sessions()
    database.program().sessions.forget_erased()
    redirects.show_notice(_("The student’s name and answers are deleted."))
    return redirects.see_other(".show", public_id=public_id, _anchor="students")


@bp.post("/classes/<public_id>/students/<membership_id>/merge")
@guards.teacher_only
def merge_student(public_id: str, membership_id: str) -> ResponseReturnValue:
    """This student and another one are the same: make them one."""
    school_class, membership = _in_class(public_id, membership_id)
    form = _merge_form(membership, forms.form(MergeForm))
    if form.validate():
        keep = students.get_membership(db(), school_class, form.into.data)
        students.merge(db(), school_class, keep, membership, context.user_id(), context.now())
        db().commit()
        people = people_of(school_class)
        both = {"one": people.name(membership.id), "other": people.name(keep.id)}
        redirects.show_notice(_("%(one)s and %(other)s are one student now.") % both)
        return redirects.see_other(".student", public_id=public_id, membership_id=keep.public_id)
    return _student_page(school_class, membership, RenameForm(obj=membership), form)


@bp.post("/classes/<public_id>/students/<membership_id>/link")
@guards.teacher_only
def reissue_link(public_id: str, membership_id: str) -> ResponseReturnValue:
    """Make a new return link for a student; older ones, and browsers that are signed in, stop working."""
    school_class, membership = _in_class(public_id, membership_id)
    student_id = students.open_way_back(db(), school_class, membership, context.user_id(), context.now())
    made = return_links.make_return_link(
        db(), database.program().secret, student_id, school_class.join_code, context.now()
    )
    db().commit()
    session[_SLIP] = {
        "membership_id": membership_id,
        "token": made.token,
        "words": made.words,
        "code": made.code,
    }
    return redirects.see_other(".slip", public_id=public_id, membership_id=membership_id)


@bp.get("/classes/<public_id>/students/<membership_id>/slip")
@guards.teacher_only
def slip(public_id: str, membership_id: str) -> ResponseReturnValue:
    """A reissued return link, shown once, to print or copy by hand."""
    school_class, membership = _in_class(public_id, membership_id)
    kept = session.pop(_SLIP, None)
    if kept is None or kept["membership_id"] != membership_id:
        return redirects.see_other(".student", public_id=public_id, membership_id=membership_id)
    link = database.program().settings.public_url + url_for("taking.arrive", token=kept["token"])
    return class_page(
        "slip",
        school_class,
        membership=membership,
        called=people_of(school_class).name(membership.id),
        kept=kept,
        link=link,
    )
