"""One file that holds an installation: database with its pictures, and secret. Taken while the program runs, checked.

Inside is always a SQLite database, whatever it was taken from: so a backup of one kind of database can be restored into the other.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, delete, func, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from quizapp.attempts.erasing import erase_student
from quizapp.basics.config import BadSetting, Settings
from quizapp.basics.program import started_as
from quizapp.cli import encryption, safety, verifying
from quizapp.models import Base, OneTimeLink, Student, WebSession
from quizapp.models.db import SQLITE, Sessions, copy_sqlite, is_ahead, is_migrated, make_engine, migrate

_ABOUT, _DATABASE, _SECRET = "about.json", "quizapp.db", "secret.key"
_ROWS = 2000


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself."""

    made_at: str
    sha256: dict[str, str]


def back_up(settings: Settings, target: Path, now: datetime) -> None:
    """Write a backup to a new file, and read it again; raises BadSetting with a sentence where it is not good."""
    secret = settings.data_folder / _SECRET
    if not secret.exists():
        raise BadSetting(
            f"{secret} is missing: there is nothing here to back up. Name the folder with QUIZAPP_DATA."
        )
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / _DATABASE
        _copy_database(settings, copy)
        refuse_broken(copy, secret.read_bytes())
        _pack(Path(folder) / "packed", copy, secret.read_bytes(), now)
        packed = Path(folder) / "packed"
        with opened(packed):
            pass
        if settings.backup_passphrase_file:
            encryption.encrypt(packed, Path(folder) / "encrypted", Path(settings.backup_passphrase_file))
            packed = Path(folder) / "encrypted"
            with opened(packed, settings.backup_passphrase_file):
                pass
        try:
            os.link(packed, target)  # never over another backup
        except FileExistsError:
            raise BadSetting(f"{target} exists. Name another file.") from None


def _copy_database(settings: Settings, copy: Path) -> None:
    file = safety.database_file(settings)
    engine = make_engine(settings.url, 1)
    try:
        if file is not None:
            if not file.exists() or not file.stat().st_size:
                raise BadSetting(f"There is no database at {file}. Name the data folder with QUIZAPP_DATA.")
            copy_sqlite(engine, copy)
            return
        if not is_migrated(engine):
            raise BadSetting(
                "The database is of another version of the program. Back it up with pg_dump, and secret.key beside it."
            )
        with _new_store(copy) as target_engine:
            copy_rows(engine, target_engine)
    finally:
        engine.dispose()


@contextmanager
def _new_store(path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{path.as_posix()}", 1)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def copy_rows(source: Engine, target: Engine) -> None:
    """Copy every row into a database without any, in one transaction on either side."""
    tables = Base.metadata.sorted_tables
    isolated = {} if source.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with (
        source.execution_options(unhurried=True, **isolated).connect() as reading,
        target.execution_options(write=True, unhurried=True).connect() as writing,
    ):
        if target.dialect.name == "sqlite":
            writing.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in reversed(tables):
            if table.name not in ("response_event",):  # append-only, and empty in a new database
                writing.execute(table.delete())  # rows that migrations made
        for table in tables:
            order = list(table.primary_key.columns)
            rows = reading.execution_options(yield_per=_ROWS).execute(select(table).order_by(*order))
            for part in rows.mappings().partitions(_ROWS):
                writing.execute(insert(table), [dict(row) for row in part])
        if target.dialect.name == "postgresql":
            _set_sequences(writing, Base.metadata)
        writing.commit()


def _set_sequences(connection: Any, metadata: MetaData) -> None:
    """Let new rows be numbered after those that were copied with their numbers."""
    for table in metadata.sorted_tables:
        if "id" in table.columns:
            name = table.name
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), "  # noqa: S608  # our own names
                    f'(SELECT coalesce(max(id), 0) + 1 FROM "{name}"), false) '
                    f"WHERE pg_get_serial_sequence('\"{name}\"', 'id') IS NOT NULL"
                )
            )


def _make_private(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _pack(path: Path, copy: Path, secret: bytes, now: datetime) -> None:
    hashes = {_DATABASE: _hash_of(copy.open("rb")), _SECRET: hashlib.sha256(secret).hexdigest()}
    about = json.dumps({"quizapp backup": 1, "made at": now.isoformat(), "sha256": hashes}).encode()
    _make_private(path)
    with path.open("r+b") as file, tarfile.open(fileobj=file, mode="w") as packed:
        for name, content in ((_ABOUT, about), (_SECRET, secret)):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            packed.addfile(member, io.BytesIO(content))
        packed.add(copy, _DATABASE)
        packed.close()
        file.flush()
        os.fsync(file.fileno())


def _hash_of(file: Any) -> str:
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(backup: Path, passphrase: str = "") -> Iterator[tuple[tarfile.TarFile, Contents]]:
    """A backup whose every byte is as it was written; raises BadSetting with a sentence else.

    ``passphrase``: the file that holds it, where the backup is encrypted.
    """
    damaged = BadSetting(f"{backup} is no backup of this program, or it is damaged. Use another one.")
    try:
        with (
            encryption.readable(backup, passphrase) as plain,
            tarfile.open(plain, "r:") as packed,
        ):
            about = json.loads(_member(packed, _ABOUT).read())
            contents = Contents(about["made at"], about["sha256"])
            if {name: _hash_of(_member(packed, name)) for name in (_DATABASE, _SECRET)} != contents.sha256:
                raise damaged
            yield packed, contents
    except FileNotFoundError:
        raise BadSetting(f"There is no file {backup}.") from None
    except (tarfile.TarError, KeyError, TypeError, ValueError, EOFError, OSError):
        raise damaged from None


def _member(packed: tarfile.TarFile, name: str) -> Any:
    found = packed.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def restore(backup: Path, settings: Settings, erased_in: Path | None = None) -> Contents:
    """Put a backup into a data folder that holds nothing yet; raises BadSetting with a sentence where it cannot be.

    ``erased_in``: a later backup or database file, whose erased students are erased in what is restored, too.
    """
    folder, file = settings.data_folder, safety.database_file(settings)
    taken = [path for path in _places(settings) if path.exists()]
    if taken:
        raise BadSetting(
            f"{taken[0]} exists. A backup goes into an empty folder: move the old one away, or name another with QUIZAPP_DATA."
        )
    settings.prepare_data_folder()
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        opened(backup, settings.backup_passphrase_file) as (packed, contents),
    ):
        copy = Path(scratch) / _DATABASE
        _unpack(packed, copy)
        secret = _member(packed, _SECRET).read()
        refuse_broken(copy, secret)
        _end_what_ended(copy, _erased_in(erased_in, Path(scratch), settings.backup_passphrase_file))
        if file is None:
            _fill_server(copy, settings.url)
        key = Path(scratch) / _SECRET
        _make_private(key)
        key.write_bytes(secret)
        key.rename(folder / _SECRET)
        if file is not None:
            copy.rename(file)
    return contents


