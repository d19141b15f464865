"""Whole outings in virtual time, kept in a store: what tests of exports, imports and scores take away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from library import EVERY, FILES
from stands import ATHLETES
from stores import new_store, opened

from sequences.load import DrillFile, resolve
from sequences.model import Plan
from sequences.plan import make_plan
from trainer.facts import Athlete, RunHeader
from trainer.fields import load_field
from trainer.outing import open_run
from trainer.store.open import Store
from trainer.store.write import add_athlete
from trainer.virtual import play

SPEC = load_field("simulated")
GOLDEN = [(name, level) for name, level in EVERY if level in (None, 3)]
"""The drills and levels of tests/golden/sessions."""

WALL_S = 1_700_000_000.5
PAIR = (Athlete("athlete-a", "Anna"), Athlete("athlete-b", "Ben"))


def together(drills: list[tuple[str, int | None]]) -> list[Any]:
    """Parameters ``name, level``; all tests of one of them run after each other in one process, and share what
    ``played`` or ``played_pair`` remembers of it."""
    ids = [f"{name}-{level or 'default'}" for name, level in drills]
    return [pytest.param(*one, id=i, marks=pytest.mark.xdist_group(i)) for one, i in zip(drills, ids, strict=True)]


@contextmanager
def empty_store() -> Iterator[Store]:
    """A store with nothing in it."""
    with TemporaryDirectory() as folder, new_store(Path(folder)) as store:
        yield store


def few(file: DrillFile) -> dict[str, str]:
    """Three reps in one set; a test by signals is run once."""
    return {"sets": "1"} | ({} if file.setting("reps").high == 1 else {"reps": "3"})


def plan_of(name: str, level: int | None = None, *, seed: int = 7, athletes: int = 2, **more: object) -> Plan:
    """A few reps of this drill of the library; ``more``: further settings."""
    wanted = few(FILES[name]) | more
    drill = resolve(FILES[name], level=level, settings={k: str(v) for k, v in wanted.items()})
    return make_plan(drill, seed=seed, athletes=athletes)


def outing(store: Store, name: str, level: int | None = None, *, wall_s: float = WALL_S) -> list[dict[str, Any]]:
    """Two athletes play a drill as the golden sessions do, and all of it is kept. Returns the rows shown live."""
    plan = plan_of(name, level)
    for athlete in PAIR:
        add_athlete(store, athlete)
    header = open_run(store, plan, file=FILES[name], field=SPEC, athletes=PAIR, bind={}, wall_s=wall_s)
    shown: list[dict[str, Any]] = []
    play(plan, header, SPEC, store, shown.append)
    return shown


@contextmanager
def played(name: str, level: int | None) -> Iterator[tuple[Store, list[dict[str, Any]]]]:
    """A store with that one outing in it, and the rows shown live."""
    database, shown = _outing(name, level)
    with TemporaryDirectory() as folder, opened(Path(folder), database) as store:
        yield store, shown


@lru_cache(maxsize=1)
def _outing(name: str, level: int | None) -> tuple[bytes, list[dict[str, Any]]]:
    with TemporaryDirectory() as folder:
        with new_store(Path(folder)) as store:
            shown = outing(store, name, level)
        return (Path(folder) / "trainer.db").read_bytes(), shown


@contextmanager
def played_pair(name: str, level: int | None) -> Iterator[tuple[Store, Plan, RunHeader]]:
    """A store in which two athletes of the stands played another draw of this drill, with its plan and header."""
    database, plan, header = _pair(name, level)
    with TemporaryDirectory() as folder, opened(Path(folder), database) as store:
        yield store, plan, header


@lru_cache(maxsize=1)
def _pair(name: str, level: int | None) -> tuple[bytes, Plan, RunHeader]:
    plan, two = plan_of(name, level, seed=5), ATHLETES[:2]
    with TemporaryDirectory() as folder:
        with new_store(Path(folder)) as store:
            for athlete in two:
                add_athlete(store, athlete)
            header = open_run(
                store, plan, file=FILES[name], field=SPEC, athletes=two, bind={}, wall_s=1.7e9, run_id="run-1"
            )
            play(plan, header, SPEC, store, lambda row: None)
        return (Path(folder) / "trainer.db").read_bytes(), plan, header
