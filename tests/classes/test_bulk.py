"""One act on many at once, and its undoing: groups, removing, archiving, attempts; groups part lists."""

import pytest
from sqlalchemy import select

from quizapp.models import Assignment, Attempt, AuditEvent, BulkAct, Membership
from tests.classes.school import assignment_url, class_url, finish, fresh, set_quiz

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def three(school):
    school.session.begin()
    made = [school.student(name) for name in ("Ada", "Cleo", "Grace")]
    school.session.commit()
    return made


def ids(school, *names: str) -> list[str]:
    found = [school.membership(name).public_id for name in names]
    school.session.commit()
    return found


def groups(school) -> dict[str, str | None]:
    rows = fresh(school).execute(select(Membership.name, Membership.group_label))
    found = {row[0]: row[1] for row in rows}
    school.session.commit()
    return found


def do(teacher, school, url: str, values, button: str):
    """Press once, then send the very same form again; the page that follows."""
    page = teacher.get(url)
    for _press in range(2):
        sent = teacher.submit(page, values, button=button)
        assert sent.status_code == 303
    return teacher.get(sent.location)


def test_students_are_put_into_a_group_and_back_into_those_they_were_in(teacher, school, three):
    url = class_url(school, "/several")
    do(teacher, school, url, {"each": ids(school, "Ada"), "label": "B"}, "Put them into this group")
    after = do(teacher, school, url, {"all": ["y"], "label": "A"}, "Put them into this group")
    assert groups(school) == {"Ada": "A", "Cleo": "A", "Grace": "A"}
    assert "Done for 3." in after.text

    undone = teacher.submit(after, {}, button="Undo")
    assert undone.status_code == 303
    assert groups(school) == {"Ada": "B", "Cleo": None, "Grace": None}
    teacher.submit(after, {}, button="Undo")  # twice is once
    assert groups(school)["Ada"] == "B"
    acts = fresh(school).scalars(select(AuditEvent.act).where(AuditEvent.act == "group")).all()
    assert len(acts) == 1 + 3 + 3


def test_students_and_assignments_are_put_away_and_come_back(teacher, school, three):
    url = class_url(school, "/several")
    after = do(teacher, school, url, {"each": ids(school, "Ada", "Grace")}, "Remove them")
    gone = {
        m.name for m in fresh(school).scalars(select(Membership).where(Membership.removed_at.is_not(None)))
    }
    assert gone == {"Ada", "Grace"}
    school.session.commit()
    teacher.submit(after, {}, button="Undo")
    assert not fresh(school).scalars(select(Membership).where(Membership.removed_at.is_not(None))).all()
    other = set_quiz(school.session, school.school_class, school.quiz, school.teacher)
    both = [school.assignment.public_id, other.public_id]
    school.session.commit()

    after = do(teacher, school, url, {"each": both}, "Archive them")
    assert not fresh(school).scalars(select(Assignment).where(Assignment.archived_at.is_(None))).all()
    school.session.commit()
    teacher.submit(after, {}, button="Undo")
    assert len(fresh(school).scalars(select(Assignment).where(Assignment.archived_at.is_(None))).all()) == 2


def test_newest_attempts_are_reopened_with_one_reason_and_handed_in_again(teacher, school, three):
    for student in three[:2]:
        finish(school.session, school.assignment, student, 2.0)
    school.session.commit()
    url = assignment_url(school)
    without = teacher.submit(teacher.get(url), {"all": ["y"]}, button="Reopen")
    assert "write a reason" in teacher.get(without.location).text
    after = do(teacher, school, url, {"all": ["y"], "reason": "The bell rang"}, "Reopen")
    states = fresh(school).scalars(select(Attempt.state)).all()
    assert states == ["open", "open"]
    assert "Done for 2." in after.text  # the third has none
    school.session.commit()

    teacher.submit(after, {}, button="Undo")
    assert set(fresh(school).scalars(select(Attempt.state))) == {"graded"}


def test_a_group_parts_the_list_of_an_assignment(teacher, school, three):
    school.session.begin()
    school.membership("Ada").group_label = "A"
    school.session.commit()

    page = teacher.get(assignment_url(school) + "?group=A").text
    assert ">Ada</a>" in page
    assert ">Grace</a>" not in page
    assert ">Grace</a>" in teacher.get(assignment_url(school)).text


def test_nothing_ticked_changes_nothing_and_says_so(teacher, school, three):
    after = do(teacher, school, class_url(school, "/several"), {"label": "A"}, "Put them into this group")

    assert "Nothing was changed" in after.text
    assert set(groups(school).values()) == {None}
    assert fresh(school).scalars(select(BulkAct)).one().done == []
