"""Teachers' accounts: links that work once, passwords, other teachers, profile and time zone."""

import io
import json
import logging
import re
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select, update

from quizapp.accounts import passwords, service, site
from quizapp.basics.config import Settings
from quizapp.identity import one_time_links
from quizapp.models import AuditEvent, OneTimeLink, User
from tests.support.people import PASSWORD, make_teacher, sign_in
from tests.support.visitor import Visitor, read_forms

NEW = {"display_name": "Ada Lovelace", "username": "ada", "password": "three long words"}


def link(session, clock, purpose: str, username: str | None = None) -> str:
    token = one_time_links.make_link(session, purpose, clock(), username=username)
    session.commit()
    return f"/account/{purpose}/{token}"


def users(session) -> list[User]:
    found = list(session.scalars(select(User).order_by(User.id).execution_options(populate_existing=True)))
    session.expunge_all()
    session.rollback()
    return found


@pytest.fixture
def ada(session, clock) -> User:
    return make_teacher(session, clock(), admin=True)


@pytest.fixture
def admin(ada, client) -> Visitor:
    sign_in(client)
    return client


# The first account, and invitations


def test_the_set_up_link_makes_the_first_teacher_who_administers_the_others_and_works_once(
    session, clock, client, new_client
):
    address = link(session, clock, "setup")
    answer = client.submit(client.get(address), NEW, button="Make the account")

    assert answer.status_code == 303
    assert client.get("/account/").status_code == 200
    assert "Invite a teacher" in client.get("/account/site").text
    again = new_client().get(address)
    assert again.status_code == 404
    assert "This link was used already" in again.text


def test_a_newer_set_up_link_replaces_the_older(session, clock, client):
    old, new = link(session, clock, "setup"), link(session, clock, "setup")

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


@pytest.mark.parametrize(
    ("purpose", "lasts"),
    [("setup", timedelta(days=7)), ("invite", timedelta(days=7)), ("password", timedelta(minutes=30))],
)
def test_a_link_runs_out(ada, session, clock, client, purpose, lasts):
    address = link(session, clock, purpose, "ada" if purpose == "password" else None)
    clock.now += lasts - timedelta(seconds=1)
    assert client.get(address).status_code == 200
    clock.now += timedelta(seconds=1)
    assert client.get(address).status_code == 404


def test_a_link_opens_only_what_it_was_made_for(ada, session, clock, client):
    token = link(session, clock, "invite").rpartition("/")[2]

    assert client.get(f"/account/setup/{token}").status_code == 404
    assert client.get(f"/account/password/{token}").status_code == 404


def test_the_database_does_not_hold_the_link(session, clock):
    token = link(session, clock, "setup").rpartition("/")[2]

    assert token not in session.scalars(select(OneTimeLink)).one().token_hash


def test_an_invited_teacher_has_an_account_and_no_say_over_others(admin, session, new_client):
    page = admin.submit(admin.get("/account/site"), button="Invite a teacher", follow_redirects=True)
    address = re.search(r"/account/invite/[\w-]+", page.text)[0]
    assert address not in admin.get("/account/").text  # shown once
    colleague = new_client()
    colleague.submit(colleague.get(address), NEW | {"username": "bob"}, button="Make the account")

    assert [user.is_admin for user in users(session)] == [True, False]
    assert "This installation" not in colleague.get("/account/").text
    token = read_forms(colleague.get("/account/").text)[0].filled({}, "")["csrf_token"][0]
    assert colleague.post("/account/invitations", data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"username": ""}, "Choose a user name."),
        ({"username": "ab"}, "between 3 and 64"),
        ({"username": "x" * 65}, "between 3 and 64"),
        ({"username": "ad\u200ba"}, "letters, digits and marks only"),
        ({"username": "ad\u202ea"}, "letters, digits and marks only"),
        ({"display_name": "   "}, "Write your name."),
        ({"display_name": "x" * 81}, "at most 80"),
        ({"password": ""}, "Choose a password."),
        ({"password": "short"}, "at least 12"),
        ({"password": "x" * 129}, "at most 128"),
        ({"password": "passwordpassword"}, "one of the first"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "one of the first"),
        ({"username": "grace.hopper.1906", "password": "grace.hopper.19061"}, "Your name is not a password"),
    ],
)
@pytest.mark.databases("sqlite")
def test_what_is_wrong_with_a_new_account_is_said_and_what_was_typed_stays(
    session, clock, client, change, said
):
    address = link(session, clock, "setup")
    answer = client.submit(client.get(address), NEW | change, button="Make the account")
    kept = {c.name: c.value for c in read_forms(answer.text)[0].controls}

    assert answer.status_code == 422
    assert said in answer.text
    assert kept["password"] == ""
    assert kept["username"] == " ".join((NEW | change)["username"].split())
    assert users(session) == []
    assert client.get(address).status_code == 200  # the link is not used up


