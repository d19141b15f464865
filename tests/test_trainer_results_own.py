"""What a change costs and how much a possession falls off: against numpy and scipy, worked, and of reps by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from builders import MS
from hypothesis import given, settings
from hypothesis import strategies as st
from replist import outing, rep
from scipy import stats

from trainer.facts import Split
from trainer.results.change import ChangeCost, change_cost, pooled_difference
from trainer.results.dropoff import common_rise, drop_off
from trainer.results.figures import figures
from trainer.results.reps import Rep
from trainer.results.summary import summary

few = st.lists(st.integers(15, 40).map(lambda n: n * 100.0), min_size=3, max_size=9)
some = st.lists(st.integers(1500, 4000).map(float), max_size=7)


# --- what a change costs ----------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(few, few)
def test_with_one_gate_it_is_welchs_interval_as_scipy_has_it(with_change, without):
    found = pooled_difference([(with_change, without)])
    assert found is not None
    assert found.apart == pytest.approx(np.mean(with_change) - np.mean(without))
    if len({*with_change}) > 1 < len({*without}):
        theirs = stats.ttest_ind(with_change, without, equal_var=False).confidence_interval()
        assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-6)
    elif {*map(len, ({*with_change}, {*without}))} == {1}:
        assert found.low == found.high == found.apart


@settings(max_examples=40)
@given(st.lists(st.tuples(some, some), min_size=1, max_size=4))
def test_over_several_gates_it_is_what_least_squares_give_a_common_difference(pairs):
    """The coefficient of "changed" beside one column a gate, by numpy's lstsq."""
    found = pooled_difference(pairs)
    used = [pair for pair in pairs if pair[0] and pair[1]]
    n, m = (sum(len(pair[kind]) for pair in used) for kind in (0, 1))
    assert (found is None) == (min(n, m) < max(3, len(used) + 1))
    if found is None:
        return
    assert (found.n, found.m) == (n, m)
    times = [t for pair in used for half in pair for t in half]
    columns = [[float(kind == 0), *(float(g == gate) for g in range(len(used)))]
               for gate, pair in enumerate(used) for kind in (0, 1) for _ in pair[kind]]  # fmt: skip
    slope = np.linalg.lstsq(np.array(columns), np.array(times), rcond=None)[0][0]
    assert found.apart == pytest.approx(slope, abs=1e-6)
    assert found.low <= found.apart <= found.high


def test_its_interval_holds_the_truth_as_often_as_it_says():
    """Two gates of different length, unequal spreads and few reps with a change, as a session has them."""
    rng = np.random.default_rng(1)
    held = []
    for _ in range(150):
        pairs = [
            (list(rng.normal(way + 400, 250, 3)), list(rng.normal(way, 100, 7))) for way in (2000, 2600)
        ]  # fmt: skip
        found = pooled_difference(pairs)
        held.append(found is not None and found.low <= 400 <= found.high)
    assert 0.9 <= np.mean(held) <= 0.99


def test_of_reps_it_is_worked_and_wrong_gates_are_counted_beside():
    """Left 2.9 against 2.0 s, right 3.3 against 2.6: 0.9 and 0.7, as many of both, so 0.8."""
    ways: list[tuple[str, bool | None, list[int]]] = [
        ("left", True, [2800, 3000]), ("left", False, [1900, 2100]),
        ("right", True, [3200, 3400]), ("right", False, [2500, 2700]), ("right", None, [9000]),
    ]  # fmt: skip
    reps = [shifted(ms, gate, changed) for gate, changed, times in ways for ms in times]
    wrong = [shifted(2000, "left", True, outcome="wrong gate"), shifted(2000, "left", False, outcome="false start")]
    found = change_cost([*reps, *wrong])
    assert found is not None
    assert found.ms == pytest.approx(800)
    assert (found.changed, found.unchanged) == (4, 4)
    assert (found.wrong_changed, found.of_changed, found.wrong_unchanged, found.of_unchanged) == (1, 5, 0, 4)
    half = stats.t.ppf(0.975, 4) * 100  # each half's variance 20 000, over 4, twice: 100 squared; 2 + 2 degrees
    assert (found.low, found.high) == pytest.approx((800 - half, 800 + half))
    elsewhere = [replace(r, surface="hall") if r.changed else r for r in reps]
    assert change_cost(elsewhere) is None
    assert change_cost(outing(0, *range(300, 320))) is None


