"""The program's own server in a process of its own: idle clients keep nobody out, and a stop cuts no request."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

resource = pytest.importorskip("resource")
SERVER = Path(__file__).with_name("waiting_server.py")


@pytest.fixture
def start() -> Iterator:
    """Start the server, with a limit of open files; the process and its port."""
    with ExitStack() as stack:

        def begin(*, files: int) -> tuple[subprocess.Popen, int]:
            process = subprocess.Popen(
                [sys.executable, str(SERVER)],
                stdout=subprocess.PIPE,
                text=True,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, files), files)),
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            )
            stack.callback(process.stdout.close)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process, int(process.stdout.readline())

        yield begin


@pytest.fixture
def many_files() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] != resource.RLIM_INFINITY and before[1] < 3000:
        pytest.skip("this machine lets a process open fewer than 3,000 files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (3000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def get(port: int, path: str = "/") -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    said = connection.getresponse().read().decode()
    connection.close()
    return said


@pytest.mark.parametrize("files", [8192, 700], ids=["files enough", "few files"])
def test_two_thousand_idle_clients_keep_nobody_out(start, many_files, files):
    process, port = start(files=files)
    idle = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(2000)]
    assert get(port) == "a page"
    assert process.poll() is None
    for each in idle:
        each.close()
    assert get(port) == "a page"


def test_a_slow_form_keeps_nobody_out(start):
    """More of them than there are threads: each has sent half of what it announced."""
    _process, port = start(files=1024)
    half = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"
    slow = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(20)]
    for each in slow:
        each.sendall(half)
    assert get(port) == "a page"
    for each in slow:
        each.close()


def test_a_stop_answers_everybody_who_has_asked(start):
    process, port = start(files=1024)
    said: list[str] = []
    asking = [threading.Thread(target=lambda: said.append(get(port, "/slow"))) for _ in range(8)]
    idle = socket.create_connection(("127.0.0.1", port), timeout=20)
    for each in asking:
        each.start()
    while get(port, "/working") != "8":
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    for each in asking:
        each.join(20)
    assert said == ["slow"] * 8
    assert process.wait(20) == 0
    assert idle.recv(1) == b"", "who waits for nothing is let go"
    idle.close()