@pytest.mark.parametrize("name", ["ada", "ADA", "a d a", "\u0430da", "áda"])
@pytest.mark.databases("sqlite")
def test_no_two_teachers_have_names_that_look_alike(ada, session, clock, client, name):
    address = link(session, clock, "invite")
    answer = client.submit(client.get(address), NEW | {"username": name}, button="Make the account")

    assert answer.status_code == 422
    assert "Another teacher has this user name" in answer.text
    assert client.get(address).status_code == 200


# Signing in


def test_a_wrong_name_and_a_wrong_password_are_told_alike(ada, client, new_client):
    answers = [sign_in(new_client(), name, "wrong") for name in ("ada", "eve")]
    pages = [re.sub(r'nonce="[^"]+"|value="[^"]*"', "", answer.text) for answer in answers]

    assert pages[0] == pages[1]
    assert "do not belong together" in pages[0]


def test_a_password_is_hashed_also_where_there_is_nobody_to_compare_it_with(ada, session, clock, monkeypatch):
    """Otherwise the time an answer takes would tell which names there are."""
    compared = []
    known = passwords._HASHER
    monkeypatch.setattr(passwords, "_HASHER", Watched(known, compared))
    service.check_password(session, "ada", "wrong")
    service.check_password(session, "nobody", "wrong")
    ada.disabled_at = clock()
    session.flush()
    service.check_password(session, "ada", PASSWORD)

    assert len(compared) == 3
    settings = {re.search(r"m=\d+,t=\d+,p=\d+", each)[0] for each in compared}
    assert settings == {"m=19456,t=2,p=1"}  # OWASP, Password Storage Cheat Sheet: argon2id, 19 MiB, 2, 1


class Watched:
    """A hasher that notes what it was asked to compare with."""

    def __init__(self, hasher, compared: list[str]) -> None:
        self._hasher, self._compared = hasher, compared

    def verify(self, known: str, password: str) -> bool:
        self._compared.append(known)
        return self._hasher.verify(known, password)


def test_a_password_may_hold_any_character_and_is_the_same_however_it_is_composed():
    known = passwords.hash_password("пароль cafe\u0301 漢字 🔑")

    assert passwords.is_right("пароль café 漢字 🔑", known)
    assert not passwords.is_right("пароль cafe 漢字 🔑", known)
    assert not passwords.is_right("", None)
    assert not passwords.is_right("nobody has this password", None)


# Passwords


def test_a_password_link_works_once_ends_every_session_and_every_other_link(
    admin, session, clock, new_client
):
    first, second = (link(session, clock, "password", "ada") for _each in range(2))
    visitor = new_client()
    answer = visitor.submit(visitor.get(first), {"password": "three other words"}, button="Save the password")

    assert answer.status_code == 303
    assert visitor.get("/account/").status_code == 200
    assert admin.get("/account/").status_code == 303
    assert [new_client().get(each).status_code for each in (first, second)] == [404, 404]
    assert sign_in(new_client()).status_code == 422
    assert sign_in(new_client(), password="three other words").status_code == 303


