"""The kill test: clients answer while the server is killed again and again; what was acknowledged must be there.

Each client keeps what it sent and what was acknowledged. A pending answer is sent again with the same operation id
until it is acknowledged; now and then an acknowledged one is sent once more. An attempt takes only so many saves, so a
client goes on as another student before there are more.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from quizapp.basics.limits import BUSY_SECONDS, SAVES_A_MINUTE, SAVES_A_QUESTION
from quizapp.models.db import SQLITE

ROOT = Path(__file__).resolve().parents[2]
BANK = """\
title: Kill test
quizzes:
  all:
    title: All three
    open: yes
    questions: [one, two, three]
questions:
- id: one
  ask: Which of these is a fruit?
  answer: Apple
  wrong: [Chair, Lamp]
- id: two
  ask: Which of these is a colour?
  answer: Green
  wrong: [Table, Spoon]
- id: three
  ask: Which of these is a bird?
  answer: Robin
  wrong: [Trout, Oak]
"""
#: Answers to one attempt of the three questions: at this pace they come within a minute, and one more would be refused.
ANSWERS = min(SAVES_A_MINUTE, 3 * SAVES_A_QUESTION)
#: What a save may be refused with: send again.
REFUSALS = (503, 507)
#: Errors that mean "the server is away": send again.
AWAY = (OSError, http.client.HTTPException)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The program in a process group of its own, started anew by one that has imported it."""

    def __init__(self, folder: Path, *faults: str, environment: dict[str, str] | None = None) -> None:
        """``faults``: what is to be planted, see killable_server."""
        self.port = free_port()
        questions = folder / "questions"
        questions.mkdir(exist_ok=True)
        (questions / "kill.yaml").write_text(BANK, encoding="utf-8")
        self._log = (folder / "server.log").open("ab")
        self._starter = subprocess.Popen(
            [
                sys.executable, "-m", "tests.reliability.killable_server",
                str(folder / "data"), str(questions), str(self.port), *faults,
            ],
            cwd=ROOT, env=os.environ | (environment or {}), start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip
        #: The server's process; 0 where none runs.
        self.pid = 0

    def start(self) -> None:
        assert self._starter.stdin
        assert self._starter.stdout
        self._starter.stdin.write("start\n")
        self._starter.stdin.flush()
        self.pid = int(self._starter.stdout.readline())
        for _try in range(1500):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with suppress(*AWAY), closing(connection):
                connection.request("GET", "/")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.02)
        raise RuntimeError("the server did not answer within 30 seconds; see server.log")

    def kill(self) -> None:
        assert self._starter.stdout
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.pid = 0
        assert self._starter.stdout.readline() == "gone\n"

    def close(self) -> None:
        if self.pid:
            self.kill()
        self._starter.communicate()  # the end of its input ends it
        self._log.close()


