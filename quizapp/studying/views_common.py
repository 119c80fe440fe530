"""What the views of studying share."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.attempts.reading import Reading, find_readings
from quizapp.basics.errors import NotFound
from quizapp.domain.question import Unreadable, read_certainty, read_post
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin
from quizapp.domain.spacing.practice_round import StudySession
from quizapp.identity import permissions
from quizapp.models import Attempt, BankRight
from quizapp.studying import planning, recording, sentences
from quizapp.studying.forms import read_asked
from quizapp.studying.planning import Asking
from quizapp.studying.review_items import Deck, load_decks
from quizapp.web import context, database, forms, redirects
from quizapp.web.answer_forms import AnswerForm, filled_form, posted_fields
from quizapp.web.database import db


@dataclass(frozen=True)
class Learner:
    """Who studies, and by which time zone and end date."""

    student_id: int
    settings: SpacingSettings
    #: A teacher who tries things out.
    is_trial: bool

    @property
    def now(self) -> datetime:
        """The time by the learner's clock."""
        return context.now().astimezone(self.settings.zone)

    def board(self) -> planning.Board:
        return planning.load_board(
            db(), self.student_id, self.settings, context.now(), everything=self.is_trial
        )


def current_learner() -> Learner:
    """The viewer as a learner, with their schedule brought up to date. Only behind ``taker_only``."""
    student_id = context.student_id()
    seen = context.viewer()
    is_trial = seen is not None and seen.is_teacher
    own = context.timezone() if is_trial else ZoneInfo(database.program().settings.timezone)
    settings = recording.settings_of(db(), student_id, own)
    keep_up(student_id, settings)
    return Learner(student_id, settings, is_trial)


def keep_up(student_id: int, settings: SpacingSettings) -> None:
    """Tell the schedule of quizzes handed in since, and replay it where it was made under other settings.

    Also on a page that only reads: what is written follows from what is stored, and twice is once.
    """
    if request.method not in database.SAFE:
        recording.collect_answers(db(), student_id, settings, context.now())
        if recording.is_stale(db(), student_id, settings):
            recording.rebuild_schedule(db(), student_id, settings)
        return
    if not recording.find_uncollected(db(), student_id, context.now()) and not recording.is_stale(
        db(), student_id, settings
    ):
        return
    with database.aside() as writing:
        recording.collect_answers(writing, student_id, settings, context.now())
        if recording.is_stale(writing, student_id, settings):
            recording.rebuild_schedule(writing, student_id, settings)
        writing.commit()  # derived from what is stored; a page that only reads has no commit of its own
    db().rollback()
    db().expire_all()


def deck_or_404(public_id: str) -> tuple[Deck, Reading]:
    """The newest version of a bank, and what the viewer may read of it; NotFound where it is not there for them."""
    found = load_decks(db(), [public_id]).get(public_id)
    if found is None:
        raise NotFound()
    reading = reading_of(found)
    if not reading.exists:
        raise NotFound()
    context.speak(found.bank.language)
    return found, reading


def reading_of(deck: Deck) -> Reading:
    """What the viewer may read of a bank: a teacher who may read it all of it, everybody else as a student."""
    seen = context.viewer()
    if (
        seen is not None
        and seen.is_teacher
        and permissions.has_right(db(), deck.bank_id, context.user_id(), BankRight.READ)
    ):
        return Reading(context.now(), everything=True)
    student_id = seen.student_id if seen is not None else None
    return find_readings(db(), student_id, [deck.bank_id], context.now())[deck.bank_id]


def practice_reading(attempt: Attempt, *, everything: bool) -> Reading:
    """What the learner of an attempt may read of its bank."""
    if everything:
        return Reading(context.now(), everything=True)
    bank_id = attempt.assignment.quiz.bank_id
    return find_readings(db(), attempt.student_id, [bank_id], context.now())[bank_id]


def is_in_class() -> bool:
    """Whether what is said of classes concerns the viewer; a stranger reads it on the way into one."""
    seen = context.viewer()
    return seen is None or not seen.is_student or permissions.is_in_class(db(), context.student_id())


def privacy_line() -> str:
    """What a teacher sees of the viewer's practice."""
    return sentences.say_privacy(in_class=is_in_class())


# --- a question and its answer ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """Where a question page stands: what it is called, where it posts, and where one can leave it."""

    title: str
    study: StudySession
    action: str
    leave: str


def asked_round() -> int:
    """The round that an address names; 0 for none."""
    return request.args.get("round", 0, type=int)


def question_page(
    asking: Asking, sheet: Sheet, form: AnswerForm | None = None, *, is_changed: bool = False
) -> ResponseReturnValue:
    """The page of one question, empty or with what was just posted; ``is_changed``: the record is another now."""
    form = form or AnswerForm(asking.question.ask_view(asking.order))
    context.speak(asking.deck.bank.language)
    html = render_template(
        "studying/question.html",
        asking=asking,
        sheet=sheet,
        form=form,
        template=f"question_types/{asking.question.type_name}.html",
        is_changed=is_changed,
    )
    return html, 422 if form.problem else 200


def asking_posted(me: Learner, known: Collection[Deck], open_items: Collection[str]) -> Asking | None:
    """The question that a posted form answers; None where its turn is over. NotFound for what was never asked."""
    asked = read_asked(request.form)
    if asked is None or not any(asked.item in deck.items for deck in known):
        raise NotFound()
    if asked.item not in open_items:
        return None
    found = planning.find_posted(
        db(), me.student_id, known, asked.item, asked.question, asked.turn, database.program().secret
    )
    if found is None:
        raise NotFound()
    return found


def take_answer(
    me: Learner, asking: Asking, sheet: Sheet, origin: Origin, endpoint: str, **values: Any
) -> ResponseReturnValue:
    """Record an answer, commit, and go to its feedback; what cannot be read comes back with a sentence."""
    posted, question = posted_fields(), asking.question
    given = read_post(question, posted, asking.order)
    if isinstance(given, Unreadable):
        return question_page(asking, sheet, filled_form(question, asking.order, posted, problem=given))
    answer = planning.answer_of(
        asking,
        given,
        student_id=me.student_id,
        origin=origin,
        certainty=read_certainty(posted),
        op_id=forms.op_id(),
        now=context.now(),
    )
    recording.record_practice(db(), answer, me.settings, context.now())
    return redirects.see_other(endpoint, op=answer.op_id, **values)
