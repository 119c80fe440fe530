"""The editor: a draft's text in a box, checked, mended, previewed and saved; it works without script."""

from random import Random
from typing import Any
from zlib import crc32

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from quizapp.attempts.review_cards import preview_card
from quizapp.authoring import bank_text, drafts, editor_checks, service
from quizapp.authoring.blueprint import (
    bank_of,
    bank_to_read,
    bp,
    page,
    teacher_with_text,
    whole_number,
    with_style_nonce,
)
from quizapp.authoring.differences import diff_lines
from quizapp.authoring.publishing import begun_bank, check_text, problems_in, questions_of, with_pictures
from quizapp.authoring.suppressions import can_be_silenced
from quizapp.authoring.written_questions import with_ids
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import LISTED_LINES
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.bankfile.autofix import repair
from quizapp.domain.question import Posted, Question, Unreadable, read_post
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.try_answer import Trial
from quizapp.identity.names import clean_name
from quizapp.models import Bank
from quizapp.web import context, csrf, database, guards, redirects
from quizapp.web.database import db


@bp.get("/banks/<public_id>/edit")
@guards.teacher_only
def edit(public_id: str) -> ResponseReturnValue:
    """The draft in the editor, with everything the checker says of it."""
    bank = bank_of(public_id)
    return _editor(bank, service.open_draft(db(), bank))


def _editor(bank: Bank, draft: service.EditorText) -> str:
    with_style_nonce()
    examination = check_text(db(), bank, draft.text, context.user_id())
    lines = bank_text.shown_lines(draft.text)
    return page(
        "edit",
        bank=bank,
        draft=draft,
        problems=editor_checks.errors_first(examination.problems),
        numbers=editor_checks.in_numbers(examination.problems),
        silenced=examination.silenced,
        questions=questions_of(examination.bank),
        kinds=QUESTION_TYPES,
        listing=lines if len(lines) <= LISTED_LINES else [],
        setup=editor_checks.editor_setup(QUESTION_TYPES),
        words=_script_words(),
        which_of=editor_checks.which_of,
        can_be_answered=can_be_silenced,
    )


def _script_words() -> dict[str, Any]:
    """The sentences of the editor's script."""
    return {
        "saved": _("Draft saved."),
        "offline": _("Not saved: there is no connection. Your text stays here and is sent when you type on."),
        "conflict": _(
            "Somebody else saved another text meanwhile. Press Save draft to see both side by side."
        ),
        "signedOut": _("Not saved: you were signed out. Sign in in another tab, then type on here."),
        "signIn": _("Sign in"),
        "refused": _("Not saved. Press Save draft to see why."),
        "unsaved": _("This browser holds a text of this bank that was typed here and never saved."),
        "putBack": _("Put it back"),
        "drop": _("Drop it"),
        "fixed": _("Fixed on line {line}."),
        "fix": _("Fix"),
        "fixLine": _("Fix line {line}"),
        "line": _("line {line}"),
        "first": _("The first is in line {line}."),
        "try": _("Try:"),
        "why": _("Why, with an example"),
        "wrong": _("Wrong"),
        "right": _("Right"),
        "keep": _("Keep it as it is"),
        "keepLine": _("Keep line {line} as it is"),
        "reason": _("Your reason; it is kept in the text"),
        "kept": _("Your reason is written into the text."),
        "noPreview": _("The preview waits until the errors are gone."),
        "one": {"error": _("Error"), "doubt": _("Doubt"), "advice": _("Advice")},
    }


@bp.post("/banks/<public_id>/edit")
@teacher_with_text
def save(public_id: str) -> ResponseReturnValue:
    """Save the text, then do what the pressed button says: check, mend, insert, preview or publish."""
    bank = bank_to_read(public_id)
    act, _colon, which = request.form.get("act", "save").partition(":")
    before = service.open_draft(database.reading(), bank)
    text = bank_text.as_typed(request.form.get("text", ""), before.text)
    text, note = _changed(bank, text, act, which)
    if act in ("save", "check", "publish"):
        text = with_ids(text, problems_in(database.reading(), bank, text, context.user_id()))
    try:
        _save(bank_of(public_id), text)
    except service.DraftConflict as conflict:
        db().rollback()
        return _two_texts(bank_of(public_id), conflict.theirs, text)
    db().commit()
    return _after(public_id, act, note)


