"""Start the program: migrate, publish, print the addresses, serve."""

import argparse
import logging
import os
import socket
import sys
import webbrowser
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Flask
from werkzeug.serving import is_running_from_reloader, run_simple

from quizapp import create_app
from quizapp.basics.clock import machine_clock
from quizapp.basics.config import LOOPBACK, BadSetting, Settings, read_settings
from quizapp.basics.program import started_as
from quizapp.cli import first_lesson
from quizapp.cli.prepare import prepare_store
from quizapp.cli.safety import refuse_unsafe
from quizapp.cli.simulated_class import DEMO_MARK, make_demo
from quizapp.identity import bulk_acts, one_time_links
from quizapp.identity.rate_limit import forget_old
from quizapp.identity.sessions import forget_expired
from quizapp.models import LinkPurpose
from quizapp.models.db import Sessions
from quizapp.serving.housekeeping import start_housekeeping
from quizapp.serving.runner import start_job_runner
from quizapp.serving.server import Server, stop_on_signals
from quizapp.web.database import Program


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Start:
    """What the command line asks for."""

    settings: Settings
    demo: bool
    debug: bool
    #: Other devices of the same network are let in.
    for_class: bool = False
    #: The teacher's page is opened in the browser.
    opens: bool = False


def read_command_line(arguments: list[str]) -> Start:
    """The settings of environment and command line, and what else is wanted; raises BadSetting."""
    parser = argparse.ArgumentParser(prog=f"{started_as()} run", description="Start quizapp.")
    parser.add_argument("--demo", action="store_true", help="with a class of 30 simulated students")
    parser.add_argument(
        "--class",
        dest="for_class",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="let phones and computers of the same network in; finds this computer's address, unless you name it",
    )
    parser.add_argument("--open", action="store_true", help="open the teacher's page in the browser")
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", help="port to listen on")
    parser.add_argument("--data", help="folder for the database, the secret and uploads")
    parser.add_argument(
        "--debug", action="store_true", help="for developers: load changed code anew, show tracebacks"
    )
    given = parser.parse_args(arguments)
    settings = read_settings()
    if given.demo and "QUIZAPP_DATA" not in os.environ:
        settings = replace(settings, data="data-demo")
    chosen = {k: v for k in ("host", "port", "data") if (v := getattr(given, k)) is not None}
    settings = replace(settings, **chosen)
    if given.for_class is not None:
        settings = first_lesson.for_class(settings, given.for_class)
    if given.debug and settings.host not in LOOPBACK:
        raise BadSetting(
            "--debug lets whoever reaches the page run code here: it goes with --host 127.0.0.1."
        )
    return Start(settings, given.demo, given.debug, given.for_class is not None, given.open)


def prepare(program: Program, *, demo: bool, for_class: bool = False) -> str:
    """Migrate, publish and fill; returns the address at which a teacher begins."""
    sessions, settings = program.sessions, program.settings
    now = datetime.now(UTC)
    for sentence in prepare_store(sessions, settings, now, say):
        say(f"    ! {sentence}")
    with sessions.write() as session:
        forget_expired(session, now)
        bulk_acts.forget_old(session, now)
        forget_old(session, now)
        session.commit()
    if demo:
        _fill_demo(sessions, now)
    with sessions.write() as session:
        if for_class:
            first_lesson.make_first_class(session, settings, now)
            session.commit()
        if one_time_links.has_teacher(session):
            return f"{settings.public_url}/account/sign-in"
        token = one_time_links.make_link(
            session, LinkPurpose.SETUP, now, class_id=first_lesson.class_to_hand_over(session)
        )
        session.commit()
    return one_time_links.link_address(settings.public_url, LinkPurpose.SETUP, token or "")


def _fill_demo(sessions: Sessions, now: datetime) -> None:
    with sessions.write() as session:
        if not make_demo(session, now, progress=lambda text: say(f"    {text}")):
            say(f"==> The demonstration class is there already ({DEMO_MARK})")
        session.commit()


def main(arguments: list[str] | None = None) -> int:
    """Run until stopped. Exit status 78 and one sentence on a setting that the program cannot start with."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        start = read_command_line(sys.argv[1:] if arguments is None else arguments)
        settings, demo = start.settings, start.demo
        refuse_unsafe(settings, machine_clock())
        app = create_app(settings)
        if start.debug:
            serve_for_developers(app, settings, demo=demo)
            return 0
        with closing(listen(app, settings)) as server:  # first of all: another program may have the port
            get_ready(app, start)
            start_housekeeping(app)
            start_job_runner(app)
            stop_on_signals(server)
            server.run()
        app.extensions[
            "quizapp"
        ].sessions.engine.dispose()  # the last to close puts SQLite's log into the database
    except BadSetting as error:
        sys.stderr.write(f"{error}\n")
        return 78
    return 0


def get_ready(app: Flask, start: Start) -> None:
    """Prepare, say where to go, and go there where that is wanted: the port is taken, so the browser will be answered."""
    program = app.extensions["quizapp"]
    teacher = prepare(program, demo=start.demo, for_class=start.for_class)
    if start.for_class:
        with program.sessions.read() as session:
            classes = first_lesson.joinable_classes(session)
        say_to_class(start.settings, teacher, classes)
    else:
        say_addresses(start.settings, teacher)
    if start.opens:
        webbrowser.open(teacher)


def say_to_class(settings: Settings, teacher: str, classes: list[first_lesson.JoinableClass]) -> None:
    wide = first_lesson.shows_pictures()
    for line in first_lesson.lines_for_class(settings, teacher, classes, wide=wide):
        say(line)


def say_addresses(settings: Settings, teacher: str) -> None:
    say("")
    say(f"    Students:  {settings.public_url}/")
    say(f"    Teachers:  {teacher}")
    say("")
    say("Stop with Ctrl-C.")


def serve_for_developers(app: Flask, settings: Settings, *, demo: bool) -> None:
    """Serve with Flask's reloader and debugger. Migrates and publishes once, not at each reload."""
    if not is_running_from_reloader():
        say_addresses(settings, prepare(app.extensions["quizapp"], demo=demo))
    else:
        start_job_runner(app)
    app.debug = True
    run_simple(settings.host, int(settings.port), app, use_reloader=True, use_debugger=True, threaded=True)


def listen(app: Flask, settings: Settings) -> Server:
    """A server that has its port and answers once it is run; raises BadSetting where it cannot have it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        bound = socket.create_server((settings.host, int(settings.port)), family=family, backlog=1024)
    except OSError as error:
        raise BadSetting(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
            "Choose another port with --port, or another address with --host."
        ) from None
    return Server(app, bound, int(settings.threads))
