"""What happens to the students of a class: names, removal, merging."""

import pytest
from sqlalchemy import func, select

from quizapp.attempts import allowances as allowed
from quizapp.attempts.allowances import Extra
from quizapp.basics.errors import NotFound, Refused
from quizapp.classes import allowances, joining, roster, service, students
from quizapp.identity import return_links, sessions
from quizapp.identity.names import NameTaken
from quizapp.identity.tokens import new_token
from quizapp.models import (
    Allowance,
    Attempt,
    AuditEvent,
    Bank,
    Membership,
    ReviewState,
    StudyNote,
    WebSession,
)
from tests.classes.school import begin, finish, get_membership, new_student, publish_bank, set_quiz
from tests.support.clock import START


def rename(school, membership, name):
    students.rename(school.session, school.school_class, membership, name, school.teacher.id, START)


def remove(school, membership):
    students.remove(school.session, school.school_class, membership, school.teacher.id, START)


def restore(school, membership):
    students.restore(school.session, school.school_class, membership, school.teacher.id, START)


def merge(school, keep, drop, user=None):
    user = user or school.teacher
    students.merge(school.session, school.school_class, keep, drop, user.id, START)


def acts(school) -> list[str]:
    return [event.act for event in service.audit_of(school.session, school.school_class.id, page=1)[0]]


# Names


def test_a_new_name_is_known_everywhere_where_it_is_the_only_one(school):
    student = school.student()

    rename(school, school.membership(), "Grace  B. Hopper")

    assert school.membership("Grace B. Hopper").student_id == student.id
    assert student.name == "Grace B. Hopper"


def test_a_name_in_one_class_does_not_change_the_name_in_another(school):
    student = school.student()
    service_student = students.list_memberships(school.session, school.school_class.id, school.people())[0]
    from_elsewhere = Membership(
        class_id=school.foreign.id, student_id=student.id, name="Grace", name_key="grace", joined_at=START
    )
    school.session.add(from_elsewhere)
    school.session.flush()

    rename(school, service_student, "G. H.")

    assert student.name == "Grace Hopper"
    assert from_elsewhere.name == "Grace"


def test_a_name_that_somebody_has_is_refused_and_nothing_changes(school):
    school.student("Grace")
    school.student("Ada")

    with pytest.raises(NameTaken):
        rename(school, school.membership("Ada"), "GRACE")
    assert school.membership("Ada").name_key == "ada"


def test_a_name_may_change_its_capitals(school):
    school.student("grace")

    rename(school, school.membership("grace"), "Grace")

    assert school.membership("Grace").name == "Grace"


def test_a_student_of_another_class_is_not_found(school):
    new_student(school.session, school.foreign, "Grace")
    membership = get_membership(school.session, school.foreign, "Grace")

    with pytest.raises(NotFound):
        students.get_membership(school.session, school.school_class, membership.public_id)


# Removal


def test_a_removed_student_is_signed_out_and_what_they_work_on_is_handed_in(school):
    student = school.student()
    sessions.sign_in(school.session, START, student_id=student.id)
    attempt = begin(school.session, school.assignment, student)

    remove(school, school.membership())

    assert school.session.scalar(select(func.count()).select_from(WebSession)) == 0
    assert attempt.state == "graded"
    assert acts(school)[0] == "student removed"


def test_removing_twice_is_removing_once_and_can_be_undone(school):
    school.student()
    remove(school, school.membership())
    remove(school, school.membership())
    restore(school, school.membership())
    restore(school, school.membership())

    assert school.membership().removed_at is None
    assert acts(school)[:2] == ["student restored", "student removed"]
    assert acts(school).count("student removed") == 1


# Merging


def test_a_merge_moves_attempts_and_numbers_them_on(school):
    one, two = school.student("Grace"), school.student("Gracie")
    first = finish(school.session, school.assignment, one, 1)
    second = finish(school.session, school.assignment, two, 3)

    merge(school, school.membership("Grace"), school.membership("Gracie"))

    assert (first.student_id, first.number) == (one.id, 1)
    assert (second.student_id, second.number) == (one.id, 2)
    assert school.membership("Gracie").removed_at == START


def test_of_two_open_attempts_the_kept_identity_goes_on_with_its_own(school):
    one, two = school.student("Grace"), school.student("Gracie")
    mine, other = (begin(school.session, school.assignment, s) for s in (one, two))

    merge(school, school.membership("Grace"), school.membership("Gracie"))

    assert (mine.state, other.state) == ("open", "voided")


def test_an_open_attempt_goes_on_where_the_kept_identity_has_none(school):
    school.student("Grace")
    attempt = begin(school.session, school.assignment, school.student("Gracie"))

    merge(school, school.membership("Grace"), school.membership("Gracie"))

    assert attempt.state == "open"
    assert attempt.student_id == school.membership("Grace").student_id


