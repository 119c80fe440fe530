"""The watch over templates sees what it is there for."""

import pytest
from flask import render_template
from jinja2 import DictLoader

from quizapp.models import Student
from quizapp.web import database
from quizapp.web.database import db
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")
FAULTS = {
    "opens a database session": lambda: database.aside().__enter__(),
    "writes": lambda: db().flush(),
    "commits": lambda: db().commit(),
    "rolls back": lambda: db().rollback(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_template_function_that_touches_the_database_fails_the_test(app, fault):
    app.jinja_env.globals["planted"] = FAULTS[fault]
    app.jinja_env.loader = DictLoader({"planted.html": "{{ planted() }}"})
    with app.test_request_context("/", method="POST"):
        db().add(Student(name="Mira", created_at=START))
        with pytest.raises(AssertionError, match=f"a template {fault}"):
            render_template("planted.html")
        db().rollback()
