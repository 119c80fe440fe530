"""What goes on beside requests wherever the program runs: attempts whose time is over are handed in."""

import logging
import threading
import time
from datetime import UTC, datetime

from flask import Flask

from quizapp.cli.sweep import sweep_all
from quizapp.db import Sessions
from quizapp.limits import SWEEP_SECONDS


def keep_house(app: Flask, seconds: float = SWEEP_SECONDS) -> None:
    """Begin it, in a thread that ends with the process. Of several processes each takes what no other has."""
    sessions: Sessions = app.extensions["quizapp"].sessions
    threading.Thread(target=_keep_sweeping, args=(sessions, seconds), daemon=True, name="sweep").start()


def _keep_sweeping(sessions: Sessions, seconds: float) -> None:
    """Hand in overdue attempts for as long as the process runs; a failure is logged and tried again."""
    while True:
        time.sleep(seconds)
        try:
            sweep_all(sessions, datetime.now(UTC))
        except Exception:
            logging.getLogger(__name__).exception("handing in overdue attempts failed")
