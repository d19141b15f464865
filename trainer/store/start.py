"""The database as a start finds it: whole, or set aside by name and begun anew. Whatever was lost is said."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import StoreError
from trainer.store.aside import Why, found_aside, keep_wal, refuse_if_used, set_aside
from trainer.store.check import damage, is_ours, lost_commits, tombstones_in
from trainer.store.file import MAGIC, is_current, path_of

LOOK_NS = 2_000_000_000  # so long a start waits for the check: some 400 MB, or 350 000 attempts, on a desktop


@dataclass(frozen=True, slots=True)
class Started:
    """The database, what is to be said about it, and whether ``rest_of_check`` is still to come."""

    path: Path
    notes: tuple[str, ...] = ()
    unchecked: bool = False


def start_store(database: str, *, usual: Path, wall_s: float) -> Started:
    """The database for a trainer that starts, made and migrated where needed: whoever opens it need not.

    A damaged one is set aside, and a new one begun. One that was never this trainer's is left alone and refused, but
    for the ``usual`` file, which nobody else writes. While another process has it open it is not checked: that one
    has. StoreError as from ``open_store``.
    """
    path = path_of(database)
    unchecked, notes, deleted = False, list[str](), dict[str, float]()
    if path.is_file() and not _is_used(path):
        try:
            wrong = _damage(path, usual)
        except TimeoutError:
            unchecked = True
        else:
            if wrong is not None:
                deleted = tombstones_in(set_aside(path, "damaged", wall_s)) or {}
        notes = _lost(path, wall_s)
    if not is_current(path):
        from trainer.store.open import open_store  # noqa: PLC0415 - SQLAlchemy, which takes longer than all of this

        with open_store(path, migrate=True) as store:
            if deleted:
                from trainer.store.forget import forget  # noqa: PLC0415

                forget(store, deleted)
    return Started(path, (*notes, *_aside(path)), unchecked)


def rest_of_check(path: Path) -> tuple[str, ...]:
    """The whole check, beside whatever else goes on. What is to be said when something was found."""
    wrong = damage(path)
    if wrong is None:
        return ()
    return (
        f"{path.name} is damaged ({wrong}). Take the results away now: at the next start of the trainer it is set "
        "aside and a new database begun.",
    )


def _is_used(path: Path) -> bool:
    try:
        refuse_if_used(path)
    except StoreError:
        return True
    return False


def _damage(path: Path, usual: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if not head:
        return None
    is_usual = path.absolute() == usual.absolute()
    if head != MAGIC:
        return "its first page is destroyed" if is_usual else None
    wrong = damage(path, most_ns=LOOK_NS)
    return wrong if is_usual or is_ours(path) else None


def _lost(path: Path, wall_s: float) -> list[str]:
    """What is to be said of commits that cannot be read; where there is more than one, the write-ahead file is kept."""
    try:
        lost = lost_commits(path) if path.exists() else 0
    except sqlite3.DatabaseError:
        return []  # opening it will say why
    if lost > 1:
        keep_wal(path, wall_s)
    return [f"The last write to {path.name} was not whole when the power went, and is left out."] if lost == 1 else []


def _aside(path: Path) -> list[str]:
    said: dict[Why, str] = {
        "damaged": f"{path.name} was damaged and a new one begun; `cue-trainer restore` puts a backup back.",
        "lost": f"The last writes to {path.name} before the power went could not be read: results shown then are lost.",
    }
    return [
        f"{what} What was found is kept as {file.name}; this is said until that is moved away."
        for why, what in said.items()
        for file in found_aside(path, why)
    ]
