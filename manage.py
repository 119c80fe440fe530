#!/usr/bin/env python3
"""Set quizapp up and run it. Needs Python 3.11 or newer and nothing else.

  python3 manage.py run [--demo] [--debug] [--host H] [--port P] [--data FOLDER]   serve on this machine
  python3 manage.py run --class [ADDRESS] [--open]   let phones of the same network in: says address, picture and code
  python3 manage.py test [--full] [pytest's own arguments]               run the tests
  python3 manage.py deep [--scale 0.1]   every promise at full size with its planted fault; writes docs/reliability.md
  python3 manage.py check               format, lint, types, house rules, import contracts, texts, lock files
  python3 manage.py format              write the code as `check` wants it
  python3 manage.py messages [new fr]   write the catalogue for translators; begin a translation
  python3 manage.py banks ...           check, fix, explain, import, publish, export question banks
  python3 manage.py users ...           links for teachers: first set-up, invitation, new password
  python3 manage.py db ...              upgrade: to the newest revision; revision "message": write the next one
  python3 manage.py shell               Python with the models, a session and the present instant at hand
  python3 manage.py routes              every address, with the view that answers
  python3 manage.py prepare             migrate and publish, for servers that load wsgi:app
  python3 manage.py backup [FILE]       write database, pictures and secret to one file, also while it runs
  python3 manage.py restore FILE        put a backup into an empty data folder or PostgreSQL database
  python3 manage.py verify              whether the database is whole: file, chain of saves, positions
  python3 manage.py doctor              look for all that could be wrong, and say what to do
  python3 manage.py upgrade             back up, then bring the database to this version
  python3 manage.py drill               back up, restore elsewhere, verify
  python3 manage.py sweep               hand in the attempts whose time is over
  python3 manage.py reports ...         write reports as files, work their numbers out again
  python3 manage.py study ...           schedules of review
  python3 manage.py lock                write the lock files anew after a change in pyproject.toml
  python3 manage.py lock --upgrade [PACKAGE]   take the newest releases that fit: of everything, or of one package
  python3 manage.py screenshots         write pictures of every screen to screenshots/; --only WORD, --docs, --films
  python3 manage.py imports             draw docs/imports.svg, the picture of which room imports which
  python3 manage.py vendor              build the vendored browser files anew
  python3 manage.py bench [NAME]        measure a part beside its yardstick, with the goal; without a name: which there are

QUIZAPP_VENV names the folder of the virtual environment (default: .venv).
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # all that older Pythons get to see
    sys.exit(
        f"quizapp needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}."
    )

import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ON_WINDOWS = os.name == "nt"
VENV = ROOT / os.environ.get("QUIZAPP_VENV", ".venv")
PYTHON = VENV / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")

#: The locks agree on every version they share, so they can be installed on top of each other.
RUN, TEST, LINT = "requirements.txt", "requirements-test.txt", "requirements-lint.txt"

#: Debian's package of a Chromium without windows: the browser tests cost three fifths of what they cost in a whole one.
SHELL = "chromium-headless-shell"
BROWSERS = (
    SHELL,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def call(*command: str | Path, **more) -> int:
    """Run a command in the project's folder; its exit status."""
    try:
        return subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **more).returncode
    except KeyboardInterrupt:  # the command got it too, and has said what it wanted to say
        return 130


def become(*command: str | Path) -> int:
    """Run a command in place of this one: signals reach it, and nothing stands between."""
    if ON_WINDOWS:  # where exec would return to the prompt at once
        return call(*command)
    os.chdir(ROOT)
    sys.stdout.flush()
    return os.execv(command[0], [str(part) for part in command])  # noqa: S606  # our own Python, no shell


# The environment


def stamp_text(lock: bytes, python: str) -> str:
    """What an environment is stamped with once a lock file is installed in it for this Python."""
    return f"{python} {hashlib.sha256(lock).hexdigest()}"


def python_name() -> str:
    """What must not change under an environment: implementation, version, machine."""
    return f"{platform.python_implementation()}-{platform.python_version()}-{platform.machine()}"


def stamp_of(lock: str) -> Path:
    return VENV / f".installed-{Path(lock).stem}"


def is_installed(lock: str) -> bool:
    stamp = stamp_of(lock)
    if not (ROOT / lock).exists():
        sys.exit(f"{lock} is missing. Take it back with: git checkout -- {lock}")
    wanted = stamp_text((ROOT / lock).read_bytes(), python_name())
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted


