"""A kept report is never a wrong one: whatever is done to an assignment's attempts, the next look shows it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.attempts import erasing, regrading
from quizapp.attempts.corrections import Correction
from quizapp.classes import attempt_actions, students
from quizapp.domain.question import KeyChange
from quizapp.domain.statistics.columns import Policy
from quizapp.marking import hand_marking
from quizapp.models import Membership, Position
from quizapp.reports import report
from tests.reports.conftest import BANK, Taught, teach
from tests.support.clock import START

LATER = START + timedelta(days=1)
#: Two essays, so that marks can move between them and leave the score as it was.
TWO_ESSAYS = (
    BANK.replace("fruit, plan]", "fruit, plan, how]").rstrip()
    + """
- id: how
  topic: figures
  essay: How would you check it?
  rubric:
  - "2 points: names an independent source"
  - "1 point: says what it could settle"
  why: An independent source comes first.
"""
)


@pytest.fixture
def essays(session) -> Taught:
    taught = teach(session, TWO_ESSAYS)
    for name in ("Ada", "Ben", "Cleo", "Dan"):
        taught.take(name, 0, 1, "3 km", [0], "I would ask.", "I would look.")
    return taught


def membership(taught: Taught, name: str) -> Membership:
    student = taught.student(name)
    return taught.session.scalars(
        select(Membership).where(
            Membership.student_id == student.id, Membership.class_id == taught.school_class.id
        )
    ).one()


def mark(taught: Taught, question: str, points: tuple[float, float], who: int = 0) -> None:
    position = taught.session.scalars(
        select(Position).where(
            Position.attempt_id == taught.attempts[who].id, Position.question_id == question
        )
    ).one()
    hand_marking.give_mark(taught.session, position.id, points, "", taught.teacher.id, LATER)


def mark_both(taught: Taught, first: tuple[float, float], second: tuple[float, float]) -> None:
    mark(taught, "plan", first)
    mark(taught, "how", second)


def intervene(taught: Taught, act: str, who: int = 0) -> None:
    attempt_actions.act_on_attempt(
        taught.session,
        taught.school_class,
        taught.attempts[who],
        act,
        "because",
        taught.teacher.id,
        LATER,
    )


def leave(taught: Taught, *names: str) -> None:
    for name in names:
        students.remove(
            taught.session, taught.school_class, membership(taught, name), taught.teacher.id, LATER
        )


def come_back(taught: Taught, *names: str) -> None:
    for name in names:
        students.restore(
            taught.session, taught.school_class, membership(taught, name), taught.teacher.id, LATER
        )


def merge(taught: Taught) -> None:
    keep, drop = membership(taught, "Ada"), membership(taught, "Ben")
    students.merge(taught.session, taught.school_class, keep, drop, taught.teacher.id, LATER)


def correct(taught: Taught) -> regrading.Regrade:
    return regrading.apply_regrade(
        taught.session,
        taught.assignment,
        "jobs-status",
        Correction(change=KeyChange(right=("on record",))),
        "everyone",
        reason="It is.",
        user_id=taught.teacher.id,
        now=LATER,
        public_id="r",
    )


def take_back(taught: Taught) -> None:
    [made] = regrading.list_regrades(taught.session, taught.assignment.id)
    regrading.undo_regrade(taught.session, made, user_id=taught.teacher.id, now=LATER)


#: What was done before the report was kept, and what is done to it then.
ACTS: dict[str, tuple[Callable[[Taught], object] | None, Callable[[Taught], object]]] = {
    "marked": (None, lambda t: mark_both(t, (2, 1), (1, 0))),
    "marks moved within an attempt": (
        lambda t: mark_both(t, (2, 0), (0, 0)),
        lambda t: mark_both(t, (0, 0), (2, 0)),
    ),
    "reopened": (None, lambda t: intervene(t, "reopen")),
    "deleted": (None, lambda t: intervene(t, "delete")),
    "brought back": (lambda t: intervene(t, "delete"), lambda t: intervene(t, "bring-back")),
    "excused": (None, lambda t: intervene(t, "excuse")),
    "counted again": (lambda t: intervene(t, "excuse"), lambda t: intervene(t, "count")),
    "merged": (None, merge),
    "corrected": (lambda t: [mark(t, q, (1, 1), n) for q in ("plan", "how") for n in range(4)], correct),
    "correction taken back": (
        lambda t: [[mark(t, q, (1, 1), n) for q in ("plan", "how") for n in range(4)], correct(t)],
        take_back,
    ),
    # Students 1 and 4 came before 2 and 3: their ids have the same sum.
    "others removed": (
        lambda t: leave(t, "Ada", "Dan"),
        lambda t: [come_back(t, "Ada", "Dan"), leave(t, "Ben", "Cleo")],
    ),
    "deleted for good": (
        lambda t: leave(t, "Dan"),
        lambda t: erasing.erase_student(t.session, t.student("Ada").id, LATER),
    ),
    "one more": (None, lambda t: t.take("Eve", 0, 0, "3 km", [0, 1])),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_is_done_shows_at_the_next_look(essays, act):
    before, does = ACTS[act]
    if before is not None:
        before(essays)
    essays.session.commit()
    kept = report.report_of(essays.session, essays.assignment, Policy.FIRST)
    assert report.report_of(essays.session, essays.assignment, Policy.FIRST) is kept

    does(essays)
    essays.session.commit()

    shown = report.report_of(essays.session, essays.assignment, Policy.FIRST)
    afresh = report.build_report(essays.session, essays.assignment, Policy.FIRST)
    assert shown is not kept
    assert (shown.attempts, shown.counted, shown.analysis, shown.topics, shown.to_mark) == (
        afresh.attempts,
        afresh.counted,
        afresh.analysis,
        afresh.topics,
        afresh.to_mark,
    )
    assert shown.attempts != kept.attempts
