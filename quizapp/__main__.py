"""The program's command line: ``quizapp …`` where it is installed, ``python -m quizapp …``, ``python3 manage.py …``."""

import sys

import click
from flask.cli import FlaskGroup, routes_command, shell_command

from quizapp import create_app

#: Flask's own ``run`` would serve without migrating, publishing and handing in; ours takes its place.
program = FlaskGroup(
    name="quizapp", create_app=create_app, add_default_commands=False, help="Quizzes that teach."
)
program.add_command(shell_command)
program.add_command(routes_command)


@program.command(
    "run",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
    short_help="Migrate, publish, serve.",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(arguments: tuple[str, ...]) -> None:
    from quizapp import serve  # noqa: PLC0415  # costly: the server and the demonstration, for one command

    sys.exit(serve.main(list(arguments)))


def main() -> None:
    """What the installed ``quizapp`` calls."""
    program.main(prog_name="quizapp")


if __name__ == "__main__":
    main()
