"""One question of an attempt: its page, its answer, what is kept on the way off it, and its feedback."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from flask import g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from quizapp.attempts import Page, drafts, page_of, record, submit_attempt
from quizapp.attempts.drafts import Kept
from quizapp.attempts.shares import find_shares
from quizapp.basics.errors import NotFound, SignedOut
from quizapp.basics.i18n import _
from quizapp.basics.limits import PIECES_KEPT, TYPED_KEPT_LETTERS
from quizapp.domain.answers import AnswerKind
from quizapp.domain.question import DONT_KNOW, DontKnow, Unreadable, read_certainty, read_post
from quizapp.identity import permissions, return_links, sessions
from quizapp.models import AttemptState
from quizapp.taking import feedback, service
from quizapp.taking.blueprint import bp
from quizapp.web import (
    context,
    csrf,
    database,
    drawing,
    formatting,
    forms,
    frames,
    guards,
    markup,
    redirects,
    session_cookies,
)
from quizapp.web.answer_forms import AnswerForm, filled_form, posted_fields
from quizapp.web.database import db

#: How the names of fields begin that hold an answer.
_ANSWERS = ("answer", "row-", "certainty", DONT_KNOW)

#: Where the buttons at the foot lead; from there one comes back to the question.
_ASIDE = {"words": ".return_link", "not-you": ".ask_not_you"}

PLACE = "/a/<attempt>/<int(min=1, max=500):place>"


@bp.get(PLACE)
@guards.taker_only
def question(attempt: str, place: int) -> ResponseReturnValue:
    """One question of the student's own attempt."""
    page = page_of(db(), attempt, place, context.student_id()) or _missing()
    if page.state != AttemptState.OPEN or not page.takes_answers(context.now()):
        return redirects.see_other(".results", attempt=attempt)
    if page.locked_at is not None:
        return redirects.see_other(".feedback_page", attempt=attempt, place=place)
    return _question_page(page, _as_it_stands(page))


def _as_it_stands(page: Page) -> AnswerForm:
    """What is chosen or written there now: sent, or left without sending."""
    if page.draft is None:
        view = page.question.ask_view(page.order, page.response)
        return AnswerForm(view, page.certainty or "", page.answer_kind == AnswerKind.DONT_KNOW)
    return filled_form(page.question, page.order, page.draft, page.response)


def _question_page(page: Page, form: AnswerForm) -> ResponseReturnValue:
    session = db()
    context.speak(service.bank_of(session, page.bank_version_id).language)
    run = tuple(service.lead_on(session, page.attempt_id, page.position))
    touched_at = context.now() if form.problem else page.touched_at
    gaps = {
        "place": page.position,
        "length": page.length,
        "stem": _short(page.question.stem_text()),
        "run": drawing.piece("taking/_run.html", marks=run),
        "saved": _("saved") if page.touched_at and not form.problem else "",
        "address": drawing.address(".question", attempt=page.public_id, place=page.position),
        "now_ms": _milliseconds(context.now()),
        "touched_ms": _milliseconds(touched_at) if touched_at else 0,
        "csrf": csrf.lasting_csrf_token(),
        "op": secrets.token_hex(16),
        "asked": _asked(page, form),
    }
    choices = {"is_first": page.position == 1, "from_check": request.values.get("from") == "check"}
    if form.problem or page.deadline_at:
        problems = [(form.problem.control, _(form.problem.message))] if form.problem else []
        html = render_template(
            "taking/question.html", **gaps, **choices, problems=problems, deadline_at=page.deadline_at
        )
        return html, 422 if form.problem else 200
    return frames.framed("taking/question.html", gaps, **choices), 200


@lru_cache(PIECES_KEPT)
def _short(stem: str) -> str:
    """A stem as the title of its page shows it."""
    text = markup.stem_line(stem)
    return text if len(text) <= 65 else text[:57].rsplit(" ", 1)[0] + "..."


