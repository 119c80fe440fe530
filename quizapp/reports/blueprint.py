"""The blueprint of reports, and what every page begins with: whose it is, which attempts count, how names are shown."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from quizapp.attempts.assignment_queries import people_of
from quizapp.banks import publishing
from quizapp.basics.i18n import _
from quizapp.identity import permissions
from quizapp.identity.display_names import People
from quizapp.models import Assignment
from quizapp.reports.class_page import policy_words
from quizapp.reports.report import Report, report_of
from quizapp.reports.report_options import ReportOptions
from quizapp.web import context, hidden_names
from quizapp.web.database import db

bp = Blueprint("reports", __name__)


@dataclass(frozen=True)
class Opened:
    """A report as this teacher looks at it."""

    assignment: Assignment
    looking: ReportOptions
    report: Report
    people: People

    @property
    def place(self) -> str:
        """The class, or what the assignment is where there is none."""
        return self.assignment.school_class.name if self.assignment.school_class else self.assignment.kind

    @property
    def policy_words(self) -> str:
        return policy_words(self.looking.policy)

    def url(self, endpoint: str, **values: Any) -> str:
        """A page of this report, looked at in the same way; ``marking.late`` and the like lead to its marking."""
        kept: dict[str, Any] = {**self.looking.kept(), **values}
        return url_for(
            endpoint if "." in endpoint else f"reports.{endpoint}",
            public_id=self.assignment.public_id,
            **kept,
        )

    def group_tabs(self) -> list[tuple[str, str, bool]]:
        """A link for each group of the class, which lists its students alone."""
        now = self.looking.group
        return [
            (
                label or _("All"),
                self.this(self.looking.with_changes(group=label, page=1), "students"),
                label == now,
            )
            for label in ("", *self.people.group_labels)
        ]

    def this(self, choices: dict[str, Any], anchor: str | None = None) -> str:
        """The class's page with these choices."""
        return url_for("reports.assignment", public_id=self.assignment.public_id, _anchor=anchor, **choices)


def open_report(public_id: str) -> Opened:
    """The report at this address; NotFound where it is not this teacher's."""
    assignment = permissions.assignment_for(db(), public_id, context.user_id())
    looking = ReportOptions.read(request.args)
    report = report_of(db(), assignment, looking.policy)
    if report.grid.columns:
        context.speak(
            publishing.load_version(db(), max(each.version_id for each in report.grid.columns)).language
        )
    return Opened(
        assignment,
        looking,
        report,
        people_of(db(), assignment, hidden_names.names_secret()),
    )


def report_page(template: str, on: Opened, **values: Any) -> str:
    """A page of a report."""
    return render_template(f"reports/{template}.html", on=on, **values)
