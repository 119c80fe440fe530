"""manage.py sets the project up with the standard library alone, and says in a sentence when it cannot."""

import ast
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from flask import Flask

import manage
from quizapp.__main__ import program
from quizapp.basics.version import VERSION
from quizapp.cli.commands import register
from tools import locks
from tools.house_rules import ROOT

SOURCE = (ROOT / "manage.py").read_text()


def test_it_imports_only_the_standard_library():
    tree = ast.parse(SOURCE)
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_older_pythons_can_read_it_far_enough_to_be_refused():
    tree = ast.parse(SOURCE, feature_version=(3, 7))
    before = [type(node).__name__ for node in tree.body[:3]]

    assert before == ["Expr", "Import", "If"]  # docstring, import sys, the refusal; all else comes after


def test_older_pythons_are_refused_with_one_sentence():
    program = "import sys; sys.version_info = (3, 10, 4, 'final', 0); import manage"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 1
    assert answer.stderr == "quizapp needs Python 3.11 or newer; this is Python 3.10.\n"


def test_the_python_it_asks_for_is_the_one_that_the_project_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert project["project"]["requires-python"] == ">=3.11"
    assert project["tool"]["ruff"]["target-version"] == "py311"
    assert project["tool"]["mypy"]["python_version"] == "3.11"
    assert project["project"]["version"] == VERSION


# When packages are installed


@pytest.fixture
def environment(tmp_path, monkeypatch) -> Path:
    """An environment folder with a Python in it, as if it had been made."""
    venv = tmp_path / "environment"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin/python").touch()
    monkeypatch.setattr(manage, "VENV", venv)
    monkeypatch.setattr(manage, "PYTHON", venv / "bin/python")
    monkeypatch.setattr(manage, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text("a==1\n")
    return venv


def stamp(python: str, lock: bytes) -> None:
    manage.stamp_of("requirements.txt").write_text(manage.stamp_text(lock, python))


def test_packages_are_installed_once(environment):
    assert not manage.is_installed("requirements.txt")
    stamp(manage.python_name(), b"a==1\n")

    assert manage.is_installed("requirements.txt")


def test_a_changed_lock_file_is_installed_again(environment):
    stamp(manage.python_name(), b"a==1\n")
    (manage.ROOT / "requirements.txt").write_text("a==2\n")

    assert not manage.is_installed("requirements.txt")
    assert not manage.stale_environment(environment, manage.python_name())


def test_another_python_means_another_environment(environment):
    stamp("CPython-3.11.0-x86_64", b"a==1\n")

    assert manage.stale_environment(environment, "CPython-3.12.0-x86_64")
    assert not manage.stale_environment(environment, "CPython-3.11.0-x86_64")


def test_a_deleted_environment_is_made_again(environment):
    stamp(manage.python_name(), b"a==1\n")
    manage.PYTHON.unlink()

    assert not manage.is_installed("requirements.txt")


def test_it_installs_by_hash_starts_the_program_and_the_next_time_only_starts_it(tmp_path):
    """A project of one package and three lines, set up from nothing by a copy of manage.py."""
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "quizapp.py").write_text("import sys, tiny\nprint('started with', sys.argv[1:])\n")
    wheel = make_wheel(tmp_path)
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock = tmp_path / "requirements.txt"

    lock.write_text(f"tiny==1 \\\n    --hash=sha256:{'0' * 64}\n")
    refused = run_manage(tmp_path)
    assert refused.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in refused.stderr
    assert "The packages could not be installed (see above)." in refused.stderr
    assert "Traceback" not in refused.stderr

    lock.write_text(f"tiny==1 \\\n    --hash=sha256:{right}\n")
    first = run_manage(tmp_path)
    assert first.stdout.splitlines() == [
        "==> Installing what requirements.txt lists (up to a minute the first time)",
        "    1 of 1 found",
        "    unpacking",
        "started with ['run', '--port', '9000']",
    ]

    wheel.unlink()  # nothing is asked for again
    second = run_manage(tmp_path)
    assert second.stdout.splitlines() == ["started with ['run', '--port', '9000']"]


def test_where_venv_is_not_complete_it_says_what_to_install(tmp_path):
    """Debian keeps ensurepip apart; here it is hidden, and neither uv nor apt-get is on the PATH."""
    (tmp_path / "ensurepip.py").write_text("raise ImportError\n")
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "requirements.txt").touch()
    answer = run_manage(tmp_path, PATH="", PYTHONPATH=str(tmp_path))

    assert answer.returncode == 1
    assert answer.stderr == (
        "Python's venv is not complete here. Debian and Ubuntu: apt-get install python3-venv."
        " Elsewhere: install uv, or Python from python.org.\n"
    )


