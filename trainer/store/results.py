"""The results that count, read in pieces of a few hundred so that a million need no more memory than one piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select, tuple_

from hardware.base import Edge, Onset
from trainer.engine.rows import verdict_row
from trainer.errors import UnknownRow
from trainer.facts import Athlete, AttemptRecord, SessionHeader, ShownCue
from trainer.store import schema
from trainer.store.mapping import cue_fact, edge_fact, onset_fact, verdict_fact
from trainer.store.merges import counted
from trainer.store.open import Store
from trainer.store.read import RunInfo, read_header, read_runs

PIECE = 500  # attempts

Fact = TypeVar("Fact")
Key = tuple[int, int]  # seq, lane


@dataclass(frozen=True, slots=True)
class Filter:
    """Which results: those that meet all that is given. ``athlete`` is an id (of who counts as somebody else, it means
    that other), ``drill`` a name.

    ``since_s``, ``until_s``: seconds since 1970 at which the run was opened, from the one and before the other.
    """

    session: str | None = None
    run: str | None = None
    seq: int | None = None  # of the attempt in its run
    athlete: str | None = None
    drill: str | None = None
    since_s: float | None = None
    until_s: float | None = None


ALL = Filter()


@dataclass(frozen=True, slots=True)
class Context:
    """What a result belongs to, and what the coach said of it. ``judged``: the outcome before the coach's word."""

    session: SessionHeader
    run: RunInfo
    judged: str
    void: bool
    form: str | None
    form_what: str | None


@dataclass(frozen=True, slots=True)
class _Played:
    name: str
    level: int | None


def read_attempts(store: Store, which: Filter = ALL, *, raw: bool = True) -> Iterator[tuple[AttemptRecord, Context]]:
    """Attempts as they count now, oldest session first, each run in its order.

    One that was neither corrected nor judged again comes back equal to what was written. ``raw`` False leaves out
    onsets and edges. UnknownRow, at once, when there is no such session, run, athlete or drill.
    """
    need(store, which)
    with store.read() as connection:
        runs = [row.id for row in connection.execute(runs_of(which, schema.run.c.id))]
    return (found for run in runs for found in _of_run(store, run, which, raw))


def rows(store: Store, which: Filter = ALL) -> Iterator[dict[str, Any]]:
    """The same as plain data: the keys of ``verdict_row``, and those ``result_row`` adds."""
    return (result_row(record, context) for record, context in read_attempts(store, which, raw=False))


def result_row(record: AttemptRecord, context: Context) -> dict[str, Any]:
    """The row shown live, and beside it the coach's word and where every figure comes from."""
    session, run = context.session, context.run
    live = verdict_row(
        record,
        _Played(run.drill, run.level),
        session=session.id,
        seed=run.seed,
        simulated=session.simulated,
        notes=run.header.notes,
    )
    opened = datetime.fromtimestamp(run.header.opened_wall_s, UTC)
    return {
        **live,
        "judged": context.judged,
        "void": context.void,
        "form": context.form,
        "form_what": context.form_what,
        "opened": opened.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "field": session.field_name,
        "surface": session.surface,
        "footwear": session.footwear,
        "condition": session.condition,
        "drill_sha": run.drill_sha,
        "plan_sha": run.plan_sha,
        "scoring": record.scoring,
        "scoring_version": record.scoring_version,
    }


def need(store: Store, which: Filter) -> None:
    """UnknownRow when the filter names a session, run, athlete or drill that is not in the database.

    Somebody who was deleted is still known by the attempts that bear the id.
    """
    asked = (
        (schema.session.c.id, which.session),
        (schema.run.c.id, which.run),
        (schema.athlete.c.id, which.athlete),
        (schema.drill.c.name, which.drill),
    )
    with store.read() as connection:
        for column, value in asked:
            places = (column, schema.attempt.c.athlete) if column.table is schema.athlete else (column,)
            found = (connection.execute(select(place).where(place == value).limit(1)).first() for place in places)
            if value is not None and not any(found):
                raise UnknownRow(f"no {column.table.name} {value} in the database")


