"""Finding: one search of everything, and a bank's questions by topic, difficulty and last use."""

from collections.abc import Sequence

from flask import request, url_for
from flask.typing import ResponseReturnValue

from quizapp.authoring import browsing, searching, service, written_questions
from quizapp.authoring.blueprint import bank_of, bp, page
from quizapp.banks import publishing
from quizapp.basics.limits import LINE_LETTERS, ROWS_OF_A_PAGE
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
    lines = browsing.browse(db(), bank, loaded, topic=topic, order=order) if loaded else []
    page_shown = _page_of(lines, request.args.get("question", ""))
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
        number=len(lines),
        lines=lines[(page_shown - 1) * ROWS_OF_A_PAGE : page_shown * ROWS_OF_A_PAGE],
        page=page_shown,
        pages=max(1, -(-len(lines) // ROWS_OF_A_PAGE)),
        page_address=lambda other: url_for(
            ".browse", public_id=public_id, page=other, topic=topic or None, order=order or None
        ),
        places=places,
    )


def _page_of(lines: Sequence[browsing.BrowsedQuestion], question_id: str) -> int:
    """The page that is asked for, or that on which a question stands to which a search led."""
    found = [place for place, line in enumerate(lines) if line.question.id == question_id]
    return found[0] // ROWS_OF_A_PAGE + 1 if found else context.page_number()
