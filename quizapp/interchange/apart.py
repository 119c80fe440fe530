"""Reading foreign files in a process of its own, with limits, that may be killed: for every file that others send.

``python -m quizapp.interchange.apart`` is that process.
"""

import os
import pickle
import struct
import subprocess
import sys
from dataclasses import dataclass
from threading import Timer
from typing import IO, Self

from quizapp.basics.children import end_child, start_child
from quizapp.basics.messages import msg

if sys.platform != "win32":
    import resource

from quizapp.basics.limits import IMPORT_MEMORY_BYTES, IMPORT_SECONDS, IMPORT_WORK_SECONDS
from quizapp.interchange.importing import ImportResult, ReadAs, read_file

#: Whether the system can part a process in two.
_PARTS = hasattr(os, "fork")
#: How the size of a message is written before it.
_SIZE = struct.Struct(">Q")


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost: seconds of work, seconds on the clock, memory."""

    work_seconds: int = IMPORT_WORK_SECONDS
    seconds: float = IMPORT_SECONDS
    memory: int = IMPORT_MEMORY_BYTES


USUAL = Limits()


def read_apart(
    content: bytes, name: str, said: ReadAs | None = None, *, limits: Limits = USUAL
) -> ImportResult:
    """As ``read_file``; a file that costs more than the limits is refused like one that is too large."""
    with Apart() as apart:
        return apart.read(content, name, said, limits=limits)


class Apart:
    """The process that reads: started once for several files, of which each gets a child of it that may be killed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def read(
        self, content: bytes, name: str, said: ReadAs | None = None, *, limits: Limits = USUAL
    ) -> ImportResult:
        """Read one file within its limits."""
        process = self._process = self._process or start_child(
            "quizapp.interchange.apart", stderr=subprocess.DEVNULL
        )
        clock = Timer(limits.seconds, end_child, [process])
        clock.start()
        try:
            answer = _ask(process, pickle.dumps((content, name, said, limits)))
        finally:
            clock.cancel()
        if not answer or not _PARTS:
            self._end()
        result: ImportResult = pickle.loads(answer) if answer else _too_much(name)  # noqa: S301  # written by our own process
        return result

    def _end(self) -> None:
        if self._process is not None:
            end_child(self._process)
            self._process.communicate()
            self._process = None


def _ask(process: "subprocess.Popen[bytes]", request: bytes) -> bytes:
    """What the process answers; empty where it was ended, or its child was."""
    assert process.stdin is not None  # noqa: S101  # both are pipes
    assert process.stdout is not None  # noqa: S101  # as above
    try:
        process.stdin.write(_SIZE.pack(len(request)) + request)
        process.stdin.flush()
    except OSError:
        return b""
    return _whole(process.stdout)


def _whole(stream: IO[bytes]) -> bytes:
    """One message: its size, and as many bytes; empty where the stream ends before."""
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return b""
    [size] = _SIZE.unpack(head)
    content = stream.read(size)
    return content if len(content) == size else b""


def _too_much(name: str) -> ImportResult:
    return ImportResult(
        name,
        error=("too-large", msg("Reading this file would take more time or memory than is given. Split it.")),
    )


def _limit(limits: Limits) -> None:
    """Let the system end this process where it goes beyond the limits; where it cannot, the clock is left."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CPU, (limits.work_seconds, limits.work_seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _answer(request: bytes) -> None:
    """Read a file and write what came of it; whatever goes wrong ends the process without an answer."""
    content, name, said, limits = pickle.loads(request)  # noqa: S301  # our own
    _limit(limits)
    try:
        result = read_file(content, name, said)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # a fault of a reader costs its file, and must not be called too large
        result = ImportResult(
            name,
            error=(
                "damaged",
                msg("This file is not as its format has it. Export it again, or send it to us."),
            ),
        )
    _write(pickle.dumps(result))


def _write(content: bytes) -> None:
    sys.stdout.buffer.write(_SIZE.pack(len(content)) + content)
    sys.stdout.buffer.flush()


def main() -> None:
    """Answer each request in a child, where the system parts processes; else the first alone."""
    while request := _whole(sys.stdin.buffer):
        if not _PARTS:
            _answer(request)
            return
        child = os.fork()
        if not child:
            try:
                _answer(request)
            except BaseException:  # noqa: BLE001  # the child ends here, whatever happens
                os._exit(1)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            _write(b"")


if __name__ == "__main__":
    main()
