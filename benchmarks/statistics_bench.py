"""Time the item analysis of a quiz over generated attempts.

    python -m benchmarks.statistics_bench [--rounds N] [--json FILE]

Every case runs in a fresh process, so that memory is its own. Times are of ``analyse`` alone: from the bytes
of score vectors, as the database holds them, to every statistic of the quiz and its questions.
"""

import argparse
import json
import multiprocessing
import platform
import resource
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median

from quizapp.domain.statistics.matrix import ScoreMatrix
from quizapp.domain.statistics.quiz import analyse

QUESTIONS = 40
NAN = float("nan")


@dataclass(frozen=True)
class Case:
    """One kind of class: how many attempts, and which marks (see ``MARKS``)."""

    name: str
    attempts: int
    marks: str


@dataclass(frozen=True)
class Measured:
    """Seconds of every round, and the process's memory at its peak before and after, in MB."""

    case: Case
    seconds: tuple[float, ...]
    data_mb: float
    peak_mb: float


CASES = (
    Case("200,000 responses", 5_000, "nothing or all"),
    Case("200,000 responses", 5_000, "quarters"),
    Case("200,000 responses", 5_000, "all different"),
    Case("200,000 responses", 5_000, "own draw"),
    Case("5,000,000 responses", 125_000, "nothing or all"),
    Case("5,000,000 responses", 125_000, "quarters"),
)


def nothing_or_all(rng: Random, chance: float) -> float:
    return 1.0 if rng.random() < chance else 0.0


def quarters(rng: Random, chance: float) -> float:
    return 1.0 if rng.random() < chance else rng.choice((0.0, 0.0, 0.25, 0.5, 0.75))


def all_different(rng: Random, chance: float) -> float:
    return min(1.0, max(0.0, rng.gauss(chance, 0.2)))


def own_draw(rng: Random, chance: float) -> float:
    return NAN if rng.random() < 0.5 else nothing_or_all(rng, chance)


MARKS: dict[str, Callable[[Random, float], float]] = {
    "nothing or all": nothing_or_all,
    "quarters": quarters,
    "all different": all_different,
    "own draw": own_draw,
}


def make_matrix(case: Case, seed: int = 20240813) -> ScoreMatrix:
    """A class whose questions run from easy to hard and whose attempts run from weak to strong."""
    rng = Random(seed)  # noqa: S311  # nothing secret is drawn
    draw = MARKS[case.marks]
    rows = []
    for _ in range(case.attempts):
        able = rng.gauss(0, 0.2)
        row = [draw(rng, 0.9 - 0.02 * place + able) for place in range(QUESTIONS)]
        rows.append(array("d", row).tobytes())
    ids = tuple(f"q{place}" for place in range(QUESTIONS))
    return ScoreMatrix(ids, (1.0,) * QUESTIONS, rows, same_questions=case.marks != "own draw")


def peak_mb() -> float:
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure(case: Case, rounds: int) -> Measured:
    """Time ``analyse``; the first, unmeasured round fills caches as a running server has them."""
    matrix = make_matrix(case)
    data = peak_mb()
    analyse(matrix)
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        analysis = analyse(matrix)
        seconds.append(time.perf_counter() - start)
    if analysis.quiz.n != case.attempts or analysis.items[0].discrimination is None:
        raise RuntimeError(f"{case} was not analysed: {analysis.quiz}")
    return Measured(case, tuple(seconds), data, peak_mb())


def table(results: Sequence[Measured]) -> str:
    lines = [
        "| class | marks | median ms (min-max) | peak MB | of which data |",
        "|---|---|---|---|---|",
    ]
    for one in results:
        low, middle, high = (
            1000 * value for value in (min(one.seconds), median(one.seconds), max(one.seconds))
        )
        lines.append(
            f"| {one.case.name}, {one.case.attempts:,} x {QUESTIONS} | {one.case.marks} "
            f"| {middle:.1f} ({low:.1f}-{high:.1f}) | {one.peak_mb:.0f} | {one.data_mb:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds per case (default 5)")
    parser.add_argument("--json", type=Path, help="write every round here too")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    fresh = multiprocessing.get_context("spawn")
    results = []
    for case in CASES:
        with fresh.Pool(1) as pool:
            results.append(pool.apply(measure, (case, arguments.rounds)))
    print(f"Python {platform.python_version()}, {platform.machine()}, {arguments.rounds} rounds\n")
    print(table(results))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in results], indent=1) + "\n")


if __name__ == "__main__":
    main()
