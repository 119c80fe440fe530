"""One student of a class across its assignments: every attempt over time, what they know by topic, how sure they are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from quizapp.attempts.review_cards import number_text
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound
from quizapp.domain.statistics.certainty import Calibration
from quizapp.domain.statistics.discernment import Discernment, Sentence
from quizapp.domain.statistics.discernment import say_discernment as sentences_of
from quizapp.domain.statistics.groups import GroupScore, score_groups
from quizapp.domain.statistics.matrix import ScoreMatrix
from quizapp.models import FINISHED, Assignment, Attempt, AttemptState, Membership, Position, SchoolClass
from quizapp.reports.report import calibration_of, discernment_of

NAN = float("nan")


@dataclass(frozen=True)
class AttemptOverTime:
    """One attempt of the student. ``state``: done | waiting | working | excused; ``share`` is None but for done."""

    assignment: str
    title: str
    attempt: str
    number: int
    at: datetime
    state: str
    share: float | None
    marks: str


@dataclass(frozen=True)
class OverTime:
    """A student's results in one class. Topics rest on the newest marked attempt at each assignment."""

    name: str
    sittings: tuple[AttemptOverTime, ...]
    topics: tuple[GroupScore, ...]
    calibration: Calibration
    discernment: Discernment
    sentences: tuple[Sentence, ...]

    @property
    def done(self) -> tuple[AttemptOverTime, ...]:
        """The attempts that have a score, first to last."""
        return tuple(each for each in self.sittings if each.share is not None)


def get_membership(session: Session, school_class: SchoolClass, public_id: str) -> Membership:
    """A student of this class, also one who was removed; NotFound for anybody else's."""
    found = session.scalar(
        select(Membership).where(Membership.class_id == school_class.id, Membership.public_id == public_id)
    )
    if found is None:
        raise NotFound()
    return found


def find_membership_of(session: Session, assignment: Assignment, student_id: int) -> Membership | None:
    """The place of a student in the class of an assignment; None where there is no class."""
    return session.scalar(
        select(Membership).where(
            Membership.class_id == assignment.class_id, Membership.student_id == student_id
        )
    )


def over_time(session: Session, school_class: SchoolClass, membership: Membership) -> OverTime:
    """Everything this student did in this class, and nothing of another one."""
    attempts = session.scalars(
        select(Attempt)
        .join(Assignment)
        .where(Assignment.class_id == school_class.id, Attempt.student_id == membership.student_id)
        .where(Attempt.state != AttemptState.VOIDED)
        .options(contains_eager(Attempt.assignment))
        .order_by(Attempt.started_at, Attempt.id)
    ).all()
    counted = [each for each in attempts if each.state in FINISHED and each.excused_at is None]
    newest = {each.assignment_id: each for each in counted if each.state == AttemptState.GRADED}
    outcomes = b"".join(each.outcomes or b"" for each in counted)
    discernment = discernment_of(outcomes)
    return OverTime(
        name=membership.name,
        sittings=tuple(_sitting(each) for each in attempts),
        topics=_topics(session, list(newest.values())),
        calibration=calibration_of(outcomes),
        discernment=discernment,
        sentences=sentences_of(discernment),
    )


def _sitting(attempt: Attempt) -> AttemptOverTime:
    if attempt.excused_at is not None:
        state = "excused"
    else:
        state = {AttemptState.OPEN: "working", AttemptState.SUBMITTED: "waiting"}.get(attempt.state, "done")
    known = state == "done" and attempt.score is not None and attempt.max_marks > 0
    score = attempt.score or 0.0
    return AttemptOverTime(
        assignment=attempt.assignment.public_id,
        title=attempt.assignment.title,
        attempt=attempt.public_id,
        number=attempt.number,
        at=attempt.submitted_at or attempt.started_at,
        state=state,
        share=score / attempt.max_marks if known else None,
        marks=f"{number_text(score)} / {number_text(attempt.max_marks)}" if known else "",
    )


def _topics(session: Session, attempts: Sequence[Attempt]) -> tuple[GroupScore, ...]:
    """What these attempts earned by topic together, topics as their banks call and order them."""
    versions = {each.id: each.bank_version_id for each in attempts}
    found = session.execute(
        select(Position.attempt_id, Position.question_id, Position.fraction * Position.credit, Position.marks)
        .where(Position.attempt_id.in_(versions))
        .order_by(Position.attempt_id, Position.position)
    ).all()
    groups: dict[str, list[str]] = defaultdict(list)
    for version in dict.fromkeys(versions.values()):
        groups.update(
            {title: groups[title] for title in publishing.load_version(session, version).topics.values()}
        )
    keys, marks, full = [], [], []
    for attempt, question_id, earned, worth in found:
        bank = publishing.load_version(session, versions[attempt])
        keys.append(f"{attempt} {question_id}")
        marks.append(NAN if earned is None else earned * worth)
        full.append(worth)
        topic = bank.question(question_id).topic
        if topic:
            groups[bank.topics.get(topic, topic)].append(keys[-1])
    if not keys:
        return ()
    matrix = ScoreMatrix(tuple(keys), tuple(full), [marks], same_questions=False)
    return score_groups(matrix, {title: ids for title, ids in groups.items() if ids})