def _unpack(packed: tarfile.TarFile, copy: Path) -> None:
    _make_private(copy)
    with copy.open("r+b") as target, _member(packed, _DATABASE) as source:
        while chunk := source.read(1 << 20):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())


def _end_what_ended(copy: Path, erased: list[tuple[int, datetime]]) -> None:
    """What opened a teacher's pages when the backup was taken opens nothing any more, and who was erased since is erased.

    Students stay signed in: many hold nothing else that brings them back to their answers.
    """
    engine = make_engine(f"sqlite:///{copy.as_posix()}", 1)
    try:
        if erased:  # which takes all that the program knows today; else the backup stays of its version
            migrate(engine)
        store = Sessions(engine)
        with store.write() as session:
            session.execute(delete(WebSession).where(WebSession.user_id.is_not(None)))
            session.execute(delete(OneTimeLink))
            for number, created_at in erased:
                student = session.get(Student, number)
                if student is not None and student.created_at == created_at and student.erased_at is None:
                    erase_student(session, number, student.created_at)
            session.commit()
        store.forget_erased()
    finally:
        engine.dispose()


def _erased_in(source: Path | None, scratch: Path, passphrase: str) -> list[tuple[int, datetime]]:
    """Number and beginning of each student who is erased in a backup or database file."""
    if source is None:
        return []
    copy = scratch / "later.db"
    if tarfile.is_tarfile(source) or encryption.is_encrypted(source):
        with opened(source, passphrase) as (packed, _contents):
            _unpack(packed, copy)
    else:
        old = make_engine(f"sqlite:///{source.as_posix()}", 1)
        try:
            copy_sqlite(old, copy)
        except (SQLAlchemyError, SQLITE.Error):
            raise BadSetting(f"{source} is neither a backup nor a database of this program.") from None
        finally:
            old.dispose()
    engine = make_engine(f"sqlite:///{copy.as_posix()}", 1)
    try:
        with Sessions(engine).read() as session:
            found = select(Student.id, Student.created_at).where(Student.erased_at.is_not(None))
            return [(number, created_at) for number, created_at in session.execute(found)]
    finally:
        engine.dispose()


def _places(settings: Settings) -> Iterator[Path]:
    """What a restored installation must not find: SQLite would take another database's log for its own."""
    yield settings.data_folder / _SECRET
    file = safety.database_file(settings)
    if file is not None:
        yield from (Path(f"{file}{ending}") for ending in ("", "-wal", "-shm", "-journal"))


def _fill_server(copy: Path, url: str) -> None:
    source, target = make_engine(f"sqlite:///{copy.as_posix()}", 1), make_engine(url, 1)
    try:
        if inspect(target).get_table_names():
            raise BadSetting(
                "The database that DATABASE_URL names is not empty. Make a new one with createdb."
            )
        migrate(source)
        migrate(target)
        copy_rows(source, target)
        refuse_unequal(source, target)
    finally:
        source.dispose()
        target.dispose()


def refuse_unequal(source: Engine, target: Engine) -> None:
    """Raise BadSetting unless each table holds as many rows on either side, and the copy's log of saves is whole."""
    with source.connect() as one, target.connect() as other:
        for table in Base.metadata.sorted_tables:
            counted = select(func.count()).select_from(table)
            if one.scalar(counted) != other.scalar(counted):
                raise BadSetting(f"The copy is not whole: {table.name} has another number of rows.")
    with Sessions(target).read() as session:
        for finding in verifying.of_database(session):
            raise BadSetting(f"The copy is not whole: {finding.what}")


def refuse_broken(database: Path, secret: bytes) -> None:
    """Raise BadSetting where a copy of a database is not whole, not of this program, or of another secret."""
    engine = make_engine(f"sqlite:///{database.as_posix()}", 1)
    try:
        if is_ahead(engine):
            raise BadSetting("The backup was made by a newer version of this program. Use that version.")
        with Sessions(engine).read() as session:
            check = verifying.of_database if is_migrated(engine) else verifying.of_file
            found = [*check(session), *safety.of_secret(session, secret)]
        if found:
            raise BadSetting(f"{found[0]} ({len(found)} in all; “{started_as()} verify” lists them)")
    finally:
        engine.dispose()
