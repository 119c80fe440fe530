"""A class's deadlines as a calendar that programs fetch by themselves."""

from datetime import UTC

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.classes import assignments
from quizapp.classes.blueprint import bp
from quizapp.domain.calendar import Visit, write_calendar
from quizapp.identity.tokens import keyed_hash, same_token
from quizapp.models import SchoolClass
from quizapp.web import context, database, guards


def deadlines_address(school_class: SchoolClass) -> str:
    """The whole address of a class's calendar: whoever has it can read titles and dates. A new join code ends it."""
    token = _token(school_class)
    address = url_for("classes.deadlines", public_id=school_class.public_id, token=token)
    return database.program().settings.public_url + address


def _token(school_class: SchoolClass) -> str:
    secret = database.program().secret
    return keyed_hash(secret, "deadlines", f"{school_class.public_id} {school_class.join_code}")[:32]


@bp.get("/classes/<public_id>/deadlines/<token>.ics")
@guards.token_only
def deadlines(public_id: str, token: str) -> ResponseReturnValue:
    """When the quizzes of a class close; no names, no marks."""
    session = database.reading()
    found = assignments.find_class(session, public_id)
    if found is None or found.archived_at is not None or not same_token(token, _token(found)):
        raise NotFound()
    base = database.program().settings.public_url
    events = [
        Visit(
            uid=f"deadline-{row.public_id}@quizapp",
            day=row.closes_at,
            summary=_("%(title)s closes") % {"title": row.title},
            link=base + url_for("taking.start_page", public_id=row.public_id),
        )
        for row in assignments.list_closing(session, found)
        if row.closes_at is not None
    ]
    name = _("Quizzes of %(name)s") % {"name": found.name}
    return Response(
        write_calendar(events, context.now().astimezone(UTC), name),
        content_type="text/calendar; charset=utf-8",
    )
