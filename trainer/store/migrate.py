"""Brings a database to this trainer's schema. The engine never comes here: Alembic would come along."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from trainer.store.file import SCHEMA

FOLDER = Path(__file__).with_name("migrations")


def upgrade(connection: Connection, revision: str = SCHEMA) -> None:
    """Run the revisions that are missing up to this one, in the caller's transaction: all of them or none.

    A database of a revision unknown here is left as it is.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    with suppress(CommandError):  # no such revision
        command.upgrade(config, revision)
