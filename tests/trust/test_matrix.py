"""Every route, for everybody: who reaches it, and that nobody else can tell whether its object exists.

The routes come from the program's own map. ``matrix.py`` says who reaches each.
"""

import secrets
import tempfile
from functools import cache

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from quizapp import create_app
from quizapp.basics.config import Settings
from quizapp.web.database import SAFE
from tests.trust.matrix import ARGUMENTS, READS_THAT_WRITE, ROWS, Row
from tests.trust.world import ANONYMOUS, IDENTITIES, STUDENTS, TEACHERS, Stage, nonexistent, without_chance


@cache
def routes() -> list[tuple[str, str]]:
    """Endpoint and method of every view, in a fixed order."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=folder, questions="", design_page="1"))
        app.extensions["quizapp"].sessions.engine.dispose()
        return sorted(
            {(r.endpoint, m) for r in app.url_map.iter_rules() for m in r.methods - {"HEAD", "OPTIONS"}}
        )


def in_table(wanted: str) -> list[tuple[str, str]]:
    """The routes that read (``GET``) or change (``POST``) and have a row; the others fail a test of their own."""
    return [(e, m) for e, m in routes() if e in ROWS and (m in SAFE) == (wanted in SAFE)]


def named(route: tuple[str, str]) -> str:
    return " ".join(route)


# --- requests -----------------------------------------------------------------------------------------------


def rule_of(app: Flask, endpoint: str, method: str) -> Rule:
    return next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint and method in r.methods)


def arguments_of(stage: Stage, endpoint: str, method: str) -> dict[str, str]:
    """What stands in the address of an object of class 7B."""
    blueprint = endpoint.partition(".")[0]
    found = {}
    for name in rule_of(stage.app, endpoint, method).arguments:
        said = ARGUMENTS.get(f"{endpoint}.{name}") or ARGUMENTS[f"{blueprint}.{name}"]
        found[name] = said[1:] if said.startswith("=") else stage.world.ids[said]
    return found


def missing_of(endpoint: str, arguments: dict[str, str]) -> dict[str, str]:
    """The same arguments, each object's id exchanged for one that stands for nothing."""
    blueprint = endpoint.partition(".")[0]
    kept = {
        name
        for name in arguments
        if (ARGUMENTS.get(f"{endpoint}.{name}") or ARGUMENTS[f"{blueprint}.{name}"]).startswith("=")
    }
    return {name: value if name in kept else nonexistent(value) for name, value in arguments.items()}


def address_of(stage: Stage, endpoint: str, method: str, arguments: dict[str, str]) -> str:
    with stage.app.test_request_context():
        return stage.app.url_for(endpoint, _method=method, **arguments).split("?")[0]


def ask(
    stage: Stage, identity: str, address: str, method: str, form: dict[str, str] | None = None
) -> TestResponse:
    """One request of a browser that has our form open: CSRF token and operation id go along."""
    visitor = stage.visitor(identity)
    if method in SAFE:
        return visitor.get(address)
    return visitor.post(address, data={"csrf_token": token_of(visitor), "op": "ab" * 16, **(form or {})})


def token_of(visitor) -> str:
    page = visitor.get("/account/sign-in").text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def is_turned_away(response: TestResponse) -> bool:
    """404, or sent to where people say who they are."""
    where = response.headers.get("Location", "")
    return response.status_code == 404 or where.startswith(("/account/sign-in", "/return?"))


def told_to_strangers(stage: Stage, endpoint: str) -> str:
    """Where the guard sends somebody who is not signed in; empty: the view itself answers 404."""
    guard = stage.app.view_functions[endpoint].__guard__
    return {"teacher": "/account/sign-in", "admin": "/account/sign-in", "taker": "/return"}.get(guard, "")


# --- the table ----------------------------------------------------------------------------------------------


def without_row(endpoints: set[str]) -> list[str]:
    return sorted(endpoints - set(ROWS))


def test_every_route_has_a_row():
    missing = without_row({endpoint for endpoint, _method in routes()})
    assert not missing, f"Say in tests/trust/matrix.py who may open {', '.join(missing)}: a row each."


def test_a_route_without_a_row_is_found():
    assert without_row({"taking.home", "classes.planted"}) == ["classes.planted"]


def test_every_row_has_a_route():
    present = {endpoint for endpoint, _method in routes()}
    features = {endpoint.partition(".")[0] for endpoint in present}

    assert [row for row in ROWS if row not in present and row.partition(".")[0] in features] == []


# --- who reaches what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", in_table("GET"), ids=named)
def test_who_may_read_reads_and_nobody_else_learns_that_it_exists(stage, route):
    assert faults_of(stage, *route) == []


@pytest.mark.parametrize("route", in_table("POST"), ids=named)
def test_who_may_act_acts_and_for_nobody_else_is_anything_changed(stage, route):
    assert faults_of(stage, *route) == []


