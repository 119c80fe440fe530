"""The cookie of notices is checked once; what one request changes in it is not seen by another."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import session

from quizapp.web import notice_cookie

pytestmark = pytest.mark.databases("sqlite")


def cookie(app, **holds: object) -> str:
    serializer = app.session_interface.get_signing_serializer(app)
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(holds)}"


def test_what_a_request_changes_is_not_in_the_kept_copy(app):
    sent = cookie(app, kept={"words": "a b c"}, seen=[])
    for _again in range(2):
        with app.test_request_context("/", headers={"Cookie": sent}):
            assert session["kept"] == {"words": "a b c"}
            assert session["seen"] == []
            session["seen"].append(1)
            del session["kept"]["words"]


def test_a_forged_cookie_holds_nothing_and_one_that_is_too_old_neither(app, monkeypatch):
    sent = cookie(app, kept=1)
    with app.test_request_context("/", headers={"Cookie": sent + "x"}):
        assert not session
    with app.test_request_context("/", headers={"Cookie": sent}):
        assert session["kept"] == 1
    later = datetime.now(UTC) + app.permanent_session_lifetime + timedelta(minutes=1)
    monkeypatch.setattr(notice_cookie, "machine_clock", lambda: later)
    with app.test_request_context("/", headers={"Cookie": sent}):
        assert not session