def install(lock: str) -> None:
    """Make the environment hold what a lock file lists; at once where it does already."""
    if is_installed(lock):
        return
    if stale_environment(VENV, python_name()):
        if serves(VENV):  # cron's Python, say, beside that of the service: its files must not go
            sys.exit(
                f"{VENV.name} was made with another Python, and a program is running in it. Use that Python, or stop the"
                " program first, or name another folder with QUIZAPP_VENV."
            )
        say(f"Python has changed: making {VENV.name} anew")
        shutil.rmtree(VENV)
    if not PYTHON.exists():
        make_environment()
    names = [line.split("==")[0] for line in (ROOT / lock).read_text().splitlines() if is_pin(line)]
    say(f"Installing what {lock} lists (up to a minute the first time)")
    has_pip = call(PYTHON, "-c", "import pip", stderr=subprocess.DEVNULL) == 0
    if not has_pip and not shutil.which("uv"):
        sys.exit(f"{VENV} has no pip. Delete that folder and run this again.")
    installer = [PYTHON, "-m", "pip"] if has_pip else ["uv", "pip"]
    target = [] if has_pip else ["--python", PYTHON]
    options = ["--require-hashes", "--only-binary", ":all:", "-r", lock]
    if show_progress([*installer, "install", *target, *options], names) != 0:
        sys.exit(
            f"The packages could not be installed (see above). Is the network there? {sys.argv[0]} can be"
            " run again: it goes on where it stopped."
        )
    stamp_of(lock).write_text(stamp_text((ROOT / lock).read_bytes(), python_name()))


def is_pin(line: str) -> bool:
    return "==" in line and not line.startswith((" ", "#"))


def stale_environment(venv: Path, python: str) -> bool:
    """Whether an environment was made for another Python than this one."""
    stamps = [path.read_text() for path in venv.glob(".installed-*")]
    return any(text.split(" ")[0] != python for text in stamps)


def serves(venv: Path, processes: Path = Path("/proc")) -> bool:
    """Whether a process runs from an environment; where that cannot be seen, none does."""
    begins = os.fsencode(str(venv) + os.sep)
    for command in processes.glob("[0-9]*/cmdline"):
        try:
            if command.read_bytes().startswith(begins):
                return True
        except OSError:  # it has ended, or is somebody else's
            continue
    return False


def make_environment() -> None:
    say(f"Making the virtual environment {VENV.name}")
    if not has_ensurepip() and shutil.which("uv"):
        made = call("uv", "venv", "--quiet", "--python", sys.executable, VENV)
    else:
        if not has_ensurepip():
            install_by_apt(["python3-venv"], "python3-venv, which Debian keeps apart from Python")
        if not has_ensurepip():
            sys.exit(
                "Python's venv is not complete here. Debian and Ubuntu: apt-get install python3-venv."
                " Elsewhere: install uv, or Python from python.org."
            )
        made = call(sys.executable, "-m", "venv", VENV)
    if made != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"The virtual environment {VENV} could not be made (see above).")


def has_ensurepip() -> bool:
    return call(sys.executable, "-c", "import ensurepip, venv", stderr=subprocess.DEVNULL) == 0


def install_by_apt(packages: Sequence[str], what: str) -> None:
    """Install Debian packages where that can be done: as root, with apt. Otherwise do nothing."""
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        return
    say(f"Installing {what} with apt (a minute or two)")
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    call(apt, "update", "-qq", **quiet)
    call(apt, "install", "-y", "-qq", "--no-install-recommends", *packages, **quiet)


def show_progress(command: Sequence[str | Path], names: Sequence[str]) -> int:
    """Run an installer and show how far it is; all it said where it fails."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    said, seen = [], 0
    for line in process.stdout:
        said.append(line)
        if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
            seen = min(seen + 1, len(names))
            if seen % 10 == 0 or seen == len(names):
                print(f"    {seen} of {len(names)} found", flush=True)
        elif line.startswith("Installing collected"):
            print("    unpacking", flush=True)
    if process.wait() != 0:
        print("".join(said), file=sys.stderr)
    return process.returncode


# What the tests need beside packages


def find_chromium() -> str | None:
    """Path of the Chromium to test with: what QUIZAPP_CHROMIUM names, else one on the PATH or where installers put it."""
    if "QUIZAPP_CHROMIUM" in os.environ:
        return shutil.which(os.environ["QUIZAPP_CHROMIUM"])
    places = (place for place in BROWSER_PLACES if Path(place).exists())
    return next((path for path in [*map(shutil.which, BROWSERS), *places] if path), None)


def has_libatomic() -> bool:
    """Whether the library is there without which Playwright's own Node does not start on a bare Debian."""
    if not sys.platform.startswith("linux"):
        return True
    return any(path for folder in ("/lib", "/usr/lib") for path in Path(folder).glob("**/libatomic.so.1"))


