"""The watch over write transactions sees what it is there for."""

from contextlib import closing

import pytest
from flask import request
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from quizapp.accounts.passwords import hash_password
from quizapp.models import Student
from quizapp.models.db import SQLITE
from quizapp.web.database import db
from tests.support.clock import START
from tests.support.people import PASSWORD

pytestmark = pytest.mark.databases("sqlite")


def test_work_inside_a_write_transaction_fails_the_test(app):
    with app.test_request_context("/", method="POST"):
        hash_password(PASSWORD)
        db().add(Student(name="Mira", created_at=START))
        db().flush()
        with pytest.raises(AssertionError, match="inside a write transaction"):
            hash_password(PASSWORD)
        db().rollback()
        hash_password(PASSWORD)


def test_a_transaction_that_could_not_begin_is_none(app, db_url, monkeypatch):
    """The page that gives an answer back reads the form after the database was busy: nobody waits for that."""
    monkeypatch.setattr("quizapp.models.db.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("quizapp.models.db.LOCK_SECONDS", 0.1)
    with closing(SQLITE.connect(make_url(db_url).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with app.test_request_context("/", method="POST", data={"answer": "text"}):
            with pytest.raises(OperationalError):
                db().execute(text("SELECT 1"))
            assert request.form["answer"] == "text"