def _changed(bank: Bank, text: str, act: str, which: str) -> tuple[str, str]:
    """What the pressed button makes of the text, and a sentence on what was done."""
    reasons = {name: clean_name(value) for name, value in request.form.items() if name.startswith("reason:")}
    if act == "save" and any(reasons.values()):  # Enter in the box of a reason presses the first button
        act, which = "answer", next(name for name in reasons if reasons[name]).removeprefix("reason:")
    if act == "answer":
        return editor_checks.insert_reason(
            check_text(database.reading(), bank, text, context.user_id()),
            text,
            which,
            reasons.get(f"reason:{which}", ""),
        )
    if act == "fix":
        return editor_checks.fix_problems(
            check_text(database.reading(), bank, text, context.user_id()).problems, text, which
        )
    if act == "insert":
        kind = QUESTION_TYPES.get(request.form.get("kind", ""))
        return (bank_text.with_question(text, kind) if kind else text), ""
    if act == "draft":
        drafted, note = drafts.with_drafts(
            begun_bank(database.reading(), bank, text, context.user_id()), text
        )
        return drafted, f"{note} " + _("Look at each, then take its tag “draft” away.")
    return text, ""


def _save(bank: Bank, text: str) -> service.EditorText:
    return service.save_draft(
        db(),
        bank,
        text,
        revision=whole_number("revision") or 0,
        based_on=whole_number("based_on"),
        user_id=context.user_id(),
        now=context.now(),
    )


def _after(public_id: str, act: str, note: str) -> ResponseReturnValue:
    """Where a button leads once the text is saved."""
    if act == "publish":
        return redirects.see_other(".publish", public_id=public_id)
    if act == "fix-all":
        return redirects.see_other(".fix", public_id=public_id)
    if act == "preview":
        question = request.form.get("question", "")
        if question:
            return redirects.see_other(".preview", public_id=public_id, question_id=question)
    if act == "save":
        redirects.show_notice(_("Draft saved."))
    if note:
        redirects.show_notice(note)
    return redirects.see_other(
        ".edit", public_id=public_id, _anchor="text" if act in ("insert", "draft") else "problems"
    )


def _two_texts(bank: Bank, theirs: service.EditorText, text: str) -> ResponseReturnValue:
    """Both texts side by side: nothing is written over unseen."""
    html = page("two_texts", bank=bank, theirs=theirs, text=text, basis=whole_number("based_on"), why="saved")
    return html, 409


@bp.get("/banks/<public_id>/fix")
@guards.teacher_only
def fix(public_id: str) -> ResponseReturnValue:
    """What can be mended without asking, as a listing; a button makes it so."""
    bank = bank_of(public_id)
    draft = service.open_draft(db(), bank)
    mended = repair(draft.text, lambda text: check_text(db(), bank, text, context.user_id()).problems)
    return page("fix", bank=bank, draft=draft, mended=mended, rows=diff_lines(mended.before, mended.after))


# --- for the script ---------------------------------------------------------------------------------------


@bp.post("/banks/<public_id>/draft.json")
@teacher_with_text
def autosave(public_id: str) -> ResponseReturnValue:
    """Save what the script sends on every pause; 409 when somebody else saved since."""
    bank = bank_of(public_id)
    text = bank_text.as_typed(request.form.get("text", ""), service.open_draft(db(), bank).text)
    try:
        draft = _save(bank, text)
    except service.DraftConflict as conflict:
        return jsonify(message=_(conflict.message), revision=conflict.theirs.revision), 409
    db().commit()
    return jsonify(revision=draft.revision)


