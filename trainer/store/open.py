"""Opens the database: a file beside the trainer's other state, safe against a power cut at any instant.

What is wrong becomes a ``StoreError`` of one sentence, and a file that is not ours, or damaged, stays as it was.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from trainer.errors import StoreError
from trainer.store.file import SCHEMA, in_our_words, is_club, is_ready, look, path_of, refusal, schema_in, settle, shown


class Store:
    """The open database. ``read()`` and ``write()`` are transactions; may be shared among threads.

    ``path``: its file; None on a club's server. ``refusal``: the sentence for what the database said.
    """

    def __init__(self, engine: Engine, path: Path | None, refusal: Callable[[object], StoreError]) -> None:
        self.engine = engine
        self.path = path
        self._refusal = refusal
        self._writer = engine.execution_options(write=True)
        self._descriptor: int | None = None
        self._opening = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look. StoreError when the database cannot be read."""
        with self._told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, alone: on the disk at the end, or nothing. StoreError when it cannot be."""
        with self._told(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def trial(self) -> Iterator[Connection]:
        """A transaction as ``write`` has it, of which nothing is kept: to see what would come of it."""
        with self._told(), self._writer.connect() as connection:
            yield connection

    @contextmanager
    def outside(self) -> Iterator[Any]:
        """The driver's cursor outside of any transaction, for what the database wants there: checkpoint, vacuum."""
        with self._told(), closing(self.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            driver: Any = connection.driver_connection
            if self.path is None:
                driver.autocommit = True  # SQLite's connections are in no transaction unless we say so
            try:
                yield cursor
            finally:
                if self.path is None:
                    driver.autocommit = False

    def descriptor(self) -> int:
        """The file's bytes as they lie, to be read. It stays open as long as the store does: whoever closes any
        descriptor of a file gives away the locks of all this process's connections to it
        (https://www.sqlite.org/howtocorrupt.html, 2.2)."""
        assert self.path is not None
        with self._opening:
            if self._descriptor is None:
                self._descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        return self._descriptor

    def close(self) -> None:
        """Idempotent."""
        self.engine.dispose()
        with self._opening:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as exc:
            raise self._refusal(exc.orig) from exc
        except self.engine.dialect.loaded_dbapi.Error as exc:
            raise self._refusal(exc) from exc


def open_store(path_or_url: str | Path, *, migrate: bool) -> Store:
    """The store in this file (or ``sqlite:///`` URL), or on this server (``postgresql://``).

    ``migrate`` True makes the folder and the database and brings it to this trainer's schema; False opens
    only what is there and at it. StoreError, with one sentence, when that cannot be.
    """
    if is_club(path_or_url):
        return _open_club(str(path_or_url), migrate=migrate)
    path = path_of(path_or_url)
    look(path, may_be_new=migrate)
    if migrate:
        make_folder(path.parent)
    with _kept(file_store(path)) as store:
        if migrate:
            _migrate(store, path)
        _check(store, path)
    return store


def _open_club(url: str, *, migrate: bool) -> Store:
    from trainer.store import club  # noqa: PLC0415 - its driver is there on a club's machine only

    where = shown(url)
    with _kept(Store(club.club_engine(url), None, partial(club.refusal, where))) as store:
        if migrate:
            with store.write() as connection:
                club.bring_up(connection, where)
        with store.read() as connection:
            schema = club.schema_on(connection, where)
        if schema != SCHEMA:
            raise _wrong_schema(where, schema)
    return store


@contextmanager
def _kept(store: Store) -> Iterator[Store]:
    """The store, closed again if something is wrong with it."""
    try:
        yield store
    except BaseException:
        store.close()
        raise


def file_store(path: Path) -> Store:
    """The store in this file, whatever is or is not in it."""
    return Store(_engine(path), path, partial(refusal, path))


def _wrong_schema(where: object, schema: str | None) -> StoreError:
    """The sentence for a database that is at another schema, or at none."""
    return StoreError(
        f"{where} has schema {schema or 'none'}, this trainer needs {SCHEMA}: "
        "an older one is brought up by `cue-trainer serve`, a newer one needs a newer trainer"
    )


def make_folder(folder: Path) -> None:
    """Make it, for its owner only, where it is not there. StoreError when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as exc:
        raise StoreError(f"the folder {folder} cannot be made: {exc.strerror}") from exc


def _engine(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _settle(connection: Any, _record: Any) -> None:
    settle(connection)


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that became a writer would fail without waiting its turn.
    writes = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(store: Store, path: Path) -> None:
    with store.write() as connection:  # two may have started at once
        with in_our_words(path):
            if is_ready(_raw(connection), path):
                return
        from trainer.store.migrate import upgrade  # noqa: PLC0415 - the engine opens, and never brings Alembic along

        upgrade(connection)


def _check(store: Store, path: Path) -> None:
    with store.read() as connection, in_our_words(path):
        schema = schema_in(_raw(connection), path)
    if schema != SCHEMA:
        raise _wrong_schema(path, schema)


def _raw(connection: Connection) -> sqlite3.Connection:
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found
