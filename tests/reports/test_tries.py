"""Several tries, from the save to the figures of a report: the verdict from the answer, the marks from the try."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from quizapp.attempts import assignment_queries, page_of, submit_attempt
from quizapp.attempts.review_cards import marks_text
from quizapp.attempts.scoring import sweep
from quizapp.basics.limits import ANSWER_GRACE, PAUSE_SECONDS
from quizapp.domain.answers import Verdict
from quizapp.domain.question import DontKnow
from quizapp.marking import late_answers
from quizapp.models import Position
from quizapp.models.db import MIGRATIONS, make_engine, migrate
from quizapp.reports.question_page import question_page
from quizapp.reports.verify.archive import recompute
from quizapp.studying.planning import is_missed
from quizapp.taking.service import results_of
from tests.reports.conftest import NO_ESSAY, teach
from tests.reports.test_exports import archive, rows, subject
from tests.support.clock import START
from tests.support.quizzes import save, start

FALLING = "  fixed:\n    tries: 3\n    credit by try: 100%, 60%, 30%\n"
#: Of "capital" the key is 0; of the last question [0, 1] is right, and one of two ticked earns a part.
RIGHT, NORDBY, OSTHAVN = 0, 1, 2


@pytest.fixture
def patient(session):
    """A class whose quiz gives feedback at once and three tries."""
    text = NO_ESSAY.replace("  fixed:\n", FALLING)
    assert text != NO_ESSAY
    return teach(session, text, show_answers="at once", show_score="at once", show_explanations="at once")


def tried(taught, name, *given, place=1, certainty="certain", end=True):
    """One attempt: the answers given to one question, one after the other."""
    attempt = start(taught.session, taught.assignment, taught.student(name), START)
    for turn, answer in enumerate(given, start=1):
        save(
            taught.session, attempt, place, answer, START + timedelta(seconds=20 * turn),
            op=f"{name}-{turn}", certainty=certainty,
        )  # fmt: skip
    if end:
        submit_attempt(taught.session, attempt, START + timedelta(minutes=5))
        taught.session.commit()
    return attempt


def at(attempt, place=1):
    return next(p for p in attempt.positions if p.position == place)


def kept(attempt, place=1):
    position = at(attempt, place)
    return (
        position.kind,
        position.response,
        position.fraction,
        pytest.approx(position.fraction * position.credit),
    )


def test_a_right_answer_at_the_second_try_is_right_everywhere_and_earns_its_share(patient):
    attempt = tried(patient, "Mira", NORDBY, RIGHT)

    assert kept(attempt) == ("answer", RIGHT, 1.0, 0.6)
    assert attempt.score == pytest.approx(0.6)
    shown = results_of(patient.session, attempt, START + timedelta(minutes=6))
    assert (shown.right, shown.partly) == (1, 0)
    assert [card.verdict for card in shown.cards[:1]] == ["right"]
    assert shown.first == ()
    assert not is_missed(at(attempt))
    assert marks_text(at(attempt)) == "0.6 of 1"


def test_a_class_that_was_right_at_the_second_try_does_not_overrate_itself(patient):
    """Twelve students, all certain and all right in the end: stated 0.95, right 1, so they are a little too modest."""
    for n in range(12):
        tried(patient, f"Student {n}", NORDBY, RIGHT)
    made = subject(patient).report

    [certain] = [row for row in made.calibration.rows if row.certainty == "certain"]
    assert (certain.n, certain.right) == (12, 12)
    assert made.calibration.bias == pytest.approx(0.95 - 1)
    assert made.questions[0].outcomes[Verdict.RIGHT] == 12
    assert made.questions[0].sure_and_wrong is None
    page = question_page(
        patient.session, made, patient.assignment, subject(patient).people, made.grid.columns[0].key
    )
    assert page.calibration.bias == pytest.approx(0.95 - 1)
    assert page.report.item.facility == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("given", "kind", "response", "fraction", "earned"),
    [
        ((NORDBY, NORDBY, RIGHT), "answer", RIGHT, 1.0, 0.6),
        ((NORDBY, OSTHAVN, RIGHT), "answer", RIGHT, 1.0, 0.3),
        ((NORDBY, DontKnow()), "dont-know", None, 0.0, 0.0),
        ((RIGHT, NORDBY), "answer", RIGHT, 1.0, 1.0),
    ],
)
def test_one_to_choose(patient, given, kind, response, fraction, earned):
    assert kept(tried(patient, "Mira", *given)) == (kind, response, fraction, earned)


def part_of(patient):
    question = page_of(
        patient.session, tried(patient, "Probe", end=False).public_id, 4, patient.student("Probe").id
    ).question
    grades = {tuple(r): question.grade(r).fraction for r in ([0], [0, 1], [0, 1, 2], [0, 2])}
    return next((list(r), float(g)) for r, g in grades.items() if 0 < g < 1)


@pytest.mark.parametrize("then", [[2], DontKnow()])
def test_neither_a_worse_answer_nor_i_do_not_know_takes_away_what_was_safe(patient, then):
    part, share = part_of(patient)
    attempt = tried(patient, "Mira", part, then, place=4)
    assert kept(attempt, 4) == ("answer", part, share, share)


def test_a_better_answer_never_costs_marks(patient):
    part, share = part_of(patient)
    attempt = tried(patient, "Mira", part, [0, 1], place=4)
    assert kept(attempt, 4) == ("answer", [0, 1], 1.0, max(share, 0.6))


def test_a_try_beyond_the_last_share_earns_nothing_and_is_right(session):
    text = NO_ESSAY.replace(
        "  fixed:\n", FALLING.replace("tries: 3", "tries: 4").replace(", 60%, 30%", ", 60%")
    )
    short = teach(session, text, show_answers="at once")
    assert kept(tried(short, "Mira", NORDBY, OSTHAVN, RIGHT)) == ("answer", RIGHT, 1.0, 0.0)


def test_the_file_of_responses_has_grade_and_marks_of_every_answer(patient):
    tried(patient, "Mira", NORDBY, NORDBY, RIGHT)
    part, share = part_of(patient)
    tried(patient, "Noor", part, [2], place=4)
    tried(patient, "Late", RIGHT)
    files = archive(patient)
    mine = [r for r in rows(files["responses.csv"]) if r["student"] == "Mira" and r["position"] == "1"]

    told = [(r["try"], r["counts"], r["fraction"], r["marks"]) for r in mine]
    assert told == [("1", "0", "0.0", "0.0"), ("2", "0", "0.0", "0.0"), ("3", "1", "1.0", "0.6")]
    noor = [r for r in rows(files["responses.csv"]) if r["student"] == "Noor" and r["position"] == "4"]
    marks = 2.0 if noor[0]["max_marks"] == "2.0" else float(noor[0]["max_marks"])
    assert [(r["counts"], float(r["fraction"]), float(r["marks"])) for r in noor] == [
        ("1", share, share * marks),
        ("0", 0.0, share * marks),
    ]
    verdict = recompute(files)
    assert (verdict.differences, verdict.problems) == ((), ())


def test_a_late_answer_that_is_accepted_is_one_of_the_tries(patient):
    attempt = tried(patient, "Mira", NORDBY)
    save(patient.session, attempt, 1, RIGHT, START + timedelta(minutes=9), op="late")
    [event] = assignment_queries.late_saves(patient.session, patient.assignment)

    late_answers.accept_late_answer(
        patient.session, patient.assignment, event.id, patient.teacher.id, START + timedelta(hours=1)
    )
    patient.session.commit()

    patient.session.expire_all()
    assert kept(attempt) == ("answer", RIGHT, 1.0, 0.6)
    verdict = recompute(archive(patient))
    assert (verdict.differences, verdict.problems) == ((), ())


def test_rows_from_before_the_column_read_right_and_keep_their_marks(patient, db_url):
    """Two columns of today in one of then: 0.6 at the second try was a right answer, 0.3 of a half one stays a half."""
    attempt = tried(patient, "Mira", NORDBY, RIGHT)
    outcomes = bytes(attempt.outcomes)
    patient.session.commit()
    engine = make_engine(db_url)
    newer = [path for path in (MIGRATIONS / "versions").glob("[0-9]*.py") if path.stem >= "0046"]
    migrate(engine, f"-{len(newer)}")
    with engine.execution_options(write=True).begin() as connection:
        # As it was written then: a fraction of 0.6 is partly right, which is 1 where right is 0.
        old = bytes([outcomes[0] + 1]) + outcomes[1:]
        connection.execute(sa.text("UPDATE attempt SET outcomes = :o"), {"o": old})
        fractions = sa.text("SELECT fraction FROM position WHERE position = 1")
        assert connection.execute(fractions).scalar() == pytest.approx(0.6)
    migrate(engine)
    engine.dispose()

    patient.session.expire_all()
    assert kept(attempt) == ("answer", RIGHT, 1.0, 0.6)
    assert attempt.outcomes == outcomes
    assert attempt.score == pytest.approx(0.6)


# Faults that no test noticed


def test_nothing_is_handed_in_for_anybody_while_an_answer_may_still_be_on_its_way(session):
    timed = teach(session, NO_ESSAY, time_limit_seconds=600)
    attempt = tried(timed, "Mira", RIGHT, end=False)
    over = START + timedelta(seconds=600)

    assert sweep(session, over + timedelta(seconds=1)).done == 0
    assert sweep(session, over + ANSWER_GRACE).done == 0
    assert save(session, attempt, 1, RIGHT, over + ANSWER_GRACE, op="on its way").counted
    assert sweep(session, over + ANSWER_GRACE + timedelta(seconds=1)).done == 1


def test_a_long_pause_is_not_time_spent_on_a_question(session):
    taught = teach(session, NO_ESSAY)
    attempt = start(session, taught.assignment, taught.student("Mira"), START)
    save(session, attempt, 1, RIGHT, START + timedelta(hours=5))
    save(session, attempt, 2, RIGHT, START + timedelta(hours=5, seconds=12))

    spent = dict(session.execute(sa.select(Position.position, Position.seconds)).all())
    assert (PAUSE_SECONDS, spent[1], spent[2]) == (1800, 1800, 12)