def run_manage(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "QUIZAPP_VENV": "made",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder),
    } | variables
    command = [sys.executable, "manage.py", "run", "--port", "9000"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def make_wheel(folder: Path, version: str = "1") -> Path:
    path = folder / f"tiny-{version}-py3-none-any.whl"
    about = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    return path


# Commands


def test_an_unknown_command_is_answered_with_those_there_are(capsys):
    assert manage.main(["serve"]) == 2
    assert f"it has: {', '.join(manage.COMMANDS)}." in capsys.readouterr().err


def test_without_a_command_it_explains_every_one(capsys):
    assert manage.main([]) == 2
    explained = capsys.readouterr().out

    assert [name for name in manage.COMMANDS if f"manage.py {name} " not in explained] == []


def test_every_command_of_the_program_can_be_reached_through_it():
    """Made by the program's own registration, so that a new group of commands is not forgotten here."""
    app = Flask("commands")
    own = set(app.cli.commands)
    register(app)

    assert set(app.cli.commands) - own <= set(manage.COMMANDS)
    assert set(program.commands) <= set(manage.COMMANDS)


def test_a_lock_file_that_is_gone_is_asked_for_in_a_sentence(environment):
    (manage.ROOT / "requirements.txt").unlink()
    with pytest.raises(SystemExit) as refused:
        manage.is_installed("requirements.txt")

    assert (
        str(refused.value)
        == "requirements.txt is missing. Take it back with: git checkout -- requirements.txt"
    )


def test_every_check_runs_also_after_one_failed(environment, capsys, monkeypatch):
    """Of all checks only the format of one file is planted, and put right by `format`."""
    ugly = manage.ROOT / "ugly.py"
    ugly.write_text("x = {1:2}\n")
    (manage.ROOT / "requirements-lint.txt").write_text("a==1\n")
    manage.stamp_of("requirements-lint.txt").write_text(manage.stamp_text(b"a==1\n", manage.python_name()))
    monkeypatch.setattr(manage, "PYTHON", Path(sys.executable))

    asked = dict(manage.checks())
    monkeypatch.setattr(manage, "checks", lambda: [("format", asked["format"]), ("again", asked["format"])])
    assert manage.check([]) == 1
    assert "==> Failed: format, again" in capsys.readouterr().out
    assert manage.call(*manage.format_command([])) == 0
    assert ugly.read_text() == "x = {1: 2}\n"
    assert manage.check([]) == 0


def test_make_only_passes_on_to_manage_py():
    text = (ROOT / "Makefile").read_text()
    recipes = dict(re.findall(r"^(\w+):\n\t(.*)$", text, re.MULTILINE))
    declared = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()

    assert declared == list(recipes)
    assert recipes.pop("demo") == "python3 manage.py run --demo"
    assert recipes == {name: f"python3 manage.py {name}" for name in recipes}
    assert set(recipes) <= set(manage.COMMANDS)


def test_what_lets_a_change_land_is_check_and_test():
    lines = (ROOT / ".ci/run").read_text().splitlines()

    assert [line for line in lines if line.startswith("python3")] == [
        "python3 manage.py check",
        "python3 manage.py test",
    ]
    assert "set -euo pipefail" in lines
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_a_hosted_run_does_what_lets_a_change_land():
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    [job] = workflow["jobs"].values()

    assert job["steps"][-1] == {"run": ".ci/run"}
    assert job["strategy"]["matrix"]["python"][0] == "3.11"  # the oldest that the project takes


def test_every_week_what_is_pinned_is_looked_up_for_known_holes():
    workflow = yaml.safe_load((ROOT / ".github/workflows/known_holes.yml").read_text())
    [job] = workflow["jobs"].values()

    assert len(workflow[True]["schedule"]) == 1  # YAML 1.1 reads the word "on" as a boolean
    assert manage.RUN in job["steps"][-1]["run"].split()


def test_hooks_before_a_commit_fetch_nothing_and_run_what_there_is():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]

    assert [repo["repo"] for repo in hooks] == ["local"]
    for hook in hooks[0]["hooks"]:
        assert hook["language"] == "system"
        program, *words = hook["entry"].split()
        if program == "python3":
            assert words[0] == "manage.py"
            assert words[1] in manage.COMMANDS
        elif program == ".venv/bin/python":
            assert (ROOT / words[0]).is_file()


# Lock files

PROJECT = {
    "project": {"dependencies": ["flask~=3.1.3"]},
    "dependency-groups": {"test": ["pytest"], "lint": []},
}
PIN = "flask==3.1.4 ; python_version > '3' \\\n    --hash=sha256:ab \\\n    --hash=sha256:cd\n    # via x\n"


def test_a_lock_file_is_held_against_the_project_and_its_group():
    assert locks.requirements(PROJECT, "requirements.txt") == ["flask~=3.1.3"]
    assert locks.requirements(PROJECT, "requirements-test.txt") == ["flask~=3.1.3", "pytest"]


def test_pins_are_read_with_their_hashes():
    assert locks.read_pins(PIN + "idna==3.1\n") == {"flask": ("3.1.4", 2), "idna": ("3.1", 0)}


