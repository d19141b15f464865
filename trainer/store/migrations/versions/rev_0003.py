"""What a club has yet to get, and the stamps of what may be changed at several places."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

NOTED = {
    "session": "'session', new.id, 0, 0",
    "run": "'run', new.id, 0, 0",
    "attempt": "'attempt', new.run, new.seq, new.lane",
    "edge": "'attempt', new.run, new.seq, new.lane",
    "verdict": "'attempt', new.run, new.seq, new.lane",
    "correction": "'attempt', new.run, new.seq, new.lane",
}


def upgrade() -> None:
    op.create_table("here", _key("name", ID), _need("value", TEXT))
    op.create_table("unit", _key("id", ID), _need("name", TEXT), _need("token", TEXT), _need("wall_s", sa.Float(53)))
    op.create_table(
        "unsent",
        *(_key(name, ID) for name in ("kind", "id")),
        *(_key(name, sa.Integer()) for name in ("seq", "lane")),
        _need("n", sa.BigInteger()),
        _need("why", TEXT, server_default=""),
    )
    op.create_table(
        "edit",
        *(_key(name, ID) for name in ("kind", "field", "unit")),
        _key("counter", sa.BigInteger()),
        _key("id", ID),
        sa.Column("value", TEXT),
        _need("seen", sa.JSON()),
    )
    if op.get_bind().dialect.name == "sqlite":  # a club's server sends nothing on
        for table, key in NOTED.items():
            op.execute(
                f"CREATE TRIGGER unsent_{table} AFTER INSERT ON {table} BEGIN "
                f"INSERT INTO unsent (kind, id, seq, lane, n) VALUES ({key}, 1) "
                "ON CONFLICT (kind, id, seq, lane) DO UPDATE SET n = n + 1; END"
            )


def _need(name: str, kind: Any, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **more)


def _key(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False, nullable=False)
