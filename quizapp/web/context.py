"""What a request knows: the database session, the viewer, the clock, the page asked for."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from flask import abort, g, request

from quizapp.attempts.waiting import Waiting, count_waiting
from quizapp.identity import sessions
from quizapp.identity.sessions import Viewer
from quizapp.models import Site
from quizapp.web.database import program, reading


def now() -> datetime:
    """The instant of this request: one for its whole length."""
    if "now" not in g:
        g.now = program().clock()
    found: datetime = g.now
    return found


def rng() -> Random:
    return program().rng


def viewer() -> Viewer | None:
    found: Viewer | None = g.get("viewer")
    return found


def site() -> Site | None:
    """Who runs this installation; None: nobody has written it."""
    return reading().get(Site, 1)


def user_id() -> int:
    """The signed-in teacher's row; only behind ``teacher_only``."""
    seen = viewer()
    if seen is None or seen.user_id is None:
        abort(401)
    return seen.user_id


def student_id() -> int:
    """The student's row; only behind ``taker_only``."""
    seen = viewer()
    if seen is None or seen.student_id is None:
        abort(401)
    return seen.student_id


def timezone() -> ZoneInfo:
    """The teacher's own time zone; that of the class a student joined last; else the server's."""
    if "timezone" not in g:
        seen = viewer()
        name = seen.timezone if seen else ""
        if seen is not None and seen.is_student and seen.student_id is not None:
            days = sessions.days_of(reading(), seen.student_id)
            name = days.timezone if days else ""
        g.timezone = ZoneInfo(name or program().settings.timezone)
    found: ZoneInfo = g.timezone
    return found


def waiting_lines() -> list[Waiting]:
    """What waits for the teacher who looks; asked once a request."""
    if "waiting" not in g:
        g.waiting = count_waiting(reading(), user_id(), now())
    found: list[Waiting] = g.waiting
    return found


def speak(language: str) -> None:
    """Say in which language the bank is whose texts this page shows."""
    g.bank_language = language


def page_number() -> int:
    """The page of a long table, from 1."""
    return min(max(request.args.get("page", 1, int), 1), 100_000)
