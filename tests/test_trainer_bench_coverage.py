"""The ± is true: simulated devices keep the truth to themselves, and 95 of 100 times lie within what is stated."""

import pytest

from trainer.bench.coverage import BAND, KINDS, Kind, coverage, run, simulate
from trainer.bench.result import Options

BY_EAR = ("mixer loudspeaker, pad", "placed loudspeaker, pad")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_95_of_100_times_lie_within_what_is_stated(kind: Kind):
    tally = simulate(kind, sessions=60, reps=60)
    assert BAND[0] <= coverage(tally.whole) <= BAND[1]
    assert BAND[0] <= coverage(tally.body) <= BAND[1]


@pytest.mark.parametrize("kind", [k for k in KINDS if k.name in BY_EAR], ids=lambda kind: kind.name)
def test_what_a_calibration_leaves_open_is_stated_too(kind: Kind):
    """Of clocks alone, where no body hides what is constant in a session: one rep in each of many sessions, within
    three standard errors of 95 %."""
    sessions = 400
    share = coverage(simulate(kind, sessions=sessions, reps=1).clock)
    assert abs(share - 0.95) <= 3 * (0.95 * 0.05 / sessions) ** 0.5


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_devices_twice_as_bad_as_they_claim_are_found_out(kind: Kind):
    assert coverage(simulate(kind, sessions=20, reps=20, worse=2.0).whole) < BAND[0] - 0.1


def test_the_bench_says_of_each_kind_whether_its_uncertainty_holds():
    found = run(Options((), (), scale=0.001))
    shares = [found.data[kind.name]["whole"] for kind in KINDS]
    assert [(row.ours, row.met) for row in found.rows] == [(100 * s, BAND[0] <= s <= BAND[1]) for s in shares]
    assert set(found.data) == {kind.name for kind in KINDS}
    [plot] = found.plots
    assert [curve.name for curve in plot.curves] == [kind.name for kind in KINDS]
