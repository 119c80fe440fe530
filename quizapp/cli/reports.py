"""Commands on reports: ``flask reports export`` and ``flask reports recompute``."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from quizapp.attempts.assignment_queries import people_of
from quizapp.domain.statistics.columns import Policy
from quizapp.models import Assignment
from quizapp.reports.verify.archive import ArchiveUnreadable, read_archive, recompute

if TYPE_CHECKING:
    from quizapp.web.database import Program

#: More differences than this are told by their number.
_MOST_LINES = 40


@click.group("reports")
def reports_group() -> None:
    """Reports as files, and whether their numbers hold."""


@reports_group.command("recompute")
@click.argument("archive", type=click.Path(exists=True, path_type=Path))
def recompute_command(archive: Path) -> None:
    """Derive every published number of ARCHIVE (a zip or a folder) again from its responses, and compare.

    The second implementation shares no code with the first. Exit status: 0 all hold, 1 some differ, 2 the
    archive cannot be read.
    """
    try:
        verdict = recompute(read_archive(archive))
    except ArchiveUnreadable as problem:
        click.echo(f"{problem} Download the archive again from the report's page.", err=True)
        sys.exit(2)
    for sentence in verdict.problems:
        click.echo(sentence)
    for each in verdict.differences[:_MOST_LINES]:
        click.echo(
            f"{each.file}, {each.row}, {each.column}: published {each.published or 'nothing'}, "
            f"recomputed {each.recomputed or 'nothing'}"
        )
    if len(verdict.differences) > _MOST_LINES:
        click.echo(f"… and {len(verdict.differences) - _MOST_LINES} more.")
    if not verdict.holds:
        click.echo(f"{len(verdict.differences)} of {verdict.compared} published numbers differ.")
        sys.exit(1)
    click.echo(f"All {verdict.compared} published numbers follow from the responses.")


# An address may begin with a minus, and is no option then.
@reports_group.command("export", context_settings={"ignore_unknown_options": True})
@click.argument("assignment")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), default=Path("report.zip"), help="The file to write."
)
@click.option(
    "--attempts",
    type=click.Choice([policy.value for policy in Policy]),
    default=Policy.FIRST.value,
    help="Which attempts count.",
)
@click.option("--hide-names", is_flag=True, help="Write numbers in place of students' names.")
@with_appcontext
def export_command(assignment: str, target: Path, attempts: str, *, hide_names: bool) -> None:
    """Write the report of ASSIGNMENT (the last part of its address) as a file.

    What it holds follows from the file's ending: .zip (all tables with a manifest), .xlsx or .json.
    """
    from quizapp.reports import exports  # noqa: PLC0415  # costly: xlsxwriter, for one command
    from quizapp.reports.report import report_of  # noqa: PLC0415  # costly: as above

    make = exports.EXPORTS.get(f"report{target.suffix}")
    if make is None:
        raise click.BadParameter("end its name with .zip, .xlsx or .json", param_hint="--to")
    program: Program = current_app.extensions["quizapp"]
    with program.sessions.read() as session:
        found = session.scalar(select(Assignment).where(Assignment.public_id == assignment))
        if found is None:
            click.echo(f"There is no assignment {assignment}. Its id is in the report's address.", err=True)
            sys.exit(1)
        report = report_of(session, found, Policy(attempts))
        people = people_of(session, found, program.secret if hide_names else None)
        made = make(exports.Subject(session, report, found, people, datetime.now(UTC)))
    target.write_bytes(made.content)
    click.echo(f"{target} written: {len(report.attempts)} attempts, {len(report.counted)} count.")
