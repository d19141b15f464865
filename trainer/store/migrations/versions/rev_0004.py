"""What a session was run in: footwear and condition, beside the surface."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    for name in ("footwear", "condition"):
        op.add_column("session", sa.Column(name, TEXT, nullable=False, server_default=""))
