"""What goes into the database. Each function is one transaction: all of it is on the disk, or nothing.

Handing in the same attempt, athlete, session or run a second time changes nothing, so whoever did not hear that a
write succeeded may repeat it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Table, func, insert, select

from hardware.base import Edge
from sequences.model import Plan
from trainer.errors import Refused, UnknownRow
from trainer.facts import Athlete, AttemptRecord, Person, RunHeader, SessionHeader, Verdict
from trainer.store import schema
from trainer.store.mapping import (
    Columns,
    attempt_columns,
    attempt_key,
    edge_fact,
    numbered,
    verdict_columns,
)
from trainer.store.open import Store

CorrectionKind = Literal["void", "reassign", "form", "edge"]
ATTEMPT_KEY = ("run", "seq", "lane")


@dataclass(frozen=True, slots=True)
class Document:
    """A drill, field or plan as plain data, and the sha256 of its canonical JSON."""

    sha: str
    doc: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """The coach's word on an attempt. The newest of each kind counts; value None takes it back.

    ``value``: "void"; the athlete's id; "clean" or "not yet"; the edges chosen (trainer.store.corrections). ``detail``:
    what of the form, such as "feet".
    """

    run: str
    seq: int
    kind: CorrectionKind
    value: str | None
    who: str
    wall_s: float
    why: str = ""
    detail: str = ""
    lane: int = 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """A further verdict of an attempt, by a rule and its version."""

    run: str
    seq: int
    lane: int
    verdict: Verdict
    scoring: str
    version: int


def new_id() -> str:
    """An id for a session, run or athlete: uuid text."""
    return str(uuid.uuid4())


def write_attempt(store: Store, *records: AttemptRecord) -> None:
    """Keep attempts whole: cues, onsets, edges and first verdict, all of them in one transaction.

    One that is there already is left alone. UnknownRow when the run is not in the store.
    """
    with store.write() as connection:
        for record in records:
            _write_attempt(connection, record)


def _write_attempt(connection: Connection, record: AttemptRecord) -> None:
    key = attempt_key(record)
    if _count(connection, schema.attempt, key):
        return
    _need(connection, schema.run, {"id": record.run}, f"no run {record.run} in the database")
    connection.execute(insert(schema.attempt), attempt_columns(record))
    _insert(connection, schema.cue, numbered(key, record.cues))
    _insert(connection, schema.onset, numbered(key, record.onsets))
    _insert(connection, schema.edge, numbered(key, record.edges))
    verdict = verdict_columns(key, 1, record.verdict, record.scoring, record.scoring_version)
    connection.execute(insert(schema.verdict), verdict)


def write_edges(store: Store, run: str, seq: int, edges: Sequence[Edge], *, lane: int = 1) -> None:
    """Append edges that came after the verdict; those the attempt has already are left alone."""
    key = {"run": run, "seq": seq, "lane": lane}
    with store.write() as connection:
        _need_attempt(connection, key)
        found = connection.execute(select(schema.edge).filter_by(**key)).all()
        known = {edge_fact(row) for row in found}
        fresh = [edge for edge in dict.fromkeys(edges) if edge not in known]
        _insert(connection, schema.edge, numbered(key, fresh, len(found) + 1))


def write_rescored(store: Store, *judgements: Judgement) -> None:
    """Append further judgements of attempts, all or none: from now on they are what counts; the others stay."""
    with store.write() as connection:
        for judgement in judgements:
            _write_judgement(connection, judgement)


def _write_judgement(connection: Connection, judgement: Judgement) -> None:
    key = {name: getattr(judgement, name) for name in ATTEMPT_KEY}
    _need_attempt(connection, key)
    n = 1 + _count(connection, schema.verdict, key)
    row = verdict_columns(key, n, judgement.verdict, judgement.scoring, judgement.version)
    connection.execute(insert(schema.verdict), row)


def add_correction(store: Store, correction: Correction, judgement: Judgement | None = None) -> str:
    """Append the coach's word, with the judgement that follows from it, and return its id.

    UnknownRow when there is no such attempt or athlete.
    """
    row = asdict(correction) | {"id": new_id()}
    key = {name: row[name] for name in ATTEMPT_KEY}
    with store.write() as connection:
        _need_attempt(connection, key)
        if correction.kind == "reassign" and correction.value is not None:
            _need_athlete(connection, correction.value)
        newest = connection.execute(select(func.max(schema.correction.c.n))).scalar()
        connection.execute(insert(schema.correction), row | {"n": 1 + (newest or 0)})
        if judgement is not None:
            _write_judgement(connection, judgement)
    return str(row["id"])


def add_athlete(store: Store, athlete: Athlete | Person) -> None:
    """Add somebody; an id that is there already stays as it is. Refused when the athlete of that id was deleted."""
    with store.write() as connection:
        if _count(connection, schema.gone, {"id": athlete.id}):
            raise Refused(f"athlete {athlete.id} was deleted: add them as somebody new")
        _add_once(connection, schema.athlete, {"id": athlete.id}, asdict(athlete))


def add_session(store: Store, session: SessionHeader) -> None:
    """Open a session."""
    with store.write() as connection:
        _add_once(connection, schema.session, {"id": session.id}, asdict(session))


def add_run(
    store: Store,
    run: RunHeader,
    plan: Plan,
    *,
    plan_doc: Document,
    drill_doc: Document,
    field_name: str,
    field_doc: Document,
) -> None:
    """Open a run, and keep its plan, drill and field once each. UnknownRow when the session is not there."""
    drill = {"sha": drill_doc.sha, "name": plan.drill.name, "doc": drill_doc.doc}
    field = {"sha": field_doc.sha, "name": field_name, "doc": field_doc.doc}
    drawn = {"sha": plan_doc.sha, "drill": drill_doc.sha, "level": plan.drill.level, "seed": plan.seed}
    with store.write() as connection:
        _need(connection, schema.session, {"id": run.session}, f"no session {run.session} in the database")
        _add_once(connection, schema.drill, {"sha": drill_doc.sha}, drill)
        _add_once(connection, schema.field, {"sha": field_doc.sha}, field)
        _add_once(connection, schema.plan, {"sha": plan_doc.sha}, drawn | {"doc": plan_doc.doc})
        row = {
            **asdict(run),
            "athletes": [athlete.id for athlete in run.athletes],
            "n": 1 + _count(connection, schema.run, {"session": run.session}),
            "plan": plan_doc.sha,
            "field": field_doc.sha,
        }
        _add_once(connection, schema.run, {"id": run.id}, row)


def _add_once(connection: Connection, table: Table, key: Columns, row: Mapping[str, Any]) -> None:
    if not _count(connection, table, key):
        connection.execute(insert(table), row)


def _insert(connection: Connection, table: Table, rows: list[Columns]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _count(connection: Connection, table: Table, key: Columns) -> int:
    found = connection.execute(select(func.count()).select_from(table).filter_by(**key)).scalar_one()
    return int(found)


def _need(connection: Connection, table: Table, key: Columns, sentence: str) -> None:
    if not _count(connection, table, key):
        raise UnknownRow(sentence)


def _need_attempt(connection: Connection, key: Columns) -> None:
    _need(connection, schema.attempt, key, f"run {key['run']} has no attempt {key['seq']} in lane {key['lane']}")


def _need_athlete(connection: Connection, athlete: str) -> None:
    _need(connection, schema.athlete, {"id": athlete}, f"no athlete {athlete} in the database")
