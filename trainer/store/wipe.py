"""Deleted bytes out of the database's files: what a row no longer holds shall not be read out of the file either.

What a memory card keeps of blocks that were written over is beyond any program on it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainer.errors import StoreError
from trainer.store.aside import WAL, with_end
from trainer.store.open import Store

NAMED = ("athlete", "edit", "session", "correction")
LEAST = 8  # bytes: a shorter text says nothing when it is found
PIECE = 1 << 20  # bytes read at a time
AGAIN = "stop the trainer, then `cue-trainer forget --purge`"


def wipe(store: Store, traces: Sequence[str], hints: Sequence[str] = ()) -> None:
    """Empty the write-ahead file; write the database anew when one of these texts still stands in it.

    ``hints`` may stand there by right too, such as a note that two athletes share. On a club's server the tables that
    hold names are written anew; its log and its backups are its owner's. StoreError when another process, reading,
    keeps that from being done.
    """
    with store.outside() as cursor:
        if store.path is None:
            for table in NAMED:
                cursor.execute(f"VACUUM FULL {table}")
        else:
            _rewrite(cursor, store, store.path, _telling(traces), _telling(hints))


def _telling(texts: Sequence[str]) -> list[bytes]:
    return [text.encode() for text in texts if len(text.encode()) >= LEAST]


def _rewrite(cursor: Any, store: Store, path: Path, traces: Sequence[bytes], hints: Sequence[bytes]) -> None:
    _empty_wal(cursor, path)
    if found_in(store.descriptor(), (*traces, *hints)):
        cursor.execute("VACUUM")
        _empty_wal(cursor, path)
    if found_in(store.descriptor(), traces):
        raise StoreError(f"a deleted name still stands in {path}: {AGAIN}")
    wal = with_end(path, WAL)  # SQLite holds no lock on it: it may be opened, and closed
    if wal.exists():
        with wal.open("rb") as log:
            if found_in(log.fileno(), traces):
                raise StoreError(f"a deleted name still stands in {wal}: {AGAIN}")


def _empty_wal(cursor: Any, path: Path) -> None:
    busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreError(
            f"the name is deleted, but {with_end(path, WAL)} is being read and could not be emptied: {AGAIN}"
        )


def found_in(descriptor: int, traces: Sequence[bytes]) -> bool:
    """Whether one of these texts stands in an open file, byte by byte."""
    if not traces:
        return False
    longest = max(map(len, traces))
    tail, at = b"", 0
    while piece := os.pread(descriptor, PIECE, at):
        if any(trace in tail + piece for trace in traces):
            return True
        tail, at = (tail + piece)[-longest:], at + len(piece)
    return False
