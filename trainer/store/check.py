"""Is a database whole? What SQLite can tell of its pages, and whether commits in the write-ahead file were lost.

SQLite keeps no checksum of a page in the database file: damage to its structure is found, a digit that changed within
a row is not. Frames of the write-ahead file have checksums; SQLite stops reading at the first that is wrong, without a
word. Nothing here writes to the database.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from hardware.clock import RealClock
from trainer.store.aside import INDEX, WAL, with_end

# https://www.sqlite.org/walformat.html
WAL_HEADER, SALT, LITTLE = struct.Struct(">8I"), slice(16, 24), 0x82  # the magic number's last byte
WAL_FRAME = struct.Struct(">2I8s8x")  # page, pages of the database after a commit (else 0), salt
INDEX_FRAMES = struct.Struct("=16xI")  # of the -shm file: how many frames of the -wal count
PAGE_SIZE = struct.Struct(">16xH")  # of the database file
LOOK_EVERY = 10_000  # instructions of SQLite's machine between two looks at the clock


def damage(path: Path, *, most_ns: int | None = None, whole: bool = False) -> str | None:
    """What is wrong with a database, in SQLite's words; None when nothing was found.

    Reads every page (``PRAGMA quick_check``); ``whole`` also holds every index against its table (``integrity_check``).
    ``most_ns``: how long it may take. TimeoutError when that was not enough and nothing had been found.
    """
    clock = RealClock()
    end_ns = None if most_ns is None else clock.now_ns() + most_ns
    with closing(read_only(path)) as connection:
        if end_ns is not None:
            connection.set_progress_handler(lambda: clock.now_ns() > end_ns, LOOK_EVERY)
        try:
            rows = connection.execute(f"PRAGMA {'integrity_check' if whole else 'quick_check'}(1)").fetchall()
        except sqlite3.DatabaseError as exc:
            if exc.sqlite_errorname == "SQLITE_INTERRUPT":
                raise TimeoutError from exc
            return str(exc)
    return None if rows == [("ok",)] else str(rows[0][0])


def is_ours(path: Path) -> bool:
    """Whether it can be seen to be a database of this trainer's, of whatever schema."""
    with suppress(sqlite3.DatabaseError), closing(read_only(path)) as connection:
        return bool(connection.execute("SELECT version_num FROM alembic_version").fetchone())
    return False


def tombstones_in(path: Path) -> dict[str, float] | None:
    """Who was deleted (id -> when), from a file that may be damaged or of another schema; None: it cannot be read."""
    try:
        with closing(read_only(path)) as connection:
            connection.execute("PRAGMA writable_schema=ON")  # so that a file that was cut off is read all the same
            with suppress(sqlite3.OperationalError):  # the schema before the second had none
                return dict(connection.execute("SELECT id, wall_s FROM gone").fetchall())
            connection.execute("SELECT id FROM athlete LIMIT 1").fetchall()
            return {}
    except sqlite3.DatabaseError:
        return None


def files_noted_in(path: Path) -> list[tuple[str, str, float, str | None]]:
    """The files with names in them that this database knows of, as its rows lie; as far as they can be read."""
    with suppress(sqlite3.DatabaseError), closing(read_only(path)) as connection:
        return connection.execute("SELECT path, kind, wall_s, athletes FROM taken").fetchall()
    return []


def lost_commits(path: Path) -> int:
    """How many commits stand in the write-ahead file behind a frame that is damaged, and are lost.

    One may be the commit that the power cut short, which nobody was told of. Only while no other process has the
    database open. sqlite3.DatabaseError when it cannot be read.
    """
    commits = list(_commits(path))
    if not commits:
        return 0
    with closing(read_only(path)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()  # reads the -wal, and makes its index
        with with_end(path, INDEX).open("rb") as index:
            (frames,) = INDEX_FRAMES.unpack(index.read(INDEX_FRAMES.size))
    return sum(frame > frames for frame in commits)


def _commits(path: Path) -> Iterator[int]:
    """The numbers, from 1, of the frames that end a commit of the -wal file's last generation, damaged or not."""
    wal = with_end(path, WAL)
    if not wal.exists():
        return
    with path.open("rb") as database, wal.open("rb") as file:
        page = PAGE_SIZE.unpack(database.read(PAGE_SIZE.size))[0]
        head = file.read(WAL_HEADER.size)
        salt = head[SALT] if _is_whole(head) else None
        number = 0
        while len(frame := file.read(WAL_FRAME.size)) == WAL_FRAME.size:
            number += 1
            _, size_after, salt_here = WAL_FRAME.unpack(frame)
            salt = salt or salt_here
            if salt_here == salt and size_after:
                yield number
            file.seek(page, 1)


def _is_whole(head: bytes) -> bool:
    """Whether the write-ahead file's header is what its checksum says."""
    if len(head) < WAL_HEADER.size:
        return False
    words = struct.unpack("<6I" if head[3] == LITTLE else ">6I", head[: WAL_HEADER.size - 8])
    first = second = 0
    for one, other in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & 0xFFFF_FFFF
        second = (second + other + first) & 0xFFFF_FFFF
    return (first, second) == WAL_HEADER.unpack(head)[-2:]


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing: what is in the write-ahead file is read, and stays there."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
