"""The day's review, practice after a quiz, and the first lesson of each pattern."""

from datetime import UTC
from urllib.parse import urljoin

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.attempts.shares import find_shares, latest_assignment
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.basics.limits import ROUND_ITEMS
from quizapp.domain.calendar import write_calendar
from quizapp.domain.spacing.events import Origin, day_start, local_day
from quizapp.identity import permissions
from quizapp.models import Assignment, Attempt
from quizapp.studying import feedback, planning, recording, sentences
from quizapp.studying.blueprint import bp
from quizapp.studying.lessons import NOTE, Lesson, lesson_by_slug, lesson_for
from quizapp.studying.planning import Asking, Practice, Today
from quizapp.studying.review_items import bank_of_item, load_decks
from quizapp.studying.round_end import end_of_round
from quizapp.studying.views_common import (
    Learner,
    Sheet,
    asked_round,
    asking_posted,
    current_learner,
    deck_or_404,
    practice_reading,
    privacy_line,
    question_page,
    reading_of,
    take_answer,
)
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db
from quizapp.web.downloads import attachment

# --- today -----------------------------------------------------------------------------------------------


@bp.get("/today")
@guards.taker_only
def today() -> ResponseReturnValue:
    """The next question of today's review; when there is none, when to come back."""
    me = current_learner()
    board = me.board()
    now = planning.plan_today(db(), board, context.now())
    for item in now.study.queue:
        deck = board.deck_of(item)
        secret = database.program().secret
        asking = deck and planning.ask_item(db(), me.student_id, deck, item, secret, in_review=True)
        if asking:
            lesson = _first_lesson(me, asking)
            if lesson:
                return _lesson_page(lesson, asking.deck.public_id, request.path, first=True)
            return question_page(asking, _today_sheet(now), is_changed=item in board.changed)
    begun = day_start(now.plan.day, me.settings.zone)
    return render_template(
        "studying/today.html",
        end=end_of_round(db(), board, now.study, Origin.REVIEW, begun) if now.study.asked else None,
        waits=board.waits(),
        visit=sentences.say_visit(now.next_visit, me.now, board.waits()),
        next_day=now.next_visit.day,
        now=me.now,
        privacy=privacy_line(),
    )


def _today_sheet(now: Today) -> Sheet:
    return Sheet(_("Today"), now.study, action=url_for(".today"), leave=url_for("taking.home"))


@bp.post("/today")
@guards.taker_only
def answer_today() -> ResponseReturnValue:
    """Take an answer of today's review."""
    me = current_learner()
    board = me.board()
    now = planning.plan_today(db(), board, context.now())
    known = recording.event_of(db(), me.student_id, f"{Origin.REVIEW}:{forms.op_id()}")
    if known is not None:
        db().commit()
        return redirects.see_other(".feedback_today", op=forms.op_id())
    asking = asking_posted(me, board.decks.values(), now.study.queue)
    answered = (
        take_answer(me, asking, _today_sheet(now), Origin.REVIEW, ".feedback_today")
        if asking
        else redirects.see_other(".today")
    )
    db().commit()
    return answered


@bp.get("/today/<op>")
@guards.taker_only
def feedback_today(op: str) -> ResponseReturnValue:
    """What came of an answer of today's review."""
    me = current_learner()
    now = planning.plan_today(db(), me.board(), context.now())
    following = (url_for(".today"), _("Go on"))
    return _feedback(me, f"{Origin.REVIEW}:{op}", _today_sheet(now), following)


