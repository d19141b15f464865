"""Writes what happened, one commit a verdict, in a thread of its own; shown is only what came back kept.

The engine's thread never waits for the disk. While the database does not take a row the journal tries again, the phone
says "saving", and cues go on in time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue

from hardware.base import Edge
from hardware.clock import Inbox
from trainer.engine.keeping import Kept
from trainer.errors import StoreError, UnknownRow
from trainer.facts import AttemptRecord
from trainer.store.halfway import keep_halfway, take_up
from trainer.store.open import Store
from trainer.store.write import Judgement, write_attempt, write_edges, write_rescored

AGAIN_S = 0.25  # between two tries
log = logging.getLogger(__name__)

Write = Callable[[], None]


class DirectJournal:
    """Writes at once, in the caller's thread: virtual time. Without a store it keeps nothing."""

    def __init__(self, store: Store | None, inbox: Inbox) -> None:
        self._store = store
        self._inbox = inbox

    def attempt(self, record: AttemptRecord) -> None:
        if self._store is not None:
            write_attempt(self._store, record)
        self._inbox.put(Kept(record.run, record.seq))

    def edges(self, run: str, seq: int, edges: tuple[Edge, ...], *, lane: int = 1) -> None:
        if self._store is not None:
            write_edges(self._store, run, seq, edges, lane=lane)

    def again(self, record: AttemptRecord) -> None:
        if self._store is not None:
            _write_again(self._store, record)
        self._inbox.put(Kept(record.run, record.seq))

    def halfway(self, run: str, records: tuple[AttemptRecord, ...]) -> None:
        if self._store is not None:
            keep_halfway(self._store, records)
        self._inbox.put(Kept(run, 0))


def _write_again(store: Store, record: AttemptRecord) -> None:
    judged = record.verdict, record.scoring, record.scoring_version
    write_rescored(store, Judgement(record.run, record.seq, record.lane, *judged))


class ThreadJournal:
    """Writes in a thread of its own, in the order handed in; each write is tried until it is in."""

    def __init__(self, store: Store, inbox: Inbox) -> None:
        self._store = store
        self._inbox = inbox
        self._work: SimpleQueue[tuple[Write, Kept | None] | None] = SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def attempt(self, record: AttemptRecord) -> None:
        self._work.put((partial(write_attempt, self._store, record), Kept(record.run, record.seq)))

    def edges(self, run: str, seq: int, edges: tuple[Edge, ...], *, lane: int = 1) -> None:
        self._work.put((partial(write_edges, self._store, run, seq, edges, lane=lane), None))

    def again(self, record: AttemptRecord) -> None:
        self._work.put((partial(_write_again, self._store, record), Kept(record.run, record.seq)))

    def halfway(self, run: str, records: tuple[AttemptRecord, ...]) -> None:
        self._work.put((partial(keep_halfway, self._store, records), Kept(run, 0)))

    def take_up(self) -> None:
        """What an engine that was killed left becomes attempts."""
        self._work.put((partial(take_up, self._store), None))

    def close(self, timeout_s: float = 10.0) -> bool:
        """Writes what is left, within the time given. False when something could not be written."""
        self._work.put(None)
        self._thread.join(timeout_s)
        self._closing.set()
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._work.get()) is not None:
            write, kept = job
            try:
                done = self._insist(write)
            except Exception:  # a thread's top: this one cannot be kept, the phone goes on saying so; the others can
                log.exception("a verdict that the database does not take")
                continue
            if not done:
                return
            if kept is not None:
                self._inbox.put(kept)

    def _insist(self, write: Write) -> bool:
        """Until it is in. False when the journal was closed before that."""
        told = False
        while not self._closing.is_set():
            try:
                write()
            except (StoreError, UnknownRow) as exc:
                if not told:
                    log.warning("saving: %s", exc)
                told = True
                self._closing.wait(AGAIN_S)
                continue
            return True
        return False
