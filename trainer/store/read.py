"""What comes out of the database: athletes, sessions and their runs. Results are in trainer.store.results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, select, tuple_

from trainer.errors import UnknownRow
from trainer.facts import Athlete, RunHeader, SessionHeader, Underfoot
from trainer.store.mapping import standing_fact
from trainer.store.merges import counts_as, is_their_own
from trainer.store.open import Store
from trainer.store.schema import athlete, attempt, cue, drill, field, plan, run, session

IDLE_S = 4 * 3600  # a session closes itself after this long without a run

SESSION_FACTS = tuple(SessionHeader.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run as lists show it. ``n``: from 1 within the session; ``attempts``: decided so far, of any outcome."""

    header: RunHeader
    n: int
    drill: str
    title: str  # as that version of the drill says it
    level: int | None
    seed: int
    drill_sha: str
    plan_sha: str
    field_sha: str
    attempts: int


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session and its runs, first run first."""

    header: SessionHeader
    runs: tuple[RunInfo, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run was played on: the drill with its settings filled in, as plain data, and the sha256 of what its file
    said, the sha256 of the field, which role is which station, and what it was run on and in, in words."""

    drill: Mapping[str, Any]
    drill_sha: str
    field_sha: str
    bind: Mapping[str, str]
    surface: str


def athletes(store: Store) -> tuple[Athlete, ...]:
    """Everybody who counts as themselves, by name."""
    with store.read() as connection:
        rows = connection.execute(select(athlete).where(is_their_own).order_by(athlete.c.name, athlete.c.id))
        return tuple(Athlete(row.id, row.name) for row in rows)


def sessions(store: Store, *, limit: int = 20, before: str | None = None) -> tuple[SessionInfo, ...]:
    """The newest ``limit`` sessions, newest first; ``before``: the id of the last one of the page before.

    UnknownRow when there is no such session.
    """
    at = (session.c.opened_wall_s, session.c.id)
    wanted = select(session).order_by(at[0].desc(), at[1].desc()).limit(limit)
    with store.read() as connection:
        if before is not None:
            last = read_header(connection, before)
            wanted = wanted.where(tuple_(*at) < tuple_(last.opened_wall_s, last.id))
        found = [session_header(row) for row in connection.execute(wanted)]
        return tuple(SessionInfo(header, read_runs(connection, run.c.session == header.id)) for header in found)


def session_info(store: Store, id_: str) -> SessionInfo:
    """One session with its runs. UnknownRow when there is none of that id."""
    with store.read() as connection:
        return SessionInfo(read_header(connection, id_), read_runs(connection, run.c.session == id_))


def session_for(
    store: Store,
    wall_s: float,
    field_name: str,
    simulated: bool,
    *,
    underfoot: Underfoot | None = None,
    idle_s: float = IDLE_S,
) -> SessionHeader | None:
    """The newest session on this field (and on and in this, if it is said), if it was opened or had a run within
    ``idle_s``; else None."""
    ran = select(func.max(run.c.opened_wall_s)).where(run.c.session == session.c.id).scalar_subquery()
    newest = (
        select(session, ran.label("ran_wall_s"))
        .where(session.c.field_name == field_name, session.c.simulated == simulated)
        .where(*(session.c[name] == value for name, value in asdict(underfoot).items()) if underfoot else ())
        .order_by(session.c.opened_wall_s.desc(), session.c.id.desc())
        .limit(1)
    )
    with store.read() as connection:
        row = connection.execute(newest).first()
    if row is None:
        return None
    last_s = row.opened_wall_s if row.ran_wall_s is None else max(row.opened_wall_s, row.ran_wall_s)
    # A clock that was put back a little must not open a second session, so the distance counts.
    return session_header(row) if abs(wall_s - last_s) <= idle_s else None


def run_info(store: Store, id_: str) -> RunInfo:
    """One run. UnknownRow when there is none of that id."""
    with store.read() as connection:
        found = read_runs(connection, run.c.id == id_)
    if not found:
        raise UnknownRow(f"no run {id_} in the database")
    return found[0]


def last_run(store: Store) -> RunInfo | None:
    """The run opened last, or None when nothing has been run."""
    newest = select(run.c.id).order_by(run.c.opened_wall_s.desc(), run.c.n.desc(), run.c.id.desc()).limit(1)
    with store.read() as connection:
        found = read_runs(connection, run.c.id == newest.scalar_subquery())
    return found[0] if found else None


def lane_of(store: Store, run_id: str, seq: int) -> int:
    """The lane of an attempt: its seq is no other's in the run. UnknownRow when there is none."""
    wanted = select(attempt.c.lane).where(attempt.c.run == run_id, attempt.c.seq == seq).order_by(attempt.c.lane)
    with store.read() as connection:
        found = connection.execute(wanted.limit(1)).scalar()
    if found is None:
        raise UnknownRow(f"run {run_id} has no attempt {seq}")
    return int(found)


def drills_run_since(store: Store, wall_s: float) -> frozenset[str]:
    """The names of the drills of which somebody had a turn in a run opened since then."""
    wanted = (
        select(drill.c.name)
        .join(plan, plan.c.drill == drill.c.sha)
        .join(run, run.c.plan == plan.c.sha)
        .join(attempt, attempt.c.run == run.c.id)
        .where(run.c.opened_wall_s >= wall_s)
        .distinct()
    )
    with store.read() as connection:
        return frozenset(connection.execute(wanted).scalars())