def _feedback(
    me: Learner, op: str, sheet: Sheet, following: tuple[str, str], assignment: Assignment | None = None
) -> ResponseReturnValue:
    event = recording.event_of(db(), me.student_id, op)
    public_id = bank_of_item(event.item) if event else ""
    deck = load_decks(db(), [public_id]).get(public_id)
    if event is None or deck is None:
        raise NotFound()
    found = feedback.look_back(db(), event, me.settings, reading_of(deck))
    if found is None:
        raise NotFound()
    context.speak(deck.bank.language)
    asked = found.card.question_id
    assignment = assignment or latest_assignment(db(), me.student_id, deck.bank_id)
    return render_template(
        "studying/feedback.html",
        found=found,
        share=find_shares(db(), assignment, [asked]).get(asked) if assignment else None,
        reason=sentences.say_reason(found.reason, found.due, me.now),
        sheet=sheet,
        following=following,
    )


@bp.get("/next.ics")
@guards.taker_only
def calendar() -> ResponseReturnValue:
    """The next visit as a calendar file: a date in the learner's own calendar instead of a reminder from us."""
    me = current_learner()
    board = me.board()
    visits = planning.plan_today(db(), board, context.now()).next_visit
    if visits.day is None:
        waits = [sentences.say_wait(wait) for wait in board.waits()]
        raise NotFound(" ".join(waits) or _("Nothing is planned yet. Take a quiz first."))
    link = urljoin(database.program().settings.public_url, url_for(".today"))
    text = _("Review: %(review)s") % {"review": sentences.say_review(visits.count, visits.minutes)}
    visit = planning.calendar_visit(
        visits, str(me.student_id), database.program().secret, link, context.now(), text
    )
    written = write_calendar([visit], context.now().astimezone(UTC))
    return attachment(written, "next-visit.ics", "text/calendar")


# --- practice --------------------------------------------------------------------------------------------


@bp.get("/practise/<attempt>")
@guards.taker_only
def practise(attempt: str) -> ResponseReturnValue:
    """The next question of practice after a quiz; before it the lesson of its pattern, once."""
    me = current_learner()
    own = permissions.own_attempt(db(), attempt, me.student_id)
    found = _practice_of(me, own, asked_round())
    if found is None:
        return _not_yet(own)
    item = found.study.current
    if item is None:
        return _practice_done(me, found, own)
    same_as = found.asked[item] if found.after_reading else ""
    asking = planning.ask_item(
        db(),
        me.student_id,
        found.decks[bank_of_item(item)],
        item,
        database.program().secret,
        in_review=False,
        same_as=same_as,
    )
    if asking is None:
        raise NotFound()
    lesson = None if found.after_reading else _first_lesson(me, asking)
    if lesson:
        return _lesson_page(lesson, found.deck.public_id, request.path, first=True)
    return question_page(asking, _practice_sheet(found, attempt))


def _practice_of(me: Learner, own: Attempt, number: int) -> Practice | None:
    """The practice after an attempt, without what a quiz keeps back; None while that is all, or the attempt's key hidden."""
    if own.is_open or not recording.key_is_visible(db(), own, context.now()):
        return None
    found = planning.plan_practice(db(), own, practice_reading(own, everything=me.is_trial), number)
    return None if found is not None and found.waits and not found.study.size else found


def _not_yet(own: Attempt) -> ResponseReturnValue:
    if own.is_open:
        return redirect(url_for("taking.results", attempt=own.public_id), 303)
    return render_template("studying/not_yet.html", attempt=own)


def _practice_sheet(found: Practice, attempt: str) -> Sheet:
    return Sheet(
        _("Your guesses, then and now") if found.after_reading else _("Practice"),
        found.study,
        action=url_for(".practise", attempt=attempt, round=found.number),
        leave=url_for("taking.results", attempt=attempt),
    )


def _practice_done(me: Learner, found: Practice, own: Attempt) -> ResponseReturnValue:
    board = me.board()
    now = planning.plan_today(db(), board, context.now())
    then_and_now = feedback.pairs_after(db(), own, list(found.asked)) if found.after_reading else ()
    end = None
    if found.study.asked and not found.after_reading and own.submitted_at is not None:
        end = end_of_round(db(), board, found.study, Origin.PRACTICE, own.submitted_at)
    return render_template(
        "studying/practice_done.html",
        found=found,
        more=min(found.left, ROUND_ITEMS),
        attempt=own,
        due=now.left,
        review=sentences.say_review(now.left, now.minutes),
        visit=sentences.say_visit(now.next_visit, me.now, board.waits()),
        next_day=now.next_visit.day,
        has_pages=reading_of(found.deck).exists,
        then_and_now=then_and_now,
        end=end,
        now=me.now,
        privacy=privacy_line(),
    )