@dataclass
class Client:
    """One student after another: starts an attempt and answers, until told to stop."""

    port: int
    number: int
    stop: threading.Event
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    refused: Counter[int] = field(default_factory=Counter)
    attempt: str = ""
    trouble: str = ""
    _start_page: str = ""
    _cookies: dict[str, str] = field(default_factory=dict)
    _csrf: str = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """One request; status, Location and page."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form) if form is not None else None
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=2 * BUSY_SECONDS)
        ) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        for set_cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = set_cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.headers.get("Location") or "", page

    def join(self, start_page: str) -> None:
        """Start an attempt, as somebody whom the server does not know."""
        self._start_page = start_page
        self._cookies.clear()
        _status, _where, page = self.ask("GET", start_page)
        self._csrf = token_in(page)
        form = {"csrf_token": self._csrf, "op": uuid.uuid4().hex, "name": f"Client {self.number}"}
        status, where, page = self.ask("POST", f"{start_page}/start", form)
        if status in REFUSALS:
            raise ConnectionRefusedError(status)
        assert status == 303, page
        _status, _where, page = self.ask("GET", where)
        found = re.search(r"/a/([\w-]+)/1", page)
        assert found, page
        self.attempt = found[1]
        self._csrf = token_in(self.ask("GET", f"/a/{self.attempt}/1")[2])

    def run(self) -> None:
        rng = Random(self.number)
        turn = 0
        while not self.stop.is_set():
            if turn and turn % ANSWERS == 0 and not self._join_anew():
                return
            turn += 1
            op = uuid.UUID(int=rng.getrandbits(128)).hex
            form = {"csrf_token": self._csrf, "op": op, "answer": str(rng.randrange(3))}
            path = f"/a/{self.attempt}/{turn % 3 + 1}"
            self.sent.add(op)
            if not self._send_until_acknowledged(path, form, op):
                return
            if rng.random() < 0.05:
                with suppress(*AWAY):
                    self.ask("POST", path, form)

    def _join_anew(self) -> bool:
        while not self.stop.is_set():
            try:
                self.join(self._start_page)
            except AWAY:
                time.sleep(0.02)
            except AssertionError as error:
                self.trouble = f"joining anew: {str(error)[:2000]}"
                return False
            else:
                return True
        return False

    def _send_until_acknowledged(self, path: str, form: dict[str, str], op: str) -> bool:
        while not self.stop.is_set():
            try:
                status, _where, page = self.ask("POST", path, form)
            except AWAY:
                time.sleep(0.02)
                continue
            if status == 303:
                self.acknowledged.add(op)
                return True
            self.refused[status] += 1
            if status not in REFUSALS:
                self.trouble = f"{status}: {page[:2000]}"
                return False
        return False


def start_page_of(person: Client) -> str:
    """The address of the one quiz that is offered."""
    found = re.search(r"/q/[\w-]+", person.ask("GET", "/")[2])
    assert found
    return found[0]


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


@dataclass(frozen=True)
class Outcome:
    acknowledged: int
    lost: set[str]
    #: In the database, but nobody sent them.
    invented: set[str]
    duplicated: int
    integrity: str
    orphans: int
    troubles: list[str]
    broken_chains: int


def compile_disk(folder: Path) -> Path:
    """The library of ``disk.c``, for LD_PRELOAD. FileNotFoundError where this machine has no C compiler."""
    library = folder / "disk.so"
    source = Path(__file__).with_name("disk.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source)], check=True)
    return library


@contextmanager
def crowd(
    server: Server,
    clients: int,
    make: Callable[[int, int, threading.Event], Client] = Client,
    through: int = 0,
) -> Iterator[list[Client]]:
    """Clients that have begun and answer, until the block ends; ``through``: the port that they answer at, if another."""
    stop = threading.Event()
    people = [make(server.port, number, stop) for number in range(clients)]
    start_page = start_page_of(people[0])
    for person in people:
        person.join(start_page)
        person.port = through or server.port
    threads = [threading.Thread(target=person.run) for person in people]
    for thread in threads:
        thread.start()
    try:
        yield people
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def wait_for(people: list[Client], answers: int) -> None:
    """Until so many answers were acknowledged, or five minutes."""
    end = time.monotonic() + 300
    while sum(len(each.acknowledged) for each in people) < answers and time.monotonic() < end:
        time.sleep(0.02)


def kill_test(folder: Path, *, kills: int, clients: int, fault: bool = False, seed: int = 1) -> Outcome:
    """Run the whole test in an empty folder."""
    rng = Random(seed)
    with closing(Server(folder, *(["--fault"] if fault else []))) as server:
        server.start()
        with crowd(server, clients) as people:
            for _round in range(kills):
                time.sleep(rng.uniform(0.15, 0.6))
                server.kill()
                server.start()
            time.sleep(0.3)
        server.kill()
        return judge(folder / "data" / "quizapp.db", people)


def judge(database: Path, people: list[Client]) -> Outcome:
    """Compare what the clients know with what the database holds."""

    connection = SQLITE.connect(database)
    rows = connection.execute("SELECT op_id FROM response_event").fetchall()
    kept = [row[0] for row in rows]
    acknowledged = set().union(*(person.acknowledged for person in people))
    sent = set().union(*(person.sent for person in people))
    connection.row_factory = SQLITE.Row
    broken = 0
    previous: dict[int, str] = {}
    for row in connection.execute("SELECT * FROM response_event ORDER BY id"):
        broken += row["prev_hash"] != previous.get(row["attempt_id"], "")
        previous[row["attempt_id"]] = row["hash"]
    outcome = Outcome(
        acknowledged=len(acknowledged),
        lost=acknowledged - set(kept),
        invented=set(kept) - sent,
        duplicated=len(kept) - len(set(kept)),
        integrity=connection.execute("PRAGMA integrity_check").fetchone()[0],
        orphans=len(connection.execute("PRAGMA foreign_key_check").fetchall()),
        troubles=[person.trouble for person in people if person.trouble],
        broken_chains=broken,
    )
    connection.close()
    return outcome
