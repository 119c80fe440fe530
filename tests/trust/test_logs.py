"""What a failing page writes into the log: where and why, but no key to anybody's work and nothing of theirs."""

import logging

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from quizapp.models import Student

#: As 128 random bits are written.
TOKEN = "Kc9xV3wPq7TzR1mYb5LdNw"


def break_every_page(app) -> None:
    def fail(**_given: object) -> str:
        raise RuntimeError("planted")

    for endpoint in app.view_functions:
        if endpoint != "static":
            fail.__guard__ = app.view_functions[endpoint].__guard__
            app.view_functions[endpoint] = fail


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    "address", [f"/r/{TOKEN}", *(f"/account/{each}/{TOKEN}" for each in ("setup", "invite", "password"))]
)
def test_no_link_that_is_a_key_reaches_the_log(app, client, caplog, address):
    break_every_page(app)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.DEBUG):
        assert client.get(address).status_code == 500
    assert "Exception on" in caplog.text
    assert "planted" in caplog.text
    assert TOKEN not in caplog.text


def test_an_error_of_the_database_holds_nothing_that_was_written(session):
    with pytest.raises(IntegrityError) as caught:
        session.execute(insert(Student).values(name="Nightingale", created_at=None))
    assert "Nightingale" not in str(caught.value).partition("DETAIL")[0]
