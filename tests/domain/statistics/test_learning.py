"""Certainty, discernment, and scores by topic."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.statistics.certainty import CertaintyAnswer, calibrate, sure_and_wrong
from quizapp.domain.statistics.discernment import StatusAnswer, discern, say_discernment
from quizapp.domain.statistics.groups import group_shares, score_groups
from tests.domain.statistics.test_items import NAN, matrix


def answered(certainty, *fractions):
    return [CertaintyAnswer(f"s{k}", "q1", certainty, fraction) for k, fraction in enumerate(fractions)]


def test_calibration_by_hand():
    # Certain: 3 of 4 right; guessing: 1 of 4. Brier: certain 3 * 0.05^2 + 0.95^2 = 0.91; guessing
    # 0.75^2 + 3 * 0.25^2 = 0.75; over 8 answers 1.66 / 8 = 0.2075. Bias: (0.95 + 0.25)/2 - 0.5 = 0.1.
    found = calibrate(answered("certain", 1, 1, 1, 0) + answered("guessing", 1, 0, 0, 0.5))
    guessing, fairly, certain = found.rows

    assert (guessing.n, guessing.right, guessing.share) == (4, 1, 0.25)
    assert (fairly.n, fairly.share, fairly.interval) == (0, None, None)
    assert (certain.share, certain.interval.method) == (0.75, "wilson")
    assert found.brier == pytest.approx(0.2075)
    assert found.bias == pytest.approx(0.1)
    # Reliability ((0.95 - 0.75)^2 + 0)/2 = 0.02; resolution 0.25^2 = 0.0625; uncertainty 0.25.
    assert (found.reliability, found.resolution, found.uncertainty) == pytest.approx((0.02, 0.0625, 0.25))


@given(
    st.lists(
        st.tuples(st.sampled_from(["guessing", "fairly sure", "certain"]), st.sampled_from([0.0, 0.5, 1.0])),
        min_size=1,
    )
)
def test_brier_splits_exactly_and_stays_between_0_and_1(pairs):
    found = calibrate([CertaintyAnswer("s", "q", word, fraction) for word, fraction in pairs])

    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty, abs=1e-12)
    assert 0 <= found.brier <= 1


def test_no_answers_give_no_calibration():
    found = calibrate([])

    assert (found.n, found.brier, found.bias) == (0, None, None)
    assert [row.share for row in found.rows] == [None] * 3


def test_unknown_certainty_is_refused():
    with pytest.raises(ValueError, match="guessing, fairly sure, certain"):
        calibrate([CertaintyAnswer("s", "q", "very", 1.0)])


def test_sure_and_wrong_comes_by_number_of_students_and_leaves_partly_right_out():
    answers = [
        CertaintyAnswer("ann", "q1", "certain", 0),
        CertaintyAnswer("ann", "q1", "certain", 0),
        CertaintyAnswer("bob", "q1", "fairly sure", 0),
        CertaintyAnswer("ann", "q2", "certain", 0),
        CertaintyAnswer("bob", "q2", "certain", 0),
        CertaintyAnswer("cid", "q2", "certain", 1),
        CertaintyAnswer("ann", "q3", "certain", 0.5),
    ]
    second, first = sure_and_wrong(answers)

    assert (second.question_id, second.students, second.certain, second.n) == ("q2", ("ann", "bob"), 3, 3)
    assert (first.question_id, first.students, first.certain, first.n) == ("q1", ("ann",), 1, 2)


def status(solid_accepted, solid_doubted, shaky_accepted, shaky_doubted):
    return (
        [StatusAnswer(True, True)] * solid_accepted
        + [StatusAnswer(True, False)] * solid_doubted
        + [StatusAnswer(False, True)] * shaky_accepted
        + [StatusAnswer(False, False)] * shaky_doubted
    )


def test_discernment_and_bias_by_hand():
    # Hits 9 of 9, false alarms 0 of 9: H = 9.5/10 and F = 0.5/10, z = 1.6449 and -1.6449. d' 3.2897, c 0.
    found = discern(status(9, 0, 0, 9))

    assert found.d_prime == pytest.approx(2 * 1.6448536, abs=1e-6)
    assert found.criterion == pytest.approx(0, abs=1e-12)
    assert (found.hit_share, found.false_alarm_share) == (1, 0)


def test_doubting_everything_is_bias_and_not_discernment():
    # H = 0.5/5 = F: d' 0, c = -z(0.1) = 1.2816.
    found = discern(status(0, 4, 0, 4))

    assert found.d_prime == pytest.approx(0)
    assert found.criterion == pytest.approx(1.2815516, abs=1e-6)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_discernment_is_finite_and_mirrors(a, b, c, d):
    found = discern(status(a, b, c, d))
    if not (a + b and c + d):
        assert (found.d_prime, found.criterion) == (None, None)
        return
    z = NormalDist().inv_cdf
    hit, alarm = z((a + 0.5) / (a + b + 1)), z((c + 0.5) / (c + d + 1))
    assert found.d_prime == pytest.approx(hit - alarm, abs=1e-9)
    assert found.criterion == pytest.approx(-(hit + alarm) / 2, abs=1e-9)
    # Trusting where it was doubted and the other way round turns both about.
    turned = discern(status(b, a, d, c))
    assert turned.d_prime == pytest.approx(-found.d_prime, abs=1e-9)
    assert turned.criterion == pytest.approx(-found.criterion, abs=1e-9)


def test_discernment_agrees_with_scipys_normal():
    stats = pytest.importorskip("scipy.stats")
    found = discern(status(7, 3, 2, 6))

    assert found.d_prime == pytest.approx(stats.norm.ppf(7.5 / 11) - stats.norm.ppf(2.5 / 9), abs=1e-9)


def test_discernment_in_words():
    said = say_discernment(discern(status(1, 3, 1, 4)))

    assert [(sentence.code, dict(sentence.values)) for sentence in said] == [
        ("told-apart", {"right": 5, "claims": 9}),
        ("doubted-solid", {"doubted": 3, "solid": 4}),
        ("trusted-shaky", {"trusted": 1, "shaky": 5}),
        ("leans-to-doubt", {}),
    ]
    assert [s.code for s in say_discernment(discern(status(4, 0, 4, 1)))][-1] == "leans-to-trust"
    assert [s.code for s in say_discernment(discern(status(4, 0, 0, 4)))][-1] == "trusted-shaky"
    # One kind alone: nothing was told apart.
    assert [s.code for s in say_discernment(discern(status(0, 0, 1, 5)))] == ["trusted-shaky", "no-solid"]
    assert [s.code for s in say_discernment(discern(status(2, 1, 0, 0)))] == ["doubted-solid", "no-shaky"]
    # Two claims of a kind say nothing of a leaning.
    assert [s.code for s in say_discernment(discern(status(0, 2, 0, 2)))][-1] == "trusted-shaky"
    assert say_discernment(discern([])) == ()


def test_scores_by_topic_weigh_attempts_alike():
    # Topic a: q0 (1 mark) and q1 (3 marks): shares 4/4, 1/4. Topic b: q2: 0 and 1.
    a, b, none = score_groups(
        matrix([[1, 3, 0], [1, 0, 1]], full=[1, 3, 1]), {"a": {"q0", "q1"}, "b": {"q2"}, "none": {"gone"}}
    )

    assert (a.questions, a.n, a.mean, a.under_half) == (2, 2, 0.625, 1)
    assert a.interval.method == "student-t"
    assert (b.mean, b.under_half, b.interval.method) == (0.5, 1, "wilson")
    assert (none.questions, none.n, none.mean, none.interval) == (0, 0, None, None)


def test_topics_of_a_draw_per_student_count_what_was_shown():
    rows = matrix([[1, NAN, NAN], [0, 1, NAN], [NAN, NAN, 1]], same_questions=False)
    shares = group_shares(rows, {"a": {"q0", "q1"}, "b": {"q2"}})

    assert shares == {"a": [1.0, 0.5, None], "b": [None, None, 1.0]}


def test_exactly_half_is_not_under_half():
    [found] = score_groups(matrix([[1, 0], [0, 0.9], [0.3, 0.7]]), {"all": {"q0", "q1"}})

    assert found.under_half == 1


def test_question_without_marks_makes_no_topic_score():
    assert group_shares(matrix([[1.0]], full=[0]), {"a": {"q0"}}) == {"a": [None]}


@given(st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3), min_size=1))
def test_a_topic_of_all_questions_is_the_quiz(rows):
    [found] = score_groups(matrix(rows), {"all": {"q0", "q1", "q2"}})

    assert found.mean == pytest.approx(math.fsum(map(sum, rows)) / len(rows) / 3)
