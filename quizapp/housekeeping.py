"""What goes on beside requests wherever the program runs: attempts whose time is over are handed in."""

import logging
import threading
import time

from flask import Flask

from quizapp.cli.sweep import sweep_all
from quizapp.limits import SWEEP_SECONDS
from quizapp.web.database import Program


def keep_house(app: Flask, seconds: float = SWEEP_SECONDS) -> None:
    """Begin it, in a thread that ends with the process. Of several processes each takes what no other has."""
    program: Program = app.extensions["quizapp"]
    threading.Thread(target=_keep_sweeping, args=(program, seconds), daemon=True, name="sweep").start()


def _keep_sweeping(program: Program, seconds: float) -> None:
    """Hand in overdue attempts for as long as the process runs; a failure is logged and tried again."""
    while True:
        time.sleep(seconds)
        try:
            sweep_all(program.sessions, program.clock())
        except Exception:
            logging.getLogger(__name__).exception("handing in overdue attempts failed")