def _asked(page: Page, form: AnswerForm) -> Markup:
    """The question with its controls, hints and buttons. Many see the very same; what somebody wrote is not kept."""
    is_text = any(len(control.value) > TYPED_KEPT_LETTERS for control in form.view.controls)
    draw = drawing.piece_drawn_anew if form.problem or is_text else drawing.piece
    return draw(
        "taking/_asked.html",
        template=f"question_types/{page.question.type_name}.html",
        view=form.view,
        problem=form.problem,
        dont_know=form.dont_know,
        certainty=form.certainty,
        ask_certainty=page.rules.get("certainty", True),
        read=page.question.read,
        hints=page.question.hints if page.rules.get("hints", True) else (),
        stakes=feedback.describe_stakes(page),
        title=page.title,
    )


@bp.post(PLACE)
@guards.taker_only
def answer(attempt: str, place: int) -> ResponseReturnValue:
    """Save an answer and go on; what cannot be read comes back with a sentence, and nothing is lost."""
    page = page_of(db(), attempt, place, context.student_id(), lock=True) or _missing()
    posted = posted_fields()
    if request.form.get("go") == "end" or (request.form.get("go") and _is_over(page)):
        return _ended(page, posted)
    if request.form.get("go"):
        drafts.keep_draft(db(), page, posted, context.now(), context.now())
        db().commit()
        return _gone_on(_way(page, request.form["go"]))
    given = read_post(page.question, posted, page.order)
    if isinstance(given, Unreadable) and not _is_over(page):
        drafts.keep_draft(db(), page, posted, context.now(), context.now())
        db().commit()
        return _unreadable(page, given, posted)
    return _recorded(page, given, posted)


def _unreadable(page: Page, given: Unreadable, posted: dict[str, list[str]]) -> ResponseReturnValue:
    """The same page with what is to be done; script asks for it as a page, since only that can show it."""
    if guards.wants_json():
        return {"unreadable": True}, 422
    problem = _with_ways_on(given) if page.question.is_untouched(posted, page.order) else given
    return _question_page(page, filled_form(page.question, page.order, posted, page.response, problem))


def _ended(page: Page, posted: dict[str, list[str]]) -> ResponseReturnValue:
    """Time is up in the browser: keep what is chosen and hand in. A browser that is early asks again."""
    if page.state == AttemptState.OPEN and not _is_over(page):
        db().rollback()
        return {"early": True}
    drafts.keep_draft(db(), page, posted, context.now(), context.now())
    own = permissions.own_attempt(db(), page.public_id, context.student_id())
    submit_attempt(db(), own, context.now(), how="time was over")
    db().commit()
    return _gone_on(url_for(".results", attempt=page.public_id))


def _recorded(page: Page, given: object, posted: dict[str, list[str]]) -> ResponseReturnValue:
    """Save an answer that can be read, and go on; where time is over, hand in what there is."""
    counted = True
    if isinstance(given, Unreadable):
        drafts.keep_draft(db(), page, posted, context.now(), context.now())
    else:
        if _is_older(page):
            db().rollback()
            return _standing(page, Kept.OLDER), 409
        counted = record(
            db(),
            page,
            given,
            certainty=read_certainty(posted),
            op_id=forms.op_id(),
            body_hash=forms.body_hash(page.position, _body(posted)),
            now=context.now(),
            raw=drafts.raw_of(page, posted),
        ).counted
    if _is_over(page):
        own = permissions.own_attempt(db(), page.public_id, context.student_id())
        submit_attempt(db(), own, context.now(), how="time was over")
    db().commit()
    if not counted:
        return _too_late(page)
    if _is_over(page):
        return _gone_on(url_for(".results", attempt=page.public_id))
    if page.feedback_at_once:
        return _gone_on(url_for(".feedback_page", attempt=page.public_id, place=page.position))
    return _gone_on(_way(page, "check" if request.form.get("from") == "check" else "next"))


def _is_over(page: Page) -> bool:
    """Whether the time of an attempt is over that nobody has handed in yet."""
    return (
        page.state == AttemptState.OPEN and page.deadline_at is not None and context.now() >= page.deadline_at
    )