@bp.post("/banks/<public_id>/check.json")
@teacher_with_text
def check_json(public_id: str) -> ResponseReturnValue:
    """Everything the checker says of a text, for the margin; nothing is saved."""
    database.only_read()
    bank = bank_of(public_id)
    text = request.form.get("text", "").replace("\r\n", "\n")
    bank_text.check_size(text)
    return jsonify(editor_checks.for_script(check_text(db(), bank, text, context.user_id()), text))


@bp.get("/banks/<public_id>/token.json")
@guards.teacher_only
def token_json(public_id: str) -> ResponseReturnValue:
    """A fresh token for the editor's forms after signing in again in another tab."""
    bank_of(public_id)
    return jsonify(token=csrf.csrf_token())


# --- preview ----------------------------------------------------------------------------------------------


def _question(bank: LoadedBank | None, question_id: str) -> Question:
    found = next((q for q in bank.questions if q.id == question_id), None) if bank else None
    if found is None:
        raise NotFound(
            _("The draft has no such question, or it cannot be read yet. See the list of problems.")
        )
    return found


def _order(question: Question) -> list[int]:
    """The order in which the preview shows a question's parts: always the same one."""
    return question.draw_order(Random(crc32(question.id.encode())))


def _shown(bank: LoadedBank, question: Question, *, posted: Posted | None) -> dict[str, Any]:
    """What the preview shows: the question, and how the posted answer is graded."""
    context.speak(bank.language)
    order = _order(question)
    view = question.ask_view(order, None, posted)
    shown: dict[str, Any] = {
        "question": question,
        "view": view,
        "type_template": f"question_types/{question.type_name}.html",
        "problem": None,
        "card": None,
    }
    if posted:
        given = read_post(question, posted, order)
        if isinstance(given, Unreadable):
            return {**shown, "problem": given}
        return {**shown, "card": preview_card(bank, question, given, order)}
    return shown


@bp.route("/banks/<public_id>/preview/<question_id>", methods=["GET", "POST"])
@guards.teacher_only
def preview(public_id: str, question_id: str) -> ResponseReturnValue:
    """A question of the draft as students will see it; it can be answered, and nothing is recorded."""
    database.only_read()
    bank = bank_of(public_id)
    draft = service.open_draft(db(), bank)
    loaded = with_pictures(db(), bank, draft.text, context.user_id())
    question = _question(loaded, question_id)
    assert loaded is not None  # _question refuses without a bank  # noqa: S101
    posted: Posted | None = None
    trials: list[Trial] = []
    cannot = ""
    if request.form.get("act") == "try":
        posted, trials, cannot = editor_checks.try_answers(
            question, request.form.get("tried", ""), _order(question)
        )
    elif request.method == "POST":
        posted = {name: [v.replace("\0", "") for v in values] for name, values in request.form.lists()}
    shown = _shown(loaded, question, posted=posted)
    ids = [q.id for q in loaded.questions]
    return page(
        "preview",
        bank=bank,
        ids=ids,
        place=ids.index(question_id),
        wide=request.args.get("width") == "wide",
        trials=trials,
        cannot=cannot,
        **shown,
    )


@bp.post("/banks/<public_id>/preview.html")
@teacher_with_text
def preview_fragment(public_id: str) -> ResponseReturnValue:
    """The question under the cursor of a text that is sent along, as a part of the editor's page."""
    database.only_read()
    bank = bank_of(public_id)
    loaded = with_pictures(db(), bank, request.form.get("text", "").replace("\r\n", "\n"), context.user_id())
    if loaded is None:
        raise Refused(_("The preview waits until the errors are gone."))
    line = whole_number("line") or 1
    under = [q for q in loaded.questions if q.line <= line]
    question = under[-1] if under else loaded.questions[0]
    posted = {
        name: values for name, values in request.form.lists() if name not in ("text", "line", "csrf_token")
    }
    shown = page("_preview", **_shown(loaded, question, posted=posted))
    return shown.replace("<h1>", "<h3>").replace(
        "</h1>", "</h3>"
    )  # the editor's page has its heading already
