"""Open a question's page and save an answer, side by side with a bare Flask program on the same server.

    python3 manage.py bench hot-path [--rounds 5] [--seconds 3] [--clients 16] [--json FILE]

Both programs run under waitress with 16 threads, in turn within each round, against the same clients on keep-alive
connections; the clients share the machine's processors. Read the ratios, not the rates. The bare program answers a page
of the same size from memory, and "saves" by answering 303 without touching a disk: it is a bound, not a rival.
CPU is the server process's user and system time for each request (Linux).
"""

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.yardstick import Line, show
from tests.reliability.kill import Client, Server, free_port

#: CPU of a request against bare Flask's on the same server: what is left for session, page and answer.
PAGE_GOAL, ANSWER_GOAL = 3.5, 10
ROOT = Path(__file__).resolve().parents[1]
BARE = """
import sys, waitress
from flask import Flask, redirect
app = Flask("bare")
PAGE = "x" * int(sys.argv[2])
@app.get("/page")
def page(): return PAGE
@app.post("/answer")
def answer(): return redirect("/page", 303)
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=16, _quiet=True)
"""


@dataclass(frozen=True)
class Round:
    """One measurement: requests a second, the 99th percentile and CPU milliseconds for each request."""

    rate: float
    p50: float
    p99: float
    cpu: float
    bad: int


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(port: int, pid: int, seconds: float, requests: list, expected: int) -> Round:  # type: ignore[type-arg]
    """Each client sends its own request again and again for so long."""
    took: list[list[float]] = [[] for _ in requests]
    bad = [0] * len(requests)
    ends = time.perf_counter() + seconds

    def run(number: int) -> None:
        make = requests[number]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < ends:
            method, path, body, headers = make()
            began = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            took[number].append(time.perf_counter() - began)
            bad[number] += answer.status != expected
        connection.close()

    before = cpu_seconds(pid)
    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(x for each in took for x in each)
    spent = cpu_seconds(pid) - before
    return Round(
        rate=len(every) / seconds,
        p50=every[len(every) // 2] * 1000,
        p99=every[int(len(every) * 0.99)] * 1000,
        cpu=spent / len(every) * 1000,
        bad=sum(bad),
    )


def page_request(client: Client):  # type: ignore[no-untyped-def]
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in client._cookies.items())}
    return lambda: ("GET", f"/a/{client.attempt}/1", None, headers)


def answer_request(client: Client):  # type: ignore[no-untyped-def]
    headers = {
        "Cookie": "; ".join(f"{k}={v}" for k, v in client._cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def make():  # type: ignore[no-untyped-def]
        form = {"csrf_token": client._csrf, "op": uuid.uuid4().hex, "answer": "1"}
        return "POST", f"/a/{client.attempt}/1", urlencode(form), headers

    return make


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        bare_port = free_port()
        stop = threading.Event()
        people = [Client(server.port, n, stop) for n in range(given.clients)]
        found = re.search(r"/q/[\w-]+", people[0].ask("GET", "/")[2])
        if found is None:
            raise RuntimeError("the home page offers no quiz")
        for person in people:
            person.join(found[0])
        size = len(people[0].ask("GET", f"/a/{people[0].attempt}/1")[2])
        bare = subprocess.Popen([sys.executable, "-c", BARE, str(bare_port), str(size)], cwd=ROOT)
        try:
            measure(given, server, bare, bare_port, people, size)
        finally:
            bare.kill()
            server.close()


def measure(given, server, bare, bare_port, people, size) -> None:  # type: ignore[no-untyped-def]
    pid = server.pid
    time.sleep(1.5)
    pages: dict[str, list[Round]] = {"quizapp": [], "bare Flask": []}
    answers: dict[str, list[Round]] = {"quizapp": [], "bare Flask": []}
    bare_page = [lambda: ("GET", "/page", None, {})] * given.clients
    form = urlencode({"answer": "1", "op": uuid.uuid4().hex})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    bare_answer = [lambda: ("POST", "/answer", form, kind)] * given.clients
    for _round in range(given.rounds):
        pages["quizapp"].append(load(server.port, pid, given.seconds, [page_request(p) for p in people], 200))
        pages["bare Flask"].append(load(bare_port, bare.pid, given.seconds, bare_page, 200))
        answers["quizapp"].append(
            load(server.port, pid, given.seconds, [answer_request(p) for p in people], 303)
        )
        answers["bare Flask"].append(load(bare_port, bare.pid, given.seconds, bare_answer, 303))
    print(
        f"{given.clients} clients, {given.rounds} rounds x {given.seconds} s, page of {size} bytes, SQLite FULL"
    )
    lines = []
    for what, rounds, goal in (
        ("open a question", pages, PAGE_GOAL),
        ("save an answer", answers, ANSWER_GOAL),
    ):
        mine, bare_ones = rounds["quizapp"], rounds["bare Flask"]
        if sum(each.bad for each in (*mine, *bare_ones)):
            raise RuntimeError("some requests were not answered as expected")
        cpu = tuple(each.cpu for each in mine), tuple(each.cpu for each in bare_ones)
        lines += [
            Line(f"{what}: CPU", "ms", *cpu, "bare Flask", goal),
            Line(f"{what}: rate", "a second", tuple(each.rate for each in mine)),
            Line(
                f"{what}: p99",
                "ms",
                tuple(each.p99 for each in mine),
                tuple(e.p99 for e in bare_ones),
                "bare Flask",
            ),
        ]
    show(lines, given.json)


if __name__ == "__main__":
    main()
