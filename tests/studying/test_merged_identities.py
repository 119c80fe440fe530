"""Two identities of one student are merged: one schedule from all their answers, and all of them can be erased."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.attempts.erasing import NOBODY, erase_student
from quizapp.basics.errors import NotFound
from quizapp.classes import students
from quizapp.domain.spacing.schedule import replay_answers
from quizapp.identity import return_links, sessions
from quizapp.models import AuditEvent, Membership, ReturnLink, ReviewAnswer, ReviewEvent, ReviewState, Student
from quizapp.studying import personal_data, planning, recording
from tests.studying.story import (
    RIGHT,
    SETTINGS,
    board,
    collect,
    deck_of,
    entry,
    publish_story,
    reply,
    take,
)
from tests.support.people import make_class, make_teacher

NAMES = ("Xa One", "Xa Two", "Xa Three")


class Class:
    """Ada's class with three names, all of the same student."""

    def __init__(self, session, clock) -> None:
        self.session, self.clock = session, clock
        self.bank = publish_story(session, clock())
        self.teacher = make_teacher(session, clock())
        self.group = make_class(session, clock(), self.teacher, NAMES)
        self.deck = deck_of(session, self.bank)
        self.one, self.two, self.three = (
            session.scalars(select(Student).where(Student.name == name)).one() for name in NAMES
        )

    def merge(self, keep: Student, drop: Student) -> None:
        memberships = {
            membership.student_id: membership
            for membership in self.session.scalars(select(Membership).where(Membership.removed_at.is_(None)))
        }
        students.merge(
            self.session,
            self.group,
            memberships[keep.id],
            memberships[drop.id],
            self.teacher.id,
            self.clock(),
        )
        self.session.commit()

    def visit(self, student: Student) -> planning.Board:
        """What every page of study does first."""
        collect(self.session, student, self.clock())
        if recording.is_stale(self.session, student.id, SETTINGS):
            recording.rebuild_schedule(self.session, student.id, SETTINGS)
            self.session.commit()
        return board(self.session, student)


@pytest.fixture
def group(session, clock):
    return Class(session, clock)


def study(group, student, idea, question, **how):
    reply(group.session, student, group.deck, idea, question, group.clock(), **how)


def test_the_schedule_of_the_kept_one_is_there_at_the_next_visit(group, session, clock):
    study(group, group.one, "jobs-who", "jobs-who")
    before = group.visit(group.one).states
    group.merge(group.one, group.two)

    assert recording.is_stale(session, group.one.id, SETTINGS)
    assert group.visit(group.one).states == before


def test_answers_of_both_are_one_schedule_wherever_they_lie_in_time(group, session, clock):
    """As if one had given them all: right on day 0, 2 and 9, of which the dropped identity gave the middle one."""
    study(group, group.one, "jobs-who", "jobs-who")
    clock.advance(days=2)
    study(group, group.two, "jobs-who", "jobs-who-typed")
    study(group, group.two, "berths", "berths")
    clock.advance(days=7)
    study(group, group.one, "jobs-who", "jobs-who")
    group.merge(group.one, group.two)
    states = group.visit(group.one).states

    item = f"{group.bank.public_id}:jobs-who"
    every = session.scalars(
        select(ReviewEvent).where(ReviewEvent.item == item).order_by(ReviewEvent.id)
    ).all()
    assert len(every) == 3
    assert states[item] == replay_answers([recording.as_answer(e) for e in every], SETTINGS)
    assert (states[item].reviews, states[item].held_gap) == (3, 7)
    assert f"{group.bank.public_id}:berths" in states
    assert recording.rebuild_schedule(session, group.one.id, SETTINGS) == 0
    assert recording.students_with_events(session) == [group.one.id]


def test_what_the_dropped_one_answered_counts_for_what_is_asked_and_exported(group, session, clock):
    study(group, group.two, "jobs-who", "jobs-who")
    group.merge(group.one, group.two)
    item = f"{group.bank.public_id}:jobs-who"

    assert planning.asked_before(session, group.one.id, item) == ["jobs-who"]
    assert len(planning.answers_since(session, group.one.id, clock() - timedelta(hours=1))) == 1
    assert len(personal_data.my_data(session, group.one.id, clock())["studying"]) == 1
    row = session.scalars(select(ReviewState)).one()
    assert row.student_id == group.one.id


def test_an_attempt_that_moved_is_told_once(group, session, clock):
    """Its answers were told under the dropped identity before."""
    take(session, entry(session, group.bank, "check", clock()), group.two, clock(), RIGHT)
    group.visit(group.two)
    told = session.scalar(select(func.count()).select_from(ReviewEvent))
    group.merge(group.one, group.two)
    group.visit(group.one)

    assert told == session.scalar(select(func.count()).select_from(ReviewEvent)) == 5
    assert len(group.visit(group.one).states) == 5


def test_a_quiz_that_comes_to_be_known_late_is_replayed_in_its_place(group, session, clock):
    """Two takes the quiz and is not seen again; One studies later the same week; then they are merged."""
    take(session, entry(session, group.bank, "check", clock()), group.two, clock(), RIGHT)
    clock.advance(days=2)
    study(group, group.one, "berths", "berths")
    group.merge(group.one, group.two)
    state = group.visit(group.one).states[f"{group.bank.public_id}:berths"]

    assert (state.reviews, state.held_gap, state.last_day) == (2, 2, clock().date())


# Deleting


@pytest.fixture
def chain(group, session, clock):
    """One was merged into Two, and Two into Three; each had studied and has a return link."""
    group.links = {}
    for student in (group.one, group.two, group.three):
        study(group, student, "jobs-who", "jobs-who-typed", op=f"op-{student.id}")
        group.links[student.id] = return_links.make_return_link(
            session, b"s", student.id, group.group.join_code, clock()
        )
    group.session.commit()
    group.merge(group.two, group.one)
    group.merge(group.three, group.two)
    return group


def test_every_reader_follows_the_whole_chain(chain, session, clock):
    token = sessions.sign_in(session, clock(), student_id=chain.one.id)

    assert sessions.find_session(session, token, clock()).viewer.student_id == chain.three.id
    for link in chain.links.values():
        assert return_links.by_token(session, link.token).id == chain.three.id
    assert len(personal_data.my_data(session, chain.three.id, clock())["studying"]) == 3
    assert chain.visit(chain.three).states[f"{chain.bank.public_id}:jobs-who"].reviews == 1


def test_delete_me_erases_name_answers_and_links_of_all_of_them(chain, session, clock):
    erase_student(session, chain.three.id, clock())
    session.commit()

    assert set(session.scalars(select(Student.name))) == {NOBODY}
    assert set(session.scalars(select(Membership.name))) == {NOBODY}
    assert not any(
        name in f"{a.about} {a.reason}" for a in session.scalars(select(AuditEvent)) for name in NAMES
    )
    for table in (ReviewAnswer, ReviewState, ReturnLink):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    for link in chain.links.values():
        with pytest.raises(NotFound):
            return_links.by_token(session, link.token)
