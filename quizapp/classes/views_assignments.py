"""Pages of assignments: setting a quiz, its settings and students, how it is going."""

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.basics.i18n import _
from quizapp.basics.limits import LIVE_TEXTS_KEPT, ROWS_OF_A_PAGE, STOPPED_AFTER
from quizapp.classes import assignment_progress, assignments
from quizapp.classes.blueprint import (
    assignment_of,
    bp,
    class_of,
    class_page,
    count_pages,
    join_link,
    people_of,
    zone_of,
)
from quizapp.classes.bulk_forms import ReasonForm
from quizapp.classes.forms import EditConflict, PlanForm, compare_forms
from quizapp.identity import bulk_acts, permissions
from quizapp.models import Assignment, SchoolClass
from quizapp.web import context, database, formatting, forms, guards, redirects
from quizapp.web.database import db


@bp.get("/classes/<public_id>/assign")
@guards.teacher_only
def choose_quiz(public_id: str) -> ResponseReturnValue:
    """Choose the quiz to set before a class."""
    choices = assignments.quizzes_for(db(), context.user_id())
    return class_page("choose_quiz", class_of(public_id), choices=choices)


@bp.route("/classes/<public_id>/assign/<quiz>", methods=["GET", "POST"])
@guards.teacher_only
def assign(public_id: str, quiz: str) -> ResponseReturnValue:
    """Set a quiz before a class, with defaults that are safe."""
    school_class = class_of(public_id)
    chosen = permissions.quiz_for(db(), quiz, context.user_id())
    recipe = assignments.recipe_for(db(), chosen)
    form = forms.form(PlanForm, zone=zone_of(school_class))
    warned = form.tells_early and request.form.get("told") != "early"
    if request.method == "GET":
        form.fill_new(assignments.plan_for(recipe, chosen.title))
    elif form.validate() and closes_ahead(form) and not warned:
        public = forms.once_id("assign", public_id, quiz, form.plan())
        made = assignments.assign_quiz(
            db(), school_class, chosen, form.plan(), public, context.user_id(), context.now()
        )
        db().commit()
        redirects.show_notice(
            _("“%(title)s” is set. Students of the class find it on their start page.")
            % {"title": made.title}
        )
        return redirects.see_other(".assignment", public_id=made.public_id)
    effects = [assignments.early_answers()] if warned and not form.errors else []
    no_secret = assignments.is_open_to_anyone(db(), chosen)
    html = class_page(
        "assign", school_class, form=form, quiz=chosen, recipe=recipe, effects=effects, no_secret=no_secret
    )
    return html, 422 if form.errors else 200


def closes_ahead(form: PlanForm) -> bool:
    """A new assignment that has closed already is a slip of the pen."""
    if form.closes_at.data is not None and form.closes_at.data <= context.now():
        form.closes_at.errors = [_("This date is past. Choose one that is still to come, or none.")]
        return False
    return True


@bp.get("/classes/assignments/<public_id>")
@guards.teacher_only
def assignment(public_id: str) -> ResponseReturnValue:
    """An assignment's own page: link, dates, and its students with their attempts."""
    found, school_class = assignment_of(public_id)
    people, group = people_of(school_class), request.args.get("group", "")
    standings = assignment_progress.list_standings(db(), found, people, context.now())
    if group:
        ids = assignment_progress.ids_in_group(db(), school_class.id, group)
        standings = [each for each in standings if each.line.membership_id in ids]
    begin = (context.page_number() - 1) * ROWS_OF_A_PAGE
    return class_page(
        "assignment",
        school_class,
        assignment=found,
        state=assignment_progress.state_of(found, context.now()),
        link=database.program().settings.public_url + url_for("taking.start_page", public_id=public_id),
        join=join_link(school_class, public_id),
        can_copy=assignments.may_set(db(), found.quiz, context.user_id()),
        counts=assignment_progress.count_states([each.line for each in standings]),
        standings=standings[begin : begin + ROWS_OF_A_PAGE],
        page=context.page_number(),
        pages=count_pages(len(standings)),
        people=people,
        group=group,
        done=bulk_acts.find_bulk(db(), school_class, request.args.get("did", "")),
        reason=ReasonForm().reason,
    )


@bp.route("/classes/assignments/<public_id>/edit", methods=["GET", "POST"])
@guards.teacher_only
def edit_assignment(public_id: str) -> ResponseReturnValue:
    """Change an assignment; what that does to attempts is told first, then done. Nobody's change is lost unseen."""
    found, school_class = assignment_of(public_id)
    form = forms.form(PlanForm, zone=zone_of(school_class))
    effects: list[str] = []
    told = ""
    conflict: list[EditConflict] = []
    basis = request.form.get("basis", "")
    if request.method == "GET":
        form.fill(assignments.plan_of(found))
    elif form.validate() and not (conflict := _conflict(form, found)):
        effects = assignments.describe_effects(db(), found, form.plan())
        told = forms.body_hash(form.plan())
        if not effects or request.form.get("told") == told:
            assignments.change_assignment(
                db(), school_class, found, form.plan(), context.user_id(), context.now()
            )
            db().commit()
            redirects.show_notice(_("Saved."))
            return redirects.see_other(".assignment", public_id=public_id)
    if not form.errors:
        basis = forms.body_hash(assignments.plan_of(found))
    html = class_page(
        "edit_assignment",
        school_class,
        form=form,
        assignment=found,
        effects=effects,
        told=told,
        conflict=conflict,
        basis=basis,
    )
    return html, 422 if form.errors else 409 if conflict else 200


