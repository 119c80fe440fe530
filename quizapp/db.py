"""The engine and its sessions: SQLite that is durable and fair, or PostgreSQL, behind the same calls."""

import os
import threading
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

try:  # a SQLite without the WAL-reset bug, where a wheel of it exists
    import pysqlite3 as sqlite
except ImportError:  # pragma: no cover - depends on the platform
    import sqlite3 as sqlite
try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

SQLITE: ModuleType = sqlite
#: Seconds that a writer waits for its turn before it gives up.
BUSY_SECONDS = 10
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (3.7.0 to 3.51.2, but for two backports)."""
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return version >= (3, 51, 3)
    return (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def journal_pragmas(version: tuple[int, ...]) -> tuple[str, str]:
    """The journal mode and synchronous level that lose no acknowledged commit in a power cut."""
    return ("WAL", "FULL") if wal_is_safe(version) else ("TRUNCATE", "FULL")


class WriteQueue:
    """One writer at a time, in fair order: SQLite's own busy wait polls, and starves some writers.

    A thread lock queues the threads of this process, a lock on a file beside the database those of others.
    """

    def __init__(self, database: str) -> None:
        self._lock = threading.Lock()
        self._path = f"{database}-writers"
        self._file: int | None = None

    def enter(self) -> None:
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise SQLITE.OperationalError("database is locked")
        if fcntl is not None:
            try:
                self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
                fcntl.flock(self._file, fcntl.LOCK_EX)
            except BaseException:
                self.leave()
                raise

    def leave(self) -> None:
        descriptor, self._file = self._file, None
        if descriptor is not None:
            os.close(descriptor)
        self._lock.release()


def _queued_connection(queue: WriteQueue) -> type:
    class QueuedConnection(SQLITE.Connection):  # type: ignore[name-defined, misc]
        """A connection whose writing transactions wait their turn."""

        in_queue = False

        def begin(self, *, write: bool) -> None:
            if not write:
                self.execute("BEGIN")
                return
            queue.enter()
            self.in_queue = True
            try:
                self.execute("BEGIN IMMEDIATE")
            except BaseException:
                self._leave()
                raise

        def _leave(self) -> None:
            if self.in_queue:
                self.in_queue = False
                queue.leave()

        def commit(self) -> None:
            try:
                super().commit()
            except BaseException:  # a full disk, say: whoever gave this connection back would not roll back
                self.rollback()
                raise
            self._leave()

        def rollback(self) -> None:
            try:
                super().rollback()
            finally:
                self._leave()

        def close(self) -> None:
            try:
                super().close()
            finally:
                self._leave()

    return QueuedConnection


def _set_pragmas(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # BEGIN is ours to send
    journal, synchronous = journal_pragmas(SQLITE.sqlite_version_info)
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        f"journal_mode={journal}",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "mmap_size=0",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
        "journal_size_limit=67108864",
        "fullfsync=ON",
        "checkpoint_fullfsync=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    raw.begin(write=bool(connection.get_execution_options().get("write")))  # type: ignore[union-attr]


def make_engine(url: str) -> Engine:
    """An engine whose transactions read, unless the execution option ``write`` is set.

    On SQLite a writing transaction begins IMMEDIATE and waits its turn in a queue.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, pool_pre_ping=True, pool_size=20, max_overflow=20)
    factory = _queued_connection(WriteQueue(parsed.database or ""))
    if parsed.database:
        _make_private(Path(parsed.database))
    engine = create_engine(
        parsed,
        module=SQLITE,
        connect_args={"factory": factory, "check_same_thread": False},
        pool_size=20,
        max_overflow=20,
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(database: Path) -> None:
    """Make the database's file, before SQLite does, so that only its owner can read it."""
    with suppress(FileExistsError):
        os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


class Sessions:
    """Makes sessions that read, and sessions that write from their first statement on."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._read = sessionmaker(engine, expire_on_commit=False)
        self._write = sessionmaker(engine.execution_options(write=True), expire_on_commit=False)

    def read(self) -> Session:
        return self._read()

    def write(self) -> Session:
        return self._write()

    def forget_erased(self) -> None:
        """Empty SQLite's write-ahead log, so that what was erased is in no file any more.

        Call it after the commit, with no session open in this thread. A reader elsewhere can put it off; the next
        call or checkpoint then does it.
        """
        if self.engine.dialect.name != "sqlite":
            return
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision of ``migrations/`` (a lower one downgrades)."""
    from alembic import command  # noqa: PLC0415  # costly: 100 ms, needed only here
    from alembic.config import Config  # noqa: PLC0415  # costly: as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["engine"] = engine
    if revision == "head" or not revision.startswith(("-", "base")):
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def newest_revision() -> str:
    """The newest revision of ``migrations/``, read from the files' names: ``0001_…`` sorts last."""
    return sorted(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))[-1]


def is_migrated(engine: Engine) -> bool:
    """Whether the database is at the newest revision, without loading Alembic (a quick second start)."""
    return _revision_of(engine) == newest_revision()


def is_ahead(engine: Engine) -> bool:
    """Whether the database is at a revision that this program does not know: a newer one made it."""
    found = _revision_of(engine)
    return bool(found) and not list((MIGRATIONS / "versions").glob(f"{found}_*.py"))


def _revision_of(engine: Engine) -> str:
    """The revision that the database is at; empty for one that was never migrated."""
    try:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    except Exception:  # noqa: BLE001  # no such table: the drivers name that error differently
        return ""
