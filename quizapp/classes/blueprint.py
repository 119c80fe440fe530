"""The blueprint of classes, and what its pages share."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for

from quizapp.basics.errors import NotFound
from quizapp.basics.limits import ROWS_OF_A_PAGE
from quizapp.identity import permissions
from quizapp.identity.display_names import People, people_of_class
from quizapp.models import Assignment, SchoolClass
from quizapp.web import context, database, formatting, hidden_names
from quizapp.web.database import db
from quizapp.web.qr_codes import qr_picture

bp = Blueprint("classes", __name__)
bp.add_app_template_global(qr_picture)


def class_of(public_id: str) -> SchoolClass:
    """A class that the viewer teaches."""
    return permissions.class_for(db(), public_id, context.user_id())


def assignment_of(public_id: str) -> tuple[Assignment, SchoolClass]:
    """An assignment of a class that the viewer teaches, and the class."""
    assignment = permissions.assignment_for(db(), public_id, context.user_id())
    if assignment.school_class is None:
        raise NotFound()
    return assignment, assignment.school_class


def people_of(school_class: SchoolClass) -> People:
    """Everybody in a class by membership, by name or by number as the teacher has chosen."""
    return people_of_class(db(), school_class.id, hidden_names.names_secret())


def zone_of(school_class: SchoolClass) -> ZoneInfo:
    return ZoneInfo(school_class.timezone)


def class_page(template: str, school_class: SchoolClass, **values: Any) -> str:
    """A page of a class; ``when`` writes instants in its time zone."""
    return render_template(
        f"classes/{template}.html",
        school_class=school_class,
        when=when_in(zone_of(school_class)),
        place=lambda instant: formatting.placed("", instant, zone_of(school_class)),
        day=lambda instant: formatting.day(instant, zone_of(school_class)),
        page_address=_page_address,
        **values,
    )


def _page_address(page: int) -> str:
    """The address of another page of the table that is shown."""
    return url_for(request.endpoint or "", **{**(request.view_args or {}), "page": page})


def when_in(zone: ZoneInfo) -> Callable[[datetime | None], str]:
    """Writes instants by the clock of a class, with its place."""

    def when(instant: datetime | None) -> str:
        return formatting.placed(formatting.moment(instant, zone), instant, zone)

    return when


def join_link(school_class: SchoolClass, quiz: str | None = None) -> str:
    """The whole address under which students join, for a QR picture or a message; with a quiz, on the way to it."""
    address = url_for("classes.join_class", code=school_class.join_code, quiz=quiz)
    return database.program().settings.public_url + address


def count_pages(number: int) -> int:
    """How many pages a table of so many students has."""
    return max(1, -(-number // ROWS_OF_A_PAGE))
