"""Headers, cookies, error pages, host names and odd requests: what every answer carries, and what none lets through."""

import logging
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quizapp.web.redirects import safe_next
from quizapp.web.static_files import FOLDER
from tests.support.people import PASSWORD, make_teacher
from tests.support.visitor import Visitor

pytestmark = pytest.mark.databases("sqlite")
POLICY = (
    "default-src 'none'; script-src 'nonce-NONCE'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none';"
)
SAME_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def nonce_of(response: TestResponse) -> str:
    found = re.search(r"'nonce-([\w-]+)'", response.headers["Content-Security-Policy"])
    assert found, response.headers["Content-Security-Policy"]
    return found[1]


def planted_crash(app: Flask) -> None:
    """A view that fails, as no view of ours may."""

    def fail() -> str:
        raise RuntimeError("secret of the inside: /srv/quizapp/app.py, SELECT password FROM user")

    fail.__guard__ = "anyone"
    app.add_url_rule("/crash", "crash", fail)


@pytest.fixture
def answers(app, client) -> dict[str, TestResponse]:
    """One answer of each kind."""
    planted_crash(app)
    app.testing = False
    return {
        "a page": client.get("/"),
        "a form": client.get("/account/sign-in"),
        "a redirect": client.get("/account/"),
        "no such page": client.get("/nothing"),
        "no such file": client.get("/static/nothing.css"),
        "a path out of the folder": client.get("/static/../app.py"),
        "a method that is not there": client.delete("/"),
        "a posted file": client.post("/static/quizapp.css"),
        "a forged form": client.post("/return"),
        "too much": client.post("/return", data={"words": "x" * 2_000_000}),
        "a crash": client.get("/crash"),
        "another host": client.get("/", base_url="http://evil.example"),
        "a broken address": client.get("/%0aSet-Cookie:x"),
    }


STATUSES = {
    "a page": 200, "a form": 200, "a redirect": 303, "no such page": 404, "no such file": 404,
    "a path out of the folder": 404, "a method that is not there": 405, "a posted file": 405, "a forged form": 400,
    "too much": 413, "a crash": 500, "another host": 400, "a broken address": 404,
}  # fmt: skip


def test_every_answer_has_the_policy_the_headers_and_a_nonce_of_its_own(answers):
    nonces = set()
    for kind, response in answers.items():
        assert response.status_code == STATUSES[kind], kind
        nonce = nonce_of(response)
        nonces.add(nonce)
        assert len(nonce) >= 22, kind  # 16 random bytes
        assert response.headers["Content-Security-Policy"].replace(nonce, "NONCE") == POLICY, kind
        assert {name: response.headers[name] for name in SAME_EVERYWHERE} == SAME_EVERYWHERE, kind
        assert "camera=()" in response.headers["Permissions-Policy"], kind
        assert response.headers["Cache-Control"] == "no-store", kind
        assert "Cookie" in response.headers["Vary"], kind
        assert "Access-Control-Allow-Origin" not in response.headers, kind
        assert set(re.findall(r'nonce="([^"]*)"', response.text)) <= {nonce}, kind
    assert len(nonces) == len(answers)


def test_an_error_page_says_what_to_do_and_nothing_of_the_inside(answers):
    for kind, response in answers.items():
        if STATUSES[kind] >= 400 and kind != "another host":
            heading = re.search(r"<h1>(.+?)</h1>\s*<p class=\"lede\">(.+?)</p>", response.text, re.S)
            assert heading, kind
            for inside in ("Traceback", "SELECT", ".py", "werkzeug", "sqlite", "RuntimeError"):
                assert inside not in response.text, kind


def test_static_files_are_kept_for_good_under_the_address_that_pages_use(client):
    page = client.get("/").text
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)

    assert len(found) >= 3
    for address in found:
        response = client.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable", address
        assert "Set-Cookie" not in response.headers
        assert client.get(address.split("?")[0]).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py", "/static/%2e%2e/config.py", "/static/..%2fconfig.py", "/static/%2e%2e%2f%2e%2e%2fwsgi.py",
        "/static//etc/passwd", "/static/....//config.py", "/static/..\\config.py", "/static/quizapp.css%00.js",
        "/static/", "/static/.", "/.git/HEAD", "/.env", "/data/quizapp.db", "/data/secret.key", "/quizapp.db",
        "/questions/kursk-incursion.yaml", "/console", "/static/quizapp.js.map", "/wsgi.py", "/admin", "/backup.zip",
    ],
)  # fmt: skip
def test_no_trick_of_an_address_reaches_a_file(client, path):
    assert client.get(path, follow_redirects=True).status_code == 404


