"""Getting ready to serve: migrate, publish the questions folder. The start does it; so does ``manage.py prepare``."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from quizapp.banks.borrowing import others_first
from quizapp.banks.images import CannotTakePicture
from quizapp.banks.publishing import OutOfDate, index_banks, publish_file
from quizapp.basics.config import BadSetting, Settings
from quizapp.basics.program import started_as
from quizapp.cli.safety import note_secret
from quizapp.domain.yaml_reading.problems import BankInvalid
from quizapp.models.db import Sessions, Trouble, is_ahead, is_migrated, migrate, trouble_of

Say = Callable[[str], None]
#: A number of our own, under which PostgreSQL lets one migrate at a time.
_MIGRATING = 7_120_813


def prepare_store(sessions: Sessions, settings: Settings, now: datetime, say: Say) -> list[str]:
    """Migrate and publish; returns one sentence for each bank that could not be published.

    Raises BadSetting where the database cannot be reached or is newer than this program.
    """
    try:
        if is_ahead(sessions.engine):
            raise BadSetting(
                "The database was made by a newer version of this program. Start that version, or name another "
                "folder with QUIZAPP_DATA or --data."
            )
        with one_at_a_time(sessions.engine):
            if not is_migrated(sessions.engine):
                say("==> Preparing the database")
                migrate(sessions.engine)
        with sessions.write() as session:
            note_secret(session, settings.secret())
            index_banks(session)
            session.commit()
    except DatabaseError as error:
        if trouble_of(error) is Trouble.FULL:
            raise BadSetting("The disk is full. Make room, then start again.") from None
        reason = str(error.orig).strip().splitlines()[0]
        raise BadSetting(
            f"The database cannot be used: {reason}. "
            + (
                f"If it is damaged, restore the last backup; “{started_as()} doctor” tells more."
                if sessions.engine.dialect.name == "sqlite"
                else "Check DATABASE_URL, and that the server is up."
            )
        ) from None
    if not (settings.questions and Path(settings.questions).is_dir()):
        return []
    say("==> ReportOptions for new and changed banks")
    with sessions.write() as session:
        trouble = publish_folder(session, Path(settings.questions), now, say)
        session.commit()
    return trouble


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Let several servers that start together migrate one after another. SQLite has one writer at a time anyway."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.execution_options(unhurried=True).connect() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        yield


def publish_folder(session: Session, folder: Path, now: datetime, say: Say) -> list[str]:
    """Publish the new and changed banks of a folder; returns one sentence for each that could not be."""
    trouble = []
    for path in others_first(sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])):
        try:
            text = path.read_bytes().decode("utf-8")  # line ends as they are: `banks publish` keeps them, too
            with session.begin_nested():
                done = publish_file(session, path.name, path.stem, text, now, bank_file=path)
        except BankInvalid as error:
            trouble.append(
                f"{path}: {len(error.problems)} problems, nothing was published. "
                f"See them with: {started_as()} banks check {path}"
            )
        except OutOfDate as error:
            trouble.append(
                f"{path}: the bank was edited in the browser since (version {error.newest.number}). Save that with "
                f"“{started_as()} banks export {path.stem}”, or publish the file there on top of it."
            )
        except CannotTakePicture as error:
            trouble.append(error.message)
        except UnicodeDecodeError:
            trouble.append(f"{path}: not UTF-8. Save it as UTF-8 and start again.")
        except OSError as error:
            trouble.append(f"{path}: cannot be read ({error.strerror}).")
        else:
            if done is not None:
                say(f"    {path.name}: version {done.version.number} published")
    return trouble


@click.command("prepare")
@with_appcontext
def prepare_command() -> None:
    """Bring the database up to date and publish the questions folder, for servers that load wsgi:app.

    Exit status 1 when a bank could not be published, 78 when the database cannot be used.
    """
    program = current_app.extensions["quizapp"]
    try:
        trouble = prepare_store(program.sessions, program.settings, datetime.now(UTC), click.echo)
    except BadSetting as error:
        click.echo(str(error), err=True)
        sys.exit(78)
    for sentence in trouble:
        click.echo(f"    ! {sentence}", err=True)
    click.echo("Ready to serve.")
    sys.exit(1 if trouble else 0)
