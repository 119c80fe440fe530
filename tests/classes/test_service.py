"""Classes, their codes and their teachers."""

import threading

import pytest
from sqlalchemy import func, select

from quizapp.accounts import service as accounts
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.spreadsheets import csv_bytes, make_inert
from quizapp.classes import service
from quizapp.classes.service import ClassPlan
from quizapp.identity import permissions
from quizapp.identity.names import clean_name, fold_name, fold_username
from quizapp.models import AuditEvent, ClassTeacher, SchoolClass
from tests.classes.school import new_class, new_teacher
from tests.support.clock import START

PLAN = ClassPlan("7B", "free", "Europe/London")


def test_a_class_has_a_code_of_its_own_and_an_owner(school):
    one, two = (new_class(school.session, school.teacher, "same name") for _n in range(2))

    assert one.join_code != two.join_code
    assert len(one.join_code) == 8
    assert service.is_owner(school.session, one.id, school.teacher.id)
    assert not service.is_owner(school.session, one.id, school.other.id)


def test_one_form_makes_one_class(school):
    made = [service.make_class(school.session, PLAN, "form-1", school.teacher.id, START) for _n in range(2)]

    assert made[0] is made[1]


def test_one_form_sent_sixteen_times_at_once_makes_one_class(school, sessions):
    user_id = school.teacher.id
    school.session.commit()
    before = school.session.scalar(select(func.count()).select_from(SchoolClass))
    school.session.commit()
    gate, ids, lock = threading.Barrier(16), [], threading.Lock()

    def press() -> None:
        gate.wait()
        with sessions.write() as session:
            made = service.make_class(session, PLAN, "form-1", user_id, START).id
            session.commit()
        with lock:
            ids.append(made)

    presses = [threading.Thread(target=press) for _n in range(16)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()

    assert len(ids) == 16
    assert len(set(ids)) == 1
    assert school.session.scalar(select(func.count()).select_from(SchoolClass)) == before + 1


def test_a_new_code_replaces_the_one_that_was_seen(school):
    old = school.school_class.join_code
    service.replace_code(school.session, school.school_class, old, school.teacher.id, START)
    new = school.school_class.join_code
    service.replace_code(school.session, school.school_class, old, school.teacher.id, START)

    assert new != old
    assert school.school_class.join_code == new


def test_a_change_says_what_it_changed(school):
    service.change_class(
        school.session,
        school.school_class,
        ClassPlan("7C", "words", "Europe/London"),
        school.teacher.id,
        START,
    )

    [event, *_rest] = service.audit_of(school.session, school.school_class.id, page=1)[0]
    assert (event.act, event.about) == ("class changed", "name, naming")


def test_a_change_of_nothing_is_not_written_down(school):
    before = school.session.scalar(select(func.count()).select_from(AuditEvent))
    service.change_class(
        school.session,
        school.school_class,
        ClassPlan("7B", "free", "Europe/London"),
        school.teacher.id,
        START,
    )

    assert school.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_archiving_and_restoring_are_each_done_once(school):
    for restore in (False, False, True, True):
        service.archive_class(school.session, school.school_class, school.teacher.id, START, restore=restore)

    acts = [e.act for e in service.audit_of(school.session, school.school_class.id, page=1)[0]]
    assert acts[:2] == ["class restored", "class archived"]
    assert acts.count("class archived") == 1


def test_the_list_of_classes_counts_whom_it_should(school):
    school.student("Grace")
    school.student("Ada")
    school.membership("Ada").removed_at = START

    [line] = service.classes_of(school.session, school.teacher.id)

    assert (line.school_class.name, line.students, line.assignments) == ("7B", 1, 1)
    assert service.classes_of(school.session, school.teacher.id, archived=True) == []


# Teachers


def test_a_class_is_shared_by_a_name_however_it_is_written(school):
    jose = new_teacher(school.session, "josé")
    jose.username_key = fold_username("josé")

    assert service.add_teacher(school.session, school.school_class, " JOSE ", school.teacher.id, START)
    assert service.add_teacher(school.session, school.school_class, "josé", school.teacher.id, START)
    assert (
        permissions.class_for(school.session, school.school_class.public_id, jose.id) is school.school_class
    )
    teachers = select(func.count()).where(ClassTeacher.class_id == school.school_class.id)
    assert school.session.scalar(teachers) == 2


def test_there_is_no_sharing_with_nobody_or_with_a_closed_account(school):
    school.other.disabled_at = START

    assert not service.add_teacher(school.session, school.school_class, "nobody", school.teacher.id, START)
    assert not service.add_teacher(school.session, school.school_class, "bob", school.teacher.id, START)


def test_an_invited_teacher_gets_the_class_with_the_account(school):
    token = service.invite_teacher(school.session, school.school_class, school.teacher.id, START)
    link = accounts.link_or_404(school.session, "invite", token, START)
    user = accounts.create_account(school.session, link, accounts.NewAccount("eve", "Eve", "hash"), START)

    assert [
        (t.user.username, t.role) for t in service.teachers_of(school.session, school.school_class.id)
    ] == [
        ("ada", "owner"),
        ("eve", "teacher"),
    ]
    assert not user.is_admin


def test_only_the_owner_takes_others_out_and_loses_nothing_by_a_second_press(school):
    service.add_teacher(school.session, school.school_class, "bob", school.teacher.id, START)

    with pytest.raises(Refused):
        service.remove_teacher(
            school.session, school.school_class, school.teacher.public_id, school.other.id, START
        )
    with pytest.raises(Refused):
        service.remove_teacher(
            school.session, school.school_class, school.teacher.public_id, school.teacher.id, START
        )
    for _press in range(2):
        service.remove_teacher(
            school.session, school.school_class, school.other.public_id, school.teacher.id, START
        )
    with pytest.raises(NotFound):
        permissions.class_for(school.session, school.school_class.public_id, school.other.id)
    with pytest.raises(NotFound):
        service.remove_teacher(school.session, school.school_class, "nobody", school.teacher.id, START)


def test_the_history_of_a_class_is_its_own(school):
    service.archive_class(school.session, school.foreign, school.other.id, START, restore=False)

    events, number = service.audit_of(school.session, school.school_class.id, page=1)

    assert [e.act for e in events] == ["quiz assigned", "class made"]
    assert number == 2


# Names and cells


def test_names_are_kept_and_compared_without_what_nobody_sees():
    assert clean_name("  A\u200bda\t\n Lovelace\u202e ") == "Ada Lovelace"
    assert fold_name("ＡDA\u200b  Lovelace") == fold_name("ada lovelace")
    assert fold_name("Straße") == fold_name("STRASSE")
    assert clean_name("\u200b\u202e") == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_could_run_as_a_formula_is_made_inert(start):
    assert make_inert(f"{start}1+1") == f"'{start}1+1"
    assert f"'{start}" in csv_bytes([[f"{start}cmd"]]).decode("utf-8-sig")


def test_numbers_and_plain_texts_stay_as_they_are():
    assert csv_bytes([["Ada", -1.5, None, "a,b"]]) == b'\xef\xbb\xbfAda,-1.5,,"a,b"\r\n'
