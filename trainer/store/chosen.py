"""Which runs a filter means, found some hundred at a time so that any number of them needs no more memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, null, select, tuple_

from trainer.store import schema
from trainer.store.open import Store
from trainer.store.results import Filter, runs_of

PIECE = 500  # results read at a time, and runs


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What all results of a run share. ``steps``: of a test that everybody runs at once, as the plan has them."""

    id: str
    n: int  # from 1 within the session
    opened_wall_s: float
    session: str
    session_wall_s: float
    field: str
    simulated: bool
    drill: str
    level: int | None
    seed: int
    drill_sha: str
    plan_sha: str
    notes: list[str]
    attempts: int
    surface: str
    footwear: str
    condition: str
    format: str
    steps: list[dict[str, Any]] | None


def chosen_runs(store: Store, which: Filter, piece: int = PIECE) -> Iterator[RunFacts]:
    """The runs that may hold such results, in the order of all results; ``piece`` are looked up at a time."""
    run, session, plan, drill = schema.run, schema.session, schema.plan, schema.drill
    attempts = select(func.count()).where(schema.attempt.c.run == run.c.id).scalar_subquery()
    place = (session.c.opened_wall_s, session.c.id, run.c.n)
    wanted = runs_of(
        which,
        *(run.c.id, run.c.n, run.c.opened_wall_s, session.c.id, session.c.opened_wall_s, session.c.field_name),
        *(session.c.simulated, drill.c.name, plan.c.level, plan.c.seed, drill.c.sha, plan.c.sha, run.c.notes, attempts),
        *(session.c.surface, session.c.footwear, session.c.condition),
        *(_format(), case((_format() == "paced", plan.c.doc[("drill", "steps")]), else_=null())),
    ).limit(piece)
    after = wanted
    while True:
        with store.read() as connection:
            found = [RunFacts(*row) for row in connection.execute(after)]
        yield from found
        if len(found) < piece:
            return
        last = found[-1]
        after = wanted.where(tuple_(*place) > tuple_(last.session_wall_s, last.session, last.n))


def _format() -> ColumnElement[str]:
    """Of the drill: a variant has that of what it extends, and the plan knows it."""
    said, extends = (schema.drill.c.doc[key].as_string() for key in ("format", "extends"))
    drawn = schema.plan.c.doc[("drill", "format")].as_string()
    return case((said.is_not(None), said), (extends.is_not(None), drawn), else_="queue")


def in_batches(runs: Iterable[RunFacts], piece: int) -> Iterator[list[RunFacts]]:
    """Short runs together, so that each batch makes about one page; a long run alone."""
    batch: list[RunFacts] = []
    for run in runs:
        if batch and sum(one.attempts for one in batch) + run.attempts > piece:
            yield batch
            batch = []
        batch.append(run)
    if batch:
        yield batch
