"""What watches a running program: /healthz, /readyz, /metrics, and one line of log for each request, without personal data.

In front of the application, since whoever probes knows no host name and has no session.
"""

import json
import logging
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock
from time import perf_counter
from typing import Any

from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from quizapp.basics.messages import msg
from quizapp.identity.tokens import same_token
from quizapp.models.db import SQLITE, is_migrated
from quizapp.web.database import Program

_ROUTE, _ID = "quizapp.route", "quizapp.request_id"
_log = logging.getLogger("quizapp.requests")


def note_sign_in(user: str | None) -> None:
    """Log that a teacher signed in, by their public id, or that a password or code was wrong (None), with the request's id."""
    event = {"id": request.environ.get(_ID, ""), "event": "signed in" if user else "sign-in refused"}
    _log.info("%s", json.dumps(event | ({"user": user} if user else {})))


class Monitoring:
    """WSGI around the application."""

    def __init__(self, app: Flask, program: Program) -> None:
        self._inner = app.wsgi_app
        self._program = program
        self._logs = program.settings.log == "json"
        self._lock = Lock()
        self._answers: Counter[str] = Counter()
        self._seconds = 0.0
        self._own: dict[str, Callable[[str], tuple[str, str]]] = {
            "/healthz": lambda _given: ("200 OK", "ok\n"),
            "/readyz": self._readiness,
            "/metrics": self._metrics,
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        own = self._own.get(environ.get("PATH_INFO", ""))
        if own is not None and environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
            status, text = own(environ.get("HTTP_AUTHORIZATION", ""))
            about = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
            start_response(status, about)
            return [text.encode()]
        begun, environ[_ID] = perf_counter(), secrets.token_hex(8)

        def answered(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            self._note(environ, status[:3], perf_counter() - begun)
            named = [*headers, ("X-Request-Id", environ[_ID])] if self._logs else headers
            return start_response(status, named, *more)

        return self._inner(environ, answered)

    def _note(self, environ: dict[str, Any], status: str, seconds: float) -> None:
        with self._lock:
            self._answers[status] += 1
            self._seconds += seconds
        if self._logs:  # the route, not the address: that may hold a key to somebody's work
            line = {
                "id": environ[_ID],
                "method": environ.get("REQUEST_METHOD", "")[:10],
                "route": environ.get(_ROUTE, ""),
                "status": int(status),
                "ms": round(seconds * 1000, 1),
            }
            _log.info("%s", json.dumps(line))

    def _readiness(self, _given: str) -> tuple[str, str]:
        try:
            ready = is_migrated(self._program.sessions.engine)
        except (SQLAlchemyError, SQLITE.Error):
            ready = False
        return ("200 OK", "ready\n") if ready else ("503 Service Unavailable", "the database is not ready\n")

    def _metrics(self, given: str) -> tuple[str, str]:
        token = self._program.settings.metrics_token
        if not token or not same_token(given, f"Bearer {token}"):
            return "404 Not Found", msg("There is nothing at this address.\n")
        with self._lock:
            answers, seconds = sorted(self._answers.items()), self._seconds
        lines = ["# TYPE quizapp_requests_total counter"]
        lines += [f'quizapp_requests_total{{status="{status}"}} {count}' for status, count in answers]
        lines += ["# TYPE quizapp_request_seconds summary", f"quizapp_request_seconds_sum {seconds:.6f}"]
        lines.append(f"quizapp_request_seconds_count {sum(count for _status, count in answers)}")
        return "200 OK", "\n".join(lines) + "\n"


def install(app: Flask, program: Program) -> None:
    """Put monitoring in front of the application."""
    app.wsgi_app = Monitoring(app, program)  # type: ignore[method-assign]
    if program.settings.log == "json" and not _log.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("%(message)s"))
        _log.addHandler(handler)
        _log.setLevel(logging.INFO)
        _log.propagate = False

    @app.before_request
    def name_route() -> None:
        request.environ[_ROUTE] = request.url_rule.rule if request.url_rule else ""
