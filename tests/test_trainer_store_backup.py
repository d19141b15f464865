"""A backup is one moment of a database in use; a restore overwrites nothing, and is whole or not at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from records import open_run, record, run, session

from trainer.errors import StoreError
from trainer.store.aside import found_aside
from trainer.store.backup import Restored, backup, backup_name, restore
from trainer.store.check import damage
from trainer.store.open import open_store
from trainer.store.read import athletes, sessions
from trainer.store.results import read_attempts
from trainer.store.write import add_session, write_attempt

WALL_S = 1_785_664_500.0  # 2026-08-02 09:55:00 UTC
PAGE = 4096


def make(path: Path, attempts: int = 3) -> Path:
    with open_store(path, migrate=True) as store:
        open_run(store)
        write_attempt(store, *(record(seq) for seq in range(1, attempts + 1)))
    return path


def attempts(path: Path) -> list[int]:
    with open_store(path, migrate=False) as store:
        return [found.seq for found, _ in read_attempts(store)]


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_there_and_back(tmp_path: Path) -> None:
    path = make(tmp_path / "trainer.db")
    copy = tmp_path / "stick" / "monday.db"
    backup(path, copy)
    assert names(copy.parent) == {"monday.db"}
    assert copy.stat().st_mode & 0o777 == 0o600
    make(path, 5)
    assert restore(path, copy, WALL_S) == Restored(1, tmp_path / "trainer.db.replaced-20260802T095500Z")
    assert attempts(path) == [1, 2, 3]
    (before,) = found_aside(path, "replaced")
    assert restore(path, before, WALL_S) == Restored(1, tmp_path / "trainer.db.replaced-20260802T095500Z-2")
    assert attempts(path) == [1, 2, 3, 4, 5]
    assert damage(copy, whole=True) is None


def test_a_restore_where_there_was_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(make(tmp_path / "trainer.db"), copy)
    other = tmp_path / "new" / "trainer.db"
    assert restore(other, copy, WALL_S) == Restored(1, None)
    assert attempts(other) == [1, 2, 3]
    assert names(other.parent) == {"trainer.db"}


def test_names_of_backups_sort_by_time(tmp_path: Path) -> None:
    found = [backup_name(tmp_path, Path("trainer.db"), wall_s).name for wall_s in (WALL_S, WALL_S + 3600)]
    assert found == ["trainer-20260802T095500Z.db", "trainer-20260802T105500Z.db"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = make(tmp_path / "trainer.db")
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    with pytest.raises(StoreError, match=r"copy\.db is there already, and nothing is overwritten: give another name"):
        backup(path, copy)
    assert copy.read_text() == "mine"
    with pytest.raises(StoreError, match="is there already"):
        backup(path, tmp_path)
    with pytest.raises(StoreError, match="is the database itself"):
        restore(path, path, WALL_S)
    (tmp_path / "hard").hardlink_to(path)
    with pytest.raises(StoreError, match="is the database itself"):
        restore(path, tmp_path / "hard", WALL_S)


def test_where_no_backup_can_be_written(tmp_path: Path) -> None:
    path = make(tmp_path / "trainer.db")
    with pytest.raises(StoreError, match=r"the folder .*trainer\.db cannot be made: File exists"):
        backup(path, path / "copy.db")
    with pytest.raises(StoreError, match=r"there is no database .*nothing has been run yet"):
        backup(tmp_path / "other.db", tmp_path / "copy.db")
    assert names(tmp_path) <= {"trainer.db", "trainer.db-wal", "trainer.db-shm"}


BAD = {
    "text": (b"my notes, for ever and ever", "is no database of this trainer"),
    "empty": (b"", "is no database of this trainer"),
    "cut": (None, "cannot be copied|is damaged and was not restored"),
    "page": (None, "is damaged and was not restored"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_backup_changes_nothing(tmp_path: Path, kind: str) -> None:
    path = make(tmp_path / "trainer.db")
    copy = tmp_path / "copy.db"
    backup(path, copy)
    content, sentence = BAD[kind]
    whole = copy.read_bytes()
    harmed = {"cut": whole[: len(whole) // 2 + 100], "page": whole[:-PAGE] + bytes(PAGE)}
    copy.write_bytes(harmed.get(kind, content or b""))
    before = path.read_bytes()
    with pytest.raises(StoreError, match=sentence):
        restore(path, copy, WALL_S)
    assert path.read_bytes() == before
    assert not found_aside(path, "replaced")
    assert not list(tmp_path.glob("*.part*"))


def test_somebody_elses_and_a_newer_trainers_database_are_not_restored(tmp_path: Path) -> None:
    path = make(tmp_path / "trainer.db")
    newer = make(tmp_path / "newer.db")
    with open_store(newer, migrate=False) as store, store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer\.db has schema 9999.*a newer one needs a newer trainer"):
        restore(path, newer, WALL_S)
    other = tmp_path / "songs.db"
    with closing(sqlite3.connect(other)) as songs:
        songs.execute("CREATE TABLE songs (title)")
    with pytest.raises(StoreError, match="is no database of this trainer"):
        restore(path, other, WALL_S)
    assert attempts(path) == [1, 2, 3]


def test_a_damaged_database_is_not_copied_over_anything_and_can_be_replaced(tmp_path: Path) -> None:
    path = make(tmp_path / "trainer.db")
    copy = tmp_path / "copy.db"
    backup(path, copy)
    damaged = path.read_bytes()[:-PAGE] + bytes(PAGE)
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match=r"trainer\.db is damaged, and the copy was thrown away"):
        backup(path, tmp_path / "second.db")
    assert not (tmp_path / "second.db").exists()
    done = restore(path, copy, WALL_S)
    assert done.before is not None
    assert done.before.read_bytes() == damaged
    assert attempts(path) == [1, 2, 3]


WRITER = """
import sys
from pathlib import Path
from records import record
from trainer.store.open import open_store
from trainer.store.write import write_attempt
with open_store(Path(sys.argv[1]), migrate=False) as store:
    for seq in range(10, 3000):
        write_attempt(store, record(seq), record(seq, lane=2))
        print(seq, flush=True)
