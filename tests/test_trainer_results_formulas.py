"""Every summary formula against an independent implementation (scipy, numpy) and a worked example."""

from __future__ import annotations

import math
from itertools import pairwise
from operator import itemgetter
from random import Random
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats

from trainer.facts import Split
from trainer.results.centre import centre
from trainer.results.drift import drift
from trainer.results.evenness import evenness, legs
from trainer.results.exgauss import fit, log_likelihood, log_normal, simplex
from trainer.results.lapses import lapses
from trainer.results.noise import Noise, noise, worthwhile
from trainer.results.rate import rate_correct
from trainer.results.sides import SideDifference, may_be_said, side_difference
from trainer.results.sprint import Decrement, decrement
from trainer.results.student import t_below, t_quantile

times = st.lists(st.floats(100, 3000), min_size=2, max_size=40)


# --- where times lie ----------------------------------------------------------------------------------------


@given(times)
def test_centre_as_numpy_has_it(values: list[float]):
    found = centre(values)
    assert found is not None
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75])
    assert (found.low, found.median, found.high) == pytest.approx((low, median, high))
    assert (found.mean, found.sd) == pytest.approx((np.mean(values), np.std(values, ddof=1)), abs=1e-9)
    assert found.cv == pytest.approx(100 * stats.variation(values, ddof=1), abs=1e-9)
    assert (found.n, found.best, found.iqr) == (len(values), min(values), pytest.approx(stats.iqr(values)))


def test_centre_worked():
    found = centre([400, 300, 350, 450])
    assert found is not None
    assert (found.median, found.low, found.high, found.best, found.mean) == (375, 337.5, 412.5, 300, 375)
    assert found.sd == pytest.approx(math.sqrt((25**2 + 75**2 + 25**2 + 75**2) / 3))
    alone = centre([400.0])
    assert alone is not None
    assert (alone.median, alone.iqr, alone.sd, alone.cv) == (400, 0, None, None)
    assert centre([]) is None


# --- Student's t --------------------------------------------------------------------------------------------


@given(st.floats(-60, 60), st.floats(1, 10_000))
def test_students_t_as_scipy_has_it(t: float, df: float):
    assert t_below(t, df) == pytest.approx(stats.t.cdf(t, df), abs=1e-10)


@settings(max_examples=50)
@given(st.floats(0.001, 0.999), st.floats(1, 10_000))
def test_its_quantiles_as_scipy_has_them(share: float, df: float):
    assert t_quantile(share, df) == pytest.approx(stats.t.ppf(share, df), rel=1e-8, abs=1e-8)


def test_a_quantile_that_there_is_not():
    with pytest.raises(ValueError, match=r"no quantile 1\.0 with 3 degrees of freedom"):
        t_quantile(1.0, 3)


# --- sides --------------------------------------------------------------------------------------------------

eight = st.lists(st.floats(200, 900), min_size=8, max_size=20)


@given(eight, eight)
def test_a_side_difference_has_welchs_interval(left: list[float], right: list[float]):
    found = side_difference(left, right)
    assert found is not None
    scale = 100 / ((mean(left) + mean(right)) / 2)
    if min(np.var(left), np.var(right)) > 1e-6:  # of equal times scipy warns
        interval = stats.ttest_ind(left, right, equal_var=False).confidence_interval()
        assert (found.low, found.high) == pytest.approx((interval.low * scale, interval.high * scale), abs=1e-6)
    assert found.percent == pytest.approx((mean(left) - mean(right)) * scale, abs=1e-9)
    assert found.low <= found.percent <= found.high
    other = side_difference(right, left)
    assert other is not None
    assert other.percent == pytest.approx(-found.percent, abs=1e-9)


def test_a_side_difference_worked():
    """Means 410 and 390, each of SD 10 sqrt(8 / 7): 5 %, +- t(14) x sqrt(2 x 100 / 7) / 4."""
    found = side_difference([400.0, 420.0] * 4, [380.0, 400.0] * 4)
    assert found is not None
    assert found.percent == 5
    assert found.high - 5 == pytest.approx(2.1448 * math.sqrt(200 / 7) / 4, rel=1e-4)
    assert (found.is_clear, found.left, found.right) == (True, 8, 8)
    assert side_difference([400.0] * 7, [380.0] * 9) is None
    assert side_difference([400.0] * 8, [400.0] * 8) == SideDifference(0, 0, 0, 8, 8)


