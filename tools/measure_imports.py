"""How much of a folder of other programs' files comes in: a table by format, and every refusal.

``python tools/measure_imports.py FOLDER [--list WORD]``. Files of programs that are no quiz count as ``unknown``. The share is of the
questions that both sides can say: what the source leaves open (no key, no text) and what no type here can hold is told
in columns of its own.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from quizapp.interchange.importing import ImportResult, ReadAs, read_file
from quizapp.interchange.tables import FROM_0

#: Refusals that say that the file itself gives nothing to judge by, or that no type here is like it.
_NOT_SAYABLE = ("no-counterpart", "no-right-answer", "empty", "one-option")
_PROCESSES = 2
_SECONDS = 60


@dataclass
class Row:
    """What came of the files of one format."""

    files: int = 0
    imported: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    @property
    def share(self) -> float:
        """Of what both can say."""
        against = sum(number for code, number in self.refused.items() if code not in _NOT_SAYABLE)
        return self.imported / (self.imported + against) if self.imported + against else 1.0


def main() -> None:
    """Read every file of the folder; print refusals, then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--list", default=None, help="print refusals and errors of formats whose name holds this"
    )
    options = parser.parse_args()
    files = sorted(path for path in options.folder.rglob("*") if path.is_file())
    rows: dict[str, Row] = defaultdict(Row)
    with ProcessPoolExecutor(_PROCESSES) as pool:
        for path, (result, seconds) in zip(files, pool.map(_read, files, chunksize=8), strict=True):
            name = result.format or "unknown"
            _count(rows[name], result, seconds)
            if options.list is not None and options.list in name:
                print(*_told(path.relative_to(options.folder), result), sep="\n")
    print(*_table(rows), sep="\n")


def _read(path: Path) -> tuple[ImportResult, float]:
    begun = time.process_time()
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(_SECONDS)
    try:
        result = read_file(path.read_bytes(), path.name)
        if any(FROM_0 in each.reason for each in result.refused):  # whoever is asked says so
            result = read_file(path.read_bytes(), path.name, ReadAs(columns=FROM_0))
    except TimeoutError:
        result = ImportResult(path.name, error=("too-large", "too long"))
    except Exception as error:  # noqa: BLE001  # what must never be: it is shown, and the rest goes on
        result = ImportResult(path.name, "crashed", error=("crash", repr(error)))
    finally:
        signal.alarm(0)
    slim = replace(result, text="", pictures={}, items=())
    return slim, time.process_time() - begun


def _too_long(_number: int, _frame: object) -> None:
    raise TimeoutError


def _count(row: Row, result: ImportResult, seconds: float) -> None:
    row.files += 1
    row.imported += len(result.imported)
    row.refused.update(each.code for each in result.refused)
    row.slowest = max(row.slowest, seconds)
    if result.error is not None and not result.refused:
        row.errors[result.error[0]] += 1


def _told(path: Path, result: ImportResult) -> Iterable[str]:
    yield f"{path}: {result.format} {len(result.imported)} in, {len(result.refused)} refused {result.error or ''}"
    for each in result.refused:
        yield f"    {each.place} {each.title[:50]!r}: {each.code}: {each.reason}"


def _table(rows: dict[str, Row]) -> Iterable[str]:
    yield "| format | files | questions | imported | refused | files that cannot be read | share | slowest |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, row in sorted(rows.items()):
        questions = row.imported + row.refused.total()
        yield (
            f"| {name} | {row.files} | {questions} | {row.imported} | {_said(row.refused)} | {_said(row.errors)} |"
            f" {row.share:.1%} | {row.slowest:.1f} s |"
        )


def _said(codes: Counter[str]) -> str:
    return ", ".join(f"{number} {code}" for code, number in codes.most_common())


if __name__ == "__main__":
    main()
