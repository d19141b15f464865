"""The results that count, some hundred at a time and by column: what an export reads.

Everything comes by set-based SQL from the view ``current_result``, and no transaction stays open between two pages: a
million results need no more memory than one page, and no reader holds the journal up.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    null,
    select,
    tuple_,
)

from hardware.base import Edge
from trainer.race import RACES, Arrival, Raced, race
from trainer.store import schema
from trainer.store.chosen import PIECE, RunFacts, chosen_runs, in_batches
from trainer.store.mapping import edge_fact
from trainer.store.merges import counted
from trainer.store.open import Store
from trainer.store.results import ALL, Filter, need

SHORT = 8  # of an id, in place of a name: enough to tell the athletes of a club apart
NO_LIMIT = 2**31 - 1

_result, _cue, _edge, _athlete = schema.current_result, schema.cue, schema.edge, schema.athlete

ATTEMPT = ("run", "seq", "lane")
CUE = ("alternative", "target", "show", "light", "sound", "due_ns", "onset_ns", "skew_ns")
RESULT = tuple(name for name in _result.c.keys() if name != "active")  # noqa: SIM118
COLUMNS = (*RESULT, *CUE, "cues")
_cues = _cue.c.n.label("cues")  # the last one's number
_called = select(_athlete).where(_athlete.c.id.in_(bindparam("ids", expanding=True)))
_raw = (
    select(_edge)
    .where(_edge.c.run.in_(bindparam("runs", expanding=True)))
    .where(_edge.c.seq.between(bindparam("first"), bindparam("last")))
    .order_by(_edge.c.run, _edge.c.seq, _edge.c.lane, _edge.c.n)
)
_arrived = (
    select(*(_result.c[name] for name in ("seq", "lane", "set_no", "rep_no", "attempt_no", "armed_ns")))
    .add_columns(case((_result.c.outcome == "hit", _result.c.total_ns), else_=null()))
    .where(_result.c.run == bindparam("run"))
    .order_by(_result.c.seq, _result.c.lane)
)
KEY = slice(0, 3)
RUN, ATHLETE = COLUMNS.index("run"), COLUMNS.index("athlete")


@dataclass(frozen=True, slots=True)
class Known:
    """What an athlete is called, and whether a parent agreed that the name may leave the unit; the age band."""

    name: str
    agreed: bool
    band: str = ""


NOBODY = Known("", False)


class Page:
    """Results by column: ``page["outcome"]`` is every row's outcome. JSON columns are text.

    The names are those of ``COLUMNS``: of ``current_result``, and of the last cue shown. ``runs``: by id what the rows
    belong to; ``people``: who ran, by id, and ``names``: what they are called; ``edges``: each row's raw edges, where
    they were read; ``raced``: what came of those who ran side by side, by run, seq and lane.
    """

    def __init__(
        self,
        runs: Mapping[str, RunFacts],
        rows: Sequence[Sequence[Any]],
        people: Mapping[str, Known],
        edges: Sequence[Sequence[Edge]] = (),
        raced: Mapping[tuple[str, int, int], Raced] = {},
    ) -> None:
        self.runs = runs
        self.raced = raced
        self.rows = rows
        self.people = people
        self.names = {id_: known.name for id_, known in people.items()}
        self.edges = edges
        values: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
        self._columns = dict(zip(COLUMNS, values, strict=True))

    def __getitem__(self, name: str) -> Sequence[Any]:
        return self._columns[name]

    @cached_property
    def splits(self) -> list[list[dict[str, Any]]]:
        """The splits of each row: name, station, ns."""
        found: list[list[dict[str, Any]]] = json.loads(f"[{','.join(self['splits'])}]")
        return found

    @cached_property
    def nth_splits(self) -> list[Sequence[dict[str, Any] | None]]:
        """The first split of each row, the second of each, and so on to the last of all."""
        return list(zip_longest(*self.splits))

    def named(self, name: Callable[[str, Known], str]) -> Page:
        """The same, with every athlete called as ``name`` says from now on."""
        self.names = {id_: name(id_, known) for id_, known in self.people.items()}
        return self


def result_pages(store: Store, which: Filter = ALL, *, edges: bool = False, piece: int = PIECE) -> Iterator[Page]:
    """Every result that fits, oldest session first, each run in its order, about ``piece`` at a time.

    ``edges``: read the raw edges too. UnknownRow, at once, when the filter names a session, run, athlete or drill that
    is not there.
    """
    need(store, which)
    wanted = _query(which)  # once: to put it together takes longer than to run it
    batches = in_batches(chosen_runs(store, which, piece), piece)
    return (page for batch in batches for page in _pages(store, batch, wanted, edges, piece))


def _pages(store: Store, batch: list[RunFacts], wanted: Select[Any], raw: bool, piece: int) -> Iterator[Page]:
    runs = {run.id: run for run in batch}
    limit = piece if len(batch) == 1 else NO_LIMIT
    raced = _races(store, batch)
    seq = lane = 0
    while True:
        with store.read() as connection:
            at = {"runs": list(runs), "seq": seq, "lane": lane, "most": limit}
            found = connection.execute(wanted, at).all()
            people = _people(connection, {row[ATHLETE] for row in found})
            below = _edges(connection, found) if raw else {}
        by_run = {id_: list(rows) for id_, rows in groupby(found, itemgetter(RUN))}
        rows = [row for id_ in runs for row in by_run.get(id_, ())]
        yield Page(runs, rows, people, [below.get(row[KEY], []) for row in rows] if raw else (), raced)
        if len(found) < limit:
            return
        seq, lane = found[-1].seq, found[-1].lane


def _query(which: Filter) -> Select[Any]:
    """What a page is made of: at most ``most`` results of ``runs`` after ``seq`` and ``lane``."""
    later = _cue.alias()
    is_last = ~exists().where(*(later.c[key] == _cue.c[key] for key in ATTEMPT), later.c.n > _cue.c.n)
    wanted = (
        select(*(_readable(_result.c[name]) for name in RESULT), *(_readable(_cue.c[name]) for name in CUE), _cues)
        .select_from(_result)
        .outerjoin(_cue, and_(*(_cue.c[key] == _result.c[key] for key in ATTEMPT), is_last))
        .where(_result.c.run.in_(bindparam("runs", expanding=True)))
        .where(tuple_(_result.c.seq, _result.c.lane) > tuple_(bindparam("seq"), bindparam("lane")))
        .order_by(_result.c.run, _result.c.seq, _result.c.lane)
        .limit(bindparam("most"))
    )
    if which.athlete is not None:
        wanted = wanted.where(_result.c.athlete == counted(which.athlete))
    if which.seq is not None:
        wanted = wanted.where(_result.c.seq == which.seq)
    return wanted


def _races(store: Store, batch: Sequence[RunFacts]) -> Mapping[tuple[str, int, int], Raced]:
    """What came of the heats and teams of these runs: whoever the filter means, all who ran with them count."""
    found: dict[tuple[str, int, int], Raced] = {}
    for run in batch:
        if run.format in RACES:
            with store.read() as connection:
                arrivals = [Arrival(*row) for row in connection.execute(_arrived, {"run": run.id})]
            come = race(arrivals, teams=run.format == "relay")
            found |= {(run.id, seq, lane): raced for (seq, lane), raced in come.items()}
    return found


def _people(connection: Connection, ids: set[str]) -> dict[str, Known]:
    """Who they are; of somebody who was deleted nothing is left to say."""
    rows = connection.execute(_called, {"ids": list(ids)})
    return dict.fromkeys(ids, NOBODY) | {
        row.id: Known(row.name, row.agreed_wall_s is not None, row.band) for row in rows
    }


def _edges(connection: Connection, rows: Sequence[Row[Any]]) -> Mapping[tuple[str, int, int], list[Edge]]:
    """What came from the triggers in these attempts, in its order, by run, seq and lane."""
    seqs = [row.seq for row in rows] or [0]
    at = {"runs": list({row[RUN] for row in rows}), "first": min(seqs), "last": max(seqs)}
    found: defaultdict[tuple[str, int, int], list[Edge]] = defaultdict(list)
    for row in connection.execute(_raw, at):
        found[row[KEY]].append(edge_fact(row))
    return found


def _readable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """JSON as the text it is kept as: most of it need not be read."""
    return cast(column, Text) if isinstance(column.type, JSON) else column
