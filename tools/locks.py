"""Write the three lock files from pyproject.toml, or check that they still belong to it.

``write`` keeps every version that still fits; ``write --upgrade`` takes the newest releases that fit, of everything
or of the packages named.
``check`` first compares without the network: every requirement must be pinned in its lock file to a version
that satisfies it, and every pin must carry hashes. Then it resolves anew, with the committed files as the
preference, so that an unchanged pyproject.toml gives unchanged files and a newer release changes nothing.
Where the package index cannot be reached, the second part is left out, and that is said.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
#: Lock file, and the arguments that make it. Each is made within the versions of the one before.
LOCKS = {
    "requirements.txt": [],
    "requirements-test.txt": ["--group", "test", "-c", "requirements.txt"],
    "requirements-lint.txt": ["--group", "lint", "-c", "requirements-test.txt"],
}
#: uv's exit status when it could not ask, as against 1: when there is no answer.
COULD_NOT_ASK = 2


def requirements(project: Mapping, lock: str) -> list[str]:
    """What pyproject.toml asks of one lock file."""
    arguments = LOCKS[lock]
    group = arguments[arguments.index("--group") + 1] if "--group" in arguments else None
    return project["project"]["dependencies"] + (project["dependency-groups"][group] if group else [])


def read_pins(lock: str) -> dict[str, tuple[str, int]]:
    """Name, version and number of hashes of every package of a lock file's text."""
    entry = re.compile(r"^([\w.-]+)==(\S+)(.*(?:\n +--hash=.*)*)", re.MULTILINE)
    return {name: (version, rest.count("--hash=sha256:")) for name, version, rest in entry.findall(lock)}


def satisfies(version: str, wanted: str) -> bool:
    """Whether a released version fits ``~=``, ``==`` and ``>=``, the forms that pyproject.toml uses.

    Raises ValueError at any other form.
    """
    found = [int(part) for part in version.split(".")]
    for condition in filter(None, wanted.split(",")):
        form, number = re.fullmatch(r"(\W+)([\d.]+)", condition).groups()
        wished = [int(part) for part in number.split(".")]
        if form == "~=":
            fits = found >= wished and found[: len(wished) - 1] == wished[:-1]
        elif form == "==":
            fits = found == wished
        elif form == ">=":
            fits = found >= wished
        else:
            raise ValueError(f"{condition!r} is not a form that this check reads")
        if not fits:
            return False
    return True


def differences(asked: Iterable[str], pins: Mapping[str, tuple[str, int]]) -> list[str]:
    """What is wrong between requirements and pins, one sentence each; needs no network."""
    found = []
    for requirement in asked:
        name, wanted = re.fullmatch(r"([\w.-]+)(?:\[[^\]]*\])?([^;]*)(?:;.*)?", requirement).groups()
        version = pins.get(name.lower(), (None, 0))[0]
        if version is None:
            found.append(f"{name} is not in it")
        elif not satisfies(version, wanted.strip()):
            found.append(f"it has {name} {version}, but {requirement} is asked for")
    return found + [f"{name} has no hash" for name, (_version, hashes) in pins.items() if hashes == 0]


def compile_lock(lock: str, output: Path, upgrade: Sequence[str] = ()) -> int:
    """Resolve one lock file into ``output``, whose present content is the preference; uv's exit status."""
    form = ["--generate-hashes", "--no-header", *upgrade, "pyproject.toml"]
    command = [sys.executable, "-m", *COMPILE, *form, *LOCKS[lock], "-o", str(output)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def write(upgrade: Sequence[str] | None) -> int:
    """Write all three; ``upgrade`` names packages to take anew, none at all: every one."""
    options = [] if upgrade is None else ["--upgrade"]
    if upgrade:
        options = [f"--upgrade-package={package}" for package in upgrade]
        known = set().union(*(read_pins((ROOT / lock).read_text()) for lock in LOCKS))
        if unknown := [package for package in upgrade if package.lower() not in known]:
            print(f"No lock file has {', '.join(unknown)}.", file=sys.stderr)
            return 1
    for lock in LOCKS:
        print(f"    {lock}", flush=True)
        if status := compile_lock(lock, ROOT / lock, options):
            return status
    return 0


def check() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wrong = [
        f"{lock}: {difference}"
        for lock in LOCKS
        for difference in differences(requirements(project, lock), read_pins((ROOT / lock).read_text()))
    ]
    wrong = wrong or resolved_otherwise()
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        print("Write the lock files anew: python3 manage.py lock", file=sys.stderr)
    return 1 if wrong else 0


def resolved_otherwise() -> list[str]:
    """The lock files that resolve to something else than they hold."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for lock in LOCKS:
            fresh = Path(folder, lock)
            fresh.write_bytes((ROOT / lock).read_bytes())
            status = compile_lock(lock, fresh)
            if status == COULD_NOT_ASK:
                print("    compared offline only: the package index cannot be reached")
                return wrong
            if status != 0 or fresh.read_bytes() != (ROOT / lock).read_bytes():
                wrong.append(f"{lock}: pyproject.toml resolves to something else")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python3 manage.py lock", description="Write the lock files anew.")
    parser.add_argument("action", choices=("write", "check"), help=argparse.SUPPRESS)
    parser.add_argument(
        "--upgrade", nargs="*", metavar="PACKAGE", help="take newer releases; alone: of everything"
    )
    given = parser.parse_args()
    sys.exit(check() if given.action == "check" else write(given.upgrade))
