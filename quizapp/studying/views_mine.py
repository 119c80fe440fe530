"""What is the learner's own: progress, their data to take away, and deleting it; and what other pages say of study."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.attempts.erasing import erase_student
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.basics.spreadsheets import csv_bytes
from quizapp.identity import permissions
from quizapp.models import Student
from quizapp.studying import briefing as briefings
from quizapp.studying import personal_data, planning, progress, recording, sentences
from quizapp.studying.blueprint import bp
from quizapp.studying.certainty_chart import calibration_chart
from quizapp.studying.forms import EraseForm
from quizapp.studying.stories import StoryOffer, stories_for
from quizapp.studying.views_common import current_learner, is_in_class, practice_reading, privacy_line
from quizapp.web import context, database, forms, guards, page_sections, session_cookies
from quizapp.web.database import db
from quizapp.web.downloads import attachment


@bp.get("/progress", endpoint="progress")
@guards.taker_only
def my_progress() -> ResponseReturnValue:
    """What the learner holds, how well they know it, and what they doubt and trust."""
    me = current_learner()
    board = me.board()
    mine = progress.my_progress(db(), board, context.now())
    return render_template(
        "studying/progress.html",
        mine=mine,
        review=sentences.say_review(mine.today.left, mine.today.minutes),
        visit=sentences.say_visit(mine.today.next_visit, me.now, board.waits()),
        waits=board.waits(),
        is_hidden=recording.awaits_a_key(db(), me.student_id, context.now()),
        stance=sentences.say_stance(mine.discernment),
        chart=calibration_chart(mine.calibration),
        privacy=privacy_line(),
    )


# --- data ------------------------------------------------------------------------------------------------


def _only_students() -> int:
    """The student's row; a teacher's trial runs have no data of a person."""
    seen = context.viewer()
    if seen is None or not seen.is_student:
        raise NotFound()
    return context.student_id()


@bp.get("/my-data.<kind>")
@guards.taker_only
def my_data(kind: str) -> ResponseReturnValue:
    """Everything that is kept of the student, as JSON; or their answers as a table."""
    data = personal_data.my_data(db(), _only_students(), context.now())
    if kind not in ("json", "csv"):
        raise NotFound()
    text = personal_data.as_json(data).encode() if kind == "json" else csv_bytes(personal_data.as_rows(data))
    return attachment(text, f"my-data.{kind}", "application/json" if kind == "json" else "text/csv")


@bp.get("/privacy")
@guards.anyone
def privacy() -> ResponseReturnValue:
    """What is kept of a student, who sees it and for how long: in their words."""
    return render_template(
        "studying/privacy.html",
        months=int(database.program().settings.keep_months),
        practice=privacy_line(),
        in_class=is_in_class(),
        site=context.site(),
    )


@bp.route("/erase", methods=["GET", "POST"])
@guards.taker_only
def erase_me() -> ResponseReturnValue:
    """Delete the student's name and answers, after they have read what goes and what stays."""
    student_id = _only_students()
    form = forms.form(EraseForm)
    if request.method != "POST" or not form.validate():
        name = db().get_one(Student, student_id).name
        page = render_template("studying/erase.html", form=form, name=name)
        return page, 422 if form.errors else 200
    erase_student(db(), student_id, context.now())
    db().commit()
    database.close_sessions()
    database.program().sessions.forget_erased()
    said = _("Your name and your answers are deleted. You have left this device.")
    return session_cookies.signed_out(url_for("taking.home"), said)


# --- what other pages say --------------------------------------------------------------------------------


@dataclass(frozen=True)
class StudyLine:
    """What the home page says to a learner: how much is due today, or when to come back."""

    due: int
    minutes: int
    #: How many of what is due was missed the last time, or was right by a guess.
    missed: int
    visit: str
    waits: tuple[planning.Wait, ...]


@dataclass(frozen=True)
class NextSteps:
    """What the results page offers."""

    bank: str
    #: Whether there is anything to read in its briefing now.
    briefing: bool
    #: How many questions that were missed the next round of practice has, and how long it takes.
    next: int
    minutes: int
    #: The attempt was guesses before reading.
    before_reading: bool
    source_link: str
    practised: bool


@page_sections.makes_section("study line")
def study_line() -> StudyLine | None:
    """Today's line for the home page; None for who has nothing on the schedule."""
    seen = context.viewer()
    if seen is None or not seen.is_student:
        return None
    me = current_learner()
    board = me.board()
    if not board.states:
        return None
    now = planning.plan_today(db(), board, context.now())
    return StudyLine(
        due=now.left,
        minutes=now.minutes,
        missed=sum(board.states[item].missed_last for item in now.study.queue),
        visit=sentences.say_visit(now.next_visit, me.now, board.waits()),
        waits=board.waits(),
    )


@page_sections.makes_section("next steps")
def next_steps(attempt: str) -> NextSteps | None:
    """For the results page: what to do after a quiz; None while its key is hidden."""
    me = current_learner()  # the results are shown: from now on their answers are on the schedule
    own = permissions.own_attempt(db(), attempt, me.student_id)
    if own.is_open or not recording.key_is_visible(db(), own, context.now()):
        return None
    reading = practice_reading(own, everything=me.is_trial)
    found = planning.plan_practice(db(), own, reading)
    if found is None:
        return None
    source = next(iter(found.deck.bank.sources.values()), None)
    return NextSteps(
        bank=found.deck.public_id,
        briefing=reading.exists and briefings.may_read(reading, found.deck).allowed,
        next=len(found.study.queue),
        minutes=planning.minutes_for(len(found.study.queue), planning.pace_of(db(), me.student_id)),
        before_reading=found.after_reading,
        source_link=source.link if source else "",
        practised=found.study.asked > 0 or found.number > 1,
    )


@page_sections.makes_section("stories")
def stories() -> tuple[StoryOffer, ...]:
    """For the home page: the banks that the viewer can learn step by step."""
    seen = context.viewer()
    student_id = seen.student_id if seen is not None and seen.is_student else None
    return stories_for(db(), student_id, context.now(), everything=seen is not None and seen.is_teacher)


for _words in (sentences.say_wait, sentences.say_soon, sentences.say_gain):
    bp.add_app_template_global(_words)