def test_a_file_s_page_is_the_file_and_nothing_else_is_served_from_there(client):
    for path in FOLDER.rglob("*"):
        if path.is_file():
            assert path.suffix in {
                ".css",
                ".js",
                ".woff2",
                ".svg",
                ".txt",
                ".json",
                ".png",
                ".ico",
                ".md",
                "",
            }, path


def test_strict_transport_is_said_over_https_only(make_app):
    for base_url, said in (
        ("", None),
        ("http://quiz.example", None),
        ("https://quiz.example", "max-age=63072000"),
    ):
        response = make_app(base_url=base_url).test_client().get("/")
        assert response.headers.get("Strict-Transport-Security") == said


# Cookies


def cookies_set(response: TestResponse) -> dict[str, set[str]]:
    found = {}
    for header in response.headers.getlist("Set-Cookie"):
        name, *attributes = header.split("; ")
        found[name.split("=")[0]] = {
            a.split("=")[0] if a.startswith(("Expires", "Max-Age")) else a for a in attributes
        }
    return found


def signed_in(visitor: Visitor, **more) -> TestResponse:
    page = visitor.get("/account/sign-in", **more)
    return visitor.submit(page, {"username": "ada", "password": PASSWORD}, button="Sign in")


def test_cookies_are_bound_to_the_host_hidden_from_scripts_and_sent_to_no_other_site(
    session, clock, new_client
):
    make_teacher(session, clock())
    visitor = new_client()
    visitor_cookie = cookies_set(visitor.get("/account/sign-in"))
    cookie = cookies_set(signed_in(visitor))

    assert visitor_cookie == {"__Host-visitor": {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}}
    assert cookie["__Host-session"] == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Expires", "Max-Age"}


def test_over_plain_http_the_cookies_lose_their_prefix_and_teachers_are_told(session, clock, make_app):
    make_teacher(session, clock())
    app = make_app(plain_http="1")
    visitor = Visitor(app, app.response_class)
    cookie = cookies_set(signed_in(visitor))

    assert cookie["session"] == {"HttpOnly", "Path=/", "SameSite=Lax", "Expires", "Max-Age"}
    assert "plain HTTP" in visitor.get("/account/").text
    assert "plain HTTP" not in app.test_client().get("/").text


# Hosts and proxies


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:80@evil", "a b", ""],
)
def test_a_request_for_another_host_is_refused(client, host):
    response = client.get(
        "/account/sign-in", headers={"Host": host} if host else {}, base_url=None if host else "http://x"
    )

    assert response.status_code == 400
    assert "evil" not in response.text


