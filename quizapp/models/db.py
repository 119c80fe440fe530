"""The engine and its sessions: SQLite that is durable and fair, or PostgreSQL, behind the same calls."""

import os
import threading
import weakref
from contextlib import suppress
from enum import Enum
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from quizapp.basics.limits import BUSY_SECONDS, CONNECT_SECONDS, IDLE_SECONDS, LOCK_SECONDS, STATEMENT_SECONDS

try:  # a SQLite without the WAL-reset bug, where a wheel of it exists
    import pysqlite3 as sqlite
except ImportError:  # pragma: no cover - depends on the platform
    import sqlite3 as sqlite
try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

SQLITE: ModuleType = sqlite
_PROGRAM = Path(__file__).resolve().parents[1]
#: Inside the program where it was installed from a wheel, beside it in the repository.
MIGRATIONS = (_PROGRAM if (_PROGRAM / "migrations").is_dir() else _PROGRAM.parent) / "migrations"


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (3.7.0 to 3.51.2, but for two backports)."""
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return version >= (3, 51, 3)
    return (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def journal_pragmas(version: tuple[int, ...]) -> tuple[str, str]:
    """The journal mode and synchronous level that lose no acknowledged commit in a power cut."""
    return ("WAL", "FULL") if wal_is_safe(version) else ("TRUNCATE", "FULL")


class Trouble(Enum):
    """What a failed statement means for whoever sent it."""

    BUSY = "somebody else had the database for too long, or it could not be reached: the same again may well succeed"
    FULL = "there is no room on the disk"
    NOT_PREPARED = "a table or column is missing"
    OTHER = "a fault of the program"


class NotPrepared(Exception):
    """The database lacks a table or column: it was never prepared, or for an older version of the program."""


#: PostgreSQL's codes, whole or their first letters: lost connections, no more of them, stopped by its administrator or
#: a time limit, rows held by others, a deadlock ended.
_BUSY_CODES = ("08", "53", "57", "55P03", "40", "25P03")


#: SQLite's words where the disk failed in a write or sync.
_FAILED_DISK = "disk I/O error"


def trouble_of(error: SQLAlchemyError) -> Trouble:
    """Tell the troubles of a database apart; both drivers know them by other names."""
    if isinstance(error, PoolTimeout):
        return Trouble.BUSY
    cause = getattr(error, "orig", None)
    code, text = getattr(cause, "sqlstate", None) or "", str(cause)
    if code == "53100" or "disk is full" in text:
        return Trouble.FULL
    if code in ("42P01", "42703") or any(
        sign in text for sign in ("no such table", "no such column", "has no column named")
    ):
        return Trouble.NOT_PREPARED
    unreachable = isinstance(error, OperationalError) and not code and not isinstance(cause, SQLITE.Error)
    if (
        code.startswith(_BUSY_CODES)
        or unreachable
        or any(sign in text for sign in ("is locked", "database is busy", _FAILED_DISK))
    ):
        return Trouble.BUSY
    return Trouble.OTHER


class FileLock:
    """A lock on a file among processes, with an end to the waiting.

    ``flock`` itself waits for ever, and trying again and again would starve this process while another writes much.
    So a thread waits in the kernel's order, and gives back at once what it gets when nobody wants it any more.
    Threads of one process must not share it: they queue before.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._changed = threading.Condition()
        self._wanted = self._waiting = False
        self._file: int | None = None

    def acquire(self, seconds: float) -> bool:
        with self._changed:
            if not self._waiting:
                self._try()
            self._wanted = True
            got = self._changed.wait_for(lambda: self._file is not None, max(seconds, 0.0))
            self._wanted = False
            return got

    def _try(self) -> None:
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._waiting = True
            threading.Thread(target=self._wait, args=(descriptor,), daemon=True, name="file lock").start()
        except BaseException:
            os.close(descriptor)
            raise
        else:
            self._file = descriptor

    def _wait(self, descriptor: int) -> None:
        got = False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            got = True
        finally:
            with self._changed:
                self._waiting = False
                if got and self._wanted:
                    self._file = descriptor
                    self._changed.notify()
                else:
                    os.close(descriptor)

    def release(self) -> None:
        descriptor, self._file = self._file, None
        if descriptor is not None:
            os.close(descriptor)


