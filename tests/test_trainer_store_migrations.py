"""Every schema that has existed is brought to this one, and none of its rows is lost or changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from revisions import REVISIONS, frozen, make_at, read_all
from test_trainer_store_schema import described

from trainer.store.file import SCHEMA
from trainer.store.open import file_store, open_store
from trainer.store.results import read_attempts


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_row_is_as_it_was(tmp_path: Path, revision: str) -> None:
    path, fresh = tmp_path / "old.db", tmp_path / "new.db"
    with file_store(path) as old:
        make_at(old, revision)
        before = read_all(old)
    assert any(before.values())
    with open_store(path, migrate=True) as store, open_store(fresh, migrate=True) as new:
        after = read_all(store)
        assert described(store.engine) == described(new.engine)
        assert len(list(read_attempts(store))) == len(frozen(revision)["attempt"])
    for table, rows in before.items():
        assert [{key: row[key] for key in old_row} for row, old_row in zip(after[table], rows, strict=True)] == rows


def test_rows_are_frozen_of_every_revision_before_this_one() -> None:
    assert {f"{number:04}" for number in range(1, int(SCHEMA))} == set(REVISIONS)
