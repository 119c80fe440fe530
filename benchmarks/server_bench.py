"""Which server carries the program best: answers of a class, alone and beside idle, dripping, slow and very many clients.

python -m benchmarks.server_bench run|waitress|gunicorn|granian|cheroot [--python PYTHON] [--seconds N] [--idle N]

The program and a class of pupils run in processes of their own on this machine. ``run`` is what ``manage.py run`` starts.
For the others name a Python whose environment has that server beside this program's packages.
"""

import argparse
import os
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.reliability.kill import AWAY, BANK, Client, free_port

ROOT = Path(__file__).parents[1]
THREADS = 16
#: Pupils of the class that works meanwhile, and their pause between two answers.
PUPILS, PAUSE = 16, 0.5
_CHEROOT = (
    "from cheroot.wsgi import Server; from wsgi import app; import sys, signal; "
    "s = Server(('127.0.0.1', int(sys.argv[1])), app, numthreads=16, request_queue_size=1024, timeout=20); "
    "signal.signal(signal.SIGTERM, lambda *_: s.stop()); s.safe_start()"
)
_WAITRESS = (
    "import waitress, sys; from wsgi import app; "
    "waitress.serve(app, host='127.0.0.1', port=int(sys.argv[1]), threads=16)"
)
COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("-m", "quizapp", "run", "--port", "PORT"),
    "waitress": ("-c", _WAITRESS, "PORT"),
    "gunicorn": ("-m", "gunicorn", "-k", "gthread", "--threads", "16", "-b", "127.0.0.1:PORT", "wsgi:app"),
    "granian": (
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--blocking-threads",
        "16",
        "--port",
        "PORT",
        "wsgi:app",
    ),
    "cheroot": ("-c", _CHEROOT, "PORT"),
}


@dataclass
class Server:
    """One server with a database of its own."""

    process: subprocess.Popen[bytes]
    port: int

    def megabytes(self) -> float:
        """Of the process and its children: proportional, since workers share pages."""
        total = 0
        for each in [self.process.pid, *_children(self.process.pid)]:
            with suppress(OSError):
                text = Path(f"/proc/{each}/smaps_rollup").read_text("utf-8")
                total += int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1])
        return total / 1024


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8")
        own = [int(each) for each in text.split()]
        return own + [deeper for each in own for deeper in _children(each)]
    return []


