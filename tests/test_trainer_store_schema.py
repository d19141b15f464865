"""What the migrations make is what the tables say, and nothing that PostgreSQL lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from trainer.store.file import SCHEMA
from trainer.store.open import open_store
from trainer.store.schema import current_result, metadata


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Engine]:
    with open_store(tmp_path / "trainer.db", migrate=True) as store:
        yield store.engine


def described(engine: Engine) -> dict[str, Any]:
    """Columns, keys and indexes of every table."""
    found = inspect(engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (f["constrained_columns"], f["referred_table"], f["referred_columns"])
                for f in found.get_foreign_keys(table)
            ),
            "indexes": sorted((i["name"], i["column_names"], i["unique"]) for i in found.get_indexes(table)),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def without_rowid(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        return {name for name, sql in rows if "WITHOUT ROWID" in sql}


def test_the_migrations_make_the_tables(migrated: Engine) -> None:
    fresh = create_engine("sqlite://")
    metadata.create_all(fresh)
    assert set(described(migrated)) == set(metadata.tables)
    assert described(migrated) == described(fresh)
    assert without_rowid(migrated) == without_rowid(fresh) == {"attempt", "cue", "onset", "edge", "verdict"}
    fresh.dispose()


def test_the_newest_migration_is_the_schema(migrated: Engine) -> None:
    versions = Path(__file__).parents[1] / "trainer" / "store" / "migrations" / "versions"
    assert max(file.stem for file in versions.glob("rev_*.py")) == f"rev_{SCHEMA}"
    with migrated.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [SCHEMA]


def test_the_view_has_the_columns_that_are_read(migrated: Engine) -> None:
    columns = inspect(migrated).get_columns("current_result")
    assert {c["name"] for c in columns} == {c.name for c in current_result.columns}


@pytest.mark.parametrize("name", metadata.tables)
def test_postgresql_can_have_the_table(name: str) -> None:
    made = str(CreateTable(metadata.tables[name]).compile(dialect=postgresql.dialect()))
    assert "SERIAL" not in made
    assert "FLOAT(53)" in made or "_wall_s" not in made


@pytest.mark.parametrize("name", metadata.tables)
def test_time_has_room_for_nanoseconds(name: str) -> None:
    for column in metadata.tables[name].columns:
        if column.name.endswith("_ns"):
            assert str(column.type) == "BIGINT"


BY_ID = "SEARCH s USING INDEX sqlite_autoindex_same_1 (id=?)"


def test_no_result_costs_a_look_at_all_the_others(migrated: Engine) -> None:
    wanted = "SELECT * FROM current_result WHERE run = 'r' AND (seq, lane) > (1, 1) ORDER BY seq, lane"
    with migrated.connect() as connection:
        steps = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {wanted}"))]
    looks = [step for step in steps if step.startswith(("SCAN", "SEARCH"))]
    assert looks[0] == "SEARCH a USING PRIMARY KEY (run=? AND (seq,lane)>(?,?))"
    assert len(looks) > 2
    assert all("seq=? AND lane=?" in look for look in looks[1:] if look != BY_ID)
