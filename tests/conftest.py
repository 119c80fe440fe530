"""Fixtures that every test can use.

Data
----
database    "sqlite" or "postgresql". Every test that reaches it, also through the fixtures below, runs on
            both. ``@pytest.mark.databases("sqlite")`` above a test (or ``pytestmark`` in a module) narrows it.
            Tests that use ``live`` run on SQLite alone, and tests of pages on PostgreSQL under ``--full`` only,
            unless that mark says otherwise: what may race or be lost is tested below the pages.
db_url      Address of a new, migrated database of the test's own.
empty_db_url  An address without any table, for tests of migrations.
engine      ``quizapp.models.db.make_engine(db_url)``.
sessions    ``quizapp.models.db.Sessions(engine)``: ``sessions.read()``, ``sessions.write()``.
session     One session that writes. Commit before the ``client`` or a second session touches the database:
            on SQLite it holds the only write lock. ``client`` fails at once, with a hint, if you forget.

Not a fixture: ``tests.support.statements.count_statements``, for ``with count_statements() as sent: …`` and then
``assert len(sent) <= 3, sent``.

Web
---
clock       The time, standing still at ``tests.support.clock.START``. ``clock.advance(minutes=5)``.
settings    ``Settings`` on a new data folder and ``db_url``; publishes no bank.
make_app    ``make_app(plain_http="1")``: an application on the test's database, with settings changed.
app         ``make_app()``.
client      A visitor without script; keeps cookies like ``app.test_client()``, and sends the forms it was shown:
            ``page = client.get("/join")``, ``client.submit(page, {"name": "Ada"}, button="Start")``. Hidden fields
            (CSRF token, operation id) go along. What no control of the form could send fails the test, unless it
            is ``forged={"answer": "99"}``.
new_client  ``new_client()``: one more visitor.

Real browser
------------
live        The application on a port: ``live.url``, ``live.at("/path")``, ``live.app``.
new_page    ``new_page(**PHONE, **DARK, **NO_SCRIPT)``: a page of a new visitor; ``page.goto("/path")`` works.
            Ways to look (DESKTOP, PHONE, NARROW, DARK, NO_SCRIPT, HIGH_CONTRAST, CALM) and ``axe(page)`` are in
            ``tests.support.browser``. When the test ends it fails if a page had a script error, was refused
            something by the CSP, missed a file, or asked another host; ``new_page.complaints.forgive()``
            forgets what the test provoked.
page        ``new_page()``.

Marks: ``databases(*names)``, ``full`` (runs only with ``--full``).
A missing PostgreSQL or Chromium skips a test with one line that says how to get it; under CI=true it fails.
"""

import dataclasses
import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import hypothesis
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.banks import publishing
from quizapp.basics.config import Settings
from quizapp.models.db import SQLITE, Sessions, make_engine, migrate
from quizapp.reports import report
from quizapp.studying import review_items
from tests.support.browser import NoBrowser, Pages, is_required, launched_browser
from tests.support.clock import Clock
from tests.support.kept_statements import statements_kept
from tests.support.liveserver import Live, serve
from tests.support.memory import temporary_root
from tests.support.postgres import NoPostgres, Postgres, Spares, new_database
from tests.support.quick_writes import only_writing_while_writing
from tests.support.quiet_templates import only_drawing_while_drawing
from tests.support.templates import keep_compiled
from tests.support.visitor import Visitor

# Times are never asserted, so a slow machine must not fail a property. Derandomised: a run that was green
# stays green; ``--full`` searches wider.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True, max_examples=100)
hypothesis.settings.register_profile("full", deadline=None, max_examples=1000)

if root := temporary_root():
    os.environ["PYTEST_DEBUG_TEMPROOT"] = root


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also run the tests marked 'full'")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("full" if config.getoption("--full") else "house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full"):
        return
    left_out = [item for item in items if item.get_closest_marker("full")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("full")]


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("databases")
    of_pages = "make_app" in metafunc.fixturenames and not metafunc.config.getoption("--full")
    both = ("sqlite",) if of_pages or "live" in metafunc.fixturenames else ("sqlite", "postgresql")
    metafunc.parametrize("database", mark.args if mark else both, indirect=True, scope="function")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Under ``-n``: one cluster for all workers, started by their controller."""
    config = node.config
    if not hasattr(config, "quizapp_postgres"):
        config.quizapp_postgres = ExitStack()
        config.quizapp_server = config.quizapp_postgres.enter_context(postgres_server())
    node.workerinput["postgres_server"] = dataclasses.astuple(config.quizapp_server)


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "quizapp_postgres"):
        config.quizapp_postgres.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each reason for a skip once, with how many tests it cost."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, number in reasons.items():
        terminalreporter.write_line(f"Skipped {number}: {reason}", yellow=True)


def miss(what: str) -> None:
    """Skip the test for want of something, or fail where everything has to be there."""
    if is_required():
        pytest.fail(f"CI=true, but {what}", pytrace=False)
    pytest.skip(what)


# Data


@dataclasses.dataclass(frozen=True)
class Server:
    """The run's PostgreSQL server, or the reason why there is none."""

    url: str = ""
    missing: str = ""


