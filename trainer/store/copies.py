"""Files beside the database that hold names, backups, exports and the like, and how names leave them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from sqlalchemy import delete, insert, select

from trainer.errors import StoreError
from trainer.store.aside import Why, found_aside
from trainer.store.backup import clean_copy
from trainer.store.check import read_only
from trainer.store.file import MAGIC
from trainer.store.forget import tombstones
from trainer.store.leftovers import leftovers
from trainer.store.open import Store
from trainer.store.schema import taken
from trainer.store.wipe import wipe

Kind = Literal["backup", "export", "report"]


@dataclass(frozen=True, slots=True)
class Purged:
    """Files that names were taken out of, files that were deleted, and files that have to be dealt with by hand."""

    cleaned: tuple[Path, ...]
    deleted: tuple[Path, ...]
    left: tuple[Path, ...]


def note_taken(store: Store, path: Path, kind: Kind, wall_s: float, athletes: Iterable[str] | None = None) -> None:
    """Remember a file with names in it that this trainer made. ``athletes``: whose; None: it may be anybody's."""
    row = {"path": str(path.resolve()), "kind": kind, "wall_s": wall_s}
    with store.write() as connection:
        connection.execute(delete(taken).where(taken.c.path == row["path"]))
        connection.execute(insert(taken), row | {"athletes": None if athletes is None else sorted(athletes)})


def copies_of_gone(store: Store, backups: Path) -> list[Path]:
    """The files that still hold, or may hold, somebody who was deleted. ``backups``: the trainer's own folder."""
    ids = set(tombstones(store))
    if not ids:
        return []
    noted = _noted(store)
    found = leftovers(store.path, backups, noted)
    found |= {file for file in _databases(store.path, backups) if file not in found and _holds(file, ids)}
    found |= {file for file, whose in noted.items() if file.is_file() and _is_in(file, whose, ids)}
    return sorted(found)


def purge(store: Store, backups: Path) -> Purged:
    """Take everybody who was deleted out of the copies. Exports and reports go whole, so the coach must want it; so do
    copies that were never finished."""
    gone = tombstones(store)
    cleaned, deleted, left = list[Path](), list[Path](), list[Path]()
    unfinished = leftovers(store.path, backups, _noted(store))
    for file in copies_of_gone(store, backups):
        if file in unfinished or not _is_database(file):
            file.unlink(missing_ok=True)  # to clean the copy that it was to be clears it away
            deleted.append(file)
            continue
        try:
            clean_copy(file, gone)
        except StoreError:
            left.append(file)
        else:
            cleaned.append(file)
    _forget_lost_files(store)
    wipe(store, ())
    return Purged(tuple(cleaned), tuple(deleted), tuple(left))


def _databases(path: Path | None, backups: Path) -> Iterator[Path]:
    if path is not None:
        for why in get_args(Why):
            yield from found_aside(path, why)
    yield from backups.glob("*.db")


def _noted(store: Store) -> dict[Path, Collection[str] | None]:
    with store.read() as connection:
        return {Path(row.path): row.athletes for row in connection.execute(select(taken))}


def _is_in(file: Path, whose: Collection[str] | None, ids: set[str]) -> bool:
    if _is_database(file):
        return _holds(file, ids)
    return whose is None or not ids.isdisjoint(whose)


def _is_database(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def _holds(file: Path, ids: set[str]) -> bool:
    """Whether this database has one of them; one that cannot be read may."""
    try:
        with closing(read_only(file)) as connection:
            return any(row[0] in ids for row in connection.execute("SELECT id FROM athlete"))
    except sqlite3.DatabaseError:
        return True


def _forget_lost_files(store: Store) -> None:
    lost = [str(file) for file in _noted(store) if not file.exists()]
    with store.write() as connection:
        connection.execute(delete(taken).where(taken.c.path.in_(lost)))
