"""What can be known of a database before SQLAlchemy is imported: is it ours, and at this trainer's schema?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from trainer.errors import StoreError
from trainer.store.file import SCHEMA, is_current, is_ready, path_of, refusal, schema_in
from trainer.store.open import open_store


def test_one_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert not is_current(tmp_path / "trainer.db")
    assert not list(tmp_path.iterdir())


def test_one_that_was_made_is_current_until_its_schema_is_another(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    path.touch()
    assert not is_current(path)
    open_store(path, migrate=True).close()
    assert is_current(path)
    assert is_current(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as theirs, theirs:
        theirs.execute("UPDATE alembic_version SET version_num = '0000'")
    assert not is_current(path)
    with closing(sqlite3.connect(path)) as theirs, theirs:
        theirs.execute("DELETE FROM alembic_version")
    assert not is_current(path)


def test_somebody_elses_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "songs.db"
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE songs (title)")
    with pytest.raises(StoreError, match="is no database of this trainer and was left as it was"):
        is_current(path)


@pytest.mark.parametrize("damage", [b"x" * 100, b"SQLite format 3\x00" + b"\xa5" * 8000])
def test_a_damaged_one_is_refused_and_left_as_it_was(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "trainer.db"
    path.write_bytes(damage)
    with pytest.raises(StoreError, match="left as it was"):
        is_current(path)
    assert path.read_bytes() == damage


def test_one_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    open_store(path, migrate=True).close()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        assert schema_in(connection, path) == SCHEMA
        with pytest.raises(sqlite3.OperationalError) as caught:
            is_ready(connection, path)
    assert str(refusal(path, caught.value)) == f"{path} is read-only here; give one that can be written"


def test_looking_leaves_the_door_open_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    open_store(path, migrate=True).close()
    assert is_current(path)
    with closing(sqlite3.connect(path, timeout=0)) as writer:
        writer.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://club/results", "is on a server, and this is for a file"),
        *(
            (url, "give a file, sqlite:///FILE, or postgresql://HOST/NAME")
            for url in ("sqlite://", "://", "sqlite:///")
        ),
    ],
)
def test_only_urls_of_a_file(url: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        path_of(url)
