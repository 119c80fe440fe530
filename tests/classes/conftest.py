"""A school, in the database and signed in."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.classes.school import School, sign_in
from tests.support.visitor import Visitor


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


@pytest.fixture
def teacher(new_client: Callable[[], Visitor], app: Flask, school: School) -> Visitor:
    """A visitor who is signed in as the school's teacher."""
    school.session.commit()
    visitor = new_client()
    sign_in(visitor, app, user_id=school.teacher.id)
    return visitor
