"""Jobs in a process of their own: it does one, ends with the server, and what it leaves is taken up again."""

import subprocess

import pytest

from quizapp.attempts import jobs
from quizapp.basics.children import end_child, start_child
from quizapp.models import JobKind, JobState
from quizapp.serving import runner
from tests.support.clock import START
from tests.support.people import make_teacher

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def job(session):
    teacher = make_teacher(session, START, "ada")
    made = jobs.put_aside(
        session,
        teacher.id,
        JobKind.FILE,
        "/no/such/page",
        START,
        looking={"root": "https://localhost/", "language": "en", "names_hidden": False},
    )
    session.commit()
    return made


def test_a_job_is_done_in_a_process_of_its_own(app, session, job):
    assert runner.run_next(app.extensions["quizapp"])
    assert not runner.run_next(app.extensions["quizapp"])
    session.refresh(job)
    assert (job.state, job.begun) == (JobState.FAILED, 1)  # with the sentence of a page that is not there


def test_a_job_that_takes_too_long_is_ended_and_waits_for_its_next_try(app, session, job):
    assert runner.run_next(app.extensions["quizapp"], seconds=0.0)
    session.refresh(job)
    assert (job.state, job.begun) == (JobState.WAITING, 1)


def test_no_child_outlives_its_server():
    child = start_child("quizapp.serving.runner", stdout=None, stderr=subprocess.DEVNULL)
    try:
        child.stdin.close()
        child.wait(30)
    finally:
        end_child(child)
        child.wait()
