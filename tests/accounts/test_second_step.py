"""Signing in with a second step: nobody gets past it, and its owner always does."""

import re

import pytest
from sqlalchemy import select

from quizapp.accounts import second_step, totp
from quizapp.accounts.totp import code_of, step_at
from quizapp.basics.limits import FREE_FAILURES
from quizapp.identity import one_time_links
from quizapp.models import AuditEvent, RecoveryCode, SecondStep
from tests.support.people import PASSWORD, make_teacher
from tests.support.visitor import Visitor

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def ada(session, clock):
    return make_teacher(session, clock(), admin=True)


def to_the_step(visitor: Visitor, name: str = "ada"):
    """Sign in with the password; the answer to it."""
    page = visitor.get("/account/sign-in?next=/classes")
    return visitor.submit(page, {"username": name, "password": PASSWORD}, button="Sign in")


def letters_in(page) -> bytes:
    return totp.from_letters(re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1])


def now_code(secret: bytes, clock) -> str:
    return code_of(secret, step_at(clock()))


def set_up(visitor: Visitor, clock) -> tuple[bytes, list[str]]:
    """Turn the second step on for whoever is signed in; its secret and the recovery codes that were shown."""
    page = visitor.get("/account/second-step/set-up")
    secret = letters_in(page)
    answer = visitor.submit(page, {"code": now_code(secret, clock)}, button="Turn it on")
    assert answer.status_code == 303
    codes = re.findall(r"<code>([\w-]{14})</code>", visitor.get("/account/").text)
    clock.advance(seconds=30)
    return secret, codes


@pytest.fixture
def with_step(ada, client, clock):
    to_the_step(client)
    return client, *set_up(client, clock)


def enters(visitor: Visitor, code: str) -> bool:
    visitor.submit(visitor.get("/account/second-step"), {"code": code}, button="Sign in")
    return visitor.get("/account/").status_code == 200