def is_debian(release: Path = Path("/etc/os-release")) -> bool:
    return release.exists() and "ID=debian" in release.read_text().split()


def has_browser() -> bool:
    return find_chromium() is not None and has_libatomic()


def ensure_browser() -> None:
    if is_debian() and "QUIZAPP_CHROMIUM" not in os.environ and not shutil.which(SHELL):
        install_by_apt([SHELL, "libatomic1"], "a Chromium without windows for the browser tests")
    if has_browser():
        return
    install_by_apt(["chromium", "libatomic1"], "Chromium for the browser tests")
    if has_browser():
        return
    say(
        f"No Chromium: the browser tests are skipped. To run them, Debian: apt-get install {SHELL} libatomic1;"
        " elsewhere: install Chrome, or set QUIZAPP_CHROMIUM to a Chromium's path."
    )


# The commands


def test(arguments: list[str]) -> int:
    install(TEST)
    ensure_browser()
    if not set(arguments) - {"--full"}:  # everything: on all cores
        arguments = ["-n", "auto", "--dist", "worksteal", *arguments]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each worker and each program would compile all anew
    return become(PYTHON, "-m", "pytest", *arguments)


def check(arguments: list[str]) -> int:
    """Run every check, also after one failed; 1 if any did."""
    if arguments:
        sys.exit("manage.py check takes no arguments.")
    install(LINT)
    failed = [name for name, command in checks() if not passes(name, command)]
    if failed:
        say(f"Failed: {', '.join(failed)}")
        return 1
    say("All checks passed")
    return 0


def format(arguments: list[str]) -> int:
    install(LINT)
    return become(*format_command(arguments))


def format_command(arguments: Sequence[str]) -> list[str | Path]:
    return [PYTHON, "-m", "ruff", "format", *(arguments or ["."])]


def checks() -> Iterable[tuple[str, Sequence[str | Path]]]:
    yield "format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]
    yield "lint", [PYTHON, "-m", "ruff", "check", "--quiet", "."]
    yield "types", [PYTHON, "-m", "mypy", "--no-error-summary"]
    yield "import contracts", [PYTHON.with_name("lint-imports"), "--no-logo"]
    yield "house rules", [PYTHON, "tools/check_house.py"]
    yield "picture of the imports", [PYTHON, "tools/imports.py", "check"]
    yield "texts for translators", [PYTHON, "tools/messages.py", "check"]
    yield "lock files", [PYTHON, "tools/locks.py", "check"]
    if (ROOT / "quizapp/static/vendor/MANIFEST.json").exists():
        yield "vendored files", [PYTHON, "tools/vendor.py", "check"]


def passes(name: str, command: Sequence[str | Path]) -> bool:
    say(f"Checking: {name}")
    return call(*command) == 0


def lock(arguments: list[str]) -> int:
    install(LINT)
    return become(PYTHON, "tools/locks.py", "write", *arguments)


def messages(arguments: list[str]) -> int:
    install(LINT)
    return become(PYTHON, "tools/messages.py", *arguments)


def screenshots(arguments: list[str]) -> int:
    install(TEST)
    ensure_browser()
    return become(PYTHON, "tools/screenshots.py", *arguments)


def deep(arguments: list[str]) -> int:
    install(TEST)
    return become(PYTHON, "-m", "tools.deep", *arguments)


def imports(arguments: list[str]) -> int:
    return become(sys.executable, "tools/imports.py", *arguments)


def bench(arguments: list[str]) -> int:
    install(TEST)
    return become(PYTHON, "-m", "benchmarks", *arguments)


def vendor(arguments: list[str]) -> int:
    return become(sys.executable, "tools/vendor.py", *arguments)


def run_program(command: str) -> Callable[[list[str]], int]:
    """A command of the program itself, the same as ``quizapp <command>`` where it is installed."""

    def run_it(arguments: list[str]) -> int:
        install(RUN)
        return become(PYTHON, "-m", "quizapp", command, *arguments)

    return run_it


def db(arguments: list[str]) -> int:
    if arguments[:1] != ["revision"]:
        return run_program("db")(arguments)
    install(LINT)
    return become(PYTHON, "tools/revision.py", *arguments[1:])


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    **{
        command.__name__: command
        for command in (test, deep, check, format, db, lock, messages, screenshots, imports, vendor, bench)
    },
    **{
        command: run_program(command)
        for command in (
            *("run", "banks", "users", "prepare", "sweep", "reports", "study", "shell", "routes"),
            *("backup", "restore", "verify", "doctor", "upgrade", "drill"),
        )
    },
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0 if arguments else 2
    command = COMMANDS.get(arguments[0])
    if command is None:
        print(f"manage.py has no command {arguments[0]!r}; it has: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    return command(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