def _too_late(page: Page) -> ResponseReturnValue:
    """An answer came after the attempt was handed in. In a class a teacher may still take it."""
    if guards.wants_json():
        return {"next": url_for(".results", attempt=page.public_id)}
    return render_template("taking/too_late.html", page=page), 409


def _gone_on(target: str) -> ResponseReturnValue:
    """On to another page; script asks where, so that it can wait where there is no network."""
    return {"next": target} if guards.wants_json() else redirect(target, 303)


def _way(page: Page, go: str) -> str:
    """Where a button leads that leaves a question's page."""
    place = {"back": page.position - 1, "next": page.position + 1, "skip": page.position + 1}.get(go, 0)
    here = url_for(".question", attempt=page.public_id, place=page.position)
    if go == "leave":
        return url_for(".home")
    if go == "stay":
        return here
    if go in _ASIDE:
        return url_for(_ASIDE[go], next=here)
    if 1 <= place <= page.length:
        return url_for(".question", attempt=page.public_id, place=place)
    return url_for(".check", attempt=page.public_id)


def _with_ways_on(blank: Unreadable) -> Unreadable:
    """What is said to somebody who goes on without an answer."""
    what = _(blank.message).rstrip(".")
    return replace(blank, message=_("%(what)s, or choose “I don’t know”.") % {"what": what})


