"""Quantiles and intervals against published tables and against scipy."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.statistics.distributions import (
    beta_cdf,
    beta_quantile,
    f_quantile,
    normal_quantile,
    t_quantile,
)
from quizapp.domain.statistics.intervals import (
    alpha_interval,
    attempts_needed,
    correlation_interval,
    mean_interval,
    wilson_interval,
)

scipy_stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize(
    ("p", "degrees", "expected"),
    # Student's t, any printed table: two-sided 95 % and 99 %.
    [(0.975, 1, 12.706), (0.975, 10, 2.228), (0.975, 30, 2.042), (0.995, 5, 4.032)],
)
def test_t_quantiles_of_the_printed_table(p, degrees, expected):
    assert t_quantile(p, degrees) == pytest.approx(expected, abs=5e-4)


def test_t_with_one_and_two_degrees_has_a_closed_form():
    # One degree is Cauchy: tan(pi (p - 1/2)). Two: (2p - 1) / sqrt(2 p (1 - p)).
    for p in (0.01, 0.3, 0.5, 0.9, 0.999):
        assert t_quantile(p, 1) == pytest.approx(math.tan(math.pi * (p - 0.5)), rel=1e-11, abs=1e-15)
        assert t_quantile(p, 2) == pytest.approx(
            (2 * p - 1) / math.sqrt(2 * p * (1 - p)), rel=1e-11, abs=1e-15
        )


@pytest.mark.parametrize("degrees", [1, 2, 3, 7, 25, 299, 4999, 124_999])
@pytest.mark.parametrize("p", [0.005, 0.025, 0.3, 0.8, 0.975, 0.9995])
def test_t_quantiles_agree_with_scipy(p, degrees):
    assert t_quantile(p, degrees) == pytest.approx(scipy_stats.t.ppf(p, degrees), rel=1e-9)


@pytest.mark.parametrize(
    "degrees", [(1, 1), (2, 4), (9, 9 * 4), (23, 23 * 39), (299, 299 * 39), (4999, 4999 * 39)]
)
@pytest.mark.parametrize("p", [0.025, 0.5, 0.975])
def test_f_quantiles_agree_with_scipy(p, degrees):
    assert f_quantile(p, *degrees) == pytest.approx(scipy_stats.f.ppf(p, *degrees), rel=1e-9)


@pytest.mark.parametrize("p", [1e-6, 0.025, 0.5, 0.975, 0.9999])
def test_normal_quantiles_agree_with_scipy(p):
    assert normal_quantile(p) == pytest.approx(scipy_stats.norm.ppf(p), abs=1e-9)


@given(st.floats(0.5, 500), st.floats(0.5, 500), st.floats(0.001, 0.999))
def test_beta_quantile_undoes_the_distribution(a, b, p):
    assert beta_cdf(beta_quantile(p, a, b), a, b) == pytest.approx(p, abs=1e-10)


def test_beta_distribution_by_hand():
    # With b = 1 it is x^a, with a = 1 it is 1 - (1 - x)^b.
    assert beta_cdf(0.3, 4, 1) == pytest.approx(0.3**4)
    assert beta_cdf(0.9, 4, 1) == pytest.approx(0.9**4)
    assert beta_cdf(0.3, 1, 5) == pytest.approx(1 - 0.7**5)
    assert (beta_cdf(0, 2, 2), beta_cdf(1, 2, 2)) == (0, 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: beta_cdf(0.5, 0, 1), "parameters of a beta"),
        (lambda: beta_quantile(1.0, 1, 1), "strictly between"),
        (lambda: t_quantile(0.5, 0), "degrees of freedom"),
        (lambda: t_quantile(0.0, 3), "strictly between"),
        (lambda: f_quantile(0.5, 0, 3), "degrees of freedom"),
        (lambda: wilson_interval(3, 2), "3 right of 2"),
        (lambda: wilson_interval(1, 2, level=95), "confidence level"),
        (lambda: mean_interval([1, 2], level=1), "confidence level"),
        (lambda: attempts_needed(0.1, 5, half_width=2), "half width"),
    ],
)
def test_refuses_what_cannot_be(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_wilson_by_hand():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3 (score): 81/263 gives
    # 0.2553 to 0.3662, 15/148 gives 0.0624 to 0.1605, 0/20 gives 0 to 0.1611, 1/29 gives 0.0061 to 0.1718.
    for right, n, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        interval = wilson_interval(right, n)
        assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)
    assert wilson_interval(0, 0) is None


@given(
    st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999)
)
def test_wilson_agrees_with_scipy_and_stays_within_0_and_1(pair, level):
    right, n = pair
    interval = wilson_interval(right, n, level)
    theirs = scipy_stats.binomtest(right, n).proportion_ci(level, method="wilson")

    assert (interval.low, interval.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert 0 <= interval.low <= right / n <= interval.high <= 1


def test_mean_interval_by_hand_and_beside_scipy():
    # 1, 2, 3: mean 2, sd 1, t(2) at 97.5 % = 4.3027; reach 4.3027 / sqrt 3 = 2.4841.
    interval = mean_interval([1, 2, 3])
    assert (interval.low, interval.high) == pytest.approx((2 - 2.4841, 2 + 2.4841), abs=1e-4)

    values = [0.1, 0.4, 0.35, 0.9, 0.5, 0.2]
    low, high = scipy_stats.t.interval(0.9, 5, scipy_stats.tmean(values), scipy_stats.sem(values))
    assert (mean_interval(values, 0.9).low, mean_interval(values, 0.9).high) == pytest.approx(
        (low, high), abs=1e-9
    )


def test_mean_has_no_interval_where_nothing_varies():
    assert mean_interval([]) is None
    assert mean_interval([1.0]) is None
    assert mean_interval([1 / 3, 1 / 3, 1 / 3]) is None


@pytest.mark.parametrize("n", [4, 24, 300])
def test_correlation_interval_agrees_with_scipy(n):
    rng = Random(n)
    xs = [rng.random() for _ in range(n)]
    found = scipy_stats.pearsonr(xs, [x + rng.random() for x in xs])
    theirs = found.confidence_interval(0.9)
    interval = correlation_interval(float(found.statistic), n, 0.9)

    assert (interval.low, interval.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_correlation_has_no_interval_below_four_pairs_or_at_its_limits():
    assert correlation_interval(0.5, 3) is None
    assert correlation_interval(1.0, 30) is None
    assert correlation_interval(-1.0 - 1e-16, 30) is None
    assert correlation_interval(None, 30) is None


def test_alpha_interval_agrees_with_the_formula_and_scipys_f():
    # alpha 0.71 from 24 attempts on 10 questions.
    interval = alpha_interval(0.71, 24, 10)
    low = 1 - 0.29 * scipy_stats.f.ppf(0.975, 23, 207)
    high = 1 - 0.29 * scipy_stats.f.ppf(0.025, 23, 207)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-9)
    assert interval.low < 0.71 < interval.high
    assert alpha_interval(None, 24, 10) is None
    assert alpha_interval(0.5, 24, 1) is None


def test_attempts_needed_by_hand():
    # r = 0.34: atanh = 0.35409; leaving out 0 takes n > 3 + (1.95996 / 0.35409)^2 = 33.64, so 34 in all.
    assert attempts_needed(0.34, 24) == 10
    assert attempts_needed(0.34, 34) == 0
    # r = 0: never leaves out 0; half width 0.2 takes n >= 3 + (1.95996 / atanh 0.2)^2 = 96.47, so 97.
    assert attempts_needed(0.0, 24) == 73
    assert attempts_needed(0.0, 97) == 0
    assert attempts_needed(None, 24) is None
    assert attempts_needed(1.0, 3) == 1


@given(st.floats(-0.999, 0.999), st.integers(2, 60))
def test_attempts_needed_is_the_first_number_that_says_something(r, n):
    def speaks(attempts):
        interval = correlation_interval(r, attempts)
        return interval is not None and (
            interval.low > 1e-12 or interval.high < -1e-12 or interval.half_width <= 0.2 + 1e-12
        )

    more = attempts_needed(r, n)
    if more:
        assert speaks(n + more)
        # One attempt fewer is not enough, but for the last digits of a tie.
        before = correlation_interval(r, n + more - 1)
        assert before is None or (
            before.low <= 1e-12 and before.high >= -1e-12 and before.half_width > 0.2 - 1e-12
        )
    else:
        assert speaks(n)
