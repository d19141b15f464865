"""A backup put into a database that is open, here and in other processes.

A file that others have open cannot be exchanged under them. SQLite's own backup writes every page of the backup into
the database as one transaction instead: whoever reads goes on with what was there until the commit, and killed at any
instant the old database or the new one is there, whole. While that transaction keeps every writer out, what was there
is copied to a name of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import FileError, Refused, StoreError
from trainer.store.aside import free_name
from trainer.store.backup import bring_up, copy_to
from trainer.store.check import damage, is_ours, read_only, tombstones_in
from trainer.store.contents import Contents, contents
from trainer.store.file import BUSY_MS, SCHEMA, refusal, schema_in
from trainer.store.open import Store, open_store

NO_DATABASE = "file is not a database"  # as SQLite says it


@dataclass(frozen=True, slots=True)
class Ready:
    """A backup that may be poured. ``gone``: who was deleted from the database, and not in it. None: it cannot say"""

    file: Path
    holds: Contents
    gone: Mapping[str, float] | None


def make_ready(store: Store, file: Path, called: str) -> Ready:
    """Check a backup, a file of our own to be changed, and bring it to this trainer's schema, without whoever was
    deleted from this store.

    FileError, in which the file is ``called`` so, when it is damaged, or no database of this trainer's or an older's;
    StoreError when the disk does not take it.
    """
    assert store.path is not None
    _refuse_wrong(file, called)
    gone = tombstones_in(store.path)
    bring_up(file, Path(called), gone or {}, beside=store.path)
    _in_pages_of(store.path, file)
    with open_store(file, migrate=False) as backup:
        holds = contents(backup)
    return Ready(file, holds, gone)


def _refuse_wrong(file: Path, called: str) -> None:
    wrong = damage(file, whole=True)
    if wrong == NO_DATABASE or (wrong is None and not is_ours(file)):
        raise FileError(f"{called} is no database of this trainer")
    if wrong is not None:
        raise FileError(f"{called} is damaged and was not restored ({wrong})")
    with closing(read_only(file)) as connection:
        schema = schema_in(connection, file) or ""
    if schema > SCHEMA:
        raise FileError(f"{called} has schema {schema}, this trainer needs {SCHEMA}: a newer one needs a newer trainer")


def pour(store: Store, ready: Ready, wall_s: float) -> Path:
    """Put the backup in the place of all that the store holds. Returns the file that this is kept as.

    StoreError, or Refused when somebody was deleted since it was made ready; then the store is as it was.
    """
    assert store.path is not None
    path, aside, kept = store.path, free_name(store.path, "replaced", wall_s), False

    def keep(status: int, _left: int, _pages: int) -> None:
        """After each page; from the first on nobody else can write."""
        nonlocal kept
        if status == sqlite3.SQLITE_BUSY:
            raise StoreError(f"{path} is busy: another program kept it for {BUSY_MS // 1000} s; nothing was changed")
        if not kept:
            if tombstones_in(path) != ready.gone:
                raise Refused("Somebody was deleted meanwhile, and nothing was restored: do it again.")
            copy_to(path, aside)
            kept = True

    try:
        with closing(sqlite3.connect(ready.file)) as source, closing(_writable(path)) as live:
            source.backup(live, pages=1, progress=keep)
    except BaseException as exc:
        aside.unlink(missing_ok=True)  # it is still there under its own name
        if isinstance(exc, sqlite3.Error):
            raise refusal(path, exc) from exc
        raise
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=0)) as live:
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()  # as large as the database; unless somebody reads in it
    return aside


def _writable(path: Path) -> sqlite3.Connection:
    live = sqlite3.connect(path, timeout=BUSY_MS / 1000)
    with suppress(sqlite3.DatabaseError):  # where its schema is damaged it cannot be told; FULL is SQLite's own default
        live.execute("PRAGMA synchronous=FULL").close()
    return live


def _in_pages_of(path: Path, file: Path) -> None:
    """SQLite pours pages of one size only: https://www.sqlite.org/c3ref/backup_finish.html"""
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(file)) as backup:
        size, its = (connection.execute("PRAGMA page_size").fetchone()[0] for connection in (live, backup))
        if size != its:
            backup.execute(f"PRAGMA page_size={size}").close()
            backup.execute("VACUUM").close()