@contextmanager
def started(name: str, python: str, folder: Path) -> Iterator[Server]:
    questions, port = folder / "questions", free_port()
    questions.mkdir(parents=True)
    (questions / "bench.yaml").write_text(BANK, encoding="utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QUIZAPP_")}
    environment = {
        **kept, "QUIZAPP_DATA": str(folder / "data"), "QUIZAPP_QUESTIONS": str(questions),
        "QUIZAPP_THREADS": str(THREADS), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    subprocess.run(
        [python, "-m", "quizapp", "prepare"], check=True, env=environment, cwd=ROOT, capture_output=True
    )
    command = [python, *(part.replace("PORT", str(port)) for part in COMMANDS[name])]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            for _try in range(200):
                time.sleep(0.1)
                with suppress(*AWAY):
                    if Client(port, 0, threading.Event()).ask("GET", "/healthz")[0] == 200:
                        break
            yield Server(process, port)
        finally:
            process.kill()
            process.wait()


@dataclass
class Lesson:
    """A class that works: what its answers took, and what was refused."""

    server: Server
    took: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def run(self, seconds: float, pause: float = PAUSE, number: int = PUPILS) -> None:
        end = threading.Event()
        people = [Client(self.server.port, each, end) for each in range(number)]
        start_page = _start_page(people[0])
        for each in people:
            each.join(start_page)
        threads = [threading.Thread(target=self._pupil, args=(each, end, pause)) for each in people]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        end.set()
        for thread in threads:
            thread.join()

    def _pupil(self, person: Client, end: threading.Event, pause: float) -> None:
        rng = Random(person.number)  # noqa: S311  # no secret: which answer comes next
        turn = 0
        while not end.wait(pause * rng.uniform(0.5, 1.5)):
            turn += 1
            form = {"csrf_token": person._csrf, "op": uuid.uuid4().hex, "answer": str(rng.randrange(3))}
            begun = time.perf_counter()
            try:
                status = str(person.ask("POST", f"/a/{person.attempt}/{turn % 3 + 1}", form)[0])
            except AWAY as error:
                status = type(error).__name__
            self.took.append(time.perf_counter() - begun)
            if status != "303":
                self.refused.append(status)


def _start_page(person: Client) -> str:
    found = re.search(r"/q/[\w-]+", person.ask("GET", "/")[2])
    if found is None:
        raise OSError("the start page offers no quiz")
    return found[0]


# --- who else is there ----------------------------------------------------------------------------------------


def nobody(_port: int, _end: threading.Event) -> str:
    return ""


def idle(number: int) -> Callable[[int, threading.Event], str]:
    """Connections that say nothing."""

    def stay(port: int, end: threading.Event) -> str:
        held = _opened(port, number)
        end.wait()
        alive = sum(_is_open(each) for each in held)
        for each in held:
            each.close()
        return f"{len(held)} connected, {alive} left"

    return stay


def dripping(number: int, every: float) -> Callable[[int, threading.Event], str]:
    """Connections that send a byte of a header now and then."""

    def drip(port: int, end: threading.Event) -> str:
        held = _opened(port, number)
        for each in held:
            with suppress(OSError):
                each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        while not end.wait(every):
            for each in held:
                with suppress(OSError):
                    each.sendall(b"x")
        for each in held:
            each.close()
        return f"{len(held)} dripped"

    return drip


def slow_bodies(number: int) -> Callable[[int, threading.Event], str]:
    """Forms of which half has come."""

    def send_half(port: int, end: threading.Event) -> str:
        held = _opened(port, number)
        half = b"POST /join HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"
        for each in held:
            with suppress(OSError):
                each.sendall(half)
        end.wait()
        for each in held:
            each.close()
        return f"{len(held)} halves"

    return send_half


def _opened(port: int, number: int) -> list[socket.socket]:
    held: list[socket.socket] = []
    failed = 0
    while len(held) < number and failed < 30:
        try:
            held.append(socket.create_connection(("127.0.0.1", port), timeout=1))
        except OSError:
            failed += 1
    for each in held:
        each.settimeout(1)
    return held


def _is_open(each: socket.socket) -> bool:
    each.setblocking(False)
    try:
        return bool(each.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return True
    except OSError:
        return False


def measure(
    name: str, python: str, company: Callable[[int, threading.Event], str], seconds: float, pause: float
) -> str:
    """One line: a class beside some company, on a fresh server."""
    with tempfile.TemporaryDirectory() as folder, started(name, python, Path(folder)) as server:
        lesson, end, said = Lesson(server), threading.Event(), []
        beside = threading.Thread(target=lambda: said.append(company(server.port, end)))
        beside.start()
        time.sleep(8 if company is not nobody else 0)
        try:
            lesson.run(seconds, pause)
        except (AssertionError, *AWAY) as error:
            lesson.refused.append(f"the class could not begin: {type(error).__name__}")
        memory = server.megabytes()
        alive = server.process.poll() is None
        end.set()
        beside.join()
        if lesson.took:
            p50, p99 = statistics.median(lesson.took), statistics.quantiles(lesson.took, n=100)[98]
            figures = f"{len(lesson.took) / seconds:.0f} answers/s, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"
        else:
            figures = "no answer"
        ending = _stopped(server) if alive else "DIED"
        refused = f"{len(lesson.refused)} refused {sorted(set(lesson.refused))[:3] if lesson.refused else ''}".strip()
        return f"{figures}, {refused}, {memory:.0f} MB, {ending} {' '.join(said)}"


def _stopped(server: Server) -> str:
    server.process.send_signal(signal.SIGTERM)
    try:
        return f"exit {server.process.wait(30)}"
    except subprocess.TimeoutExpired:
        return "does not stop"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", choices=COMMANDS)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    company = {
        "a class alone": (nobody, PAUSE),
        "no pause between answers": (nobody, 0.0),
        f"{given.idle} idle": (idle(given.idle), PAUSE),
        "1000 that drip": (dripping(1000, 2.0), PAUSE),
        "500 slow bodies": (slow_bodies(500), PAUSE),
    }
    for words, (who, pause) in company.items():
        if given.only in words:
            said = measure(given.server, given.python, who, given.seconds, pause)
            sys.stdout.write(f"{given.server:9} {words:25} {said}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
