"""The program's server with three pages of its own; prints its port."""

import socket
import time

from flask import Flask

from quizapp.serving.server import Server, stop_on_signals

app = Flask(__name__)
working: list[int] = []


@app.get("/")
def page() -> str:
    return "a page"


@app.get("/working")
def how_many() -> str:
    return str(len(working))


@app.get("/slow")
def slow() -> str:
    working.append(1)
    time.sleep(1)
    return "slow"


if __name__ == "__main__":
    bound = socket.create_server(("127.0.0.1", 0), backlog=1024)
    server = Server(app, bound, threads=10)
    stop_on_signals(server)
    print(bound.getsockname()[1], flush=True)  # what the test reads
    server.run()
