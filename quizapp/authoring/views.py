"""The list of banks, new banks, and a bank's own page."""

from collections.abc import Mapping

from flask import Response, request
from flask.typing import ResponseReturnValue

from quizapp import banks, pictures, web
from quizapp.authoring import service, texts
from quizapp.authoring.archives import unpack
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page
from quizapp.authoring.forms import NewBankForm, UploadForm
from quizapp.domain import schema
from quizapp.domain.explanations import EXPLANATIONS
from quizapp.language import _
from quizapp.models import Bank
from quizapp.question_types import QUESTION_TYPES
from quizapp.refusals import NotFound
from quizapp.web import db


@bp.get("/banks")
@web.teacher_only
def index() -> ResponseReturnValue:
    """The teacher's banks, and those of the questions folder."""
    return page(
        "index",
        lines=service.bank_lines(db(), web.user_id(), archived=False),
        archived=service.bank_lines(db(), web.user_id(), archived=True),
        disputes=service.open_disputes(db(), web.user_id()),
    )


@bp.route("/banks/new", methods=["GET", "POST"])
@web.teacher_only
def new() -> ResponseReturnValue:
    """A new bank: its title and its source."""
    form = web.form(NewBankForm)
    if request.method == "POST" and form.validate():
        given = [form.source.data, form.publisher.data, form.date.data, form.link.data]
        text = texts.first_text(form.title.data or "", *(each or "" for each in given))
        made = web.once_id("bank", text)
        bank = service.make_bank(db(), made, form.title.data or "", text, web.user_id(), web.now())
        db().commit()
        return web.see_other(".edit", public_id=bank.public_id)
    return page("new", form=form), 422 if form.errors else 200


@bp.route("/banks/upload", methods=["GET", "POST"])
@web.teacher_only
def upload() -> ResponseReturnValue:
    """A bank from a file, as a draft: what is wrong with it is shown in the editor."""
    form = web.form(UploadForm)
    problem = ""
    if request.method == "POST":
        text, beside, problem = _uploaded(None)
        if not problem:
            sent = request.files["file"]
            checked = examined_title(text, sent.filename or "")
            made = web.once_id("upload", text)
            bank = service.make_bank(db(), made, checked, text, web.user_id(), web.now())
            problem = _take(bank, beside)
            if not problem:
                db().commit()
                return web.see_other(".edit", public_id=bank.public_id)
        form.file.errors = [problem]
    return page("upload", form=form, bank=None), 422 if problem else 200


def _uploaded(bank: Bank | None) -> tuple[str, Mapping[str, pictures.Drawn], str]:
    """The text of the posted file and the pictures beside it, or a sentence on why there is none.

    Unpacks, reads and draws before anything is written. ``bank``: the one that the file goes into.
    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return "", {}, _("Choose a file.")
    content = sent.read()
    sent.close()
    try:
        packed = unpack(content)
        text, problems = texts.read_file(packed.text)
        drawn = pictures.draw(web.reading(), bank, packed.pictures)
    except (texts.CannotTake, pictures.CannotTakePicture) as error:
        return "", {}, error.say
    if problems:
        return "", {}, f"{problems[0].what} {problems[0].try_text}"
    return text, drawn, ""


def _take(bank: Bank, beside: Mapping[str, pictures.Drawn]) -> str:
    """Keep the pictures of an archive; a sentence where one cannot be taken, and then nothing is kept."""
    try:
        pictures.keep(db(), bank, beside, web.now())
    except pictures.CannotTakePicture as error:
        db().rollback()
        return error.say
    return ""


def examined_title(text: str, file_name: str) -> str:
    """What an uploaded bank is called: its title, else the last part of the file's name."""
    found = next((line[6:].strip(" '\"") for line in text.splitlines() if line.startswith("title:")), "")
    stem = file_name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return (found or stem or _("New bank"))[:200]


@bp.route("/banks/<public_id>/upload", methods=["GET", "POST"])
@web.teacher_only
def upload_into(public_id: str) -> ResponseReturnValue:
    """A file into the draft of a bank; a draft that has changes of its own is never written over unseen."""
    bank = bank_to_read(public_id)
    form = web.form(UploadForm)
    problem = ""
    if request.method == "POST":
        text, beside, problem = _uploaded(bank)
        bank = bank_of(public_id)
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
                user_id=web.user_id(), now=web.now(),
            )  # fmt: skip
            db().commit()
            return web.see_other(".edit", public_id=public_id)
        form.file.errors = [problem]
    return page("upload", form=form, bank=bank), 422 if problem else 200


def _number(draft: service.Draft) -> int | None:
    return draft.based_on.number if draft.based_on else None


@bp.get("/banks/<public_id>")
@web.teacher_only
def bank(public_id: str) -> ResponseReturnValue:
    """A bank's own page: its quizzes, its versions, what can be done with it."""
    found = bank_of(public_id)
    draft = service.open_draft(db(), found)
    newest = draft.newest
    quizzes = service.quizzes_of(db(), found, web.user_id()) if newest else []
    return page(
        "bank",
        bank=found,
        draft=draft,
        versions=service.versions_of(db(), found),
        quizzes=[(quiz, banks.recipe_in(banks.loaded(db(), newest.id), quiz)) for quiz in quizzes if newest],
    )


@bp.post("/banks/<public_id>/duplicate")
@web.teacher_only
def duplicate(public_id: str) -> ResponseReturnValue:
    """A bank of one's own with the same text."""
    found = bank_of(public_id)
    draft = service.open_draft(db(), found)
    title = _("Copy of %(title)s") % {"title": found.title}
    made = service.make_bank(
        db(), web.once_id("copy", public_id, draft.text), title[:200], draft.text, web.user_id(), web.now()
    )
    pictures.copy_all(db(), found, made, web.now())
    db().commit()
    web.notice(_("This is your copy. Give it a title of its own in its first line."))
    return web.see_other(".edit", public_id=made.public_id)


@bp.post("/banks/<public_id>/<any(archive, restore):act>")
@web.teacher_only
def archive(public_id: str, act: str) -> ResponseReturnValue:
    """Put a bank away with its quizzes, or bring it back."""
    found = bank_of(public_id)
    service.archive(db(), found, web.now(), restore=act == "restore")
    db().commit()
    if act == "restore":
        return web.see_other(".bank", public_id=public_id)
    web.notice(_("“%(title)s” is archived. You can restore it below.") % {"title": found.title})
    return web.see_other(".index")


@bp.get("/banks/explain/<code>")
@web.teacher_only
def explain(code: str) -> ResponseReturnValue:
    """What a code of the checker means, with an example that raises it and one that does not."""
    if code not in EXPLANATIONS:
        raise NotFound()
    return page("explain", explanation=EXPLANATIONS[code])


@bp.get("/banks/schema.json")
@web.anyone
def bank_schema() -> ResponseReturnValue:
    """The JSON Schema of a bank, for editors that know YAML."""
    return Response(schema.as_json(QUESTION_TYPES), mimetype="application/schema+json")
