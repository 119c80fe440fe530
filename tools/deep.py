"""The deep run: every promise at full size with its planted fault, and the table of docs/reliability.md.

python3 manage.py deep [--scale 0.1] [--only WORD]

A control that does not trip fails the run like a promise that does not hold. ``--scale`` makes each as many times smaller.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- deep run: begin -->", "<!-- deep run: end -->"


@dataclass(frozen=True)
class Result:
    """What came of one promise."""

    figure: str
    holds: bool
    control: str
    trips: bool


@dataclass(frozen=True)
class Promise:
    id: str
    words: str
    run: Callable[[float, Path], Result]


def kills(scale: float, folder: Path) -> Result:
    from tests.reliability.kill import kill_test  # noqa: PLC0415  # costly: the program, for one promise

    number = max(3, int(1000 * scale))
    (folder / "whole").mkdir()
    (folder / "fault").mkdir()
    found = kill_test(folder / "whole", kills=number, clients=64)
    bad = kill_test(folder / "fault", kills=3, clients=64, fault=True)
    holds = not (
        found.lost
        or found.invented
        or found.duplicated
        or found.orphans
        or found.broken_chains
        or found.troubles
    )
    return Result(
        f"{number} × kill -9 under 64 clients, {found.acknowledged} acknowledged: {len(found.lost)} lost, "
        f"{found.duplicated} doubled, integrity {found.integrity}",
        holds and found.integrity == "ok",
        f"acknowledging before saving: {len(bad.lost)} lost",
        bool(bad.lost),
    )


def spoiled(scale: float, folder: Path) -> Result:
    from tests.reliability.proxy import proxy_test  # noqa: PLC0415  # costly: as above

    (folder / "whole").mkdir()
    (folder / "fault").mkdir()
    found, fates = proxy_test(folder / "whole", answers=max(40, int(400 * scale)), clients=8)
    bad, _fates = proxy_test(folder / "fault", answers=40, clients=8, double=True)
    share = 1 - fates["passes"] / max(sum(fates.values()), 1)
    return Result(
        f"{found.acknowledged} answers, {share:.0%} of requests spoiled: {len(found.lost)} lost, "
        f"{len(found.invented) + found.duplicated} doubled",
        not (found.lost or found.invented or found.duplicated or found.troubles),
        f"each sending taken for a new answer: {len(bad.invented)} too many",
        bool(bad.invented),
    )


def power_cuts(scale: float, folder: Path) -> Result:
    from tests.reliability.power_cut import cut, record  # noqa: PLC0415  # costly: as above

    for place in ("whole", "normal", "off", "rollback"):
        (folder / place).mkdir()
    states = max(400, int(10_000 * scale))
    found = cut(folder / "whole", record(folder / "whole", answers=max(60, int(300 * scale))), states=states)
    lost = {
        place: cut(
            folder / place, record(folder / place, answers=60, faults=(f"--journal={journal}",)), states=400
        ).lost
        for place, journal in (("normal", "WAL,NORMAL"), ("off", "WAL,OFF"), ("rollback", "DELETE,FULL"))
    }
    return Result(
        f"{found.states} states of the disk, {found.acknowledged} acknowledged: {found.lost} with one lost, "
        f"{found.corrupt} corrupt, {found.unreadable} unreadable",
        not (found.lost or found.corrupt or found.unreadable),
        f"synchronous NORMAL, OFF, and a rollback journal's default: {', '.join(map(str, lost.values()))} of 400 states lack one",
        all(lost.values()),
    )


def disk_faults(scale: float, folder: Path) -> Result:
    from tests.reliability.disk_faults import failing_test, fill_test  # noqa: PLC0415  # costly: as above

    for place in ("full", "failing", "fault"):
        (folder / place).mkdir()
    full = fill_test(folder / "full", fills=max(2, int(50 * scale)))
    failing = failing_test(folder / "failing", schedules=max(2, int(20 * scale)))
    bad = fill_test(folder / "fault", fills=3, fault=True)
    holds = all(
        not (each.outcome.lost or each.outcome.invented or each.outcome.troubles)
        and each.outcome.integrity == "ok"
        for each in (full, failing)
    )
    return Result(
        f"{max(2, int(50 * scale))} fills: {full.refused.total()} refused with {_statuses(full.refused)}, "
        f"{len(full.outcome.lost)} of {full.outcome.acknowledged} lost, taken again within {full.recovered:.1f} s; "
        f"{max(2, int(20 * scale))} times writes and syncs that fail: {failing.refused.total()} with "
        f"{_statuses(failing.refused)}, {len(failing.outcome.lost)} of {failing.outcome.acknowledged} lost",
        holds and set(full.refused) == {507},
        f"acknowledging before saving: {len(bad.outcome.lost)} lost",
        bool(bad.outcome.lost),
    )


def _statuses(refused: dict[int, int]) -> str:
    return ", ".join(map(str, sorted(refused)))


def held_locks(scale: float, folder: Path) -> Result:
    from tests.reliability.disk_faults import hold_test  # noqa: PLC0415  # costly: as above

    (folder / "short").mkdir()
    (folder / "long").mkdir()
    short = hold_test(folder / "short", holds=max(1, int(10 * scale)), seconds=5)
    long = hold_test(folder / "long", holds=1, seconds=30)
    holds = not (short.outcome.lost or long.outcome.lost or short.outcome.troubles or long.outcome.troubles)
    return Result(
        f"held for 5 s: {short.refused.total()} refused; for 30 s: {long.refused.total()} refused with "
        f"{_statuses(long.refused)}, 0 lost, taken again within {long.recovered:.1f} s"
        if holds
        else f"{len(short.outcome.lost) + len(long.outcome.lost)} lost, {short.outcome.troubles or long.outcome.troubles}",
        holds and not short.refused,
        f"a lock held beyond the limit is noticed: {long.refused.total()} refused",
        bool(long.refused),
    )


def drills(scale: float, folder: Path) -> Result:
    from quizapp.basics.config import BadSetting, Settings  # noqa: PLC0415  # costly: as above
    from quizapp.cli import backups  # noqa: PLC0415  # costly: as above
    from tests.reliability.kill import kill_test  # noqa: PLC0415  # costly: as above

    kill_test(folder, kills=1, clients=8)
    settings = Settings(data=str(folder / "data"), questions="")
    number, good = max(2, int(20 * scale)), 0
    longest = 0.0
    for turn in range(number):
        begun = time.perf_counter()
        backup = folder / f"{turn}.backup"
        backups.back_up(settings, backup, datetime.now(UTC))
        backups.restore(backup, Settings(data=str(folder / f"restored-{turn}"), questions=""))
        good += 1
        longest = max(longest, time.perf_counter() - begun)
    flipped = bytearray(backup.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    (folder / "flipped.backup").write_bytes(flipped)
    try:
        backups.restore(folder / "flipped.backup", Settings(data=str(folder / "flipped"), questions=""))
        refused = False
    except BadSetting:
        refused = True
    return Result(
        f"{good} of {number} backed up, restored elsewhere and verified, at most {longest:.1f} s each",
        good == number,
        "one flipped bit: " + ("refused" if refused else "taken"),
        refused,
    )


def by_tests(*names: str, control: str) -> Callable[[float, Path], Result]:
    """A promise that tests hold, controls among them."""

    def run(_scale: float, _folder: Path) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--full", "-p", "no:cacheprovider", *names],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = done.stdout.strip().splitlines()[-1].strip("= ") if done.stdout.strip() else "no answer"
        return Result(said, done.returncode == 0, control, done.returncode == 0)

    return run


PROMISES = (
    Promise("R1", "An acknowledged answer survives a killed server", kills),
    Promise("R2", "... and a power cut", power_cuts),
    Promise("R3", "Exactly once, through a network that spoils half", spoiled),
    Promise("R16", "Backups are whole, and restoring them is drilled", drills),
    Promise("R8 R9", "Limits and handing in hold under a race, on both databases", by_tests(
        "tests/attempts/test_starting.py", "tests/attempts/test_recording.py", control="in tests/models/test_db.py: the constraints refuse")),
    Promise("R6 R15", "A full disk and a locked database give the answer back", by_tests(
        "tests/taking/test_full_disk.py", "tests/taking/test_busy_database.py", control="a missing table is told apart")),
    Promise("R10", "A clock that is set closes and opens nothing", by_tests(
        "tests/basics/test_clock.py", control="a clock that runs is followed")),
    Promise("R14 R20", "Idle and slow clients keep nobody out; a stop cuts nothing", by_tests(
        "tests/reliability/test_stands.py", control="few files")),
    Promise("R17 R18", "What was changed behind the program's back is found", by_tests(
        "tests/operations/test_operations.py", control="six kinds of tampering")),
    Promise("R21 R22", "No key before its time; nobody reaches what is another's", by_tests(
        "tests/trust/test_canaries.py", "tests/trust/test_matrix.py", control="a planted view and a released page are found")),
    Promise("R26", "Erased is gone, byte by byte", by_tests(
        "tests/studying/test_personal_data.py", "tests/trust/test_columns.py", control="every word is there before")),
)  # fmt: skip


def lines_of(results: list[tuple[Promise, Result]], scale: float, now: datetime) -> Iterator[str]:
    yield f"Run on {now:%Y-%m-%d} with `python3 manage.py deep{'' if scale == 1 else f' --scale {scale:g}'}`."
    yield ""
    yield "| | promise | figure | control |"
    yield "|---|---|---|---|"
    for promise, result in results:
        figure = result.figure if result.holds else f"**does not hold:** {result.figure}"
        control = result.control if result.trips else f"**does not trip:** {result.control}"
        yield f"| {promise.id} | {promise.words} | {figure} | {control} |"


def write_table(lines: list[str]) -> None:
    page = PAGE.read_text("utf-8")
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    PAGE.write_text("\n".join([before + BEGIN, *lines, END]) + after, "utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 manage.py deep", description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of each")
    parser.add_argument(
        "--only", default="", help="promises whose id or words hold this; the table is not written"
    )
    given = parser.parse_args(arguments)
    results = []
    for promise in PROMISES:
        if given.only not in f"{promise.id} {promise.words}":
            continue
        with tempfile.TemporaryDirectory() as folder:
            result = promise.run(given.scale, Path(folder))
        results.append((promise, result))
        sys.stdout.write(f"{promise.id}: {result.figure}; control: {result.control}\n")
        sys.stdout.flush()
    if not given.only:
        write_table(list(lines_of(results, given.scale, datetime.now(UTC))))
    return 0 if results and all(result.holds and result.trips for _promise, result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
