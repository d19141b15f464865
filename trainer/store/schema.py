"""The tables, as SQLAlchemy Core. SQLite on the unit, and nothing in them that PostgreSQL lacks.

    session > run > attempt > cue, onset, edge, verdict, correction      run > plan > drill; run > field

Ids of session, run, athlete and correction are uuid text made on the unit; below a run the key is (run, seq,
lane[, n]); drill, field and plan go by the sha256 of their canonical JSON. Rows are only ever added: a second
judgement is a further verdict, the coach's word a correction. Instants and durations are nanoseconds.

``current_result`` is the view that everybody reads: the newest verdict of each attempt, with the newest correction
of each kind laid over it, and the athlete as whom its own counts. Its SQL stands in the migration that made it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    column,
    table,
)

# Ordered by code point on PostgreSQL too, whatever its locale: what is newest must be the same everywhere.
ID = String().with_variant(String(collation="C"), "postgresql")
TEXT = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData()


def _key(name: str, kind: Any = Integer, *args: Any) -> Column[Any]:
    # Without autoincrement=False an integer key would become SERIAL on PostgreSQL.
    return Column(name, kind, *args, primary_key=True, autoincrement=False, nullable=False)


def _need(name: str, kind: Any, *args: Any, **more: Any) -> Column[Any]:
    return Column(name, kind, *args, nullable=False, **more)


def _may(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=True)


def _below_attempt(name: str, *columns: Column[Any]) -> Table:
    """A table keyed (run, seq, lane, n ...) whose rows belong to an attempt."""
    return Table(
        name,
        metadata,
        _key("run", ID),
        _key("seq"),
        _key("lane"),
        _key("n"),
        *columns,
        ForeignKeyConstraint(["run", "seq", "lane"], ["attempt.run", "attempt.seq", "attempt.lane"]),
        sqlite_with_rowid=False,
    )


# The one row that may change, and go: a name must be able to vanish. Whoever looks for the bytes of a name finds them
# behind those of the id (trainer.store.wipe): the two stay the first columns, and no index holds a name.
athlete = Table(
    "athlete",
    metadata,
    _key("id", ID),
    _need("name", TEXT),
    _need("band", TEXT, server_default=""),
    _may("agreed_wall_s", Float(53)),
    _need("agreed_by", TEXT, server_default=""),
    _need("note", TEXT, server_default=""),
    _may("since_wall_s", Float(53)),
    _may("due_wall_s", Float(53)),
)

# Of two athletes the newest word counts, by n (as of corrections): they are one, who counts as "keep", or they are two.
merge = Table(
    "merge",
    metadata,
    _key("id", ID),
    _need("n", BigInteger),
    _need("keep", ID),
    _need("other", ID),
    _need("one", Boolean),
    _need("who", TEXT),
    _need("wall_s", Float(53)),
)

# As whom somebody counts who was merged into another: worked out from merge.
same = Table("same", metadata, _key("id", ID), _need("now", ID))

# Whose name was deleted, and when: what comes back from a backup or another unit is deleted again.
gone = Table("gone", metadata, _key("id", ID), _need("wall_s", Float(53)))

# Files with names in them that this trainer made: backups, exports, reports.
taken = Table(
    "taken",
    metadata,
    _key("path", TEXT),
    _need("kind", TEXT),  # backup, export, report
    _need("wall_s", Float(53)),
    _may("athletes", JSON(none_as_null=True)),  # ids of those in it; NULL: it may be anybody
)

# What of a place is its own: "unit", its id; "token" and "next" (trainer.store.sync.meet).
here = Table("here", metadata, _key("name", ID), _need("value", TEXT))

# The units that sent something to this club, and the token each showed last.
unit = Table("unit", metadata, _key("id", ID), _need("name", TEXT), _need("token", TEXT), _need("wall_s", Float(53)))

# What the club has yet to get: on SQLite triggers write it, within the transaction of what they note. n rises when more
# comes to the same thing; why: what the club said against it.
unsent = Table(
    "unsent",
    metadata,
    _key("kind", ID),  # session, run, attempt
    _key("id", ID),
    _key("seq"),  # of an attempt, else 0
    _key("lane"),
    _need("n", BigInteger),
    _need("why", TEXT, server_default=""),
)

# The values that count of what may be changed at several places, one row unless places disagree. Stamped by whoever
# wrote it (unit, counter), with what had been seen there of the same field (unit -> counter). The value stands behind
# the id, as the name of an athlete does.
edit = Table(
    "edit",
    metadata,
    _key("kind", ID),  # athlete, drill
    _key("field", ID),
    _key("unit", ID),
    _key("counter", BigInteger),
    _key("id", ID),
    _may("value", TEXT),
    _need("seen", JSON),
)

drill = Table("drill", metadata, _key("sha", ID), _need("name", TEXT), _need("doc", JSON))

field = Table("field", metadata, _key("sha", ID), _need("name", TEXT), _need("doc", JSON))

plan = Table(
    "plan",
    metadata,
    _key("sha", ID),
    _need("drill", ID, ForeignKey("drill.sha")),
    _may("level", Integer),
    _need("seed", BigInteger),
    _need("doc", JSON),
)

session = Table(
    "session",
    metadata,
    _key("id", ID),
    _need("opened_wall_s", Float(53)),
    _need("wall_source", TEXT),
    _need("boot_id", TEXT),
    _need("unit", TEXT),
    _need("software", TEXT),
    _need("field_name", TEXT),
    _need("simulated", Boolean),
    _need("surface", TEXT),
    _need("note", TEXT),
    _need("footwear", TEXT, server_default=""),
    _need("condition", TEXT, server_default=""),
    Index("session_opened", "opened_wall_s", "id"),
)

run = Table(
    "run",
    metadata,
    _key("id", ID),
    _need("session", ID, ForeignKey("session.id")),
    _need("n", Integer),  # from 1 within the session
    _need("opened_wall_s", Float(53)),
    _need("boot_id", TEXT),  # of which its instants are
    _need("plan", ID, ForeignKey("plan.sha")),
    _need("field", ID, ForeignKey("field.sha")),
    _need("athletes", JSON),  # ids, in the order of the plan's athlete numbers
    _need("bind", JSON),  # [[role, station], ...]
    _need("notes", JSON),
    _need("standing", JSON),  # calibrations, self-test and rig that held
    Index("run_session", "session", "n", unique=True),
)

attempt = Table(
    "attempt",
    metadata,
    _key("run", ID, ForeignKey("run.id")),
    _key("seq"),
    _key("lane"),
    _need("set_no", Integer),
    _need("rep_no", Integer),
    _need("attempt_no", Integer),
    _need("athlete", ID),  # no foreign key: a deleted athlete leaves a bare id
    _need("catch", Boolean),
    _may("go", Boolean),
    _may("foreperiod_ns", BigInteger),
    _need("armed_ns", BigInteger),
    _need("active", JSON),  # [[station, sensor], ...] pressed or broken then
    _need("ended_ns", BigInteger),
    Index("attempt_athlete", "athlete"),
    sqlite_with_rowid=False,
)

cue = _below_attempt(
    "cue",
    _need("alternative", TEXT),
    _need("target", JSON),
    _need("show", JSON),
    _may("light", TEXT),
    _may("sound", TEXT),
    _need("go", Boolean),
    _may("due_ns", BigInteger),
    _may("onset_ns", BigInteger),
    _may("skew_ns", BigInteger),
)

onset = _below_attempt(
    "onset",
    _need("station", TEXT),
    _need("kind", TEXT),
    _need("t_ns", BigInteger),
    _need("doubt", JSON),
    _need("how", TEXT),
)

# Every raw edge from ready to two seconds after the verdict, used or not.
edge = _below_attempt(
    "edge",
    _need("station", TEXT),
    _need("sensor", TEXT),
    _need("active", Boolean),
    _need("t_ns", BigInteger),
)

# n rises with every judgement of the attempt; the highest counts.
verdict = _below_attempt(
    "verdict",
    _key("scoring", ID),
    _key("version"),
    _need("outcome", TEXT),
    _may("measure", TEXT),
    _may("reaction_ns", BigInteger),
    _may("start_ns", BigInteger),
    _may("transition_ns", BigInteger),
    _may("movement_ns", BigInteger),
    _may("total_ns", BigInteger),
    _need("splits", JSON),
    _may("answered", TEXT),
    _may("lateness_ns", BigInteger),
    _may("uncertainty_ns", BigInteger),
    _need("doubt_clock", JSON),
    _need("doubt_body", JSON),
    _need("notes", JSON),
    _may("reached", JSON(none_as_null=True)),  # {level, shuttle, metres} of a test by signals
)
Index("verdict_again", verdict.c.run, sqlite_where=verdict.c.n > 1, postgresql_where=verdict.c.n > 1)

# n rises by one over the whole table, so that rows from several units can be put in one order by (n, id).
# Of each kind the newest counts; a value of NULL takes it back.
correction = Table(
    "correction",
    metadata,
    _key("id", ID),
    _need("n", BigInteger),
    _need("run", ID),
    _need("seq", Integer),
    _need("lane", Integer),
    _need("kind", TEXT),  # void, reassign, form, edge
    _may("value", TEXT),  # "void"; an athlete's id; "clean" or "not yet"; the edges chosen
    _need("detail", TEXT),  # form: feet, hips, eyes, arms
    _need("who", TEXT),
    _need("why", TEXT),
    _need("wall_s", Float(53)),
    ForeignKeyConstraint(["run", "seq", "lane"], ["attempt.run", "attempt.seq", "attempt.lane"]),
    Index("correction_attempt", "run", "seq", "lane", "kind", "n"),
)

ATTEMPT_COLUMNS = tuple(c.name for c in attempt.columns)
VERDICT_COLUMNS = ("n", *(c.name for c in verdict.columns if c.name not in {"run", "seq", "lane", "n"}))

current_result = table(
    "current_result",
    *(column(c.name, c.type) for c in attempt.columns),
    *(column(name, verdict.c[name].type) for name in VERDICT_COLUMNS),
    column("judged", TEXT),  # the outcome before corrections
    column("void", Boolean()),
    column("form", TEXT),
    column("form_what", TEXT),
)