def test_a_password_is_changed_only_with_the_current_one(admin, new_client):
    page = admin.get("/account/")
    wrong = admin.submit(
        page, {"current": "wrong", "password": "three other words"}, button="Change the password"
    )
    weak = admin.submit(page, {"current": PASSWORD, "password": "short"}, button="Change the password")

    assert (wrong.status_code, weak.status_code) == (422, 422)
    assert "not your current password" in wrong.text
    assert sign_in(new_client()).status_code == 303


def test_guessing_the_current_password_is_slowed_down_like_signing_in(admin):
    answers = []
    for _try in range(6):
        values = {"current": "wrong", "password": "three other words"}
        answers.append(admin.submit(admin.get("/account/"), values, button="Change the password").status_code)

    assert answers == [422] * 5 + [429]


# Other teachers


def test_an_administrator_closes_and_reopens_an_account_and_it_is_written_down(
    admin, session, clock, new_client
):
    make_teacher(session, clock(), "bob")
    bob = new_client()
    sign_in(bob, "bob")
    admin.submit(admin.get("/account/site"), button="Close the account")
    assert bob.get("/account/").status_code == 303
    assert sign_in(bob, "bob").status_code == 422
    admin.submit(admin.get("/account/site"), button="Reopen the account")
    assert sign_in(bob, "bob").status_code == 303

    acts = [event.act for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert acts == ["account: disable", "account: enable"]


def test_a_link_for_a_new_password_lets_nobody_into_a_closed_account(admin, session, clock, new_client):
    make_teacher(session, clock(), "bob")
    address = link(session, clock, "password", "bob")
    admin.submit(admin.get("/account/site"), button="Close the account")
    visitor = new_client()
    page = visitor.get(address)
    if page.status_code == 200:
        visitor.submit(page, {"password": "three other words"}, button="Save the password")

    assert visitor.get("/account/").status_code == 303


def test_nobody_closes_their_own_account(admin, session):
    own = users(session)[0].public_id
    assert own not in admin.get("/account/site").text
    token = read_forms(admin.get("/account/").text)[0].filled({}, "")["csrf_token"][0]

    assert admin.post(f"/account/teachers/{own}/disable", data={"csrf_token": token}).status_code == 404


# Profile


def test_name_and_time_zone_are_saved_and_a_zone_that_is_none_is_told(admin, session):
    page = admin.get("/account/")
    wrong = admin.submit(
        page, {"display_name": "Countess"}, forged={"timezone": "Europe/Atlantis"}, button="Save"
    )
    assert wrong.status_code == 422
    assert "Choose one of those shown." in wrong.text
    assert 'value="Countess"' in wrong.text
    admin.submit(page, {"display_name": "Countess", "timezone": "Asia/Tokyo"}, button="Save")

    assert [(user.display_name, user.timezone) for user in users(session)] == [("Countess", "Asia/Tokyo")]
    assert "Saved." in admin.get("/account/").text


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/passwd", "UTC\0", "europe/london x"])
@pytest.mark.databases("sqlite")
def test_a_time_zone_is_never_a_path(admin, zone):
    sent = admin.submit(admin.get("/account/"), forged={"timezone": zone}, button="Save")
    assert sent.status_code == 422


@pytest.mark.databases("sqlite")
def test_a_zone_of_an_old_name_stays_until_another_is_chosen(admin, session):
    session.execute(update(User).values(timezone="US/Pacific"))
    session.commit()
    admin.submit(admin.get("/account/"), {"display_name": "Countess"}, button="Save")

    assert [user.timezone for user in users(session)] == ["US/Pacific"]


# Where one is signed in


def test_a_teacher_sees_where_they_are_signed_in_and_ends_the_others_with_the_password(
    admin, new_client, clock
):
    elsewhere = new_client()
    sign_in(elsewhere)
    page = admin.get("/account/")
    assert page.text.count("Another browser") == page.text.count("This browser") == 1

    refused = admin.submit(page, {"current": "wrong"}, button="Sign out all other browsers")
    assert refused.status_code == 422
    assert "This is not your current password." in refused.text
    assert elsewhere.get("/account/").status_code == 200

    admin.submit(page, {"current": PASSWORD}, button="Sign out all other browsers")
    assert elsewhere.get("/account/").status_code == 303
    assert "Another browser" not in admin.get("/account/").text


def test_each_page_of_a_teacher_leads_to_signing_out(admin):
    assert 'href="/account/#sign-out"' in admin.get("/classes").text
    assert 'id="sign-out"' in admin.get("/account/").text


def test_right_and_wrong_passwords_are_logged_without_a_name(ada, client, caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("quizapp.requests"), "propagate", True)
    with caplog.at_level("INFO", "quizapp.requests"):
        sign_in(client, password="wrong")
        sign_in(client)

    events = [json.loads(line)["event"] for line in caplog.messages]
    assert events == ["sign-in refused", "signed in"]
    assert "ada" not in caplog.text.replace(ada.public_id, "")


# The page of whoever runs the installation


def write_site(admin: Visitor, logo: bytes, **values: str):
    token = read_forms(admin.get("/account/site").text)[0].filled({}, "")["csrf_token"][0]
    sent = {"csrf_token": token, "logo": (io.BytesIO(logo), "logo.png"), **values}
    return admin.post("/account/site", data=sent, content_type="multipart/form-data")


def test_what_is_written_of_the_school_is_read_by_everybody_and_drawn_anew(admin, client, new_client):
    assert "Nobody has written it here yet" in new_client().get("/account/about").text
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "PNG")
    values = {
        "name": "Harbour School",
        "imprint": "Quay 1\n\n<b>Sandvik</b>",
        "privacy_contact": "privacy@school.example",
    }
    assert write_site(admin, picture.getvalue(), **values).status_code == 303

    visitor = new_client()
    shown = visitor.get("/account/about").text
    assert all(
        part in shown for part in ("Harbour School", "Quay 1", "privacy@school.example", "/account/logo")
    )
    assert "<b>Sandvik" not in shown
    assert visitor.get("/account/logo").mimetype.startswith("image/")
    assert "privacy@school.example" in visitor.get("/study/privacy").text
    assert "/account/about" in visitor.get("/").text  # in the help of every page


