"""How many reps of which outcome somebody ran since an instant, counted by the database: no rep is read for it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from trainer.store import schema
from trainer.store.open import Store

_result, _run, _plan, _drill, _session = schema.current_result, schema.run, schema.plan, schema.drill, schema.session


class Tally(NamedTuple):
    """So many (``n``) attempts of one outcome, as they count now, of one athlete in one run. ``armed_ns``: the first of
    them began, ``ended_ns``: the last one ended, by the clock of the run's boot."""

    run: str
    opened_wall_s: float
    drill: str
    level: int | None
    field_sha: str
    athlete: str
    outcome: str
    n: int
    armed_ns: int
    ended_ns: int


def tallies(store: Store, since_s: float, *, simulated: bool) -> tuple[Tally, ...]:
    """Of every run opened since then, in the order opened, on simulated fields or on real ones."""
    of_run = (_run.c.id, _run.c.opened_wall_s, _drill.c.name, _plan.c.level, _run.c.field)
    whose = (_result.c.athlete, _result.c.outcome)
    counted = (func.count(), func.min(_result.c.armed_ns), func.max(_result.c.ended_ns))
    wanted = (
        select(*of_run, *whose, *counted)
        .join(_run, _run.c.id == _result.c.run)
        .join(_session, _session.c.id == _run.c.session)
        .join(_plan, _plan.c.sha == _run.c.plan)
        .join(_drill, _drill.c.sha == _plan.c.drill)
        .where(_run.c.opened_wall_s >= since_s, _session.c.simulated == simulated)
        .group_by(*of_run, *whose)
        .order_by(_run.c.opened_wall_s, _run.c.id, *whose)
    )
    with store.read() as connection:
        return tuple(Tally(*row) for row in connection.execute(wanted))


def ran_before(store: Store, athlete: str, until_s: float, *, simulated: bool) -> bool:
    """Was there an attempt of this athlete in a run opened before that instant?"""
    wanted = (
        select(_result.c.seq)
        .join(_run, _run.c.id == _result.c.run)
        .join(_session, _session.c.id == _run.c.session)
        .where(_result.c.athlete == athlete, _run.c.opened_wall_s < until_s, _session.c.simulated == simulated)
        .limit(1)
    )
    with store.read() as connection:
        return connection.execute(wanted).first() is not None