def test_the_password_alone_opens_nothing_and_the_code_leads_on(with_step, new_client, clock):
    _client, secret, _codes = with_step
    visitor = new_client()
    answer = to_the_step(visitor)

    assert answer.headers["Location"] == "/account/second-step"
    assert visitor.get("/account/").status_code == 303
    assert visitor.get("/classes").status_code == 303
    answer = visitor.submit(
        visitor.get("/account/second-step"), {"code": now_code(secret, clock)}, button="Sign in"
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/classes")
    assert visitor.get("/account/").status_code == 200


def test_a_code_works_once(with_step, new_client, clock):
    _client, secret, _codes = with_step
    first, second = new_client(), new_client()
    to_the_step(first)
    to_the_step(second)
    code = now_code(secret, clock)

    assert (enters(first, code), enters(second, code)) == (True, False)


def test_each_recovery_code_works_once_and_new_ones_end_the_old(with_step, new_client, clock):
    client, _secret, codes = with_step
    assert (len(codes), len(set(codes))) == (10, 10)
    visitor = new_client()
    to_the_step(visitor)
    assert enters(visitor, codes[0].lower().replace("-", " "))
    assert "You have 9 recovery codes left" in visitor.get("/account/").text
    again = new_client()
    to_the_step(again)
    assert not enters(again, codes[0])

    page = client.get("/account/")
    client.submit(page, {"current": PASSWORD}, button="Make new recovery codes")
    new = re.findall(r"<code>([\w-]{14})</code>", client.get("/account/").text)
    assert len(new) == 10
    assert "shown again" not in client.get("/account/").text
    assert not enters(again, codes[1])
    assert enters(again, new[0])


def test_guesses_are_slowed_down_and_none_is_free_after_five(with_step, new_client):
    visitor = new_client()
    to_the_step(visitor)
    for _try in range(FREE_FAILURES):
        assert not enters(visitor, "000000")
    page = visitor.get("/account/second-step")
    assert visitor.submit(page, {"code": "000000"}, button="Sign in").status_code == 429


def test_what_waits_for_its_code_ends_after_ten_minutes_and_with_the_password(
    with_step, new_client, clock, session, ada
):
    _client, _secret, _codes = with_step
    visitor = new_client()
    to_the_step(visitor)
    clock.advance(minutes=11)
    assert visitor.get("/account/second-step").headers["Location"] == "/account/sign-in"
    to_the_step(visitor)
    session.get_one(type(ada), ada.id).password_hash = "another"
    session.commit()
    assert visitor.get("/account/second-step").headers["Location"] == "/account/sign-in"
    assert new_client().get("/account/second-step").headers["Location"] == "/account/sign-in"


def test_a_link_for_a_new_password_does_not_get_past_it(with_step, new_client, session, clock):
    token = one_time_links.make_link(session, "password", clock(), username="ada")
    session.commit()
    visitor = new_client()
    page = visitor.get(f"/account/password/{token}")
    answer = visitor.submit(page, {"password": "another long one"}, button="Save the password")

    assert answer.headers["Location"] == "/account/second-step"
    assert visitor.get("/account/").status_code == 303


def test_turning_it_off_needs_the_password_and_it_stays_off(with_step, new_client):
    client, _secret, _codes = with_step
    for password, there in (("wrong", True), (PASSWORD, False)):
        token = client.get("/account/").text.partition('name="csrf_token" value="')[2].partition('"')[0]
        client.post("/account/second-step/off", data={"csrf_token": token, "current": password})
        assert ("Make new recovery codes" in client.get("/account/").text) is there
    assert to_the_step(new_client()).headers["Location"] == "/classes"


def test_turning_it_on_signs_other_browsers_out_and_a_wrong_code_turns_nothing_on(
    ada, client, new_client, clock
):
    other = new_client()
    to_the_step(other)
    to_the_step(client)
    page = client.get("/account/second-step/set-up")
    assert client.submit(page, {"code": "000000"}, button="Turn it on").status_code == 422
    assert letters_in(client.get("/account/second-step/set-up")) == letters_in(
        page
    )  # the telephone has read it
    set_up(client, clock)

    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 303
    assert client.get("/account/second-step/set-up").status_code == 404


def test_where_it_is_required_nobody_is_let_in_before_it_is_set_up(ada, make_app, clock):
    app = make_app(second_step="required")
    visitor = Visitor(app, app.response_class)
    assert to_the_step(visitor).headers["Location"] == "/account/second-step"
    assert visitor.get("/account/").status_code == 303
    page = visitor.get("/account/second-step")
    visitor.submit(page, {"code": now_code(letters_in(page), clock)}, button="Turn it on")

    assert "recovery codes" in visitor.get("/account/").text
    page = visitor.get("/account/")
    assert "Turn the second step off" not in page.text


def test_the_administrator_and_the_command_line_let_in_who_has_lost_the_telephone(
    ada, session, client, new_client, clock, settings, monkeypatch
):
    make_teacher(session, clock(), "bob")
    to_the_step(client)
    for way in ("administrator", "command"):
        bob = new_client()
        to_the_step(bob, "bob")
        set_up(bob, clock)
        assert to_the_step(new_client(), "bob").headers["Location"] == "/account/second-step"
        if way == "administrator":
            client.submit(client.get("/account/site"), button="Turn the second step off: telephone lost")
        else:
            with client.application.app_context():
                done = client.application.test_cli_runner().invoke(
                    args=["users", "second-step", "--off", "--user", "bob"]
                )
            assert done.exit_code == 0, done.output
        assert to_the_step(new_client(), "bob").headers["Location"] == "/classes"
    acts = session.scalars(select(AuditEvent.act).where(AuditEvent.about == "bob")).all()
    assert acts.count("second step turned off") == 2


def test_the_database_alone_holds_neither_secret_nor_codes(with_step, session, app):
    _client, secret, codes = with_step
    [row] = session.scalars(select(SecondStep))
    assert secret not in row.sealed
    assert second_step._open(app.extensions["quizapp"].secret, row.user_id, row.sealed) == secret
    assert second_step._open(b"k" * 32, row.user_id, row.sealed) != secret
    kept = set(session.scalars(select(RecoveryCode.code_hash)))
    assert not kept & {code.replace("-", "") for code in codes}
