"""Start to first answer, memory at rest, and what importing costs by package.

    python3 manage.py bench start [--rounds N] [--json FILE]

Starts the program on a data folder that is ready, asks for the start page until it answers, and reads the process's
proportional memory (PSS, Linux) once it is at rest. The yardstick is bare Flask on the same server.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.request import urlopen

from benchmarks.yardstick import Line, in_turn, show
from tests.reliability.kill import free_port

ROOT = Path(__file__).resolve().parents[1]
BARE = """
import sys, waitress
from flask import Flask
app = Flask("bare")
app.add_url_rule("/", view_func=lambda: "here")
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=4, _quiet=True)
"""


def started(command: list[str], memory: list[float]) -> float:
    """Seconds until it answers; its memory in megabytes joins ``memory``."""
    port = free_port()
    command = [part.replace("PORT", str(port)) for part in command]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.01)
                if process.poll() is not None:
                    raise RuntimeError("the program does not start") from None
        took = time.perf_counter() - began
        time.sleep(0.5)
        memory.append(resident(process.pid))
    finally:
        process.terminate()
        process.wait(30)
    return took


def resident(pid: int) -> float:
    found = re.search(r"^Pss: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1000 if found else 0.0


def import_times() -> Counter[str]:
    """Milliseconds of importing the server's modules, by package."""
    run = [sys.executable, "-X", "importtime", "-c", "import quizapp.serving.serve"]
    said = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    found: Counter[str] = Counter()
    for own, name in re.findall(r"import time: +(\d+) \| +\d+ \| +(\S+)", said):
        found[name.partition(".")[0]] += int(own) / 1000
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "quizapp", "run", "--port", "PORT", "--data", folder]
        bare = [sys.executable, "-c", BARE, "PORT"]
        own: list[float] = []
        other: list[float] = []
        started(program, [])  # prepares the database
        took = in_turn(given.rounds, lambda: started(program, own), lambda: started(bare, other))
    lines = [
        Line("start to first answer", "s", took[0], goal=0.6),
        Line("start, beside bare Flask", "s", took[0], took[1], "bare Flask"),
        Line("memory at rest", "MB", tuple(own), goal=55),
        Line("memory, beside bare Flask", "MB", tuple(own), tuple(other), "bare Flask"),
    ]
    show(lines, given.json)
    for name, cost in import_times().most_common(12):
        print(f"import {name}: {cost:.0f} ms")


if __name__ == "__main__":
    main()
