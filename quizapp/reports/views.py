"""The pages of reports: the class, a question, a student, the source, definitions, files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.banks import publishing
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.basics.limits import ANSWERS_AT_ONCE, ROWS_OF_A_PAGE
from quizapp.domain.statistics.columns import Policy
from quizapp.domain.statistics.definitions import DEFINITIONS
from quizapp.identity import permissions
from quizapp.identity.display_names import people_of_class
from quizapp.models import AttemptState, JobKind, SchoolClass
from quizapp.reports import charts, queries
from quizapp.reports.blueprint import Opened, bp, open_report, report_page
from quizapp.reports.class_page import class_page, policy_words
from quizapp.reports.class_section import ClassSection, class_section
from quizapp.reports.exports import BY_ANSWER, EXPORTS, Subject
from quizapp.reports.over_time import find_membership_of, get_membership, over_time
from quizapp.reports.question_page import class_slips, question_page, slip_words
from quizapp.reports.sentences import (
    aspect_words,
    between_shares,
    certainty_rows,
    export_words,
    group_rows,
    say,
    say_between,
    say_class_discernment,
    say_needed,
    say_of_student,
)
from quizapp.reports.source_map import source_map
from quizapp.reports.student_page import student_page
from quizapp.reports.view_models import IndexLine
from quizapp.web import context, frames, guards, hidden_names, jobs, page_sections
from quizapp.web.database import db
from quizapp.web.downloads import attachment

#: What the templates say figures with.
_NEEDED = {
    "between": say_between,
    "between_shares": between_shares,
    "say": say,
    "say_of_student": say_of_student,
    "slip_words": slip_words,
    "aspect_words": aspect_words,
    "topic_words": str,
    "group_rows": group_rows,
    "certainty_rows": certainty_rows,
    "charts": charts,
}


def named_file(text: str) -> str:
    """A title as part of a file's name."""
    kept = "".join(c if c.isalnum() else "-" for c in text.casefold())
    return "-".join(part for part in kept.split("-") if part)[:60] or "report"


@bp.get("/reports")
@guards.teacher_only
def index() -> ResponseReturnValue:
    """All assignments and open quizzes whose attempts the teacher may read, newest attempts first."""
    page = context.page_number()
    readable = permissions.reportable(context.user_id())
    found = queries.list_assignments(db(), readable, ROWS_OF_A_PAGE + 1, (page - 1) * ROWS_OF_A_PAGE)
    lines = [
        IndexLine(
            public_id=row.assignment.public_id,
            title=row.assignment.title,
            place=row.assignment.school_class.name if row.assignment.school_class else "",
            kind=row.assignment.kind,
            finished=row.finished,
            running=row.running,
            waiting=row.waiting,
            mean=row.mean,
            last_at=row.last_at,
        )
        for row in found[:ROWS_OF_A_PAGE]
    ]
    return render_template(
        "reports/index.html",
        lines=lines,
        page=page,
        pages=page + 1 if len(found) > ROWS_OF_A_PAGE else page,
        page_address=lambda number: url_for(".index", page=number),
    )


@bp.get("/reports/definitions")
@guards.teacher_only
def definitions() -> ResponseReturnValue:
    """What each number means, in a sentence, with formula and source."""
    said = [replace(each, name=_(each.name), meaning=_(each.meaning)) for each in DEFINITIONS.values()]
    return render_template("reports/definitions.html", definitions=said)


@bp.get("/reports/<public_id>")
@guards.teacher_only
def assignment(public_id: str) -> ResponseReturnValue:
    """The report of an assignment."""
    on = open_report(public_id)
    late = queries.late_count(db(), on.assignment)
    disputed = queries.dispute_count(db(), on.assignment)
    former = queries.count_erased(db(), on.assignment)
    earlier = queries.earlier_shares(db(), on.assignment)
    about = on.place, on.assignment.title, on.assignment.pass_mark, on.people.mark
    rests_on = late, disputed, former, hash(tuple((who, *found) for who, found in earlier.items())), about
    return frames.drawn_once(
        on.report.once, rests_on, lambda: _class_page(on, late, disputed, former, earlier)
    )


