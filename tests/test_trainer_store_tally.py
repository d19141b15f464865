"""Reps counted by the database: the same as counting them one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from outings import PAIR, WALL_S, empty_store, outing

from trainer.store.open import Store
from trainer.store.results import read_attempts
from trainer.store.tally import ran_before, tallies
from trainer.store.write import Correction, add_correction

ANNA, BEN = PAIR


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as store:
        for n, name in enumerate(("line-shuffle", "wall-tap", "line-shuffle")):
            outing(store, name, wall_s=WALL_S + 1000 * n)
        yield store


def by_hand(store: Store) -> Counter[tuple[str, str, str]]:
    return Counter((c.run.header.id, r.athlete.id, r.verdict.outcome) for r, c in read_attempts(store))


def counted(store: Store, since_s: float) -> Counter[tuple[str, str, str]]:
    return Counter({(t.run, t.athlete, t.outcome): t.n for t in tallies(store, since_s, simulated=True)})


def test_the_counts_are_those_of_the_reps_as_they_count_now(store: Store):
    assert counted(store, 0.0) == by_hand(store)
    [first, *_] = [record for record, _ in read_attempts(store)]
    add_correction(store, Correction(first.run, first.seq, "void", "void", "coach", WALL_S))
    assert counted(store, 0.0) == by_hand(store)
    assert sum(n for (_, _, outcome), n in counted(store, 0.0).items() if outcome == "void") == 1


def test_only_runs_since_then_and_of_that_kind_of_field(store: Store):
    runs = list(dict.fromkeys(t.run for t in tallies(store, WALL_S, simulated=True)))
    assert len(runs) == 3
    assert list(dict.fromkeys(t.run for t in tallies(store, WALL_S + 500, simulated=True))) == runs[1:]
    assert tallies(store, 0.0, simulated=False) == ()
    assert tallies(store, WALL_S + 5000, simulated=True) == ()


def test_each_says_what_was_played_and_when(store: Store):
    for tally in tallies(store, 0.0, simulated=True):
        [*mine] = [
            (record, context)
            for record, context in read_attempts(store)
            if (context.run.header.id, record.athlete.id, record.verdict.outcome)
            == (tally.run, tally.athlete, tally.outcome)
        ]
        run = mine[0][1].run
        assert (tally.drill, tally.level, tally.field_sha) == (run.drill, run.level, run.field_sha)
        assert tally.armed_ns == min(record.armed_ns for record, _ in mine)
        assert tally.ended_ns == max(record.ended_ns for record, _ in mine)


def test_who_ran_before(store: Store):
    assert ran_before(store, ANNA.id, WALL_S + 1, simulated=True)
    assert not ran_before(store, ANNA.id, WALL_S, simulated=True)
    assert not ran_before(store, ANNA.id, WALL_S + 1, simulated=False)
    assert not ran_before(store, "nobody", WALL_S + 1, simulated=True)