@contextmanager
def postgres_server() -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            postgres = stack.enter_context(Postgres.start())
        except NoPostgres as error:
            yield Server(missing=str(error))
        else:
            yield Server(postgres.url)


@pytest.fixture(scope="session")
def run_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    if hasattr(pytestconfig, "workerinput"):
        yield Server(*pytestconfig.workerinput["postgres_server"])
        return
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(run_server: Server) -> Iterator[str | None]:
    """Name of a migrated database that tests copy."""
    if run_server.missing:
        yield None
        return
    with new_database(run_server.url) as url:
        _migrate(url)
        yield make_url(url).database


@pytest.fixture(scope="session")
def spares(run_server: Server, postgres_template: str) -> Iterator[Spares]:
    """Migrated databases for one test after the other."""
    spares = Spares(run_server.url, postgres_template)
    yield spares
    spares.close()


@pytest.fixture
def server_url(run_server: Server) -> str:
    """Address of the run's PostgreSQL server, which a test shares with all others."""
    if run_server.missing:
        miss(run_server.missing)
    return run_server.url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that tests copy."""
    path = tmp_path_factory.mktemp("template") / "quizapp.db"
    _migrate(f"sqlite:///{path.as_posix()}")
    return path


def _migrate(url: str) -> None:
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()


def _copy_sqlite(template: Path, target: Path) -> None:
    source, copy = SQLITE.connect(template), SQLITE.connect(target)
    source.backup(copy)
    source.close()
    copy.close()
    target.chmod(0o600)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def db_url(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    if database == "sqlite":
        path = tmp_path / "quizapp.db"
        _copy_sqlite(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path.as_posix()}"
        return
    request.getfixturevalue("server_url")  # says what is missing
    with request.getfixturevalue("spares").database() as url:
        # The same address and the same row numbers held other banks in the test before.
        publishing._by_version.clear()
        review_items._decks.clear()
        report._reports.clear()
        yield url


@pytest.fixture
def empty_db_url(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{(tmp_path / 'empty.db').as_posix()}"
        return
    with new_database(request.getfixturevalue("server_url")) as url:
        yield url


@pytest.fixture
def engine(db_url: str) -> Iterator[Engine]:
    engine = make_engine(db_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    return Sessions(engine)


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    with sessions.write() as session:
        yield session


# Web


@pytest.fixture(scope="session", autouse=True)
def quick_writes() -> Iterator[None]:
    """In every test: a request does nothing inside a write transaction but write."""
    with only_writing_while_writing():
        yield


@pytest.fixture(scope="session", autouse=True)
def kept_statements() -> Iterator[None]:
    with statements_kept():
        yield


@pytest.fixture(scope="session", autouse=True)
def quiet_templates() -> Iterator[None]:
    """In every test: a template opens no session and writes nothing."""
    with only_drawing_while_drawing():
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(db_url: str, tmp_path: Path) -> Settings:
    return Settings(data=str(tmp_path / "data"), database_url=db_url, questions="")


@pytest.fixture
def make_app(settings: Settings, clock: Clock) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make(**changes: str) -> Flask:
        app = keep_compiled(create_app(dataclasses.replace(settings, **changes), clock=clock, rng=Random(1)))
        app.testing = True
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["quizapp"].sessions.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def new_client(app: Flask, request: pytest.FixtureRequest) -> Callable[[], Visitor]:
    held = request.getfixturevalue("session") if "session" in request.fixturenames else None

    def new() -> Visitor:
        visitor = Visitor(app, app.response_class)
        visitor.held = held
        return visitor

    return new


@pytest.fixture
def client(new_client: Callable[[], Visitor]) -> Visitor:
    return new_client()


# Real browser


@pytest.fixture
def live(make_app: Callable[..., Flask]) -> Iterator[Live]:
    with serve(lambda port: make_app(port=str(port))) as live:
        yield live


@pytest.fixture(scope="session")
def browser_or_reason() -> Iterator[Browser | str]:
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(launched_browser())
        except NoBrowser as error:
            yield str(error)
        else:
            yield browser


@pytest.fixture
def browser(browser_or_reason: Browser | str) -> Browser:
    if isinstance(browser_or_reason, str):
        miss(browser_or_reason)
    return browser_or_reason


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Pages]:
    live = request.getfixturevalue("live") if "live" in request.fixturenames else None
    pages = Pages(browser, live.url if live else None)
    yield pages
    pages.close()
    assert pages.complaints.said == []


@pytest.fixture
def page(new_page: Pages) -> Page:
    return new_page()
