"""Two athletes who are one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from trainer.store.migrations.versions.rev_0001 import CURRENT_RESULT, NEWEST

revision = "0006"
down_revision = "0005"

ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SAID = f"COALESCE({NEWEST.format(what='c.value', kind='reassign')}, a.athlete)"
WHOSE = f"COALESCE((SELECT s.now FROM same s WHERE s.id = {SAID}), {SAID[len('COALESCE(') :]}"


def upgrade() -> None:
    op.create_table(
        "merge",
        _key("id", ID),
        _need("n", sa.BigInteger()),
        *(_need(name, ID) for name in ("keep", "other")),
        _need("one", sa.Boolean()),
        _need("who", TEXT),
        _need("wall_s", sa.Float(53)),
    )
    op.create_table("same", _key("id", ID), _need("now", ID))
    op.create_index(
        "verdict_again", "verdict", ["run"], sqlite_where=sa.text("n > 1"), postgresql_where=sa.text("n > 1")
    )
    op.execute("DROP VIEW current_result")
    op.execute(CURRENT_RESULT.replace(" v.notes,", " v.notes, v.reached,").replace(SAID, WHOSE))


def _need(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _key(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False, nullable=False)
