"""Commands on what students study: ``flask study rebuild``."""

import sys
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext

from quizapp.web.database import Program


@click.group("study")
def study_group() -> None:
    """The schedule of what students review."""


@study_group.command("rebuild")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if any schedule is not as replayed.")
@with_appcontext
def rebuild_command(*, check: bool) -> None:
    """Replay every answer into the schedule. The answers are the truth; this loses nothing and may run at any time."""
    from quizapp.studying import recording  # noqa: PLC0415  # costly: fsrs, for one command

    program: Program = current_app.extensions["quizapp"]
    server_zone = ZoneInfo(program.settings.timezone)
    with program.sessions.read() as session:
        students = recording.students_with_events(session)
    changed = 0
    for student_id in students:  # one transaction each, so that nobody waits for all of them
        with program.sessions.write() as session:
            settings = recording.settings_of(session, student_id, server_zone)
            changed += recording.rebuild_schedule(session, student_id, settings)
            if check:
                session.rollback()
            else:
                session.commit()
    click.echo(
        f"{len(students)} students, {changed} schedules {'are not as replayed' if check else 'rebuilt'}."
    )
    if check and changed:
        sys.exit(1)