CLEAR, UNCLEAR, OTHER = SideDifference(5, 2, 8, 8, 8), SideDifference(3, -1, 7, 8, 8), SideDifference(-5, -8, -2, 8, 8)


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ([], False),
        ([CLEAR], False),
        ([CLEAR, CLEAR], True),
        ([UNCLEAR, CLEAR], True),
        ([CLEAR, UNCLEAR], False),
        ([CLEAR, OTHER, CLEAR], True),
        ([CLEAR, OTHER, OTHER, CLEAR], False),
        ([CLEAR, None, CLEAR], True),
        ([CLEAR, None, None, CLEAR], False),
        ([CLEAR, CLEAR, None], False),
    ],
)
def test_a_side_difference_is_said_when_it_is_clear_and_held(sessions: list[SideDifference | None], said: bool):
    assert may_be_said(sessions) == said


# --- sprints, legs, drift, lapses, rate -----------------------------------------------------------------------


def test_a_decrement_worked():
    """Best 4.0 s, six sprints, 25.2 s in all against 24.0: 5 %."""
    assert decrement([4.0, 4.1, 4.2, 4.2, 4.3, 4.4]) == Decrement(pytest.approx(5.0), 6, False)
    assert decrement([4.3, 4.0, 4.1]) == Decrement(pytest.approx(100 * (12.4 / 12 - 1)), 3, True)
    assert decrement([4.2, 4.0, 4.1]) == Decrement(pytest.approx(2.5), 3, False)
    assert decrement([4.0, None, 4.2, 4.1]) is None
    assert decrement([4.0, 4.2]) is None


@given(st.lists(st.floats(2, 9), min_size=3, max_size=12))
def test_a_decrement_is_never_below_nothing(series: list[float]):
    found = decrement(series)
    assert found is not None
    assert found.percent >= -1e-9


def test_evenness_worked():
    assert evenness([1000.0, 1100.0, 900.0]) == pytest.approx(10.0)
    assert evenness([1.0, 1.0, 1.0]) == 0
    assert evenness([1.0, 2.0]) is None


def test_legs_are_the_longest_row_of_one_name():
    names = ("reaction", "gate 1", "gate 2", "gate 3", "home", "back", "back")
    splits = [Split(name, "x", n) for n, name in enumerate(names)]
    assert legs(splits) == (1, 2, 3)
    assert legs([]) == ()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 90), st.floats(200, 900)), min_size=6, max_size=25, unique_by=itemgetter(0)))
def test_drift_as_scipys_theil_sen(points: list[tuple[int, float]]):
    found = drift(points)
    assert found is not None
    slope, height, *_ = stats.theilslopes([y for _, y in points], [x for x, _ in points], method="joint")
    assert (found.slope, found.at_0) == pytest.approx((slope, height), abs=1e-6)


def test_drift_worked():
    found = drift([(1, 300), (2, 310), (3, 320), (4, 900), (5, 340), (6, 350)])
    assert found is not None
    assert (found.slope, found.at(7)) == (10, 360)
    assert drift([(1, 300), (2, 310)]) is None
    assert drift([(1, 300), (1, 310)] * 3) is None


def test_lapses_worked():
    assert lapses([400, 400, 400, 601, 600]) == 1
    assert lapses([400, 500], own_median=300) == 1
    assert lapses([]) == 0


def test_rate_correct_worked():
    assert rate_correct(8, [0.5] * 10) == pytest.approx(1.6)
    assert rate_correct(0, []) is None
    with pytest.raises(ValueError, match="3 right of 1 answers"):
        rate_correct(3, [0.5])


# --- ex-Gaussian ----------------------------------------------------------------------------------------------


def drawn(mu: float, sigma: float, tau: float, n: int, seed: int = 1) -> list[float]:
    rng = Random(seed)
    return [rng.gauss(mu, sigma) + rng.expovariate(1 / tau) for _ in range(n)]


@given(st.floats(-400, 8))
def test_the_normal_tail_as_scipy_has_it(z: float):
    assert log_normal(z) == pytest.approx(special.log_ndtr(z), rel=1e-8, abs=1e-12)


