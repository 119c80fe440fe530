"""The list of banks, new banks, and a bank's own page."""

from collections.abc import Mapping

from flask import Response, request
from flask.typing import ResponseReturnValue

from quizapp.authoring import bank_text, imports, service
from quizapp.authoring.bank_archives import unpack_bank
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page
from quizapp.authoring.forms import UploadForm
from quizapp.banks import images, publishing, sharing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import IMPORT_BYTES_AT_ONCE
from quizapp.domain.bankfile import schema
from quizapp.domain.lint.explanations import EXPLANATIONS
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.identity import permissions
from quizapp.interchange import ReadAs
from quizapp.models import Bank, BankRight, JobKind
from quizapp.web import context, database, forms, guards, jobs, redirects
from quizapp.web.database import db


@bp.get("/banks")
@guards.teacher_only
def index() -> ResponseReturnValue:
    """The teacher's banks, and those of the questions folder."""
    return page(
        "index",
        lines=service.bank_lines(db(), context.user_id(), archived=False),
        archived=service.bank_lines(db(), context.user_id(), archived=True),
        disputes=service.open_disputes(db(), context.user_id()),
    )


@bp.route("/banks/upload", methods=["GET", "POST"])
@guards.teacher_only
def upload() -> ResponseReturnValue:
    """A bank from a file, as a draft: what is wrong with it is shown in the editor."""
    form = forms.form(UploadForm)
    problem = ""
    if request.method == "POST":
        if (later := _later()) is not None:
            return later
        text, beside, problem = _uploaded(None)
        if not problem:
            checked = examined_title(
                text, request.files["file"].filename or "" if "file" in request.files else ""
            )
            made = forms.once_id("upload", text)
            bank = service.make_bank(db(), made, checked, text, context.user_id(), context.now())
            problem = _take(bank, beside)
            if not problem:
                db().commit()
                return _opened(bank.public_id, text)
        form.file.errors = [problem]
    return page("upload", form=form, bank=None), 422 if problem else 200


def _later() -> ResponseReturnValue | None:
    """The page that waits for a long file; None for any other, and beside the server."""
    long = (request.content_length or 0) > IMPORT_BYTES_AT_ONCE
    return jobs.put_aside(JobKind.CHANGE) if long else None


def _uploaded(bank: Bank | None) -> tuple[str, Mapping[str, images.Drawn], str]:
    """The text of the posted file and the pictures beside it, or a sentence on why there is none.

    Unpacks, reads and draws before anything is written. ``bank``: the one that the file goes into. Beside the server
    the sentence is Refused.
    """
    text, drawn, problem = _read_sent(bank)
    if problem and jobs.is_aside():
        raise Refused(problem)
    return text, drawn, problem


def _read_sent(bank: Bank | None) -> tuple[str, Mapping[str, images.Drawn], str]:
    content, name = _sent()
    if not content and not name:
        return "", {}, _("Choose a file.")
    form = forms.form(UploadForm)
    if not form.validate():
        return "", {}, _("Choose the format and the encoding from the lists.")
    said = ReadAs(form.format.data or "", form.encoding.data or "", (form.columns.data or "").strip())
    try:
        brought = imports.bring_in(content, name, said, jobs.tell)
        if brought is not None:
            return *brought, ""
        packed = unpack_bank(content)
        text, problems = bank_text.read_file(packed.text)
        drawn = images.draw_pictures(database.reading(), bank, packed.pictures)
    except (bank_text.CannotTake, images.CannotTakePicture) as error:
        return "", {}, error.message
    if problems:
        return "", {}, f"{problems[0].what} {problems[0].try_text}"
    return text, drawn, ""


def _sent() -> tuple[bytes, str]:
    """The bytes and the name of the posted file, or those of the pasted text."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        content = sent.read()
        sent.close()
        return content, sent.filename
    pasted = request.form.get("pasted", "").strip()
    return pasted.encode("utf-8", "replace"), "pasted.txt" if pasted else ""


def _opened(bank_id: str, text: str) -> ResponseReturnValue:
    """To the review of an import, to the editor of anything else."""
    return redirects.see_other(".imported" if imports.is_import(text) else ".edit", public_id=bank_id)


def _take(bank: Bank, beside: Mapping[str, images.Drawn]) -> str:
    """Keep the pictures of an archive; a sentence where one cannot be taken, and then nothing is kept."""
    try:
        images.keep_pictures(db(), bank, beside, context.now())
    except images.CannotTakePicture as error:
        db().rollback()
        return error.message
    return ""


def examined_title(text: str, file_name: str) -> str:
    """What an uploaded bank is called: its title, else the last part of the file's name."""
    found = next((line[6:].strip(" '\"") for line in text.splitlines() if line.startswith("title:")), "")
    stem = file_name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return (found or stem or _("New bank"))[:200]


