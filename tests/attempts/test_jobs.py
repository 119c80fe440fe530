"""Jobs: taken by one, told while they are theirs, finished once, picked up again, forgotten."""

from datetime import timedelta

import pytest

from quizapp.attempts import jobs
from quizapp.attempts.jobs import Outcome
from quizapp.basics.errors import NotFound, TooMany
from quizapp.basics.limits import JOB_KEPT, JOB_SILENT, JOB_TRIES, JOBS_WAITING
from quizapp.models import Job, JobKind, JobState
from tests.support.clock import START
from tests.support.people import make_teacher

LATER = START + JOB_SILENT + timedelta(seconds=1)
FILE = Outcome(content=b"marks", name="attachment; filename=marks.csv", mimetype="text/csv")


@pytest.fixture
def teacher(session):
    return make_teacher(session, START, "ada")


def put_aside(session, teacher, address="/reports/one/export/report.xlsx"):
    return jobs.put_aside(session, teacher.id, JobKind.FILE, address, START, looking={})


def test_two_processes_never_take_the_same_job(session, sessions, teacher):
    job = put_aside(session, teacher)
    session.commit()
    claim = jobs.take(session, START)
    session.commit()
    assert claim is not None
    assert claim.job_id == job.id
    with sessions.write() as other:
        assert jobs.take(other, START) is None


def test_the_same_request_twice_is_one_job_until_it_has_ended(session, teacher):
    job = put_aside(session, teacher)
    assert put_aside(session, teacher) is job
    assert put_aside(session, teacher, "/reports/two/export/report.xlsx") is not job
    jobs.finish(session, jobs.take(session, START), FILE, START)
    assert put_aside(session, teacher) is not job


@pytest.mark.databases("sqlite")
def test_a_teacher_fills_no_queue(session, teacher):
    for number in range(JOBS_WAITING):
        put_aside(session, teacher, f"/{number}")
    with pytest.raises(TooMany):
        put_aside(session, teacher, "/one-more")


@pytest.mark.databases("sqlite")
def test_a_job_whose_process_is_silent_is_begun_again_and_its_first_process_writes_nothing(session, teacher):
    job = put_aside(session, teacher)
    first = jobs.take(session, START)
    assert jobs.tell(session, first, START, done=3, total=9)
    assert not jobs.is_any(session, START)
    second = jobs.take(session, LATER)
    assert second is not None
    assert second != first
    jobs.finish(session, first, Outcome(said="late", failed=True), LATER)
    assert not jobs.tell(session, first, LATER)
    session.refresh(job)
    assert (job.state, job.done) == (JobState.RUNNING, 0)
    jobs.finish(session, second, FILE, LATER)
    jobs.give_back(session, second, LATER)  # whoever waited for it does so in every case
    session.refresh(job)
    assert (job.state, job.content) == (JobState.DONE, b"marks")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("ends", ["given back", "silent"])
def test_what_ends_its_process_again_and_again_fails_with_a_sentence(session, teacher, ends):
    job = put_aside(session, teacher)
    for turn in range(JOB_TRIES):
        claim = jobs.take(session, START + turn * (LATER - START))
        if ends == "given back":
            jobs.give_back(session, claim, START + turn * (LATER - START))
    assert jobs.take(session, START + JOB_TRIES * (LATER - START)) is None
    session.refresh(job)
    assert (job.state, job.said) == (JobState.FAILED, jobs.INTERRUPTED)


@pytest.mark.databases("sqlite")
def test_another_teachers_job_is_not_there(session, teacher):
    job = put_aside(session, teacher)
    assert jobs.job_of(session, job.public_id, teacher.id) is job
    with pytest.raises(NotFound):
        jobs.job_of(session, job.public_id, make_teacher(session, START, "eve").id)


@pytest.mark.databases("sqlite")
def test_what_was_made_goes_after_a_day_and_at_once_when_a_student_is_erased(session, teacher):
    kept = put_aside(session, teacher)
    jobs.finish(session, jobs.take(session, START), FILE, START)
    jobs.forget_old(session, START + JOB_KEPT)
    assert session.get(Job, kept.id) is not None
    running = put_aside(session, teacher, "/running")
    begun = jobs.take(session, START)
    jobs.forget_files(session)
    session.expire_all()
    assert session.get(Job, kept.id) is None
    jobs.finish(session, begun, FILE, START)  # it has read what is erased now
    session.refresh(running)
    assert (running.state, running.content) == (JobState.WAITING, None)
    jobs.finish(session, jobs.take(session, START), FILE, START)
    jobs.forget_old(session, START + JOB_KEPT + timedelta(seconds=1))
    session.expire_all()
    assert session.get(Job, running.id) is None