def test_a_forwarded_host_of_nobody_we_trust_is_ignored(client, make_app):
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example",
    }

    assert "evil.example" not in client.get("/", headers=forged).text
    named = make_app(base_url="https://quiz.example", trusted_proxies="1").test_client()
    assert named.get("/", headers={"X-Forwarded-Host": "quiz.example"}).status_code == 200
    assert named.get("/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 400


def test_named_hosts_are_answered_and_no_others(make_app):
    client = make_app(trusted_hosts="one.example, two.example").test_client()

    assert [client.get("/", base_url=f"http://{h}").status_code for h in ("one.example", "two.example", "localhost")] == [
        200, 200, 400,
    ]  # fmt: skip


# Where to go next

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\/evil.example", "\\\\evil.example",
    "/\\/evil.example", "http://evil.example", "HTTP://evil.example", "https:evil.example", "https:/evil.example",
    "https:///evil.example", "//evil.example/%2e%2e", "//evil.example\\@localhost", "javascript:alert(1)",
    "JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example", "evil.example",
    "www.evil.example", "@evil.example", ".evil.example", " //evil.example", "\t//evil.example", "\n//evil.example",
    "\r\n//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "/ /evil.example", "/x\r\nSet-Cookie: a=b",
    "/x\nLocation: //evil.example", "/\x00/evil.example", "/\u2028/evil.example", "/\uff0f/evil.example", "\uff0f\uff0fevil.example",
    "/x y", "/\\", "//", "\\", "", " ", "?x", "#x", "..//evil.example", "./evil.example", "x" * 3000, "/" + "x" * 3000,
    "//localhost@evil.example", "//evil.example:80", "http:\\\\evil.example", "/\x7f/evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_after_signing_in_nobody_is_sent_elsewhere(app, target):
    with app.test_request_context("/"):
        assert safe_next(target) == "/"


@pytest.mark.parametrize("target", ["/classes", "/q/abc?from=check", "/a/x/1", "/a//b", "/x@evil.example"])
def test_after_signing_in_people_go_where_they_were(app, target):
    with app.test_request_context("/"):
        assert safe_next(target) == target


def test_the_address_to_go_on_to_is_checked_by_the_pages_that_take_one(session, clock, new_client):
    make_teacher(session, clock())
    visitor = new_client()
    page = visitor.get("/account/sign-in?next=//evil.example")
    response = visitor.submit(page, {"username": "ada", "password": PASSWORD}, button="Sign in")

    assert response.headers["Location"] == "/"


# Odd requests


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL"])
def test_other_methods_are_refused(client, method):
    assert client.open("/", method=method).status_code == 405


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_header_does_not_change_the_method(client, header):
    assert client.get("/a/nothing/submit", headers={header: "POST"}).status_code == 405
    assert client.get("/a/nothing/submit?_method=POST").status_code == 405


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63 - 1, 2**63, 2**64, 10**40])
def test_a_number_beyond_all_bounds_is_an_unknown_address(client, number):
    assert client.get(f"/a/nothing/{number}").status_code in (303, 404)
    assert client.get(f"/?page={number}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/q/%00", "/r/a%00b", "/q/%0d%0aSet-Cookie:%20a=b", "/q/%1b[31m", "/join/%7f"]
)
def test_an_address_with_a_control_character_is_an_unknown_address(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "a=b" not in response.headers.getlist("Set-Cookie")


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize(
    "path",
    ["/q/" + "x" * 5000, "/q/%ff%fe", "/q/%F0%9F%92%A9", "/r/" + "é" * 300, "/q/'; DROP TABLE user;--"],
)
def test_any_other_address_is_merely_unknown_on_both_databases(client, path):
    assert client.get(path, follow_redirects=True).status_code == 404


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize(
    "typed", ["\0", "a\0b", "' OR 1=1 --", "\ud83d\ude00" * 10, "x" * 60_000, "\u202eada"]
)
def test_nothing_typed_as_a_name_or_code_makes_the_server_fail(client, typed):
    typed = typed.encode("utf-16", "surrogatepass").decode("utf-16")
    for address, fields in (("/account/sign-in", ("username", "password")), ("/return", ("code", "words"))):
        response = client.submit(client.get(address), form=0 if address == "/account/sign-in" else "",
                                 forged=dict.fromkeys(fields, typed))  # fmt: skip
        assert response.status_code == 422, address


def test_only_teachers_may_send_more_than_a_megabyte(session, clock, new_client):
    make_teacher(session, clock())
    stranger, teacher = new_client(), new_client()
    signed_in(teacher)
    form = {"display_name": "Ada", "timezone": "x" * 2_000_000}

    assert (
        stranger.submit(stranger.get("/return"), form="", forged={"words": "x" * 2_000_000}).status_code
        == 413
    )
    assert teacher.submit(teacher.get("/account/"), button="Save", forged=form).status_code == 422
    assert (
        teacher.submit(
            teacher.get("/account/"), button="Save", forged={"timezone": "x" * 11_000_000}
        ).status_code
        == 413
    )


def test_ten_thousand_fields_are_read_and_refused(client):
    page = client.get("/return")
    many = {f"field-{n}": "x" for n in range(10_000)}

    assert client.submit(page, form="", forged=many).status_code == 422


def test_a_failing_page_writes_one_line_for_its_address(app, client, caplog):
    """A line break in an address would begin a line of its own, and could pretend to be another entry."""
    planted_crash(app)
    app.testing = False
    with caplog.at_level(logging.ERROR):
        client.get("/crash?x=%0a2026-01-01 INFO all is well")
        client.get("/crash%0aINFO all is well")

    assert [record.getMessage() for record in caplog.records] == ["Exception on /crash [GET]"]
