"""A class's deadlines as a calendar that programs fetch by themselves."""

from datetime import UTC

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.classes.blueprint import bp
from quizapp.domain.calendar import Visit, write_calendar
from quizapp.identity.tokens import keyed_hash, same_token
from quizapp.models import Assignment, SchoolClass
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
    found = session.scalar(select(SchoolClass).where(SchoolClass.public_id == public_id))
    if found is None or found.archived_at is not None or not same_token(token, _token(found)):
        raise NotFound()
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.class_id == found.id, Assignment.archived_at.is_(None))
        .where(Assignment.closes_at.is_not(None))
        .order_by(Assignment.closes_at, Assignment.id)
    )
    base = database.program().settings.public_url
    events = [
        Visit(
            uid=f"deadline-{row.public_id}@quizapp",
            day=row.closes_at,
            summary=_("%(title)s closes") % {"title": row.title},
            link=base + url_for("taking.start_page", public_id=row.public_id),
        )
        for row in rows
        if row.closes_at is not None
    ]
    name = _("Quizzes of %(name)s") % {"name": found.name}
    return Response(
        write_calendar(events, context.now().astimezone(UTC), name),
        content_type="text/calendar; charset=utf-8",
    )
