"""The program's command line: ``quizapp …`` where it is installed, ``python -m quizapp …``, ``python3 manage.py …``."""

import sys

import click
from flask import Flask
from flask.cli import FlaskGroup, routes_command, shell_command

from quizapp import create_app
from quizapp.basics.clock import machine_clock
from quizapp.basics.config import BadSetting, read_settings
from quizapp.cli.operations import COMMANDS
from quizapp.cli.safety import refuse_unsafe


def app_or_sentence() -> Flask:
    """The application; where it cannot be started safely, one sentence and exit status 78."""
    try:
        settings = read_settings()
        refuse_unsafe(settings, machine_clock())
        return create_app(settings)
    except BadSetting as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(78)


#: Flask's own ``run`` would serve without migrating, publishing and handing in; ours takes its place.
program = FlaskGroup(
    name="quizapp", create_app=app_or_sentence, add_default_commands=False, help="Quizzes that teach."
)
program.add_command(shell_command)
program.add_command(routes_command)
for each in COMMANDS:  # these need no application, and work where none can be built
    program.add_command(each)


@program.command(
    "run",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
    short_help="Migrate, publish, serve.",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(arguments: tuple[str, ...]) -> None:
    from quizapp.serving import serve  # noqa: PLC0415  # costly: the server and the demonstration, for one command

    sys.exit(serve.main(list(arguments)))


def main() -> None:
    """What the installed ``quizapp`` calls. Without a command it serves, with the options of ``run``."""
    arguments = sys.argv[1:]
    if not arguments or (arguments[0].startswith("-") and arguments[0] != "--help"):
        arguments = ["run", *arguments]
    program.main(arguments, prog_name="quizapp")


if __name__ == "__main__":
    main()
