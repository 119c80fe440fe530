"""The blueprint of marking, and what its pages begin with: whose assignment it is, and what students are called."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from quizapp.attempts.assignment_queries import people_of
from quizapp.banks import publishing
from quizapp.basics.i18n import _
from quizapp.domain.statistics.columns import Policy
from quizapp.identity import permissions
from quizapp.identity.display_names import People
from quizapp.models import Assignment
from quizapp.web import context, hidden_names, report_address
from quizapp.web.database import db

bp = Blueprint("marking", __name__)


@dataclass(frozen=True)
class MarkedAssignment:
    """An assignment whose responses a teacher marks, with the choice of attempts of the report that led here."""

    assignment: Assignment
    policy: Policy
    people: People
    #: A group of the class, whose answers alone are shown.
    group: str = ""

    @property
    def kept(self) -> dict[str, str]:
        return report_address.policy_arguments(self.policy) | ({"group": self.group} if self.group else {})

    def group_tabs(self, order: str) -> list[tuple[str, str, bool]]:
        """A link for each group of the class, which shows its answers alone."""
        return [
            (label or _("All"), self.url("essays", by=order, group=label or None), label == self.group)
            for label in ("", *self.people.group_labels)
        ]

    @property
    def report_url(self) -> str:
        kept: dict[str, Any] = dict(self.kept)
        return url_for("reports.assignment", public_id=self.assignment.public_id, **kept)

    def url(self, endpoint: str, **values: Any) -> str:
        """A page of marking of this assignment."""
        shared: dict[str, Any] = {**self.kept, **values}
        return url_for(f"marking.{endpoint}", public_id=self.assignment.public_id, **shared)


def marked_assignment(public_id: str) -> MarkedAssignment:
    """The assignment at this address; NotFound where it is not this teacher's."""
    assignment = permissions.assignment_for(db(), public_id, context.user_id())
    people = people_of(db(), assignment, hidden_names.names_secret())
    speak_of(assignment)
    group = request.args.get("group", "")
    known = group if group in people.group_labels else ""
    return MarkedAssignment(assignment, report_address.policy_in(request.args), people, known)


def speak_of(assignment: Assignment) -> None:
    """Say in which language the bank of an assignment is."""
    newest = publishing.newest_version(db(), assignment.quiz.bank_id)
    if newest is not None:
        context.speak(publishing.load_version(db(), newest.id).language)


def page(template: str, **values: Any) -> str:
    """One of the pages of marking."""
    return render_template(f"marking/{template}.html", **values)
