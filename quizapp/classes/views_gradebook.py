"""The gradebook of a class: its page, its files, and what counts in it."""

from flask.typing import ResponseReturnValue

from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.basics.limits import ROWS_OF_A_PAGE
from quizapp.basics.spreadsheets import csv_bytes, workbook_bytes
from quizapp.classes import gradebook as books
from quizapp.classes.blueprint import bp, class_of, class_page, count_pages, people_of, zone_of
from quizapp.classes.weight_form import WeightForm, weight_form
from quizapp.classes.weights import Scheme, save_scheme
from quizapp.models import SchoolClass
from quizapp.web import context, forms, guards, languages, redirects
from quizapp.web.database import db
from quizapp.web.downloads import attachment


@bp.get("/classes/<public_id>/gradebook")
@guards.teacher_only
def gradebook(public_id: str) -> ResponseReturnValue:
    """Every student's mark in every assignment."""
    school_class = class_of(public_id)
    page = context.page_number()
    book = books.build_gradebook(
        db(), school_class, people_of(school_class), context.now(), page=page, size=ROWS_OF_A_PAGE
    )
    return class_page("gradebook", school_class, book=book, page=page, pages=count_pages(book.students))


@bp.get("/classes/<public_id>/gradebook.<kind>")
@guards.teacher_only
def gradebook_file(public_id: str, kind: str) -> ResponseReturnValue:
    """The gradebook for a spreadsheet, with numbers as the reader's browser writes them."""
    school_class = class_of(public_id)
    book = books.build_gradebook(db(), school_class, people_of(school_class), context.now())
    if kind == "xlsx":
        content = workbook_bytes(books.gradebook_sheets(book, zone_of(school_class)))
        mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    elif kind == "csv":
        content = csv_bytes(books.gradebook_table(book), point=languages.decimal_point())
        mimetype = "text/csv"
    else:
        raise NotFound()
    name = _("Gradebook %(name)s") % {"name": school_class.name}
    return attachment(content, f"{name}.{kind}", mimetype)


@bp.get("/classes/<public_id>/weights")
@guards.teacher_only
def weights(public_id: str) -> ResponseReturnValue:
    """What counts in the mean."""
    school_class = class_of(public_id)
    scheme = Scheme.of(school_class)
    form = weight_form(books.assignments_of(db(), school_class), scheme)()
    form.fill(scheme)
    return _weights_page(school_class, form)


def _weights_page(school_class: SchoolClass, form: WeightForm) -> ResponseReturnValue:
    return class_page("weights", school_class, form=form), 422 if form.errors else 200


@bp.post("/classes/<public_id>/weights")
@guards.teacher_only
def save_weights(public_id: str) -> ResponseReturnValue:
    """Weigh the marks anew; where a category is new, the page comes again to weigh it."""
    school_class = class_of(public_id)
    assignments = books.assignments_of(db(), school_class)
    form = forms.form(weight_form(assignments, Scheme.of(school_class)))
    if not form.validate():
        return _weights_page(school_class, form)
    scheme = form.scheme()
    save_scheme(db(), school_class, scheme, context.user_id(), context.now())
    db().commit()
    redirects.show_notice(_("Saved. Means are made anew."))
    is_new = set(scheme.names(assignments)) - set(form.names)
    return redirects.see_other(".weights" if is_new else ".gradebook", public_id=public_id)
