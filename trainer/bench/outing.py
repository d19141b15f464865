"""Runs in virtual time for benches: something to play, and a database with something in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from hardware.base import Edge
from hardware.clock import Inbox
from sequences.load import resolve
from sequences.model import Plan
from sequences.plan import make_plan
from trainer.engine.keeping import Kept
from trainer.facts import Athlete, AttemptRecord, RunHeader
from trainer.fields import load_field
from trainer.files import load_drill_file
from trainer.outing import open_run
from trainer.store.open import Store, open_store
from trainer.store.write import add_athlete, new_id, write_attempt
from trainer.virtual import play_into

DRILL = "backpedal-break"
WALL_S = 1_700_000_000.0
HOUR_S = 3600.0
SQUAD = 4


def squad(count: int = SQUAD) -> tuple[Athlete, ...]:
    return tuple(Athlete(new_id(), f"Athlete {n}") for n in range(1, count + 1))


def plan_of(seed: int, *, reps: int = 10, sets: int = 5, athletes: int = SQUAD) -> Plan:
    """A plan of the library's backpedal and break as it comes: from the pad, through the lit gate of two."""
    drill = resolve(load_drill_file(DRILL), settings={"reps": str(reps), "sets": str(sets)})
    return make_plan(drill, seed=seed, athletes=athletes)


class Collected:
    """A journal that keeps the records in a list."""

    def __init__(self, records: list[AttemptRecord], inbox: Inbox) -> None:
        self._records = records
        self._inbox = inbox

    def attempt(self, record: AttemptRecord) -> None:
        self._records.append(record)
        self._inbox.put(Kept(record.run, record.seq))

    def edges(self, run: str, seq: int, edges: tuple[Edge, ...], *, lane: int = 1) -> None:
        """What comes after a verdict is of no use here."""

    def again(self, record: AttemptRecord) -> None:
        self._records.append(record)

    def halfway(self, run: str, records: tuple[AttemptRecord, ...]) -> None:
        """Nobody watches."""


def played(plan: Plan, athletes: tuple[Athlete, ...]) -> list[AttemptRecord]:
    """The plan played to its end, its attempts in their order."""
    records: list[AttemptRecord] = []
    header = RunHeader("run", "session", WALL_S, athletes)
    play_into(plan, header, load_field("simulated"), partial(Collected, records), lambda _: None)
    return records


def fill(database: Path, runs: int) -> int:
    """Puts so many runs of one plan, about 200 attempts each, into the database. Returns how many attempts it holds."""
    athletes, plan = squad(), plan_of(1)
    records = played(plan, athletes)
    with open_store(database, migrate=True) as store:
        for person in athletes:
            add_athlete(store, person)
        first, *others = _runs(store, plan, athletes, runs)
        write_attempt(store, *(replace(record, run=first) for record in records))
    _copy(database, first, others)
    return runs * len(records)


def _copy(database: Path, first: str, others: list[str]) -> None:
    """The attempts of the first run in all others too: a million written one by one would take an hour."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for table in ("attempt", "cue", "onset", "edge", "verdict"):
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            rest = ", ".join(f'"{name}"' for name in names if name != "run")
            copied = f"INSERT INTO {table} (run, {rest}) SELECT ?, {rest} FROM {table} WHERE run = ?"
            connection.executemany(copied, [(other, first) for other in others])


def _runs(store: Store, plan: Plan, athletes: tuple[Athlete, ...], runs: int) -> Iterator[str]:
    file, spec = load_drill_file(DRILL), load_field("simulated")
    for number in range(runs):
        wall_s = WALL_S + number * HOUR_S
        yield open_run(store, plan, file=file, field=spec, athletes=athletes, bind={}, wall_s=wall_s).id
