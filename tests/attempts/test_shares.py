"""Who else got a question right is told where enough have answered, and to a class where its teacher allows it."""

import pytest

from quizapp.attempts.shares import ShareRight, find_shares
from tests.classes.school import School, finish

pytestmark = pytest.mark.databases("sqlite")
QUESTIONS = ("one", "two", "three")


def hand_in(school: School, pupils: range, fraction: float) -> None:
    for number in pupils:
        attempt = finish(school.session, school.assignment, school.student(f"Pupil {number}"), 3 * fraction)
        for position in attempt.positions:
            position.kind, position.response, position.fraction = "answer", 0, fraction
    school.session.flush()


def test_ten_of_a_class_are_enough_where_the_teacher_allows_it(session):
    school = School(session)
    hand_in(school, range(6), fraction=1.0)
    hand_in(school, range(6, 9), fraction=0.0)
    school.school_class.tells_shares = True
    session.flush()
    assert find_shares(session, school.assignment, QUESTIONS) == {}  # nine are too few

    hand_in(school, range(9, 10), fraction=0.0)
    assert set(find_shares(session, school.assignment, QUESTIONS).values()) == {ShareRight(6, 10, True)}

    school.school_class.tells_shares = False
    session.flush()
    assert find_shares(session, school.assignment, QUESTIONS) == {}


def test_readers_of_an_open_quiz_are_told_in_tens():
    assert ShareRight(13, 20, False).of_ten == 6  # 6.5, to the even number
    assert ShareRight(14, 20, False).of_ten == 7