def _conflict(form: PlanForm, found: Assignment) -> list[EditConflict]:
    """What is saved and what is about to be, where somebody has saved since this form was drawn."""
    db().refresh(found, with_for_update=True)
    saved = assignments.plan_of(found)
    if form.plan() == saved or request.form.get("basis") == forms.body_hash(saved):
        return []
    return compare_forms(PlanForm(zone=form.zone).fill(saved), form)


@bp.post("/classes/assignments/<public_id>/<any(archive, restore):act>")
@guards.teacher_only
def archive_assignment(public_id: str, act: str) -> ResponseReturnValue:
    """Put an assignment away, or bring it back."""
    found, school_class = assignment_of(public_id)
    assignments.archive_assignment(
        db(), school_class, found, context.user_id(), context.now(), restore=act == "restore"
    )
    db().commit()
    if act == "restore":
        return redirects.see_other(".assignment", public_id=public_id)
    redirects.show_notice(_("“%(title)s” is archived. You can restore it below.") % {"title": found.title})
    return redirects.see_other(".show", public_id=school_class.public_id)


# --- how it is going --------------------------------------------------------------------------------------


@bp.get("/classes/assignments/<public_id>/live")
@guards.teacher_only
def live(public_id: str) -> ResponseReturnValue:
    """Who has started, who is where, who has handed in; the page asks again by itself, or by a button."""
    found, school_class = assignment_of(public_id)
    lines = _live_lines(found, school_class)
    return class_page(
        "live",
        school_class,
        assignment=found,
        lines=lines,
        texts=live_texts(lines, school_class),
        quiet_minutes=STOPPED_AFTER // timedelta(minutes=1),
    )


@bp.get("/classes/assignments/<public_id>/live.json")
@guards.teacher_only
def live_json(public_id: str) -> ResponseReturnValue:
    """What has changed of the live page's texts, for its script; all of them where it is not known what it has."""
    found, school_class = assignment_of(public_id)
    lines = _live_lines(found, school_class)
    now = LiveTexts(live_texts(lines, school_class), tuple(line.membership_id for line in lines))
    before = _LIVE.get(next(iter(request.if_none_match.as_set()), ""), LiveTexts({}, ()))
    texts = {name: text for name, text in now.texts.items() if before.texts.get(name) != text}
    response = jsonify(texts=texts, **({} if before.rows == now.rows else {"rows": now.rows}))
    mark = sha256(repr(now).encode()).hexdigest()[:32]
    _LIVE[mark] = now
    while len(_LIVE) > LIVE_TEXTS_KEPT:
        with suppress(KeyError):  # another thread was faster
            _LIVE.popitem(last=False)
    response.set_etag(mark)
    return response.make_conditional(request)


@dataclass(frozen=True)
class LiveTexts:
    """What a live page was told: its texts by name, and its rows in order."""

    texts: Mapping[str, str]
    rows: tuple[str, ...]


#: What was told last, by the mark that the script sends back: a page asks again each four seconds.
_LIVE: OrderedDict[str, LiveTexts] = OrderedDict()


def _live_lines(found: Assignment, school_class: SchoolClass) -> list[assignment_progress.ProgressLine]:
    return assignment_progress.by_state(
        assignment_progress.list_progress(db(), found, people_of(school_class), context.now())
    )


def live_texts(lines: list[assignment_progress.ProgressLine], school_class: SchoolClass) -> dict[str, str]:
    """What the live page says, by the name of the place where it says so; ``said`` is what its voice says."""
    counts = assignment_progress.count_states(lines)
    texts = {f"count {state}": str(n) for state, n in counts.items()}
    texts["said"] = _("Handed in: %(done)s of %(all)s. Working: %(working)s. Stopped: %(stopped)s.") % {
        "done": counts["handed in"],
        "all": len(lines),
        "working": counts["working"],
        "stopped": counts["stopped"],
    }
    for line in lines:
        key = line.membership_id
        texts[f"name {key}"] = line.name
        texts[f"state {key}"] = _(line.state)
        texts[f"answered {key}"] = (
            _("%(answered)s of %(length)s") % {"answered": line.answered, "length": line.length}
            if line.attempts
            else ""
        )
        texts[f"at {key}"] = _where(line)
        texts[f"seen {key}"] = _clock(line.seen_at, school_class)
    return texts


def _where(line: assignment_progress.ProgressLine) -> str:
    """The question that a student who works comes to next."""
    if line.state not in ("working", "stopped"):
        return ""
    return _("question %(place)s") % {"place": line.at} if line.at else _("none left")


def _clock(instant: datetime | None, school_class: SchoolClass) -> str:
    """The time of day, with the day where it is another one than today."""
    zone = zone_of(school_class)
    if instant is None:
        return ""
    if instant.astimezone(zone).date() == context.now().astimezone(zone).date():
        return formatting.clock(instant, zone)
    return formatting.moment(instant, zone)
