"""Reading a foreign file in a process of its own, with limits, that may be killed: for every file that others send.

``python -m quizapp.interchange.apart`` is that process.
"""

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass

from quizapp.basics.messages import msg

if sys.platform != "win32":
    import resource

from quizapp.basics.limits import IMPORT_MEMORY_BYTES, IMPORT_SECONDS, IMPORT_WORK_SECONDS
from quizapp.interchange.importing import ImportResult, ReadAs, read_file


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
    request = pickle.dumps((content, name, said, limits))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _too_much(name)
    if done.returncode or not done.stdout:
        return _too_much(name)
    result: ImportResult = pickle.loads(done.stdout)  # noqa: S301  # our own process wrote it
    return result


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


def main() -> None:
    """Read the request, write the result; whatever goes wrong ends the process without one."""
    content, name, said, limits = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  # our own
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
    sys.stdout.buffer.write(pickle.dumps(result))


if __name__ == "__main__":
    main()
