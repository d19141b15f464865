"""The first tables: athletes, drills, fields, plans, sessions, runs, attempts and what belongs to them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NS = sa.BigInteger
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ATTEMPT = ("run", "seq", "lane")

# Spelt without anything that only one of SQLite and PostgreSQL knows.
# "+ 0": asked for seq > 7 in order, SQLite would else read all verdicts after 7 for each single attempt.
NEWEST = """(SELECT {what} FROM correction c
    WHERE c.run = a.run AND c.seq = a.seq AND c.lane = a.lane AND c.kind = '{kind}'
    ORDER BY c.n DESC, c.id DESC LIMIT 1)"""

CURRENT_RESULT = f"""CREATE VIEW current_result AS
SELECT a.run, a.seq, a.lane, a.set_no, a.rep_no, a.attempt_no,
  COALESCE({NEWEST.format(what="c.value", kind="reassign")}, a.athlete) AS athlete,
  a.catch, a.go, a.foreperiod_ns, a.armed_ns, a.active, a.ended_ns,
  v.n, v.scoring, v.version,
  CASE WHEN {NEWEST.format(what="c.value", kind="void")} IS NULL THEN v.outcome ELSE 'void' END AS outcome,
  v.measure, v.reaction_ns, v.start_ns, v.transition_ns, v.movement_ns, v.total_ns, v.splits, v.answered,
  v.lateness_ns, v.uncertainty_ns, v.doubt_clock, v.doubt_body, v.notes,
  v.outcome AS judged,
  {NEWEST.format(what="c.value", kind="void")} IS NOT NULL AS void,
  {NEWEST.format(what="c.value", kind="form")} AS form,
  {NEWEST.format(what="CASE WHEN c.value IS NOT NULL THEN c.detail END", kind="form")} AS form_what
FROM attempt a JOIN verdict v ON v.run = a.run AND v.seq = a.seq + 0 AND v.lane = a.lane
WHERE NOT EXISTS (SELECT 1 FROM verdict w
  WHERE w.run = v.run AND w.seq = v.seq AND w.lane = v.lane
    AND (w.n, w.scoring, w.version) > (v.n, v.scoring, v.version))"""


def upgrade() -> None:
    _who_and_what()
    _session_and_run()
    _attempt()
    _seen()
    _judged()
    op.execute(CURRENT_RESULT)


def _key(name: str, kind: Any = sa.Integer(), *args: sa.ForeignKey) -> sa.Column[Any]:  # noqa: B008
    return sa.Column(name, kind, *args, primary_key=True, autoincrement=False, nullable=False)


def _need(name: str, kind: Any, *args: sa.ForeignKey) -> sa.Column[Any]:
    return sa.Column(name, kind, *args, nullable=False)


def _below_attempt(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        _key("run", ID),
        _key("seq"),
        _key("lane"),
        _key("n"),
        *columns,
        sa.ForeignKeyConstraint(ATTEMPT, [f"attempt.{key}" for key in ATTEMPT]),
        sqlite_with_rowid=False,
    )


def _who_and_what() -> None:
    op.create_table("athlete", _key("id", ID), _need("name", TEXT))
    for name in ("drill", "field"):
        op.create_table(name, _key("sha", ID), _need("name", TEXT), _need("doc", sa.JSON()))
    op.create_table(
        "plan",
        _key("sha", ID),
        _need("drill", ID, sa.ForeignKey("drill.sha")),
        sa.Column("level", sa.Integer()),
        _need("seed", NS()),
        _need("doc", sa.JSON()),
    )


def _session_and_run() -> None:
    op.create_table(
        "session",
        _key("id", ID),
        _need("opened_wall_s", sa.Float(53)),
        *(_need(name, TEXT) for name in ("wall_source", "boot_id", "unit", "software", "field_name")),
        _need("simulated", sa.Boolean()),
        _need("surface", TEXT),
        _need("note", TEXT),
    )
    op.create_index("session_opened", "session", ["opened_wall_s", "id"])
    op.create_table(
        "run",
        _key("id", ID),
        _need("session", ID, sa.ForeignKey("session.id")),
        _need("n", sa.Integer()),
        _need("opened_wall_s", sa.Float(53)),
        _need("boot_id", TEXT),
        _need("plan", ID, sa.ForeignKey("plan.sha")),
        _need("field", ID, sa.ForeignKey("field.sha")),
        *(_need(name, sa.JSON()) for name in ("athletes", "bind", "notes", "standing")),
    )
    op.create_index("run_session", "run", ["session", "n"], unique=True)


def _attempt() -> None:
    op.create_table(
        "attempt",
        _key("run", ID, sa.ForeignKey("run.id")),
        _key("seq"),
        _key("lane"),
        *(_need(name, sa.Integer()) for name in ("set_no", "rep_no", "attempt_no")),
        _need("athlete", ID),
        _need("catch", sa.Boolean()),
        sa.Column("go", sa.Boolean()),
        sa.Column("foreperiod_ns", NS()),
        _need("armed_ns", NS()),
        _need("active", sa.JSON()),
        _need("ended_ns", NS()),
        sqlite_with_rowid=False,
    )
    op.create_index("attempt_athlete", "attempt", ["athlete"])


def _seen() -> None:
    _below_attempt(
        "cue",
        _need("alternative", TEXT),
        _need("target", sa.JSON()),
        _need("show", sa.JSON()),
        sa.Column("light", TEXT),
        sa.Column("sound", TEXT),
        _need("go", sa.Boolean()),
        sa.Column("due_ns", NS()),
        sa.Column("onset_ns", NS()),
        sa.Column("skew_ns", NS()),
    )
    _below_attempt(
        "onset",
        _need("station", TEXT),
        _need("kind", TEXT),
        _need("t_ns", NS()),
        _need("doubt", sa.JSON()),
        _need("how", TEXT),
    )
    _below_attempt(
        "edge",
        _need("station", TEXT),
        _need("sensor", TEXT),
        _need("active", sa.Boolean()),
        _need("t_ns", NS()),
    )


def _judged() -> None:
    times = ("reaction_ns", "start_ns", "transition_ns", "movement_ns", "total_ns")
    _below_attempt(
        "verdict",
        _key("scoring", ID),
        _key("version"),
        _need("outcome", TEXT),
        sa.Column("measure", TEXT),
        *(sa.Column(name, NS()) for name in times),
        _need("splits", sa.JSON()),
        sa.Column("answered", TEXT),
        sa.Column("lateness_ns", NS()),
        sa.Column("uncertainty_ns", NS()),
        *(_need(name, sa.JSON()) for name in ("doubt_clock", "doubt_body", "notes")),
    )
    op.create_table(
        "correction",
        _key("id", ID),
        _need("n", NS()),
        _need("run", ID),
        _need("seq", sa.Integer()),
        _need("lane", sa.Integer()),
        _need("kind", TEXT),
        sa.Column("value", TEXT),
        *(_need(name, TEXT) for name in ("detail", "who", "why")),
        _need("wall_s", sa.Float(53)),
        sa.ForeignKeyConstraint(ATTEMPT, [f"attempt.{key}" for key in ATTEMPT]),
    )
    op.create_index("correction_attempt", "correction", [*ATTEMPT, "kind", "n"])
