"""What goes on beside requests wherever the program runs: attempts whose time is over are handed in each minute, and
once a day what need not be kept is forgotten."""

import logging
import threading
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from flask import Flask

from quizapp.basics.clock import SteadyClock
from quizapp.basics.limits import FORGET_EVERY, SWEEP_SECONDS
from quizapp.cli import clock_mark
from quizapp.cli.retention import forget_all
from quizapp.cli.sweep import sweep_all
from quizapp.web.database import Program

#: When each program of this process has last forgotten what it need not keep.
_forgot_at: WeakKeyDictionary[Program, datetime] = WeakKeyDictionary()
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def start_housekeeping(app: Flask, seconds: float = SWEEP_SECONDS) -> threading.Event:
    """Begin it, in a thread that ends with the process, or once what comes back is set. Of several processes each takes
    what no other has."""
    program: Program = app.extensions["quizapp"]
    try:
        go_on_in_time(program)
    except Exception:
        logging.getLogger(__name__).exception("it is not known how late it was when the program stopped")
    over = threading.Event()
    threading.Thread(target=_keep_house, args=(program, seconds, over), daemon=True, name="sweep").start()
    return over


def go_on_in_time(program: Program) -> None:
    """Let the time go on from where it was, also where the machine's clock was set back while the program was off."""
    with program.sessions.read() as session:
        seen = clock_mark.latest(session)
    if seen is not None and isinstance(program.clock, SteadyClock):
        program.clock.not_before(seen)


def one_round(program: Program) -> None:
    """Everything that is due; safe to run anywhere, twice."""
    now = program.clock()
    sweep_all(program.sessions, now)
    clock_mark.keep(program.sessions, now)
    if now - _forgot_at.get(program, _LONG_AGO) >= FORGET_EVERY:
        _forgot_at[program] = now
        forget_all(program.sessions, now, int(program.settings.keep_months))


def _keep_house(program: Program, seconds: float, over: threading.Event) -> None:
    """Do what is due for as long as the process runs; a failure is logged and tried again."""
    while not over.wait(seconds):
        try:
            one_round(program)
        except Exception:
            logging.getLogger(__name__).exception("handing in overdue attempts failed")
