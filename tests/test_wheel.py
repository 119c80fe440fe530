"""What is installed from a wheel serves on a machine that has nothing else of the project."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from quizapp.models import db
from tests.conftest import miss
from tests.test_command_line import first_page, serving

ROOT = Path(__file__).resolve().parents[1]


def tracked(*folders: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(listed.stdout.splitlines())


def in_wheel(path: str) -> str:
    return f"quizapp/{path}" if path.startswith("migrations/") else path


def test_the_wheel_is_told_to_hold_the_program_and_its_migrations():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    ignored = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard", "quizapp", "migrations"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert build == {"packages": ["quizapp"], "force-include": {"migrations": "quizapp/migrations"}}
    assert ignored.stdout == ""  # what git ignores is left out of the wheel
    assert db.MIGRATIONS == ROOT / "migrations"
    assert not (ROOT / "quizapp" / "migrations").exists()  # there it would be taken for a wheel's


@pytest.mark.full
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.name != "posix", reason="the installed command has another name there")
def test_a_wheel_serves_on_an_empty_machine(tmp_path):
    """The packages that it needs are those of this environment; of quizapp itself only the wheel is there."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    built = subprocess.run(
        [*pip, "wheel", "--no-deps", "-w", str(tmp_path), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode and (
        "No matching distribution" in built.stderr or "No module named pip" in built.stderr
    ):
        miss("no wheel can be built: its build backend cannot be fetched, or there is no pip")
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {in_wheel(path) for path in tracked("quizapp", "migrations")} - held == set()

    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    subprocess.run([*pip, "install", "--no-deps", "--target", str(installed), str(wheel)], check=True)
    command = [str(installed / "bin" / "quizapp"), "run"]
    with serving(command, tmp_path, cwd=str(empty), PYTHONPATH=str(installed)) as (address, said):
        assert "/static/" in first_page(address, said)
        assert "Preparing the database" in said.read_text()
