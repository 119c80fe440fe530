"""The commands for teachers' accounts: one-time links, and a second step that was lost."""

import sys
from datetime import UTC, datetime

import click

from quizapp.identity import one_time_links
from quizapp.models import LinkPurpose
from quizapp.web.database import program


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
