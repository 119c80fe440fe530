"""How long loading a bank takes: parse, build and check 500 and 10,000 questions of five types, with claims.

    python benchmarks/bank_bench.py [--rounds 5]

Prints medians (lowest to highest) in seconds, each load in a process that has loaded once before, and the
largest memory the process ever held. The texts are made here, so that every machine measures the same.
"""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from quizapp.domain.bankfile.loading import check_bank, load_bank  # the line above finds it
from quizapp.domain.question_types import QUESTION_TYPES

_TOPICS = ("goals", "risks", "figures", "people")
_WHY = "Only the company gives this number, and nobody else in the story confirms it; the council asked for a check."


def make_bank(count: int) -> str:
    """A valid bank of so many questions: about 450 characters each, a claim for every ten."""
    rows = [
        "title: A bank to measure",
        "language: en",
        "sources:",
        "  story:",
        "    title: Harbour town bets on the sea floor",
    ]
    rows += ["    date: 4 March 2025", "topics:", *(f"  {topic}: About {topic}" for topic in _TOPICS)]
    rows += ["defaults:", "  source: story", "claims:"]
    for number in range(max(1, count // 10)):
        rows += [
            f"  claim-{number}:",
            f"    says: The mine will create {400 + number} jobs",
            f"    figure: {400 + number} jobs",
            "    who: Nordic Minerals, the company behind the plan",
            "    status: claimed by one side",
            "    where: How it began, paragraph 2",
        ]
    rows.append("questions:")
    for number in range(count):
        rows += _question(number, max(1, count // 10))
    return "\n".join(rows) + "\n"


def _question(number: int, claims: int) -> list[str]:
    head = [
        f"- id: question-{number}",
        f"  topic: {_TOPICS[number % 4]}",
        f"  claim: claim-{number % claims}",
    ]
    tail = [f"  why: {_WHY}"]
    ask = f"  ask: According to the story of the harbour, which of these is true of item {number}?"
    bodies = (
        [ask, f"  answer: The mining company says {number}", "  wrong:"]
        + [
            f"  - The {who} says it number {number} => The {who} only repeats it."
            for who in ("union", "ministry", "council")
        ],
        [
            ask,
            "  answers:",
            f"  - Sediment clouds {number}",
            "  - Noise",
            "  wrong:",
            "  - Earthquakes => None is named.",
            "  - Oil",
        ],
        [
            f"  statement: The ministry has checked the figure number {number} that the company gives.",
            "  is: not stated",
        ],
        [ask, "  order:", f"  - Survey {number}", "  - Licence", "  - Test drilling", "  - Full drilling"],
        [
            ask,
            "  match:",
            "    Minister: It is safe",
            "    Biologist: It is risky",
            "    Union: It brings jobs",
            "  extra:",
            "  - No",
        ],
    )
    return head + bodies[number % 5] + tail


def _drain(next_event: Callable[[], object]) -> None:
    while next_event() is not None:
        pass


def _measure(rounds: int, text: str) -> None:
    questions = len(load_bank(text, QUESTION_TYPES, name="measured").questions)
    print(f"{questions} questions, {len(text.encode()) / 1e6:.1f} MB")
    for label, work in (
        ("libyaml's events alone (the floor)", lambda: _drain(yaml.CBaseLoader(text).get_event)),
        ("PyYAML's usual load, without lines or checks", lambda: yaml.load(text, Loader=yaml.CSafeLoader)),
        (
            "load (all checks of shape, key and source)",
            lambda: load_bank(text, QUESTION_TYPES, name="measured"),
        ),
    ):
        times = []
        for _ in range(rounds):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
        print(f"  {label:44} {statistics.median(times):.3f} s ({min(times):.3f}-{max(times):.3f})")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    for count in (500, 10_000):
        text = make_bank(count)
        assert not check_bank(text, QUESTION_TYPES, name="measured").problems  # noqa: S101  # it must measure a clean bank
        _measure(rounds, text)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"largest memory of the process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
