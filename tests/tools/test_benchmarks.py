"""Benchmarks are run by hand, months apart: each still finds the parts of the program that it measures."""

from importlib import import_module
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_a_benchmark_finds_the_parts_of_the_program_that_it_measures(name):
    assert import_module(f"benchmarks.{name}").main
