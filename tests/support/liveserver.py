"""The application on a real port, for tests with a real browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class _QuietHandler(WSGIRequestHandler):
    """A request handler that keeps each request's line out of the test report."""

    def log_request(self, *_about: object) -> None:
        pass


@dataclass(frozen=True)
class Live:
    """A running server: ``url`` without a slash at its end, and the application behind it."""

    url: str
    app: Flask

    def at(self, path: str) -> str:
        """The whole address of a path that begins with a slash."""
        return self.url + path


@contextmanager
def serve(make_app: Callable[[int], Flask]) -> Iterator[Live]:
    """Serve what ``make_app(port)`` returns until the block ends.

    The port is bound before the application is made, because the application's own address is one of its
    settings. werkzeug's server, since its ``shutdown`` ends at once; waitress needs seconds.
    """
    server = make_server("127.0.0.1", 0, _not_ready, threaded=True, request_handler=_QuietHandler)
    server.daemon_threads = True  # a request that hangs must not keep the run from ending
    app = make_app(server.server_port)
    server.app = app
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Live(f"http://127.0.0.1:{server.server_port}", app)
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def _not_ready(_environ, start_response):
    start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b"The application is being made."]