@given(st.floats(100, 900), st.floats(5, 90), st.floats(5, 200))
def test_the_ex_gaussian_density_as_scipy_has_it(mu: float, sigma: float, tau: float):
    some = [mu - 2 * sigma, mu, mu + tau, mu + 5 * tau]
    wanted = sum(stats.exponnorm.logpdf(some, tau / sigma, loc=mu, scale=sigma))
    assert log_likelihood(some, mu, sigma, tau) == pytest.approx(wanted, rel=1e-7)


@pytest.mark.parametrize(("mu", "sigma", "tau"), [(300, 35, 60), (270, 30, 50), (400, 20, 150), (350, 60, 15)])
def test_the_fit_is_as_likely_as_scipys_best(mu: float, sigma: float, tau: float):
    some = drawn(mu, sigma, tau, 300)
    found = fit(some)
    assert found is not None
    k, loc, scale = stats.exponnorm.fit(some, tau / sigma, loc=mu, scale=sigma)
    best = sum(stats.exponnorm.logpdf(some, k, loc=loc, scale=scale))
    assert found.log_likelihood == pytest.approx(log_likelihood(some, found.mu, found.sigma, found.tau))
    assert found.log_likelihood >= best - 0.01
    assert found.mu + found.tau == pytest.approx(mean(some), rel=0.01)


def test_the_fit_finds_what_was_drawn():
    found = fit(drawn(300, 35, 60, 4000))
    assert found is not None
    assert (found.mu, found.sigma, found.tau) == pytest.approx((300, 35, 60), rel=0.06)


def test_the_fit_knows_no_unit():
    some = drawn(300, 35, 60, 150)
    ms, s = fit(some), fit([x / 1000 for x in some])
    assert ms is not None
    assert s is not None
    assert (ms.mu, ms.sigma, ms.tau) == pytest.approx((1000 * s.mu, 1000 * s.sigma, 1000 * s.tau), rel=1e-4)


def test_no_fit_of_few_or_of_equal_times():
    assert fit(drawn(300, 35, 60, 99)) is None
    assert fit([300.0] * 200) is None


def test_the_simplex_finds_a_valley():
    def banana(p: tuple[float, ...]) -> float:
        return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2

    wanted = optimize.minimize(lambda p: banana(tuple(p)), [-1.2, 1], method="Nelder-Mead").x
    assert simplex(banana, (-1.2, 1.0)) == pytest.approx(tuple(wanted), abs=1e-2)


# --- noise ----------------------------------------------------------------------------------------------------


def test_typical_error_worked():
    """Twelve differences of +-20 ms: SD 20 sqrt(12 / 11), over the root of 2."""
    found = noise([20.0, -20.0] * 6)
    assert found is not None
    assert (found.te, found.df) == (pytest.approx(20 * math.sqrt(12 / 11) / math.sqrt(2)), 11)
    assert noise([20.0, -20.0] * 5) is None
    assert noise([]) is None


def test_a_gain_that_all_share_is_no_noise():
    a, b = noise([20.0, -20.0] * 6), noise([-10.0, -50.0] * 6)
    assert a is not None
    assert b is not None
    assert a.te == pytest.approx(b.te)


def test_least_change_and_its_words_worked():
    known = Noise(10.0, 20)
    assert known.least_change(1) == pytest.approx(1.95996 * 10 * math.sqrt(2), rel=1e-5)
    assert known.least_change(4) == pytest.approx(1.95996 * 10 * math.sqrt(1.25), rel=1e-5)
    words = [known.word(change, 4) for change in (-14.3, -14.4, 21.9, -22.0)]
    assert words == ["within noise", "likely", "likely", "beyond noise"]


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_a_typical_error_is_that_of_the_medians(seed: int):
    """30 athletes x 12 sessions whose medians have an error of 10 ms."""
    rng = Random(seed)
    medians = [[300 + rng.gauss(0, 10) for _ in range(12)] for _ in range(30)]
    found = noise([b - a for row in medians for a, b in pairwise(row)])
    assert found is not None
    assert found.te == pytest.approx(10, rel=0.25)


def test_worthwhile_worked():
    medians = [300.0, 340.0] * 5
    known = Noise(10.0, 20)
    sd = np.std(medians, ddof=1)
    assert worthwhile(medians, known) == pytest.approx(0.2 * math.sqrt(sd**2 - 100))
    assert worthwhile(medians[:9], known) is None
    assert worthwhile(medians, None) is None
    assert worthwhile(medians, Noise(30.0, 20)) is None
