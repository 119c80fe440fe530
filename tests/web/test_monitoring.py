"""What watches a running program: it answers without a session, and its log holds nothing of anybody."""

import json
import logging
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.basics.config import BadSetting, Settings
from quizapp.cli.prepare import prepare_store
from quizapp.models import Attempt
from quizapp.models.db import Sessions, is_migrated, make_engine
from quizapp.serving.housekeeping import start_housekeeping
from tests.support.clock import START
from tests.support.people import make_student
from tests.support.quizzes import publish, start

pytestmark = pytest.mark.databases("sqlite")


def test_a_program_says_that_it_lives_and_whether_its_database_is_ready(make_app, empty_db_url):
    ready, bare = make_app().test_client(), make_app(database_url=empty_db_url).test_client()
    host = {"Host": "10.0.0.7"}  # of a probe, which knows no name

    assert [ready.get(page, headers=host).status_code for page in ("/healthz", "/readyz")] == [200, 200]
    assert [bare.get(page, headers=host).status_code for page in ("/healthz", "/readyz")] == [200, 503]
    assert ready.post("/healthz").status_code in (400, 404, 405)


def test_metrics_are_for_whoever_has_the_token(make_app):
    closed, client = make_app().test_client(), make_app(metrics_token="a long token").test_client()
    for _time in range(3):
        client.get("/")
    shown = client.get("/metrics", headers={"Authorization": "Bearer a long token"})

    assert 'quizapp_requests_total{status="200"} 3' in shown.text.splitlines()
    assert "quizapp_request_seconds_count 3" in shown.text.splitlines()
    for token in ("", "Bearer ", "Bearer another", "Bearer "):
        assert client.get("/metrics", headers={"Authorization": token}).status_code == 404
        assert closed.get("/metrics", headers={"Authorization": token}).status_code == 404


def test_a_line_of_log_names_route_and_id_and_nobody(make_app, capsys, monkeypatch):
    import logging

    log = logging.getLogger("quizapp.requests")
    monkeypatch.setattr(log, "handlers", [])
    client = make_app(log="json").test_client()
    answer = client.get("/r/a-token-that-opens-work?name=Mira", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    said = capsys.readouterr().out
    line = json.loads(said.splitlines()[-1])

    assert set(line) == {"id", "method", "route", "status", "ms"}
    assert (line["method"], line["route"], line["status"]) == ("GET", "/r/<token>", 404)
    assert answer.headers["X-Request-Id"] == line["id"]
    assert not [word for word in ("a-token", "Mira", "192.0.2.7") if word in said]
    with pytest.raises(BadSetting):
        Settings(log="everything")


def test_attempts_are_handed_in_wherever_the_program_runs(session, make_app, clock):
    published = publish(session, START)
    published.entry.time_limit_seconds = 60
    attempt = start(session, published.entry, make_student(session, START), START)
    session.commit()
    clock.advance(hours=1)
    over = start_housekeeping(make_app(), seconds=0.05)
    for _look in range(200):
        session.rollback()
        session.expire_all()
        if session.scalar(select(Attempt.state).where(Attempt.id == attempt.id)) != "open":
            break
        session.rollback()
        threading.Event().wait(0.05)
    over.set()  # else it went on as long as the test run, on a database that is gone

    assert session.scalar(select(Attempt.state).where(Attempt.id == attempt.id)) in ("submitted", "graded")


@pytest.mark.databases("postgresql")
def test_several_servers_are_prepared_at_once(empty_db_url, tmp_path):
    settings = Settings(data=str(tmp_path / "data"), questions="", database_url=empty_db_url)
    settings.secret()
    failed: list[BaseException] = []
    engines = [make_engine(empty_db_url, 2) for _server in range(3)]

    def prepare(number: int) -> None:
        try:
            prepare_store(Sessions(engines[number]), settings, START, lambda _line: None)
        except BaseException as error:  # noqa: BLE001  # told below
            failed.append(error)

    servers = [threading.Thread(target=prepare, args=(number,)) for number in range(3)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()

    assert failed == []
    assert is_migrated(engines[0])
    for engine in engines:
        engine.dispose()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_log_that_can_be_written_no_more_stops_nobody(make_app, monkeypatch, capsys):
    """A disk that is full under the log alone: each answer goes out, and standard error says why lines are missing."""
    log = logging.getLogger("quizapp.requests")
    monkeypatch.setattr(log, "handlers", [])
    full = Path("/dev/full").open("w")  # noqa: SIM115  # closing it fails, too
    monkeypatch.setattr("sys.stdout", full)
    client = make_app(log="json").test_client()
    assert [client.get("/").status_code for _time in range(3)] == [200] * 3
    assert len(log.handlers) == 1
    assert "No space left on device" in capsys.readouterr().err
    with suppress(OSError):
        full.close()
