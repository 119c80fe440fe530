"""The page of whoever runs the installation, and what everybody may read of them."""

from flask import Response, render_template, request, session
from flask.typing import ResponseReturnValue

from quizapp.accounts import second_step, site
from quizapp.accounts.blueprint import bp
from quizapp.accounts.forms import SiteForm
from quizapp.banks import images
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.models import AuditEvent
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db


@bp.get("/site")
@guards.admin_only
def run_site() -> ResponseReturnValue:
    """Teachers, what students are told, settings in force, storage."""
    return _shown(SiteForm(None, obj=context.site()))


def _shown(form: SiteForm) -> ResponseReturnValue:
    settings = database.program().settings
    html = render_template(
        "accounts/site.html",
        form=form,
        site=context.site(),
        me=context.user_id(),
        teachers=site.teacher_lines(db()),
        with_second_step=second_step.who_has_it(db()),
        link=session.pop("one_time_link", None) if request.method == "GET" else None,
        in_force=site.settings_in_force(settings),
        storage=site.storage(db(), settings),
    )
    return html, 422 if form.errors else 200


@bp.post("/site")
@guards.admin_only
def save_site() -> ResponseReturnValue:
    """Keep the school's name, logo, imprint and privacy contact."""
    form = forms.form(SiteForm)
    sent = request.files.get("logo")
    logo = None
    if sent is not None and sent.filename:
        try:
            logo = images.redraw_picture(sent.read())
        except images.CannotTakePicture as error:
            form.validate()
            form.logo.errors = [error.message]
            return _shown(form)
    if not form.validate():
        return _shown(form)
    site.write_site(
        db(), form["name"].data or "", form.imprint.data or "", form.privacy_contact.data or "", logo,
        context.now(), without_logo=bool(form.without_logo.data),
    )  # fmt: skip
    db().add(AuditEvent(at=context.now(), user_id=context.user_id(), act="site changed", about=""))
    db().commit()
    redirects.show_notice(_("Saved."))
    return redirects.see_other(".run_site")


@bp.get("/about")
@guards.anyone
def about() -> ResponseReturnValue:
    """Who runs this installation, for everybody."""
    return render_template("accounts/about.html", site=context.site())


@bp.get("/logo")
@guards.anyone
def logo() -> ResponseReturnValue:
    """The school's logo."""
    found = context.site()
    if found is None or found.logo is None:
        raise NotFound()
    return Response(found.logo, mimetype=found.logo_mime)
