"""Who joins, under which name, how often."""

import threading
from collections import Counter
from random import Random

import pytest
from sqlalchemy import func, select

from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.limits import SAME_PRESS
from quizapp.classes import joining, roster, students
from quizapp.identity.names import NameTaken
from quizapp.identity.tokens import new_token
from quizapp.models import Membership, Student
from tests.classes.school import new_class, new_student
from tests.support.clock import START


def number_of(session, table) -> int:
    return session.scalar(select(func.count()).select_from(table))


def test_a_code_is_found_in_any_case_and_with_spaces(school):
    code = school.school_class.join_code

    assert joining.class_by_code(school.session, f" {code[:4].lower()} - {code[4:]}") is school.school_class
    assert joining.class_by_code(school.session, "") is None


def test_the_code_of_an_archived_class_opens_nothing(school):
    school.school_class.archived_at = START

    assert joining.class_by_code(school.session, school.school_class.join_code) is None


def test_joining_twice_from_one_browser_is_joining_once(school):
    student = school.student()

    again = joining.join_class(school.session, school.school_class, "Other Name", student.id, "x" * 22, START)

    assert again is student
    assert number_of(school.session, Membership) == 1


def test_the_same_form_sent_twice_joins_once(school):
    first = joining.join_class(school.session, school.school_class, "Grace", None, "form-1", START)
    second = joining.join_class(school.session, school.school_class, "Grace", None, "form-1", START)

    assert second is first
    assert number_of(school.session, Student) == 1


def test_an_old_form_does_not_sign_the_next_person_in(school):
    joining.join_class(school.session, school.school_class, "Grace", None, "form-1", START)

    with pytest.raises(NameTaken):
        joining.join_class(
            school.session, school.school_class, "Grace", None, "form-1", START + 2 * SAME_PRESS
        )


@pytest.mark.parametrize("same", ["grace hopper", "GRACE  HOPPER", "Ｇrace Hopper", "Grace\u200b Hopper"])
def test_two_names_that_look_alike_are_one(school, same):
    school.student("Grace Hopper")

    with pytest.raises(NameTaken):
        school.student(same)


def test_accents_tell_names_apart(school):
    school.student("José")

    assert school.student("Jose").name == "Jose"


def test_a_student_of_another_class_keeps_their_identity(school):
    student = school.student()

    again = joining.join_class(school.session, school.foreign, "Grace", student.id, "form-2", START)

    assert again is student
    assert number_of(school.session, Student) == 1


def test_a_removed_student_is_told_so(school):
    student = school.student()
    students.remove(school.session, school.school_class, school.membership(), school.teacher.id, START)

    with pytest.raises(Refused, match="taken you out"):
        joining.join_class(school.session, school.school_class, "Grace Hopper", student.id, "form-2", START)
    with pytest.raises(Refused, match="taken you out"):
        joining.join_as(school.session, school.school_class, "any", student.id, "form-3", START)


def test_writing_a_name_of_the_roster_takes_that_place(school):
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Grace Hopper"))

    student = school.student("grace  hopper")

    assert school.membership("Grace Hopper").student_id == student.id
    assert number_of(school.session, Membership) == 1


def test_a_roster_name_is_taken_once(school):
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Ada\nGrace"))
    membership = school.membership("Grace")

    student = joining.join_as(
        school.session, school.school_class, membership.public_id, None, "form-1", START
    )

    assert student.name == "Grace"
    assert [m.name for m in joining.free_roster_names(school.session, school.school_class.id)] == ["Ada"]
    with pytest.raises(NameTaken):
        joining.join_as(school.session, school.school_class, membership.public_id, None, "form-2", START)


def test_a_place_of_another_class_is_not_found(school):
    roster.add_roster(school.session, school.foreign.id, roster.read_roster("Grace"))
    membership = school.session.scalars(select(Membership)).one()

    with pytest.raises(NotFound):
        joining.join_as(school.session, school.school_class, membership.public_id, None, "form-1", START)


def test_a_pair_of_words_is_drawn_again_until_it_is_free(school):
    # Both draw from generators of the same seed, so the second student's first pair is taken.
    first, second = (
        joining.join_in_words(school.session, school.school_class, None, f"form-{n}", START, Random(5))
        for n in range(2)
    )

    assert first.name == joining.word_pair(Random(5))
    assert second.name != first.name


def test_word_pairs_are_two_plain_words():
    rng = Random(1)
    for _try in range(50):
        one, two = joining.word_pair(rng).split()
        assert one.isalpha()
        assert two.istitle()


def test_a_full_class_takes_nobody_in(school, monkeypatch):
    monkeypatch.setattr(joining, "CLASS_SIZE", 1)
    school.student("Grace")

    with pytest.raises(Refused, match="full"):
        school.student("Ada")


def race(sessions, work, threads: int = 16) -> Counter:
    """Run ``work(session, number)`` in as many threads at once; counts what they returned or raised."""
    gate, outcomes, lock = threading.Barrier(threads), Counter(), threading.Lock()

    def run(number: int) -> None:
        gate.wait()
        with sessions.write() as session:
            try:
                outcome = work(session, number)
                session.commit()
            except (NameTaken, Refused) as error:
                session.rollback()
                outcome = type(error).__name__
        with lock:
            outcomes[outcome] += 1

    running = [threading.Thread(target=run, args=(n,)) for n in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join()
    return outcomes


def test_of_sixteen_who_take_one_name_at_once_one_gets_it(school, sessions):
    class_id = school.school_class.id
    school.session.commit()

    def work(session, number):
        joining.join_class(
            session, session.get(type(school.school_class), class_id), "Grace", None, f"f{number}", START
        )
        return "joined"

    assert race(sessions, work) == {"joined": 1, "NameTaken": 15}
    assert number_of(school.session, Student) == 1


def test_of_sixteen_who_press_one_form_at_once_all_are_the_same_student(school, sessions):
    class_id = school.school_class.id
    school.session.commit()

    def work(session, _number):
        found = session.get(type(school.school_class), class_id)
        return joining.join_class(session, found, "Grace", None, "form-1", START).id

    outcomes = race(sessions, work)

    assert list(outcomes.values()) == [16]
    assert number_of(school.session, Membership) == 1


def test_of_sixteen_who_choose_one_place_at_once_one_gets_it(school, sessions):
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Grace"))
    class_id, membership_id = school.school_class.id, school.membership("Grace").public_id
    school.session.commit()

    def work(session, number):
        found = session.get(type(school.school_class), class_id)
        joining.join_as(session, found, membership_id, None, f"f{number}", START)
        return "joined"

    assert race(sessions, work) == {"joined": 1, "NameTaken": 15}
    assert number_of(school.session, Student) == 1


def test_a_known_student_who_joins_sixteen_times_at_once_is_in_once(school, sessions):
    student = new_student(school.session, new_class(school.session, school.teacher, "8A"), "Grace")
    class_id, student_id = school.school_class.id, student.id
    school.session.commit()

    def work(session, number):
        found = session.get(type(school.school_class), class_id)
        return joining.join_class(session, found, f"Grace {number}", student_id, new_token()[:22], START).id

    assert race(sessions, work) == {student_id: 16}
    assert number_of(school.session, Membership) == 2
