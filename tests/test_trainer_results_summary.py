"""What reps come to: counts, times that are not mixed, series, drift."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replist import ANNA, BEN, outing, rep

from trainer.facts import COUNTS
from trainer.results.reps import EARLY, count
from trainer.results.summary import summaries, summary, timings

OUTCOMES = ("hit", "hit", "hit", "withheld", "wrong gate", "omission", "unfinished", "false alarm", "false start",
            "turned early", "anticipation", "unsettled", "void", "lost", "late cue", "stopped")  # fmt: skip


def test_counts_worked():
    found = count([rep(outcome=outcome, form="clean") for outcome in OUTCOMES])
    assert (found.done, found.right, found.hits, found.early) == (8, 4, 3, 3)
    assert (found.wrong, found.omissions, found.unfinished, found.false_alarms) == (1, 1, 1, 1)
    assert (found.clean, found.marked) == (4, 8)
    assert (found.accuracy, found.clean_share) == (0.5, 0.5)
    assert (count([]).accuracy, count([]).clean_share) == (None, None)


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(("clean", "not yet", None)))))
def test_counts_add_up(reps: list[tuple[str, str | None]]):
    found = count([rep(outcome=outcome, form=form) for outcome, form in reps])
    wrong = found.wrong + found.omissions + found.unfinished + found.false_alarms
    assert found.done == found.right + wrong == sum(outcome in COUNTS for outcome, _ in reps)
    assert found.clean <= found.marked <= found.done
    assert found.early == sum(outcome in EARLY for outcome, _ in reps)


def test_times_of_different_terms_or_surfaces_stand_beside_each_other():
    reps = [
        *outing(0, 400, 420, 440),
        *outing(0, 300, 320, terms={"sense": "sound"}),
        *outing(0, 500, surface="hall"),
        rep(100, outcome="anticipation"),
        rep(900, outcome="wrong gate"),
    ]
    found = timings(reps)
    assert [(t.terms.sense, t.surface, t.measured and t.measured.median) for t in found] == [
        ("light", "grass", 420),
        ("sound", "grass", 310),
        ("light", "hall", 500),
    ]
    assert found[0].cover is not None
    assert found[0].cover.median == 1920


def test_one_summary_for_each_athlete_drill_and_level_and_simulated_by_itself():
    reps = [
        *outing(0, 400),
        *outing(0, 410, athlete=BEN),
        *outing(0, 420, terms={"level": 3}),
        *outing(0, 430, terms={"simulated": True}),
        *outing(1, 440),
    ]
    found = summaries(reps)
    assert [(s.athlete, s.level, s.simulated, s.counts.done) for s in found] == [
        (ANNA, 2, False, 2),
        (BEN, 2, False, 1),
        (ANNA, 3, False, 1),
        (ANNA, 2, True, 1),
    ]


def test_sides_lapses_drift_and_evenness():
    left = outing(0, *range(420, 436, 2), side="left")
    right = outing(0, *range(380, 396, 2), side="right")
    found = summary([*left, *right, rep(700)])
    [timing] = found.timings
    assert timing.sides is not None
    assert timing.sides.percent == pytest.approx(100 * 40 / 407)
    assert timing.cover_sides is not None
    assert 0 < timing.cover_sides.percent < timing.sides.percent
    assert timing.lapses == 1
    assert timing.even is not None
    assert found.drift is not None
    assert found.drift.slope == 2  # within a side; the step between them does not tilt it


def test_legs_within_a_rep():
    legs = [("leg 1", 1000), ("leg 2", 1100), ("leg 3", 900)]
    assert summary([rep(splits=legs), rep(splits=[("gate", 900)])]).legs_even == pytest.approx(10)
    assert summary([rep()]).legs_even is None


def test_decrements_of_complete_series_only():
    def series(set_: int, *ms: float, of: int = 3):
        return [rep(300, cover_ms=one, set=set_, rep=n, of=of) for n, one in enumerate(ms, 1)]

    reps = [*series(1, 4000, 4100, 4200), *series(2, 4000, 4100), *series(3, 4000, 4000, 4600)]
    reps += [rep(300, cover_ms=4000, set=4, of=3), rep(None, outcome="omission", set=4, of=3), rep(300, set=4, of=3)]
    found = summary(reps, sprints=True)
    assert [round(d.percent, 2) for d in found.decrements] == [2.5, 5.0]
    assert summary(reps).decrements == ()
