"""The watch over write transactions sees what it is there for."""

import pytest

from quizapp.accounts.passwords import hash_password
from quizapp.models import Student
from quizapp.web.database import db
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")


def test_work_inside_a_write_transaction_fails_the_test(app):
    with app.test_request_context("/", method="POST"):
        hash_password("correct horse battery")
        db().add(Student(name="Mira", created_at=START))
        db().flush()
        with pytest.raises(AssertionError, match="inside a write transaction"):
            hash_password("correct horse battery")
        db().rollback()
        hash_password("correct horse battery")
