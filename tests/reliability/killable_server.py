"""The real program on a port, to be killed. A switch plants the fault that a test of reliability must notice.

python -m tests.reliability.killable_server DATA QUESTIONS PORT [--fault | --double | --journal=WAL,OFF]

For each line of its input it starts the server anew, in a process and a process group of its own, and says its number;
the one before has been killed. What is imported is imported once: that is most of what a start costs, and nothing that
a killed server could lose.
"""

import os
import secrets
import socket
import sys
import threading
from typing import Any

from quizapp import create_app, features
from quizapp.attempts import Saved
from quizapp.attempts.recording import Page, page_of, record
from quizapp.basics.config import Settings
from quizapp.models import Attempt, db
from quizapp.serving.serve import prepare
from quizapp.serving.server import Server
from quizapp.taking import views_questions

#: How long the planted fault keeps an acknowledged answer in memory only.
LATE_BY = 0.05


def acknowledge_first(program: Any) -> None:
    """The fault: say "saved" at once, and save a moment later."""

    def faulty(_session: Any, page: Page, given: Any, **kwargs: Any) -> Saved:
        def later() -> None:
            with program.sessions.write() as session:
                student_id = session.get_one(Attempt, page.attempt_id).student_id
                again = page_of(session, page.public_id, page.position, student_id, lock=True)
                if again is not None:
                    record(session, again, given, **kwargs)
                    session.commit()

        threading.Timer(LATE_BY, later).start()
        return Saved(counted=True)

    views_questions.record = faulty  # type: ignore[assignment]


def take_each_for_new() -> None:
    """The fault: an answer that is sent again is another answer."""

    def faulty(*given: Any, **kwargs: Any) -> Saved:
        return record(*given, **kwargs | {"op_id": secrets.token_hex(16)})

    views_questions.record = faulty  # type: ignore[assignment]


def plant_journal(mode: str, synchronous: str) -> None:
    """The fault: sync less than an acknowledgement needs."""
    db.journal_pragmas = lambda _version: (mode, synchronous)


def serve(data: str, questions: str, port: str, *rest: str) -> None:
    for switch in rest:
        if switch.startswith("--journal="):
            plant_journal(*switch.removeprefix("--journal=").split(","))
    app = create_app(Settings(data=data, questions=questions, port=port))
    program = app.extensions["quizapp"]
    prepare(program, demo=False)
    if "--fault" in rest:
        acknowledge_first(program)
    if "--double" in rest:
        take_each_for_new()
    bound = socket.create_server(("127.0.0.1", int(port)), backlog=1024)
    Server(app, bound, 16).run()  # the server that `run` starts


def main() -> None:
    assert features.BLUEPRINTS  # imported here, once
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            os.dup2(2, 1)  # what the program says is for the log
            serve(*sys.argv[1:])
            return
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()
