"""Benchmarks are run by hand, months apart: each still finds the parts of the program that it measures."""

import json
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import yardstick

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize(
    "name", sorted({path.stem for path in FOLDER.glob("*.py")} - {"__main__", "yardstick"})
)
def test_a_benchmark_finds_the_parts_of_the_program_that_it_measures(name):
    assert import_module(f"benchmarks.{name}").main


def test_the_command_names_them_all_and_refuses_any_other(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench"])
    assert command.main() == 0
    said = capsys.readouterr().out
    assert all(name in said for name in command.BENCHES)
    monkeypatch.setattr(sys, "argv", ["bench", "nothing"])
    assert command.main() == 2
    assert {module.rpartition(".")[2] for module in command.BENCHES.values()} == {
        path.stem for path in FOLDER.glob("*.py")
    } - {"__main__", "yardstick"}


def test_a_figure_stands_beside_its_goal_met_or_not(capsys, tmp_path):
    """The median of 2/1, 6/2 and 8/2 is 3; that of 1, 2 and 9 is 2."""
    lines = [
        yardstick.Line("a page", "ms", (2, 6, 8), (1, 2, 2), "bare Flask", goal=2.5),
        yardstick.Line("memory", "MB", (1, 9, 2), goal=2),
    ]
    yardstick.show(lines, tmp_path / "figures.json")

    table = capsys.readouterr().out
    assert "| 3.0 | 2.5 | **no** |" in table
    assert "|  | 2 MB | yes |" in table
    assert [line["met"] for line in json.loads((tmp_path / "figures.json").read_text())["lines"]] == [
        "**no**",
        "yes",
    ]
