"""The database as a file: where it lies, whether it is ours, at which schema, and the sentence when it is not right.

By Python's own sqlite3, so that all of this is known before SQLAlchemy is imported: an engine can be started meanwhile.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from trainer.errors import StoreError

SCHEMA = "0006"
"""The revision that this trainer's tables are at: the name of the newest file in migrations/versions."""

BUSY_MS = 5_000  # how long a writer waits for another one
SCHEME = "sqlite:///"
CLUB = ("postgresql://", "postgres://")  # a club's server, not a file

MAGIC = b"SQLite format 3\x00"  # https://www.sqlite.org/fileformat2.html
NOT_OURS = "is no database of this trainer and was left as it was; move it away or give another"

# What SQLite says -> what we say. The first that fits.
SENTENCES = {
    "file is not a database": NOT_OURS,
    "malformed": "is damaged and was left as it was; move it away or restore a backup",
    "locked": "is busy: another program kept it for 5 s; close that and try again",
    "readonly": "is read-only here; give one that can be written",
    "full": "cannot grow: the disk is full",
    "disk I/O error": "cannot be written: the card or disk is full, worn out or read-only",
    "unable to open": "cannot be opened or made here",
}


def is_club(path_or_url: str | Path) -> bool:
    """Does this name a club's PostgreSQL server, and no file?"""
    return str(path_or_url).startswith(CLUB)


def shown(url: str) -> str:
    """A URL without its password, for sentences."""
    return re.sub(r"://([^:/@]*):.*@", r"://\1@", url)


def path_of(path_or_url: str | Path) -> Path:
    """The file that a path or ``sqlite:///`` URL names. StoreError when it is another URL."""
    if isinstance(path_or_url, Path) or "://" not in path_or_url:
        return Path(path_or_url).expanduser()
    if is_club(path_or_url):
        raise StoreError(f"{shown(path_or_url)} is on a server, and this is for a file; a server has tools of its own")
    file = path_or_url.removeprefix(SCHEME)
    if file in ("", path_or_url):
        raise StoreError(f"database {shown(path_or_url)!r}: give a file, sqlite:///FILE, or postgresql://HOST/NAME")
    return Path(file).expanduser()


def look(path: Path, *, may_be_new: bool) -> bool:
    """Is it there? StoreError when this can be no database of ours, or (unless it ``may_be_new``) is not there.

    SQLite itself would take a file of a few bytes for an empty one, and write over it.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except FileNotFoundError as exc:
        if may_be_new:
            return False
        raise StoreError(f"there is no database {path}: nothing has been run yet") from exc
    except IsADirectoryError as exc:
        raise StoreError(f"{path} is a folder: the database must be a file") from exc
    except (OSError, ValueError) as exc:
        raise StoreError(f"{path} cannot be opened: {getattr(exc, 'strerror', None) or exc}") from exc
    if head not in (b"", MAGIC):
        raise StoreError(f"{path} {NOT_OURS}")
    return True


def is_current(path_or_url: str | Path) -> bool:
    """Is there a database at this trainer's schema, that can be written? False: to be made, or brought there.

    StoreError when it is not ours, damaged, busy or not to be written.
    """
    path = path_of(path_or_url)
    if not look(path, may_be_new=True):
        return False
    with in_our_words(path), closing(sqlite3.connect(path)) as connection:
        settle(connection)
        connection.execute("BEGIN IMMEDIATE")
        return is_ready(connection, path)


def settle(connection: sqlite3.Connection) -> None:
    """What every connection is told first: WAL with synchronous=FULL, what was committed is on the disk."""
    connection.isolation_level = None  # we say BEGIN ourselves: Python's module would say it too late
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def schema_in(connection: sqlite3.Connection, path: Path) -> str | None:
    """The revision the database is at; None when it is empty. StoreError when it is somebody else's."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreError(f"{path} {NOT_OURS}")
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def is_ready(connection: sqlite3.Connection, path: Path) -> bool:
    """Is it at this trainer's schema? In a transaction that is to write: raises when it could not."""
    if schema_in(connection, path) != SCHEMA:
        return False
    connection.execute("UPDATE alembic_version SET version_num = version_num")  # BEGIN IMMEDIATE alone would not tell
    return True


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """What SQLite says wrong of this file becomes a StoreError."""
    try:
        yield
    except sqlite3.Error as exc:
        raise refusal(path, exc) from exc


def refusal(path: Path, said: object) -> StoreError:
    """Our sentence for what SQLite said."""
    ours = next((sentence for sign, sentence in SENTENCES.items() if sign in str(said)), f"cannot be used: {said}")
    return StoreError(f"{path} {ours}")
