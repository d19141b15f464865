"""What is kept of an athlete beside the name, who was deleted, and which files were taken away."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WALL = sa.Float(53)
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    for column in (_text("band"), _wall("agreed_wall_s"), _text("agreed_by"), _text("note")):
        op.add_column("athlete", column)
    for name in ("since_wall_s", "due_wall_s"):
        op.add_column("athlete", _wall(name))
    op.create_table("gone", _key("id", ID), _wall("wall_s", nullable=False))
    op.create_table(
        "taken",
        _key("path", TEXT),
        sa.Column("kind", TEXT, nullable=False),
        _wall("wall_s", nullable=False),
        sa.Column("athletes", sa.JSON(none_as_null=True), nullable=True),
    )


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=False, server_default="")


def _wall(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, WALL, nullable=nullable)


def _key(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False, nullable=False)
