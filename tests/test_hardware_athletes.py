"""The model of the virtual athletes: its figures come out of its draws, and its laws hold."""

from __future__ import annotations

import math
from dataclasses import astuple
from random import Random
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.athletes import (
    MOST,
    MS,
    choice_ms,
    draw_traits,
    false_start_ns,
    happens,
    pace_at,
    reaction_ns,
    read_figures,
    run_ns,
    span_ns,
    transition_ns,
)
from hardware.errors import FieldError

DRAWS = 4000


def average(profile="ordinary", age=12):
    """An athlete of ability 1.0."""

    class Middle(Random):
        def gauss(self, mu=0.0, sigma=1.0):
            return mu

    return draw_traits(Middle(1), 1, profile=profile, age=age)


def test_every_age_from_8_to_16_has_one_band():
    for age in range(8, 17):
        assert average(age=age).ability == 1.0
    bands = [tuple(map(int, name.split("-"))) for name in read_figures().ages]
    assert sum(last - first + 1 for first, last in bands) == 9


@pytest.mark.parametrize("age", [7, 17, -1])
def test_an_age_that_nobody_has(age):
    with pytest.raises(FieldError, match=f"no virtual athlete is {age} years old; allowed are 8-11, 12-13, 14-16"):
        draw_traits(Random(1), 1, age=age)


def test_a_profile_that_there_is_not():
    with pytest.raises(FieldError, match="no 'lazy' athletes; allowed are ordinary, perfect, clumsy"):
        draw_traits(Random(1), 1, profile="lazy")


def test_traits_are_of_the_seed():
    assert draw_traits(Random("7:1"), 1) == draw_traits(Random("7:1"), 1)
    assert len({draw_traits(Random(f"7:{n}"), n).ability for n in range(40)}) == 40


def test_abilities_scatter_around_one():
    abilities = [draw_traits(Random(f"1:{n}"), n).ability for n in range(DRAWS)]
    sd = read_figures().run.ability_sd
    assert fmean(abilities) == pytest.approx(1.0, abs=0.005)
    assert pstdev(abilities) == pytest.approx(sd, rel=0.05)
    assert all(abs(a - 1.0) <= 3 * sd + 1e-9 for a in abilities)


def test_perfect_athletes_never_err_and_clumsy_ones_at_most_every_second_time():
    assert not any(astuple(average("perfect").error))
    assert average("perfect").band.unsettled == 0
    assert average("perfect").contact.bounce_ms == 0
    assert draw_traits(Random(1), 1, profile="perfect").side == 0
    assert all(0 < share <= MOST for share in astuple(average("clumsy").error))