"""


def test_a_backup_of_a_database_in_use_is_one_moment_of_it_and_a_restore_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "trainer.db")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parent)},
    ) as writer:
        assert writer.stdout is not None
        for number in range(5):
            written = int(writer.stdout.readline())
            copy = tmp_path / f"copy-{number}.db"
            backup(path, copy)
            found = attempts(copy)
            assert found[3:] == [seq for seq in range(10, max(found) + 1) for _ in (1, 2)]
            assert max(found) >= written
        with pytest.raises(StoreError, match=f"in use by process {writer.pid}: stop the trainer first"):
            restore(path, copy, WALL_S)
        writer.kill()
    assert not found_aside(path, "replaced")
    restore(path, tmp_path / "copy-0.db", WALL_S)
    assert attempts(path) == attempts(tmp_path / "copy-0.db")
    (before,) = found_aside(path, "replaced")
    assert max(attempts(before)) >= max(found)


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    path = make(tmp_path / "trainer.db")
    for end in ("", "-journal", "-wal"):
        (tmp_path / f"copy.db.part{end}").write_bytes(b"rest of another")
    backup(path, tmp_path / "copy.db")
    assert attempts(tmp_path / "copy.db") == [1, 2, 3]
    assert not list(tmp_path.glob("*.part*"))


def test_an_empty_database_and_one_of_many_sessions(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    open_store(path, migrate=True).close()
    backup(path, tmp_path / "empty.db")
    with open_store(path, migrate=False) as store:
        for number in range(7):
            add_session(store, session(f"s{number}"))
        open_run(store, run(session="s3"))
    assert restore(path, tmp_path / "empty.db", WALL_S).sessions == 0
    (before,) = found_aside(path, "replaced")
    assert restore(path, before, WALL_S).sessions == 7
    with open_store(path, migrate=False) as store:
        assert len(sessions(store)) == 7
        assert len(athletes(store)) == 2
