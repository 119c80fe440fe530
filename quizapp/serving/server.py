"""The server that ``run`` starts: waitress, made to stand many idle connections and to stop without cutting a request."""

import logging
import select
import signal
import socket
import threading
from contextlib import suppress
from heapq import nsmallest
from time import monotonic
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from quizapp.basics.limits import (
    LOOK_EVERY_SECONDS,
    OPEN_CONNECTIONS,
    SELECTED_CONNECTIONS,
    SILENT_SECONDS,
    STOP_SECONDS,
)
from quizapp.models.db import count_connections
from quizapp.serving.server_watch import Watch, can_watch

with suppress(ImportError):  # Windows has none, and no `poll` either
    import resource

#: Files that are none of a client's: three for each connection to SQLite, and what Python and libraries open.
FILES_BESIDE = 64


def room_for_connections(threads: int) -> int:
    """Raise this process's limit of open files as far as it may be, and say how many clients fit in."""
    if not hasattr(select, "poll"):  # pragma: no cover - Windows
        return SELECTED_CONNECTIONS
    beside = 3 * count_connections(threads) + FILES_BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_CONNECTIONS + beside
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return (
        OPEN_CONNECTIONS if soft == resource.RLIM_INFINITY else max(min(OPEN_CONNECTIONS, soft - beside), 16)
    )


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """Never lets idle connections keep others out, and finishes what it has begun before it stops."""

    def __init__(self, app: Flask, bound: socket.socket, threads: int) -> None:
        self._limit = room_for_connections(threads)
        self._stop_by: float | None = None
        self._watch = Watch() if can_watch() else None
        given = Adjustments(
            sockets=[bound],
            threads=threads,
            connection_limit=self._limit + 100,  # never reached: waitress would let new clients wait instead
            channel_timeout=SILENT_SECONDS,
            cleanup_interval=LOOK_EVERY_SECONDS,
            asyncore_use_poll=True,
            ident=None,
        )
        tasks = ThreadedTaskDispatcher()
        tasks.set_thread_count(threads)
        about = (bound.family, bound.type, bound.proto, bound.getsockname())
        super().__init__(app, {}, True, bound, dispatcher=tasks, adj=given, sockinfo=about, bind_socket=False)

    def handle_accept(self) -> None:
        """Take several new clients at once; where there is no room, those that were silent longest make some."""
        for _each in range(50):
            if len(self.active_channels) >= self._limit:
                self._make_room()
                return
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return

    def _make_room(self) -> None:
        channels = self.active_channels.values()
        idle = [each for each in channels if not each.requests and not each.will_close]
        for each in nsmallest(max(self._limit // 50, 1), idle, key=lambda channel: channel.last_activity):
            each.will_close = True  # closed in the next round, lest a new client gets its number in this one
        self._look_again()
        if not idle:
            with suppress(OSError):
                refused = self.accept()
                if refused is not None:
                    refused[0].close()

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        self._look_again()

    def _look_again(self) -> None:
        if self._watch is not None:
            self._watch.release_closing()

    def stop(self) -> None:
        """Take no more clients, and end when every request that has come is answered."""
        if self._stop_by is None:
            self._stop_by = monotonic() + STOP_SECONDS
            self.pull_trigger()

    def run(self) -> None:
        while self._stop_by is None:
            self._round()
        self.handle_accept()  # those who have come already
        self.accepting = False
        self.del_channel()
        self.socket.close()
        while self._finish_up() and monotonic() < self._stop_by:
            self._round()
        self.task_dispatcher.shutdown()
        for each in list(self.active_channels.values()):
            each.handle_close()
        if self._watch is not None:
            self._watch.close()

    def _round(self) -> None:
        if self._watch is not None:
            self._watch.run_round(self._map, 1)
            return
        self.asyncore.loop(timeout=1, map=self._map, use_poll=True, count=1)

    def _finish_up(self) -> bool:
        """Close who waits for nothing; whether anybody is left."""
        for each in list(self.active_channels.values()):
            if not each.requests and each.request is None and not each.total_outbufs_len:
                each.will_close = True
        self._look_again()
        return bool(self.active_channels)


def stop_on_signals(server: Server) -> None:
    """Let SIGTERM and Ctrl-C stop the server in order; the same signal again ends the program at once."""
    if threading.current_thread() is not threading.main_thread():
        return

    def stop(number: int, _frame: Any) -> None:
        logging.getLogger(__name__).info("finishing what has been begun, then stopping")
        signal.signal(number, signal.SIG_DFL)
        server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
