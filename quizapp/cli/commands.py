"""The commands that every start of the program has: ``quizapp …`` or ``python3 manage.py …``."""

from datetime import UTC, datetime

import click
import sqlalchemy as sa
from flask import Flask

from quizapp import models
from quizapp.cli.banks import banks_group
from quizapp.cli.drafting import draft_command
from quizapp.cli.interchange import import_command
from quizapp.cli.prepare import prepare_command
from quizapp.cli.reports import reports_group
from quizapp.cli.study import study_group
from quizapp.cli.users import users_group
from quizapp.models import db
from quizapp.web.database import program


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


@click.command("sweep")
def sweep_command() -> None:
    """Hand in the attempts whose time is over."""
    from quizapp.cli.sweep import sweep_all  # noqa: PLC0415  # costly: the whole of taking, for one command

    done = sweep_all(program().sessions, program().clock())
    click.echo(f"{done} handed in.")
