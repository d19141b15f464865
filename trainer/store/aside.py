"""A database file set aside: it gets a name that says why. Nothing is overwritten.

trainer.db.damaged-20260802T101500Z       damage was found at a start
trainer.db.replaced-20260802T101500Z      a backup was restored over it
trainer.db.lost-20260802T101500Z          the -wal file of that day, parts of which could not be read
...-wal                                   what SQLite had beside the first two, where it had
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Literal

from trainer.errors import StoreError

Why = Literal["damaged", "replaced", "lost"]

WAL, INDEX = "-wal", "-shm"  # beside a database that is open: https://www.sqlite.org/tempfiles.html

# Every open SQLite connection in WAL mode holds a read lock on these bytes: https://www.sqlite.org/lockingv3.html
SHARED_FIRST, SHARED_SIZE = 0x40000002, 510
FLOCK = "@hhqqi4x"  # struct flock of 64-bit Linux: type, whence, start, length, process


def stamp(wall_s: float) -> str:
    """An instant as it stands in file names."""
    return datetime.fromtimestamp(wall_s, UTC).strftime("%Y%m%dT%H%M%SZ")


def with_end(path: Path, end: str) -> Path:
    """The file that SQLite has beside this database."""
    return path.with_name(path.name + end)


def set_aside(path: Path, why: Why, wall_s: float, *, replacement: Path | None = None) -> Path:
    """Give the database another name, and put ``replacement`` (on the same disk) in its place. Returns the new name.

    Killed at any instant both are whole under one of their names, and what was set aside is found by ``found_aside``.
    StoreError when that cannot be; then the database is where it was.
    """
    target = free_name(path, why, wall_s)
    with told(path):
        for end in ("", WAL):
            file = with_end(path, end)
            if file.exists() and (file == path or file.stat().st_size):  # a reader leaves an empty -wal behind
                with_end(target, end).hardlink_to(file)
        for end in (INDEX, WAL):  # they would be taken for the replacement's
            with_end(path, end).unlink(missing_ok=True)
        if replacement is None:
            path.unlink()
        else:
            replacement.replace(path)
        sync_folder(path.parent)
    return target


def keep_wal(path: Path, wall_s: float) -> Path:
    """Copy the -wal file, which SQLite will write over, to a name of its own."""
    copy = free_name(path, "lost", wall_s)
    with told(path):
        shutil.copyfile(with_end(path, WAL), copy)
        copy.chmod(0o600)
    return copy


def free_name(path: Path, why: Why, wall_s: float) -> Path:
    """A name to set this database aside under that no file has."""
    first = path.with_name(f"{path.name}.{why}-{stamp(wall_s)}")
    names = (first if n == 1 else first.with_name(f"{first.name}-{n}") for n in count(1))
    return next(name for name in names if not (name.exists() or with_end(name, WAL).exists()))


def found_aside(path: Path, why: Why) -> list[Path]:
    """What was set aside from this path, oldest first."""
    return sorted(file for file in path.parent.glob(f"{path.name}.{why}-*") if not file.name.endswith((WAL, INDEX)))


def refuse_if_used(path: Path) -> None:
    """StoreError when another process has the database open."""
    with alone(path):
        pass


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep every other process from using the database meanwhile. StoreError, naming one, when one has it open.

    This process must have no connection to it: closing any file of it would give the lock away.
    """
    with told(path):
        file = path.open("rb+")
    with file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_SIZE, SHARED_FIRST)
        except OSError as exc:
            raise StoreError(f"{path} is in use{_by(file.fileno())}: stop the trainer first, then try again") from exc
        yield


def _by(descriptor: int) -> str:
    asked = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, SHARED_FIRST, SHARED_SIZE, 0)
    kind, _, _, _, process = struct.unpack(FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))
    return "" if kind == fcntl.F_UNLCK else f" by process {process}"


@contextmanager
def told(path: Path) -> Iterator[None]:
    """An error of the file system as one sentence about this path."""
    try:
        yield
    except StoreError:
        raise
    except OSError as exc:
        raise StoreError(f"{path}: {exc.strerror or exc}") from exc


def sync_folder(folder: Path) -> None:
    """What was renamed in it is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
