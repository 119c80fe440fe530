"""Corrections: the dry run, applying, later attempts, undoing; and that all of them agree."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.attempts import regrading, rules_of, submit_attempt
from quizapp.attempts.corrections import Correction, Worth, apply_correction, standing_of
from quizapp.attempts.erasing import erase_student
from quizapp.attempts.packed_answers import read_scores
from quizapp.attempts.review_cards import make_card
from quizapp.banks import publishing
from quizapp.basics.errors import Refused
from quizapp.classes import attempt_actions
from quizapp.domain.question import ChangeRefused, KeyChange
from quizapp.marking.regrade_sentences import describe_correction
from quizapp.models import Attempt, HandMark, Regrade, RegradeMark
from tests.authoring.staff import NORDBY, OSTHAVN, RIGHT, Staff
from tests.support.clock import START
from tests.support.quizzes import assign, save

NORDBY_TOO = Correction(change=KeyChange(right=("Sandvik", "Nordby")))
ONLY_NORDBY = Correction(change=KeyChange(right=("Nordby",)))


def correct(
    staff, correction, policy="everyone", question="capital", minutes=10, reason="The key was wrong."
):
    """Apply a correction; commits."""
    now = START + timedelta(minutes=minutes)
    made = regrading.apply_regrade(
        staff.session, staff.assignment, question, correction, policy,
        reason=reason, user_id=staff.ada.id, now=now, public_id=f"regrade-{question}-{minutes}-{policy}",
    )  # fmt: skip
    staff.session.commit()
    return made


def undo(staff, regrade):
    regrading.undo_regrade(staff.session, regrade, user_id=staff.ada.id, now=START + timedelta(hours=2))
    staff.session.commit()


def state(session):
    """Everything that marks rest on, for comparing."""
    session.expire_all()
    return {
        a.public_id: (
            a.score, a.max_marks, a.scores, a.outcomes, a.state,
            [(p.question_id, p.fraction, p.marks) for p in a.positions],
        )
        for a in session.scalars(select(Attempt).order_by(Attempt.id))
    }  # fmt: skip


def test_the_dry_run_says_who_gains_and_who_loses_and_writes_nothing(staff):
    # Four questions of one mark each; only "capital" is answered, so results are 1/4 or 0.
    staff.sit("Right", {1: RIGHT})
    staff.sit("Nordby", {1: NORDBY})
    staff.sit("Osthavn", {1: OSTHAVN})
    before = state(staff.session)

    plan = regrading.plan_regrade(staff.session, staff.assignment, "capital", ONLY_NORDBY, "everyone")

    assert [(r.student, r.before_text, r.now_text) for r in plan.rows] == [
        ("Right", "1 of 1", "0 of 1"),
        ("Nordby", "0 of 1", "1 of 1"),
        ("Osthavn", "0 of 1", "0 of 1"),
    ]
    assert ([r.student for r in plan.gaining], [r.student for r in plan.losing]) == (["Nordby"], ["Right"])
    # Two with nothing, one with 25 %: third bin; after it is another one, the numbers are the same.
    assert plan.histogram(now=False) == (2, 0, 1, 0, 0, 0, 0, 0, 0, 0) == plan.histogram(now=True)
    assert state(staff.session) == before


def test_nobody_loses_where_nobody_is_to_lose(staff):
    staff.sit("Right", {1: RIGHT})
    staff.sit("Nordby", {1: NORDBY})

    plan = regrading.plan_regrade(staff.session, staff.assignment, "capital", ONLY_NORDBY, "never lower")

    assert [r.now_text for r in plan.rows] == ["1 of 1", "1 of 1"]


def test_the_pass_mark_is_watched(staff):
    # 2 of 4 is exactly the pass mark of one half.
    staff.sit("Nearly", {1: NORDBY, 2: RIGHT})

    plan = regrading.plan_regrade(staff.session, staff.assignment, "capital", NORDBY_TOO, "everyone")

    assert (plan.newly_passed, plan.newly_failed) == (1, 0)


def test_applying_changes_scores_and_vectors_and_undoing_restores_every_byte(staff):
    attempt = staff.sit("Nordby", {1: NORDBY, 2: RIGHT})
    before = state(staff.session)
    assert before[attempt.public_id][0] == 1.0

    made = correct(staff, NORDBY_TOO)

    staff.session.expire_all()
    assert (attempt.score, attempt.max_marks) == (2.0, 4.0)
    assert read_scores(attempt.scores).tolist() == [1.0, 1.0, 0.0, 0.0]
    undo(staff, made)
    assert state(staff.session) == before


def test_the_same_press_twice_is_one_correction_and_undoing_twice_is_undoing_once(staff):
    staff.sit("Nordby", {1: NORDBY})
    made = correct(staff, NORDBY_TOO)

    assert correct(staff, NORDBY_TOO).id == made.id
    undo(staff, made)
    first = made.undone_at
    undo(staff, made)
    assert made.undone_at == first


def test_an_attempt_handed_in_later_is_graded_with_the_correction_and_gives_it_back(staff):
    staff.sit("Early", {1: NORDBY})
    running = staff.begin("Late", {1: NORDBY})
    made = correct(staff, NORDBY_TOO)

    submit_attempt(staff.session, running, START + timedelta(minutes=20))
    staff.session.commit()

    assert running.score == 1.0
    undo(staff, made)
    staff.session.expire_all()
    assert running.score == 0.0


def test_only_unmarked_leaves_marks_alone_and_holds_for_later_attempts(staff):
    early = staff.sit("Early", {1: NORDBY})
    running = staff.begin("Late", {1: NORDBY})
    correct(staff, NORDBY_TOO, "only unmarked")
    submit_attempt(staff.session, running, START + timedelta(minutes=20))
    staff.session.commit()

    assert (early.score, running.score) == (0.0, 1.0)


def test_an_accepted_typed_answer_counts_for_all_who_wrote_it(staff):
    attempt = staff.sit("Deep", {3: "9 km"})
    assert attempt.score == 0.0

    correct(staff, Correction(change=KeyChange(accept="9 km")), question="depth")

    staff.session.expire_all()
    assert attempt.score == 1.0


def test_a_spoiled_option_is_right_for_who_chose_it_and_nobody_else(staff):
    chosen, other = staff.sit("Chose it", {1: NORDBY}), staff.sit("Did not", {1: OSTHAVN})

    correct(staff, Correction(change=KeyChange(void="Nordby")))

    staff.session.expire_all()
    assert (chosen.score, other.score) == (1.0, 0.0)


def test_a_question_left_out_counts_for_nothing_and_full_marks_are_for_all(staff):
    wrong, blank = staff.sit("Wrong", {1: NORDBY}), staff.sit("Blank", {})
    left_out = correct(staff, Correction(marks=0.0))
    staff.session.expire_all()
    assert (wrong.score, wrong.max_marks) == (0.0, 3.0)

    undo(staff, left_out)
    correct(staff, Correction(full=True), minutes=30)
    staff.session.expire_all()
    assert (wrong.score, blank.score, blank.max_marks) == (1.0, 1.0, 4.0)


def test_other_marks_weigh_what_was_earned(staff):
    right, wrong = staff.sit("Right", {1: RIGHT}), staff.sit("Wrong", {1: NORDBY})

    correct(staff, Correction(marks=3.0))

    staff.session.expire_all()
    assert (right.score, right.max_marks, wrong.score, wrong.max_marks) == (3.0, 6.0, 0.0, 6.0)


def test_never_lower_touches_marks_only_where_no_result_can_fall():
    full, none, half = Worth(1.0, 1.0), Worth(0.0, 1.0), Worth(0.5, 1.0)
    raised, lowered = Correction(marks=2.0), Correction(marks=0.0)

    def moved(correction, worth):
        return apply_correction(correction, "never lower", worth, None, unmarked=False).marks

    assert [moved(raised, w) for w in (full, none, half)] == [2.0, 1.0, 1.0]
    assert [moved(lowered, w) for w in (full, none, half)] == [1.0, 0.0, 1.0]


def test_corrections_of_one_question_are_undone_last_first(staff):
    staff.sit("Nordby", {1: NORDBY})
    first, second = correct(staff, NORDBY_TOO), correct(staff, Correction(marks=2.0), minutes=20)

    with pytest.raises(Refused, match="Undo that one first"):
        undo(staff, first)
    staff.session.rollback()
    undo(staff, second)
    undo(staff, first)


def test_a_change_that_the_question_has_no_place_for_is_refused(staff):
    staff.sit("Nordby", {1: NORDBY})

    with pytest.raises(ChangeRefused, match="no such option"):
        regrading.plan_regrade(
            staff.session,
            staff.assignment,
            "capital",
            Correction(change=KeyChange(right=("Oslo",))),
            "everyone",
        )


def test_attempts_at_other_assignments_are_left_alone(staff):
    elsewhere = staff.sit("Elsewhere", {1: NORDBY}, on=staff.published.entry)
    staff.sit("Here", {1: NORDBY})

    correct(staff, NORDBY_TOO)

    staff.session.expire_all()
    assert elsewhere.score == 0.0


def test_a_mark_that_a_person_gave_since_survives_the_undoing(staff):
    attempt = staff.sit("Nordby", {1: NORDBY})
    made = correct(staff, NORDBY_TOO)
    position = next(p for p in attempt.positions if p.question_id == "capital")
    staff.session.add(
        HandMark(position_id=position.id, fraction=1.0, points=[], marked_at=START + timedelta(hours=1))
    )
    staff.session.commit()

    undo(staff, made)

    staff.session.expire_all()
    assert position.fraction == 1.0


def test_the_student_is_told_what_was_corrected_and_sees_the_corrected_key(staff):
    attempt = staff.sit("Nordby", {1: NORDBY})
    correct(staff, ONLY_NORDBY, reason="The report was corrected.")
    staff.session.expire_all()
    bank = publishing.load_version(staff.session, attempt.bank_version_id)

    shown = make_card(
        bank, attempt.positions[0], rules_of(staff.session, attempt), teacher=False,
        now=START + timedelta(hours=1), standing=standing_of(staff.session, attempt),
    )  # fmt: skip

    assert shown.verdict == "right"
    assert [line.text for line in shown.review.best] == ["Nordby"]
    [note] = shown.regraded
    assert (note.before, note.now, note.reason) == ("0 of 1", "1 of 1", "The report was corrected.")


def test_several_tries_at_once_end_where_the_corrected_key_would_have_ended_them(staff):
    """With 3 tries worth 100, 60 and 30 per cent: wrong, then right earns 60; by the new key the first was right."""
    quiz = staff.published.fixed
    at_once = assign(staff.session, START, staff.school_class, quiz, show_answers="at once")
    attempt = staff.begin("Patient", {}, on=at_once)
    attempt.draw.rules = {**attempt.draw.rules, "tries": 3, "credit_by_try": ["1", "3/5", "3/10"]}
    staff.session.commit()
    save(staff.session, attempt, 1, NORDBY, START)
    save(staff.session, attempt, 1, RIGHT, START)
    staff.session.expire_all()
    submit_attempt(staff.session, attempt, START)
    staff.session.commit()
    assert attempt.score == pytest.approx(0.6)

    staff.assignment = at_once
    made = correct(staff, NORDBY_TOO)

    staff.session.expire_all()
    assert attempt.score == 1.0
    undo(staff, made)
    staff.session.expire_all()
    assert attempt.score == pytest.approx(0.6)


def test_feedback_at_once_grades_with_the_corrected_key_and_undoing_reaches_running_attempts(staff):
    at_once = assign(staff.session, START, staff.school_class, staff.published.fixed, show_answers="at once")
    staff.sit("Early", {1: NORDBY}, on=at_once)
    staff.assignment = at_once
    made = correct(staff, NORDBY_TOO)
    running = staff.begin("Late", {}, on=at_once, at=START + timedelta(hours=1))

    saved = save(staff.session, running, 1, NORDBY, START + timedelta(hours=1))

    assert saved.fraction == 1
    undo(staff, made)
    staff.session.expire_all()
    submit_attempt(staff.session, running, START + timedelta(hours=3))
    staff.session.commit()
    assert running.score == 0.0


# That scoring, regrading and undoing agree

KEYS = [
    NORDBY_TOO,
    ONLY_NORDBY,
    Correction(change=KeyChange(void="Osthavn")),
    Correction(full=True),
    Correction(marks=0.0),
    Correction(marks=2.0),
]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sit"), st.sampled_from([RIGHT, NORDBY, OSTHAVN, None]), st.just(0)),
        st.tuples(
            st.just("apply"),
            st.sampled_from(range(len(KEYS))),
            st.sampled_from(["everyone", "never lower", "only unmarked"]),
        ),
        st.tuples(st.just("undo"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("reopen"), st.integers(0, 3), st.just(0)),
    ),
    min_size=2,
    max_size=9,
)


def expected(staff, attempt, response):
    """What the position must be worth: the chain over the active corrections, worked out here once more."""
    grades = {"Sandvik": RIGHT, "Nordby": NORDBY, "Osthavn": OSTHAVN}
    right, void = {RIGHT}, set()
    fraction, marks = float(response == RIGHT), 1.0
    for each in sorted(regrading.list_regrades(staff.session, staff.assignment.id), key=lambda r: r.id):
        if each.undone_at is not None:
            continue
        change = each.change
        right = {grades[t] for t in change["right"]} if "right" in change else right
        void = void | {grades[change["void"]]} if "void" in change else void
        if each.policy == "only unmarked" and attempt.submitted_at < each.applied_at:
            continue
        careful = each.policy == "never lower"
        if "marks" in change:
            if (
                not careful
                or (change["marks"] > marks and fraction == 1)
                or (change["marks"] < marks and fraction == 0)
            ):
                marks = change["marks"]
            continue
        new = 1.0 if "full" in change else float(response is not None and response in right | void)
        fraction = max(fraction, new) if careful else new
    return fraction, marks


@pytest.mark.databases("sqlite")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_scoring_regrading_and_undoing_agree_in_whatever_order_they_come(sessions, steps):
    with sessions.write() as session:
        _walk(session, steps)
        session.rollback()


class _Silent:
    """A session whose commits only flush, so that every example can be rolled back."""

    def __init__(self, session):
        self._session = session

    def __getattr__(self, name):
        return self._session.flush if name in ("commit", "rollback") else getattr(self._session, name)


def _walk(session, steps):
    staff = Staff(_Silent(session))
    sat = []
    for minute, (kind, first, second) in enumerate(steps):
        now = START + timedelta(minutes=minute + 1)
        if kind == "sit":
            attempt = staff.begin(f"S{minute}", {} if first is None else {1: first}, at=now)
            submit_attempt(session, attempt, now)
            sat.append((attempt, first))
        elif kind == "apply" and sat:
            correct(staff, KEYS[first], second, minutes=minute + 1)
        elif kind == "undo":
            active = [r for r in regrading.list_regrades(session, staff.assignment.id) if r.undone_at is None]
            if active:
                regrading.undo_regrade(session, active[0], user_id=staff.ada.id, now=now)
        elif kind == "reopen" and sat:
            attempt = sat[first % len(sat)][0]
            attempt_actions.ACTS["reopen"](session, attempt, now)
            submit_attempt(session, attempt, now)
        session.expire_all()
        for attempt, response in sat:
            fraction, marks = expected(staff, attempt, response)
            at = next(p for p in attempt.positions if p.question_id == "capital")
            assert (at.fraction, at.marks) == (fraction, marks)
            # Nothing else was answered: the other three questions give 0 of 3.
            assert (attempt.score, attempt.max_marks) == (fraction * marks, 3 + marks)
            assert read_scores(attempt.scores).tolist() == [fraction * marks, 0.0, 0.0, 0.0]
    for regrade in regrading.list_regrades(session, staff.assignment.id):
        regrading.undo_regrade(session, regrade, user_id=staff.ada.id, now=START + timedelta(hours=9))
    session.expire_all()
    for attempt, response in sat:
        assert (attempt.score, attempt.max_marks) == (float(response == RIGHT), 4.0)
    assert session.scalars(select(Regrade).where(Regrade.undone_at.is_(None))).all() == []
    assert all(m.regrade_id for m in session.scalars(select(RegradeMark)))


def test_of_somebody_who_erased_their_answers_the_mark_stays_what_it_was(staff):
    """Their position reads as blank, with the mark that the class counted: graded anew it would be 0."""
    gone, other = staff.sit("Gone", {1: RIGHT}), staff.sit("Other", {1: RIGHT})
    erase_student(staff.session, gone.student_id, START + timedelta(minutes=5))
    staff.session.commit()
    before = state(staff.session)

    made = correct(staff, ONLY_NORDBY)

    after_it = state(staff.session)
    assert after_it[gone.public_id] == before[gone.public_id]
    assert (after_it[gone.public_id][0], after_it[other.public_id][0]) == (1.0, 0.0)
    undo(staff, made)
    assert state(staff.session) == before
    # What needs no answer reaches them: the question taken out of the count leaves 0 of 3 marks.
    correct(staff, Correction(marks=0.0), minutes=20)
    assert state(staff.session)[gone.public_id][:2] == (0.0, 3.0)


@pytest.mark.parametrize(
    "change", [KeyChange(right=(r"\*p\*",)), KeyChange(void=r"\*p\*"), KeyChange(rows=((r"\*p\*", "Left"),))]
)
def test_a_correction_names_options_as_they_are_read(change):
    assert "“*p*”" in describe_correction(Correction(change=change).to_json())
