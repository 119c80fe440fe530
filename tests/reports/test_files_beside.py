"""A file of a large class is made beside the server: its page says how far it is, and only its teacher gets it."""

import pytest
from sqlalchemy import select

from quizapp.attempts import jobs
from quizapp.models import Job, JobState
from quizapp.reports import views
from quizapp.serving import runner
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def large(taught, monkeypatch):
    """A class that counts as a large one: of three students."""
    monkeypatch.setattr(views, "ANSWERS_AT_ONCE", 12)
    taught.crowd(3)
    return taught


def test_a_large_file_is_the_one_that_a_small_class_gets_at_once(large, visit, app, monkeypatch):
    teacher = visit(large.teacher)
    page = teacher.get(f"{large.address}/export/responses.csv", follow_redirects=True)
    assert "It waits for its turn." in page.text
    assert 'http-equiv="refresh"' in page.text
    assert teacher.get(f"{page.request.path}/result").status_code == 404
    claim = jobs.take(large.session, START)
    large.session.commit()
    assert "Your file is being made." in teacher.get(page.request.path).text
    runner.work(app, claim)

    done = teacher.get(page.request.path).text
    assert "Your file is ready." in done
    assert 'http-equiv="refresh"' not in done
    assert teacher.get(f"{page.request.path}.json").json["texts"]["fetch"] == "Take the file"
    made = teacher.get(f"{page.request.path}/result")
    monkeypatch.setattr(views, "ANSWERS_AT_ONCE", 13)
    at_once = teacher.get(f"{large.address}/export/responses.csv")
    assert made.data == at_once.data
    assert made.headers["Content-Disposition"] == at_once.headers["Content-Disposition"]
    assert visit(large.stranger).get(page.request.path).status_code == 404


def test_hidden_names_stay_hidden_in_what_is_made_later(large, visit, app):
    teacher = visit(large.teacher)
    teacher.get(f"{large.address}?names=hidden")
    page = teacher.get(f"{large.address}/export/responses.csv", follow_redirects=True)
    claim = jobs.take(large.session, START)
    large.session.commit()
    runner.work(app, claim)
    assert b"Student of class" not in teacher.get(f"{page.request.path}/result").data


def test_who_may_not_read_the_class_any_more_gets_a_sentence_and_no_file(large, visit, app):
    teacher = visit(large.teacher)
    page = teacher.get(f"{large.address}/export/report.xlsx", follow_redirects=True)
    large.assignment.created_by_id = large.school_class.created_by_id = large.stranger.id
    for each in list(large.school_class.teachers):
        each.user_id = large.stranger.id
    claim = jobs.take(large.session, START)
    large.session.commit()
    runner.work(app, claim)
    large.session.expire_all()
    job = large.session.scalar(select(Job))
    assert (job.state, job.content) == (JobState.FAILED, None)
    large.session.commit()
    assert "Back to where you began" in teacher.get(page.request.path).text
