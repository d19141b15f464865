"""What was on when the trainer was killed: kept beside the results, made attempts by the next one, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from records import ANNA, open_run, record

from trainer.facts import Reached, Verdict
from trainer.store.halfway import keep_halfway, take_up
from trainer.store.open import Store, open_store
from trainer.store.results import Filter, read_attempts
from trainer.store.write import write_attempt

HALF = tuple(
    replace(record(seq), edges=(), verdict=Verdict("stopped", None, reached=Reached(2, n, 100 + n)))
    for n, seq in enumerate((1, 2, 3))
)


def kept(store: Store) -> list:
    return [found for found, _ in read_attempts(store, Filter())]


def test_it_is_no_result_until_it_is_taken_up_and_then_one_with_all_that_was_shown(tmp_path: Path):
    with open_store(tmp_path / "trainer.db", migrate=True) as store:
        open_run(store)
        take_up(store)
        for seen in (HALF[:1], HALF):
            keep_halfway(store, seen)
        assert kept(store) == []
        for _ in range(2):
            take_up(store)
            assert kept(store) == list(HALF)
        keep_halfway(store, ())
        take_up(store)
        assert kept(store) == list(HALF)


def test_who_was_judged_after_all_stays_as_he_was_judged_and_a_run_that_is_gone_is_left_out(tmp_path: Path):
    with open_store(tmp_path / "trainer.db", migrate=True) as store:
        open_run(store)
        done = replace(HALF[0], verdict=replace(HALF[0].verdict, outcome="hit"))
        write_attempt(store, done)
        keep_halfway(store, (replace(HALF[0], run="another"), *HALF))
        take_up(store)
        assert kept(store) == [done, *HALF[1:]]


def test_no_name_is_kept_half_way(tmp_path: Path):
    with open_store(tmp_path / "trainer.db", migrate=True) as store:
        open_run(store)
        keep_halfway(store, (replace(HALF[0], athlete=replace(ANNA, name="Zoe-Marie")),))
    assert all(b"Zoe-Marie" not in path.read_bytes() for path in tmp_path.iterdir())
