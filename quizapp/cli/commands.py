"""The commands that every start of the program has: ``quizapp …`` or ``python3 manage.py …``."""

import sys
from datetime import UTC, datetime

import click
import sqlalchemy as sa
from flask import Flask, current_app

from quizapp import models
from quizapp.cli.banks import banks_group
from quizapp.cli.drafting import draft_command
from quizapp.cli.interchange import import_command
from quizapp.cli.prepare import prepare_command
from quizapp.cli.reports import reports_group
from quizapp.cli.study import study_group
from quizapp.identity import one_time_links
from quizapp.models import LinkPurpose, db
from quizapp.web.database import Program


def register(app: Flask) -> None:
    """Give the application its commands."""
    banks_group.add_command(import_command)
    banks_group.add_command(draft_command)
    app.cli.add_command(banks_group)
    app.cli.add_command(db_group)
    app.cli.add_command(reports_group)
    app.cli.add_command(users_group)
    app.cli.add_command(study_group)
    app.cli.add_command(prepare_command)
    app.cli.add_command(sweep_command)
    app.shell_context_processor(shell_names)


def program() -> Program:
    found: Program = current_app.extensions["quizapp"]
    return found


def shell_names() -> dict[str, object]:
    """What ``shell`` has at hand: every table's class, a session that reads, and the present instant."""
    tables = {mapper.class_.__name__: mapper.class_ for mapper in models.Base.registry.mappers}
    sessions = program().sessions
    return {
        **tables,
        "models": models,
        "sa": sa,
        "program": program(),
        "sessions": sessions,
        "session": sessions.read(),
        "now": datetime.now(UTC),
    }


@click.group("db")
def db_group() -> None:
    """The database."""


@db_group.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest revision."""
    db.migrate(program().sessions.engine)
    click.echo("The database is up to date.")


@click.group("users")
def users_group() -> None:
    """Teachers' accounts."""


@users_group.command("link")
@click.argument("purpose", type=click.Choice([each.value for each in LinkPurpose]))
@click.option("--user", "username", help="Whose password; needed for `password`.")
def link(purpose: LinkPurpose, username: str | None) -> None:
    """Print a one-time link: first set-up, invitation of a teacher, or a new password."""
    with program().sessions.write() as session:
        token = one_time_links.make_link(session, purpose, datetime.now(UTC), username=username)
        session.commit()
    if token is None:
        click.echo(f"There is no teacher called {username}.", err=True)
        sys.exit(1)
    click.echo(one_time_links.link_address(program().settings.public_url, purpose, token))


@users_group.command("second-step")
@click.option(
    "--off",
    is_flag=True,
    required=True,
    expose_value=False,
    help="Let the teacher in with the password alone.",
)
@click.option("--user", "username", required=True, help="Whose.")
def second_step_off(username: str) -> None:
    """Turn the second step of a teacher off, who has lost telephone and recovery codes."""
    from quizapp.accounts import second_step, service  # noqa: PLC0415  # costly: a feature, for one command

    with program().sessions.write() as session:
        user = service.teacher_of_name(session, username)
        if user is None:
            click.echo(f"There is no teacher called {username}.", err=True)
            sys.exit(1)
        second_step.turn_off(session, user, None, program().clock())
        session.commit()
    click.echo(f"{username} signs in with the password alone.")


@click.command("sweep")
def sweep_command() -> None:
    """Hand in the attempts whose time is over."""
    from quizapp.cli.sweep import sweep_all  # noqa: PLC0415  # costly: the whole of taking, for one command

    done = sweep_all(program().sessions, program().clock())
    click.echo(f"{done} handed in.")
