"""Jobs: put aside, taken by one process, told how far they are, finished once; picked up again where a process ended.

Every step of whoever runs one is an UPDATE that holds only while it is still theirs (``begun``), on SQLite and PostgreSQL.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, undefer

from quizapp.basics.errors import NotFound, TooMany
from quizapp.basics.limits import JOB_KEPT, JOB_SILENT, JOB_TRIES, JOBS_WAITING
from quizapp.basics.messages import msg
from quizapp.models import Job, JobKind, JobState, User

_OPEN = (JobState.WAITING, JobState.RUNNING)
INTERRUPTED = msg("It was interrupted several times, or took too long. Nothing was changed.")


@dataclass(frozen=True)
class Claim:
    """A job in the hands of one process."""

    job_id: int
    begun: int


@dataclass(frozen=True)
class Outcome:
    """What came of a job: a file, an address to go on to, or (``failed``) a sentence why nothing did."""

    said: str = ""
    content: bytes | None = None
    name: str = ""
    mimetype: str = ""
    leads_to: str = ""
    failed: bool = False


def put_aside(
    session: Session,
    user_id: int,
    kind: JobKind,
    address: str,
    now: datetime,
    *,
    looking: dict[str, Any],
    body: bytes | None = None,
    body_type: str = "",
) -> Job:
    """A new job, or the same one that waits or runs already. Raises TooMany."""
    waiting = select(Job).where(Job.user_id == user_id, Job.state.in_(_OPEN)).order_by(Job.id)
    found = session.scalars(waiting).all()
    for job in found:
        if (job.address, job.looking) == (address, looking) and job.body == body:
            return job
    if len(found) >= JOBS_WAITING:
        raise TooMany(
            msg("%(number)s things are being made for you already. Wait for one of them.", number=len(found)),
            30,
            title=msg("One after the other"),
        )
    made = Job(
        user_id=user_id, kind=kind, address=address, body=body, body_type=body_type, looking=looking,
        created_at=now, seen_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def job_of(session: Session, public_id: str, user_id: int) -> Job:
    """A teacher's own job; NotFound for anybody else's."""
    job = session.scalar(select(Job).where(Job.public_id == public_id, Job.user_id == user_id))
    if job is None:
        raise NotFound(msg("What was made can be fetched for a day. Ask for it again."))
    return job


def find_request(session: Session, job_id: int) -> tuple[Job, User] | None:
    """A job with the form that it was sent with, and whose it is; None where they may do nothing any more."""
    job = session.get(Job, job_id, options=[undefer(Job.body)])
    user = session.get(User, job.user_id) if job else None
    return (job, user) if job and user and user.disabled_at is None else None


def count_before(session: Session, job: Job) -> int:
    """How many jobs come before one that waits."""
    before = select(func.count()).where(Job.state.in_(_OPEN), Job.id < job.id)
    return session.scalar(before) or 0


def is_any(session: Session, now: datetime) -> bool:
    """Whether there is one to take: asked before, so that looking for none keeps no writer waiting."""
    return (
        session.scalar(select(Job.id).where(or_(Job.state == JobState.WAITING, _left(now))).limit(1))
        is not None
    )


def _left(now: datetime) -> Any:
    return and_(Job.state == JobState.RUNNING, Job.seen_at < now - JOB_SILENT)


def take(session: Session, now: datetime) -> Claim | None:
    """Take the oldest job that waits, or whose process has given no sign of life; no other process can take it, too."""
    left = _left(now)
    session.execute(
        update(Job)
        .where(left, Job.begun >= JOB_TRIES)
        .values(state=JobState.FAILED, said=INTERRUPTED, finished_at=now, body=None)
    )
    free = or_(Job.state == JobState.WAITING, left)
    while (job_id := session.scalar(select(Job.id).where(free).order_by(Job.id).limit(1))) is not None:
        begun = session.scalar(
            update(Job)
            .where(Job.id == job_id, free)
            .values(state=JobState.RUNNING, begun=Job.begun + 1, done=0, total=0, seen_at=now)
            .returning(Job.begun)
        )
        if begun is not None:
            return Claim(job_id, begun)
    return None


def _theirs(claim: Claim) -> Any:
    return and_(Job.id == claim.job_id, Job.begun == claim.begun, Job.state == JobState.RUNNING)


def tell(session: Session, claim: Claim, now: datetime, **how_far: int) -> bool:
    """Give a sign of life, with how far it is; False where the job is not theirs any more."""
    told = session.execute(update(Job).where(_theirs(claim)).values(seen_at=now, **how_far).returning(Job.id))
    return told.first() is not None


def give_back(session: Session, claim: Claim, now: datetime) -> None:
    """Leave a job for another try, or for good where that was the last."""
    if claim.begun >= JOB_TRIES:
        finish(session, claim, Outcome(said=INTERRUPTED, failed=True), now)
    else:
        session.execute(update(Job).where(_theirs(claim)).values(state=JobState.WAITING, seen_at=now))


def finish(session: Session, claim: Claim, outcome: Outcome, now: datetime) -> None:
    """Write down what came of it, once. The request itself is not needed any more."""
    session.execute(
        update(Job)
        .where(_theirs(claim))
        .values(
            state=JobState.FAILED if outcome.failed else JobState.DONE,
            said=outcome.said,
            content=outcome.content,
            name=outcome.name,
            mimetype=outcome.mimetype,
            leads_to=outcome.leads_to,
            finished_at=now,
            seen_at=now,
            body=None,
        )
    )


def forget_files(session: Session) -> None:
    """Forget every file that was made, and make anew what is being made: a student's data is erased meanwhile."""
    session.execute(delete(Job).where(Job.kind == JobKind.FILE, Job.state == JobState.DONE))
    session.execute(
        update(Job)
        .where(Job.kind == JobKind.FILE, Job.state == JobState.RUNNING)
        .values(state=JobState.WAITING, begun=Job.begun + 1)
    )


def forget_old(session: Session, now: datetime) -> None:
    """Forget jobs that ended longer ago than what came of them is kept."""
    session.execute(delete(Job).where(Job.finished_at < now - JOB_KEPT))
