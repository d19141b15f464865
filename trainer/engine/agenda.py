"""What is due when: a heap of callbacks at absolute instants, each under a name that can be taken back."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable
from itertools import count

Callback = Callable[[], None]


class Agenda:
    """Callbacks in the order of their instants; those of one instant in the order they were put."""

    def __init__(self) -> None:
        self._order = count()
        self._heap: list[tuple[int, int, str]] = []  # instant, order, name
        self._named: defaultdict[str, dict[int, Callback]] = defaultdict(dict)  # name -> order -> what still stands

    def put(self, due_ns: int, name: str, callback: Callback) -> None:
        """Adds; several may share a name."""
        order = next(self._order)
        self._named[name][order] = callback
        heapq.heappush(self._heap, (due_ns, order, name))

    def move(self, due_ns: int, name: str, callback: Callback) -> None:
        """The only one of its name from now on."""
        order = next(self._order)
        self._named[name] = {order: callback}
        heapq.heappush(self._heap, (due_ns, order, name))

    def drop(self, name: str) -> None:
        """Takes back all of that name."""
        self._named[name].clear()

    def has(self, name: str) -> bool:
        return bool(self._named[name])

    def next_ns(self) -> int | None:
        """The next instant; None when nothing is due."""
        heap, named = self._heap, self._named
        while heap and heap[0][1] not in named[heap[0][2]]:
            heapq.heappop(heap)
        return heap[0][0] if heap else None

    def run(self, now_ns: int) -> None:
        """Calls what has come due, one after the other."""
        while self._heap and self._heap[0][0] <= now_ns:
            _, order, name = heapq.heappop(self._heap)
            callback = self._named[name].pop(order, None)
            if callback is not None:
                callback()
