"""What stands in deploy/ starts as printed, where the machine has what it is for."""

import http.client
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed here: apt-get install {name}")
    return found


@pytest.mark.parametrize("unit", ["quizapp.service", "quizapp-backup.service", "quizapp-backup.timer"])
def test_systemd_takes_the_unit(unit):
    done = subprocess.run(
        [program("systemd-analyze"), "verify", str(DEPLOY / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


class Behind(BaseHTTPRequestHandler):
    """Says what the proxy passed on."""

    def do_GET(self) -> None:
        told = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_nginx_passes_on_who_asks_and_logs_no_key(tmp_path):
    nginx, openssl = program("nginx"), program("openssl")
    behind = HTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=quiz.example.org",
         "-keyout", str(tmp_path / "quiz.key"), "-out", str(tmp_path / "quiz.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    plain, secure = free_port(), free_port()
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    for printed, here in (
        ("/etc/ssl/", f"{tmp_path}/"), ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"), ("127.0.0.1:8000", f"127.0.0.1:{behind.server_port}"),
    ):  # fmt: skip
        assert printed in site, f"the test no longer knows deploy/nginx.conf: {printed}"
        site = site.replace(printed, here)
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind}; "
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} http {{ access_log {tmp_path}/access.log; {temporary} {site} }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    running = subprocess.Popen(
        [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.DEVNULL
    )
    try:
        told = [asked(secure, path) for path in ("/", "/r/a-key-to-work", "/account/setup/another-key")]
        assert all("X-Forwarded-Proto: https" in each and "Host: quiz.example.org" in each for each in told)
        with closing(http.client.HTTPConnection("127.0.0.1", plain, timeout=10)) as connection:
            connection.request("GET", "/r/a-key-to-work", headers={"Host": "quiz.example.org"})
            answer = connection.getresponse()
            assert (answer.status, answer.headers["Location"]) == (
                301,
                "https://quiz.example.org/r/a-key-to-work",
            )
    finally:
        running.terminate()
        running.wait()
        behind.shutdown()
        behind.server_close()
    logged = (tmp_path / "access.log").read_text("utf-8")
    assert '"GET / HTTP' in logged
    assert "key" not in logged


def asked(port: int, path: str) -> str:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    for attempt in range(50):
        try:
            with closing(
                http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=trusting)
            ) as connection:
                connection.request("GET", path, headers={"Host": "quiz.example.org"})
                return connection.getresponse().read().decode()
        except ConnectionRefusedError:
            if attempt == 49:
                raise
            time.sleep(0.1)
    raise AssertionError


def test_caddy_takes_its_file():
    done = subprocess.run(
        [program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
