"""Processes of our own beside the server: they run a module of the program, and may be killed."""

import os
import signal
import subprocess
import sys
from contextlib import suppress


def start_child(
    module: str, *, stdout: int | None = subprocess.PIPE, stderr: int | None = None
) -> "subprocess.Popen[bytes]":
    """Run a module in a process of its own, which is asked through a pipe, and may answer through one."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
        env=environment,
        start_new_session=True,
    )


def end_child(process: "subprocess.Popen[bytes]") -> None:
    """End it with every process that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
