"""Everything that was kept, as it lies in the tables: what a lossless export writes. Read a piece at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, exists, select, tuple_

from trainer.store import schema
from trainer.store.chosen import PIECE, chosen_runs
from trainer.store.mapping import Columns
from trainer.store.merges import counted, whole, words_in
from trainer.store.open import Store
from trainer.store.results import ALL, Filter, below, need, runs_of

KEY = ("run", "seq", "lane")
BELOW = {
    "cues": (schema.cue, (*KEY, "n")),
    "onsets": (schema.onset, (*KEY, "n")),
    "edges": (schema.edge, (*KEY, "n")),
    "verdicts": (schema.verdict, KEY),
    "corrections": (schema.correction, KEY),
}
"""What belongs to an attempt: its table, and the columns that only say so."""


@dataclass(frozen=True, slots=True)
class RawRun:
    """A run and what it was played by: a row each."""

    run: Columns
    session: Columns
    plan: Columns
    drill: Columns
    field: Columns


def raw_runs(store: Store, which: Filter = ALL) -> Iterator[RawRun]:
    """Every run that may hold such results, in their order. UnknownRow, at once, as for results."""
    need(store, which)
    return (_raw_run(store, found.id) for found in chosen_runs(store, which))


def _raw_run(store: Store, id_: str) -> RawRun:
    with store.read() as connection:
        return raw_run(connection, id_)


def raw_run(connection: Connection, id_: str) -> RawRun:
    """One run, which is there."""
    run = _row(connection, schema.run.c.id, id_)
    plan = _row(connection, schema.plan.c.sha, run["plan"])
    drill = _row(connection, schema.drill.c.sha, plan["drill"])
    field = _row(connection, schema.field.c.sha, run["field"])
    return RawRun(run, raw_session(connection, run["session"]), plan, drill, field)


def raw_session(connection: Connection, id_: str) -> Columns:
    """One session, which is there."""
    return _row(connection, schema.session.c.id, id_)


def raw_attempts(store: Store, run: str, which: Filter = ALL) -> Iterator[Columns]:
    """The attempts of a run in their order, each with the rows of ``BELOW`` by their names."""
    attempt = schema.attempt
    wanted = _those_of(which, select(attempt).where(attempt.c.run == run).order_by(attempt.c.seq, attempt.c.lane))
    seq = lane = 0
    while True:
        with store.read() as connection:
            after = tuple_(attempt.c.seq, attempt.c.lane) > tuple_(seq, lane)
            found = [_columns(row) for row in connection.execute(wanted.where(after).limit(PIECE))]
            if not found:
                return
            seq, lane = found[-1]["seq"], found[-1]["lane"]
            whole = _with_below(connection, run, found)
        yield from whole


def raw_attempts_of(connection: Connection, run: str, keys: Collection[tuple[int, int]]) -> list[Columns]:
    """These attempts (seq, lane) of a run, some hundred at most, in their order, as ``raw_attempts`` gives them."""
    attempt = schema.attempt
    wanted = select(attempt).where(attempt.c.run == run, tuple_(attempt.c.seq, attempt.c.lane).in_(keys))
    found = connection.execute(wanted.order_by(attempt.c.seq, attempt.c.lane))
    return _with_below(connection, run, [_columns(row) for row in found])


def _with_below(connection: Connection, run: str, attempts: Sequence[Columns]) -> list[Columns]:
    parts = {
        name: below(connection, table, partial(_columns, but=but), run, attempts[0]["seq"], attempts[-1]["seq"])
        for name, (table, but) in BELOW.items()
    }
    return [
        row | {name: list(part.get((row["seq"], row["lane"]), ())) for name, part in parts.items()} for row in attempts
    ]


def _those_of(which: Filter, wanted: Select[Any]) -> Select[Any]:
    result = schema.current_result
    if which.seq is not None:
        wanted = wanted.where(schema.attempt.c.seq == which.seq)
    if which.athlete is None:
        return wanted
    same = (result.c[name] == schema.attempt.c[name] for name in KEY)
    return wanted.where(exists().where(*same, result.c.athlete == counted(which.athlete)))


def raw_athletes(store: Store, which: Filter = ALL) -> list[Columns]:
    """Who ran in those runs, or is said to have by a correction, and who is one with them; without a filter
    everybody."""
    ids = _who_ran(store, which)
    with store.read() as connection:
        rows = connection.execute(select(schema.athlete).order_by(schema.athlete.c.id))
        return [_columns(row) for row in rows if ids is None or row.id in ids]


def raw_merges(store: Store, which: Filter = ALL) -> list[Columns]:
    """What was said of two of them: that they are one, or two. Oldest first."""
    ids = _who_ran(store, which)
    with store.read() as connection:
        return [row for row in words_in(connection).values() if ids is None or {row["keep"], row["other"]} <= ids]


def _who_ran(store: Store, which: Filter) -> frozenset[str] | None:
    """None: everybody."""
    attempt, said = schema.attempt, schema.correction
    if which.athlete is not None:
        return whole(store, [which.athlete])
    if which == ALL:
        return None
    runs = runs_of(which, schema.run.c.id).order_by(None)
    ran = select(attempt.c.athlete).where(attempt.c.run.in_(runs))
    given = select(said.c.value).where(said.c.run.in_(runs), said.c.kind == "reassign", said.c.value.is_not(None))
    with store.read() as connection:
        found = connection.scalars(ran.union(given)).all()
    return whole(store, found)


def raw_empty_sessions(store: Store) -> list[Columns]:
    """Sessions in which nothing was run."""
    session = schema.session
    wanted = select(session).where(~exists().where(schema.run.c.session == session.c.id))
    with store.read() as connection:
        rows = connection.execute(wanted.order_by(session.c.opened_wall_s, session.c.id))
        return [_columns(row) for row in rows]


def _row(connection: Connection, key: Column[str], value: str) -> Columns:
    return _columns(connection.execute(select(key.table).where(key == value)).one())


def _columns(row: Row[Any], but: tuple[str, ...] = ()) -> Columns:
    return {name: value for name, value in row._mapping.items() if name not in but}
