"""A question's form: what it is filled with, and how a posted answer is read, in a quiz and in practice alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from quizapp.domain.question import (
    AskView,
    Order,
    Question,
    Response,
    Unreadable,
    does_not_know,
)


@dataclass(frozen=True)
class AnswerForm:
    """What a question's page is filled with: saved, just posted, or empty."""

    view: AskView
    certainty: str = ""
    dont_know: bool = False
    problem: Unreadable | None = None


def posted_fields() -> dict[str, list[str]]:
    """Every value that was posted, by its name; no database keeps a NUL."""
    return {name: [value.replace("\0", "") for value in values] for name, values in request.form.lists()}


def filled_form(
    question: Question,
    order: Order,
    posted: Mapping[str, list[str]],
    response: Response | None = None,
    problem: Unreadable | None = None,
) -> AnswerForm:
    """The form as it came, with what cannot be read of it."""
    view = question.ask_view(order, response, posted)
    return AnswerForm(view, next(iter(posted.get("certainty", ())), ""), does_not_know(posted), problem)
