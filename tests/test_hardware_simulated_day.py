"""What an athlete carries from rep to rep: tiredness that comes and goes, and what he has learnt of the cues."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simfield import S

from hardware.athletes import draw_traits, read_figures
from hardware.simulated_day import SESSION, STAY, Day

PLAIN = replace(draw_traits(Random(1), 1), tiring=read_figures().tiring)
SIDES = ("left", "right")


def day(**traits) -> Day:
    return Day(replace(PLAIN, **traits))


def sprint(ran: Day, metres: float, from_ns: int, takes_ns: int = 3 * S) -> float:
    """Starts now. Returns how slow he is when he starts."""
    ran.begins(from_ns)
    slower = ran.slower(from_ns)
    ran.runs(metres, from_ns + takes_ns)
    return slower


# On foot


def test_six_sprints_of_20_m_every_30_s_end_some_6_percent_slower():
    ran = day()
    times = [sprint(ran, 20.0, n * 30 * S) for n in range(6)]
    assert times[0] == 1.0
    assert times == sorted(times)
    assert 1.05 < times[-1] < 1.07


def test_with_a_queues_rest_240_m_cost_some_1_and_a_half_percent():
    ran = day()
    assert 1.01 < [sprint(ran, 10.0, n * 100 * S) for n in range(24)][-1] < 1.02


def test_a_break_of_ten_minutes_is_rest():
    ran = day()
    for n in range(10):
        sprint(ran, 20.0, n * 15 * S)
    assert sprint(ran, 20.0, 150 * S) > 1.1
    assert sprint(ran, 20.0, 750 * S) < 1.02


def test_within_one_long_rep_he_tires_too():
    ran = day()
    ran.begins(0)
    for n in range(20):
        ran.runs(5.0, n * 2 * S)
    assert ran.slower(40 * S) > 1.09


def test_what_was_cut_off_was_not_run():
    cut, never = day(), day()
    for ran in (cut, never):
        ran.begins(0)
    cut.runs(30.0, 5 * S)
    for ran in (cut, never):
        ran.begins(4 * S)
    assert cut.slower(4 * S) == never.slower(4 * S)


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 600)), max_size=30), st.integers(0, 3600))
def test_rest_never_makes_slower_and_nobody_is_slower_than_the_most(ways, rest_s):
    ran, now_ns = day(), 0
    for metres, gap_s in ways:
        sprint(ran, metres, now_ns)
        now_ns += (3 + gap_s) * S
    ran.begins(now_ns)
    assert 1.0 <= ran.slower(now_ns + rest_s * S) <= ran.slower(now_ns) <= 1.0 + PLAIN.tiring.most


def test_a_drift_that_was_put_in_comes_whatever_he_rests():
    ran = day(drift=0.15)
    slower = [sprint(ran, 10.0, n * 3600 * S) for n in range(SESSION)]
    assert slower[0] == 1.0
    assert slower[-1] == pytest.approx(1.15)
    assert slower[12] - slower[11] == pytest.approx(0.15 / 23)


# Cues

CUES = st.lists(st.sampled_from((*SIDES, "deep", STAY)), max_size=60)
TRUST = st.floats(0, 1)


def seen(cues, trust=1.0) -> Day:
    ran = day(learning=replace(PLAIN.learning, trust=trust))
    for cue in cues:
        ran.saw(cue)
    return ran


@given(CUES, TRUST)
def test_what_he_takes_to_be_likely_adds_up_to_one(cues, trust):
    ran = seen(cues, trust)
    names = (*SIDES, "deep")
    likely = [ran.likely(cue, tuple(n for n in names if n != cue)) for cue in names]
    assert all(0 < p < 1 for p in likely)
    assert sum(likely) < 1 if STAY in cues else sum(likely) == pytest.approx(1)


@given(CUES)
def test_who_learns_nothing_takes_all_alike(cues):
    assert seen(cues, 0.0).likely("left", ("right",)) == pytest.approx(1 / 3 if STAY in cues else 1 / 2)


def test_where_there_is_nothing_to_choose_it_is_certain():
    assert seen(["deep"] * 3).likely("deep", ()) == 1.0


def test_he_learns_what_comes_often():
    ran = seen(Random(1).choices(SIDES, (7, 3), k=60))
    assert 0.6 < ran.likely("left", ("right",)) < 0.85
    assert ran.expects(SIDES[::-1]) == "left"


def test_he_learns_what_follows_what():
    ran = seen(SIDES * 10)
    assert ran.likely("left", ("right",)) > 0.9
    assert ran.expects(SIDES) == "left"


def test_before_he_has_seen_anything_he_goes_for_the_first_named():
    assert seen([]).expects(("right", "left")) == "right"
