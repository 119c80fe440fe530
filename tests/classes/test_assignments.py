"""Setting a quiz, changing it while students work, and allowances."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.attempts import sweep
from quizapp.attempts.allowances import Extra, extra_of
from quizapp.basics.errors import Refused
from quizapp.classes import allowances, assignments, students
from quizapp.classes.assignments import describe_effects, plan_for, plan_of, quizzes_for
from quizapp.domain.recipes import QuizRecipe
from quizapp.models import Allowance, Assignment, Quiz
from tests.classes.school import begin, finish, plan, publish_bank, set_quiz
from tests.support.clock import START

HOUR = timedelta(hours=1)


def change(school, **changes):
    new = plan(**{**vars(plan_of(school.assignment)), **changes})
    assignments.change_assignment(
        school.session, school.school_class, school.assignment, new, school.teacher.id, START
    )


def told(school, **changes) -> list[str]:
    return describe_effects(
        school.session, school.assignment, plan(**{**vars(plan_of(school.assignment)), **changes})
    )


def allow(school, student, **extra):
    allowances.set_allowance(
        school.session,
        school.school_class,
        students.get_membership_of(school.session, school.school_class, student.id),
        school.assignment,
        Extra(**extra),
        school.teacher.id,
        START,
    )


def recipe(**rules) -> QuizRecipe:
    given = {"key": "k", "title": "T", "draw": (), "questions": ("one",), "order": "shuffled"}
    return QuizRecipe(**{**given, "feedback": "after submitting", **rules})


@pytest.mark.parametrize(
    ("feedback", "shown"),
    [
        ("after each question", "at once"),
        ("after submitting", "after submitting"),
        ("when closed", "after closing"),
    ],
)
def test_the_defaults_show_what_the_quiz_says(feedback, shown):
    made = plan_for(recipe(feedback=feedback), "T")

    assert {made.show_score, made.show_answers, made.show_explanations} == {shown}
    assert (made.attempts_allowed, made.time_limit_seconds, made.counts) == (1, None, "best")


def test_a_quiz_written_in_order_is_not_shuffled_by_default():
    assert not plan_for(recipe(order="as written"), "T").shuffle_questions


def test_one_form_sets_one_quiz(school):
    made = [
        assignments.assign_quiz(
            school.session, school.school_class, school.quiz, plan(), "form-1", school.teacher.id, START
        )
        for _press in range(2)
    ]

    assert made[0] is made[1]
    assert school.session.scalar(select(func.count()).where(Assignment.public_id == "form-1")) == 1


def test_a_teacher_can_set_quizzes_of_all_and_of_their_own_bank_only(school):
    theirs = publish_bank(school.session, "theirs")
    theirs.bank.owner_id = school.other.id
    gone = publish_bank(school.session, "gone")
    gone.archived_at = START
    made_by_other = Quiz(
        bank_id=school.quiz.bank_id, title="x", rules={}, owner_id=school.other.id, created_at=START
    )
    school.session.add(made_by_other)
    school.session.flush()

    assert [c.quiz.id for c in quizzes_for(school.session, school.teacher.id)] == [school.quiz.id]
    [choice] = quizzes_for(school.session, school.teacher.id)
    assert (choice.bank_title, choice.about, choice.length) == (
        "A bank for tests",
        "Three questions on nothing.",
        3,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opens_at": START, "closes_at": START}, "closes_at"),
        ({"show_score": "after closing"}, "closes_at"),
        ({"show_answers": "never"}, "show_explanations"),
        ({"show_explanations": "at once"}, "show_explanations"),
    ],
)
def test_contradictions_are_refused(school, changes, field):
    assert list(assignments.find_contradictions(plan(**changes))) == [field]
    with pytest.raises(Refused):
        change(school, **changes)


def test_after_closing_with_a_closing_date_is_no_contradiction():
    when = dict.fromkeys(("show_score", "show_answers", "show_explanations"), "after closing")

    assert assignments.find_contradictions(plan(closes_at=START, **when)) == {}


# Changing while students work


def test_a_longer_limit_reaches_running_attempts_and_a_shorter_one_does_not(school):
    change(school, time_limit_seconds=600)
    attempt = begin(school.session, school.assignment, school.student())
    assert attempt.deadline_at == START + timedelta(seconds=600)

    change(school, time_limit_seconds=60)
    assert attempt.deadline_at == START + timedelta(seconds=600)
    change(school, time_limit_seconds=1200)
    assert attempt.deadline_at == START + timedelta(seconds=1200)
    change(school, time_limit_seconds=None)
    assert attempt.deadline_at is None


def test_a_factor_for_all_stretches_running_attempts(school):
    change(school, time_limit_seconds=600)
    attempt = begin(school.session, school.assignment, school.student())

    change(school, time_factor=1.5)

    assert attempt.deadline_at == START + timedelta(seconds=900)


def test_the_earlier_close_is_for_new_attempts(school):
    change(school, closes_at=START + 3 * HOUR)
    attempt = begin(school.session, school.assignment, school.student())

    change(school, closes_at=START + HOUR)

    assert attempt.deadline_at == START + 3 * HOUR


def test_a_change_is_told_before_it_is_made(school):
    change(school, time_limit_seconds=600)
    begin(school.session, school.assignment, school.student("Grace"))
    begin(school.session, school.assignment, school.student("Ada"))
    finish(school.session, school.assignment, school.student("Zoë"), 2)

    assert told(school, title="Another") == []
    assert told(school, time_limit_seconds=1200) == ["2 running attempts get more time."]
    assert told(school, time_limit_seconds=60) == [
        "Running attempts never get less time: 2 of them keep the time they were given."
    ]
    assert told(school, draws="one per student") == [
        "Running attempts keep their questions and order; the change is for new ones."
    ]
    assert told(school, attempts_allowed=2)[0].startswith("Running attempts go on")
    assert told(school, show_score="never") == [
        "What students may see changes at once, also for the 1 attempts that are handed in."
    ]
    assert told(school, counts="last")[0].startswith("Marks in the gradebook change")
    assert told(school, pass_mark=0.5)[0].startswith("Who has passed")
    assert len(school.session.scalars(select(Assignment)).all()) == 1


def test_without_attempts_a_change_does_nothing_to_anybody(school):
    assert told(school, time_limit_seconds=60, show_score="never", draws="one per student") == []


# Allowances


def test_an_allowance_reaches_a_running_attempt(school):
    change(school, time_limit_seconds=600)
    student = school.student()
    attempt = begin(school.session, school.assignment, student)

    allow(school, student, time_factor=2.0, reason="Needs a reader")

    assert attempt.deadline_at == START + timedelta(seconds=1200)


def test_a_later_close_for_one_student_is_theirs_alone(school):
    change(school, closes_at=START + HOUR)
    grace, ada = school.student("Grace"), school.student("Ada")
    allow(school, grace, closes_at=START + 5 * HOUR)
    mine = begin(school.session, school.assignment, grace)
    other = begin(school.session, school.assignment, ada)

    assert (mine.deadline_at, other.deadline_at) == (START + 5 * HOUR, START + HOUR)
    assert sweep(school.session, START + 2 * HOUR).done == 1
    assert (mine.state, other.state) == ("open", "graded")


def test_one_more_attempt_is_one_more(school):
    student = school.student()
    finish(school.session, school.assignment, student, 1)
    with pytest.raises(Refused):
        begin(school.session, school.assignment, student)

    allow(school, student, extra_attempts=1)

    assert begin(school.session, school.assignment, student).number == 2


def test_the_same_allowance_twice_is_one_and_it_can_be_taken_back(school):
    student = school.student()
    for _press in range(2):
        allow(school, student, extra_attempts=1)
    allow(school, student)

    [left] = school.session.scalars(select(Allowance))
    assert extra_of(left) == Extra()


def test_an_archived_assignment_starts_no_attempt_until_it_is_restored(school):
    student = school.student()
    for restore in (False, True):
        assignments.archive_assignment(
            school.session,
            school.school_class,
            school.assignment,
            school.teacher.id,
            START,
            restore=restore,
        )
        if not restore:
            with pytest.raises(Refused):
                begin(school.session, school.assignment, student)
    assert begin(school.session, school.assignment, student).is_open


def test_set_quiz_makes_what_the_plan_says(school):
    made = set_quiz(school.session, school.school_class, school.quiz, school.teacher, pass_mark=0.5)

    assert plan_of(made) == plan(pass_mark=0.5)