def test_the_return_link_of_the_dropped_identity_leads_to_the_kept_one(school):
    one, two = school.student("Grace"), school.student("Gracie")
    made = return_links.make_return_link(school.session, b"secret", two.id, "CODE", START)

    merge(school, school.membership("Grace"), school.membership("Gracie"))

    assert return_links.by_token(school.session, made.token) is one


def test_the_more_generous_allowance_stays(school):
    for name, extra in (("Grace", Extra(1.25, 2)), ("Gracie", Extra(1.5, 0))):
        school.student(name)
        allowances.set_allowance(
            school.session,
            school.school_class,
            school.membership(name),
            school.assignment,
            extra,
            school.teacher.id,
            START,
        )

    merge(school, school.membership("Grace"), school.membership("Gracie"))

    [left] = school.session.scalars(select(Allowance))
    assert (left.time_factor, left.extra_attempts) == (1.5, 2)
    assert left.membership_id == school.membership("Grace").id


def test_schedules_are_replayed_and_notes_of_other_banks_move(school):
    one, two = school.student("Grace"), school.student("Gracie")
    other = publish_bank(school.session, "other").bank_id
    bank = school.session.scalars(select(Bank.id).where(Bank.id != other)).one()
    for student, item in ((one, "a"), (two, "a"), (two, "b")):
        school.session.add(
            ReviewState(
                student_id=student.id,
                bank_id=bank,
                item=item,
                due=START,
                state={},
                scheduler_version="1",
                last_event_id=7,
            )
        )
    for student, bank_id in ((one, bank), (two, bank), (two, other)):
        school.session.add(StudyNote(student_id=student.id, bank_id=bank_id, key="lesson", at=START))
    school.session.flush()

    merge(school, school.membership("Grace"), school.membership("Gracie"))

    found = school.session.execute(
        select(ReviewState.student_id, ReviewState.item, ReviewState.scheduler_version).order_by(
            ReviewState.item
        )
    ).all()
    assert [tuple(row) for row in found] == [(one.id, "a", "to be replayed"), (one.id, "b", "to be replayed")]
    notes = school.session.execute(
        select(StudyNote.student_id, StudyNote.bank_id).order_by(StudyNote.bank_id)
    ).all()
    assert sorted(tuple(row) for row in notes) == sorted([(one.id, bank), (one.id, other)])


def test_a_merge_twice_is_a_merge_once(school):
    school.student("Grace")
    finish(school.session, school.assignment, school.student("Gracie"), 2)
    merge(school, school.membership("Grace"), school.membership("Gracie"))
    merge(school, school.membership("Grace"), school.membership("Gracie"))

    assert acts(school).count("students merged") == 1
    assert school.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_a_merged_name_cannot_be_restored(school):
    school.student("Grace")
    school.student("Gracie")
    merge(school, school.membership("Grace"), school.membership("Gracie"))

    with pytest.raises(Refused, match="was merged"):
        restore(school, school.membership("Gracie"))


def test_what_cannot_be_merged_is_refused(school):
    school.student("Grace")
    school.student("Removed")
    remove(school, school.membership("Removed"))
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Nobody"))
    new_student(school.session, school.foreign, "Elsewhere")

    for name, said in (
        ("Grace", "two different"),
        ("Nobody", "must have joined"),
        ("Removed", "was removed"),
    ):
        with pytest.raises(Refused, match=said):
            merge(school, school.membership("Grace"), school.membership(name))
    with pytest.raises(Refused, match="two different"):
        merge(school, school.membership("Grace"), get_membership(school.session, school.foreign, "Elsewhere"))


@pytest.mark.parametrize("elsewhere", ["Grace", "Gracie"])
def test_a_merge_hands_over_no_class_of_another_teacher(school, elsewhere):
    known = {name: school.student(name) for name in ("Grace", "Gracie")}
    place = Membership(
        class_id=school.foreign.id, student_id=known[elsewhere].id, name="G", name_key="g", joined_at=START
    )
    school.session.add(place)
    school.session.flush()

    with pytest.raises(Refused, match="do not teach"):
        merge(school, school.membership("Grace"), school.membership("Gracie"))

    # Both classes are shared with the teacher: now the other class keeps its student, under the kept identity.
    service.add_teacher(school.session, school.foreign, "ada", school.other.id, START)
    merge(school, school.membership("Grace"), school.membership("Gracie"))
    assert place.student_id == known["Grace"].id
    assert place.removed_at is None


