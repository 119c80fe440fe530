"""A proxy that spoils requests: it loses them, cuts or loses answers, sends them twice. What was acknowledged is there once."""

import socket
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from tests.reliability.kill import Outcome, Server, crowd, judge, wait_for

#: What becomes of a request, and how often: half of them are spoiled.
FATES = {"passes": 5, "is lost": 1, "answer lost": 1, "answer cut": 1, "sent twice": 1, "late": 1}


class Proxy:
    """Between clients and a server, one request for each connection."""

    def __init__(self, server_port: int, seed: int) -> None:
        self._to, self._rng, self._lock = server_port, Random(seed), threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._listener.getsockname()[1])
        self.fates: Counter[str] = Counter()
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with closing(client), suppress(OSError):
            client.settimeout(20)
            request = _request_of(client)
            with self._lock:
                [fate] = self._rng.choices(list(FATES), list(FATES.values()))
                self.fates[fate] += 1
            if fate == "is lost":
                return
            if fate == "late":
                time.sleep(0.3)
            answer = self._asked(request)
            if fate == "sent twice":
                answer = self._asked(request)
            if fate != "answer lost":
                client.sendall(answer[: len(answer) // 2] if fate == "answer cut" else answer)

    def _asked(self, request: bytes) -> bytes:
        head, _end, body = request.partition(b"\r\n\r\n")
        with closing(socket.create_connection(("127.0.0.1", self._to), timeout=20)) as server:
            server.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
            return b"".join(iter(lambda: server.recv(65536), b""))

    def close(self) -> None:
        self._listener.close()


def _request_of(client: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request:
        more = client.recv(65536)
        if not more:
            raise OSError("the client went away")
        request += more
    head, _end, body = request.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


def proxy_test(
    folder: Path, *, answers: int, clients: int, double: bool = False
) -> tuple[Outcome, Counter[str]]:
    """Let clients answer through the proxy until so many answers were acknowledged."""
    with closing(Server(folder, *(["--double"] if double else []))) as server:
        server.start()
        proxy = Proxy(server.port, seed=1)
        with closing(proxy), crowd(server, clients, through=proxy.port) as people:
            wait_for(people, answers)
        time.sleep(0.5)  # what the proxy still had on its way
        server.kill()
        return judge(folder / "data" / "quizapp.db", people), proxy.fates