@bp.route("/banks/<public_id>/upload", methods=["GET", "POST"])
@guards.teacher_only
def upload_into(public_id: str) -> ResponseReturnValue:
    """A file into the draft of a bank; a draft that has changes of its own is never written over unseen."""
    bank = bank_to_read(public_id)
    form = forms.form(UploadForm)
    problem = ""
    if request.method == "POST":
        if (later := _later()) is not None:
            return later
        text, beside, problem = _uploaded(bank)
        bank = bank_of(public_id)
        if jobs.is_aside() and service.open_draft(db(), bank).is_changed:
            raise Refused(
                _(
                    "The draft has changes that are not published. Publish them or take them back, and upload it again."
                )
            )
        problem = problem or _take(bank, beside)
        bank = bank_of(public_id)
        draft = service.open_draft(db(), bank)
        if not problem and draft.is_changed and draft.text != text:
            db().commit()  # its pictures are kept, whichever text is chosen
            return page(
                "two_texts", bank=bank, theirs=draft, text=text, basis=_number(draft), why="upload"
            ), 409
        if not problem:
            service.save_draft(
                db(), bank, text, revision=draft.revision, based_on=_number(draft),
                user_id=context.user_id(), now=context.now(),
            )  # fmt: skip
            db().commit()
            return _opened(public_id, text)
        form.file.errors = [problem]
    return page("upload", form=form, bank=bank), 422 if problem else 200


def _number(draft: service.EditorText) -> int | None:
    return draft.based_on.number if draft.based_on else None


@bp.get("/banks/<public_id>")
@guards.teacher_only
def bank(public_id: str) -> ResponseReturnValue:
    """A bank's own page: its quizzes, its versions, what can be done with it."""
    found = bank_of(public_id, BankRight.READ)
    draft = service.open_draft(db(), found)
    newest = draft.newest
    quizzes = service.quizzes_of(db(), found, context.user_id()) if newest else []
    return page(
        "bank",
        bank=found,
        may=may_do(found),
        may_manage=permissions.may_manage(db(), found, context.user_id()),
        sharing=sharing.sharing_of(db(), found),
        draft=draft,
        versions=service.versions_of(db(), found),
        quizzes=[
            (quiz, publishing.recipe_in(publishing.load_version(db(), newest.id), quiz))
            for quiz in quizzes
            if newest
        ],
    )


def may_do(bank: Bank) -> frozenset[BankRight]:
    """The rights of the viewer to a bank."""
    return frozenset(r for r in BankRight if permissions.has_right(db(), bank.id, context.user_id(), r))


@bp.post("/banks/<public_id>/duplicate")
@guards.teacher_only
def duplicate(public_id: str) -> ResponseReturnValue:
    """A bank of one's own with the same text."""
    found = bank_of(public_id, BankRight.READ)
    draft = service.open_draft(db(), found)
    text = draft.text if BankRight.EDIT in may_do(found) or draft.newest is None else draft.newest.text
    title = _("Copy of %(title)s") % {"title": found.title}
    made = service.make_bank(
        db(),
        forms.once_id("copy", public_id, text),
        title[:200],
        text,
        context.user_id(),
        context.now(),
    )
    images.copy_all(db(), found, made, context.now())
    db().commit()
    redirects.show_notice(_("This is your copy. Give it a title of its own in its first line."))
    return redirects.see_other(".edit", public_id=made.public_id)


@bp.post("/banks/<public_id>/<any(archive, restore):act>")
@guards.teacher_only
def archive(public_id: str, act: str) -> ResponseReturnValue:
    """Put a bank away with its quizzes, or bring it back."""
    found = bank_of(public_id, BankRight.READ)
    service.archive_bank(db(), found, context.user_id(), context.now(), restore=act == "restore")
    db().commit()
    if act == "restore":
        return redirects.see_other(".bank", public_id=public_id)
    redirects.show_notice(_("“%(title)s” is archived. You can restore it below.") % {"title": found.title})
    return redirects.see_other(".index")


@bp.get("/banks/explain/<code>")
@guards.teacher_only
def explain(code: str) -> ResponseReturnValue:
    """What a code of the checker means, with an example that raises it and one that does not."""
    if code not in EXPLANATIONS:
        raise NotFound()
    return page("explain", explanation=EXPLANATIONS[code])


@bp.get("/banks/schema.json")
@guards.anyone
def bank_schema() -> ResponseReturnValue:
    """The JSON Schema of a bank, for editors that know YAML."""
    return Response(schema.as_json(QUESTION_TYPES), mimetype="application/schema+json")
