"""Which attempt counts, the gradebook, and how an assignment is going."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from quizapp.attempts import page_of, record
from quizapp.classes import assignment_progress, roster
from quizapp.classes.gradebook import Done, build_gradebook, gradebook_sheets, gradebook_table, make_cell
from quizapp.classes.weights import Scheme, save_scheme
from quizapp.models import Allowance, Assignment
from tests.classes.school import begin, finish, new_student, set_quiz
from tests.support.clock import START
from tests.support.statements import count_statements


def done(score, *, state="graded", excused=False, most=10.0):
    return Done(1, 1, state, excused, score, most)


# Of 10 marks: 4, then 9, then 5. Best 0.9, last 0.5, first 0.4, mean (4+9+5)/30 = 0.6.
@pytest.mark.parametrize(("counts", "share"), [("best", 0.9), ("last", 0.5), ("first", 0.4), ("mean", 0.6)])
def test_the_attempt_that_counts_is_the_one_that_the_teacher_chose(counts, share):
    found = make_cell(Assignment(counts=counts), [done(4), done(9), done(5)])

    assert found.share == pytest.approx(share, abs=1e-12)
    assert found.attempts == 3


def test_excused_running_and_unmarked_attempts_count_nothing():
    attempts = [done(9, excused=True), done(4), done(None, state="open"), done(3, state="submitted")]

    assert make_cell(Assignment(counts="best"), attempts).share == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("attempts", "why"),
    [
        ([], "not started"),
        ([done(None, state="open")], "not handed in"),
        ([done(None, state="open"), done(2, state="submitted")], "waits for marking"),
        ([done(4, excused=True)], "excused"),
        ([done(0, most=0.0)], "no marks"),
    ],
)
def test_where_there_is_no_mark_the_cell_says_why(attempts, why):
    found = make_cell(Assignment(counts="best"), attempts)

    assert (found.share, found.why_none) == (None, why)


# 0.7 + 0.1 of 1 mark is 0.8, though binary fractions make it 0.7999999999999999.
@pytest.mark.parametrize(("score", "passed"), [(0.8, True), (0.7 + 0.1, True), (0.799, False)])
def test_the_pass_mark_is_reached_or_not(score, passed):
    assert make_cell(Assignment(counts="best", pass_mark=0.8), [done(score, most=1.0)]).passed is passed


def test_without_a_pass_mark_nobody_passes_or_fails():
    assert make_cell(Assignment(counts="best"), [done(7)]).passed is None


def test_the_gradebook_holds_every_student_in_every_assignment(school):
    second = set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="Again")
    grace = school.student("Grace")
    school.student("Ada")
    finish(school.session, school.assignment, grace, 3)
    finish(school.session, second, grace, 1.5)
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Zoë"))

    book = build_gradebook(school.session, school.school_class, school.people(), START)

    assert [a.title for a in book.assignments] == ["All three", "Again"]
    assert [(r.name, [c.share for c in r.cells], r.mean) for r in book.rows] == [
        ("Ada", [None, None], None),
        ("Grace", [1.0, 0.5], 0.75),
        ("Zoë", [None, None], None),
    ]
    assert list(gradebook_table(book)) == [
        ["Student", "All three (%)", "Again (%)", "Mean (%)"],
        ["Ada", "not started", "not started", ""],
        ["Grace", 100.0, 50.0, 75.0],
        ["Zoë", "not started", "not started", ""],
    ]


def test_the_gradebook_leaves_out_removed_students_archived_assignments_and_other_classes(school):
    finish(school.session, school.assignment, school.student("Grace"), 3)
    school.student("Gone")
    school.membership("Gone").removed_at = START
    away = set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="Away")
    away.archived_at = START
    set_quiz(school.session, school.foreign, school.quiz, school.other, title="Foreign")
    new_student(school.session, school.foreign, "Foreigner")

    book = build_gradebook(school.session, school.school_class, school.people(), START)

    assert [a.title for a in book.assignments] == ["All three"]
    assert [r.name for r in book.rows] == ["Grace"]


def test_the_gradebook_comes_in_pages(school):
    for name in ("Ada", "Grace", "Zoë"):
        school.student(name)

    book = build_gradebook(school.session, school.school_class, school.people(), START, page=2, size=2)

    assert [r.name for r in book.rows] == ["Zoë"]
    assert book.students == 3


def weigh(school, **rules):
    save_scheme(school.session, school.school_class, Scheme(**rules), school.teacher.id, START)


def test_quizzes_and_categories_weigh_what_the_teacher_says(school):
    second = set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="Again")
    third = set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="Test")
    grace = school.student("Grace")
    for assignment, score in ((school.assignment, 3), (second, 1.5), (third, 0)):
        finish(school.session, assignment, grace, score)  # of 3 marks: 1, 0.5 and 0

    def mean():
        book = build_gradebook(school.session, school.school_class, school.people(), START)
        return book.rows[0].category_means, book.rows[0].mean

    weigh(school, weights={second.public_id: 3, third.public_id: 0})
    assert mean() == ((), pytest.approx((1 * 1 + 3 * 0.5) / 4))

    homework = {school.assignment.public_id: "Homework", second.public_id: "Homework"}
    tests = {**homework, third.public_id: "Tests"}
    weigh(school, categories=tests)
    # Each category weighs what is in it: the mean is that of the three.
    assert mean() == ((0.75, 0.0), pytest.approx(0.5))
    weigh(school, categories=tests, of_category={"Homework": 30, "Tests": 70})
    assert mean() == ((0.75, 0.0), pytest.approx(0.3 * 0.75))
    weigh(school, categories=homework, of_category={"Homework": 30})
    # What is in no category with a weight counts nothing.
    assert mean() == ((0.75, 0.0), 0.75)


def test_what_is_missing_counts_nought_once_it_is_closed_for_the_student(school):
    closes = START + timedelta(days=1)
    school.assignment.closes_at = closes
    grace = school.student("Grace")
    second = set_quiz(school.session, school.school_class, school.quiz, school.teacher, title="Open")
    finish(school.session, second, grace, 3)
    school.student("Later")
    membership = school.membership("Later")
    school.session.add(Allowance(membership_id=membership.id, later_days=2))
    school.student("New")
    school.membership("New").joined_at = closes
    weigh(school, missing_counts=True)

    def shares(now):
        book = build_gradebook(school.session, school.school_class, school.people(), now)
        return {row.name: (row.cells[0].share, row.mean) for row in book.rows}

    nothing = (None, None)
    assert shares(START) == {"Grace": (None, 1.0), "Later": nothing, "New": nothing}
    assert shares(closes) == {"Grace": (0.0, 0.5), "Later": nothing, "New": nothing}
    assert shares(closes + timedelta(days=2))["Later"] == (0.0, 0.0)


def test_the_gradebook_as_a_workbook_shows_shares_as_per_cent_and_says_what_counts(school):
    finish(school.session, school.assignment, school.student("Grace"), 1)
    weigh(school, weights={school.assignment.public_id: 2}, categories={school.assignment.public_id: "Tests"})
    book = build_gradebook(school.session, school.school_class, school.people(), START)

    marks, counts = gradebook_sheets(book, ZoneInfo("Europe/London")).values()

    assert list(marks.rows) == [
        ["Student", "All three", "Tests", "Mean"],
        ["Grace", 0.333333, 0.333333, 0.333333],
    ]
    assert marks.forms == {1: "0.0%", 2: "0.0%", 3: "0.0%"}
    assert list(counts.rows)[1] == ["All three", "Tests", 2, None, "best", None]


# How it is going


def answer(school, attempt, place, student, now):
    page = page_of(school.session, attempt.public_id, place, student.id, lock=True)
    best = page.question.best()
    record(school.session, page, best, certainty=None, op_id=f"op-{place}", body_hash="b", now=now)
    school.session.expire_all()


def live_lines(school, now=START + timedelta(minutes=5)):
    return assignment_progress.list_progress(school.session, school.assignment, school.people(), now)


def test_the_live_lines_say_who_is_where(school):
    grace = school.student("Grace")
    attempt = begin(school.session, school.assignment, grace)
    later = START + timedelta(minutes=4)
    answer(school, attempt, 1, grace, later)
    answer(school, attempt, 3, grace, later)
    finish(school.session, school.assignment, school.student("Ada"), 2)
    school.student("Zoë")
    roster.add_roster(school.session, school.school_class.id, roster.read_roster("Olena"))

    lines = {line.name: line for line in live_lines(school)}

    assert list(lines) == ["Ada", "Grace", "Olena", "Zoë"]
    assert (lines["Grace"].state, lines["Grace"].answered, lines["Grace"].length) == ("working", 2, 3)
    assert (lines["Grace"].at, lines["Grace"].seen_at) == (2, later)
    assert (lines["Ada"].state, lines["Ada"].at, lines["Ada"].seen_at) == ("handed in", 0, START)
    assert (lines["Zoë"].state, lines["Zoë"].has_joined) == ("not started", True)
    assert (lines["Olena"].state, lines["Olena"].has_joined) == ("not started", False)
    assert assignment_progress.count_states(list(lines.values())) == {
        "working": 1,
        "stopped": 0,
        "not started": 2,
        "handed in": 1,
    }


def test_whoever_gave_no_answer_for_a_quarter_of_an_hour_has_stopped(school):
    grace = school.student("Grace")
    attempt = begin(school.session, school.assignment, grace)
    answer(school, attempt, 1, grace, START + timedelta(minutes=4))

    [just_working] = live_lines(school, START + timedelta(minutes=18, seconds=59))
    [stopped] = live_lines(school, START + timedelta(minutes=19))

    assert (just_working.state, stopped.state) == ("working", "stopped")
    assert (stopped.answered, stopped.at) == (1, 2)


def test_whoever_works_stands_first_and_whoever_has_handed_in_last(school):
    finish(school.session, school.assignment, school.student("Ada"), 2)
    school.student("Ben")
    begin(school.session, school.assignment, school.student("Cleo"))
    begin(school.session, school.assignment, school.student("Dora"), START - timedelta(hours=1))
    school.student("Pupil 10")
    school.student("Pupil 2")

    found = assignment_progress.by_state(live_lines(school))

    assert [line.name for line in found] == ["Cleo", "Dora", "Ben", "Pupil 2", "Pupil 10", "Ada"]


def test_the_newest_attempt_is_the_one_that_is_shown(school):
    school.assignment.attempts_allowed = None
    grace = school.student("Grace")
    finish(school.session, school.assignment, grace, 2)
    begin(school.session, school.assignment, grace)

    [line] = live_lines(school)

    assert (line.state, line.attempts) == ("working", 2)


def test_a_deleted_attempt_is_no_attempt(school):
    attempt = begin(school.session, school.assignment, school.student("Grace"))
    attempt.state = "voided"

    [line] = live_lines(school)

    assert (line.state, line.attempts) == ("not started", 0)


def test_the_number_of_statements_does_not_grow_with_the_students(school):
    sent = []
    for number in (2, 40):
        for n in range(number):
            finish(school.session, school.assignment, school.student(f"Student {number} {n}"), 2)
        school.session.commit()
        with count_statements() as statements:
            assignment_progress.list_standings(school.session, school.assignment, school.people(), START)
            build_gradebook(school.session, school.school_class, school.people(), START)
            assignment_progress.assignments_of(school.session, school.school_class.id, START)
        sent.append(len(statements))

    assert sent[0] == sent[1] <= 14


@pytest.mark.parametrize(
    ("opens", "closes", "state"),
    [
        (None, None, "open"),
        (1, None, "not yet open"),
        (0, 1, "open"),
        (-2, 0, "closed"),
        (None, -1, "closed"),
    ],
)
def test_an_assignment_is_open_from_its_opening_until_its_close(opens, closes, state):
    def hours(number):
        return None if number is None else START + timedelta(hours=number)

    assert (
        assignment_progress.state_of(Assignment(opens_at=hours(opens), closes_at=hours(closes)), START)
        == state
    )
