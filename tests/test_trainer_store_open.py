"""A store that cannot be opened says why in one sentence and leaves the file alone; one that was killed opens."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from records import open_run, record
from sqlalchemy import text

from trainer.errors import StoreError
from trainer.store.file import SCHEMA
from trainer.store.open import open_store
from trainer.store.results import read_attempts
from trainer.store.write import write_attempt


def make(path: Path) -> None:
    """A store with one attempt in it."""
    with open_store(path, migrate=True) as store:
        open_run(store)
        write_attempt(store, record(1))


def attempts(path: Path) -> list[int]:
    with open_store(path, migrate=False) as store:
        return [found.seq for found, _ in read_attempts(store)]


def test_the_folder_and_the_file_are_made_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "trainer.db"
    make(path)
    make(path)
    assert attempts(path) == [1]
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_url_names_the_same_file(tmp_path: Path) -> None:
    make(tmp_path / "trainer.db")
    with open_store(f"sqlite:///{tmp_path}/trainer.db", migrate=False) as store:
        assert len(list(read_attempts(store))) == 1


@pytest.mark.parametrize("url", ["mysql://club/results", "sqlite://", "://", "sqlite:///"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="give a file, sqlite:///FILE, or postgresql://HOST/NAME"):
        open_store(url, migrate=True)


def test_the_disk_is_told_to_keep_what_was_committed(tmp_path: Path) -> None:
    with open_store(tmp_path / "trainer.db", migrate=True) as store, store.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_nothing_there(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    with pytest.raises(StoreError, match=f"there is no database {path}: nothing has been run yet"):
        open_store(path, migrate=False)
    assert not path.exists()


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=f"{tmp_path} is a folder: the database must be a file"):
        open_store(tmp_path, migrate=True)


@pytest.mark.parametrize("name", ["x" * 300, "x\x00y"])
@pytest.mark.parametrize("migrate", [True, False])
def test_a_name_no_file_can_have(tmp_path: Path, name: str, migrate: bool) -> None:
    with pytest.raises(StoreError, match=r"cannot be opened: (File name too long|embedded null byte)"):
        open_store(tmp_path / name, migrate=migrate)


def test_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=f"{tmp_path}/file/trainer.db cannot be opened: Not a directory"):
        open_store(tmp_path / "file" / "trainer.db", migrate=True)
    with pytest.raises(StoreError, match="the folder /proc/nowhere cannot be made: No such file or directory"):
        open_store("/proc/nowhere/trainer.db", migrate=True)


NOISE = bytes(range(256)) * 40


@pytest.mark.parametrize("noise", [b"x", b"SQLite format 3\x00", NOISE[:100], NOISE, b"# not a database\n" * 500])
@pytest.mark.parametrize("migrate", [True, False])
def test_noise_is_refused_and_left_as_it_was(tmp_path: Path, noise: bytes, migrate: bool) -> None:
    path = tmp_path / "trainer.db"
    path.write_bytes(noise)
    with pytest.raises(StoreError, match="left as it was"):
        open_store(path, migrate=migrate)
    assert path.read_bytes() == noise


@pytest.mark.parametrize("keep", [100, 1000, 5000])
def test_a_cut_off_database_is_refused_and_left_as_it_was(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(StoreError, match="left as it was"):
        open_store(path, migrate=True)
    assert path.stat().st_size == keep


@pytest.mark.parametrize("migrate", [True, False])
def test_somebody_elses_database(tmp_path: Path, migrate: bool) -> None:
    path = tmp_path / "trainer.db"
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE songs (title)")
    with pytest.raises(StoreError, match="is no database of this trainer and was left as it was"):
        open_store(path, migrate=migrate)
    with closing(sqlite3.connect(path)) as theirs:
        assert theirs.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]


@pytest.mark.parametrize("migrate", [True, False])
@pytest.mark.parametrize("other", ["0000", "9999"])
def test_another_schema(tmp_path: Path, other: str, migrate: bool) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    with closing(sqlite3.connect(path)) as theirs, theirs:
        theirs.execute("UPDATE alembic_version SET version_num = ?", (other,))
    with pytest.raises(StoreError, match=f"has schema {other}, this trainer needs {SCHEMA}"):
        open_store(path, migrate=migrate)


def test_an_empty_file_has_no_schema_until_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    path.touch()
    with pytest.raises(StoreError, match=f"has schema none, this trainer needs {SCHEMA}"):
        open_store(path, migrate=False)
    make(path)
    assert attempts(path) == [1]


def test_a_full_disk_loses_nothing_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    with open_store(path, migrate=False) as store:
        with store.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StoreError, match=f"{path} cannot grow: the disk is full"):
            write_attempt(store, *(record(seq) for seq in range(2, 500)))
        with store.read() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        write_attempt(store, record(2))
    assert attempts(path) == [1, 2]


def test_a_busy_database_is_waited_for_then_named(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    with open_store(path, migrate=False) as store, closing(sqlite3.connect(path)) as other:
        with store.read() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=1")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=f"{path} is busy"):
            write_attempt(store, record(2))
        assert [found.seq for found, _ in read_attempts(store)] == [1]  # reading needs no turn
        other.rollback()
        write_attempt(store, record(2))
    assert attempts(path) == [1, 2]


def test_a_damaged_page_is_named(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    with open_store(path, migrate=True) as store:
        open_run(store)
        write_attempt(store, *(record(seq) for seq in range(1, 200)))
    whole = path.read_bytes()
    damaged = whole[:4096] + b"\xa5" * (len(whole) - 4096)
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="damaged and was left as it was"), open_store(path, migrate=True) as store:
        list(read_attempts(store))
    assert path.read_bytes() == damaged


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "trainer.db", migrate=True) as store:
        with pytest.raises(StoreError, match="cannot be used: UNIQUE"), store.write() as connection:
            connection.execute(text("INSERT INTO athlete (id, name) VALUES ('b', 'Ben'), ('a', 'Anna'), ('a', 'Anna')"))
        with store.read() as connection:
            assert connection.execute(text("SELECT count(*) FROM athlete")).scalar() == 0


def kill_while(path: Path, doing: str) -> None:
    """Run these lines in another process, and kill it -9 when they are done and the transaction still open."""
    script = f"""
import sys
from pathlib import Path
from records import record
from trainer.store.open import file_store, open_store
from trainer.store.write import _write_attempt, write_attempt
path = Path(sys.argv[1])
{doing}
    print("written", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"PYTHONPATH": str(Path(__file__).parent)}
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"written\n"
        child.kill()


def test_killed_in_the_middle_of_a_write(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    doing = """
store = open_store(path, migrate=False)
write_attempt(store, record(2))
with store.write() as connection:
    for seq in range(3, 2000):
        _write_attempt(connection, record(seq))
"""
    kill_while(path, doing)
    assert attempts(path) == [1, 2]
    with open_store(path, migrate=True) as store:
        write_attempt(store, record(3))
    assert attempts(path) == [1, 2, 3]


def test_killed_in_the_middle_of_the_migration(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    doing = """
from trainer.store.migrate import upgrade
store = file_store(path)
with store.write() as connection:
    upgrade(connection)
"""
    kill_while(path, doing)
    make(path)
    assert attempts(path) == [1]


def test_the_engine_opens_and_writes_without_alembic(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    script = """
import sys
from trainer.store.open import open_store
import trainer.store.write
open_store(sys.argv[1], migrate=False).close()
print(sorted({"alembic", "pydantic", "fastapi"} & {name.split(".")[0] for name in sys.modules}))
"""
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
