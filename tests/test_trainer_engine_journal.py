"""The journal: what comes back kept is on the disk, in the order handed in; the disk may be slow, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import Empty

import pytest
from records import MS, open_run, record
from sqlalchemy import func, select
from stores import new_store

from hardware.base import Edge
from hardware.clock import Inbox
from trainer.engine.journal import DirectJournal, ThreadJournal
from trainer.engine.keeping import Kept
from trainer.store import schema
from trainer.store.open import Store
from trainer.store.results import Filter, read_attempts

PATIENCE_S = 20.0  # far more than a write takes; a test that waits so long has failed
LATE = (Edge("deep", "beam", True, 99_000 * MS),)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        yield opened


def read(store: Store) -> list:
    return [found for found, _ in read_attempts(store, Filter())]


def kept(inbox: Inbox, count: int) -> list[Kept]:
    return [inbox.get(timeout=PATIENCE_S) for _ in range(count)]


def verdicts(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(schema.verdict)).scalar_one()


def wrong(attempt):
    return replace(attempt, verdict=replace(attempt.verdict, outcome="wrong gate"))


def both(store: Store, inbox: Inbox):
    """Either journal on this store."""
    yield DirectJournal(store, inbox)
    yield ThreadJournal(store, inbox)


def test_what_comes_back_kept_can_be_read_by_everybody(store):
    open_run(store)
    for n, journal in enumerate(both(store, inbox := Inbox())):
        journal.attempt(record(n + 1))
        assert kept(inbox, 1) == [Kept("run-1", n + 1)]
        assert read(store)[-1] == record(n + 1)
        if isinstance(journal, ThreadJournal):
            assert journal.close()


def test_a_second_scoring_comes_back_kept_too_and_counts(store):
    open_run(store)
    for n, journal in enumerate(both(store, inbox := Inbox())):
        attempt = record(n + 1)
        journal.attempt(attempt)
        journal.again(wrong(attempt))
        assert kept(inbox, 2) == [Kept("run-1", n + 1)] * 2
        assert read(store)[-1].verdict.outcome == "wrong gate"
        assert verdicts(store) == 2 * (n + 1)
        if isinstance(journal, ThreadJournal):
            assert journal.close()


def test_late_edges_are_added_and_nothing_comes_back(store):
    open_run(store)
    for n, journal in enumerate(both(store, inbox := Inbox())):
        journal.attempt(record(n + 1))
        journal.edges("run-1", n + 1, LATE)
        if isinstance(journal, ThreadJournal):
            assert journal.close()
        assert kept(inbox, 1) == [Kept("run-1", n + 1)]
        assert inbox.empty()
        assert read(store)[-1].edges == (*record(n + 1).edges, *LATE)


def test_they_come_back_in_the_order_handed_in(store):
    open_run(store)
    inbox = Inbox()
    journal = ThreadJournal(store, inbox)
    order = [7, 3, 12, 1, 30, 2, 29, 4]
    for seq in order:
        journal.attempt(record(seq))
    assert [item.seq for item in kept(inbox, len(order))] == order
    assert journal.close()
    assert sorted(r.seq for r in read(store)) == sorted(order)


def test_what_the_database_does_not_take_is_tried_until_it_does(store, caplog):
    """The run is not there yet: nothing is kept, and nothing overtakes."""
    inbox = Inbox()
    journal = ThreadJournal(store, inbox)
    for seq in (1, 2):
        journal.attempt(record(seq))
    with pytest.raises(Empty):
        inbox.get_nowait()
    open_run(store)
    assert [item.seq for item in kept(inbox, 2)] == [1, 2]
    assert journal.close()
    assert [r.seq for r in read(store)] == [1, 2]
    assert len([line for line in caplog.messages if "saving" in line]) <= 1  # not once a try


def test_closing_writes_what_is_left_and_says_whether_it_could(store):
    open_run(store)
    inbox = Inbox()
    journal = ThreadJournal(store, inbox)
    for seq in range(1, 21):
        journal.attempt(record(seq))
    assert journal.close()
    assert len(read(store)) == inbox.qsize() == 20
    stuck = ThreadJournal(store, inbox)
    stuck.attempt(record(1, run="nowhere"))
    assert not stuck.close(timeout_s=0.1)


def test_without_a_store_everything_comes_back_and_nothing_is_kept():
    inbox = Inbox()
    journal = DirectJournal(None, inbox)
    journal.attempt(record(1))
    journal.again(wrong(record(1)))
    journal.edges("run-1", 1, LATE)
    assert kept(inbox, 2) == [Kept("run-1", 1)] * 2
    assert inbox.empty()