def first_calls(store: Store, runs: Collection[str]) -> Mapping[tuple[str, int, int], str]:
    """What the first cue of each attempt of these runs called, by run, seq and lane."""
    wanted = select(cue.c.run, cue.c.seq, cue.c.lane, cue.c.alternative).where(cue.c.run.in_(runs), cue.c.n == 1)
    with store.read() as connection:
        return {(row.run, row.seq, row.lane): row.alternative for row in connection.execute(wanted)}


def plan_doc(store: Store, sha: str) -> Mapping[str, Any]:
    """A plan as it was stored (see ``RunInfo.plan_sha``). UnknownRow when there is none of that hash."""
    return _doc(store, plan, sha)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a drill says of itself."""

    title: str
    tags: tuple[str, ...]


def headings(store: Store, language: str = "en") -> Mapping[str, Heading]:
    """Of each drill that was played, by its name; the title in this language where the drill has it."""
    parts = {name: drill.c.doc[name] for name in ("title", "tags", "text")}
    wanted = select(drill.c.name, *(part.label(name) for name, part in parts.items()))
    with store.read() as connection:
        rows = connection.execute(wanted.order_by(drill.c.name, drill.c.sha)).all()
    return {row.name: Heading(_title(row, language), tuple(row.tags or ())) for row in rows}


def _title(row: Row[Any], language: str) -> str:
    own = (row.text or {}).get(language, {})
    return str(own.get("title") or row.title or row.name)


def grounds_of(store: Store, runs: Iterable[str]) -> Mapping[str, Ground]:
    """By run what its times depend on."""
    wanted: Select[Any] = (
        select(run.c.id, run.c.field, run.c.bind, *_underfoot, *_drawn)
        .join(session, session.c.id == run.c.session)
        .join(plan, plan.c.sha == run.c.plan)
        .where(run.c.id.in_(tuple(runs)))
    )
    with store.read() as connection:
        return {row.id: _ground(row) for row in connection.execute(wanted).all()}


_underfoot = (session.c.surface, session.c.footwear, session.c.condition)
_drawn = (plan.c.doc["drill"].label("drill"), plan.c.drill.label("drill_sha"))


def _ground(row: Row[Any]) -> Ground:
    on = Underfoot(row.surface, row.footwear, row.condition)
    return Ground(row.drill, row.drill_sha, row.field, dict(row.bind), on.words)


def drill_doc(store: Store, sha: str) -> Mapping[str, Any]:
    """What the file of a drill said, in the version that was played. UnknownRow when there is none of that hash."""
    return _doc(store, drill, sha)


def field_doc(store: Store, sha: str) -> Mapping[str, Any]:
    """A field as it was stored (see ``RunInfo.field_sha``). UnknownRow when there is none of that hash."""
    return _doc(store, field, sha)


def _doc(store: Store, table: Table, sha: str) -> Mapping[str, Any]:
    with store.read() as connection:
        row = connection.execute(select(table.c.doc).where(table.c.sha == sha)).first()
    if row is None:
        raise UnknownRow(f"no {table.name} {sha} in the database")
    doc: Mapping[str, Any] = row.doc
    return doc


def session_header(row: Row[Any]) -> SessionHeader:
    """From a row with the session's columns."""
    return SessionHeader(**{name: getattr(row, name) for name in SESSION_FACTS})


def read_header(connection: Connection, id_: str) -> SessionHeader:
    row = connection.execute(select(session).where(session.c.id == id_)).first()
    if row is None:
        raise UnknownRow(f"no session {id_} in the database")
    return session_header(row)


def read_runs(connection: Connection, which: ColumnElement[bool]) -> tuple[RunInfo, ...]:
    rows = connection.execute(_run_query().where(which)).all()
    now = counts_as(connection)
    ids = {now.get(id_, id_) for row in rows for id_ in row.athletes}
    named = connection.execute(select(athlete).where(athlete.c.id.in_(ids)))
    names = {row.id: row.name for row in named}
    known = {id_: Athlete(id_, names.get(id_, "")) for id_ in ids}
    line = [tuple(known[now.get(id_, id_)] for id_ in row.athletes) for row in rows]
    return tuple(_run_info(row, athletes) for row, athletes in zip(rows, line, strict=True))


def _run_query() -> Select[Any]:
    attempts = select(func.count()).where(attempt.c.run == run.c.id).scalar_subquery()
    title = drill.c.doc["title"].label("title")
    drawn = (plan.c.seed, plan.c.level, plan.c.drill.label("drill_sha"), drill.c.name.label("drill_name"), title)
    return (
        select(run, *drawn, attempts.label("attempts"))
        .join(plan, plan.c.sha == run.c.plan)
        .join(drill, drill.c.sha == plan.c.drill)
        .order_by(run.c.opened_wall_s, run.c.n)
    )


def _run_info(row: Row[Any], athletes: tuple[Athlete, ...]) -> RunInfo:
    header = RunHeader(
        id=row.id,
        session=row.session,
        opened_wall_s=row.opened_wall_s,
        boot_id=row.boot_id,
        athletes=athletes,
        bind=tuple((role, station) for role, station in row.bind),
        notes=tuple(row.notes),
        standing=standing_fact(row.standing),
    )
    return RunInfo(
        header=header,
        n=row.n,
        drill=row.drill_name,
        title=row.title or row.drill_name,
        level=row.level,
        seed=row.seed,
        drill_sha=row.drill_sha,
        plan_sha=row.plan,
        field_sha=row.field,
        attempts=row.attempts,
    )
