"""`run --class`: the address that others reach this computer by, what is set for it, and what is said."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.basics.config import LOOPBACK, BadSetting, Settings
from quizapp.cli import first_lesson
from quizapp.serving import serve
from quizapp.web.qr_codes import qr_lines

pytestmark = pytest.mark.databases("sqlite")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def first_evening(monkeypatch, tmp_path) -> None:
    for name in [name for name in os.environ if name.startswith(("QUIZAPP_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("QUIZAPP_QUESTIONS", "")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_another_device_gets_in_by_the_address_and_the_code_that_the_start_says(
    first_evening, capsys, monkeypatch
):
    """127.0.0.2 is another address of this computer, and 127.0.0.3 the device that asks."""
    answers = {}
    serving = serve.Server.run

    def answer_and_stop(server: serve.Server) -> None:
        said = capsys.readouterr().out
        code = "".join(re.findall(r"and write +(\w{4}) (\w{4})", said)[0])
        running = threading.Thread(target=serving, args=(server,))
        running.start()
        try:
            for path in ("/", f"/join/{code}"):
                device = http.client.HTTPConnection(
                    "127.0.0.2", port, timeout=100, source_address=("127.0.0.3", 0)
                )
                with closing(device):
                    device.request("GET", path)
                    answer = device.getresponse()
                    answers[path[:6]] = (answer.status, answer.read().decode())
        finally:
            server.stop()
            running.join()
        answers["said"] = said

    monkeypatch.setattr("quizapp.serving.server.Server.run", answer_and_stop)
    port = free_port()
    assert serve.main(["--class", "127.0.0.2", "--port", str(port)]) == 0

    assert [answers[each][0] for each in ("/", "/join/")] == [200, 200]
    assert "My class" in answers["/join/"][1]
    said = answers["said"]
    assert f"Students open   http://127.0.0.2:{port}" in said
    assert f"You open        http://127.0.0.2:{port}/account/setup/" in said
    assert "a firewall or the school's network stands between" in said
    assert "█▀" in said


def test_the_first_class_is_made_once_and_never_where_somebody_teaches(first_evening, monkeypatch, capsys):
    monkeypatch.setattr("quizapp.serving.server.Server.run", lambda _server: None)
    for _start in range(2):
        assert serve.main(["--class", "127.0.0.2", "--port", str(free_port())]) == 0
    assert capsys.readouterr().out.count("My class") == 2  # once in each start's lines


def test_what_is_set_for_a_class_follows_from_the_address():
    settings = first_lesson.for_class(Settings(port="8123"), "192.168.1.20")
    assert settings.host not in LOOPBACK
    assert settings.public_url == "http://192.168.1.20:8123"
    assert settings.plain_http
    assert not settings.opens_here_only
    own = first_lesson.for_class(Settings(base_url="https://quiz.example.org"), "")
    assert own.public_url == "https://quiz.example.org"


@pytest.mark.parametrize("wanted", ["school", "192.168.1", "192.168.1.20:8000"])
def test_what_is_no_address_is_refused_with_an_example(wanted):
    with pytest.raises(BadSetting, match=r"Write it like 192\.168\.1\.20"):
        first_lesson.for_class(Settings(), wanted)


def test_no_address_of_this_computer_for_itself_is_offered():
    assert not {each for each in first_lesson.addresses() if each.startswith(("127.", "169.254."))}


def test_the_picture_for_a_terminal_is_a_square_with_a_light_margin():
    lines = qr_lines("http://192.168.1.20:8000/join/ABCDEFGH")
    assert {len(line) for line in lines} == {len(lines[0])}
    assert abs(2 * len(lines) - len(lines[0])) <= 1
    assert set(lines[0]) == {"█"} == {line[0] for line in lines[:-1]}


# Double clicks


@pytest.mark.skipif(os.name != "posix", reason="a script for bash")
def test_a_double_click_without_python_says_so_in_a_window_that_stays(tmp_path):
    """`stay` waits for Enter: with an empty standard input it ends, so the sentence comes first."""
    for tool in ("bash", "dirname"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    done = subprocess.run(
        [tmp_path / "bash", ROOT / "start.command"],
        env={"PATH": str(tmp_path)},
        input="\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "quizapp needs Python 3.11 or newer" in done.stdout
    assert os.access(ROOT / "start.command", os.X_OK)


def test_on_windows_the_same_is_said_and_the_window_waits():
    script = (ROOT / "start.bat").read_bytes().decode("ascii")
    assert script.count("\n") == script.count("\r\n")  # cmd.exe loses its place otherwise
    said, after = script.split("quizapp needs Python 3.11 or newer")
    assert "run --class --open" in said
    assert "\r\npause\r\n" in after
