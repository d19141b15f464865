"""Waits: inside their law, one from each slice, the same on every machine."""

import decimal
from collections import Counter
from fractions import Fraction
from math import exp, log
from random import Random

import pytest
from builders import FIXED, MOVING, MS, STANDING, UNIFORM, S
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OnlyRandom, assert_all_alike

from sequences.chance import stream
from sequences.errors import LawError
from sequences.foreperiod import check, draw, quantile, strata
from sequences.model import WaitLaw

US = 1_000


@st.composite
def laws(pick):
    low = pick(st.integers(0, 3_000)) * MS
    high = low + pick(st.integers(0, 10_000)) * MS
    kind = pick(st.sampled_from(["fixed", "uniform", "exponential", "list"]))
    values = tuple(pick(st.lists(st.integers(low, high), min_size=1, max_size=6))) if kind == "list" else ()
    return WaitLaw(kind, low, low if kind == "fixed" else high, pick(st.integers(1, 20_000)) * MS, values)


shares = st.fractions(0, 1, max_denominator=10**6).filter(lambda u: u < 1)


@given(laws(), shares, shares)
def test_a_wait_lies_inside_its_law_and_rises_with_its_quantile(law, u, v):
    a, b = quantile(law, min(u, v)), quantile(law, max(u, v))
    assert law.min_ns <= a <= b <= law.max_ns
    assert law.kind == "list" or (a - law.min_ns) % US == 0


@given(shares)
def test_an_exponential_wait_is_the_inverse_of_its_distribution(u):
    x = -log(1 - float(u) * (1 - exp(-3)))  # 1.0 / 1.0 / 4.0 s, in libm's arithmetic
    assert abs(quantile(STANDING, u) - S - x * S) <= US


def test_the_law_is_cut_not_clipped():
    waits = [quantile(STANDING, Fraction(i, 2000)) for i in range(2000)]
    assert max(waits) < 4 * S
    assert sum(wait > 3900 * MS for wait in waits) < 20


def test_having_waited_says_nothing_until_two_tau_before_the_end():
    """Of those still waiting, the share to whom it comes in the next 50 ms is flat to within 16 %."""
    many, step = 20_000, 50 * MS
    law = WaitLaw("exponential", 0, 4 * S, tau_ns=1 * S)
    waits = [quantile(law, Fraction(i, many)) for i in range(many)]

    def hazard(t):
        left = [wait for wait in waits if wait >= t]
        return sum(wait < t + step for wait in left) / len(left)

    flat = [hazard(t) for t in range(0, 2 * S - step, 4 * step)]
    assert max(flat) < 1.17 * min(flat)
    assert hazard(3 * S) > 1.5 * min(flat)  # and where it is not flat: catch trials cover that


def test_waits_do_not_depend_on_the_arithmetic_of_the_thread():
    here = [quantile(law, Fraction(1, 3)) for law in (STANDING, UNIFORM)]
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)):
        assert [quantile(law, Fraction(1, 3)) for law in (STANDING, UNIFORM)] == here


def test_waits_are_the_same_for_ever():
    rng = stream(7, "pinned")
    assert [draw(law, rng) for law in (STANDING, UNIFORM, MOVING, FIXED)] == [
        2_084_301_000,
        852_870_000,
        300_000_000,
        1_500_000_000,
    ]
    assert strata(STANDING, 4, rng) == (1_101_076_000, 1_503_854_000, 1_744_952_000, 2_329_025_000)


@settings(max_examples=50)
@given(laws().filter(lambda law: law.kind != "list"), st.integers(1, 40), st.integers(0, 1000))
def test_one_wait_from_each_slice(law, n, seed):
    waits = strata(law, n, OnlyRandom(Random(seed)))
    assert len(waits) == n
    for i, wait in enumerate(waits):
        end = law.max_ns if i + 1 == n else quantile(law, Fraction(i + 1, n))
        assert quantile(law, Fraction(i, n)) <= wait <= end


@given(st.lists(st.integers(0, S), min_size=1, max_size=6, unique=True), st.integers(0, 40), st.integers(0, 1000))
def test_each_value_of_a_list_comes_equally_often(values, n, seed):
    counts = Counter(strata(WaitLaw("list", 0, S, values_ns=tuple(values)), n, OnlyRandom(Random(seed))))
    often = [counts[value] for value in values]
    assert sum(often) == n
    assert max(often) - min(often) <= 1


@pytest.mark.parametrize("law", [STANDING, UNIFORM], ids=lambda law: law.kind)
def test_free_draws_fall_evenly_over_the_quantiles(law):
    rng = stream(8, law.kind)
    edges = [quantile(law, Fraction(i, 10)) for i in range(1, 10)]
    waits = [draw(law, rng) for _ in range(1000)]
    assert_all_alike((sum(wait >= edge for edge in edges) for wait in waits), range(10))


def test_free_draws_from_a_list_are_even():
    rng = stream(9)
    assert_all_alike((draw(MOVING, rng) for _ in range(600)), MOVING.values_ns)


@pytest.mark.parametrize(
    ("law", "says"),
    [
        (WaitLaw("list", 0, 0), "at least one value"),
        (WaitLaw("uniform", 2 * S, 1 * S), "a wait from 2000 ms to 1000 ms"),
        (WaitLaw("fixed", -1 * MS, 1 * S), "a wait from -1 ms"),
        (WaitLaw("exponential", 0, 1 * S), "the tau of an exponential wait is 0 ms"),
    ],
)
def test_a_law_that_cannot_be_drawn_from_is_refused(law, says):
    with pytest.raises(LawError, match=says):
        check(law)


def test_sound_laws_pass():
    for law in (STANDING, MOVING, FIXED, UNIFORM):
        check(law)
