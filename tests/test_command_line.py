"""``quizapp …``: Flask's shell and routes beside the program's own commands, and a server for developers."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest

from quizapp.basics.config import BadSetting
from quizapp.models import db
from quizapp.serving.serve import read_command_line

ROOT = Path(__file__).resolve().parents[1]
QUIZAPP = [sys.executable, "-m", "quizapp"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("QUIZAPP_", "DATABASE_"))
    }
    return {**kept, "QUIZAPP_DATA": str(folder / "data"), "QUIZAPP_QUESTIONS": "", **more}


def quizapp(folder: Path, *arguments: str, given: str = "") -> str:
    done = subprocess.run(
        [*QUIZAPP, *arguments],
        cwd=ROOT,
        env=environment(folder),
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_shell_has_the_models_a_session_and_the_present_instant_at_hand(tmp_path):
    quizapp(tmp_path, "prepare")
    said = quizapp(
        tmp_path,
        "shell",
        given="print([session.scalar(sa.select(sa.func.count(models.Student.id))), now.tzname(), Quiz.__name__])\n",
    )
    assert "[0, 'UTC', 'Quiz']" in said


def test_without_a_command_it_serves_with_the_options_of_run(tmp_path):
    done = subprocess.run(
        [*QUIZAPP, "--bogus"],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "run: error: unrecognized arguments: --bogus" in done.stderr


def test_routes_lists_every_address_with_the_view_that_answers(tmp_path):
    said = quizapp(tmp_path, "routes")
    assert any(line.split() == ["taking.home", "GET", "/"] for line in said.splitlines()), said


def test_db_upgrade_and_users_link_do_what_they_say(tmp_path):
    assert quizapp(tmp_path, "db", "upgrade") == "The database is up to date.\n"
    assert "/account/setup/" in quizapp(tmp_path, "users", "link", "setup")


@contextmanager
def serving(command: list[str], folder: Path, **more: str):
    """A server of its own on a free port, stopped with all that it started; gives its address and what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = folder / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            cwd=more.pop("cwd", ROOT),
            env=environment(folder, **more),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}/", said
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def first_page(address: str, said: Path) -> str:
    """The start page, as soon as it is there."""
    for _attempt in range(300):
        try:
            with urllib.request.urlopen(address, timeout=100) as answer:  # noqa: S310  # our own address
                return answer.read().decode()
        except URLError:  # not listening yet
            time.sleep(0.1)
    raise AssertionError(said.read_text())


@pytest.mark.skipif(os.name != "posix", reason="stops the reloader's two processes as a group")
def test_run_debug_prepares_serves_and_loads_changed_code_anew(tmp_path):
    with serving([*QUIZAPP, "run", "--debug"], tmp_path) as (address, said):
        assert "<!doctype html>" in first_page(address, said).lower()
        text = said.read_text()
    assert "Preparing the database" in text
    assert "Restarting with stat" in text
    assert text.count("Teachers:") == 1  # not again with each reload


@pytest.mark.full
@pytest.mark.timeout(300)
def test_run_demo_fills_a_class_of_thirty(tmp_path):
    with serving([*QUIZAPP, "run", "--demo"], tmp_path, QUIZAPP_QUESTIONS="questions") as (address, said):
        first_page(address, said)
    with db.make_engine(f"sqlite:///{tmp_path / 'data' / 'quizapp.db'}").connect() as connection:
        students = connection.exec_driver_sql("SELECT count(*) FROM student WHERE is_demo").scalar()
    assert students == 30


def test_the_debugger_is_not_offered_to_other_machines():
    with pytest.raises(BadSetting, match="127\\.0\\.0\\.1"):
        read_command_line(["--debug", "--host", "0.0.0.0"])  # noqa: S104  # it is refused
    assert read_command_line(["--debug"]).debug
