"""The fatigue rule: what it asks at, that it is silent when nothing is wrong, and that it finds what is."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import median

import pytest
from guards import ROOT
from hypothesis import given
from hypothesis import strategies as st

from trainer.care.fatigue import (
    NAME,
    VERSION,
    form_slips,
    legs_slow,
    reference_ns,
    stops_answering,
)

MS = 1_000_000
LEGS = st.lists(st.integers(500 * MS, 5000 * MS), max_size=30)
SESSIONS = 10_000
REPS = 24
CV = 0.04


def legs(*ms: float) -> list[int]:
    return [round(n * MS) for n in ms]


FIVE = (2000, 1000, 1010, 990, 1000)  # the first leg is a warm-up; the reference is 1000


@pytest.mark.parametrize(
    ("ms", "asks"),
    [
        ((), False),
        (FIVE, False),
        ((*FIVE, 1200), False),
        ((*FIVE, 1200, 1200), True),
        ((*FIVE, 1101, 1101), True),
        ((*FIVE, 1100, 1100), False),
        ((*FIVE, 1200, 1099, 1200), False),
        ((*FIVE, 1200, 1000, 1200, 1300), True),
        ((2000, 1000, 1200, 1200, 1000, 1150, 1150), False),
    ],
)
def test_two_consecutive_legs_more_than_10_percent_slower(ms, asks):
    assert legs_slow(legs(*ms)) is asks


def test_the_legs_of_the_reference_accuse_nobody():
    assert not legs_slow(legs(1000, 1000, 1000, 1000, 1200))
    assert not legs_slow(legs(1000, 1000, 1000, 1000, 1200, 1200))
    assert legs_slow(legs(1000, 1000, 1000, 1000, 1200, 1200, 1200))


def test_what_the_coach_has_had_a_word_on_is_not_asked_again():
    slow = legs(*FIVE, 1200, 1200)
    assert not legs_slow(slow, heard=7)
    assert not legs_slow([*slow, 1200 * MS], heard=7)
    assert legs_slow([*slow, 1200 * MS, 1200 * MS], heard=7)


@given(LEGS)
def test_the_reference_is_the_median_of_legs_2_to_5(some):
    assert reference_ns(some) == (median(some[1:5]) if len(some) >= 5 else None)


@given(LEGS, st.integers(2, 9))
def test_it_knows_no_unit(some, times):
    assert legs_slow([n * times for n in some]) is legs_slow(some)


@given(LEGS)
def test_a_leg_no_slower_than_the_reference_ends_it(some):
    fresh = reference_ns(some)
    assert fresh is None or not legs_slow([*some, int(fresh)])


@pytest.mark.parametrize(
    ("marks", "asks"),
    [
        ("", False),
        ("n", False),
        ("nn", True),
        ("cncn", True),
        ("nccn", True),
        ("ncccn", False),
        ("cccc", False),
    ],
)
def test_two_of_the_last_four_form_marks(marks, asks):
    assert form_slips(["clean" if m == "c" else "not yet" for m in marks]) is asks


@pytest.mark.parametrize(
    ("turns", "asks"), [("", False), ("000", True), ("00", False), ("010101", True), ("0011110", False)]
)
def test_three_omissions_in_six_reps(turns, asks):
    assert stops_answering([t == "1" for t in turns]) is asks


# How often it asks. The figures are in docs/safety.md.


def share_asked(drift: Callable[[int], float], seed: int = 1, cv: float = CV) -> float:
    """Of so many sessions of 24 legs, each with a chance deviation of this size: in how many it asks."""
    rng, asked = Random(seed), 0
    for _ in range(SESSIONS):
        ran = [int((1.0 + drift(n)) * (1.0 + rng.gauss(0.0, cv)) * 2000 * MS) for n in range(REPS)]
        asked += any(legs_slow(ran[:n]) for n in range(REPS + 1))
    return asked / SESSIONS


def evenly(to: float) -> Callable[[int], float]:
    return lambda n: to * n / (REPS - 1)


def told(figure: float) -> str:
    return f"{100 * figure:.1f} %"


@pytest.mark.parametrize(
    ("what", "drift", "low", "high"),
    [
        ("fresh", evenly(0.0), 0.0, 0.02),
        ("slower evenly, by the 24th by 15 %", evenly(0.15), 0.81, 0.87),
        ("slower evenly, by the 24th by 25 %", evenly(0.25), 0.99, 1.0),
        ("15 % slower from the 13th on", lambda n: 0.15 * (n >= 12), 0.98, 1.0),
    ],
)
def test_it_is_silent_when_fresh_and_finds_a_drift(what, drift, low, high):
    share = share_asked(drift)
    assert low <= share <= high
    page = (ROOT / "docs/safety.md").read_text(encoding="utf-8")
    assert f"| {what} | {told(share)} |" in page


def test_the_docs_name_the_rule():
    page = (ROOT / "docs/safety.md").read_text(encoding="utf-8")
    assert f'"{NAME}", version {VERSION}' in page


def test_times_that_vary_more_make_it_ask_for_nothing():
    assert told(share_asked(evenly(0.0), cv=0.06)).startswith("13")
