"""How far somebody came in a test by signals."""

import sqlalchemy as sa
from alembic import op

from trainer.store.migrations.versions.rev_0001 import CURRENT_RESULT

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("verdict", sa.Column("reached", sa.JSON(none_as_null=True), nullable=True))
    op.execute("DROP VIEW current_result")
    op.execute(CURRENT_RESULT.replace(" v.notes,", " v.notes, v.reached,"))