@pytest.mark.parametrize(
    ("version", "wanted", "fits"),
    [
        # https://packaging.python.org/en/latest/specifications/version-specifiers/#compatible-release
        ("2.2.0", "~=2.2", True),
        ("2.9", "~=2.2", True),
        ("3.0", "~=2.2", False),
        ("1.4.9", "~=1.4.5", True),
        ("1.5.0", "~=1.4.5", False),
        ("1.4.4", "~=1.4.5", False),
        ("25.1.0", "==25.1.0", True),
        ("25.1.1", "==25.1.0", False),
        ("0.10.0", ">=0.6.1", True),
        ("0.6.0", ">=0.6.1", False),
        ("2026.6", "", True),
        ("1.5", ">=1.4,==1.5", True),
    ],
)
def test_a_version_fits_what_is_asked(version, wanted, fits):
    assert locks.satisfies(version, wanted) is fits


def test_a_form_of_requirement_that_is_not_read_is_not_waved_through():
    with pytest.raises(ValueError, match="not a form"):
        locks.satisfies("1.0", "!=2")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(["flask~=3.1.3", "wtforms"], "wtforms is not in it", id="missing"),
        pytest.param(["flask[async]~=3.2; os == 'x'"], "it has flask 3.1.4, but", id="another version"),
    ],
)
def test_a_requirement_that_the_lock_file_does_not_hold_is_found(asked, said):
    [difference] = locks.differences(asked, locks.read_pins(PIN))

    assert difference.startswith(said)


def test_a_pin_without_a_hash_is_found():
    assert locks.differences([], locks.read_pins("flask==3.1.4\n")) == ["flask has no hash"]


def test_the_locks_agree_on_every_package_they_share():
    pins = [locks.read_pins((ROOT / lock).read_text()) for lock in locks.LOCKS]
    run, tests, lint = ({name: version for name, (version, _) in each.items()} for each in pins)

    assert run.items() <= tests.items()
    assert {name: lint[name] for name in lint.keys() & tests.keys()}.items() <= tests.items()


@pytest.fixture
def tiny_project(tmp_path, monkeypatch) -> Path:
    """A project that asks for one package, of which there are two releases, locked at the older one."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["tiny>=1"]\n'
        "[dependency-groups]\ntest = []\nlint = []\n"
    )
    newer = make_wheel(tmp_path, "2")
    pin = hashlib.sha256(make_wheel(tmp_path, "1").read_bytes()).hexdigest()
    for lock in locks.LOCKS:
        (tmp_path / lock).write_text(f"tiny==1 \\\n    --hash=sha256:{pin}\n    # via x (pyproject.toml)\n")
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    for name, value in {
        "NO_INDEX": "1",
        "FIND_LINKS": str(tmp_path),
        "CACHE_DIR": str(tmp_path / "c"),
    }.items():
        monkeypatch.setenv(f"UV_{name}", value)
    assert newer.exists()
    return tmp_path


@pytest.mark.parametrize(
    ("upgrade", "version"),
    [
        pytest.param(None, "1", id="what fits stays"),
        pytest.param([], "2", id="all of them anew"),
        pytest.param(["tiny"], "2", id="one of them anew"),
    ],
)
def test_newer_releases_are_taken_when_asked_for(tiny_project, upgrade, version):
    if importlib.util.find_spec("uv") is None:
        pytest.skip("uv comes with the packages of `check`")
    assert locks.write(upgrade) == 0
    for lock in locks.LOCKS:
        assert locks.read_pins((tiny_project / lock).read_text()) == {"tiny": (version, 1)}


def test_a_package_that_no_lock_file_has_is_not_upgraded_in_silence(tiny_project, capsys):
    assert locks.write(["tinny"]) == 1
    assert capsys.readouterr().err == "No lock file has tinny.\n"


def test_no_lock_file_names_the_host_it_came_from():
    for lock in locks.LOCKS:
        assert not re.search(r"https?://|--index-url|--find-links", (ROOT / lock).read_text())


@pytest.mark.parametrize(
    ("system", "there", "asked_for"),
    [
        ("ID=debian", {"chromium"}, [manage.SHELL]),  # the whole one does, at a price
        ("ID=debian", {manage.SHELL}, []),
        ("ID=debian", set(), [manage.SHELL, "chromium"]),
        ("ID=ubuntu", {"chromium"}, []),  # apt has the other only on Debian
        ("ID=ubuntu", set(), ["chromium"]),
    ],
)
def test_the_lighter_browser_is_installed_where_apt_has_it(tmp_path, monkeypatch, system, there, asked_for):
    release = tmp_path / "os-release"
    release.write_text(f"NAME=x\n{system}\n")
    asked = []
    monkeypatch.delenv("QUIZAPP_CHROMIUM", raising=False)
    monkeypatch.setattr(manage, "BROWSER_PLACES", ())
    monkeypatch.setattr(manage, "is_debian", lambda real=manage.is_debian: real(release))
    monkeypatch.setattr(manage, "has_libatomic", lambda: True)
    monkeypatch.setattr(manage.shutil, "which", lambda name: name if name in there else None)
    monkeypatch.setattr(manage, "install_by_apt", lambda packages, _what: asked.append(packages[0]))
    manage.ensure_browser()
    assert asked == asked_for
