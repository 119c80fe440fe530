"""The test fixtures keep what they promise."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from quizapp.models import User
from quizapp.models.db import make_engine
from tests.support.clock import START
from tests.support.postgres import NoPostgres, Postgres, new_database
from tests.support.statements import count_statements

ROOT = Path(__file__).resolve().parent.parent


def test_each_test_has_a_migrated_database_of_the_kind_it_asks_for(engine, database):
    with engine.connect() as connection:
        assert engine.dialect.name == database
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_commits_no_other_test_sees(session, turn):
    session.execute(text("CREATE TABLE left_over (turn text)"))  # fails where the table is there already
    session.execute(text("INSERT INTO left_over VALUES (:turn)"), {"turn": turn})
    session.commit()

    assert session.execute(text("SELECT turn FROM left_over")).scalars().all() == [turn]


@pytest.mark.databases("postgresql")
def test_a_mark_chooses_the_databases(db_url):
    assert make_url(db_url).get_backend_name() == "postgresql"


def test_statements_are_counted_but_not_the_driver_s_own(engine):
    with engine.connect():
        pass  # a new connection sends its pragmas, or asks for the server's version

    with count_statements() as statements, engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        connection.execute(text("SELECT  2"))
        connection.commit()

    assert statements == ["SELECT 1", "SELECT 2"]


def test_the_clock_stands_still_until_it_is_moved(clock):
    assert clock() == clock() == START
    assert clock.advance(days=1, minutes=5) == clock()
    assert (clock() - START).total_seconds() == 24 * 3600 + 5 * 60


def test_the_postgresql_of_the_tests_is_durable(server_url):
    with psycopg.connect(_conninfo(server_url)) as connection:
        settings = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        }

    assert settings == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def test_a_dropped_database_is_gone(server_url):
    with new_database(server_url) as url:
        name = make_url(url).database

    with psycopg.connect(_conninfo(server_url)) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    assert found is None


def test_a_spare_database_comes_back_empty_with_its_numbers_begun_anew(spares):
    names = []
    for _turn in range(2):
        with spares.database() as url:
            names.append(url)
            engine = make_engine(url)
            with engine.begin() as connection:
                user = User(
                    public_id="u",
                    username="u",
                    username_key="u",
                    display_name="U",
                    password_hash="",
                    created_at=START,
                )
                session = Session(connection)
                session.add(user)
                session.flush()
                assert user.id == 1
            engine.dispose()

    assert names[0] == names[1]


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE left_over (turn text)",
        'ALTER TABLE "user" ADD COLUMN shoe integer',
        "UPDATE alembic_version SET version_num = '0000'",
        "DROP TRIGGER IF EXISTS {trigger} ON {table}",
    ],
)
def test_a_spare_database_whose_shape_a_test_changed_is_not_used_again(spares, change):
    with spares.database() as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            one = "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal LIMIT 1"
            trigger, table = connection.execute(text(one)).one()
            connection.execute(text(change.format(trigger=trigger, table=table)))
        engine.dispose()

    with spares.database() as other:
        assert other != url


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_postgresql_leaves_nothing_behind_however_the_run_ends(server_url, ending):
    program = (
        "import signal\n"
        "from tests.support.postgres import Postgres\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job ignores it
        "postgres = Postgres.start()\n"
        "print(postgres._keeper.pid, postgres.url, flush=True)\n"
        "input()\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with run:
        _keeper, url = run.stdout.readline().split()
        folder = Path(url.partition("?host=")[2]).parent
        server = int((folder / "home/data/postmaster.pid").read_text().splitlines()[0])
        assert _is_running(server)
        run.send_signal(ending)
        run.wait(90)
        run.stdin.close()

    _wait_until(lambda: not folder.exists() and not _is_running(server))
    assert not folder.exists()
    assert not _is_running(server)


def test_a_postgresql_that_cannot_start_says_why(monkeypatch):
    with tempfile.TemporaryDirectory() as folder:  # not tmp_path, which `nobody` may not enter
        Path(folder).chmod(0o755)
        for tool in ("initdb", "pg_ctl"):
            path = Path(folder) / tool
            path.write_text("#!/bin/sh\necho no room left >&2\nexit 1\n")
            path.chmod(0o755)
        monkeypatch.setenv("QUIZAPP_TEST_PG_BIN", folder)

        with pytest.raises(NoPostgres, match="no room left"):
            Postgres.start()


def _conninfo(server_url: str) -> str:
    return f"dbname=postgres user=postgres host={server_url.partition('?host=')[2]}"


def _is_running(pid: int) -> bool:
    """Whether a process lives; one that ended and waits to be collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_until(is_so, seconds: float = 20) -> None:
    waited = 0.0
    while not is_so() and waited < seconds:
        time.sleep(0.05)
        waited += 0.05
