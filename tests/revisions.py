"""Databases as earlier trainers left them: rows frozen while their revision was the newest, in revisions/*.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, insert, select

from trainer.store.migrate import upgrade
from trainer.store.open import Store

FOLDER = Path(__file__).with_name("revisions")
REVISIONS = sorted(file.stem for file in FOLDER.glob("*.json"))

Rows = dict[str, list[dict[str, Any]]]


def frozen(revision: str) -> Rows:
    """The rows of each table, parents first."""
    rows: Rows = json.loads((FOLDER / f"{revision}.json").read_text(encoding="utf-8"))
    return rows


def make_at(store: Store, revision: str) -> None:
    """Bring an empty database to this revision, with its rows in it."""
    with store.write() as connection:
        upgrade(connection, revision)
        tables = MetaData()
        tables.reflect(connection)
        for name, rows in frozen(revision).items():
            if rows:
                connection.execute(insert(tables.tables[name]), rows)


def read_all(store: Store) -> Rows:
    """Every row of every table as it is now, by primary key."""
    tables = MetaData()
    with store.read() as connection:
        tables.reflect(connection)
        return {
            table.name: [
                dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }
