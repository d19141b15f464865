"""A backup poured into a database that is open: the old one or the new one, and nothing of either lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from records import open_run, record

from trainer.errors import FileError, Refused, StoreError
from trainer.store.aside import found_aside
from trainer.store.backup import backup, nameless_backup
from trainer.store.check import damage
from trainer.store.contents import Contents, contents
from trainer.store.copies import copies_of_gone, note_taken
from trainer.store.forget import forget
from trainer.store.open import Store, open_store
from trainer.store.pour import make_ready, pour
from trainer.store.read import athletes
from trainer.store.results import read_attempts
from trainer.store.write import write_attempt

WALL_S = 1_785_664_500.0  # 2026-08-02 09:55:00 UTC
OPENED_S = 1_700_000_000.25
PAGE = 4096


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database with five attempts, of which a backup knows three."""
    with open_store(tmp_path / "trainer.db", migrate=True) as store:
        open_run(store)
        write_attempt(store, *(record(seq) for seq in (1, 2, 3)))
        backup(tmp_path / "trainer.db", tmp_path / "monday.db")
        write_attempt(store, record(4), record(5))
        yield store


@pytest.fixture
def monday(store: Store, tmp_path: Path) -> Path:
    return tmp_path / "monday.db"


def attempts(store: Store) -> list[int]:
    return [found.seq for found, _ in read_attempts(store)]


def at(path: Path) -> list[int]:
    with open_store(path, migrate=False) as store:
        return attempts(store)


def test_there_and_back_under_a_reader_that_goes_on(store: Store, monday: Path) -> None:
    count = "SELECT count(*) FROM attempt"
    with store.read() as before:
        assert before.exec_driver_sql(count).scalar_one() == 5
        ready = make_ready(store, monday, "this file")
        assert ready.holds == Contents(1, 1, 3, 2, OPENED_S, OPENED_S)
        aside = pour(store, ready, WALL_S)
        assert before.exec_driver_sql(count).scalar_one() == 5
        assert attempts(store) == [1, 2, 3]
    assert aside.name == "trainer.db.replaced-20260802T095500Z"
    assert (at(aside), aside.stat().st_mode & 0o777) == ([1, 2, 3, 4, 5], 0o600)
    write_attempt(store, record(6))
    again = pour(store, make_ready(store, aside, "this file"), WALL_S)
    assert (attempts(store), at(again)) == ([1, 2, 3, 4, 5], [1, 2, 3, 6])
    assert contents(store).attempts == 5
    assert damage(monday.with_name("trainer.db"), whole=True) is None


def test_another_process_sees_all_of_it_at_once_and_goes_on_writing(store: Store, monday: Path) -> None:
    """As an engine that has the database open would."""
    asked = f"""
from pathlib import Path
from records import record
from trainer.store.open import open_store
from trainer.store.results import read_attempts
from trainer.store.write import write_attempt
with open_store(Path("{store.path}"), migrate=False) as store:
    print(len(list(read_attempts(store))), flush=True)
    input()
    print(len(list(read_attempts(store))), flush=True)
    write_attempt(store, record(9))
"""
    with subprocess.Popen(
        [sys.executable, "-c", asked],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parent)},
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "5\n"
        pour(store, make_ready(store, monday, "this file"), WALL_S)
        assert other.communicate("\n")[0] == "3\n"
    assert attempts(store) == [1, 2, 3, 9]


def test_what_is_no_backup_changes_nothing(store: Store, monday: Path, tmp_path: Path) -> None:
    file = tmp_path / "up.db"
    whole = monday.read_bytes()
    for content, sentence in (
        (b"", "this file is no database of this trainer"),
        (b"my notes, for ever and ever", "this file is no database of this trainer"),
        (whole[:-PAGE] + bytes(PAGE), "this file is damaged and was not restored"),
    ):
        file.write_bytes(content)
        with pytest.raises(FileError, match=sentence):
            make_ready(store, file, "this file")
    with closing(sqlite3.connect(monday)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(FileError, match=r"this file has schema 9999.*a newer one needs a newer trainer"):
        make_ready(store, monday, "this file")
    assert (attempts(store), found_aside(tmp_path / "trainer.db", "replaced")) == ([1, 2, 3, 4, 5], [])


def test_whoever_was_deleted_stays_deleted_and_files_with_names_stay_known(
    store: Store, monday: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "report.html"
    paper.write_text("Anna ran")
    note_taken(store, paper, "report", WALL_S, ["athlete-a"])
    forget(store, {"athlete-a": WALL_S})
    pour(store, make_ready(store, monday, "this file"), WALL_S)
    assert [one.name for one in athletes(store)] == ["Ben"]
    assert copies_of_gone(store, tmp_path / "backups") == [paper]
    assert b"Anna" not in (tmp_path / "trainer.db").read_bytes()


def test_somebody_deleted_in_between_is_not_brought_back(store: Store, monday: Path, tmp_path: Path) -> None:
    ready = make_ready(store, monday, "this file")
    forget(store, {"athlete-a": WALL_S})
    with pytest.raises(Refused, match="Somebody was deleted meanwhile, and nothing was restored"):
        pour(store, ready, WALL_S)
    assert (attempts(store), found_aside(tmp_path / "trainer.db", "replaced")) == ([1, 2, 3, 4, 5], [])


def test_a_backup_in_pages_of_another_size(store: Store, monday: Path) -> None:
    with closing(sqlite3.connect(monday)) as other:
        other.execute("PRAGMA page_size=8192")
        other.execute("VACUUM")
    pour(store, make_ready(store, monday, "this file"), WALL_S)
    assert attempts(store) == [1, 2, 3]


def test_a_damaged_database_is_replaced_and_kept_as_it_lies(store: Store, monday: Path, tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    store.close()
    path.write_bytes(path.read_bytes()[:-PAGE] + bytes(PAGE))
    assert damage(path) is not None
    aside = pour(store, make_ready(store, monday, "this file"), WALL_S)
    assert attempts(store) == [1, 2, 3]
    assert (damage(path, whole=True), damage(aside)) == (None, damage(aside, whole=True) or "")


def test_a_copy_without_a_name_is_whole_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with nameless_backup(tmp_path / "trainer.db", folder) as copy:
        assert list(folder.iterdir()) == []
        (tmp_path / "kept.db").write_bytes(copy.read())
    assert at(tmp_path / "kept.db") == [1, 2, 3, 4, 5]
    with pytest.raises(StoreError, match=r"trainer\.db/copies cannot be made"):
        nameless_backup(tmp_path / "trainer.db", tmp_path / "trainer.db" / "copies")