def shifted(ms: int, gate: str, changed: bool | None, **more: Any) -> Rep:
    found = rep(400, cover_ms=ms, **more)
    return replace(found, changed=changed, verdict=replace(found.verdict, answered=gate))


# --- how much falls off -----------------------------------------------------------------------------------------

points = st.tuples(st.integers(0, 8).map(lambda n: n / 8), st.integers(900, 2500).map(float))


@settings(max_examples=40)
@given(st.lists(st.lists(points, max_size=8), max_size=4))
def test_the_rise_is_that_of_least_squares_with_a_height_for_each_series(series):
    found = common_rise(series)
    used = [p for p in series if len(p) > 1]
    n = sum(map(len, used))
    rows = [[x, *(float(g == group) for g in range(len(used)))] for group, p in enumerate(used) for x, _ in p]
    times = np.array([y for p in used for _, y in p])
    design = np.array(rows)
    is_known = n >= 6 and n - len(used) >= 2 and np.linalg.matrix_rank(design) == len(used) + 1
    assert (found is not None) == is_known
    if found is None:
        return
    beta, *_ = np.linalg.lstsq(design, times, rcond=None)
    df = n - len(used) - 1
    spread = float(np.sum((times - design @ beta) ** 2)) / df * np.linalg.inv(design.T @ design)[0, 0]
    half = stats.t.ppf(0.975, df) * np.sqrt(spread)
    at_0 = np.mean(times) - beta[0] * np.mean(design[:, 0])
    scaled = (100 * beta[0] / at_0, 100 * (beta[0] - half) / at_0, 100 * (beta[0] + half) / at_0)
    assert (found.percent, found.low, found.high) == pytest.approx(scaled, abs=1e-5)
    assert found.ways == n


def test_of_one_series_it_is_scipys_line():
    x = [n / 7 for n in range(8)]
    y = [1200.0, 1180, 1250, 1230, 1290, 1260, 1330, 1320]
    found, line = common_rise([list(zip(x, y, strict=True))]), stats.linregress(x, y)
    half = stats.t.ppf(0.975, 6) * line.stderr
    assert found is not None
    assert found.percent == pytest.approx(100 * line.slope / line.intercept)
    assert found.high - found.low == pytest.approx(200 * half / line.intercept)


def possession(first_ms: int, rise_ms: int, **more: Any) -> Rep:
    """Eight ways out, to the left and to the right (300 ms longer), each so much slower than the one before."""
    splits = []
    for n in range(8):
        name = "" if n == 0 else f" {n + 1}"
        side = ("left", 0) if n % 2 == 0 else ("right", 300)
        splits += [Split(f"out{name}", side[0], (first_ms + n * rise_ms + side[1]) * MS), Split(f"back{name}", "x", MS)]
    found = rep(None, **more)
    return replace(found, falls_off=True, verdict=replace(found.verdict, splits=tuple(splits)))


def test_of_possessions_each_side_has_its_own_height():
    """From 1.15 s in the middle of both sides by 0.14 s in all: 12.2 %, and not a millisecond beside the line."""
    found = drop_off([possession(1000, 20), possession(1000, 20, seq=2)])
    assert found is not None
    assert found.percent == found.low == found.high == pytest.approx(100 * 140 / 1150)
    assert found.ways == 16
    assert drop_off([possession(1000, 20, outcome="omission")]) is None
    assert drop_off([replace(possession(1000, 20), falls_off=False)]) is None


def test_summary_and_figures_say_the_same():
    reps = [shifted(ms, "left", ms > 2500) for ms in (2000, 2050, 2100, 2900, 3000, 3100)]
    whole = [*reps, *(replace(r, terms=replace(r.terms, start="cue, switched")) for r in reps[3:])]
    found = summary(whole).change
    assert isinstance(found, ChangeCost)
    assert {f.change for f in figures(whole)} == {found}
    falls = [replace(possession(1000, 20), verdict=replace(possession(1000, 20).verdict, reaction_ns=MS))]
    assert figures(falls)[0].drop_off == summary(falls).drop_off is not None
