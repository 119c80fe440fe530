"""Finding: one search of everything, and a bank's questions by topic, difficulty and last use."""

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.authoring import browsing, searching, service, written_questions
from quizapp.authoring.blueprint import bank_of, bp, page
from quizapp.banks import publishing
from quizapp.basics.limits import LINE_LETTERS
from quizapp.identity import permissions
from quizapp.models import BankRight
from quizapp.web import context, guards
from quizapp.web.database import db
from quizapp.web.hidden_names import names_hidden


@bp.get("/search")
@guards.teacher_only
def search() -> ResponseReturnValue:
    """Questions, banks, quizzes and students that have the words."""
    typed = request.args.get("q", "")[:LINE_LETTERS]
    found = searching.find(db(), typed, context.user_id(), with_students=not names_hidden())
    return page("search", typed=typed, found=found)


@bp.get("/banks/<public_id>/browse")
@guards.teacher_only
def browse(public_id: str) -> ResponseReturnValue:
    """A bank's published questions, with how they did."""
    bank = bank_of(public_id, BankRight.READ)
    version = publishing.newest_version(db(), bank.id)
    loaded = publishing.load_version(db(), version.id) if version else None
    topic, order = request.args.get("topic", ""), request.args.get("order", "")
    places = {}
    if permissions.has_right(db(), bank.id, context.user_id(), BankRight.EDIT):
        draft = service.open_draft(db(), bank)
        places = {each.id: each.place for each in written_questions.questions_in(draft.text)}
    if loaded:
        context.speak(loaded.language)
    return page(
        "browse",
        bank=bank,
        topics=loaded.topics if loaded else {},
        topic=topic,
        order=order,
        orders=browsing.ORDERS,
        lines=browsing.browse(db(), bank, loaded, topic=topic, order=order) if loaded else [],
        places=places,
    )
