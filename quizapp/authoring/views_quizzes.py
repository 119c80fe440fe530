"""Quizzes composed in the browser: their rules, what these find, a trial run, the paper version."""

from dataclasses import replace
from random import Random
from zlib import crc32

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from quizapp.authoring import quiz_builder
from quizapp.authoring.blueprint import bank_of, bp, page
from quizapp.authoring.quiz_forms import QuizForm
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import QUIZ_TITLE_LETTERS
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.recipes import QuizRecipe
from quizapp.domain.selection import CannotFill
from quizapp.identity import permissions
from quizapp.models import AssignmentKind, Bank, BankRight, Quiz
from quizapp.web import context, forms, guards, redirects
from quizapp.web.database import db


def _gone() -> str:
    """What a teacher is told of a quiz that its bank has no longer."""
    return _(
        "This quiz is no longer in its bank, so nobody can start it any more; what is handed in stays. Put its "
        "lines back under “quizzes:” in the bank’s text and publish, or set another quiz before the class."
    )


def _newest(bank: Bank) -> LoadedBank:
    version = publishing.newest_version(db(), bank.id)
    if version is None:
        raise Refused(_("Publish the bank first; then make a quiz of it."))
    return publishing.load_version(db(), version.id)


@bp.route("/banks/<public_id>/quizzes/new", methods=["GET", "POST"])
@guards.teacher_only
def new_quiz(public_id: str) -> ResponseReturnValue:
    """Compose a quiz of a bank, from nothing or like one that there is."""
    bank = bank_of(public_id, BankRight.USE)
    loaded = _newest(bank)
    like = request.args.get("like", "")
    if request.method == "POST" or not like:
        return _compose(bank, loaded, forms.form(QuizForm, bank=loaded), None)
    recipe = _still_there(loaded, permissions.quiz_for(db(), like, context.user_id()))
    title = _("Copy of %(title)s") % {"title": recipe.title}
    copy = replace(recipe, title=title[:QUIZ_TITLE_LETTERS], open=False)
    return _compose(bank, loaded, _filled(loaded, copy), None)


@bp.route("/quizzes/<public_id>/edit", methods=["GET", "POST"])
@guards.teacher_only
def edit_quiz(public_id: str) -> ResponseReturnValue:
    """Change a quiz of one's own."""
    quiz = permissions.quiz_for(db(), public_id, context.user_id())
    if quiz.owner_id != context.user_id():
        raise NotFound()
    loaded = _newest(quiz.bank)
    recipe = _still_there(loaded, quiz)
    form = _filled(loaded, recipe) if request.method == "GET" else forms.form(QuizForm, bank=loaded)
    return _compose(quiz.bank, loaded, form, quiz)


def _filled(loaded: LoadedBank, recipe: QuizRecipe) -> QuizForm:
    """The form with the rules of a quiz."""
    form = QuizForm(None, bank=loaded, data={"rules": [quiz_builder.row_of(rule) for rule in recipe.draw]})
    form.fill(recipe)
    return form


def _compose(bank: Bank, loaded: LoadedBank, form: QuizForm, quiz: Quiz | None) -> ResponseReturnValue:
    """The form; on "look" with what its rules find, on "save" saved."""
    outlook = None
    if request.method == "POST" and form.validate():
        outlook = quiz_builder.preview_quiz(db(), bank, loaded, form.recipe(""))
        if request.form.get("act") == "save" and not outlook.shortage:
            made = quiz.public_id if quiz else forms.once_id("quiz", bank.public_id)
            saved = quiz_builder.save_quiz(
                db(), bank, form.recipe(""), public_id=made, user_id=context.user_id(), now=context.now()
            )
            db().commit()
            redirects.show_notice(_("Saved. Attempts that have begun keep the rules they began with."))
            return redirects.see_other(".quiz", public_id=saved.public_id)
    html = page("edit_quiz", bank=bank, quiz=quiz, form=form, outlook=outlook)
    return html, 422 if form.errors or (outlook and outlook.shortage) else 200


def _with_recipe(public_id: str) -> tuple[Quiz, LoadedBank, QuizRecipe]:
    quiz = permissions.quiz_for(db(), public_id, context.user_id())
    loaded = _newest(quiz.bank)
    return quiz, loaded, _still_there(loaded, quiz)


def _still_there(loaded: LoadedBank, quiz: Quiz) -> QuizRecipe:
    recipe = publishing.recipe_in(loaded, quiz)
    if recipe is None:
        raise Refused(_gone())
    return recipe


@bp.get("/quizzes/<public_id>")
@guards.teacher_only
def quiz(public_id: str) -> ResponseReturnValue:
    """A quiz: what its rules find, and what can be done with it."""
    found = permissions.quiz_for(db(), public_id, context.user_id())
    loaded = _newest(found.bank)
    recipe = publishing.recipe_in(loaded, found)
    outlook = quiz_builder.preview_quiz(db(), found.bank, loaded, recipe) if recipe else None
    mine = found.owner_id == context.user_id()
    context.speak(loaded.language)
    return page("quiz", quiz=found, recipe=recipe, outlook=outlook, bank=loaded, mine=mine, gone=_gone())


@bp.post("/quizzes/<public_id>/try")
@guards.teacher_only
def try_quiz(public_id: str) -> ResponseReturnValue:
    """Take a quiz as a student would; the attempt counts nowhere and is marked so."""
    found, _bank, _recipe = _with_recipe(public_id)
    trial = publishing.get_or_make_entry(db(), found, AssignmentKind.TRIAL, context.now())
    db().commit()
    return redirect(url_for("taking.start_page", public_id=trial.public_id), 303)


@bp.post("/quizzes/<public_id>/<any(archive, restore):act>")
@guards.teacher_only
def archive_quiz(public_id: str, act: str) -> ResponseReturnValue:
    """Put a quiz of one's own away, or bring it back."""
    found = permissions.quiz_for(db(), public_id, context.user_id())
    if found.owner_id != context.user_id():
        raise NotFound()
    found.archived_at = None if act == "restore" else (found.archived_at or context.now())
    db().commit()
    redirects.show_notice(
        _("“%(title)s” is archived.") % {"title": found.title} if act == "archive" else _("Restored.")
    )
    return redirects.see_other(".quiz", public_id=public_id)


@bp.get("/quizzes/<public_id>/paper")
@guards.teacher_only
def paper(public_id: str) -> ResponseReturnValue:
    """A quiz on paper: questions, an answer grid, and on a sheet of its own the key."""
    found, loaded, recipe = _with_recipe(public_id)
    draw = min(max(request.args.get("draw", 1, int), 1), 10_000)
    rng = Random(crc32(f"{public_id} {draw}".encode()))
    try:
        questions = quiz_builder.draw_paper_quiz(loaded, recipe, rng)
    except CannotFill as error:
        raise Refused(str(error)) from None
    context.speak(loaded.language)
    return page("paper", quiz=found, bank=loaded, recipe=recipe, questions=questions, draw=draw)