def faults_of(stage: Stage, endpoint: str, method: str) -> list[str]:
    """What is wrong with a route, in one line for each identity."""
    row, given = ROWS[endpoint], arguments_of(stage, endpoint, method)
    missing = missing_of(endpoint, given)
    faults = []
    for identity in IDENTITIES:
        before = stage.fingerprint()
        response = ask(stage, identity, address_of(stage, endpoint, method, given), method, row.form)
        written = changed(before, stage.fingerprint())
        if identity in row.reach:
            fault = fault_of_answer(endpoint, method, response, written)
        else:
            absent = ask(stage, identity, address_of(stage, endpoint, method, missing), method, row.form)
            ids = (*given.values(), *missing.values())
            alike = without_chance(response, *ids) == without_chance(absent, *ids)
            unasked = written - may_write(endpoint) if method in SAFE else written
            fault = fault_of_refusal(stage, endpoint, identity, response, unasked, alike=alike)
        if fault:
            faults.append(f"{identity}: {fault} ({response.status})")
        if written:
            stage.restore()
    return faults


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {table for table in before if before[table] != after[table]}


def fault_of_answer(endpoint: str, method: str, response: TestResponse, written: set[str]) -> str:
    if is_turned_away(response) and not ROWS[endpoint].empty_handed:
        return "is turned away"
    if response.status_code >= 500:
        return "fails"
    if method in SAFE and written - may_write(endpoint):
        return f"reading writes to {written}"
    return ""


def may_write(endpoint: str) -> set[str]:
    """The tables that reading may write to."""
    return READS_THAT_WRITE.get(endpoint) or READS_THAT_WRITE.get(endpoint.partition(".")[0]) or set()


def fault_of_refusal(
    stage: Stage, endpoint: str, identity: str, response: TestResponse, written: set[str], *, alike: bool
) -> str:
    if written:
        return f"writes to {written}"
    if ROWS[endpoint].gives_back and identity not in TEACHERS:
        return "" if alike and response.status_code in (401, 409) else "is let in"
    away = told_to_strangers(stage, endpoint) if identity == ANONYMOUS else ""
    if away and response.status_code == 401:  # words that were written are given back, and nothing else
        return "" if alike else "can tell a foreign object from none"
    if away and not (response.status_code == 303 and response.headers["Location"].startswith(away)):
        return f"is not sent to {away}"
    if not away and response.status_code != 404:
        return "is let in"
    return "" if alike else "can tell a foreign object from none"


# --- the check of the form's token ----------------------------------------------------------------------------


@pytest.mark.parametrize("route", in_table("POST"), ids=named)
def test_a_form_that_is_not_ours_changes_nothing(stage, route):
    endpoint, method = route
    row = ROWS[endpoint]
    identity = row.changes or sorted(row.reach)[0]
    address = address_of(stage, endpoint, method, arguments_of(stage, endpoint, method))
    form = {"op": "ab" * 16, **row.form}
    for tried, token, headers in forgeries(stage, identity):
        before = stage.fingerprint()
        visitor = stage.visitor(identity)
        good = token_of(visitor)
        data = form | ({"csrf_token": good if token is None else token} if token != "" else {})
        response = visitor.post(address, data=data, headers=headers)
        # A question's own page asks for the three words; every other form is refused.
        by_words = (
            endpoint in ("taking.answer", "taking.save_draft", "marking.dispute")
            and response.status_code == 401
        )
        assert by_words or response.status_code == 400, tried
        assert changed(before, stage.fingerprint()) == set(), tried


def forgeries(stage: Stage, identity: str) -> list[tuple[str, str | None, dict[str, str]]]:
    """What is tried, the token that goes along (None: the right one, empty: none) and further headers."""
    return [
        ("without a token", "", {}),
        ("with a made-up token", secrets.token_hex(32), {}),
        ("with the token of an ended session", old_token(stage), {}),
        ("with the token of somebody else", token_of(stage.visitor("admin" if identity != "admin" else "teacher")), {}),
        ("from another site", None, {"Sec-Fetch-Site": "cross-site"}),
    ]  # fmt: skip


@cache
def old_token(stage: Stage) -> str:
    """The token of a student who has left since."""
    visitor = stage.visitor(ANONYMOUS)
    visitor.post(f"/r/{stage.world.ids['return']}", data={"csrf_token": token_of(visitor)})
    token = token_of(visitor)
    visitor.post("/not-you", data={"csrf_token": token})
    stage.restore()
    return token


@pytest.mark.parametrize(
    "endpoint", [e for e, row in ROWS.items() if row.changes and (e, "POST") in routes()]
)
def test_the_same_form_with_its_token_does_change_something(stage, endpoint):
    """The control: the forms of the test above would work, were it not for the token."""
    row: Row = ROWS[endpoint]
    address = address_of(stage, endpoint, "POST", arguments_of(stage, endpoint, "POST"))
    before = stage.fingerprint()
    response = ask(stage, row.changes, address, "POST", row.form)
    after = stage.fingerprint()
    stage.restore()

    saves = endpoint == "taking.save_draft"  # asked by script, which goes nowhere
    assert response.status_code in (
        200 if saves else 303,
        404 if endpoint == "classes.join_now" else 303,
        422,
    )
    assert changed(before, after) != set()


# --- the matrix can fail --------------------------------------------------------------------------------------


def test_a_route_that_forgets_whose_object_it_is_would_be_found(stage, monkeypatch):
    monkeypatch.setitem(
        stage.app.view_functions, "classes.show", planted_view("teacher", lambda **_: "All of it")
    )

    assert faults_of(stage, "classes.show", "GET") == [
        "anonymous: is not sent to /account/sign-in (200 OK)",
        *(f"{who}: is let in (200 OK)" for who in (*STUDENTS, "stranger", "admin")),
    ]


def planted_view(guard: str, view):
    view.__guard__ = guard
    return view
