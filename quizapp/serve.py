"""Start the program: migrate, publish, print the addresses, serve."""

import argparse
import logging
import os
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import waitress
from sqlalchemy.orm import Session

from quizapp import accounts_links, create_app
from quizapp.attempts import sweep
from quizapp.banks import OutOfDate, publish_file
from quizapp.config import BadSetting, Settings, read_settings
from quizapp.db import Sessions, is_migrated, migrate
from quizapp.demo import DEMO_MARK, demo_class_id, make_demo
from quizapp.domain.problems import BankInvalid
from quizapp.throttle import forget_old
from quizapp.visitors import forget_expired
from quizapp.web import Program

#: How often attempts whose time is over are handed in.
SWEEP_EVERY = 60.0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def settings_of(arguments: list[str]) -> tuple[Settings, bool]:
    """The settings of environment and command line, and whether the demonstration is wanted."""
    parser = argparse.ArgumentParser(prog="python3 manage.py run", description="Start quizapp.")
    parser.add_argument("--demo", action="store_true", help="with a class of 30 simulated students")
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", help="port to listen on")
    parser.add_argument("--data", help="folder for the database, the secret and uploads")
    given = parser.parse_args(arguments)
    settings = read_settings()
    if given.demo and "QUIZAPP_DATA" not in os.environ:
        settings = replace(settings, data="data-demo")
    chosen = {k: v for k in ("host", "port", "data") if (v := getattr(given, k)) is not None}
    return replace(settings, **chosen), given.demo


def publish_folder(session: Session, folder: Path, now: datetime) -> list[str]:
    """Publish the new and changed banks of a folder; returns one sentence for each that could not be."""
    trouble = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            with session.begin_nested():
                done = publish_file(session, path.name, path.stem, path.read_text(encoding="utf-8"), now)
        except BankInvalid as error:
            trouble.append(
                f"{path}: {len(error.problems)} problems, nothing was published. "
                f"See them with: python3 manage.py banks check {path}"
            )
        except OutOfDate as error:
            trouble.append(
                f"{path}: the bank was edited in the browser since (version {error.newest.number}). Save that with "
                f"“python3 manage.py banks export {path.stem}”, or publish the file there on top of it."
            )
        except UnicodeDecodeError:
            trouble.append(f"{path}: not UTF-8. Save it as UTF-8 and start again.")
        else:
            if done is not None:
                say(f"    {path.name}: version {done.version.number} published")
    return trouble


def prepare(program: Program, *, demo: bool) -> str:
    """Migrate, publish and fill; returns the address at which a teacher begins."""
    sessions, settings = program.sessions, program.settings
    if not is_migrated(sessions.engine):
        say("==> Preparing the database")
        migrate(sessions.engine)
    now = datetime.now(UTC)
    with sessions.write() as session:
        if settings.questions and Path(settings.questions).is_dir():
            say("==> Looking for new and changed banks")
            for sentence in publish_folder(session, Path(settings.questions), now):
                say(f"    ! {sentence}")
        forget_expired(session, now)
        forget_old(session, now)
        session.commit()
    if demo:
        _fill_demo(sessions, now)
    with sessions.write() as session:
        if accounts_links.has_teacher(session):
            return f"{settings.public_url}/account/sign-in"
        token = accounts_links.make(session, "setup", now, class_id=demo_class_id(session))
        session.commit()
    return accounts_links.address(settings.public_url, "setup", token or "")


def _fill_demo(sessions: Sessions, now: datetime) -> None:
    with sessions.write() as session:
        if not make_demo(session, now, progress=lambda text: say(f"    {text}")):
            say(f"==> The demonstration class is there already ({DEMO_MARK})")
        session.commit()


def _keep_sweeping(sessions: Sessions) -> None:
    """Hand in overdue attempts for as long as the server runs; a failure is logged and tried again."""
    while True:
        time.sleep(SWEEP_EVERY)
        try:
            with sessions.write() as session:
                sweep(session, datetime.now(UTC))
                session.commit()
        except Exception:
            logging.getLogger(__name__).exception("handing in overdue attempts failed")


def main(arguments: list[str] | None = None) -> int:
    """Run until stopped. Exit status 78 and one sentence on a setting that the program cannot start with."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        settings, demo = settings_of(sys.argv[1:] if arguments is None else arguments)
        app = create_app(settings)
        teacher = prepare(app.extensions["quizapp"], demo=demo)
    except BadSetting as error:
        sys.stderr.write(f"{error}\n")
        return 78
    say("")
    say(f"    Students:  {settings.public_url}/")
    say(f"    Teachers:  {teacher}")
    say("")
    say("Stop with Ctrl-C.")
    threading.Thread(
        target=_keep_sweeping, args=(app.extensions["quizapp"].sessions,), daemon=True, name="sweep"
    ).start()
    try:
        waitress.serve(
            app,
            host=settings.host,
            port=int(settings.port),
            threads=int(settings.threads),
            connection_limit=1000,
            channel_timeout=20,
            ident=None,
            _quiet=True,
        )
    except OSError as error:
        sys.stderr.write(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
            "Choose another port with --port.\n"
        )
        return 78
    return 0
