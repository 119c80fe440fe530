"""What a correction did, in words; and the questions of an assignment that can be corrected."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.attempts.corrections import Correction
from quizapp.attempts.regrading import questions_in_use
from quizapp.attempts.review_cards import number_text
from quizapp.basics.i18n import _
from quizapp.domain.markdown import as_option, plain
from quizapp.domain.question import KeyChange, Question
from quizapp.models import Assignment, Attempt, AttemptState, Position


def describe_correction(written: dict[str, Any]) -> str:
    """A correction as a sentence."""
    correction = Correction.of(written)
    if correction.marks == 0:
        return _("The question counts for nothing.")
    if correction.marks is not None:
        return _("The question is worth %(marks)s.") % {"marks": number_text(correction.marks)}
    if correction.change is None:
        return _("Everybody gets full marks for the question.")
    return _key_in_words(correction.change)


def _key_in_words(change: KeyChange) -> str:
    if change.right:
        return _("Right is: %(texts)s.") % {
            "texts": "; ".join(f"“{_as_read(text)}”" for text in change.right)
        }
    if change.rows:
        texts = "; ".join(f"“{_as_read(label)}”: {_as_read(choice)}" for label, choice in change.rows)
        return _("Right is: %(texts)s.") % {"texts": texts}
    if change.figure:
        figure = " ".join(filter(None, (change.figure.number, change.figure.unit)))
        if change.figure.within:
            return _("The figure is %(figure)s, within %(within)s.") % {
                "figure": figure,
                "within": change.figure.within,
            }
        return _("The figure is %(figure)s.") % {"figure": figure}
    if change.accept:
        return _("“%(text)s” is right, too.") % {"text": change.accept}
    if change.refuse:
        return _("“%(text)s” is wrong.") % {"text": change.refuse}
    return _("“%(text)s” misleads: who chose it gets full marks.") % {"text": _as_read(change.void)}


def _as_read(text: str) -> str:
    """An option, or an answer that was typed, without marks."""
    return plain(as_option(text))


@dataclass(frozen=True)
class AskedQuestion:
    """A question that attempts at an assignment were asked."""

    question: Question
    #: How many answers have a mark; those of attempts that still run have none.
    marked: int
    #: Mean share of the marks that the marked answers earned, 0 to 1; None where none is marked.
    mean: float | None


def list_asked_questions(session: Session, assignment: Assignment) -> list[AskedQuestion]:
    """The questions of an assignment's attempts, hardest first."""
    found = session.execute(
        select(
            Position.question_id, func.count(Position.fraction), func.avg(Position.fraction * Position.credit)
        )
        .join(Attempt)
        .where(Attempt.assignment_id == assignment.id, Attempt.state != AttemptState.VOIDED)
        .group_by(Position.question_id)
    ).all()
    asked = [
        AskedQuestion(questions_in_use(session, assignment, question_id)[0], count, mean)
        for question_id, count, mean in found
    ]
    return sorted(asked, key=lambda each: (each.mean is None, each.mean or 0, each.question.id))
