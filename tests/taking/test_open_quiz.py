"""What an open quiz tells of who reads its answers, and the way back to it from the start page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from quizapp.basics.errors import NotFound
from quizapp.identity.permissions import attempt_for_teacher, own_attempt
from quizapp.identity.return_links import is_quiz_code, quiz_code
from quizapp.models import Assignment, User
from tests.taking.conftest import Taker

pytestmark = pytest.mark.databases("sqlite")


def test_an_open_quiz_says_truly_who_can_read_the_answers(harbour, client, new_client, clock):
    page = client.get(f"/q/{harbour.entries['all']}")
    assert "Teachers on this site can read them. Other students cannot." in page.text
    assert "nobody else" not in page.text

    mira = Taker(client, harbour.entries["all"])
    other = Taker(new_client(), harbour.entries["all"], name="Tom")
    ids = {attempt.public_id: attempt.student_id for attempt in harbour.attempts()}
    assert len(ids) == 2
    stranger = User(
        username="stranger",
        username_key="stranger",
        display_name="A teacher of no class",
        password_hash="-",
        created_at=clock(),
    )
    harbour.session.add(stranger)
    harbour.session.flush()
    assert attempt_for_teacher(harbour.session, mira.attempt, stranger.id).public_id == mira.attempt
    with pytest.raises(NotFound):
        own_attempt(harbour.session, mira.attempt, ids[other.attempt])


def test_the_code_of_an_open_quiz_leads_from_the_start_page_to_the_three_words(harbour, client):
    code = quiz_code(harbour.entries["all"])

    answer = client.submit(client.get("/join"), {"code": code.lower()}, button="Go on")
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/return"
    assert parse_qs(urlsplit(answer.location).query) == {"code": [code.lower()]}
    assert f'value="{code.lower()}"' in client.get(answer.location).text
    assert urlsplit(client.get(f"/join/{code}").location).path == "/return"


def test_only_codes_of_open_quizzes_lead_there(harbour):
    entry = harbour.session.scalars(select(Assignment).where(Assignment.kind == "open")).first()
    code = quiz_code(entry.public_id)
    assert is_quiz_code(harbour.session, code)
    entry.kind = "trial"
    harbour.session.flush()
    assert not is_quiz_code(harbour.session, code)
    harbour.session.rollback()
