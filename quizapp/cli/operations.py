"""Commands for who runs an installation: backup, restore, verify, doctor, upgrade, drill. None ever ends in a traceback."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from quizapp.basics.config import BadSetting, Settings, read_settings
from quizapp.basics.limits import ROOM_BYTES
from quizapp.basics.program import started_as
from quizapp.cli import backups, clock_mark, safety, verifying
from quizapp.models.db import SQLITE, Sessions, is_ahead, is_migrated, make_engine, migrate


def in_sentences(command: Callable[..., None]) -> Callable[..., None]:
    """Say in one sentence what cannot be done, with exit status 78."""

    @wraps(command)
    def run(*arguments: Any, **named: Any) -> None:
        try:
            command(*arguments, **named)
        except BadSetting as error:
            sentence = str(error)
        except (SQLAlchemyError, SQLITE.Error) as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            sentence = f"The database cannot be read: {reason}. Run “{started_as()} doctor”."
        except OSError as error:
            sentence = f"{error.filename or 'A file'} cannot be used: {error.strerror}."
        else:
            return
        click.echo(sentence, err=True)
        sys.exit(78)

    return run


@click.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@in_sentences
def backup_command(target: Path | None) -> None:
    """Write database, pictures and secret to one file, also while the program runs, and check it."""
    now = datetime.now(UTC)
    target = target or Path(f"quizapp-{now:%Y-%m-%d-%H%M%S}.backup")
    backups.back_up(read_settings(), target, now)
    click.echo(
        f"{target}: {target.stat().st_size / 1e6:.1f} MB, checked. It holds the secret: keep it as safe as the data."
    )


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path))
@click.option(
    "--erased-in",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A later backup, or the old quizapp.db: whoever is erased there is erased here, too.",
)
@in_sentences
def restore_command(backup: Path, erased_in: Path | None) -> None:
    """Put a backup into an empty data folder (QUIZAPP_DATA), or an empty PostgreSQL database (DATABASE_URL).

    Teachers sign in anew; links that work once work no more.
    """
    settings = read_settings()
    contents = backups.restore(backup, settings, erased_in)
    click.echo(
        f"Restored into {settings.data}, as it was at {contents.made_at}. Start with: {started_as()} run"
    )


@click.command("verify")
@in_sentences
def verify_command() -> None:
    """Check the database: its file, the chain of saves, and positions against that log. Exit status 1: something is broken."""
    found = _examined(read_settings(), verifying.of_database)
    _tell(found, "Whole: every save is as it was made.")


@click.command("doctor")
@click.option("--accept-secret", is_flag=True, help="Take secret.key as the database's own from now on.")
@click.option(
    "--accept-clock", is_flag=True, help="Take the machine's clock as right; stop the program before."
)
@in_sentences
def doctor_command(*, accept_secret: bool, accept_clock: bool) -> None:
    """Look for everything that could be wrong, and say what to do. Exit status 1: something is."""
    settings, now = read_settings(), datetime.now(UTC)
    if accept_secret:
        _change(settings, lambda session: safety.accept_secret(session, settings.secret()))
    if accept_clock:
        _change(settings, lambda session: clock_mark.accept(session, now))
    found = [*safety.of_files(settings), *safety.of_debugging(settings), *safety.of_calendar(now)]
    folder = settings.data_folder
    if folder.exists() and shutil.disk_usage(folder).free < ROOM_BYTES:
        found.append(
            safety.Finding("The disk is almost full.", f"Make room where {folder} lies.", grave=False)
        )
    file = safety.database_file(settings)
    if file is not None and (not file.exists() or not file.stat().st_size):
        found.append(
            safety.Finding(f"There is no database at {file} yet.", "Start the program, or restore a backup.")
        )
    else:
        found += _examined(settings, verifying.of_database)
        found += _examined(settings, lambda session: clock_mark.of_clock(session, now))
        if (folder / "secret.key").exists():
            found += _examined(settings, lambda session: safety.of_secret(session, settings.secret()))
    _tell(found, "Nothing is wrong.")


def _change(settings: Settings, change: Callable[[Any], None]) -> None:
    engine = make_engine(settings.url, 1)
    try:
        with Sessions(engine).write() as session:
            change(session)
            session.commit()
    finally:
        engine.dispose()


def _examined(settings: Settings, look: Callable[[Any], Any]) -> list[safety.Finding]:
    """What an examination of the database finds; that it cannot be read is a finding too."""
    file = safety.database_file(settings)
    if file is not None and not file.exists():
        raise BadSetting(f"There is no database at {file}. Name the data folder with QUIZAPP_DATA.")
    engine = make_engine(settings.url, 1)
    try:
        with engine.connect():
            pass
        if is_ahead(engine):
            return [
                safety.Finding(
                    "The database was made by a newer version of this program.", "Start that version."
                )
            ]
        if not is_migrated(engine):
            return [safety.Finding("The database is of an older version.", f"Run: {started_as()} upgrade")]
        with Sessions(engine).read() as session:
            return list(look(session))
    except (SQLAlchemyError, SQLITE.Error) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        do = (
            "Restore the last backup; keep the damaged file."
            if file
            else "Is the server up, and DATABASE_URL right?"
        )
        return [safety.Finding(f"The database cannot be read: {reason}.", do)]
    finally:
        engine.dispose()


def _tell(found: list[safety.Finding], fine: str) -> None:
    for finding in found:
        click.echo(f"! {finding}")
    if found:
        sys.exit(1)
    click.echo(fine)


@click.command("upgrade")
@click.option("--no-backup", is_flag=True, help="For PostgreSQL, after pg_dump.")
@in_sentences
def upgrade_command(*, no_backup: bool) -> None:
    """Bring the database to this version of the program; a backup is made first, and the way back is printed."""
    settings, now = read_settings(), datetime.now(UTC)
    safety.refuse_unsafe(settings, now)
    engine = make_engine(settings.url, 1)
    try:
        if is_ahead(engine):
            raise BadSetting("The database was made by a newer version of this program. Start that version.")
        if is_migrated(engine):
            click.echo("The database is of this version already.")
            return
        target = settings.data_folder / f"before-upgrade-{now:%Y-%m-%d-%H%M%S}.backup"
        if not no_backup:
            backups.back_up(settings, target, now)
            click.echo(f"{target}: the way back. Move the data folder away, then, with the older version: ")
            click.echo(f"    {started_as()} restore {target.name}")
        migrate(engine)
    finally:
        engine.dispose()
    click.echo("The database is up to date.")


@click.command("drill")
@in_sentences
def drill_command() -> None:
    """Back up, restore elsewhere and verify, then throw the copy away: shows that backups work here."""
    settings, now = read_settings(), datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=settings.data_folder) as folder:
        backup = Path(folder) / "drill.backup"
        backups.back_up(settings, backup, now)
        copy = replace(settings, data=str(Path(folder) / "data"), database_url="")
        backups.restore(backup, copy)
        found = _examined(copy, verifying.of_database)
    _tell(found, "A backup was made, restored and verified.")


COMMANDS = (backup_command, restore_command, verify_command, doctor_command, upgrade_command, drill_command)
