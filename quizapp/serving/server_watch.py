"""Which of a server's connections have something to say: thousands that say nothing cost next to nothing.

waitress asks every connection in every round, which takes longer the more there are. Here those that only wait for their client
are left to the kernel (epoll) until the client speaks.
"""

import select
from contextlib import suppress
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel

#: Connections that are served in one round: the others come with the next, and those who work are not kept waiting.
_AT_ONCE = 200


def can_watch() -> bool:
    return hasattr(select, "epoll")


class Watch:
    """The connections of one server. One thread calls it."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._parked: dict[int, HTTPChannel] = {}

    def run_round(self, connections: dict[int, Any], seconds: float) -> None:
        """Wait until somebody has something to say or takes what is sent, and let it be handled."""
        pollster = select.poll()
        for fd in [each for each in connections if each not in self._parked]:
            flags = self._wanted(fd, connections[fd])
            if flags:
                pollster.register(fd, flags | select.POLLERR | select.POLLHUP | select.POLLNVAL)
        pollster.register(self._epoll.fileno(), select.POLLIN)
        for fd, flags in pollster.poll(int(seconds * 1000)):
            if fd == self._epoll.fileno():
                self._wake()
            elif fd in connections:
                wasyncore.readwrite(connections[fd], flags)

    def _wanted(self, fd: int, connection: Any) -> int:
        """What is waited for at a connection; nothing where the kernel looks after it from now on."""
        reads, writes = connection.readable(), connection.writable() and not connection.accepting
        if isinstance(connection, HTTPChannel) and reads and not writes and not connection.requests:
            self._epoll.register(fd, select.EPOLLIN | select.EPOLLPRI)
            self._parked[fd] = connection
            return 0
        return (select.POLLIN | select.POLLPRI if reads else 0) | (select.POLLOUT if writes else 0)

    def _wake(self) -> None:
        for fd, flags in self._epoll.poll(0, _AT_ONCE):
            connection = self._release(fd)
            wasyncore.readwrite(connection, flags)  # the bits of epoll are those of poll

    def _release(self, fd: int) -> HTTPChannel:
        with suppress(OSError):
            self._epoll.unregister(fd)
        return self._parked.pop(fd)

    def release_closing(self) -> None:
        """Look again after those that were told to close."""
        for fd in [fd for fd, each in self._parked.items() if each.will_close or each.close_when_flushed]:
            self._release(fd)

    def close(self) -> None:
        self._epoll.close()
