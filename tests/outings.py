"""Whole outings in virtual time, kept in a store: what tests of exports and imports take away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sequences.load import DrillFile, resolve
from sequences.plan import make_plan
from trainer.facts import Athlete
from trainer.fields import load_field
from trainer.files import list_drills
from trainer.outing import open_run
from trainer.store.open import Store, open_store
from trainer.store.write import add_athlete
from trainer.virtual import play

SPEC = load_field("simulated")
FILES = {file.name: file for file in list_drills()[0]}
GOLDEN = [(name, level) for name, file in sorted(FILES.items()) for level in (None, *file.levels) if level in (None, 3)]
"""The drills and levels of tests/golden/sessions."""
GOLDEN_IDS = [f"{name}-{level or 'default'}" for name, level in GOLDEN]

WALL_S = 1_700_000_000.5
PAIR = (Athlete("athlete-a", "Anna"), Athlete("athlete-b", "Ben"))


@contextmanager
def empty_store() -> Iterator[Store]:
    """A store with nothing in it."""
    with TemporaryDirectory() as folder, open_store(Path(folder) / "trainer.db", migrate=True) as store:
        yield store


def few(file: DrillFile) -> dict[str, str]:
    """Three reps in one set; a test by signals is run once."""
    return {"sets": "1"} | ({} if file.setting("reps").high == 1 else {"reps": "3"})


def outing(store: Store, name: str, level: int | None = None, *, wall_s: float = WALL_S) -> list[dict[str, Any]]:
    """Two athletes play a drill as the golden sessions do, and all of it is kept. Returns the rows shown live."""
    drill = resolve(FILES[name], level=level, settings=few(FILES[name]))
    plan = make_plan(drill, seed=7, athletes=len(PAIR))
    for athlete in PAIR:
        add_athlete(store, athlete)
    header = open_run(store, plan, file=FILES[name], field=SPEC, athletes=PAIR, bind={}, wall_s=wall_s)
    shown: list[dict[str, Any]] = []
    play(plan, header, SPEC, store, shown.append)
    return shown