def _class_page(
    on: Opened, late: int, disputed: int, former: int, earlier: Mapping[int, Sequence[float]]
) -> str:
    page = class_page(
        on.report,
        on.assignment,
        on.people,
        on.looking,
        late=late,
        disputed=disputed,
        earlier=earlier,
        address=on.this,
    )
    slips = on.report.once("slips", lambda: class_slips(db(), on.report, on.assignment))
    return report_page(
        "class_page",
        on,
        page=page,
        policies=[(policy, policy_words(policy)) for policy in Policy],
        legend=charts.heat_legend(),
        page_address=lambda number: on.this(on.looking.with_changes(page=number), "students"),
        discernment=say_class_discernment(page.discernment),
        former=former,
        slips=slips,
        has_places=any(q.column.question.claims or q.column.question.where for q in on.report.questions),
        notes=say_needed([line.item for line in page.questions]),
        export_words=export_words(),
        **_NEEDED,
    )


@page_sections.makes_section("class finds hard")
def finds_hard(school_class: SchoolClass) -> ClassSection | None:
    """What the class's own page shows of its newest reports."""
    return class_section(db(), school_class, hidden_names.names_secret())


@bp.get("/reports/<public_id>/questions/<path:question_id>")
@guards.teacher_only
def question(public_id: str, question_id: str) -> ResponseReturnValue:
    """One question in depth."""
    on = open_report(public_id)
    page = question_page(db(), on.report, on.assignment, on.people, question_id)
    return report_page("question_page", on, page=page, **_NEEDED)


@bp.get("/reports/<public_id>/students/<attempt>")
@guards.teacher_only
def student(public_id: str, attempt: str) -> ResponseReturnValue:
    """One attempt: each answer beside the key, with the class beside it."""
    return _student(public_id, attempt, "student_page")


@bp.get("/reports/<public_id>/students/<attempt>/sheet")
@guards.teacher_only
def sheet(public_id: str, attempt: str) -> ResponseReturnValue:
    """The same to print and give to the student or a parent: no other student's figures but the class's mean."""
    return _student(public_id, attempt, "sheet")


def _student(public_id: str, attempt: str, template: str) -> str:
    on = open_report(public_id)
    found = permissions.attempt_for_teacher(db(), attempt, context.user_id())
    if found.assignment_id != on.assignment.id or found.state == AttemptState.VOIDED:
        raise NotFound()
    page = student_page(db(), on.report, on.people, found, context.now())
    membership = find_membership_of(db(), on.assignment, found.student_id)
    return report_page(template, on, page=page, membership=membership, **_NEEDED)


@bp.get("/reports/classes/<public_id>/students/<membership_id>")
@guards.teacher_only
def student_over_time(public_id: str, membership_id: str) -> ResponseReturnValue:
    """One student across the assignments of a class; printed, it is for the student or a parent."""
    school_class = permissions.class_for(db(), public_id, context.user_id())
    membership = get_membership(db(), school_class, membership_id)
    name = people_of_class(db(), school_class.id, hidden_names.names_secret()).name(membership.id)
    page = replace(over_time(db(), school_class, membership), name=name)
    return render_template(
        "reports/over_time.html",
        page=page,
        school_class=school_class,
        membership=membership,
        now=context.now(),
        **_NEEDED,
    )


@bp.get("/reports/<public_id>/source", endpoint="source_map")
@guards.teacher_only
def show_source(public_id: str) -> ResponseReturnValue:
    """The source as a map: how well the questions on each paragraph went, and where nobody asked."""
    on = open_report(public_id)
    version_id = on.report.grid.layout.version_id
    if version_id is None:
        newest = publishing.newest_version(db(), on.assignment.quiz.bank_id)
        version_id = newest.id if newest else None
    if version_id is None:
        raise NotFound()
    bank = publishing.load_version(db(), version_id)
    return report_page("source", on, sections=source_map(on.report, bank), bank=bank, **_NEEDED)


@bp.get("/reports/<public_id>/export/<kind>")
@guards.teacher_only
def export(public_id: str, kind: str) -> ResponseReturnValue:
    """The report as a file."""
    make = EXPORTS.get(kind)
    if make is None:
        raise NotFound(_("There is no such file. The report's page lists those there are."))
    on = open_report(public_id)
    if kind in BY_ANSWER and len(on.report.attempts) * len(on.report.grid.columns) >= ANSWERS_AT_ONCE:
        later = jobs.put_aside(JobKind.FILE)
        if later is not None:
            return later
    home = url_for("taking.home", _external=True)
    made = make(Subject(db(), on.report, on.assignment, on.people, context.now(), context.timezone(), home))
    name = f"{named_file(on.assignment.title)}-{on.looking.policy.value}-{made.name}"
    return attachment(made.content, name, made.mimetype)
