"""Pictures of a bank: uploaded, listed with what to write in the text, taken out again, and served to who may see them."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from quizapp.attempts.reading import reads_some
from quizapp.authoring import service
from quizapp.authoring.bank_archives import pack_bank
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page
from quizapp.authoring.forms import PictureForm
from quizapp.authoring.views_versions import version_of
from quizapp.banks import images
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.domain.pictures import find_picture_names
from quizapp.identity import permissions
from quizapp.models import BankRight
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db
from quizapp.web.downloads import attachment

#: A picture never changes, so a browser keeps it; only that of the one who may see it.
_KEEP = "private, max-age=31536000, immutable"


@bp.route("/banks/<public_id>/pictures", methods=["GET", "POST"])
@guards.teacher_only
def pictures_of(public_id: str) -> ResponseReturnValue:
    """The pictures beside a bank, and one more."""
    bank = bank_to_read(public_id)
    form = forms.form(PictureForm)
    if request.method == "POST":
        sent = request.files.get("file")
        content = sent.read() if sent is not None and sent.filename else b""
        if sent is not None:
            sent.close()
        fine = form.validate()
        if not content:
            form.file.errors = [_("Choose a file.")]
        elif fine and sent is not None:
            try:
                drawn, name = images.redraw_picture(content), sent.filename or ""
                made = images.add_picture(
                    db(), bank_of(public_id), name, form.alt.data or "", drawn, context.now()
                )
            except images.CannotTakePicture as error:
                form.file.errors = [error.message]
            else:
                db().commit()
                redirects.show_notice(
                    _("“%(name)s” is kept. Copy its line into the text.") % {"name": made.name}
                )
                return redirects.see_other(".pictures_of", public_id=public_id, _anchor=f"picture-{made.id}")
    html = page(
        "pictures",
        bank=bank,
        form=form,
        kept=images.of_bank(database.reading(), bank.id),
        used=service.shown_in(database.reading(), bank),
    )
    return html, 422 if form.errors else 200


@bp.post("/banks/<public_id>/pictures/<picture>/delete")
@guards.teacher_only
def delete_picture(public_id: str, picture: str) -> ResponseReturnValue:
    """Take out a picture that neither the draft nor any version shows."""
    bank = bank_of(public_id)
    found = next((each for each in images.of_bank(db(), bank.id) if each.public_id == picture), None)
    if found is None:
        raise NotFound()
    if found.name in service.shown_in(db(), bank):
        redirects.show_notice(
            _("“%(name)s” is shown by the draft or by a version, so it stays.") % {"name": found.name},
            "warning",
        )
    else:
        db().delete(found)
        db().commit()
        redirects.show_notice(_("“%(name)s” is deleted.") % {"name": found.name})
    return redirects.see_other(".pictures_of", public_id=public_id)


@bp.get("/pictures/<public_id>")
@guards.anyone
def picture(public_id: str) -> ResponseReturnValue:
    """A picture itself, for those who may see its bank."""
    seen = context.viewer()
    student_id = seen.student_id if seen else None
    bank_id = permissions.bank_of_picture(db(), public_id)
    reads = (
        student_id is not None
        and bank_id is not None
        and reads_some(db(), student_id, bank_id, context.now())
    )
    found = permissions.picture_for(
        db(),
        public_id,
        user_id=seen.user_id if seen else None,
        student_id=student_id,
        reads=[bank_id] if reads and bank_id is not None else [],
    )
    response = Response(found.content, mimetype=found.mime)
    response.headers["Cache-Control"] = _KEEP
    return response


@bp.get("/banks/<public_id>/versions/<int(max=1000000):number>/archive")
@guards.teacher_only
def download_all(public_id: str, number: int) -> ResponseReturnValue:
    """A version with its pictures, as the folder that ``banks publish`` takes."""
    bank = bank_of(public_id, BankRight.READ)
    version = version_of(bank, number)
    shown = set(find_picture_names(version.text))
    beside = [each for each in images.with_content(db(), bank.id) if each.name in shown]
    return attachment(pack_bank(bank.name, version.text, beside), f"{bank.name}.zip", "application/zip")
