"""A thing and its yardstick in turn (A B A B), and a table of medians, spread and ratio with the goal beside it."""

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Line:
    """What was measured in each round; the goal is of the ratio where there is a yardstick, else of the median."""

    what: str
    unit: str
    thing: tuple[float, ...]
    yardstick: tuple[float, ...] = ()
    against: str = ""
    goal: float | None = None

    @property
    def figure(self) -> float:
        if not self.yardstick:
            return median(self.thing)
        return median(a / b for a, b in zip(self.thing, self.yardstick, strict=True) if b)

    @property
    def met(self) -> str:
        return "" if self.goal is None else "yes" if self.figure <= self.goal else "**no**"


def in_turn(
    rounds: int, thing: Callable[[], float], yardstick: Callable[[], float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Measure one after the other in each round, so that what the machine does besides falls on both."""
    pairs = [(thing(), yardstick()) for _round in range(rounds)]
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


def machine() -> str:
    """What it was measured on; the load tells how far times can be trusted."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.system()}{load}"


def show(lines: Sequence[Line], to: Path | None) -> None:
    """Print the table, and write the figures to a file where one is named."""
    print(machine())
    print("| what | median (min-max) | against | ratio | goal | met |\n|---|---|---|---|---|---|")
    for line in lines:
        spread = f"{median(line.thing):.4g} ({min(line.thing):.4g}-{max(line.thing):.4g}) {line.unit}"
        other = f"{line.against} {median(line.yardstick):.4g} {line.unit}" if line.yardstick else ""
        ratio = f"{line.figure:.1f}" if line.yardstick else ""
        goal = "" if line.goal is None else f"{line.goal:g}" + ("" if line.yardstick else f" {line.unit}")
        print(f"| {line.what} | {spread} | {other} | {ratio} | {goal} | {line.met} |")
    if to is not None:
        figures = [asdict(line) | {"figure": line.figure, "met": line.met} for line in lines]
        to.write_text(json.dumps({"machine": machine(), "lines": figures}, indent=1))
