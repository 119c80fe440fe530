"""A published bank, two teachers, a class, and visitors who are signed in."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.authoring.staff import Staff, sign_in
from tests.support.visitor import Visitor


@pytest.fixture
def staff(session: Session) -> Staff:
    made = Staff(session)
    session.commit()
    return made


@pytest.fixture
def teacher(new_client: Callable[[], Visitor], app: Flask, staff: Staff) -> Visitor:
    """A visitor who is signed in as the teacher Ada."""
    visitor = new_client()
    sign_in(visitor, app, user_id=staff.ada.id)
    return visitor


@pytest.fixture
def colleague(new_client: Callable[[], Visitor], app: Flask, staff: Staff) -> Visitor:
    """A visitor who is signed in as the teacher Bob."""
    visitor = new_client()
    sign_in(visitor, app, user_id=staff.bob.id)
    return visitor