def test_a_logo_that_is_no_picture_is_said_and_nothing_is_lost(admin):
    answer = write_site(admin, b"no picture", name="Harbour School")
    assert answer.status_code == 422
    assert "cannot be read as a picture" in answer.text
    assert 'value="Harbour School"' in answer.text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://quiz:hid:den/word@db/quiz", "postgresql://quiz:…@db/quiz"),
        ("postgresql://db/quiz?user=quiz&password=hidden", "postgresql://db/quiz?password=…&user=quiz"),
        ("sqlite:////var/lib/quiz.db", "sqlite:////var/lib/quiz.db"),
    ],
)
def test_a_database_s_password_is_not_shown_wherever_it_stands(tmp_path, address, shown):
    lines = dict(
        each[:2] for each in site.settings_in_force(Settings(data=str(tmp_path), database_url=address))
    )
    assert lines["QUIZAPP_DATABASE_URL"] == shown


def test_settings_are_shown_without_their_secrets_and_to_the_administrator_alone(
    tmp_path, admin, session, clock, new_client
):
    secret = Settings(
        data=str(tmp_path), metrics_token="hidden-token", database_url="postgresql://quiz:hidden-word@db/quiz"
    )
    lines = {name: value for name, value, _meaning in site.settings_in_force(secret)}
    assert lines["QUIZAPP_DATABASE_URL"] == "postgresql://quiz:…@db/quiz"
    assert not any("hidden" in value for value in lines.values())

    shown = admin.get("/account/site").text
    assert all(part in shown for part in ("QUIZAPP_THREADS", "MB in the database", "MB free"))
    make_teacher(session, clock(), "bob")
    bob = new_client()
    sign_in(bob, "bob")
    assert bob.get("/account/site").status_code == 404