def runs_of(which: Filter, *columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of run, session, plan and drill for every run that may hold such results, in the order of all
    results."""
    run, session, plan, drill = schema.run, schema.session, schema.plan, schema.drill
    return (
        select(*columns)
        .select_from(run)
        .join(session, session.c.id == run.c.session)
        .join(plan, plan.c.sha == run.c.plan)
        .join(drill, drill.c.sha == plan.c.drill)
        .where(*_met(which))
        .order_by(session.c.opened_wall_s, session.c.id, run.c.n)
    )


def _met(which: Filter) -> Iterator[ColumnElement[bool]]:
    run, session, drill = schema.run, schema.session, schema.drill
    for column, value in ((session.c.id, which.session), (run.c.id, which.run), (drill.c.name, which.drill)):
        if value is not None:
            yield column == value
    if which.since_s is not None:
        yield run.c.opened_wall_s >= which.since_s
    if which.until_s is not None:
        yield run.c.opened_wall_s < which.until_s


def _of_run(store: Store, run: str, which: Filter, raw: bool) -> Iterator[tuple[AttemptRecord, Context]]:
    with store.read() as connection:
        info = read_runs(connection, schema.run.c.id == run)[0]
        session = read_header(connection, info.header.session)
    after: Key = (0, 0)
    while True:
        piece = _piece(store, run, which, raw, after)  # no transaction stays open while the reader takes its time
        for row, record in piece:
            yield record, Context(session, info, row.judged, row.void, row.form, row.form_what)
        if len(piece) < PIECE:
            return
        after = piece[-1][1].seq, piece[-1][1].lane


def _piece(store: Store, run: str, which: Filter, raw: bool, after: Key) -> list[tuple[Row[Any], AttemptRecord]]:
    result = schema.current_result
    wanted = (
        select(result, schema.athlete.c.name.label("athlete_name"))
        .outerjoin(schema.athlete, schema.athlete.c.id == result.c.athlete)
        .where(result.c.run == run, tuple_(result.c.seq, result.c.lane) > tuple_(*after))
        .order_by(result.c.seq, result.c.lane)
        .limit(PIECE)
    )
    if which.athlete is not None:
        wanted = wanted.where(result.c.athlete == counted(which.athlete))
    if which.seq is not None:
        wanted = wanted.where(result.c.seq == which.seq)
    with store.read() as connection:
        found = connection.execute(wanted).all()
        span = (run, found[0].seq, found[-1].seq) if found else (run, 0, 0)
        cues = below(connection, schema.cue, cue_fact, *span)
        onsets = below(connection, schema.onset, onset_fact, *span) if raw else {}
        edges = below(connection, schema.edge, edge_fact, *span) if raw else {}
    return [(row, _record(row, cues, onsets, edges)) for row in found]


def below(
    connection: Connection, table: Table, fact: Callable[[Row[Any]], Fact], run: str, first: int, last: int
) -> Mapping[Key, tuple[Fact, ...]]:
    """What belongs to the attempts first to last of a run, by attempt and lane."""
    wanted = select(table).where(table.c.run == run, table.c.seq.between(first, last))
    found: defaultdict[Key, list[Fact]] = defaultdict(list)
    for row in connection.execute(wanted.order_by(table.c.seq, table.c.lane, table.c.n, *table.primary_key)):
        found[row.seq, row.lane].append(fact(row))
    return {key: tuple(facts) for key, facts in found.items()}


def _record(
    row: Row[Any],
    cues: Mapping[Key, tuple[ShownCue, ...]],
    onsets: Mapping[Key, tuple[Onset, ...]],
    edges: Mapping[Key, tuple[Edge, ...]],
) -> AttemptRecord:
    key = row.seq, row.lane
    return AttemptRecord(
        run=row.run,
        seq=row.seq,
        set=row.set_no,
        rep=row.rep_no,
        attempt=row.attempt_no,
        lane=row.lane,
        athlete=Athlete(row.athlete, row.athlete_name or ""),
        catch=row.catch,
        go=row.go,
        foreperiod_ns=row.foreperiod_ns,
        armed_ns=row.armed_ns,
        active=tuple((station, sensor) for station, sensor in row.active),
        ended_ns=row.ended_ns,
        cues=cues.get(key, ()),
        onsets=onsets.get(key, ()),
        edges=edges.get(key, ()),
        verdict=verdict_fact(row),
        scoring=row.scoring,
        scoring_version=row.version,
    )
