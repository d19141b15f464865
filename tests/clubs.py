"""A unit brought together with its club, whole or cut somewhere, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from trainer.errors import StoreError
from trainer.store.open import Store
from trainer.store.sync.both import Synced, sync

WHERE = ("before_cursor_execute", "after_cursor_execute", "commit")


def bring(unit: Store, club: Store) -> Synced:
    return sync(unit, club, "unit", 5.0)


class Cut:
    """Ends the connection at the n-th of the instants before and after a statement and before a commit."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self, *_: Any) -> None:
        self.left -= 1
        if self.left == 0:
            raise OperationalError("cut", {}, StoreError("cut"))


@contextmanager
def _cut_at(n: int, *stores: Store) -> Iterator[None]:
    cut = Cut(n)
    for store in stores:
        for name in WHERE:
            event.listen(store.engine, name, cut)
    try:
        yield
    finally:
        for store in stores:
            for name in WHERE:
                event.remove(store.engine, name, cut)


def cut_short(n: int, unit: Store, club: Store, act: Callable[[Store, Store], object] = bring) -> bool:
    """Whether it was cut before it was done."""
    with _cut_at(n, unit, club):
        try:
            act(unit, club)
        except (StoreError, OperationalError):
            return True
    return False