class WriteQueue:
    """One writer at a time, in fair order: SQLite's own busy wait polls, and starves some writers.

    A thread lock queues the threads of this process, a lock on a file beside the database those of others.
    """

    def __init__(self, database: str) -> None:
        self._database = database
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget who is in the queue: in a forked process nobody of its parent's threads is there to leave."""
        self._lock = threading.Lock()
        self._file: FileLock | None = None
        if fcntl is not None:
            self._file = FileLock(f"{self._database}-writers")

    def enter(self) -> None:
        end = monotonic() + BUSY_SECONDS
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise SQLITE.OperationalError("database is locked")
        try:
            if self._file is not None and not self._file.acquire(end - monotonic()):
                raise SQLITE.OperationalError("database is locked")
        except BaseException:
            self._lock.release()
            raise

    def leave(self) -> None:
        if self._file is not None:
            self._file.release()
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
        f"busy_timeout={int(BUSY_SECONDS * 1000)}",
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
    raw: Any = connection.connection.dbapi_connection
    try:
        raw.begin(write=bool(connection.get_execution_options().get("write")))
    except (
        SQLITE.OperationalError
    ) as error:  # raised in here SQLAlchemy would not take it for one of the database
        raise OperationalError("BEGIN", None, error) from error


def _limit_waits(connection: Connection) -> None:
    """Give a transaction on PostgreSQL its limits.

    In the transaction itself, since a pooler between refuses them at connecting, and gives later transactions another
    connection than the one that they were set on.
    """
    if connection.get_execution_options().get("unhurried"):
        return
    raw: Any = connection.connection.dbapi_connection
    limits = {
        "lock_timeout": LOCK_SECONDS,
        "statement_timeout": STATEMENT_SECONDS,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    try:
        raw.execute("; ".join(f"SET LOCAL {name} = {int(most * 1000)}" for name, most in limits.items()))
    except raw.OperationalError as error:  # as in _begin
        raise OperationalError("SET LOCAL", None, error) from error


def count_connections(threads: int) -> int:
    """How many connections a process with so many threads opens at most, told in the README too."""
    return 2 * threads + 2


def _pool(threads: int) -> dict[str, Any]:
    """A request needs one connection, and two for a moment where it notes that somebody is still there.

    So none ever waits for one that is held by another who waits, and what a rush needed more is closed afterwards.
    """
    kept = threads + 2
    return {
        "pool_size": kept,
        "max_overflow": count_connections(threads) - kept,
        "pool_timeout": BUSY_SECONDS,
    }


#: What an error says of the statement that failed: not the names, answers and hashes in it, since it lands in a log.
_QUIET = {"hide_parameters": True}


def make_engine(url: str, threads: int = 16) -> Engine:
    """An engine whose transactions read, unless the execution option ``write`` is set.

    On SQLite a writing transaction begins IMMEDIATE and waits its turn in a queue. On PostgreSQL statements and waits
    have limits, unless the option ``unhurried`` is set, as for migrations.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _postgres_engine(parsed, threads)
    queue = WriteQueue(parsed.database or "")
    factory = _queued_connection(queue)
    if parsed.database:
        _make_private(Path(parsed.database))
    engine = create_engine(
        parsed,
        module=SQLITE,
        connect_args={"factory": factory, "check_same_thread": False},
        **_pool(threads),
        **_QUIET,
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _trust_no_more)
    _ENGINES[engine] = queue
    return engine


#: Every engine of this process, with its queue of writers where it has one.
_ENGINES: weakref.WeakKeyDictionary[Engine, WriteQueue | None] = weakref.WeakKeyDictionary()
#: Connections of a process that forked: closing them here would take locks from it, or end its session.
_OF_PARENT: list[Any] = []


def _open_anew_after_fork() -> None:
    """A server may make the application, ask it something and then fork: no two processes share a connection."""
    for engine, queue in list(_ENGINES.items()):
        _OF_PARENT.append(engine.pool)
        engine.dispose(close=False)
        if queue is not None:
            queue.begin_anew()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_open_anew_after_fork)


def _trust_no_more(context: ExceptionContext) -> None:
    """After a write or sync that failed nobody knows what the disk holds of it: the file is opened anew."""
    context.is_disconnect = context.is_disconnect or _FAILED_DISK in str(context.original_exception)


def _postgres_engine(url: URL, threads: int) -> Engine:
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    # A statement that is prepared has a name, and behind a pooler two clients give the same name to two statements:
    # then the wrong one runs. Nothing is lost by this, since each transaction would forget its own at the end.
    options: dict[str, Any] = {"prepare_threshold": None}
    if "connect_timeout" not in url.query:
        options["connect_timeout"] = CONNECT_SECONDS
    engine = create_engine(
        url,
        connect_args=options,
        pool_pre_ping=True,
        **_pool(threads),
        **_QUIET,
    )
    event.listen(engine, "begin", _limit_waits)
    _ENGINES[engine] = None
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


def copy_sqlite(engine: Engine, copy: Path) -> None:
    """Copy a SQLite database to a new file while it is in use, whole and at one instant, by SQLite's own means."""
    _make_private(copy)
    source, target = engine.raw_connection(), SQLITE.connect(copy)
    try:
        raw: Any = source.driver_connection
        raw.backup(target)
    finally:
        source.close()
        target.close()


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