@pytest.mark.parametrize(("age", "mean", "spread"), [(10, 450, 87), (12, 360, 69), (15, 320, 58)])
def test_reactions_are_ex_gaussian_by_age(age, mean, spread):
    rng, traits = Random(1), average(age=age)
    draws = [reaction_ns(rng, traits) / MS for _ in range(DRAWS)]
    assert fmean(draws) == pytest.approx(mean, abs=6)
    assert pstdev(draws) == pytest.approx(spread, rel=0.08)
    assert fmean(draws) > sorted(draws)[DRAWS // 2] + 5, "the slow tail is the longer one"


def test_no_honest_reaction_is_under_the_fastest():
    rng = Random(2)
    quick = draw_traits(Random("q"), 1, age=16)
    assert min(reaction_ns(rng, quick) for _ in range(DRAWS)) >= read_figures().answer.fastest_ms * MS


@pytest.mark.parametrize(("called", "per_bit"), [(False, 60), (True, 110)])
@pytest.mark.parametrize(
    ("likely", "bits"), [(1.0, 0.0), (1 / 2, 1.0), (1 / 4, 2.0), (1 / 3, math.log2(3)), (0.7, 0.515)]
)
def test_each_bit_of_choice_costs_60_ms_and_110_when_called_from_the_front(likely, bits, called, per_bit):
    traits = average()
    cost_ms = choice_ms(traits, likely, called=called)
    assert cost_ms == pytest.approx(per_bit * bits, abs=0.1)
    for seed in range(20):
        one, many = reaction_ns(Random(seed), traits), reaction_ns(Random(seed), traits, cost_ms)
        assert many - one == pytest.approx(cost_ms * MS, abs=2)


@given(st.floats(8, 16), st.floats(8, 16))
def test_the_older_the_quicker_on_foot(one, other):
    run = read_figures().run
    assert (pace_at(run, one) - pace_at(run, other)) * (one - other) <= 0


@pytest.mark.parametrize(
    ("age", "pace"), [(5, 1.5), (8, 1.5), (12, 1.25), (13, 1.175), (14, 1.1), (16, 1.0), (30, 1.0)]
)
def test_the_pace_of_an_age(age, pace):
    assert pace_at(read_figures().run, age) == pytest.approx(pace)


def test_transitions_take_600_to_900_ms_and_grow_with_the_wait():
    traits = average()
    means = []
    for wait in (150, 300, 450):
        rng = Random(3)
        means.append(fmean(transition_ns(rng, traits, wait * MS) for _ in range(DRAWS)) / MS)
    assert 600 < means[0] < means[2] < 900
    assert means[1] - means[0] == pytest.approx(75, abs=3)
    assert means[2] - means[1] == pytest.approx(75, abs=3)


def test_the_urge_to_start_grows_with_waiting():
    rng, traits = Random(4), average("clumsy")
    starts = [false_start_ns(rng, traits) / 1e9 for _ in range(DRAWS)]
    for waited in (1.0, 3.0, 6.0):
        share = 1 - math.exp(-traits.error.false_start_per_s2 * waited**2 / 2)
        assert sum(s < waited for s in starts) / DRAWS == pytest.approx(share, abs=0.02)


def test_a_perfect_athlete_waits_for_ever():
    assert false_start_ns(Random(1), average("perfect")) is None


@pytest.mark.parametrize(("age", "seconds"), [(10, 2.5), (12, 2.2), (15, 1.9)])
def test_ten_metres(age, seconds):
    traits = average(age=age)
    pace, run = traits.age_pace, traits.run
    time_ns, _ = run_ns(10.0, start_mps=0.0, top_mps=run.top_mps / pace, accel_mps2=run.accel_mps2 / pace**2)
    assert time_ns / 1e9 == pytest.approx(seconds, abs=0.05)


METRES = st.floats(0.0, 30.0)
SPEEDS = st.floats(0.5, 9.0)
ACCELERATIONS = st.floats(1.0, 9.0)


@given(METRES, METRES, st.floats(0.0, 9.0), SPEEDS, ACCELERATIONS)
def test_a_way_in_two_parts_takes_as_long_as_in_one(first_m, then_m, start, top, accel):
    whole_ns, end = run_ns(first_m + then_m, start_mps=start, top_mps=top, accel_mps2=accel)
    first_ns, between = run_ns(first_m, start_mps=start, top_mps=top, accel_mps2=accel)
    then_ns, last = run_ns(then_m, start_mps=between, top_mps=top, accel_mps2=accel)
    assert first_ns + then_ns == pytest.approx(whole_ns, rel=1e-6, abs=100)
    assert last == pytest.approx(end, rel=1e-6)


@given(st.floats(0.01, 30.0), st.floats(0.0, 9.0), SPEEDS, ACCELERATIONS)
def test_nobody_outruns_himself(way_m, start, top, accel):
    time_ns, end = run_ns(way_m, start_mps=start, top_mps=top, accel_mps2=accel)
    assert min(start, top) <= end <= top
    assert time_ns / 1e9 >= way_m / top * (1 - 1e-6) - 1e-9


@given(st.integers(), st.floats(0.0, 1000.0), st.floats(0.0, 1000.0))
def test_a_span_is_kept(seed, low, more):
    assert low * MS - 1 <= span_ns(Random(seed), (low, low + more)) <= (low + more) * MS + 1


def test_shares_come_out():
    rng = Random(5)
    assert sum(happens(rng, 0.25) for _ in range(DRAWS)) / DRAWS == pytest.approx(0.25, abs=0.02)
    assert not any(happens(rng, 0.0) for _ in range(DRAWS))
