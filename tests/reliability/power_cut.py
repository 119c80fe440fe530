"""The power cut: what a disk may hold when the power goes is rebuilt from all that the server wrote, and opened.

The server runs with ``disk.c`` before its C library, which notes each write, sync, cut and removal of the database's
files; clients note in the same record what was acknowledged to them. A disk keeps what was synced; of the rest it may hold
nothing, all, any part, or writes torn at its sectors. Created and removed names come to the disk in their order, at the
latest when the folder is synced.
"""

import shutil
import struct
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from quizapp.models.db import SQLITE
from tests.reliability.kill import Client, Server, compile_disk, crowd, wait_for

HEAD = struct.Struct("=cHQQ")
SECTOR = 512
#: Beside the database, and made anew after a start.
NOT_KEPT = ("-shm", "-writers")
#: What the disk keeps of what was never synced.
MODELS = ("nothing", "all", "any part", "torn")


@dataclass(frozen=True)
class Step:
    """One entry of the record: c(reate), w(rite), t(runcate), s(ync), u(nlink), or a(cknowledged)."""

    kind: str
    #: Of the file; of an acknowledgement the operation.
    name: str
    offset: int
    data: bytes


@dataclass
class File:
    """A file as it stands on the disk for certain, and what was done to it since it was last synced."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        _apply(self.since, self.synced)
        self.since = []

    def with_steps(self, steps: list[Step]) -> bytearray:
        return _apply(steps, self.synced.copy())

    def after_a_cut(self, model: str, rng: Random) -> bytearray:
        if model == "nothing" or not self.since:
            return self.synced
        if model == "all":
            return self.with_steps(self.since)
        if model == "any part":
            return self.with_steps([step for step in self.since if rng.random() < 0.5])
        return self.with_steps(
            [sector for step in self.since for sector in _sectors(step) if rng.random() < 0.5]
        )


def _apply(steps: list[Step], content: bytearray) -> bytearray:
    for step in steps:
        if step.kind == "t":
            del content[step.offset :]
        content.extend(bytes(max(0, step.offset - len(content))))
        content[step.offset : step.offset + len(step.data)] = step.data
    return content


def _sectors(step: Step) -> list[Step]:
    if step.kind == "t":
        return [step]
    return [
        Step("w", step.name, step.offset + at, step.data[at : at + SECTOR])
        for at in range(0, len(step.data), SECTOR)
    ]


class Disk:
    """The folder of the database, step by step."""

    def __init__(self, folder: Path) -> None:
        self._names = {each.name: File(bytearray(each.read_bytes())) for each in folder.glob("quizapp.db*")}
        #: As on the disk for certain; what was created and removed since waits in ``_renamed``.
        self._kept = dict(self._names)
        self._renamed: list[tuple[str, File | None]] = []

    def take(self, step: Step) -> None:
        if step.kind == "u":
            self._names.pop(step.name, None)
            self._renamed.append((step.name, None))
        elif step.kind == "s" and step.name not in self._names:  # the folder's own
            self._kept, self._renamed = dict(self._names), []
        elif step.kind == "s":
            self._names[step.name].sync()
        else:
            if step.name not in self._names:
                self._names[step.name] = File()
                self._renamed.append((step.name, self._names[step.name]))
            if step.kind in "wt":
                self._names[step.name].since.append(step)

    def after_a_cut(self, model: str, rng: Random) -> dict[str, bytearray]:
        reached = {"nothing": 0, "all": len(self._renamed)}.get(model, rng.randint(0, len(self._renamed)))
        names: dict[str, File | None] = dict(self._kept)
        names.update(self._renamed[:reached])
        return {name: found.after_a_cut(model, rng) for name, found in names.items() if found is not None}


@dataclass(frozen=True)
class Outcome:
    states: int
    acknowledged: int
    #: States in which an answer was missing that had been acknowledged before the cut.
    lost: int
    corrupt: int
    unreadable: int


def record(folder: Path, *, answers: int, clients: int = 4, faults: tuple[str, ...] = ()) -> list[Step]:
    """Let clients answer a recorded server; beside the record stands, in ``folder / "before"``, what the disk held at first."""
    library, log, data = compile_disk(folder), folder / "record", folder / "data"
    first = Server(folder, *faults)
    first.start()
    first.close()
    with closing(
        SQLITE.connect(data / "quizapp.db")
    ) as connection:  # what is in its journal goes into the database
        connection.execute("SELECT count(*) FROM response_event").fetchall()
    shutil.copytree(data, folder / "before")
    watched = {"LD_PRELOAD": str(library), "DISK_RECORD": str(log), "DISK_UNDER": str(data)}
    with closing(Server(folder, *faults, environment=watched)) as server:
        server.start()
        with crowd(server, clients, partial(Recorded, log)) as people:
            wait_for(people, answers)
    return list(_steps(log.read_bytes()))


class _Noted(set[str]):
    """Operation ids, each of which is written into the record as it comes."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def add(self, op: str) -> None:
        super().add(op)
        with self._log.open("ab", buffering=0) as log:
            log.write(HEAD.pack(b"a", len(op), 0, 0) + op.encode())


class Recorded(Client):
    """A client that notes what was acknowledged to it beside what the server wrote."""

    def __init__(self, log: Path, port: int, number: int, stop: threading.Event) -> None:
        super().__init__(port, number, stop)
        self.acknowledged = _Noted(log)


def _steps(record: bytes) -> Iterator[Step]:
    at = 0
    while at < len(record):
        kind, named, offset, length = HEAD.unpack_from(record, at)
        at += HEAD.size
        name = record[at : at + named].decode().rpartition("/")[2]
        at += named
        data = b""
        if kind == b"w":
            data = record[at : at + length]
            at += length
        if kind in b"as" or (name.startswith("quizapp.db") and not name.endswith(NOT_KEPT)):
            yield Step(kind.decode(), name, offset, data)


def cut(folder: Path, steps: list[Step], *, states: int, seed: int = 1) -> Outcome:
    """Cut the power at points all over the record and open what the disk may hold then, for each model."""
    rng, disk = Random(seed), Disk(folder / "before")
    points = set(rng.sample(range(len(steps)), min(len(steps), states // len(MODELS))))
    acknowledged: set[str] = set()
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        for number, step in enumerate(steps):
            if step.kind == "a":
                acknowledged.add(step.name)
            else:
                disk.take(step)
            for model in MODELS if number in points else ():
                found[_opened(Path(place), disk.after_a_cut(model, rng), acknowledged)] += 1
    return Outcome(
        sum(found.values()), len(acknowledged), found["lost"], found["corrupt"], found["unreadable"]
    )


def _opened(place: Path, files: dict[str, bytearray], acknowledged: set[str]) -> str:
    """What became of the database whose files the disk held after the cut."""
    for old in place.iterdir():
        old.unlink()
    for name, content in files.items():
        (place / name).write_bytes(content)
    with closing(SQLITE.connect(place / "quizapp.db")) as connection:
        try:
            kept = {row[0] for row in connection.execute("SELECT op_id FROM response_event")}
            if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                return "corrupt"
        except SQLITE.DatabaseError:
            return "unreadable"
    return "lost" if acknowledged - kept else "whole"