@bp.post("/practise/<attempt>")
@guards.taker_only
def answer_practice(attempt: str) -> ResponseReturnValue:
    """Take an answer of practice."""
    me = current_learner()
    own = permissions.own_attempt(db(), attempt, me.student_id)
    found = _practice_of(me, own, asked_round())
    known = recording.event_of(db(), me.student_id, f"{Origin.PRACTICE}:{forms.op_id()}")
    if found is None or known is not None:
        db().commit()
        if found is None or known is None:
            return redirects.see_other(".practise", attempt=attempt)
        here = {"attempt": attempt, "round": found.number, "op": forms.op_id()}
        return redirects.see_other(".feedback_practice", **here)
    asking = asking_posted(me, found.decks.values(), found.study.queue)
    sheet = _practice_sheet(found, attempt)
    here = {"attempt": attempt, "round": found.number}
    answered = (
        take_answer(me, asking, sheet, Origin.PRACTICE, ".feedback_practice", **here)
        if asking
        else redirects.see_other(".practise", **here)
    )
    db().commit()
    return answered


@bp.get("/practise/<attempt>/<op>")
@guards.taker_only
def feedback_practice(attempt: str, op: str) -> ResponseReturnValue:
    """What came of an answer of practice."""
    me = current_learner()
    own = permissions.own_attempt(db(), attempt, me.student_id)
    found = _practice_of(me, own, asked_round())
    if found is None:
        raise NotFound()
    following = (url_for(".practise", attempt=attempt, round=found.number), _("Go on"))
    return _feedback(
        me, f"{Origin.PRACTICE}:{op}", _practice_sheet(found, attempt), following, own.assignment
    )


# --- lessons ---------------------------------------------------------------------------------------------


@bp.get("/lesson/<bank>/<pattern>")
@guards.taker_only
def lesson(bank: str, pattern: str) -> ResponseReturnValue:
    """One pattern's worked example, to read again at any time."""
    deck, _reading = deck_or_404(bank)
    found = lesson_by_slug(pattern)
    if found is None:
        raise NotFound()
    return _lesson_page(found, deck.public_id, url_for(".learn", bank=bank), first=False)


def _first_lesson(me: Learner, asking: Asking) -> Lesson | None:
    """The lesson of a question's pattern, where this learner has not met it yet; one a day at most."""
    lesson = lesson_for(asking.question)
    if lesson is None:
        return None
    zone = me.settings.zone
    today = day_start(local_day(context.now(), zone), zone)
    met = recording.notes_of(db(), me.student_id, NOTE)
    return None if lesson.note in met or any(at >= today for at in met.values()) else lesson


def _lesson_page(found: Lesson, bank: str, following: str, *, first: bool) -> ResponseReturnValue:
    return render_template("studying/lesson.html", lesson=found, bank=bank, following=following, first=first)


@bp.post("/lesson/<bank>/<pattern>")
@guards.taker_only
def lesson_met(bank: str, pattern: str) -> ResponseReturnValue:
    """Remember that a lesson was met, and go on."""
    deck = load_decks(db(), [bank]).get(bank)
    found = lesson_by_slug(pattern)
    # Also in a bank that has closed since: its ideas come back to those who have met them, with their lessons.
    if deck is None or found is None or not reading_of(deck).concerns_them:
        raise NotFound()
    recording.add_note(db(), context.student_id(), deck.bank_id, found.note, context.now())
    db().commit()
    return redirect(redirects.safe_next(request.form.get("next")), 303)
