"""A disk that fills up or fails, and a database that somebody else holds, while clients answer."""

import errno
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.reliability.kill import ROOT, Client, Outcome, Server, compile_disk, crowd, judge, wait_for

#: Held by another process for so many seconds: the first argument is the database, the second how long.
HOLD = """
import sys, time
from quizapp.models.db import SQLITE
other = SQLITE.connect(sys.argv[1], isolation_level=None)
other.execute("PRAGMA busy_timeout=10000")
other.execute("BEGIN IMMEDIATE")
time.sleep(float(sys.argv[2]))
"""


@dataclass(frozen=True)
class Faults:
    outcome: Outcome
    #: How often a save was refused, by status.
    refused: Counter[int]
    #: The longest that an answer took to be acknowledged after the fault had ended, in seconds.
    recovered: float


def _recovery(people: list[Client]) -> float:
    """Seconds until somebody's answer is acknowledged again."""
    begun = time.monotonic()
    wait_for(people, sum(len(each.acknowledged) for each in people) + len(people))
    return time.monotonic() - begun


def fill_test(folder: Path, *, fills: int, clients: int = 8, fault: bool = False) -> Faults:
    """Fill the disk again and again; each time ten saves must have been refused before room is made.

    ``fault``: the server acknowledges before it saves, which must be noticed.
    """
    return _with_failing_disk(folder, [f"{errno.ENOSPC} 1"] * fills, clients, ["--fault"] if fault else [])


def failing_test(folder: Path, *, schedules: int, clients: int = 8) -> Faults:
    """Let one in so many writes and syncs fail, with another number each time."""
    rng = Random(1)
    return _with_failing_disk(
        folder, [f"{errno.EIO} {rng.randint(5, 40)}" for _ in range(schedules)], clients, []
    )


def _with_failing_disk(folder: Path, faults: list[str], clients: int, planted: list[str]) -> Faults:
    fault = folder / "fault"
    disk = {
        "LD_PRELOAD": str(compile_disk(folder)),
        "DISK_UNDER": str(folder / "data" / "quizapp.db"),
        "DISK_FAULT": str(fault),
    }
    with closing(Server(folder, *planted, environment=disk)) as server:
        server.start()
        recovered = 0.0
        with crowd(server, clients) as people:
            for each in faults:
                enough, end = _refused(people).total() + 10, time.monotonic() + (1 if planted else 30)
                fault.write_text(each, encoding="ascii")
                while _refused(people).total() < enough and time.monotonic() < end:
                    time.sleep(0.02)
                fault.unlink()
                recovered = max(recovered, _recovery(people))
        server.kill()
    return Faults(judge(folder / "data" / "quizapp.db", people), _refused(people), recovered)


def _refused(people: list[Client]) -> Counter[int]:
    return sum((each.refused for each in people), Counter())


def hold_test(folder: Path, *, holds: int, seconds: float, clients: int = 8) -> Faults:
    """Let another process hold the database's write lock again and again."""
    database = folder / "data" / "quizapp.db"
    with closing(Server(folder)) as server:
        server.start()
        recovered = 0.0
        with crowd(server, clients) as people:
            for _each in range(holds):
                subprocess.run(
                    [sys.executable, "-c", HOLD, str(database), str(seconds)], check=True, cwd=ROOT
                )
                recovered = max(recovered, _recovery(people))
        server.kill()
    return Faults(judge(database, people), _refused(people), recovered)