def test_in_a_class_where_both_are_the_dropped_name_is_set_aside(school):
    service.add_teacher(school.session, school.foreign, "ada", school.other.id, START)
    for name in ("Grace", "Gracie"):
        student = school.student(name)
        school.session.add(
            Membership(class_id=school.foreign.id, student_id=student.id, name=name, name_key=name.lower())
        )
    school.session.flush()

    merge(school, school.membership("Grace"), school.membership("Gracie"))

    assert get_membership(school.session, school.foreign, "Gracie").removed_at == START
    assert get_membership(school.session, school.foreign, "Grace").removed_at is None


def test_set_quiz_of_a_second_class_is_moved_too(school):
    service.add_teacher(school.session, school.foreign, "ada", school.other.id, START)
    school.student("Grace")
    two = school.student("Gracie")
    school.session.add(
        Membership(class_id=school.foreign.id, student_id=two.id, name="G", name_key="g", joined_at=START)
    )
    attempt = finish(
        school.session, set_quiz(school.session, school.foreign, school.quiz, school.other), two, 2
    )

    merge(school, school.membership("Grace"), school.membership("Gracie"))

    assert attempt.student_id == get_membership(school.session, school.foreign, "G").student_id


# --- the way back -----------------------------------------------------------------------------------------


def in_both_classes(school):
    """Grace, with an attempt in this class, an allowance there, and one in a class of another teacher."""
    grace = school.student("Grace")
    joining.join_class(school.session, school.foreign, "G. of 9C", grace.id, new_token()[:22], START)
    there = set_quiz(school.session, school.foreign, school.quiz, school.other)
    here = finish(school.session, school.assignment, grace, 2.0)
    elsewhere = finish(school.session, there, grace, 1.0)
    place = school.membership("Grace").id
    school.session.add(Allowance(assignment_id=school.assignment.id, membership_id=place, time_factor=1.5))
    school.session.flush()
    return grace, here, elsewhere


def reopen_the_way(school) -> int:
    return students.open_way_back(
        school.session, school.school_class, school.membership("Grace"), school.teacher.id, START
    )


def test_a_reissued_link_opens_nothing_of_another_teachers_class(school):
    """A return link signs its holder in, and the teacher holds it first: it must not be a key to another class."""
    grace, here, elsewhere = in_both_classes(school)

    found = reopen_the_way(school)

    assert found != grace.id
    school.session.expire_all()
    assert (here.student_id, elsewhere.student_id) == (found, grace.id)
    assert school.membership("Grace").student_id == found
    assert get_membership(school.session, school.foreign, "G. of 9C").student_id == grace.id
    assert allowed.extra_at(school.session, school.assignment.id, found).time_factor == 1.5
    assert reopen_the_way(school) == found  # parted already: from now on it is a plain reissue


def test_parting_leaves_the_other_classes_browsers_and_links_alone(school):
    grace, _here, _elsewhere = in_both_classes(school)
    link = return_links.make_return_link(school.session, b"secret", grace.id, school.foreign.join_code, START)
    token = sessions.sign_in(school.session, START, student_id=grace.id)

    reopen_the_way(school)

    assert sessions.find_session(school.session, token, START) is not None
    assert return_links.by_token(school.session, link.token).id == grace.id


def test_a_place_that_was_lost_in_another_class_still_keeps_its_results_apart(school):
    grace, _here, _elsewhere = in_both_classes(school)
    get_membership(school.session, school.foreign, "G. of 9C").removed_at = START

    assert reopen_the_way(school) != grace.id


def test_a_student_of_classes_that_this_teacher_teaches_stays_one(school):
    grace, _here, _elsewhere = in_both_classes(school)
    service.add_teacher(school.session, school.foreign, "ada", school.other.id, START)

    assert reopen_the_way(school) == grace.id


@pytest.mark.parametrize("name", ["Grace", "Gracie"])
def test_a_teacher_deletes_what_is_kept_of_a_student_and_of_nobody_who_is_elsewhere_too(school, name):
    student, seat = school.student(name), school.membership(name)
    place = Membership(
        class_id=school.foreign.id, student_id=student.id, name=name, name_key="g", joined_at=START
    )
    school.session.add(place)
    school.session.flush()
    with pytest.raises(Refused, match="class of another teacher"):
        students.erase(school.session, school.school_class, seat, school.teacher.id, START)
    assert student.erased_at is None

    school.session.delete(place)
    school.session.flush()
    students.erase(school.session, school.school_class, seat, school.teacher.id, START)

    assert (student.name, student.erased_at, seat.name) == ("Former student", START, "Former student")
    acts = school.session.scalars(select(AuditEvent).where(AuditEvent.act == "student erased")).all()
    assert [(act.about, act.user_id) for act in acts] == [("Former student", school.teacher.id)]
    assert not school.session.scalars(select(AuditEvent.about).where(AuditEvent.about.contains(name))).all()
