"""A copy of the database taken while the trainer runs, and a copy put back.

Both go through SQLite's own backup, so that a copy is one moment of the database, and both are checked page by page
before they count. A restore gives the database that was there another name; nothing is overwritten.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from trainer.errors import StoreError
from trainer.store.aside import WAL, refuse_if_used, set_aside, stamp, sync_folder, told, with_end
from trainer.store.check import damage, files_noted_in, is_ours, read_only, tombstones_in
from trainer.store.file import NOT_OURS, look
from trainer.store.forget import forget
from trainer.store.leftovers import ENDS
from trainer.store.open import make_folder, open_store

FOLDER = "backups"
THROWN_AWAY = "is damaged, and the copy was thrown away"
DOWNLOAD = "download.db"  # what a copy without a name is called until it has lost it


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: how many sessions, and where the database is that was there before (None: there was none).

    ``deletions_known`` False: that one could not be read, so whoever was deleted since the backup may be back.
    """

    sessions: int
    before: Path | None
    deletions_known: bool = True


def backup_name(folder: Path, database: Path, wall_s: float) -> Path:
    """The name of a backup that was given none."""
    return folder / f"{database.stem}-{stamp(wall_s)}.db"


def backup(database: Path, target: Path) -> None:
    """Write a copy of the database, whole and checked, to a file that is not there yet; other processes may go on.

    Until it is complete the copy is called ``target`` with .part added. StoreError when it cannot be made.
    """
    look(database, may_be_new=False)
    if target.exists():
        raise StoreError(f"{target} is there already, and nothing is overwritten: give another name")
    with _part(target) as part:
        _copy(database, part)
        refuse_damaged(part, f"{database} {THROWN_AWAY}")
        _name(part, target)


def nameless_backup(database: Path, folder: Path) -> BinaryIO:
    """The same as an open file without a name: nothing of it is left when it is closed, however that comes.

    One at a time in a folder. The database itself is read through SQLite alone, for this process may have it open.
    """
    with _part(folder / DOWNLOAD) as part:
        _copy(database, part)
        refuse_damaged(part, f"{database} {THROWN_AWAY}")
        with told(part):
            return part.open("rb")


def copy_to(database: Path, target: Path) -> None:
    """A copy as it lies, damaged or not, of a database that is open, to a file that is there whole or not at all."""
    with _part(target) as part:
        _copy(database, part)
        _name(part, target)


def restore(database: Path, source: Path, wall_s: float) -> Restored:
    """Put a backup in the database's place, brought to this trainer's schema.

    The backup is read only; the database is set aside by name. Whoever was deleted from it stays deleted. StoreError,
    and nothing changed, when the backup is damaged, is no database of this trainer's or of a newer one's, or when a
    process has the database open.
    """
    look(source, may_be_new=False)
    if database.exists():
        refuse_if_used(database)
        if source.samefile(database):
            raise StoreError(f"{source} is the database itself: name a backup of it")
    with _part(database) as part:
        _copy(source, part)
        refuse_damaged(part, f"{source} is damaged and was not restored; the database is as it was")
        gone = tombstones_in(database) if database.exists() else {}
        sessions = bring_up(part, source, gone or {}, beside=database)
        return Restored(sessions, _put(part, database, wall_s), gone is not None)


def clean_copy(file: Path, gone: Mapping[str, float]) -> None:
    """Take deleted athletes (id -> when) out of a backup, which is brought to this trainer's schema.

    Killed at any instant the file is as it was, or clean. StoreError when it is damaged; then it is as it was.
    """
    with _part(file) as part:
        _copy(file, part)
        refuse_damaged(part, f"{file} is damaged")
        bring_up(part, file, gone)
        with told(file):
            with_end(file, WAL).unlink(missing_ok=True)  # it is in the copy
            part.replace(file)
            sync_folder(file.parent)


def bring_up(part: Path, source: Path, gone: Mapping[str, float], *, beside: Path | None = None) -> int:
    """Migrate a copy (of ``source``), delete who is deleted, and let it know of the files with names in them that the
    database ``beside`` it knows of. How many sessions are in it."""
    if not is_ours(part):
        raise StoreError(f"{source} {NOT_OURS}")
    try:
        with open_store(part, migrate=True) as store:
            forget(store, gone)
            with store.write() as connection:
                for row in files_noted_in(beside) if beside is not None and beside.exists() else ():
                    connection.exec_driver_sql("INSERT OR REPLACE INTO taken VALUES (?, ?, ?, ?)", row)
                sessions = int(connection.exec_driver_sql("SELECT count(*) FROM session").scalar_one())
    except StoreError as exc:
        raise StoreError(str(exc).replace(str(part), str(source))) from exc
    _in_one_file(part)
    return sessions


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """An unfinished file beside ``target``: gone at the end, whatever happens."""
    part = target.with_name(f"{target.name}.part")
    files = [part.with_name(part.name + end) for end in ENDS]
    make_folder(target.parent)
    with told(target):
        _remove(files)  # what a run that was killed left
    try:
        yield part
    finally:
        _remove(files)


def _remove(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(read_only(source)) as ours, closing(sqlite3.connect(target)) as copy:
            ours.backup(copy)
    except sqlite3.DatabaseError as exc:
        raise StoreError(f"{source} cannot be copied to {target.parent}: {exc}") from exc
    target.chmod(0o600)
    with suppress(sqlite3.DatabaseError):  # it is damaged, which the check that follows says
        _in_one_file(target)


def _in_one_file(copy: Path) -> None:
    """Whoever opens it, and wherever, needs no second file beside it; and it is on the disk."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()
    with told(copy), copy.open("rb+") as stream:
        os.fsync(stream.fileno())


def refuse_damaged(copy: Path, sentence: str) -> None:
    """StoreError with this sentence, and what SQLite says, when the copy is not whole."""
    wrong = damage(copy, whole=True)
    if wrong is not None:
        raise StoreError(f"{sentence} ({wrong})")


def _name(part: Path, target: Path) -> None:
    with told(target):
        part.rename(target)
        sync_folder(target.parent)


def _put(part: Path, database: Path, wall_s: float) -> Path | None:
    if database.exists():
        refuse_if_used(database)
        return set_aside(database, "replaced", wall_s, replacement=part)
    _name(part, database)
    return None