def _body(posted: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    return sorted((name, values) for name, values in posted.items() if name not in ("csrf_token", "op", "at"))


# --- drafts -----------------------------------------------------------------------------------------------


@bp.post(f"{PLACE}/draft")
@guards.taker_only
def save_draft(attempt: str, place: int) -> ResponseReturnValue:
    """Keep what script sends in the background. Says what stands there now: this, or something newer."""
    page = page_of(db(), attempt, place, context.student_id(), lock=True) or _missing()
    posted, edited = posted_fields(), _edited_at()
    kept = drafts.keep_draft(db(), page, posted, edited, context.now())
    db().commit()
    if kept is Kept.SAVED:
        return {"state": kept, "at": _milliseconds(edited)}
    return _standing(page, kept)


@bp.get(f"{PLACE}/draft")
@guards.taker_only
def look_at_draft(attempt: str, place: int) -> ResponseReturnValue:
    """What stands there now, for a tab that comes to the front again."""
    page = page_of(db(), attempt, place, context.student_id()) or _missing()
    is_closed = page.locked_at is not None or not page.takes_answers(context.now())
    return _standing(page, Kept.CLOSED if is_closed else Kept.SAVED)


def _standing(page: Page, kept: Kept) -> dict[str, object]:
    at = page.touched_at
    return {
        "state": kept,
        "at": _milliseconds(at) if at else 0,
        "when": formatting.clock(at, context.timezone()),
        "said": "; ".join(_said(page)),
    }


def _said(page: Page) -> tuple[str, ...]:
    """What is chosen or written there, as it is read back."""
    if page.draft is None:
        given = page.response if page.answer_kind == AnswerKind.ANSWER else DontKnow()
    else:
        given = read_post(page.question, page.draft, page.order)
    if isinstance(given, DontKnow):
        return (_("I don’t know"),)
    if isinstance(given, Unreadable):
        return (drafts.raw_of(page, page.draft or {}),)
    return (page.question.summary(given, page.order),)


def _is_older(page: Page) -> bool:
    """Whether an answer that waited on a device was chosen before what stands there now."""
    return "at" in request.form and page.touched_at is not None and _edited_at() < page.touched_at


def _edited_at() -> datetime:
    """When it was chosen or typed, by the server's clock as the page knew it."""
    sent = request.form.get("at", type=int)
    if sent is None or not 0 <= sent <= _milliseconds(context.now()):
        return context.now()
    # A thousandth of a second is as near as the browser knows it, and must not make an edit older than itself.
    return datetime.fromtimestamp(sent / 1000, UTC)


def _milliseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


# --- signed out meanwhile ---------------------------------------------------------------------------------


@bp.errorhandler(SignedOut)
def signed_out(error: SignedOut) -> ResponseReturnValue:
    """An answer came from a browser that is signed out: take the three words here, then save it."""
    given = request.view_args or {}
    if "place" not in given:
        return render_template(
            "errors/refused.html", title=error.title, message=error.message, written=guards.written_fields()
        ), 401
    return _signed_out_page(given["attempt"], given["place"], _answers(posted_fields()), "")


def _answers(posted: dict[str, list[str]]) -> dict[str, list[str]]:
    """The fields that hold an answer, of whatever question; what is none of its own is left out when it is saved."""
    return {name: values for name, values in posted.items() if name.startswith(_ANSWERS)}


def _signed_out_page(
    attempt: str, place: int, kept: dict[str, list[str]], problem: str
) -> ResponseReturnValue:
    if "viewer" not in g:
        session_cookies.load_viewer()
    device = session_cookies.kept_by_device() is not None
    if guards.wants_json():
        known = context.viewer() is not None
        token = csrf.lasting_csrf_token()
        return {"signed_out": not known, "device": device, "problem": problem, "csrf": token}, 401
    page = render_template(
        "taking/signed_out.html", attempt=attempt, place=place, kept=kept, written=guards.written_fields(),
        problem=problem, token=csrf.lasting_csrf_token, device=device,
    )  # fmt: skip
    return page, 422 if problem else 401


@bp.post(f"{PLACE}/return")
@guards.anyone
def return_here(attempt: str, place: int) -> ResponseReturnValue:
    """Sign in by three words where an answer waits, or by those that the device still keeps, and save the answer."""
    kept = {name.removeprefix("kept."): v for name, v in posted_fields().items() if name.startswith("kept.")}
    seen, token = context.viewer(), None
    student_id = seen.student_id if seen else None
    is_shared = service.are_computers_shared(db(), attempt)
    if student_id is None:
        words = request.form.get("words", "")[:200]
        student = (None if words else session_cookies.kept_by_device()) or return_links.by_words(
            db(),
            database.program().secret,
            service.find_code(db(), attempt),
            words,
            f"words:{request.remote_addr}",
            context.now(),
        )
        if student is None:
            db().commit()
            message = _("These are not the three words that belong to this quiz. Check them on your note.")
            return _signed_out_page(attempt, place, kept, message)
        student_id = student.id
        token = sessions.sign_in(db(), context.now(), student_id=student_id, is_shared=is_shared)
    page = page_of(db(), attempt, place, student_id, lock=True)
    if page is not None and kept:
        drafts.keep_draft(db(), page, kept, context.now(), context.now())
    db().commit()
    target = url_for(".question", attempt=attempt, place=place) if page else url_for(".home")
    response = jsonify(next=target) if guards.wants_json() else redirect(target, 303)
    if token is not None:
        session_cookies.give_token(response, token, sessions.stay_of(is_teacher=False, is_shared=is_shared))
    return response


# --- feedback ---------------------------------------------------------------------------------------------


def _missing() -> Page:
    raise NotFound()


@bp.get("/a/<attempt>/<int(min=1, max=500):place>/feedback")
@guards.taker_only
def feedback_page(attempt: str, place: int) -> ResponseReturnValue:
    """Feedback on one answer, where the teacher chose to give it at once."""
    page = page_of(db(), attempt, place, context.student_id()) or _missing()
    if not page.feedback_at_once or page.answer_kind == AnswerKind.BLANK:
        return redirects.see_other(".question", attempt=attempt, place=place)
    own = permissions.own_attempt(db(), attempt, context.student_id())
    shown = feedback.at_once(db(), own, page, context.now())
    context.speak(service.bank_of(db(), page.bank_version_id).language)
    share = find_shares(db(), own.assignment, [shown.card.question_id]).get(shown.card.question_id)
    last = place >= page.length
    following = (
        url_for(".check", attempt=attempt) if last else url_for(".question", attempt=attempt, place=place + 1)
    )
    run = service.lead_on(db(), page.attempt_id, place)
    return render_template(
        "taking/feedback.html", page=page, shown=shown, share=share, following=following, last=last, run=run
    )
