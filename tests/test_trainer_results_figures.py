"""All figures of a log that goes by once: as the summaries have them, and those that only the export shows."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replist import ANNA, BEN, outing, rep

from trainer.facts import Athlete, Outcome
from trainer.results.figures import figures
from trainer.results.leaderboard import boards
from trainer.results.reps import Rep
from trainer.results.summary import summaries

outcomes = st.sampled_from(("hit", "hit", "hit", "wrong gate", "omission", "false start", "void"))
forms = st.sampled_from(("clean", "not yet", None))
acts = st.tuples(
    st.sampled_from((0, 7)), st.sampled_from((ANNA, BEN)), outcomes, forms, st.integers(200, 600),
    st.sampled_from(("left", "right", None)), st.sampled_from(("light", "sound")),
)  # fmt: skip


def made(some: list[tuple[int, Athlete, Outcome, str | None, int, str | None, str]]) -> list[Rep]:
    return [
        rep(ms, day=day, athlete=athlete, outcome=outcome, form=form, side=side, terms={"sense": sense})
        for day, athlete, outcome, form, ms, side, sense in some
    ]


@settings(max_examples=60)
@given(st.lists(acts, max_size=60))
def test_they_are_those_of_the_summaries_and_of_the_leaderboard(some):
    reps = made(some)
    found = figures(iter(reps))
    by_summary = {(s.athlete.id, t.terms, t.surface): (s, t) for s in summaries(reps) for t in s.timings}
    assert {(f.athlete.id, f.terms, f.surface) for f in found} == set(by_summary)
    places = {(b.terms, b.surface, p.athlete.id): p for b in boards(reps) for p in b.places}
    for f in found:
        whole, timing = by_summary[f.athlete.id, f.terms, f.surface]
        assert f.counts == whole.counts
        assert (f.measured, f.cover, f.sides, f.lapses) == (timing.measured, timing.cover, timing.sides, timing.lapses)
        place = places.get((f.terms, f.surface, f.athlete.id))
        assert f.rank == (place.rank if place else None)
        assert f.best_uncertainty_ms == (place.uncertainty_ns / 1e6 if place else None)


def test_what_only_the_export_shows():
    rng = Random(1)
    hits = outing(0, *(300 + rng.gauss(0, 35) + rng.expovariate(1 / 60) for _ in range(150)))
    [found] = figures([*hits, rep(450, outcome="wrong gate"), rep(None, outcome="omission")])
    assert found.shape is not None
    assert found.shape.mu + found.shape.tau == pytest.approx(found.measured.mean, rel=0.01)
    assert found.right_per_s == pytest.approx(150 / (150 * found.measured.mean / 1e3 + 0.45))
    assert (found.sessions, found.counts.done) == (1, 152)
    [few] = figures(hits[:99])
    assert few.shape is None
