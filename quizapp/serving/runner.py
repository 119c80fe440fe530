"""Whoever runs jobs: a thread beside the server that takes one after the other and has it done by a process of its own.

Each process of the server has one; of several each takes what no other has. The child is told the settings and the job through
its standard input, and ends itself when that closes: no child outlives its server, and the next start takes the job up again.
``python -m quizapp.serving.runner`` is that child.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, replace
from time import monotonic

from flask import Flask

from quizapp.attempts import jobs
from quizapp.attempts.jobs import Claim
from quizapp.basics.children import end_child, start_child
from quizapp.basics.config import Settings
from quizapp.basics.limits import JOB_BEAT_SECONDS, JOB_LOOK_SECONDS, JOB_SECONDS
from quizapp.web.database import Program
from quizapp.web.jobs import answer

#: How many steps nicer than the server the child is, so that students come first.
_NICE = 10


def start_job_runner(app: Flask) -> None:
    """Begin to run jobs, in a thread that ends with the process."""
    threading.Thread(target=_run, args=(app.extensions["quizapp"],), daemon=True, name="jobs").start()


def _run(program: Program) -> None:
    while True:
        try:
            while run_next(program):
                pass
        except Exception:
            logging.getLogger(__name__).exception("a job could not be run")
        program.job_waits.wait(JOB_LOOK_SECONDS)
        program.job_waits.clear()


def run_next(program: Program, seconds: float = JOB_SECONDS) -> bool:
    """Have the next job done, and wait for it; False where there is none."""
    with program.sessions.read() as session:
        if not jobs.is_any(session, program.clock()):
            return False
    with program.sessions.write() as session:
        claim = jobs.take(session, program.clock())
        session.commit()
    if claim is None:
        return False
    child = start_child("quizapp.serving.runner", stdout=None)
    try:
        asked = {"settings": asdict(program.settings), "job": claim.job_id, "begun": claim.begun}
        _wait(program, child, claim, json.dumps(asked).encode() + b"\n", seconds)
    finally:
        end_child(child)
        child.wait()
        if child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()
        with program.sessions.write() as session:
            jobs.give_back(session, claim, program.clock())  # nothing, where it is finished
            session.commit()
    return True


def _wait(
    program: Program, child: "subprocess.Popen[bytes]", claim: Claim, asked: bytes, seconds: float
) -> None:
    """Wait until the child has ended, its time is over, or the job was taken from it."""
    assert child.stdin is not None  # noqa: S101  # it is a pipe
    with suppress(OSError):
        child.stdin.write(asked)
        child.stdin.flush()
    until = monotonic() + seconds
    while monotonic() < until:
        with suppress(subprocess.TimeoutExpired):
            child.wait(min(JOB_BEAT_SECONDS, max(until - monotonic(), 0.0)))
            return
        with program.sessions.write() as session:
            is_ours = jobs.tell(session, claim, program.clock())
            session.commit()
        if not is_ours:
            return
    logging.getLogger(__name__).warning("a job took longer than %s s", seconds)


def work(app: Flask, claim: Claim) -> None:
    """Do a job in this process, telling how far it is at most once a second, and write down what came of it."""
    program: Program = app.extensions["quizapp"]
    told_at = 0.0

    def told(done: int, total: int) -> None:
        nonlocal told_at
        if monotonic() - told_at >= 1:
            told_at = monotonic()
            with program.sessions.write() as session:
                jobs.tell(session, claim, program.clock(), done=done, total=total)
                session.commit()

    outcome = answer(app, claim.job_id, told)
    with program.sessions.write() as session:
        jobs.finish(session, claim, outcome, program.clock())
        session.commit()


def main() -> None:
    """The child: one job."""
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_server, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    from quizapp import create_app  # noqa: PLC0415  # costly: 300 ms, and the server has it

    settings = replace(Settings(**asked["settings"]), threads="2")
    work(create_app(settings), Claim(asked["job"], asked["begun"]))


def _end_with_server() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
